"""The Bot API as this channel uses it: the library's client, set up, and its errors sorted."""

import asyncio
import logging
from enum import Enum, auto
from typing import Any, Final

import httpx
from telegram import Update
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.channels.telegram.pacing import Pacing
from bot.channels.telegram.raw import reduce_update
from bot.core.errors import BotError

TELEGRAM: Final = "https://api.telegram.org"
SIDE_BY_SIDE: Final = 32
"""Chats worked on at once, and connections for them; measured best with Telegram 50 ms away."""
log = logging.getLogger(__name__)
_NORMAL: Final = (
    "message is not modified",
    "query is too old",
    "query id is invalid",
    "topic_not_modified",
)
_NO_TOPIC: Final = ("thread not found", "topic_deleted", "topic_id_invalid")


class Client(ExtBot[int]):
    """`telegram.ext.ExtBot` with a raw look at updates: one that cannot be read must not hide the others."""

    async def raw_updates(self, offset: int | None, seconds: int, kinds: list[str]) -> list[dict[str, Any]]:
        """Wait up to `seconds` for updates from `offset` on; asking confirms all before it."""
        data = {"offset": offset, "timeout": seconds, "allowed_updates": kinds}
        result = await self._post("getUpdates", data, read_timeout=seconds + 10)
        return result if isinstance(result, list) else []

    def read(self, raw: dict[str, Any]) -> Update:
        """Make an `Update` of what `raw_updates` gave.

        One that the library cannot read, as of an older or newer server, is read as far as we need it; raises
        whatever the library raises on an odd one.
        """
        try:
            return Update.de_json(raw, self)
        except Exception as error:  # noqa: BLE001 - the library raises anything on what it does not expect
            log.info("Update %s is read as far as it goes (%s)", raw.get("update_id"), type(error).__name__)
            return Update.de_json(reduce_update(raw), self)


def make_client(token: str, api_url: str = TELEGRAM) -> Client:
    """Set a client up, without asking anything of the server yet.

    Args:
        token: The bot's token; it becomes part of each address, so addresses must not be logged.
        api_url: Any Bot API server, without the `/bot<token>` part.
    """
    base = api_url.rstrip("/")
    try:
        return Client(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=HTTPXRequest(
                connection_pool_size=SIDE_BY_SIDE + 4,
                pool_timeout=30,
                connect_timeout=10,
                read_timeout=20,
                write_timeout=20,
            ),
            get_updates_request=HTTPXRequest(connection_pool_size=2, connect_timeout=10),
            rate_limiter=Pacing(),
        )
    except (InvalidToken, httpx.InvalidURL) as error:
        raise BotError(REFUSED_BY_TELEGRAM) from error


REFUSED_BY_TELEGRAM: Final = (
    "Telegram does not accept TELEGRAM_BOT_TOKEN: copy it again from @BotFather,"
    " or correct TELEGRAM_API_URL if you use a Bot API server of your own."
)


class Trouble(Enum):
    """What an error of the Bot API asks of us."""

    NONE = auto()
    """The wish was granted already, or is too late to matter."""
    LATER = auto()
    """It surely did not arrive; do it again after a pause."""
    UNSURE = auto()
    """It may have arrived: doing it again may do it twice."""
    UNREACHABLE = auto()
    """Nobody there: blocked, removed, or never started."""
    NO_TOPIC = auto()
    """The topic that it was for is gone."""
    REFUSED = auto()
    """It will be refused again."""


def sort_out(error: TelegramError) -> Trouble:
    """Say what to do about an error; most kinds are subclasses of `NetworkError`, so the order counts."""
    if isinstance(error, BadRequest):
        said = error.message.lower()
        if any(normal in said for normal in _NORMAL):
            return Trouble.NONE
        if any(gone in said for gone in _NO_TOPIC):
            return Trouble.NO_TOPIC
        return Trouble.UNREACHABLE if "chat not found" in said else Trouble.REFUSED
    if isinstance(error, Forbidden):
        return Trouble.UNREACHABLE
    if isinstance(error, TimedOut):
        not_sent = isinstance(error.__cause__, (httpx.ConnectTimeout, httpx.PoolTimeout))
        return Trouble.LATER if not_sent else Trouble.UNSURE
    # A connection that broke may have carried the message as well, but mostly it broke while it was idle:
    # here silence would be worse than saying a thing twice.
    return Trouble.LATER if isinstance(error, (NetworkError, RetryAfter, Conflict)) else Trouble.REFUSED


class Backoff:
    """Pauses that double, from one second to a minute."""

    def __init__(self, first: float = 1.0, most: float = 60.0) -> None:
        self._first, self._most, self._next = first, most, first

    def reset(self) -> None:
        self._next = self._first

    async def pause(self, at_least: float = 0.0) -> None:
        await asyncio.sleep(max(self._next, at_least))
        self._next = min(self._next * 2, self._most)


class Redact(logging.Filter):
    """Takes the token out of log lines, whoever writes them."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        if self._token in line:
            record.msg, record.args = line.replace(self._token, "<token>"), None
        if record.exc_info:
            # Errors that led to one another are printed together, and any of them may name an address.
            trace = logging.Formatter().formatException(record.exc_info)
            record.exc_text = trace.replace(self._token, "<token>")
        return True


def keep_token_out_of_logs(token: str) -> None:
    """Quiet the HTTP libraries, which log addresses, and redact whatever the handlers still get."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # At DEBUG the library logs what people wrote.
    logging.getLogger("telegram").setLevel(logging.INFO)
    redact = Redact(token)
    for handler in logging.getLogger().handlers:
        handler.addFilter(redact)
