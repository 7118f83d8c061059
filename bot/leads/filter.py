"""Which leads somebody wants to see."""

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
