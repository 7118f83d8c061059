"""The tables of the lead desk: staff and what they did, messages, decisions on gaps, confidential reports."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.leads.report import Progress
from bot.leads.staff import Decision, Direction, Face, Role, Sending
from bot.store.schema import Base, Key

WAITING = text("told_at IS NULL")


def _one_of(column: str, values: type[StrEnum]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


class StaffRow(Base):
    """Somebody of the staff and what they may do."""

    __tablename__ = "staff"
    __table_args__ = (CheckConstraint(_one_of("role", Role), name="role"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    """Names channel and person: `telegram:123`."""
    name: Mapped[str]
    role: Mapped[str]
    added_at: Mapped[datetime]
    listed: Mapped[bool] = mapped_column(server_default=false(), default=False)
    """True for a manager whom the settings name: nobody else can take that role away."""


class GuestRow(Base):
    """Somebody who let themselves into the staff chat; not staff until one of them vouches for it."""

    __tablename__ = "guests"

    id: Mapped[str] = mapped_column(primary_key=True)
    """Names channel and person: `telegram:123`."""
    at: Mapped[datetime]


class SignInRow(Base):
    """A one-time link to the desk; only a digest of its token is kept."""

    __tablename__ = "sign_ins"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SessionRow(Base):
    """A browser that is signed in; only a digest of what its cookie says is kept."""

    __tablename__ = "sessions"
    __table_args__ = (Index(None, "staff_id"),)

    id_hash: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class AuditRow(Base):
    """Who of the staff did what, and from where."""

    __tablename__ = "audit"
    __table_args__ = (
        CheckConstraint(_one_of("face", Face), name="face"),
        Index(None, "at"),
        Index(None, "subject"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    at: Mapped[datetime]
    who_id: Mapped[str]
    who: Mapped[str]
    face: Mapped[str]
    what: Mapped[str]
    subject: Mapped[str]
    """What it was done to: `lead K7F-2MX`, `gap en …`."""
    detail: Mapped[str]
    """Without personal data."""


class MessageRow(Base):
    """Something staff wrote to a visitor through the bot, or what came back."""

    __tablename__ = "lead_messages"
    __table_args__ = (
        CheckConstraint(_one_of("direction", Direction), name="direction"),
        CheckConstraint(_one_of("state", Sending), name="state"),
        UniqueConstraint("event_id"),
        Index(None, "lead_id"),
        Index(None, "staff_chat_id", "staff_message_id"),
        Index(None, "visitor_message_id"),
        Index(None, "copy_message_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"))
    at: Mapped[datetime]
    direction: Mapped[str]
    who: Mapped[str]
    """Name of who of the staff wrote it; empty for the visitor."""
    text: Mapped[str]
    state: Mapped[str]
    event_id: Mapped[str | None]
    """Names what it was made of (`telegram:-100:17`), so that an event met twice makes one message."""
    staff_chat_id: Mapped[str | None]
    staff_message_id: Mapped[str | None]
    """Where it stands in the staff chat; a reply to it is about this lead."""
    visitor_message_id: Mapped[str | None]
    """Where it stands in the visitor's chat; a reply to it is for staff."""
    file_kind: Mapped[str | None]
    """What was sent with it, as `bot.leads.staff.File` has it; None where there was only text."""
    file_id: Mapped[str | None]
    file_unique_id: Mapped[str | None]
    file_name: Mapped[str | None]
    file_size: Mapped[int | None] = mapped_column(BigInteger)
    file_chat_id: Mapped[str | None]
    file_message_id: Mapped[str | None]
    """The message that it was sent in, and is copied from."""
    file_left: Mapped[bool] = mapped_column(server_default=false(), default=False)
    """True if it could not be carried to the other side."""
    copy_message_id: Mapped[str | None]
    """Where its copy stands on the other side, if not in the message that has the words."""
    by_mail: Mapped[bool] = mapped_column(server_default=false(), default=False)
    """True where it went out as a letter instead."""


