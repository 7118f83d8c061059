"""Updates on their way to the bot: kept until confirmed, fetched by one poller or pushed to a webhook."""

import asyncio
import contextlib
import itertools
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.botapi.parameters import Parameters
from tests.botapi.refusal import bad, conflict

KINDS = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "my_chat_member",
        "chat_member",
        "message_reaction",
        "message_reaction_count",
        "chat_join_request",
        "poll",
        "poll_answer",
    }
)
DEFAULT = KINDS - {"chat_member", "message_reaction", "message_reaction_count"}
FIRST_UPDATE = 730_000_001


@dataclass
class Update:
    """One update, and how often the bot was given it."""

    id: int
    kind: str
    payload: dict[str, Any]
    chat_id: int
    times_given: int = 0
    confirmed: bool = False

    @property
    def shown(self) -> dict[str, Any]:
        return {"update_id": self.id, self.kind: self.payload}


@dataclass
class Webhook:
    """Where updates are pushed to."""

    url: str
    secret: str
    last_error: str = ""


class Pulse:
    """Wakes everybody who waits for something to change."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def beat(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        """Wait for a change; False if there was none in time."""
        try:
            await asyncio.wait_for(self._event.wait(), max(seconds, 0))
        except TimeoutError:
            return False
        return True


@dataclass
class Feed:
    """The queue of updates."""

    pulse: Pulse
    waiting: list[Update] = field(default_factory=list)
    given: list[Update] = field(default_factory=list)
    """Every update that was ever put in, for the tests."""
    allowed: frozenset[str] = DEFAULT
    webhook: Webhook | None = None
    poller: int = 0
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(FIRST_UPDATE))
    _pushing: dict[int, "asyncio.Task[None]"] = field(default_factory=dict)

    def put(self, kind: str, payload: dict[str, Any], chat_id: int) -> Update | None:
        """Queue an update; None if the bot has not asked for its kind."""
        assert kind in KINDS, kind
        if kind not in self.allowed:
            return None
        update = Update(next(self._ids), kind, payload, chat_id)
        self.waiting.append(update)
        self.given.append(update)
        self.pulse.beat()
        self._push()
        return update

    def remember(self, call: Parameters) -> None:
        """Take `allowed_updates` if the call has it; it stays for calls that have none."""
        named = call.parsed("allowed_updates")
        if named is None:
            return
        if not isinstance(named, list) or not all(isinstance(kind, str) for kind in named):
            raise bad("can't parse allowed_updates JSON object")
        self.allowed = frozenset(named) & KINDS or DEFAULT

    async def fetch(self, call: Parameters) -> list[dict[str, Any]]:
        """`getUpdates`: confirm everything below the offset, then give what waits, or wait for it."""
        if self.webhook is not None:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self.remember(call)
        offset = call.whole("offset", 0)
        limit = call.whole("limit", 100)
        seconds = call.whole("timeout", 0)
        if not 1 <= limit <= 100:
            limit = 100
        if seconds < 0:
            raise bad("invalid timeout specified")
        self.poller += 1
        mine = self.poller
        self.pulse.beat()
        if offset < 0:
            self._confirm(self.waiting[:offset])
        else:
            self._confirm([update for update in self.waiting if update.id < offset])
        loop = asyncio.get_running_loop()
        until = loop.time() + min(seconds, 50)
        while not self.waiting and (left := until - loop.time()) > 0:
            await self.pulse.wait(left)
            if self.poller != mine:
                raise conflict(
                    "terminated by other getUpdates request; make sure that only one bot instance is running"
                )
            if self.webhook is not None:
                raise conflict("terminated by setWebhook request")
        batch = self.waiting[:limit]
        for update in batch:
            update.times_given += 1
        if batch:
            self.pulse.beat()
        return [update.shown for update in batch]

    def _confirm(self, updates: list[Update]) -> None:
        for update in list(updates):
            update.confirmed = True
            self.waiting.remove(update)
        if updates:
            self.pulse.beat()

    def forget_waiting(self) -> None:
        """`drop_pending_updates`."""
        self._confirm(list(self.waiting))

    def set_webhook(self, webhook: Webhook | None) -> None:
        self.webhook = webhook
        self.pulse.beat()
        self._push()

    def _push(self) -> None:
        """Have one task a chat push what waits: chats side by side, one chat in order."""
        if self.webhook is None:
            return
        for chat_id in {update.chat_id for update in self.waiting} - set(self._pushing):
            task = asyncio.create_task(self._push_chat(chat_id))
            self._pushing[chat_id] = task
            task.add_done_callback(lambda _, chat_id=chat_id: self._pushing.pop(chat_id, None))

    async def _push_chat(self, chat_id: int) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
            pause = 0.05
            while self.webhook is not None:
                update = next((one for one in self.waiting if one.chat_id == chat_id), None)
                if update is None:
                    return
                if await self._push_one(session, self.webhook, update):
                    self._confirm([update])
                    pause = 0.05
                else:
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, 2.0)

    async def _push_one(self, session: aiohttp.ClientSession, hook: Webhook, update: Update) -> bool:
        update.times_given += 1
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
        try:
            async with session.post(hook.url, json=update.shown, headers=headers) as answer:
                if 200 <= answer.status < 300:
                    return True
                hook.last_error = f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (aiohttp.ClientError, TimeoutError) as error:
            hook.last_error = f"Connection failed: {type(error).__name__}"
        return False

    async def stop(self) -> None:
        for task in list(self._pushing.values()):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
