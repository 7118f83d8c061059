"""Leads: what an enquiry holds, which statuses there are, which moves are allowed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
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
            raise ValueError("an enquiry needs a company, a person, and an e-mail address or telephone number")


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
