"""Tell me when you know: what visitors asked in vain is asked again of each new version of the knowledge."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

from bot.core.errors import BotError
from bot.core.match import Match, Verdict
from bot.core.snapshot import Live, Snapshot
from bot.store import outbox, reminders, watchers
from bot.store.database import Database
from bot.store.desk_schema import WatcherRow
from bot.store.outbox import Kind

LOOK_SECONDS: Final = 30.0
PAGE: Final = 200

log = logging.getLogger(__name__)


class LateAnswers:
    """Looks after visitors who wait for an answer."""

    def __init__(self, database: Database, live: Live, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._live = live
        self._clock = clock

    async def run(self, stop: asyncio.Event) -> None:
        """Look at each new version of the knowledge until `stop` is set."""
        while not stop.is_set():
            try:
                await self.look()
            except BotError as error:
                log.error("Nobody was told: %s", error)  # noqa: TRY400 - the sentence says it all
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_SECONDS)

    async def look(self) -> int:
        """Ask again what visitors wait for, once for each version, and give how many will be told."""
        snapshot = self._live.snapshot
        name = f"watchers {snapshot.knowledge.version}"
        async with self._database.reading() as session:
            if await reminders.is_begun(session, name):
                return 0
        answered = await self._answered(snapshot)
        async with self._database.transaction() as session:
            now = self._clock()
            if not await reminders.begin(session, name, now):
                return 0
            for watcher_id in answered:
                row = await watchers.get(session, watcher_id)
                if row is not None and row.told_at is None:
                    row.told_at = now
                    outbox.add(session, Kind.LATE_ANSWER, {"watcher": watcher_id}, now)
        return len(answered)

    async def _answered(self, snapshot: Snapshot) -> list[int]:
        """Ids of those whose question has an answer now."""
        found: list[int] = []
        last = 0
        while True:
            async with self._database.reading() as session:
                page = await watchers.waiting(session, last, PAGE)
            if not page:
                return found
            matches = await asyncio.to_thread(_ask_all, page, snapshot)
            answers = zip(page, matches, strict=True)
            found += [row.id for row, match in answers if match.verdict is Verdict.ANSWER]
            last = page[-1].id


def _ask_all(rows: Sequence[WatcherRow], snapshot: Snapshot) -> list[Match]:
    return [snapshot.matcher.match(row.text, row.language) for row in rows]
