"""A Bot API server on loopback for the tests: real HTTP, and as strict as Telegram."""

import asyncio
import inspect
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.botapi.answering import Answering
from tests.botapi.chats import Chats
from tests.botapi.faults import Break, Fault, Script
from tests.botapi.parameters import Parameters, read
from tests.botapi.people import Group, Person
from tests.botapi.profile import Profile
from tests.botapi.refusal import Refusal
from tests.botapi.sending import Sending
from tests.botapi.updates import Feed, Pulse, Update
from tests.botapi.world import Account, Message, World
from tests.patience import PATIENCE

TOKEN = "7000000001:AAFakeTokenOfTheServerForTests_0123456"
T = TypeVar("T")


@dataclass
class Call:
    """One call of the bot, for the log."""

    method: str
    parameters: Parameters
    status: int = 0
    answer: dict[str, Any] = field(default_factory=dict)

    @property
    def description(self) -> str:
        return str(self.answer.get("description", ""))


class BotApi:
    """The server; an async context manager.

    The tests' side of it: `user` and `group` make people, `fail_next` and its like script faults, `calls`
    is the log, `wait_for` waits until something is so.
    """

    def __init__(self, *, token: str = TOKEN, username: str = "arm_partner_bot", port: int = 0) -> None:
        self.token = token
        self.port = port
        bot = Account(int(token.partition(":")[0]), "Partners", username, is_bot=True)
        self.pulse = Pulse()
        self.world = World(bot)
        self.feed = Feed(self.pulse)
        self.profile = Profile(self.world, self.feed)
        self.answering = Answering()
        self.script = Script()
        self.calls: list[Call] = []
        self.skew = 0
        """Seconds by which the dates of this server's updates are ahead of everybody else's clock."""
        self.guards: list[Callable[[], None]] = []
        """Called while a test waits; they raise where waiting has no sense any more."""
        self._methods: dict[str, Callable[[Parameters], Any]] = {}
        for part in (self.profile, self.answering, Sending(self.world), Chats(self.world)):
            for name, method in inspect.getmembers(part, inspect.ismethod):
                if not name.startswith("_") and list(inspect.signature(method).parameters) == ["call"]:
                    self._methods[name.replace("_", "")] = method
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """The base address, without the `/bot<token>` part."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def bot(self) -> Account:
        return self.world.bot

    async def start(self) -> None:
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_route("GET", "/file/bot{token}/{folder}/{file}", self._download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Go away, as a server out of reach does; `start` brings it back on the same port."""
        self.script.open_gates()
        await self.feed.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        call = Call(method, Parameters())
        try:
            call.parameters = await read(request)
            fault = self.script.next_for(method, call.parameters)
            self.calls.append(call)
            self.pulse.beat()
            if fault is not None:
                await self._break(fault, request)
            call.status, call.answer = 200, {"ok": True, "result": await self._run(request, call)}
            if fault is not None and fault.breaks is Break.AFTER:
                _hang_up(request)
        except Refusal as refusal:
            call.status, call.answer = refusal.status, refusal.body
        self.pulse.beat()
        return web.json_response(call.answer, status=call.status)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        content = self.world.contents.get(request.match_info["file"])
        if request.match_info["token"] != self.token or content is None:
            raise web.HTTPNotFound
        return web.Response(body=content)

    async def _break(self, fault: Fault, request: web.Request) -> None:
        if fault.gate is not None:
            await fault.gate.wait()
        if fault.breaks is Break.BEFORE:
            _hang_up(request)
        if fault.garbage:
            raise web.HTTPBadGateway(text="<html>Bad Gateway</html>")
        if fault.refusal is not None:
            raise fault.refusal

    async def _run(self, request: web.Request, call: Call) -> Any:
        token = request.match_info["token"]
        if not re.fullmatch(r"\d+:[A-Za-z0-9_-]{10,}", token):
            raise Refusal(404, "Not Found")
        if token != self.token:
            raise Refusal(401, "Unauthorized")
        method = self._methods.get(call.method.lower())
        if method is None:
            raise Refusal(404, "Not Found")
        outcome = method(call.parameters)
        return await outcome if inspect.isawaitable(outcome) else outcome

    def user(
        self, name: str = "Ana", language_code: str | None = "en", username: str | None = None
    ) -> Person:
        """A person with an account; the bot has never met them."""
        return Person(self, self.world.new_account(name, language_code, username))

    def group(self, members: list[Person], title: str = "Staff", *, supergroup: bool = False) -> Group:
        """A group with these people and the bot."""
        accounts = [self.bot, *(person.account for person in members)]
        return Group(self, self.world.new_group(title, accounts, supergroup=supergroup))

    def put(self, kind: str, payload: dict[str, Any], chat_id: int) -> Update | None:
        """Queue any update, for those that no person's method makes."""
        return self.feed.put(kind, _shifted(payload, self.skew), chat_id)

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method.lower() == method.lower()]

    @property
    def refused(self) -> list[Call]:
        """Calls that got a refusal: with a well-behaved bot, none but the scripted ones."""
        return [call for call in self.calls if call.status >= 400]

    def messages(self, chat: "Group | Person | int") -> list[Message]:
        """What stands in a chat now, oldest first."""
        number = chat if isinstance(chat, int) else chat.id
        return [message for message in self.world.chats[number].messages.values() if not message.deleted]

    def fail_next(self, method: str, refusal: Refusal, **more: Any) -> Fault:
        """Refuse the next call (`times`: the next few; `where`: only those for which it is true)."""
        return self.script.add(Fault(method, refusal, **more))

    def busy(self, chat: "Group | Person", seconds: float) -> None:
        """Have every message to a chat told to wait (429) for so long, as slow mode and floods do."""
        self.world.chats[chat.id].busy_until = time.monotonic() + seconds

    def drop_next(self, method: str, breaks: Break = Break.BEFORE, **more: Any) -> Fault:
        """Break the connection of the next call, before or after it is carried out."""
        return self.script.add(Fault(method, breaks=breaks, **more))

    def hold_next(self, method: str, *, lost: bool = False, **more: Any) -> Fault:
        """Hold the next call until the fault's `gate` is set; its `met` tells that it has come.

        With `lost` it is never carried out: so a test may kill the bot while the call is on its way.
        """
        breaks = Break.BEFORE if lost else None
        return self.script.add(Fault(method, gate=asyncio.Event(), breaks=breaks, **more))

    async def wait_for(self, predicate: Callable[[], T], what: str = "") -> T:
        """Wait until a predicate is true and give its value; fail with the log's end if it never is."""
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE
        while not (value := predicate()):
            for guard in self.guards:
                guard()
            if loop.time() >= until:
                raise AssertionError(f"waited {PATIENCE:g} s in vain {what}\n{self.log()}")
            await self.pulse.wait(min(until - loop.time(), 0.5))
        return value

    async def confirmed(self, update: Update) -> None:
        """Wait until the bot has confirmed an update."""
        await self.wait_for(lambda: update.confirmed, f"for update {update.id} to be confirmed")

    def log(self, last: int = 20) -> str:
        """The last calls, one a line, for messages of failed tests."""
        return "\n".join(
            f"{call.method} {call.status} {call.parameters.values} {call.description}"
            for call in self.calls[-last:]
        )


def _shifted(payload: Any, seconds: int) -> Any:
    """Put off every date in a payload."""
    if isinstance(payload, list):
        return [_shifted(each, seconds) for each in payload]
    if not isinstance(payload, dict):
        return payload
    dates = {"date", "edit_date"}
    return {k: v + seconds if k in dates else _shifted(v, seconds) for k, v in payload.items()}


def _hang_up(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
    raise web.HTTPServiceUnavailable
