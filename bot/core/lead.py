"""Leads: what an enquiry holds, which statuses there are, which moves are allowed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bot.core.knowledge import Country, Id, Language

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Signs of a reference: none that is mistaken for another when read aloud or written by hand."""


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A form filled in and agreed to."""

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
    consent_at: datetime

    def __post_init__(self) -> None:
        if not (self.company and self.contact_name and (self.email or self.phone)):
            raise ValueError(
                "an enquiry needs a company, a person, and an e-mail address or telephone number"
            )


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


class What(StrEnum):
    """What can happen to a lead."""

    SUBMITTED = "submitted"
    MOVED = "moved"
    ASSIGNED = "assigned"
    RELEASED = "released"
    NOTED = "noted"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Happening:
    """One row of a lead's history: who, when, what."""

    at: datetime
    who: str
    """A name of the staff; empty for the visitor."""
    what: What
    detail: str
    """`new → contacted` of a move, the name of who it was assigned to, the text of a note."""


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
    possible_duplicates: tuple[str, ...] = ()
    """References of other leads that may be of the same organisation."""
    history: tuple[Happening, ...] = ()


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
        "erased_at": _iso(lead.erased_at) if lead.erased_at else None,
        "possible_duplicates": list(lead.possible_duplicates),
        "history": [
            {"at": _iso(row.at), "who": row.who, "what": row.what.value, "detail": row.detail}
            for row in lead.history
        ],
    }


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
