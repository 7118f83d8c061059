"""The shipped ranker behind the adapter of the matching bench."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.content.lexicon import load_lexicon
from bot.core.matching.ranker import Ranker
from bot.core.matching.ranking import Encoder, Phrasing


class Lexical:
    """Letters only: words, word pairs and character n-grams, with spelling repair."""

    def __init__(self) -> None:
        self.encoder: Encoder | None = None
        self.lexicon = load_lexicon()

    def fit(self, items: Sequence[tuple[str, str]]) -> None:
        phrasings = [Phrasing(label, text) for label, text in items]
        self.ranker = Ranker.build(phrasings, self.encoder, self.lexicon, cache_size=0)

    def rank(self, query: str) -> list[tuple[str, float]]:
        return [(one.label, one.confidence) for one in self.ranker.rank(query).candidates]


class Hybrid(Lexical):
    """Letters and sentence vectors."""

    def __init__(self) -> None:
        from bot.content.encoder import load_encoder  # noqa: PLC0415 - not a part of the lexical tier

        super().__init__()
        self.encoder = load_encoder(Path(os.environ.get("BENCH_CACHE", "data")))
