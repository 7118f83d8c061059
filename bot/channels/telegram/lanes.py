"""Work that goes on beside the feed: in order within a lane, side by side between lanes."""

import asyncio
import logging
from collections.abc import Coroutine, Hashable
from typing import Any

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
