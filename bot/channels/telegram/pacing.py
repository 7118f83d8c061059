"""How fast we may go: a chat that is told to wait waits alone, and nobody else with it."""

import math
import time
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, Final

from aiolimiter import AsyncLimiter
from telegram.constants import FloodLimit
from telegram.error import RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

MEANS_THE_BOT: Final = 3
"""Chats that are told to wait until the same moment, from which on it is not they who are meant."""
SAME_MOMENT_SECONDS: Final = 1.0
_ROOM: Final = 1024

Key = tuple[str, str]
"""A chat (empty where a call names none) and what is done there: to be sent something, or a method."""


def seconds_to_wait(error: TelegramError) -> float:
    """The pause that the server asks for, or 0."""
    if not isinstance(error, RetryAfter):
        return 0.0
    pause = error.retry_after
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)


class Holds:
    """Who has to wait, and until when, by any clock that only goes forward."""

    def __init__(self) -> None:
        self._until: dict[Key, float] = {}
        self._everybody_until = 0.0

    def left(self, key: Key, now: float) -> float:
        """Give the seconds that are to be waited, 0 for none."""
        return max(0.0, self._until.get(key, 0.0) - now, self._everybody_until - now)

    def told(self, key: Key, seconds: float, now: float) -> None:
        """Keep what a server asked for.

        Its answer does not say whether it means the chat or the bot. Chats that are asked to wait have each
        their own end of it; the same end for several of them is that of the bot.
        """
        until = now + seconds
        self._until = {each: end for each, end in self._until.items() if end > now}
        self._until[key] = until
        chats = {chat for (chat, _), end in self._until.items() if abs(end - until) <= SAME_MOMENT_SECONDS}
        if len(chats - {""}) >= MEANS_THE_BOT:
            self._everybody_until = max(self._everybody_until, until)


class Pacing(BaseRateLimiter[int]):
    """Keeps to the limits that Telegram publishes, and to what it asks for beyond them.

    A call that has to wait longer than the limits make it is refused at once, as the server would, so that it
    holds up nobody who waits behind it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._holds = Holds()
        self._all = AsyncLimiter(FloodLimit.MESSAGES_PER_SECOND, 1)
        self._groups: dict[str, AsyncLimiter] = {}

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Nothing to do."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | dict[str, Any] | list[dict[str, Any]]]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,  # noqa: ARG002 - the library's signature
    ) -> bool | dict[str, Any] | list[dict[str, Any]]:
        """Make a call, or refuse it.

        Raises:
            RetryAfter: It has to wait; the server said so just now, or before.
        """
        chat = str(data.get("chat_id", ""))
        key = (chat, "send" if endpoint.startswith(("send", "copy")) else endpoint)
        self._check(key)
        if chat:
            if chat.startswith("-"):
                await self._group(chat).acquire()
            await self._all.acquire()
            self._check(key)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            self._holds.told(key, seconds_to_wait(error), self._clock())
            raise

    def _check(self, key: Key) -> None:
        if left := self._holds.left(key, self._clock()):
            raise RetryAfter(math.ceil(left))

    def _group(self, chat: str) -> AsyncLimiter:
        if len(self._groups) > _ROOM:
            self._groups = {
                each: limiter
                for each, limiter in self._groups.items()
                if not limiter.has_capacity(FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP)
            }
        return self._groups.setdefault(chat, AsyncLimiter(FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP, 60))
