"""Leads that staff enter, with the consent given elsewhere or not yet; reasons; letters by e-mail."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    # In words of SQL: SQLite takes a check with a new column, but Alembic would add it afterwards.
    op.execute(
        "ALTER TABLE leads ADD COLUMN consent TEXT DEFAULT 'form' NOT NULL"
        " CONSTRAINT ck_leads_consent_kind CHECK (consent IN ('form', 'given', 'not-asked'))"
    )
    op.execute("ALTER TABLE leads ADD COLUMN consent_where TEXT DEFAULT '' NOT NULL")
    op.execute(
        "ALTER TABLE leads ADD COLUMN consent_by TEXT DEFAULT '' NOT NULL CONSTRAINT ck_leads_consent_given"
        " CHECK (consent <> 'given' OR erased_at IS NOT NULL OR (consent_where <> '' AND consent_by <> ''))"
    )
    op.add_column("prompts", sa.Column("purpose", sa.Text(), server_default="note", nullable=False))
    op.add_column(
        "lead_messages", sa.Column("by_mail", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
