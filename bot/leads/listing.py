"""Which leads, and which rows of a list of the desk, somebody wants to see, as plain values.

The desk makes conditions of what its filters say, the store makes SQL of them; neither knows the other's
language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.leads.lead import Status


class Order(StrEnum):
    """In which order leads are listed."""

    NEWEST = "newest"
    OLDEST = "oldest"
    CHANGED = "changed"
    """Last changed first."""
    LONGEST = "longest"
    """Last changed last: those that wait longest first."""
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class LeadFilter:
    """Every part narrows down; an empty one does not. Merged leads are left out unless wanted."""

    statuses: tuple[Status, ...] = ()
    assignee_id: str | None = None
    unassigned: bool = False
    text: str = ""
    """Somewhere in reference, company, person, address, number or message; case and accents do not matter."""
    ways: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    created_from: datetime | None = None
    created_before: datetime | None = None
    due_before: Mapping[Status, datetime] = field(default_factory=dict)
    """Only those that last changed before the time given for their status, and are not erased."""
    awake_at: datetime | None = None
    """Only those that are not snoozed at this time."""
    merged: bool = False
    """True to have merged leads as well."""
    order: Order = Order.NEWEST


class Listing(StrEnum):
    """What the desk lists."""

    LEADS = "leads"
    QUESTIONS = "questions"
    NOTICES = "outbox"
    AUDIT = "audit"


class Comparison(StrEnum):
    """How the value of a column stands to another."""

    EQUALS = "equals"
    CONTAINS = "contains"
    """As text, whatever the case; so do the next two."""
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    EMPTY = "empty"
    """There is no value."""
    FILLED = "filled"
    LESS = "less"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Compare:
    """True of a row whose column stands so to a value."""

    column: str
    comparison: Comparison
    value: object = None


@dataclass(frozen=True, slots=True)
class AllOf:
    """True where every part is; also if there are none."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True where at least one part is; never if there are none."""

    parts: tuple["Condition", ...]


Condition = Compare | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Every part narrows down; an empty one does not."""

    where: Condition | None = None
    named: frozenset[str] = frozenset()
    """Columns that were asked about; what a list leaves out by itself is shown once somebody asks for it."""
    text: str = ""
    """Somewhere in what the list is searched by; case does not matter."""
    sees_contact: bool = False
    """False for whoever may not see addresses, and must not find them by trying, either."""


@dataclass(frozen=True, slots=True)
class Sort:
    """One step of an order."""

    column: str
    descending: bool = False
