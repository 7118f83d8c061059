"""Other matchers behind the same adapter, of those that need nothing but what the bot needs anyway.

The figures of the others (`peers.csv`) were taken once with scikit-learn, bm25s, sentence-transformers,
nlp.js, Fuse.js and MiniSearch, from the same tasks.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final

from rapidfuzz import fuzz, process, utils

from benchmarks.faqbench.rating import Matcher
from benchmarks.faqbench.tasks import Item

_LOOKED_AT: Final = 40
_LABELS: Final = 10


class Rapidfuzz:
    """The nearest phrasing by one of rapidfuzz's scorers."""

    def __init__(self, scorer: Callable[..., float]) -> None:
        self._scorer = scorer

    def fit(self, items: Sequence[Item]) -> None:
        self._labels = [label for label, _ in items]
        self._texts = [utils.default_process(text) for _, text in items]

    def rank(self, query: str) -> list[tuple[str, float]]:
        found = process.extract(
            utils.default_process(query), self._texts, scorer=self._scorer, limit=_LOOKED_AT
        )
        return _best((self._labels[at], score) for _, score, at in found)

    def first(self, query: str) -> tuple[str, float] | None:
        """Give the nearest alone, as it is usually called; this is what is timed."""
        found = process.extractOne(utils.default_process(query), self._texts, scorer=self._scorer)
        return found and (self._labels[found[2]], found[1])


class FullText:
    """BM25 over stemmed words, by SQLite's full-text search."""

    def fit(self, items: Sequence[Item]) -> None:
        self._database = sqlite3.connect(":memory:")
        tokens = "porter unicode61 remove_diacritics 2"
        self._database.execute(
            f"CREATE VIRTUAL TABLE base USING fts5(label UNINDEXED, text, tokenize='{tokens}')"
        )
        self._database.executemany("INSERT INTO base VALUES (?, ?)", items)
        self._database.execute("INSERT INTO base(base) VALUES ('optimize')")

    def rank(self, query: str) -> list[tuple[str, float]]:
        words = dict.fromkeys(re.findall(r"\w+", query.lower()))
        if not words:
            return []
        wanted = " OR ".join(f'"{word}"' for word in words)
        found = self._database.execute(
            "SELECT label, -bm25(base) FROM base WHERE base MATCH ? ORDER BY rank LIMIT ?",
            (wanted, _LOOKED_AT),
        )
        return _best(found)


def _best(found: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    """Give each label once, by its best phrasing."""
    best: dict[str, float] = {}
    for label, score in found:
        best.setdefault(label, score)
    return list(best.items())[:_LABELS]


PEERS: Final[dict[str, Callable[[], Matcher]]] = {
    "token_set_ratio": partial(Rapidfuzz, fuzz.token_set_ratio),
    "wratio": partial(Rapidfuzz, fuzz.WRatio),
    "fts5_porter": FullText,
}
