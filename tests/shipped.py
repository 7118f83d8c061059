"""The knowledge as it is shipped, with the matcher that the running bot has."""

from functools import cache as once
from pathlib import Path

from bot.content.encoder import load_encoder
from bot.content.learnt import LearntFile
from bot.content.lexicon import load_lexicon
from bot.content.load import load
from bot.core.matching.build import Builder
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
    builder = Builder(
        load_encoder(cache), load_lexicon(), lambda purpose: LearntFile(cache / f"learnt-{purpose}.npz")
    )
    return Snapshot(knowledge, builder.build(knowledge))
