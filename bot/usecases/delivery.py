"""Couriers: they take notices from the outbox to staff, at least once each and never two at a time.

A notice is made in the transaction of what it tells of, so none is lost; it is claimed by one courier at a
time, tried again with growing pauses, and parked, with a word to staff, when it cannot be delivered.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Collection, Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from bot.content.check import Report
from bot.core.errors import BotError
from bot.core.phrases import Phrase
from bot.core.snapshot import Live
from bot.leads.lead import Staff
from bot.leads.staff import Right, may
from bot.store import audit, leads, outbox
from bot.store.database import Database
from bot.store.outbox import UNSURE, Claimed, Kind
from bot.store.schema import NoticeRow
from bot.usecases.notices import KINDS, Delivered, Round
from bot.usecases.posts import NotNow, Posts, RetryLater, Undeliverable, Unsure

LEASE: Final = timedelta(seconds=60)
"""How long a claim holds; a courier that dies keeps a notice from the others for so long."""
PATIENCE_SECONDS: Final = 30.0
"""How long one delivery may take; well below the lease, so that nobody else is at it by then."""
ATTEMPTS: Final = 20
"""Attempts before a notice is parked: between five and ten hours, with the pauses."""
GRACE_SECONDS: Final = 3.0
"""How long a stop waits for the delivery at hand."""
LONGEST_PAUSE: Final = timedelta(hours=1)
NO_STAFF_CHAT: Final = timedelta(seconds=30)
"""Pause while there is no staff chat yet."""
REFUSED_PAUSES: Final = (timedelta(seconds=2), timedelta(minutes=10))
"""Bounds of the pause after a refusal that may pass; between them an eighth of the age of the notice."""
LOOK_SECONDS: Final = 5.0
"""How often to look for notices of other processes."""

log = logging.getLogger(__name__)


class Courier:
    """Delivers what is in the outbox; several may run, in one process or in many."""

    def __init__(
        self,
        database: Database,
        posts: Posts,
        live: Live,
        clock: Callable[[], datetime],
        *,
        spread: Callable[[], float] = lambda: secrets.SystemRandom().uniform(0.5, 1.0),
    ) -> None:
        """Put the parts together.

        Args:
            database: Where the outbox is.
            posts: Where staff and visitors are.
            live: Gives the bot's own sentences.
            clock: Gives the time, aware.
            spread: Gives the share of a pause to keep, so that couriers do not all come back at once.
        """
        self._database = database
        self._clock = clock
        self._spread = spread
        self._round = Round(database, posts, live, clock)

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set; the delivery at hand is given a moment to finish.

        Parked notices are taken up again first: a restart often is the remedy.
        """
        await until_stopped(self._run(stop), stop, GRACE_SECONDS)

    async def _run(self, stop: asyncio.Event) -> None:
        revived = False
        while not stop.is_set():
            self._database.notices_added.clear()
            try:
                if not revived:
                    async with self._database.transaction() as session:
                        await outbox.retry_parked(session, self._clock())
                    revived = True
                while not stop.is_set() and await self.deliver_one():
                    pass
            except BotError as error:
                log.error("Notices wait: %s", error)  # noqa: TRY400 - the sentence says it all
            await _first_of(stop, self._database.notices_added)

    async def deliver_one(self) -> bool:
        """Take one due notice and deliver it, or put it off.

        Returns:
            False if there was none.
        """
        now = self._clock()
        async with self._database.reading() as session:
            due = await outbox.next_due(session)
        if due is None or due > now:
            return False
        async with self._database.transaction() as session:
            claimed = await outbox.claim(session, now, now + LEASE)
        if claimed is None:
            return False
        await self._attempt(claimed)
        return True

    async def _attempt(self, claimed: Claimed) -> None:
        notice = claimed.notice
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._deliver(claimed)
        except RetryLater as pause:
            reason = UNSURE if claimed.is_repeat else str(pause)
            await self._put_off(notice, timedelta(seconds=pause.seconds), reason, counts=False)
        except (NotNow, TimeoutError) as refusal:
            is_unsure = claimed.is_repeat or isinstance(refusal, (Unsure, TimeoutError))
            reason = UNSURE if is_unsure else str(refusal) or type(refusal).__name__
            waited = self._clock() - notice.created_at
            await self._put_off(notice, self._patience(waited), reason, counts=False)
        except Undeliverable as error:
            await self._park(notice, str(error))
        except BotError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever went wrong out there, the notice must stay
            reason = type(error).__name__
            log.warning("Notice %d was not delivered (%s)", notice.id, reason)
            if notice.attempts >= ATTEMPTS:
                await self._park(notice, reason)
            else:
                reason = UNSURE if claimed.is_repeat else reason
                await self._put_off(notice, self._pause(notice.attempts), reason)

    async def _deliver(self, claimed: Claimed) -> None:
        notice, here = claimed.notice, self._round
        if claimed.is_repeat and here.posts.again is not None:
            here = replace(here, posts=here.posts.again)
        delivered = await KINDS[Kind(notice.kind)](here, notice)
        if delivered is None:
            await self._put_off(notice, NO_STAFF_CHAT, outbox.NO_STAFF_CHAT, counts=False)
        else:
            # The message is out: if what is kept of it were lost now, the next attempt would send it again.
            await asyncio.shield(self._finish(notice, delivered))

    async def _finish(self, notice: NoticeRow, delivered: Delivered) -> None:
        async with self._database.transaction() as session:
            if delivered.keep is not None:
                await delivered.keep(session)
            await outbox.finish(session, notice, delivered.shown, self._clock())

    def _pause(self, attempts: int) -> timedelta:
        return min(timedelta(seconds=2.0**attempts), LONGEST_PAUSE) * self._spread()

    def _patience(self, waited: timedelta) -> timedelta:
        least, most = REFUSED_PAUSES
        return min(max(least, waited / 8), most) * self._spread()

    async def _put_off(
        self, notice: NoticeRow, pause: timedelta, reason: str, *, counts: bool = True
    ) -> None:
        async with self._database.transaction() as session:
            await outbox.put_off(session, notice, self._clock() + pause, reason, counts=counts)

    async def _park(self, notice: NoticeRow, reason: str) -> None:
        """Give up until the next start, and say so; if staff cannot be told, the log is."""
        log.error(
            "Notice %d cannot be delivered (%s); it is tried again at the next start", notice.id, reason
        )
        async with self._database.transaction() as session:
            now = self._clock()
            await outbox.park(session, notice, now, reason)
            if notice.lead_id is not None and notice.kind == Kind.CARD.value:
                reference = (await leads.get(session, notice.lead_id)).reference
                values = {"reference": reference, "error": reason}
                outbox.add_text(session, Phrase.STAFF_NOTICE_PARKED, values, now, notice.id)


