"""Cells of the list of leads that say more than one column holds: who it is, how old, how urgent, whose."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from starlette.requests import Request
from starlette_admin import BaseField
from starlette_admin.i18n import get_tzinfo

from bot.channels.web.words import Words
from bot.core.desk_phrases import DeskPhrase
from bot.leads.due import Urgency, due_at, urgency

_MINUTES_MOST: Final = timedelta(hours=1)
_HOURS_MOST: Final = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time, as a machine and as people read it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Age:
    """How long ago something was."""

    label: str
    at: Moment


@dataclass(frozen=True, slots=True)
class Due:
    """How urgent a lead is, and when it is due; no time where nobody waits."""

    urgency: Urgency
    label: str
    at: Moment | None


def age(words: Words, at: datetime, now: datetime) -> str:
    """Say how long ago something was: minutes, hours or days."""
    passed = now - at
    if passed < timedelta(minutes=1):
        return words(DeskPhrase.NOW)
    if passed < _MINUTES_MOST:
        return words(DeskPhrase.MINUTES, count=passed // timedelta(minutes=1))
    if passed < _HOURS_MOST:
        return words(DeskPhrase.HOURS, count=passed // timedelta(hours=1))
    return words(DeskPhrase.DAYS, count=passed.days)


def due(words: Words, row: Any, now: datetime) -> Due:
    """Say how urgent a lead is."""
    desk = words.knowledge.talk.desk
    found, at = urgency(row, desk, now, get_tzinfo()), due_at(row, desk)
    return Due(found, words(f"desk_due_{found}"), _moment(words, at) if at else None)


def _moment(words: Words, at: datetime) -> Moment:
    return Moment(at.isoformat(), words.moment(at))


@dataclass
class _Told(BaseField):
    """A cell that is made of the whole row."""

    words: Words | None = None
    clock: Callable[[], datetime] | None = None

    async def serialize_value(self, request: Request, value: Any) -> Any:  # noqa: ARG002 - made already
        return value


@dataclass
class AgeField(_Told):
    """When a lead came, and how long ago that is."""

    list_template: str = "fields/age.html"

    async def parse_obj(self, request: Request, obj: Any) -> Any:  # noqa: ARG002
        if self.words is None or self.clock is None:
            return None
        at = getattr(obj, self.name)
        return Age(age(self.words, at, self.clock()), _moment(self.words, at))


@dataclass
class DueField(_Told):
    """When a lead is due, with a mark that says how urgent that is."""

    list_template: str = "fields/due.html"

    async def parse_obj(self, request: Request, obj: Any) -> Any:  # noqa: ARG002
        return None if self.words is None or self.clock is None else due(self.words, obj, self.clock())
