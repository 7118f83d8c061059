"""The knowledge as it is shipped, with the matcher that the running bot has."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache as once
from pathlib import Path

from bot.app import LEARNT, make_builder
from bot.content.load import load
from bot.core.snapshot import Snapshot

ROOT = Path(__file__).parents[1]
KNOWLEDGE = ROOT / "knowledge"
CACHE = ROOT / "data" / "cache"
LEARNING = 900.0
"""Seconds that others wait for whoever learns: a minute on an idle machine."""


@once
def shipped_snapshot() -> Snapshot:
    """Load and build once per process; what is learnt is kept where the bot keeps it."""
    return learnt(KNOWLEDGE, CACHE)


def learnt(folder: Path, cache: Path) -> Snapshot:
    """Load and build as the bot does; its next start finds what was learnt in `cache`."""
    knowledge = load(folder)
    with alone(cache):
        return Snapshot(knowledge, make_builder(cache, folder / LEARNT).build(knowledge))


@contextmanager
def alone(cache: Path) -> Iterator[None]:
    """Hold a cache for one process: of tests that run side by side one learns, and the others read it."""
    cache.mkdir(parents=True, exist_ok=True)
    # SQLite's lock is there on every system, and goes with its process.
    with closing(sqlite3.connect(cache / "tests.lock", timeout=LEARNING, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield
