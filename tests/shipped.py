"""The knowledge as it is shipped, with the matcher that the running bot has."""

from functools import cache
from pathlib import Path

from bot.content.encoder import load_encoder
from bot.content.load import load
from bot.core.matching.build import build_matcher
from bot.core.snapshot import Snapshot

ROOT = Path(__file__).parents[1]
KNOWLEDGE = ROOT / "knowledge"


@cache
def shipped_snapshot() -> Snapshot:
    """Load and build once per run; vectors are kept where the bot keeps them."""
    knowledge = load(KNOWLEDGE)
    return Snapshot(knowledge, build_matcher(knowledge, load_encoder(ROOT / "data" / "cache")))
