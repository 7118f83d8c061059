"""Confidential reports, and which lead managers the settings name."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("staff", sa.Column("listed", sa.Boolean(), server_default=sa.false(), nullable=False))
    # Until now nobody could be made a manager but by the settings.
    columns = sa.column("id", sa.Text()), sa.column("role", sa.Text()), sa.column("listed", sa.Boolean())
    staff = sa.table("staff", *columns)
    by_settings = staff.c.role == "manager", staff.c.id.like("telegram:%")
    op.execute(staff.update().where(*by_settings).values(listed=sa.true()))
    op.create_table(
        "reports",
        sa.Column("id", KEY, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("handled_by", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.Text(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("reach", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("erased_at", MOMENT, nullable=True),
        sa.Column("to_reach", sa.Integer(), nullable=True),
        sa.CheckConstraint("progress IN ('new', 'seen', 'done')", name=op.f("ck_reports_progress")),
        sa.CheckConstraint("erased_at IS NOT NULL OR what <> ''", name=op.f("ck_reports_complete")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("reference", name=op.f("uq_reports_reference")),
    )
    op.create_index(op.f("ix_reports_channel_chat_id"), "reports", ["channel", "chat_id"])
    op.create_table(
        "report_copies",
        sa.Column("id", KEY, nullable=False),
        sa.Column("report_id", KEY, nullable=False),
        sa.Column("chat_id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_copies")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_report_copies_report_id")),
    )
    op.create_index(op.f("ix_report_copies_report_id"), "report_copies", ["report_id"])
