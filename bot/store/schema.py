"""The tables of talk and leads. A row is the truth: what is not here does not survive a restart."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from bot.leads.lead import Consent, Status


class Moment(TypeDecorator[datetime]):
    """A time in UTC: aware in Python on every database, also on SQLite, which knows no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("times in the store are aware")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


Key = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """Gives the tables one catalogue, and their constraints names that migrations can refer to."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        },
    )
    type_annotation_map: ClassVar[Mapping[Any, Any]] = {str: Text(), datetime: Moment()}


class Conversation(Base):
    """All turns with one visitor on one channel, and what the dialogue remembers of them."""

    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("channel", "chat_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel: Mapped[str]
    chat_id: Mapped[str]
    state: Mapped[str]
    """`bot.dialogue.turn.State` as JSON."""
    version: Mapped[int]
    """Goes up by one with each turn; whoever saves must have read the latest."""
    language: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class TurnRow(Base):
    """One step of talk: which event it was made of and what was replied."""

    __tablename__ = "turns"
    __table_args__ = (
        UniqueConstraint("channel", "event_id"),
        Index(None, "conversation_id"),
        Index(None, "channel", "sent_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel: Mapped[str]
    event_id: Mapped[str]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    at: Mapped[datetime]
    knowledge_version: Mapped[str]
    replies: Mapped[str]
    """A JSON array of `bot.dialogue.turn.Reply`; empty once the visitor asked to be forgotten."""
    sent_at: Mapped[datetime | None]
    """None until the channel has sent the replies."""


_GAP = "verdict <> 'answer' OR rating < 0"
GAP = text(f"({_GAP})")
"""True of a question that got no answer, or one that its visitor found bad. Without parameters, so that the
index of the gaps is used."""


class Question(Base):
    """A question that a visitor asked and what the bot made of it."""

    __tablename__ = "questions"
    __table_args__ = (
        Index(None, "at", "verdict", "language", "rating"),
        Index(None, "verdict"),
        Index(None, "conversation_id"),
        Index(None, "turn_id"),
        Index(
            "ix_questions_gaps",
            "language",
            "folded",
            "at",
            "rating",
            "verdict",
            sqlite_where=text(_GAP),
            postgresql_where=text(_GAP),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    at: Mapped[datetime]
    channel: Mapped[str]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id"))
    language: Mapped[str]
    text: Mapped[str]
    verdict: Mapped[str]
    entry: Mapped[str | None]
    score: Mapped[float]
    knowledge_version: Mapped[str]
    folded: Mapped[str] = mapped_column(Text, server_default="")
    """The words without case and accents: what groups spellings of the same question."""
    rating: Mapped[int | None]
    """What the visitor thought of the answer: 1 or -1; None if they did not say."""


_CONSENTS = ", ".join(f"'{consent}'" for consent in Consent)
_STATUSES = ", ".join(f"'{status}'" for status in Status)


class LeadRow(Base):
    """An enquiry that staff work on. Consent is part of it, and no row stands without."""

    __tablename__ = "leads"
    __table_args__ = (
        UniqueConstraint("reference"),
        CheckConstraint(f"status IN ({_STATUSES})", name="status"),
        CheckConstraint(
            "erased_at IS NOT NULL OR"
            " (company <> '' AND contact_name <> '' AND (email IS NOT NULL OR phone IS NOT NULL))",
            name="complete",
        ),
        CheckConstraint("consent_version <> '' AND consent_language <> ''", name="consent"),
        Index(None, "channel", "chat_id"),
        Index(None, "status", "updated_at"),
        Index(None, "assignee_id"),
        Index(None, "merged_into"),
        Index("ix_leads_created_at", "created_at", "status", "way", "country", "language", "replied_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str]
    status: Mapped[str]
    company: Mapped[str]
    contact_name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    country: Mapped[str | None]
    way: Mapped[str]
    message: Mapped[str | None]
    language: Mapped[str]
    channel: Mapped[str]
    chat_id: Mapped[str | None]
    origin: Mapped[str]
    assignee_id: Mapped[str | None]
    assignee_name: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int]
    consent_version: Mapped[str]
    consent_at: Mapped[datetime]
    consent_language: Mapped[str]
    consent: Mapped[str] = mapped_column(
        CheckConstraint(f"consent IN ({_CONSENTS})", name="consent_kind"), server_default="form"
    )
    consent_where: Mapped[str] = mapped_column(server_default="")
    consent_by: Mapped[str] = mapped_column(
        CheckConstraint(
            "consent <> 'given' OR erased_at IS NOT NULL OR (consent_where <> '' AND consent_by <> '')",
            name="consent_given",
        ),
        server_default="",
    )
    """Where consent was given and who of the staff heard it, for a lead that was entered by hand."""
    erased_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    """When a member of the staff first looked at it."""
    replied_at: Mapped[datetime | None]
    """When its visitor first heard from staff; kept, as the figures need it of every lead at once."""
    snoozed_until: Mapped[datetime | None]
    nudged: Mapped[int] = mapped_column(server_default=text("0"))
    """How far staff have been reminded: 0 not at all, 1 its owner, 2 everybody. Any change starts afresh."""
    merged_into: Mapped[str | None]
    """Reference of the lead that it was a duplicate of."""
    search_text: Mapped[str] = mapped_column(Text, server_default="")
    """All that a search looks at, without case and accents; empty once erased."""


class HistoryRow(Base):
    """One thing that happened to a lead."""

    __tablename__ = "lead_history"
    __table_args__ = (Index(None, "lead_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"))
    at: Mapped[datetime]
    who_id: Mapped[str]
    who: Mapped[str]
    what: Mapped[str]
    detail: Mapped[str]


class CardRow(Base):
    """A message in a staff chat that shows a lead; the latest one is kept up to date."""

    __tablename__ = "cards"
    __table_args__ = (UniqueConstraint("chat_id", "message_id"), Index(None, "lead_id"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"))
    chat_id: Mapped[str]
    message_id: Mapped[str]


class NoticeRow(Base):
    """Something that staff must see; made in the transaction of what it tells of, delivered after."""

    __tablename__ = "outbox"
    __table_args__ = (Index(None, "done_at", "parked_at", "due_at"), Index(None, "lead_id"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str]
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id"))
    lead_version: Mapped[int | None]
    """The version of the lead that called for it; a card that shows a later one covers it."""
    payload: Mapped[str]
    """A JSON object without personal data; what a card shows is derived from the lead at delivery."""
    created_at: Mapped[datetime]
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    parked_at: Mapped[datetime | None]
    last_error: Mapped[str | None]


class Failure(Base):
    """An event that could not be worked on, and how often that was tried."""

    __tablename__ = "failures"
    __table_args__ = (UniqueConstraint("channel", "event_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel: Mapped[str]
    event_id: Mapped[str]
    attempts: Mapped[int]
    error: Mapped[str]
    at: Mapped[datetime]
