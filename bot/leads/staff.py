"""Words of the lead desk: who may do what, from where it is done, and what goes between staff and visitor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a member of the staff may do."""

    READER = "reader"
    """Look, without the visitors' addresses and numbers."""
    AGENT = "agent"
    """Work on leads and questions, export them, merge leads, decide on gaps in the knowledge."""
    MANAGER = "manager"
    """Everything: also erase leads, retry notices, appoint others, read confidential reports."""


class Face(StrEnum):
    """From where something is done."""

    TELEGRAM = "telegram"
    DESK = "desk"
    COMMAND_LINE = "command-line"


class Right(StrEnum):
    """What a role may be needed for."""

    LOOK = "look"
    WORK = "work"
    SEE_CONTACT = "see-contact"
    DECIDE_GAPS = "decide-gaps"
    EXPORT = "export"
    MERGE = "merge"
    BULK = "bulk"
    ERASE = "erase"
    RETRY_NOTICES = "retry-notices"
    READ_REPORTS = "read-reports"
    """Confidential reports are for lead managers alone."""
    APPOINT = "appoint"


_AGENT = frozenset(
    {Right.LOOK, Right.WORK, Right.SEE_CONTACT, Right.DECIDE_GAPS, Right.EXPORT, Right.MERGE, Right.BULK}
)
RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.READER: frozenset({Right.LOOK}),
    Role.AGENT: _AGENT,
    Role.MANAGER: frozenset(Right),
}
"""What each role may do."""


def may(role: Role, right: Right) -> bool:
    """True if somebody of this role has the right."""
    return right in RIGHTS[role]


class Direction(StrEnum):
    """Which way a message of a lead's exchange goes."""

    TO_VISITOR = "to_visitor"
    FROM_VISITOR = "from_visitor"


class Sending(StrEnum):
    """How far a message of a lead's exchange has come."""

    WAITING = "waiting"
    SENT = "sent"
    BLOCKED = "blocked"
    """The visitor cannot be reached through the bot any more: use e-mail."""


class Purpose(StrEnum):
    """What the bot asked staff for words about a lead for."""

    NOTE = "note"
    LOST = "lost"
    """Why the lead is lost."""
    CONSENT = "consent"
    """Where the person of the lead agreed to it."""


class Decision(StrEnum):
    """What is to become of a question without a good answer."""

    PHRASING = "phrasing"
    """Another way of asking for an entry that there is."""
    DRAFT = "draft"
    """A new entry is to be written."""
    OUT_OF_SCOPE = "out-of-scope"
    """Not for this bot; it is right not to answer."""
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class File:
    """Something sent that is no text, by where it stands: it is copied from there, and stored nowhere."""

    kind: str
    """In the channel's own word: `photo`, `document`, `location`."""
    chat_id: str
    message_id: str
    id: str = ""
    """What the channel opens it by; empty for what cannot be opened, such as a location."""
    unique_id: str = ""
    """The same for the same content, whenever it is sent."""
    name: str = ""
    """What its sender called it, or what there is to say of it in words: the place of a location."""
    size: int = 0
    """In bytes; 0 where it is not known."""
    is_left: bool = False
    """True if it could not be carried to the other side."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message between staff and the visitor of a lead."""

    id: int
    at: datetime
    direction: Direction
    who: str
    """Name of who of the staff wrote it; empty for the visitor."""
    text: str
    state: Sending
    is_correction: bool = False
    """True if its writer edited an earlier message into this one."""
    file: File | None = None
    by_mail: bool = False
    """True if it went out as a letter."""
