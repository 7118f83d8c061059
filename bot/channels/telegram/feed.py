"""The feed: asks for updates, works on them chat by chat, and confirms them only once they are done.

Telegram keeps an update until it is asked for a later one. So nothing is lost that was not committed: after
a crash, what was not confirmed comes again, and what was committed already is answered from the record.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

from telegram import Update
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.telegram.albums import has_album, merge_albums
from bot.channels.telegram.api import REFUSED_BY_TELEGRAM, SIDE_BY_SIDE, Backoff
from bot.channels.telegram.pacing import seconds_to_wait
from bot.core.errors import BotError

KINDS: Final = ["message", "edited_message", "callback_query", "my_chat_member", "inline_query"]
"""The updates we ask for."""
POLL_SECONDS: Final = 25
ALBUM_SECONDS: Final = 0.4
"""How long the rest of an album is waited for."""
TRIES: Final = 3
"""An update that fails so often is recorded and passed over, so that it does not hold up all others."""

log = logging.getLogger(__name__)
T = TypeVar("T")


class Source(Protocol):
    """Where updates come from: `Client`."""

    async def raw_updates(
        self, offset: int | None, seconds: int, kinds: list[str]
    ) -> list[dict[str, Any]]: ...

    def read(self, raw: dict[str, Any]) -> Update: ...


@dataclass(frozen=True, slots=True)
class Handlers:
    """What the feed calls for each update."""

    handle: Callable[[Update], Awaitable[None]]
    """Works on it and commits; a `BotError` means that the store is out of reach."""
    give_up: Callable[[int, Update | None, Exception], Awaitable[None]]
    """Records an update (by id; None if it could not even be read) that failed `TRIES` times."""


class Feed:
    """Polls until it is told to stop."""

    def __init__(self, source: Source, handlers: Handlers, pause: float = 1.0) -> None:
        self._source = source
        self._handlers = handlers
        self._pause = pause
        self._offset: int | None = None
        self._confirmed: int | None = None
        self._room = asyncio.Semaphore(SIDE_BY_SIDE)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; then finish the updates at hand and confirm them.

        Raises:
            BotError: Telegram no longer accepts the token.
        """
        while not stop.is_set():
            raw = await self._poll(stop)
            if has_album(raw):
                raw = await self._wait_for_album(raw, stop)
            if raw and await self._work(merge_albums(raw), stop):
                self._offset = max(int(update["update_id"]) for update in raw) + 1
        await self._confirm()

    async def _poll(self, stop: asyncio.Event) -> list[dict[str, Any]]:
        """Ask until there is an answer; nothing if `stop` comes first."""
        backoff = Backoff(self._pause)
        while not stop.is_set():
            try:
                asked = asyncio.ensure_future(self._source.raw_updates(self._offset, POLL_SECONDS, KINDS))
                self._confirmed = self._offset
                return await _unless(stop, asked) or []
            except InvalidToken as error:
                raise BotError(REFUSED_BY_TELEGRAM) from error
            except Conflict:
                log.warning("Another copy of this bot asks Telegram for updates: stop one of the two")
                await _unless(stop, asyncio.ensure_future(backoff.pause(5 * self._pause)))
            except TelegramError as error:
                log.warning("Telegram cannot be asked for updates (%s); trying again", type(error).__name__)
                await _unless(stop, asyncio.ensure_future(backoff.pause(seconds_to_wait(error))))
        return []

    async def _wait_for_album(self, raw: list[dict[str, Any]], stop: asyncio.Event) -> list[dict[str, Any]]:
        """Ask once more for the same updates: the pictures of an album come in quick succession."""
        await _unless(stop, asyncio.ensure_future(asyncio.sleep(ALBUM_SECONDS)))
        try:
            return await self._source.raw_updates(self._offset, 0, KINDS) or raw
        except TelegramError as error:
            log.warning("The rest of an album could not be asked for (%s)", type(error).__name__)
            return raw

    async def _work(self, raw: list[dict[str, Any]], stop: asyncio.Event) -> bool:
        """Work on a batch, chats side by side and each chat in order; True if all of it is done."""
        lanes: dict[int, list[dict[str, Any]]] = {}
        for update in raw:
            lanes.setdefault(lane_of(update), []).append(update)
        done = await asyncio.gather(*(self._lane(updates, stop) for updates in lanes.values()))
        return all(done)

    async def _lane(self, updates: list[dict[str, Any]], stop: asyncio.Event) -> bool:
        backoff = Backoff(self._pause)
        async with self._room:
            for update in updates:
                while not await self._finish(update):
                    log.error("The store is out of reach; updates wait unconfirmed")
                    await _unless(stop, asyncio.ensure_future(backoff.pause()))
                    if stop.is_set():
                        return False
                backoff.reset()
        return True

    async def _finish(self, raw: dict[str, Any]) -> bool:
        """Bring one update to its end, well or badly; False if the store is out of reach."""
        update: Update | None = None
        for attempt in range(1, TRIES + 1):
            try:
                update = update or self._source.read(raw)
                await self._handlers.handle(update)
            except BotError as error:
                log.error("%s", error)  # noqa: TRY400 - the sentence says it; a traceback would add nothing
                return False
            except Exception as error:
                log.exception("Update %s failed (%d of %d)", raw["update_id"], attempt, TRIES)
                if attempt == TRIES:
                    return await self._give_up(raw, update, error)
                await asyncio.sleep(self._pause * attempt / 4)
            else:
                return True
        return True

    async def _give_up(self, raw: dict[str, Any], update: Update | None, error: Exception) -> bool:
        try:
            await self._handlers.give_up(int(raw["update_id"]), update, error)
        except BotError:
            return False
        except Exception:
            log.exception("Update %s failed, and so did telling of it", raw["update_id"])
        return True

    async def _confirm(self) -> None:
        if self._offset == self._confirmed:
            return
        try:
            await self._source.raw_updates(self._offset, 0, KINDS)
        except TelegramError as error:
            # They come again and are answered from the record.
            log.warning("The last updates could not be confirmed (%s)", type(error).__name__)


def lane_of(raw: dict[str, Any]) -> int:
    """The chat that an update belongs to; the person where there is none."""
    for kind in KINDS:
        part = raw.get(kind)
        if isinstance(part, dict):
            inner = part.get("message") if kind == "callback_query" else part
            chat = inner.get("chat") if isinstance(inner, dict) else None
            who = chat if isinstance(chat, dict) else part.get("from")
            if isinstance(who, dict) and isinstance(who.get("id"), int):
                return int(who["id"])
    return 0


async def _unless(stop: asyncio.Event, work: "asyncio.Future[T]") -> T | None:
    """Wait for `work`, but drop it and give None once `stop` is set."""
    stopped = asyncio.ensure_future(stop.wait())
    either: set[asyncio.Future[Any]] = {work, stopped}
    try:
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        return work.result() if work.done() else None
    finally:
        stopped.cancel()
        work.cancel()
