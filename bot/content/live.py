"""The live snapshot: edited knowledge is loaded, checked and indexed off the loop, then swapped in."""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TypeVar

from watchfiles import Change, awatch

from bot.content.check import Report, check
from bot.content.files import is_left_alone
from bot.content.last_good import LastGood
from bot.content.load import load
from bot.content.memory import give_back, settle, without_collection
from bot.content.problem import Problem, ProblemsFound
from bot.core.knowledge import Knowledge
from bot.core.match import Matches
from bot.core.snapshot import Snapshot

QUIET_MS = 50
"""Silence after a change until files are read, so that an editor has finished writing."""
PATIENCE_MS = 400
"""The longest wait while changes keep coming."""
LOOK_MS = 1000
"""How often the files' dates are looked at, for changes that the system did not report: network drives, some
containers, and whatever happened before watching began."""
SWITCH_SECONDS = 0.0002
"""How long a thread that learns may keep others waiting each time they need the interpreter."""
STANDS_SECONDS = 1.5
"""How long a problem must stand before anybody is told: editors write in steps, and try out folders."""
RETRY_SECONDS = 1.0
"""Pause after the folder could not be watched, for instance because it was being replaced."""

T = TypeVar("T")

Stamps = dict[str, tuple[int, int]]
"""Time of change and size by file."""

Build = Callable[[Knowledge], Iterator[Matches]]
"""Gives a matcher soon, and perhaps a better one that takes longer."""
Tell = Callable[[Report], Awaitable[None]]

log = logging.getLogger(__name__)


