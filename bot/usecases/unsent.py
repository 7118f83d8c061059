"""Enquiries that the staff chat does not take: whoever can do something about it hears of it elsewhere.

A warning stands as long as it is true: it is taken back once the staff chat has everything. All is derived
from the outbox; kept is only whom a warning went to.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from bot.core.errors import BotError
from bot.store import outbox, reminders, staff
from bot.store.database import Database
from bot.store.outbox import Kind

LATE: Final = timedelta(hours=1)
"""From when on an enquiry that staff have not seen is a reason to warn."""
LOOK_SECONDS: Final = 60.0
_WARNED: Final = "unsent "

log = logging.getLogger(__name__)


def warned(staff_id: str) -> str:
    """Name the warning of somebody."""
    return f"{_WARNED}{staff_id}"


class Unsent:
    """Looks for enquiries that do not reach the staff chat."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def count(self) -> int:
        """Give how many messages about enquiries have been tried in vain for over an hour."""
        async with self._database.reading() as session:
            return await outbox.count_late(session, self._clock() - LATE)

    async def run(self, stop: asyncio.Event) -> None:
        """Look again and again until `stop` is set."""
        while not stop.is_set():
            try:
                await self.look()
            except BotError as error:
                log.error("Nobody was warned: %s", error)  # noqa: TRY400 - the sentence says it all
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_SECONDS)

    async def look(self) -> None:
        """Warn the staff in private, each once, or take the warnings back."""
        now = self._clock()
        async with self._database.reading() as session:
            late = await outbox.count_late(session, now - LATE)
            to_warn = [
                each
                for each in await staff.in_private(session)
                if late and not await reminders.is_begun(session, warned(each))
            ]
            is_over = not late and await reminders.is_any_begun(session, _WARNED)
        if not to_warn and not is_over:
            return
        async with self._database.transaction() as session:
            for each in to_warn:
                if await reminders.begin(session, warned(each), now):
                    outbox.add(session, Kind.UNSENT, {"staff": each}, now)
            if is_over and await reminders.end(session, _WARNED):
                for at in await outbox.take_places(session, Kind.UNSENT):
                    outbox.add(session, Kind.UNSENT_OVER, {"chat": at.chat_id, "message": at.message_id}, now)
