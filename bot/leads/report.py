"""Confidential reports: what one holds, how far it has come, and how it is named.

A report is no lead. Nothing here knows who reported: the chat it came from stays in the store, so that its
visitor can erase it, and is shown to nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.types import Language
from bot.leads.lead import new_reference, read_reference

PREFIX = "R-"
"""Begins the reference of a report, so that nobody takes it for an enquiry's."""


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reports in confidence; all but the first may be empty."""

    what: str
    place: str
    since: str
    reach: str
    """How to reach whoever reports, in their own words."""
    language: Language

    def __post_init__(self) -> None:
        if not self.what:
            raise ValueError("a report says what happened")


class Progress(StrEnum):
    """How far a report has come."""

    NEW = "new"
    SEEN = "seen"
    DONE = "done"


FOLLOWING = {Progress.NEW: (Progress.SEEN, Progress.DONE), Progress.SEEN: (Progress.DONE,), Progress.DONE: ()}
"""What can be said of a report next."""


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report as lead managers see it; without its content where it was not opened, or is erased."""

    reference: str
    progress: Progress
    by: str
    """Name of the lead manager who said so last; empty while it is new."""
    language: Language
    created_at: datetime
    updated_at: datetime
    erased_at: datetime | None
    report: Report | None = None


def new_report_reference(draw: Callable[[str], str]) -> str:
    """Make a reference such as `R-K7F-2MX`; `draw` is as for those of leads."""
    return f"{PREFIX}{new_reference(draw)}"


def read_report_reference(text: str) -> str | None:
    """Find the reference that somebody typed, without its dashes or in small letters; None if it is none."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum())
    reference = read_reference(signs[1:]) if signs.startswith(PREFIX[0]) else None
    return f"{PREFIX}{reference}" if reference else None
