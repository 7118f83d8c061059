"""One queue a chat: in order within it, side by side between them, and no faster than a person types."""

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine, Hashable
from enum import Enum, auto
from typing import Any, Final

log = logging.getLogger(__name__)


class Lanes:
    """One lane a chat: what is sent there arrives in order, and a slow chat holds up no other."""

    def __init__(self) -> None:
        self._last: dict[Hashable, asyncio.Task[None]] = {}

    def put(self, lane: Hashable, work: Coroutine[Any, Any, None]) -> None:
        """Do `work` once everything put into the same lane before is done."""
        task = asyncio.create_task(self._after(self._last.get(lane), work))
        self._last[lane] = task
        task.add_done_callback(lambda done: self._forget(lane, done))

    async def drain(self, seconds: float) -> None:
        """Wait for all lanes to be empty, but not longer than `seconds`; what is left over is cancelled."""
        tasks = set(self._last.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _after(self, earlier: asyncio.Task[None] | None, work: Coroutine[Any, Any, None]) -> None:
        try:
            if earlier is not None:
                await asyncio.wait({earlier})
        except asyncio.CancelledError:
            work.close()
            raise
        try:
            await work
        except Exception:
            log.exception("Work beside the feed failed")

    def _forget(self, lane: Hashable, done: asyncio.Task[None]) -> None:
        if self._last.get(lane) is done:
            del self._last[lane]


MOST: Final = 40
SECONDS: Final = 10.0
_ROOM: Final = 4096


class Pace(Enum):
    """What to do with a message."""

    FINE = auto()
    SAY_SO = auto()
    """The first one above the limit: ask for patience."""
    HUSH = auto()
    """Further ones: they have been asked already."""


class Flood:
    """Counts what each conversation sent in the last seconds. Kept in memory: a restart may be generous."""

    def __init__(self, most: int = MOST, seconds: float = SECONDS) -> None:
        self._most, self._seconds = most, seconds
        self._times: dict[str, deque[float]] = {}

    def judge(self, conversation: str, now: float) -> Pace:
        """Count a message, `now` being any clock that only goes forward."""
        times = self._times.setdefault(conversation, deque(maxlen=self._most + 2))
        while times and times[0] <= now - self._seconds:
            times.popleft()
        times.append(now)
        if len(self._times) > _ROOM:
            self._tidy(now)
        if len(times) <= self._most:
            return Pace.FINE
        return Pace.SAY_SO if len(times) == self._most + 1 else Pace.HUSH

    def _tidy(self, now: float) -> None:
        for conversation, times in list(self._times.items()):
            if times[-1] <= now - self._seconds:
                del self._times[conversation]
