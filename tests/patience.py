"""Waiting for what must come: a busy machine is no failure, and nobody waits longer than needed."""

import asyncio
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import TypeVar

PATIENCE = 60.0
"""Seconds until a test gives up waiting; on an idle machine the longest wait is a small part of it."""
STOPPING = 24.0
"""Seconds until a bot must have stopped: less than a poll lasts, which a stop does not wait for."""
LOOK_SECONDS = 0.01

T = TypeVar("T")


async def until(so: Callable[[], T | Awaitable[T]], what: str = "it to come true") -> T:
    """Wait until `so` gives something true, and give that."""
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while True:
        found = so()
        value = await found if isawaitable(found) else found
        if value:
            return value
        assert loop.time() < end, f"waited {PATIENCE:g} s in vain for {what}"
        await asyncio.sleep(LOOK_SECONDS)


async def ended(work: Awaitable[T]) -> T:
    """Give the outcome of what must come to an end by itself."""
    return await asyncio.wait_for(work, PATIENCE)
