"""Spelling repair: a misspelt word is read as the nearest word of the knowledge base.

The distance is that of optimal string alignment (restricted Damerau-Levenshtein: insert, delete, replace,
swap neighbours; Boytsov 2011, "Indexing methods for approximate dictionary searching", section 2), computed
by rapidfuzz. A general vocabulary guards real words: `gold` is never read as `hold`.
"""

from collections.abc import Container, Iterable
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST: Final = 4
_TWO_EDITS_FROM: Final = 8
_LONGEST: Final = 40


class Repairer:
    """The words of the knowledge base, and what may be read as one of them."""

    def __init__(self, base: Iterable[str], vocabulary: Container[str], protected: Container[str]) -> None:
        """Prepare the base.

        Args:
            base: Folded words of the knowledge base; those that are short or not letters are left aside.
            vocabulary: Folded real words of the languages spoken; they are never repaired.
            protected: Folded words, such as acronyms and names, that count only when typed exactly.
        """
        self._known = frozenset(base)
        self._vocabulary = vocabulary
        self._targets: dict[int, list[str]] = {}
        for word in sorted(self._known):
            if repairable(word) and word not in protected:
                self._targets.setdefault(len(word), []).append(word)

    def repair(self, word: str) -> str:
        """Give the word of the base that the folded `word` stands for; `word` itself if there is none."""
        if word in self._known or not repairable(word) or word in self._vocabulary:
            return word
        edits = 2 if len(word) >= _TWO_EDITS_FROM else 1
        near = [
            (distance, found)
            for length in range(len(word) - edits, len(word) + edits + 1)
            if length in self._targets
            for found, distance, _ in process.extract(
                word,
                self._targets[length],
                scorer=OSA.distance,
                processor=None,
                score_cutoff=edits,
                limit=None,
            )
        ]
        if not near:
            return word
        return min(near, key=lambda pair: (pair[0], pair[1][0] != word[0], pair[1][-1] != word[-1], pair[1]))[
            1
        ]


def repairable(word: str) -> bool:
    """Tell whether `word` is long enough, and a word at all, to be told from another by its letters."""
    return _SHORTEST <= len(word) <= _LONGEST and word.isalpha()
