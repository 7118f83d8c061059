"""The knowledge as it is shipped, with the matcher that the running bot has."""

from functools import cache as once
from pathlib import Path

from bot.app import make_builder
from bot.content.load import load
from bot.core.snapshot import Snapshot

ROOT = Path(__file__).parents[1]
KNOWLEDGE = ROOT / "knowledge"


@once
def shipped_snapshot() -> Snapshot:
    """Load and build once per run; what is learnt is kept where the bot keeps it."""
    return learnt(KNOWLEDGE, ROOT / "data" / "cache")


def learnt(folder: Path, cache: Path) -> Snapshot:
    """Load and build as the bot does; its next start finds what was learnt in `cache`."""
    knowledge = load(folder)
    return Snapshot(knowledge, make_builder(cache).build(knowledge))
