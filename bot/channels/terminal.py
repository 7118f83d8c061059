"""The terminal chat: one line read is one message said; buttons are numbered."""

import asyncio
import sys
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from rich.console import Console
from rich.markup import escape

from bot.channels.printed import reply_lines
from bot.dialogue.turn import Chose, Event, Reply, Said
from bot.usecases.talk import Talk

CHANNEL = "terminal"


class Terminal:
    """A chat on standard input and output; ends with the input."""

    def __init__(self, talk: Talk, clock: Callable[[], datetime], console: Console | None = None) -> None:
        self._talk = talk
        self._clock = clock
        self._console = console or Console(soft_wrap=not sys.stdout.isatty(), highlight=False)
        self._tokens: list[str] = []

    async def run(self) -> None:
        """Greet, then answer line by line until the input ends."""
        live = sys.stdin.isatty()
        # A pipe starts afresh each time; a person at a terminal finds the conversation where it was.
        chat_id = "local" if live else uuid4().hex
        if live:
            await self._answer(chat_id, "/start")
        while (line := await asyncio.to_thread(self._read, live)) is not None:
            await self._answer(chat_id, line)

    def _read(self, live: bool) -> str | None:
        if live:
            self._console.print("[bold]>[/] ", end="")
        try:
            line = sys.stdin.readline()
        except UnicodeDecodeError:
            return ""
        if line and not live:
            self._console.print(f"[bold]> {escape(line.rstrip())}[/]")
        return line.rstrip("\n") if line else None

    async def _answer(self, chat_id: str, line: str) -> None:
        at, event_id = self._clock(), uuid4().hex
        typed = line.strip()
        event: Event
        if typed.isdecimal() and 0 < int(typed[:6]) <= len(self._tokens):
            event = Chose(event_id, self._tokens[int(typed) - 1], at)
        else:
            event = Said(event_id, line, at)
        done = await self._talk.turn(CHANNEL, chat_id, event)
        self._tokens = []
        for reply in done.replies:
            self._show(reply)
        await self._talk.mark_sent(done.turn_id)

    def _show(self, reply: Reply) -> None:
        print_ = self._console.print
        for line in reply_lines(reply):
            print_(line)
        for row in reply.choices:
            numbered = []
            for choice in row:
                self._tokens.append(choice.token)
                numbered.append(f"[cyan]{len(self._tokens)}[/] {escape(choice.label)}")
            print_("   ".join(numbered))
        print_()
