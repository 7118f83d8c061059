import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.channels.command_line.log import log_commands
from bot.core.match import Match, Verdict
from bot.core.snapshot import Snapshot
from bot.dialogue.turn import Choice, Event, LogQuestion, Reply, Said, State, Turn
from bot.store.database import Database
from bot.usecases.talk import Talk
from tests.knowledge_sample import sample
from tests.staging import open_house, shelf, sqlite_url

LONG = "Chopard gives money to miners. " * 10
SOURCE = sample().partners["chopard"].sources[0]
REPLY = Reply(
    LONG.strip(),
    title="Chopard",
    sources=(SOURCE,),
    footer="Checked on 23 November 2026.",
    choices=((Choice("Where?", "where"), Choice("Fund a project", "way:fund")),),
)


def answering(state: State, event: Event, snapshot: Snapshot) -> Turn:
    assert isinstance(event, Said)
    known = event.text.startswith("Who")
    match = Match(Verdict.ANSWER if known else Verdict.FALLBACK, "en", "chopard" if known else None)
    return Turn(state, (REPLY,) if known else (Reply("I do not know."),), (LogQuestion(event.text, match),))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Two days of questions: one with an answer, then one without on each."""

    async def write() -> None:
        async with open_house(sqlite_url(tmp_path)) as house:
            talk = Talk(house.database, shelf(), house.clock, step=answering)
            for text in ("Who is Chopard?", "What time is it?"):
                await talk.turn("test", "7", Said(text, text, house.clock()))
            house.clock.turn(days=1)
            await talk.turn("test", "7", Said("later", "What is rain?", house.clock()))

    asyncio.run(write())
    return tmp_path


def questions(folder: Path, *words: str) -> Result:
    @asynccontextmanager
    async def open_store() -> AsyncIterator[Database]:
        async with open_house(sqlite_url(folder)) as house:
            yield house.database

    app = typer.Typer()
    log_commands(app, open_store)
    return CliRunner().invoke(app, ["questions", *words])


def test_a_day_is_shown_with_all_that_was_said_and_nothing_is_folded(log: Path) -> None:
    shown = questions(log, "--at", "2026-03-02").stdout
    assert shown.startswith(
        "> Who is Chopard?\n2026-03-02 09:00 UTC · en · answer · chopard · sample\nChopard\n"
        f"{LONG.strip()}\n· Current donors and allies — https://www.example.org/donors\n"
        "Checked on 23 November 2026.\n[Where?]  [Fund a project]\n\n> What time is it?\n"
    )
    assert "rain" not in shown


def test_a_table_that_is_piped_is_not_folded(log: Path) -> None:
    assert "sample     Who is Chopard?" in questions(log).stdout


def test_programs_get_the_replies_with_their_sources_as_objects(log: Path) -> None:
    first, _ = json.loads(questions(log, "--at", "2026-03-02", "--json").stdout)
    (reply,) = first["replies"]
    assert reply["text"] == LONG.strip()
    assert reply["sources"] == [{"title": SOURCE.title, "url": SOURCE.url, "as_of": SOURCE.as_of}]


def test_what_got_no_answer_on_a_day_can_be_asked_for(log: Path) -> None:
    shown = questions(log, "--unanswered", "--at", "2026-03-03").stdout
    assert "What is rain?" in shown
    assert "What time" not in shown
    assert "no question without an answer" in questions(log, "--unanswered", "--at", "2026-03-04").stdout


@pytest.mark.parametrize("day", ["2026-03-04", "9999-12-31", "0001-01-01"])
def test_a_day_without_questions_says_so(log: Path, day: str) -> None:
    assert questions(log, "--at", day).stdout == f"Nobody asked anything on {day} (UTC).\n"
    assert json.loads(questions(log, "--at", day, "--json").stdout) == []


def test_what_is_no_day_is_told_how_to_write_one(log: Path) -> None:
    refused = questions(log, "--at", "yesterday")
    assert (refused.exit_code, refused.stderr) == (1, "--at yesterday: write a day as 2026-11-23.\n")


def test_the_help_says_which_day_is_meant(log: Path) -> None:
    assert "UTC" in questions(log, "--help").stdout
