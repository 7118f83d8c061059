"""Commands as somebody sees them who sits at a terminal."""

import asyncio
import fcntl
import os
import struct
import sys
import termios
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.text import Text

from bot.store import leads
from tests.patience import ended, until
from tests.staging import START, enquiry, open_house, sqlite_without_rows
from tests.whole_bot.running import MAIN, Installation, installed

CASE = "- {say: who is chopard, lang: en, expect: chopard, group: ways, half: tuning}\n"


@dataclass
class Screen:
    """A terminal with one command in it."""

    keyboard: int
    process: asyncio.subprocess.Process
    seen: bytearray = field(default_factory=bytearray)

    @property
    def text(self) -> str:
        return self.seen.decode(errors="replace").replace("\r\n", "\n")

    def read(self) -> None:
        with suppress(OSError):  # the command has closed the terminal
            while piece := os.read(self.keyboard, 65536):
                self.seen += piece

    async def shows(self, part: str) -> None:
        await until(lambda: part in self.text, f"{part!r} in {self.text!r}")

    def type(self, line: str) -> None:
        os.write(self.keyboard, f"{line}\n".encode())


async def open_screen(
    bot: Installation, *words: str, columns: int = 80
) -> tuple[Screen, asyncio.Future[None]]:
    keyboard, terminal = os.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(MAIN),
        *words,
        cwd=bot.folder,
        env=bot.environment | {"TERM": "xterm"},
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    )
    os.close(terminal)
    screen = Screen(keyboard, process)
    return screen, asyncio.get_running_loop().run_in_executor(None, screen.read)


async def close(screen: Screen, reading: asyncio.Future[None]) -> str:
    """Wait for the end of the command, and give all that was to be seen."""
    await ended(screen.process.wait())
    await ended(reading)
    os.close(screen.keyboard)
    return screen.text


@pytest.fixture
def bot(tmp_path: Path, knowledge: Path, cache: Path) -> Installation:
    return installed(tmp_path, KNOWLEDGE_DIR=str(knowledge), CACHE_DIR=str(cache))


@pytest.mark.parametrize("words", [(), ("--json",), ("--explain",)])
async def test_ask_without_a_question_says_what_it_waits_for(
    bot: Installation, words: tuple[str, ...]
) -> None:
    screen, reading = await open_screen(bot, "ask", *words)
    await screen.shows("Waiting for a question: type it and press Enter.")
    screen.type("Who is Chopard?")
    assert "Chopard is both a donor" in await close(screen, reading)


async def test_a_batch_at_a_terminal_says_what_it_waits_for(bot: Installation) -> None:
    screen, reading = await open_screen(bot, "ask", "--jsonl")
    await screen.shows("Waiting for questions, one a line; Ctrl+D ends.")
    screen.type("Who is Chopard?")
    await screen.shows('"verdict":"answer"')
    os.write(screen.keyboard, b"\x04")
    assert "Traceback" not in await close(screen, reading)


async def test_in_a_pipe_the_question_is_the_first_line_and_nothing_is_said_of_waiting(
    bot: Installation,
) -> None:
    done = await bot.run("ask", said="Who is Chopard?\n")
    assert "Chopard is both a donor" in done.out
    assert "Waiting" not in done.err
    empty = await bot.run("ask")
    assert (empty.status, empty.out) == (1, "")
    assert "There is no question" in empty.err


@pytest.mark.parametrize("command", ["evaluate", "diff"])
async def test_what_takes_long_shows_how_far_it_is(bot: Installation, knowledge: Path, command: str) -> None:
    case = knowledge / "cases" / "ways.yaml"
    case.parent.mkdir(exist_ok=True)
    case.write_text(CASE, encoding="utf-8")
    words = (command, str(case)) if command == "evaluate" else (command, str(knowledge), str(knowledge))
    screen, reading = await open_screen(bot, *words)
    shown = await close(screen, reading)
    doing = "Trying the questions" if command == "evaluate" else "Replaying the questions"
    assert doing in shown
    assert "100%" in shown
    in_pipe = await bot.run(*words)
    assert doing not in in_pipe.out + in_pipe.err


@pytest.mark.parametrize("columns", [60, 80, 120])
async def test_leads_fit_the_width_of_the_terminal(bot: Installation, tmp_path: Path, columns: int) -> None:
    async with open_house(sqlite_without_rows(tmp_path)) as house, house.database.transaction() as session:
        wanted = enquiry("Joyería y Orfebrería Hermanos Gutiérrez de la Cruz, Sociedad Anónima", country="CO")
        await leads.submit(session, wanted, reference="K7F-2MX", channel="test", chat_id="7", at=START)
    screen, reading = await open_screen(bot, "leads", "list", columns=columns)
    shown = Text.from_ansi(await close(screen, reading)).plain.rstrip().splitlines()
    assert len(shown) == 2, shown
    assert all(cell_len(line.rstrip()) <= columns for line in shown)
    assert "K7F-2MX" in shown[1]
    assert "Joyer" in shown[1]
    piped = (await bot.run("leads", "list")).out
    assert "Sociedad Anónima" in piped
