from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.core.hours import Desk
from bot.leads.due import Urgency, after, before, cutoffs, digest_of, due_at, urgency
from bot.leads.lead import Lead, Status
from tests.leads.test_lead import lead

DESK = Desk.model_validate(
    {
        "time_zone": "America/Bogota",
        "begin": "09:00",
        "end": "17:00",
        "holidays": ["2026-03-05"],
        "hours": {"new": "8", "contacted": "16"},
    }
)
"""Bogotá is five hours behind UTC: staff work from 14 to 22 o'clock UTC."""
PARIS = Desk(time_zone="Europe/Paris")
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of March 2026, in which the second is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def waiting(since: datetime, status: Status = Status.NEW, **values: object) -> Lead:
    return replace(lead(), status=status, updated_at=since, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("since", "due"),
    [
        (at(2, 15), at(3, 15)),
        (at(2, 14), at(2, 22)),
        (at(2, 3), at(2, 22)),
        (at(2, 23), at(3, 22)),
        (at(6, 21), at(9, 21)),
        (at(7, 12), at(9, 22)),
        (at(4, 18), at(6, 18)),
    ],
    ids=["to the next day", "whole day", "before work", "after work", "over a weekend", "weekend", "holiday"],
)
def test_a_new_lead_is_due_after_a_working_day(since: datetime, due: datetime) -> None:
    assert due_at(waiting(since), DESK) == due


def test_a_snoozed_lead_is_not_due_before_it_wakes() -> None:
    assert due_at(waiting(at(2, 15), snoozed_until=at(20, 9)), DESK) == at(20, 9)
    assert due_at(waiting(at(2, 15), snoozed_until=at(2, 16)), DESK) == at(3, 15)


@pytest.mark.parametrize(
    ("found", "marked"),
    [
        (waiting(at(2, 15)), Urgency.LATE),
        (waiting(at(3, 14)), Urgency.TODAY),
        (waiting(at(3, 15)), Urgency.LATER),
        (waiting(at(2, 15), snoozed_until=at(20, 9)), Urgency.ASLEEP),
        (waiting(at(2, 15), snoozed_until=at(3, 9)), Urgency.LATE),
        (waiting(at(2, 15), Status.WON), Urgency.NOTHING),
    ],
)
def test_a_lead_is_marked_by_how_much_it_presses(found: Lead, marked: Urgency) -> None:
    assert urgency(found, DESK, at(3, 16), UTC) is marked


def test_what_is_due_today_depends_on_where_somebody_looks() -> None:
    evening = at(3, 16)
    lead_of_the_morning = waiting(at(3, 14))
    assert due_at(lead_of_the_morning, DESK) == at(3, 22)
    assert urgency(lead_of_the_morning, DESK, evening, timezone(timedelta(hours=9))) is Urgency.TODAY
    assert urgency(lead_of_the_morning, DESK, evening, timezone(timedelta(hours=5))) is Urgency.LATER


@pytest.mark.parametrize("status", [Status.WON, Status.LOST, Status.SPAM])
def test_nobody_waits_for_a_closed_lead(status: Status) -> None:
    assert due_at(waiting(at(2, 15), status), DESK) is None


def test_nobody_waits_for_a_merged_or_erased_lead() -> None:
    assert due_at(waiting(at(2, 15), merged_into="K7F-2MX"), DESK) is None
    assert due_at(waiting(at(2, 15), erased_at=at(3, 15)), DESK) is None


def test_working_hours_follow_the_clocks_of_their_place_into_summer() -> None:
    friday, monday = datetime(2026, 3, 27, 15, tzinfo=UTC), datetime(2026, 3, 30, 14, tzinfo=UTC)
    assert after(friday, 9, PARIS) == monday, "16 o'clock in winter, 16 o'clock in summer"


@given(moment=MOMENTS, hours=st.floats(0.1, 200))
def test_going_back_undoes_going_on(moment: datetime, hours: float) -> None:
    end = after(moment, hours, PARIS)
    assert end >= moment + timedelta(hours=hours)
    assert abs(after(before(end, hours, PARIS), hours, PARIS) - end) < timedelta(seconds=1)


@given(since=MOMENTS, now=MOMENTS, status=st.sampled_from(Status))
def test_what_a_look_finds_is_what_is_due(since: datetime, now: datetime, status: Status) -> None:
    due, limits = due_at(waiting(since, status), PARIS), cutoffs(now, PARIS)
    found = status in limits and since <= limits[status]
    assert found == (due is not None and due <= now)


def test_a_calendar_of_nothing_but_holidays_comes_to_an_end() -> None:
    days = tuple(date(2010, 1, 1) + timedelta(days=number) for number in range(12_000))
    closed = Desk(holidays=days)
    assert after(at(2, 15), 8, closed) > at(2, 15)
    assert before(at(2, 15), 8, closed) < at(2, 15)


def test_the_digest_is_that_of_the_last_monday_morning() -> None:
    assert digest_of(at(2, 12, 59), DESK) == date(2026, 2, 23), "it is not yet eight o'clock in Bogotá"
    assert digest_of(at(2, 13), DESK) == date(2026, 3, 2)
    assert digest_of(at(8, 23), DESK) == date(2026, 3, 2)


@pytest.mark.parametrize(
    "wrong", [{"time_zone": "Mars"}, {"begin": "17:00", "end": "08:00"}, {"working_days": []}]
)
def test_hours_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Desk.model_validate(wrong)
