"""Leads: what an enquiry holds, which statuses there are, which moves are allowed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.leads.staff import Face, File, Message, Role

if TYPE_CHECKING:  # listing leads does not wait for the models of the knowledge
    from collections.abc import Callable, Mapping

    from bot.core.types import Country, Id, Language

BY_HAND = "by-hand"
"""The version of a consent that was not given to a wording of the form."""
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Signs of a reference: none that is mistaken for another when read aloud or written by hand."""


NO_NUMBER = ""
"""The number of somebody who is reached in the chat alone, which is known and is none."""


class Consent(StrEnum):
    """How the person of a lead agreed to it."""

    FORM = "form"
    """By the button of the enquiry form."""
    GIVEN = "given"
    """To somebody of the staff, elsewhere."""
    NOT_ASKED = "not-asked"
    """Not yet: nothing is sent to the person before it is."""


class Source(StrEnum):
    """Where a lead that staff enter came from; stands in the place of a channel."""

    PHONE = "phone"
    MAIL = "mail"
    FAIR = "fair"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A form filled in and agreed to, or what staff enter of an enquiry that came another way."""

    way: Id
    company: str
    contact_name: str
    email: str | None
    phone: str | None
    country: Country | None
    message: str | None
    language: Language
    origin: str
    """Deep link or entry it was opened from; empty if none."""
    consent_version: str
    """Which wording was agreed to; `BY_HAND` where it was none of the form's."""
    consent_at: datetime
    """When consent was given; where it was not asked for, when the enquiry was entered."""
    consent: Consent = Consent.FORM
    consent_where: str = ""
    consent_by: str = ""
    """Who of the staff heard it."""

    def __post_init__(self) -> None:
        if not (self.company and self.contact_name and (self.email or self.phone is not None)):
            raise ValueError("an enquiry needs a company, a person, and a way to reach them")
        if self.consent is Consent.GIVEN and not (self.consent_where and self.consent_by):
            raise ValueError("consent that was given elsewhere names where, and to whom")


class Status(StrEnum):
    """Where a lead stands."""

    NEW = "new"
    CONTACTED = "contacted"
    QUALIFIED = "qualified"
    WON = "won"
    LOST = "lost"
    SPAM = "spam"


TRANSITIONS: Mapping[Status, tuple[Status, ...]] = {
    Status.NEW: (Status.CONTACTED, Status.SPAM),
    Status.CONTACTED: (Status.QUALIFIED, Status.LOST, Status.SPAM),
    Status.QUALIFIED: (Status.WON, Status.LOST, Status.SPAM),
    Status.WON: (Status.CONTACTED, Status.SPAM),
    Status.LOST: (Status.CONTACTED, Status.SPAM),
    Status.SPAM: (Status.NEW,),
}
"""The moves there are: forward, to spam from anywhere, and back again (reopening is a move too)."""


def new_reference(draw: Callable[[str], str]) -> str:
    """Make a reference such as `K7F-2MX`: six signs of 30, about 700 million of them.

    Args:
        draw: Picks one sign of a string at random (`secrets.choice`), so that references cannot be guessed
            from one another.
    """
    signs = "".join(draw(ALPHABET) for _ in range(6))
    return f"{signs[:3]}-{signs[3:]}"


def read_reference(text: str) -> str | None:
    """Find the reference that somebody typed, without its dash or in small letters; None if it is none."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum())
    if len(signs) != 6 or any(sign not in ALPHABET for sign in signs):
        return None
    return f"{signs[:3]}-{signs[3:]}"


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody of the staff: an id that their channel vouches for, and the name that others see."""

    id: str
    name: str
    role: Role = field(default=Role.AGENT, compare=False)
    face: Face = field(default=Face.TELEGRAM, compare=False)
    """From where they act now."""


class What(StrEnum):
    """What can happen to a lead."""

    SUBMITTED = "submitted"
    MOVED = "moved"
    ASSIGNED = "assigned"
    RELEASED = "released"
    NOTED = "noted"
    REASON = "reason"
    """Why it was moved to where it stands."""
    CONSENTED = "consented"
    """Consent was given after all, to somebody of the staff."""
    EDITED = "edited"
    SNOOZED = "snoozed"
    WOKEN = "woken"
    MERGED = "merged"
    REPLIED = "replied"
    """Staff wrote to the visitor."""
    ANSWERED = "answered"
    """The visitor wrote to staff."""
    BLOCKED = "blocked"
    """What staff wrote could not be delivered."""
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class Stage(StrEnum):
    """How far an enquiry has come, as its visitor sees it."""

    RECEIVED = "received"
    SEEN = "seen"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"


CLOSED: frozenset[Status] = frozenset({Status.WON, Status.LOST, Status.SPAM})
"""Statuses at which nobody waits for anything."""
OPEN: tuple[Status, ...] = tuple(status for status in Status if status not in CLOSED)


