"""The lead desk: staff, sessions, audit, messages, decisions on gaps, and indexes for a full database."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from bot.core.gaps import folded_question
from bot.leads.index_terms import search_text, signs_of

revision = "0002"
down_revision = "0001"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
GAP = sa.text("verdict <> 'answer' OR rating < 0")
WAITING = sa.text("told_at IS NULL")
PAGE = 1000


def upgrade() -> None:
    _widen_tables()
    _make_tables_of_staff()
    _make_tables_of_leads()
    _make_tables_of_questions()
    _fill_leads()
    _fill_questions()


def _widen_tables() -> None:
    # One by one: SQLite cannot remake a table that others refer to within a transaction.
    for column in (
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.Column("replied_at", MOMENT, nullable=True),
        sa.Column("snoozed_until", MOMENT, nullable=True),
        sa.Column("nudged", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), server_default="", nullable=False),
    ):
        op.add_column("leads", column)
    op.drop_index(op.f("ix_leads_status"), "leads")
    op.create_index(op.f("ix_leads_status_updated_at"), "leads", ["status", "updated_at"])
    op.create_index(op.f("ix_leads_assignee_id"), "leads", ["assignee_id"])
    op.create_index(op.f("ix_leads_merged_into"), "leads", ["merged_into"])
    op.create_index(
        "ix_leads_created_at", "leads", ["created_at", "status", "way", "country", "language", "replied_at"]
    )
    op.add_column("questions", sa.Column("folded", sa.Text(), server_default="", nullable=False))
    op.add_column("questions", sa.Column("rating", sa.Integer(), nullable=True))
    op.drop_index(op.f("ix_questions_at"), "questions")
    op.create_index(
        op.f("ix_questions_at_verdict_language_rating"), "questions", ["at", "verdict", "language", "rating"]
    )
    op.create_index(op.f("ix_questions_verdict"), "questions", ["verdict"])
    op.create_index(op.f("ix_questions_turn_id"), "questions", ["turn_id"])
    op.create_index(
        "ix_questions_gaps",
        "questions",
        ["language", "folded", "at", "rating", "verdict"],
        sqlite_where=GAP,
        postgresql_where=GAP,
    )


def _make_tables_of_staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.CheckConstraint("role IN ('reader', 'agent', 'manager')", name=op.f("ck_staff_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
    )
    op.create_table(
        "sign_ins",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_sign_ins_staff_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_ins")),
    )
    op.create_table(
        "sessions",
        sa.Column("id_hash", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_sessions_staff_id")),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_staff_id"), "sessions", ["staff_id"])
    op.create_table(
        "audit",
        sa.Column("id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("who_id", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("face", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.CheckConstraint("face IN ('telegram', 'desk', 'command-line')", name=op.f("ck_audit_face")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"])
    op.create_index(op.f("ix_audit_subject"), "audit", ["subject"])
    op.create_table(
        "rounds",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_rounds")),
    )


def _make_tables_of_leads() -> None:
    op.create_table(
        "lead_messages",
        sa.Column("id", KEY, nullable=False),
        sa.Column("lead_id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=True),
        sa.Column("staff_chat_id", sa.Text(), nullable=True),
        sa.Column("staff_message_id", sa.Text(), nullable=True),
        sa.Column("visitor_message_id", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "direction IN ('to_visitor', 'from_visitor')", name=op.f("ck_lead_messages_direction")
        ),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'blocked')", name=op.f("ck_lead_messages_state")),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_lead_messages_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_messages")),
        sa.UniqueConstraint("event_id", name=op.f("uq_lead_messages_event_id")),
    )
    op.create_index(op.f("ix_lead_messages_lead_id"), "lead_messages", ["lead_id"])
    op.create_index(
        op.f("ix_lead_messages_staff_chat_id_staff_message_id"),
        "lead_messages",
        ["staff_chat_id", "staff_message_id"],
    )
    op.create_index(op.f("ix_lead_messages_visitor_message_id"), "lead_messages", ["visitor_message_id"])
    op.create_table(
        "lead_signs",
        sa.Column("sign", sa.Text(), nullable=False),
        sa.Column("lead_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_lead_signs_lead_id")),
        sa.PrimaryKeyConstraint("sign", "lead_id", name=op.f("pk_lead_signs")),
    )
    op.create_index(op.f("ix_lead_signs_lead_id"), "lead_signs", ["lead_id"])
    op.create_table(
        "forms",
        sa.Column("id", KEY, nullable=False),
        sa.Column("conversation_id", KEY, nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_forms_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forms")),
        sa.UniqueConstraint("conversation_id", "form_id", name=op.f("uq_forms_conversation_id_form_id")),
    )
    op.create_index(op.f("ix_forms_opened_at_filled"), "forms", ["opened_at", "filled"])


def _make_tables_of_questions() -> None:
    op.create_table(
        "gap_decisions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=True),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "decision IN ('phrasing', 'draft', 'out-of-scope', 'ignored')",
            name=op.f("ck_gap_decisions_decision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_decisions")),
        sa.UniqueConstraint("language", "folded", name=op.f("uq_gap_decisions_language_folded")),
    )
    op.create_table(
        "watchers",
        sa.Column("id", KEY, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.Text(), nullable=False),
        sa.Column("question_id", KEY, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_watchers_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watchers")),
        sa.UniqueConstraint(
            "channel", "chat_id", "question_id", name=op.f("uq_watchers_channel_chat_id_question_id")
        ),
    )
    op.create_index(op.f("ix_watchers_question_id"), "watchers", ["question_id"])
    op.create_index("ix_watchers_waiting", "watchers", ["id"], sqlite_where=WAITING, postgresql_where=WAITING)


def _fill_leads() -> None:
    """Index the leads that there are already; erased ones have nothing to be found under."""
    lead = sa.table(
        "leads",
        *map(sa.column, ("id", "reference", "company", "contact_name", "email", "phone", "message")),
        *map(sa.column, ("erased_at", "search_text")),
    )
    sign = sa.table("lead_signs", sa.column("sign"), sa.column("lead_id"))
    for rows in _pages(sa.select(lead).where(lead.c.erased_at.is_(None)), lead.c.id):
        signs: list[dict[str, object]] = []
        for row in rows:
            found = signs_of(row.company, row.contact_name, row.email, row.phone)
            signs.extend({"sign": each, "lead_id": row.id} for each in sorted(found))
            text = search_text(
                row.reference, row.company, row.contact_name, row.email, row.phone, row.message
            )
            op.get_bind().execute(sa.update(lead).where(lead.c.id == row.id).values(search_text=text))
        op.get_bind().execute(sa.insert(sign), signs)


def _fill_questions() -> None:
    question = sa.table("questions", *map(sa.column, ("id", "text", "folded")))
    for rows in _pages(sa.select(question), question.c.id):
        filled = [{"key": row.id, "value": folded_question(row.text)} for row in rows]
        changed = sa.update(question).where(question.c.id == sa.bindparam("key"))
        op.get_bind().execute(changed.values(folded=sa.bindparam("value")), filled)


def _pages(
    asked: sa.Select[tuple[object, ...]], key: sa.ColumnClause[int]
) -> Iterator[list[sa.Row[tuple[object, ...]]]]:
    """Give the rows a page at a time, so that memory does not grow with the table."""
    last = 0
    while rows := list(op.get_bind().execute(asked.where(key > last).order_by(key).limit(PAGE))):
        yield rows
        last = rows[-1].id
