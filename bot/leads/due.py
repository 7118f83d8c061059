"""When a lead has waited too long. Hours are working hours: nights, weekends and holidays do not count."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.hours import Desk, Weekday
from bot.leads.lead import OPEN, Lead, Status

DAYS_MOST: Final = 3660
"""Days that are looked through for working hours: a calendar of nothing but holidays must end as well."""
_DAYS: Final = tuple(Weekday)
_NONE: Final = timedelta(0)


def due_at(lead: Lead, desk: Desk) -> datetime | None:
    """Give when staff are to be reminded of a lead; None if nobody waits for anything."""
    hours = hours_of(lead.status, desk)
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