async def until_stopped(work: Coroutine[Any, Any, None], stop: asyncio.Event, grace: float) -> None:
    """Do something that ends by itself once `stop` is set, but make it end `grace` seconds after that."""
    working, stopped = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        _, late = await asyncio.wait({working}, timeout=grace)
        if not late:
            await working
    finally:
        for each in (working, stopped):
            each.cancel()
        await asyncio.gather(working, stopped, return_exceptions=True)


async def _first_of(*events: asyncio.Event) -> None:
    """Wait until one of the events is set, or it is time to look anyway."""
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    await asyncio.wait(waiting, timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    for each in waiting:
        each.cancel()


class Announcements:
    """Puts notices for the staff chat into the outbox."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def problems(self, report: Report) -> None:
        """An edit of the knowledge cannot go live; the first problem is told, the rest is counted."""
        values = {"count": str(len(report.problems)), "first": str(report.problems[0])[:500]}
        async with self._database.transaction() as session:
            outbox.add_text(session, Phrase.STAFF_KNOWLEDGE_PROBLEMS, values, self._clock())

    async def swapped(self, report: Report) -> None:
        """An edit of the knowledge is live."""
        values = {"version": report.version, "count": str(len(report.warnings))}
        async with self._database.transaction() as session:
            outbox.add_text(session, Phrase.STAFF_KNOWLEDGE_LIVE, values, self._clock())


class Notices:
    """The outbox, for those who may have it tried again."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def parked(self) -> int:
        """Give how many notices were given up."""
        async with self._database.reading() as session:
            _, parked = await outbox.tally(session)
        return parked

    async def retry(self, ids: Collection[int], who: Staff) -> int:
        """Have notices tried again at once that wait or were given up; gives how many there were.

        Somebody without the right to has none tried.
        """
        if not may(who.role, Right.RETRY_NOTICES):
            return 0
        now = self._clock()
        async with self._database.transaction() as session:
            count = await outbox.retry(session, ids, now)
            if count:
                audit.add(session, who, "retried", "outbox", at=now, detail=str(count))
        return count
