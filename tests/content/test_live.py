"""Live reload with real files: a good edit is live within a second, a bad one changes nothing."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from threading import enumerate as enumerate_threads

import pytest

from bot.content.check import Report
from bot.content.live import Live
from bot.content.problem import ProblemsFound
from bot.core.knowledge import Knowledge
from bot.core.match import Context, Match, Verdict
from bot.core.types import Language
from tests.content.folder import TODAY, edit

WAYS = "topics/ways.yaml"
ANSWER = "Companies can pay for projects."


@dataclass(frozen=True)
class Nothing:
    """A matcher that knows which knowledge it was built from."""

    version: str

    def match(self, text: str, language: Language, context: Context = Context()) -> Match:  # noqa: B008
        return Match(Verdict.FALLBACK, language)


def build(knowledge: Knowledge) -> Iterator[Nothing]:
    if "no matcher" in knowledge.entries["fund-a-project"].answer["en"]:
        raise RuntimeError("cannot be built")
    yield Nothing(knowledge.version)


@dataclass
class Staff:
    """What staff were told."""

    swaps: list[Report] = field(default_factory=list)
    problems: list[Report] = field(default_factory=list)

    async def swapped(self, report: Report) -> None:
        self.swaps.append(report)

    async def troubled(self, report: Report) -> None:
        self.problems.append(report)
        raise ConnectionError("the staff chat is out of reach")


def said_in(knowledge: Knowledge) -> str:
    return knowledge.entries["fund-a-project"].answer["en"]


def said(live: Live) -> str:
    return said_in(live.snapshot.knowledge)


async def until(true: Callable[[], bool], seconds: float = 5.0) -> float:
    begun = time.perf_counter()
    while not true():
        assert time.perf_counter() - begun < seconds, "it never came true"
        await asyncio.sleep(0.01)
    return time.perf_counter() - begun


@asynccontextmanager
async def watching(live: Live, staff: Staff) -> AsyncIterator[None]:
    task = asyncio.create_task(live.watch(staff.troubled, staff.swapped))
    try:
        await asyncio.sleep(0.3)
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def open_live(folder: Path) -> Live:
    return Live(folder, build, lambda: TODAY)


async def test_a_good_edit_is_live_within_a_second(folder: Path) -> None:
    live, staff = open_live(folder), Staff()
    async with watching(live, staff):
        edit(folder, WAYS, ANSWER, "They pay.")
        assert await until(lambda: said(live) == "They pay.") < 1.0
        await until(lambda: len(staff.swaps) == 1)
    assert staff.problems == []
    assert live.snapshot.matcher == Nothing(live.snapshot.knowledge.version)
    assert staff.swaps[0].version == live.snapshot.knowledge.version


async def test_a_bad_edit_changes_nothing_and_staff_are_told_once(folder: Path) -> None:
    live, staff = open_live(folder), Staff()
    before = live.snapshot
    async with watching(live, staff):
        edit(folder, WAYS, "way: fund", "way: fnud")
        await until(lambda: len(staff.problems) == 1)
        (folder / WAYS).touch()
        await asyncio.sleep(0.3)
        assert live.snapshot is before
        assert len(staff.problems) == 1
        assert "fnud" in str(staff.problems[0].problems[0])
        edit(folder, WAYS, "way: fnud", "way: buy")
        await until(lambda: live.snapshot is not before)
    assert live.snapshot.knowledge.entries["fund-a-project"].way == "buy"


async def test_a_file_that_does_not_belong_holds_nothing_up_once_it_is_gone(folder: Path) -> None:
    live, staff = open_live(folder), Staff()
    stray = folder / "topics/notes.txt"
    async with watching(live, staff):
        stray.touch()
        await until(lambda: len(staff.problems) == 1)
        edit(folder, WAYS, ANSWER, "They pay.")
        await asyncio.sleep(0.3)
        assert said(live) == ANSWER
        stray.unlink()
        await until(lambda: said(live) == "They pay.")


async def test_a_matcher_that_cannot_be_built_leaves_the_old_one(folder: Path) -> None:
    live, staff = open_live(folder), Staff()
    async with watching(live, staff):
        edit(folder, WAYS, ANSWER, "There is no matcher.")
        await asyncio.sleep(0.5)
        assert said(live) == ANSWER
        edit(folder, WAYS, "There is no matcher.", "They pay.")
        await until(lambda: said(live) == "They pay.")


async def test_an_edit_before_watching_begins_is_not_missed(folder: Path) -> None:
    live = open_live(folder)
    edit(folder, WAYS, ANSWER, "They pay.")
    async with watching(live, Staff()):
        await until(lambda: said(live) == "They pay.")


async def test_a_folder_that_is_replaced_is_followed(folder: Path) -> None:
    live = open_live(folder)
    async with watching(live, Staff()):
        folder.rename(folder.with_name("old"))
        await asyncio.sleep(0.2)
        assert said(live) == ANSWER
        edit(folder.with_name("old"), WAYS, ANSWER, "They pay.")
        folder.with_name("old").rename(folder)
        await until(lambda: said(live) == "They pay.")


@dataclass
class Learning:
    """A builder whose better matcher is ready when it is told so."""

    ready: Event = field(default_factory=Event)
    breaks: bool = False

    def steps(self, knowledge: Knowledge) -> Iterator[Nothing]:
        yield Nothing(f"soon {knowledge.version}")
        self.ready.wait()
        if self.breaks:
            raise MemoryError
        yield Nothing(f"better {knowledge.version}")


async def test_a_better_matcher_takes_over_when_it_is_ready(folder: Path) -> None:
    learning, staff = Learning(), Staff()
    live = Live(folder, learning.steps, lambda: TODAY)
    async with watching(live, staff):
        edit(folder, WAYS, ANSWER, "They pay.")
        await until(lambda: said(live) == "They pay.")
        version = live.snapshot.knowledge.version
        assert live.snapshot.matcher == Nothing(f"soon {version}")
        edit(folder, WAYS, "They pay.", "They help.")
        await until(lambda: said(live) == "They help.")
        learning.ready.set()
        version = live.snapshot.knowledge.version
        await until(lambda: live.snapshot.matcher == Nothing(f"better {version}"))
        assert said(live) == "They help."
        await until(lambda: len(staff.swaps) == 2)


async def test_a_better_matcher_that_cannot_be_had_leaves_the_soon_one(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    learning = Learning(breaks=True)
    learning.ready.set()
    live = Live(folder, learning.steps, lambda: TODAY)
    edit(folder, WAYS, ANSWER, "They pay.")
    await live.reload()
    await until(lambda: "could not be learnt" in caplog.text)
    assert live.snapshot.matcher == Nothing(f"soon {live.snapshot.knowledge.version}")


async def test_nobody_waits_for_learning_when_the_program_ends(folder: Path) -> None:
    live = Live(folder, Learning().steps, lambda: TODAY)
    edit(folder, WAYS, ANSWER, "They pay.")
    await live.reload()
    await asyncio.sleep(0.1)
    assert [thread.daemon for thread in enumerate_threads() if thread.name == "learning"] == [True]


async def test_the_loop_goes_on_while_the_knowledge_is_renewed(folder: Path) -> None:
    begun, evidence = Event(), Event()

    def steps(knowledge: Knowledge) -> Iterator[Nothing]:
        if said_in(knowledge) == "They pay.":
            begun.set()
            assert evidence.wait(20), "nothing else happened meanwhile"
        yield Nothing(knowledge.version)

    live = Live(folder, steps, lambda: TODAY)
    edit(folder, WAYS, ANSWER, "They pay.")
    reloading = asyncio.create_task(live.reload())
    await until(begun.is_set)
    assert said(live) == ANSWER
    evidence.set()
    assert (await reloading).well
    assert said(live) == "They pay."


async def test_simultaneous_reloads_swap_once(folder: Path) -> None:
    live = open_live(folder)
    edit(folder, WAYS, ANSWER, "They pay.")
    jobs: list[Awaitable[Report]] = [live.reload() for _ in range(3)]
    reports = await asyncio.gather(*jobs)
    assert {report.version for report in reports} == {live.snapshot.knowledge.version}
    assert said(live) == "They pay."


async def test_there_is_no_bot_without_knowledge(folder: Path) -> None:
    (folder / "bot.yaml").unlink()
    with pytest.raises(ProblemsFound, match=r"bot\.yaml:1: file: no such file"):
        open_live(folder)
