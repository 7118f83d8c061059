"""Nothing is forgotten: whoever has a lead is reminded once, then everybody, then the weekly digest lists it.

Any number of processes may look; the row of a lead says how far staff have been reminded, and a change of it
is what claims the reminder.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.errors import BotError
from bot.core.phrases import Phrase
from bot.core.snapshot import Live
from bot.leads.due import cutoffs, digest_of
from bot.leads.lead import Lead
from bot.leads.listing import LeadFilter, Order
from bot.store import lead_search, outbox, reminders
from bot.store.database import Database
from bot.store.outbox import Kind
from bot.store.reminders import EVERYBODY, OWNER, Waiting
from bot.usecases.lead_reading import bare_leads

LOOK_SECONDS: Final = 60.0
NUDGES_MOST: Final = 10
"""Reminders of one look that come one by one; of more than that staff hear the number, and see the list."""
_DIGEST: Final = "digest"

log = logging.getLogger(__name__)


class Reminders:
    """Looks after leads that wait."""

    def __init__(self, database: Database, live: Live, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._live = live
        self._clock = clock

    async def run(self, stop: asyncio.Event) -> None:
        """Look again and again until `stop` is set."""
        while not stop.is_set():
            try:
                await self.look()
            except BotError as error:
                log.error("Nobody was reminded: %s", error)  # noqa: TRY400 - the sentence says it all
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_SECONDS)

    async def look(self) -> int:
        """Have staff reminded of what is due, and the digest posted; give how many reminders that made."""
        now, desk = self._clock(), self._live.snapshot.knowledge.talk.desk
        waiting = Waiting(now, cutoffs(now, desk), cutoffs(now, desk, desk.escalate_hours))
        day = digest_of(now, desk).isoformat()
        async with self._database.reading() as session:
            # Most looks find nothing, and need not hold up those who write.
            if await reminders.is_begun(session, f"{_DIGEST} {day}") and not await reminders.is_any(
                session, waiting
            ):
                return 0
        async with self._database.transaction() as session:
            await self._digest(session, day, now)
            # Whoever is told with everybody need not be told alone as well.
            return sum([await self._nudge(session, waiting, level) for level in (EVERYBODY, OWNER)])

    async def overdue(self, most: int, assignee_id: str | None = None, *, skip: int = 0) -> tuple[Lead, ...]:
        """The leads that are due and not snoozed, those that wait longest first."""
        async with self._database.reading() as session:
            return bare_leads(await lead_search.search(session, self._wanted(assignee_id), most, skip))

    async def count_overdue(self) -> int:
        """How many leads are due and not snoozed."""
        async with self._database.reading() as session:
            return await lead_search.count(session, self._wanted(None))

    def _wanted(self, assignee_id: str | None) -> LeadFilter:
        now, desk = self._clock(), self._live.snapshot.knowledge.talk.desk
        return LeadFilter(
            assignee_id=assignee_id, due_before=cutoffs(now, desk), awake_at=now, order=Order.LONGEST
        )

    async def _digest(self, session: AsyncSession, day: str, now: datetime) -> None:
        # A bot that is new has no week behind it.
        is_first = not await reminders.is_any_begun(session, _DIGEST)
        if await reminders.begin(session, f"{_DIGEST} {day}", now) and not is_first:
            outbox.add(session, Kind.DIGEST, {"day": day}, now)

    async def _nudge(self, session: AsyncSession, waiting: Waiting, level: int) -> int:
        claimed = await reminders.claim(session, waiting, level)
        if len(claimed) > NUDGES_MOST:
            values = {"count": str(len(claimed))}
            outbox.add_text(session, Phrase.STAFF_MANY_OVERDUE, values, waiting.now)
            return 1
        for lead_id, version in claimed:
            payload = {"lead": lead_id, "version": version, "level": level}
            outbox.add(session, Kind.NUDGE, payload, waiting.now)
        return len(claimed)