@dataclass(frozen=True, slots=True)
class Happening:
    """One row of a lead's history: who, when, what."""

    at: datetime
    who: str
    """A name of the staff; empty for the visitor."""
    what: What
    detail: str
    """`new → contacted` of a move, the name of who it was assigned to, the text of a note or message, the day
    until which it is snoozed, the reference of a merged lead, why it was lost, where consent was given."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead as staff see it."""

    reference: str
    status: Status
    company: str
    contact_name: str
    email: str | None
    phone: str | None
    country: Country | None
    way: Id
    message: str | None
    language: Language
    channel: str
    chat_id: str | None
    """Where the visitor can be answered; None once erased."""
    origin: str
    assignee: Staff | None
    created_at: datetime
    updated_at: datetime
    version: int
    """Goes up with each change; whoever changes the lead names the version they saw."""
    consent_version: str
    consent_at: datetime
    consent_language: Language
    erased_at: datetime | None
    consent: Consent = Consent.FORM
    consent_where: str = ""
    consent_by: str = ""
    seen_at: datetime | None = None
    """When a member of the staff first looked at it."""
    replied_at: datetime | None = None
    """When its visitor first heard from staff."""
    snoozed_until: datetime | None = None
    nudged: int = 0
    """How far staff have been reminded of it: 0 not at all, 1 its owner, 2 everybody."""
    merged_into: str | None = None
    """Reference of the lead that it was a duplicate of; that one is worked on instead."""
    possible_duplicates: tuple[str, ...] = ()
    """References of other leads that may be of the same organisation."""
    same_person: tuple[str, ...] = ()
    """Those of them with the same e-mail address or telephone number: surely of the same visitor."""
    history: tuple[Happening, ...] = ()
    messages: tuple[Message, ...] = ()
    """What went between staff and visitor through the bot, oldest first."""


def stage_of(lead: Lead) -> Stage:
    """Tell how far an enquiry has come; what the visitor hears of spam and loss is that it is closed."""
    if lead.status in CLOSED:
        return Stage.CLOSED
    if lead.replied_at is not None or lead.status is not Status.NEW:
        return Stage.ANSWERED
    if lead.assignee is not None:
        return Stage.ASSIGNED
    return Stage.RECEIVED if lead.seen_at is None else Stage.SEEN


def is_over(lead: Lead) -> bool:
    """True where nothing more is expected of a lead: it is closed, erased, or part of another one."""
    return lead.status in CLOSED or lead.merged_into is not None or lead.erased_at is not None


def last_reason(lead: Lead) -> str:
    """Give why a lead stands where it stands, if somebody said so."""
    return next((row.detail for row in reversed(lead.history) if row.what is What.REASON), "")


def without_contact(lead: Lead) -> Lead:
    """Give a lead as those see it who may not see the visitor's address and number."""
    return replace(lead, email=None, phone=None, chat_id=None)


def lead_json(lead: Lead) -> dict[str, object]:
    """Give a lead as the JSON object that scripts rely on; times are UTC in ISO 8601."""
    return {
        "reference": lead.reference,
        "status": lead.status.value,
        "company": lead.company,
        "contact_name": lead.contact_name,
        "email": lead.email,
        "phone": lead.phone,
        "country": lead.country,
        "way": lead.way,
        "message": lead.message,
        "language": lead.language,
        "channel": lead.channel,
        "origin": lead.origin,
        "assignee": lead.assignee.name if lead.assignee else None,
        "created_at": _iso(lead.created_at),
        "updated_at": _iso(lead.updated_at),
        "version": lead.version,
        "consent_version": lead.consent_version,
        "consent_at": _iso(lead.consent_at),
        "consent_language": lead.consent_language,
        "consent": lead.consent.value,
        "consent_where": lead.consent_where,
        "consent_by": lead.consent_by,
        "erased_at": _iso(lead.erased_at) if lead.erased_at else None,
        "snoozed_until": _iso(lead.snoozed_until) if lead.snoozed_until else None,
        "merged_into": lead.merged_into,
        "possible_duplicates": list(lead.possible_duplicates),
        "same_person": list(lead.same_person),
        "history": [
            {"at": _iso(row.at), "who": row.who, "what": row.what.value, "detail": row.detail}
            for row in lead.history
        ],
        "messages": [
            {
                "at": _iso(message.at),
                "direction": message.direction.value,
                "who": message.who,
                "text": message.text,
                "file": _file_json(message.file),
                "state": message.state.value,
            }
            for message in lead.messages
        ],
    }


def _file_json(file: File | None) -> dict[str, object] | None:
    return None if file is None else {"kind": file.kind, "name": file.name, "carried": not file.is_left}


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