class Live:
    """Holds the snapshot that turns are answered from, and replaces it as a whole."""

    def __init__(
        self, folder: Path, build: Build, today: Callable[[], date], kept: LastGood | None = None
    ) -> None:
        """Load the knowledge for the first time; where the folder has problems, the last that had none.

        Args:
            folder: The knowledge folder.
            build: Makes the matchers; runs in a thread.
            today: The day by which reviews are overdue.
            kept: Where the last knowledge without a problem is kept; None to keep none.

        Raises:
            ProblemsFound: if there is no knowledge to begin with.
        """
        self._folder = folder
        self._kept = kept
        self._problems: tuple[Problem, ...] = ()
        self._build = build
        self._today = today
        self._lock = asyncio.Lock()
        self._told = frozenset[Problem]()
        self._seen: Stamps = {}
        self._improving: asyncio.Task[None] | None = None
        with without_collection():
            knowledge = self._load()
            matchers = build(knowledge)
            self.snapshot = Snapshot(knowledge, next(matchers))
        settle()
        self._better: Iterator[Matches] | None = matchers

    @property
    def problems(self) -> tuple[str, ...]:
        """What keeps the folder as it is now from being live, a line each."""
        return tuple(map(str, self._problems))

    def _load(self) -> Knowledge:
        try:
            knowledge = load(self._folder)
        except ProblemsFound as found:
            last_good = self._kept.load() if self._kept else None
            if last_good is None:
                raise
            self._problems = found.problems
            first, count = found.problems[0], len(found.problems)
            log.warning("%s (problems: %d); started with the last good knowledge", first, count)
            return last_good
        self._keep(knowledge)
        return knowledge

    def _keep(self, knowledge: Knowledge) -> None:
        if self._kept is not None and not self._kept.keep(knowledge.version):
            log.warning("knowledge %s could not be kept for a start after a wrong edit", knowledge.version)

    async def reload(self) -> Report:
        """Read the folder again; the snapshot is replaced if everything is well, else it stays.

        Returns:
            The outcome of the check; `version` tells whether the snapshot is what the folder holds now.
        """
        async with self._lock:
            with without_collection():
                report = await asyncio.to_thread(check, self._folder, self._today())
                self._problems = report.problems
                if report.knowledge is not None and report.version != self.snapshot.knowledge.version:
                    matchers = self._build(report.knowledge)
                    self.snapshot = Snapshot(report.knowledge, await asyncio.to_thread(next, matchers))
                    self._improve(matchers)
            if report.knowledge is not None:
                await asyncio.to_thread(self._keep, report.knowledge)
        return report

    async def watch(self, on_problem: Tell, on_swap: Tell) -> None:
        """Follow the folder until cancelled; a better matcher of what it holds takes over when it is there.

        Args:
            on_problem: Awaited when an edit brought problems, or changed those there were.
            on_swap: Awaited when a new snapshot is live.
        """
        if self._better is not None:
            self._improve(self._better)
        while True:
            await self._follow(on_problem, on_swap)
            try:
                async for changes in awatch(
                    self._folder,
                    watch_filter=_is_knowledge,
                    debounce=PATIENCE_MS,
                    step=QUIET_MS,
                    rust_timeout=LOOK_MS,
                    yield_on_timeout=True,
                ):
                    if changes or await asyncio.to_thread(_stamps, self._folder) != self._seen:
                        await self._follow(on_problem, on_swap)
            except OSError as error:
                log.warning("cannot watch the knowledge folder: %s", error)
            await asyncio.sleep(RETRY_SECONDS)

    async def _follow(self, on_problem: Tell, on_swap: Tell) -> None:
        before = self.snapshot.knowledge
        self._seen = await asyncio.to_thread(_stamps, self._folder)
        try:
            report = await self.reload()
            if not self._told.issuperset(report.problems):
                report = await self._standing(report)
            problems = frozenset(report.problems)
            fresh, self._told = problems - self._told, problems
            if fresh:
                log.warning("the knowledge has %d problems; the old one stays live", len(problems))
                await on_problem(report)
            if self.snapshot.knowledge is not before:
                log.info("knowledge %s is live", report.version)
                await on_swap(report)
        except Exception:
            # Watching must outlive a matcher that cannot be built and a staff chat out of reach.
            log.exception("the knowledge could not be renewed")

    async def _standing(self, report: Report) -> Report:
        """Read the folder again until all of its problems have stood for a while; give the last outcome."""
        seen = frozenset[Problem]()
        while not seen.issuperset(report.problems):
            seen = frozenset(report.problems)
            await asyncio.sleep(STANDS_SECONDS)
            report = await self.reload()
        return report

    @property
    def is_learning(self) -> bool:
        """True while a better matcher of the knowledge that is live is being made."""
        return self._improving is not None and not self._improving.done()

    def _improve(self, matchers: Iterator[Matches]) -> None:
        self._better = matchers
        if not self.is_learning:
            self._improving = asyncio.create_task(self._take_better())

    async def _take_better(self) -> None:
        """Take the better matcher of the latest edit; one after the other, since learning needs memory."""
        while (matchers := self._better) is not None:
            self._better = None
            knowledge = self.snapshot.knowledge
            try:
                with _quick_turns():
                    matcher = await _apart(partial(next, matchers, None))
            except Exception:
                log.exception("the knowledge is live, but could not be learnt as a whole")
                continue
            if matcher is not None and self.snapshot.knowledge is knowledge:
                self.snapshot = Snapshot(knowledge, matcher)
            give_back()


@contextmanager
def _quick_turns() -> Iterator[None]:
    """Let threads take turns often, so that whoever asks something meanwhile waits for milliseconds."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


async def _apart(work: Callable[[], T]) -> T:
    """Run `work` in a thread for whose end nobody waits when the program ends."""
    outcome: Future[T] = Future()
    outcome.set_running_or_notify_cancel()

    def run() -> None:
        try:
            outcome.set_result(work())
        except Exception as error:  # noqa: BLE001 - it is raised where the outcome is awaited
            outcome.set_exception(error)

    Thread(target=run, name="learning", daemon=True).start()
    return await asyncio.wrap_future(outcome)


def _is_knowledge(_: Change, path: str) -> bool:
    """True for all but editors' own files: what does not belong is a problem, which ends when it is gone."""
    return not is_left_alone(Path(path).name)


def _stamps(folder: Path) -> Stamps:
    found: Stamps = {}
    for path in folder.rglob("*.yaml"):
        # A file may be gone again, or be a link to nothing, by the time it is looked at.
        with suppress(OSError):
            status = path.stat()
            found[str(path)] = (status.st_mtime_ns, status.st_size)
    return found
