"""Files in the exchange of a lead, and topics of the staff chat."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for name in ("file_kind", "file_id", "file_unique_id", "file_name", "file_chat_id", "file_message_id"):
        op.add_column("lead_messages", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("lead_messages", sa.Column("file_size", sa.BigInteger(), nullable=True))
    op.add_column(
        "lead_messages", sa.Column("file_left", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("lead_messages", sa.Column("copy_message_id", sa.Text(), nullable=True))
    op.create_index(op.f("ix_lead_messages_copy_message_id"), "lead_messages", ["copy_message_id"])
    op.create_table(
        "lead_topics",
        sa.Column("id", KEY, nullable=False),
        sa.Column("lead_id", KEY, nullable=False),
        sa.Column("chat_id", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.Text(), nullable=False),
        sa.Column("closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_topics")),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_lead_topics_lead_id")),
        sa.UniqueConstraint("lead_id", name=op.f("uq_lead_topics_lead_id")),
        sa.UniqueConstraint("chat_id", "thread_id", name=op.f("uq_lead_topics_chat_id_thread_id")),
    )
