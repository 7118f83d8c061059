"""Values of the models that pydantic alone would take for something else."""

from datetime import date, time

import pytest
from pydantic import TypeAdapter, ValidationError

from bot.core.countries import is_country
from bot.core.hours import Desk
from bot.core.types import Clock, Day, Line

CLOCK = TypeAdapter[time](Clock)
DAY = TypeAdapter[date](Day)
LINE = TypeAdapter[str](Line)


def test_a_time_is_hours_and_minutes_without_a_zone() -> None:
    assert CLOCK.validate_python("08:30") == CLOCK.validate_python(time(8, 30)) == time(8, 30)
    for odd in ("8:00", "08:00Z", "08:00+05:00", "24:00", "28800"):
        with pytest.raises(ValidationError, match="such as 08:00"):
            CLOCK.validate_python(odd)


def test_a_day_is_no_number_of_seconds() -> None:
    assert DAY.validate_python("2026-05-31") == DAY.validate_python(date(2026, 5, 31)) == date(2026, 5, 31)
    for odd in ("0", "86400", "2026"):
        with pytest.raises(ValidationError, match="a day such as"):
            DAY.validate_python(odd)


def test_a_text_can_be_seen() -> None:
    assert LINE.validate_python("\u200ba ") == "\u200ba"
    with pytest.raises(ValidationError, match="that can be seen"):
        LINE.validate_python("\u200b\u2060")


def test_days_to_put_a_lead_aside_differ() -> None:
    assert Desk(snooze_days=(2, 1)).snooze_days == (2, 1)
    with pytest.raises(ValidationError, match="each number of days once"):
        Desk(snooze_days=(1, 1))


def test_a_union_or_nothing_is_no_country() -> None:
    assert is_country("PE")
    assert not is_country("EU")
    assert not is_country("ZZ")
