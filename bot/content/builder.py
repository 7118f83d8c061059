"""What makes the matchers of a knowledge, with the sentence encoder where it is installed."""

from pathlib import Path

from bot.content.encoder import load_encoder
from bot.content.learnt import LearntFile
from bot.content.lexicon import load_lexicon
from bot.core.matching.build import Builder, Purpose


def load_builder(cache: Path) -> Builder:
    """Load the means; vectors and what is learnt are kept in the folder `cache` for the next start."""

    def keeps(purpose: Purpose) -> LearntFile:
        return LearntFile(cache / f"learnt-{purpose}.npz")

    return Builder(load_encoder(cache), load_lexicon(), keeps)
