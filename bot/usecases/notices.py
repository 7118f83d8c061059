"""Notices that did not arrive, as staff deal with them on the desk."""

from collections.abc import Callable, Collection
from datetime import datetime

from bot.core.desk import Right, may
from bot.core.lead import Staff
from bot.store import audit, outbox
from bot.store.database import Database


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
            count = await outbox.hasten(session, ids, now)
            if count:
                audit.add(session, who, "retried", "outbox", at=now, detail=str(count))
        return count
