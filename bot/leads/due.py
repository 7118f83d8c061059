"""When a lead has waited too long. Hours are working hours: nights, weekends and holidays do not count."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from bot.core.hours import Desk, Weekday
from bot.leads.lead import OPEN, Status

DAYS_MOST: Final = 3660
"""Days that are looked through for working hours: a calendar of nothing but holidays must end as well."""
_DAYS: Final = tuple(Weekday)
_NONE: Final = timedelta(0)


class Pending(Protocol):
    """As much of a lead, or of its row, as tells when it is due."""

    @property
    def status(self) -> str:
        """One of `Status`."""

    @property
    def updated_at(self) -> datetime:
        """When it was touched last."""

    @property
    def snoozed_until(self) -> datetime | None:
        """Until when it is put aside."""

    @property
    def merged_into(self) -> str | None:
        """Reference of the lead that is worked on instead."""

    @property
    def erased_at(self) -> datetime | None:
        """When its personal data were erased."""


class Urgency(StrEnum):
    """How much a lead presses."""

    LATE = "late"
    TODAY = "today"
    LATER = "later"
    ASLEEP = "asleep"
    """It is snoozed."""
    NOTHING = "nothing"
    """Nobody waits for anything."""


def urgency(lead: Pending, desk: Desk, now: datetime, zone: tzinfo) -> Urgency:
    """Tell how much a lead presses; what is today depends on the time zone of whoever looks."""
    due = due_at(lead, desk)
    if due is None:
        return Urgency.NOTHING
    if due <= now:
        return Urgency.LATE
    if lead.snoozed_until is not None and lead.snoozed_until > now:
        return Urgency.ASLEEP
    return Urgency.TODAY if due.astimezone(zone).date() == now.astimezone(zone).date() else Urgency.LATER


def is_late(lead: Pending, desk: Desk, now: datetime) -> bool:
    """True if somebody has waited too long."""
    due = due_at(lead, desk)
    return due is not None and due <= now


def due_at(lead: Pending, desk: Desk) -> datetime | None:
    """Give when staff are to be reminded of a lead; None if nobody waits for anything."""
    hours = hours_of(Status(lead.status), desk)
    if hours is None or lead.merged_into is not None or lead.erased_at is not None:
        return None
    due = after(lead.updated_at, hours, desk)
    return due if lead.snoozed_until is None else max(due, lead.snoozed_until)


def cutoffs(now: datetime, desk: Desk, further: float = 0.0) -> Mapping[Status, datetime]:
    """Give by status the time at which whatever was last touched is due now.

    Args:
        now: The moment to decide for.
        desk: When staff work.
        further: Working hours for which it must have been due already.
    """
    waits = {status: hours_of(status, desk) for status in OPEN}
    return {
        status: before(now, hours + further, desk) for status, hours in waits.items() if hours is not None
    }


def hours_of(status: Status, desk: Desk) -> float | None:
    """Give how many working hours a lead may wait at a status; None for closed ones."""
    found: float | None = getattr(desk.hours, status.value, None)
    return found


def after(moment: datetime, hours: float, desk: Desk) -> datetime:
    """Give the time when so many working hours have passed since a moment."""
    left = timedelta(hours=hours)
    end = moment
    for opens, closes in _spans(moment, desk, 1):
        begin = max(opens, moment)
        room = max(closes - begin, _NONE)
        if room >= left:
            return begin + left
        left -= room
        end = closes
    return end + left


def before(moment: datetime, hours: float, desk: Desk) -> datetime:
    """Give the time from which so many working hours have passed until a moment."""
    left = timedelta(hours=hours)
    begin = moment
    for opens, closes in _spans(moment, desk, -1):
        end = min(closes, moment)
        room = max(end - opens, _NONE)
        if room >= left:
            return end - left
        left -= room
        begin = opens
    return begin - left


def digest_of(now: datetime, desk: Desk) -> date:
    """Give the day whose digest is the latest that is due; each is posted once."""
    local = now.astimezone(ZoneInfo(desk.time_zone))
    day = local.date() - timedelta(days=(local.weekday() - _DAYS.index(desk.digest_day)) % 7)
    return day - timedelta(days=7) if datetime.combine(day, desk.digest_time, local.tzinfo) > local else day


def _spans(moment: datetime, desk: Desk, step: int) -> Iterator[tuple[datetime, datetime]]:
    """Give when each working day opens and closes, in UTC, from the day of a moment on or back."""
    zone = ZoneInfo(desk.time_zone)
    first = moment.astimezone(zone).date()
    for number in range(DAYS_MOST):
        day = first + timedelta(days=number * step)
        if _DAYS[day.weekday()] in desk.working_days and day not in desk.holidays:
            opens = datetime.combine(day, desk.begin, zone).astimezone(UTC)
            yield opens, datetime.combine(day, desk.end, zone).astimezone(UTC)