class TopicRow(Base):
    """The topic of the staff chat in which everything about a lead is said."""

    __tablename__ = "lead_topics"
    __table_args__ = (UniqueConstraint("lead_id"), UniqueConstraint("chat_id", "thread_id"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"))
    chat_id: Mapped[str]
    thread_id: Mapped[str]
    closed: Mapped[bool] = mapped_column(server_default=false(), default=False)


class PromptRow(Base):
    """A message in which the bot asked staff for words about a lead; the reply to it has them."""

    __tablename__ = "prompts"
    __table_args__ = (UniqueConstraint("chat_id", "message_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"))
    chat_id: Mapped[str]
    message_id: Mapped[str]
    purpose: Mapped[str] = mapped_column(server_default="note")
    """What the words are: a note, or why the lead is lost (`bot.leads.staff.Purpose`)."""


class SignRow(Base):
    """A sign by which leads that may be of the same organisation are found (`bot.leads.similar`)."""

    __tablename__ = "lead_signs"
    __table_args__ = (Index(None, "lead_id"),)

    sign: Mapped[str] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"), primary_key=True)


class GapDecisionRow(Base):
    """What staff decided to do about a question without a good answer."""

    __tablename__ = "gap_decisions"
    __table_args__ = (
        CheckConstraint(_one_of("decision", Decision), name="decision"),
        UniqueConstraint("language", "folded"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    language: Mapped[str]
    folded: Mapped[str]
    """The question's words without case and accents, as `questions.folded`."""
    text: Mapped[str]
    """As it was asked last when it was decided on."""
    decision: Mapped[str]
    entry: Mapped[str | None]
    """The entry that it is a phrasing of, or the id of the one to draft."""
    who: Mapped[str]
    at: Mapped[datetime]


class WatcherRow(Base):
    """A visitor who wants to be told once the bot knows the answer."""

    __tablename__ = "watchers"
    __table_args__ = (
        UniqueConstraint("channel", "chat_id", "question_id"),
        Index("ix_watchers_waiting", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index(None, "question_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel: Mapped[str]
    chat_id: Mapped[str]
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    text: Mapped[str]
    language: Mapped[str]
    at: Mapped[datetime]
    told_at: Mapped[datetime | None]


class FormRow(Base):
    """An enquiry form that somebody opened, and how far they came. Holds nothing of what they filled in."""

    __tablename__ = "forms"
    __table_args__ = (UniqueConstraint("conversation_id", "form_id"), Index(None, "opened_at", "filled"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    form_id: Mapped[str]
    opened_at: Mapped[datetime]
    language: Mapped[str]
    origin: Mapped[str]
    filled: Mapped[int]
    """The most fields that had a value."""
    sent_at: Mapped[datetime | None]


class RoundRow(Base):
    """Something that is to be done once, whoever comes first: the digest of a week, the look at a reload."""

    __tablename__ = "rounds"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class ReportRow(Base):
    """A confidential report. Erased, it says no more than that there was one."""

    __tablename__ = "reports"
    __table_args__ = (
        CheckConstraint(_one_of("progress", Progress), name="progress"),
        CheckConstraint("erased_at IS NOT NULL OR what <> ''", name="complete"),
        UniqueConstraint("reference"),
        Index(None, "channel", "chat_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str]
    progress: Mapped[str]
    handled_by: Mapped[str]
    """Name of the lead manager who said last how far it is; empty while it is new."""
    language: Mapped[str]
    channel: Mapped[str]
    chat_id: Mapped[str | None]
    """Whose it is, so that they can erase it; shown to nobody."""
    what: Mapped[str]
    place: Mapped[str]
    since: Mapped[str]
    reach: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    to_reach: Mapped[int | None]
    """To how many lead managers it is still on its way; None once one has it, or its visitor knows that none
    could be reached."""


class ReportCopyRow(Base):
    """A message in a lead manager's private chat that shows a report."""

    __tablename__ = "report_copies"
    __table_args__ = (Index(None, "report_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    chat_id: Mapped[str]
    message_id: Mapped[str]
