"""When staff work and are reminded: the section `desk` of `bot.yaml`."""

from datetime import time
from enum import StrEnum
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from bot.core.types import Clock, Day, Frozen, Language, Line


class Weekday(StrEnum):
    """A day of the week."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class WorkingHours(Frozen):
    """How long a lead may wait at a status, in working hours."""

    new: float = Field(default=8, gt=0, le=1000)
    """For a first word to the visitor: `8`."""
    contacted: float = Field(default=40, gt=0, le=1000)
    """From the first contact until it is known whether anything may come of it: `40`."""
    qualified: float = Field(default=80, gt=0, le=1000)
    """From then on until it is won or lost: `80`."""


class Desk(Frozen):
    """When staff work, what they read, and when they are reminded of what waits."""

    language: Language | None = None
    """The language of the staff chat, of its cards, lists and notices: `es`; by default the fallback's."""
    time_zone: Line = "UTC"
    """A name of the IANA time zone database, by which all times below are meant: `America/Bogota`."""
    working_days: tuple[Weekday, ...] = Field(default=tuple(Weekday)[:5], min_length=1)
    """The days on which staff work: `[monday, tuesday]`."""
    begin: Clock = time(8)
    """When a working day begins: `"08:00"`."""
    end: Clock = time(17)
    """When it ends, later than it begins: `"17:00"`."""
    holidays: tuple[Day, ...] = ()
    """Days on which nobody works: `[2026-12-25]`."""
    hours: WorkingHours = WorkingHours()
    """Working hours after which a lead that nobody has touched is due."""
    escalate_hours: float = Field(default=8, gt=0, le=1000)
    """Working hours from the reminder of a lead's owner to that of everybody."""
    digest_day: Weekday = Weekday.MONDAY
    """The day of the weekly summary for staff: `monday`."""
    digest_time: Clock = time(8)
    """Its time: `"08:00"`."""
    snooze_days: tuple[Annotated[int, Field(ge=1, le=365)], ...] = Field(
        default=(1, 3, 7, 30), min_length=1, max_length=8
    )
    """Days for which a lead may be put aside with one tap."""

    topics: bool = False
    """True if each enquiry is to have a topic of its own, where the staff chat is a group with topics."""
    answer_hours: float = Field(default=72, ge=0, le=1000)
    """Hours after a message of staff in which what its visitor writes is passed on to them: `72`; with 0 only
    what is written as a reply to it."""

    @field_validator("time_zone")
    @classmethod
    def _exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("a time zone such as America/Bogota or Europe/Paris") from None
        return name

    @field_validator("snooze_days")
    @classmethod
    def _differ(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if len(set(days)) < len(days):
            raise ValueError("each number of days once")
        return days

    @model_validator(mode="after")
    def _works(self) -> Self:
        if self.begin >= self.end:
            raise ValueError("a working day that begins before it ends")
        return self
