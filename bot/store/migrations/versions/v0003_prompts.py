"""Messages in which the bot asked staff for a note."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "prompts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("lead_id", KEY, nullable=False),
        sa.Column("chat_id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompts")),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_prompts_lead_id")),
        sa.UniqueConstraint("chat_id", "message_id", name=op.f("uq_prompts_chat_id_message_id")),
    )
