"""How the desk is doing: what `/stats`, the weekly digest and the dashboard show."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.gaps import Gap, put_together
from bot.core.snapshot import Live
from bot.core.types import Country, Id, Language
from bot.leads.lead import Status
from bot.store import counts, gaps, lead_search
from bot.store.database import Database

WEEKS: Final = 12
GAPS_SHOWN: Final = 5
GAPS_LOOKED_AT: Final = 100


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday on, where staff work."""

    begin: date
    leads_by_way: Mapping[Id, int]
    questions: int
    answered: int

    @property
    def leads(self) -> int:
        return sum(self.leads_by_way.values())


@dataclass(frozen=True, slots=True)
class Funnel:
    """From the opened form to the lead."""

    opened: int
    begun: int
    """With more than the first value."""
    complete: int
    sent: int


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures of the last weeks, the current one included; `by_status` is of all leads there are."""

    weeks: tuple[Week, ...]
    by_status: Mapping[Status, int]
    by_way: Mapping[Id, int]
    by_country: Mapping[Country, int]
    """Most frequent first; the empty code for leads without one."""
    by_language: Mapping[Language, int]
    replied: int
    first_reply_hours: float | None
    """The median; None if nobody was replied to."""
    funnel: Funnel
    top_gaps: tuple[Gap, ...]

    @property
    def leads(self) -> int:
        return sum(week.leads for week in self.weeks)

    @property
    def questions(self) -> int:
        return sum(week.questions for week in self.weeks)

    @property
    def answer_rate(self) -> float | None:
        """Share of the questions with an answer that nobody found bad; None if there were none."""
        answered = sum(week.answered for week in self.weeks)
        return answered / self.questions if self.questions else None


class Figures:
    """Counts; changes nothing."""

    def __init__(self, database: Database, live: Live, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._live = live
        self._clock = clock

    async def stats(self, weeks: int = WEEKS) -> Stats:
        knowledge = self._live.snapshot.knowledge
        mondays = _mondays(self._clock(), weeks, ZoneInfo(knowledge.talk.desk.time_zone))
        bounds = [_midnight(day, ZoneInfo(knowledge.talk.desk.time_zone)) for day in mondays]
        begin, end = bounds[0], bounds[-1]
        async with self._database.reading() as session:
            counted = []
            for day, first, last in zip(mondays, bounds, bounds[1:], strict=False):
                asked, answered = await counts.answered(session, first, last)
                ways = await counts.leads_by_way(session, first, last)
                counted.append(Week(day, dict(ways), asked, answered))
            by_status = await lead_search.counts(session)
            found = await counts.leads_by_property(session, begin, end)
            replied, hours = await counts.first_replies(session, begin, end)
            funnel = await counts.funnel(session, begin, end, len(knowledge.form.fields))
            missing = await gaps.most_frequent(session, GAPS_LOOKED_AT, begin)
        return Stats(
            weeks=tuple(counted),
            by_status={status: by_status.get(status, 0) for status in Status},
            by_way=dict(found.way.most_common()),
            by_country=dict(found.country.most_common()),
            by_language=dict(found.language.most_common()),
            replied=replied,
            first_reply_hours=hours,
            funnel=Funnel(*funnel),
            top_gaps=put_together(missing)[:GAPS_SHOWN],
        )


def _mondays(now: datetime, weeks: int, zone: ZoneInfo) -> list[date]:
    """The Mondays on which the weeks begin, and the one on which the last of them ends."""
    today = now.astimezone(zone).date()
    this = today - timedelta(days=today.weekday())
    return [this - timedelta(weeks=weeks - 1 - number) for number in range(weeks + 1)]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
