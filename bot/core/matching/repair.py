"""Spelling repair: a misspelt word is read as the nearest word of the knowledge base, else of the language.

The distance is that of optimal string alignment (restricted Damerau-Levenshtein: insert, delete, replace,
swap neighbours; Boytsov 2011, "Indexing methods for approximate dictionary searching", section 2), computed
by rapidfuzz. Among equally near words the likeliest is taken, as in the noisy channel model (Kernighan,
Church, Gale 1990, "A spelling correction program based on a noisy channel model"): the more often used, the
more so if first and last letter are the same, which people seldom get wrong, or if letters are only swapped.
A general vocabulary guards real words: `gold` is never read as `hold`.
"""

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from math import log
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.matching.lexicon import Lexicon

_SHORTEST: Final = 4
_SHORTEST_IN_GENERAL: Final = 5
_TWO_EDITS_FROM: Final = 8
_LONGEST: Final = 40
_AN_EDIT: Final = 6.0
_SAME_FIRST: Final = 1.0
_SAME_LAST: Final = 0.5
_SAME_LETTERS: Final = 1.0
_MOST_COMMON: Final = 10


class Repairer:
    """The words of the knowledge base, and what may be read as one of them."""

    def __init__(self, counts: Counter[str], lexicon: Lexicon, protected: Container[str]) -> None:
        """Prepare the base.

        Args:
            counts: Every folded word of the knowledge base, and how often it occurs.
            lexicon: Real words of the languages spoken; they are never repaired.
            protected: Folded words, such as acronyms and names, that are neither repaired nor repaired to.
        """
        self._counts = counts
        self._lexicon = lexicon
        self._protected = protected
        self._targets: dict[int, list[str]] = {}
        for word in sorted(self._counts):
            if _repairable(word) and word not in protected:
                self._targets.setdefault(len(word), []).append(word)

    def repair(self, word: str) -> str:
        """Give the word that the folded `word` stands for; `word` itself where there is no telling."""
        if not _repairable(word) or word in self._counts or word in self._protected or word in self._lexicon:
            return word
        edits = 2 if len(word) >= _TWO_EDITS_FROM else 1
        near = _near(word, edits, [self._targets.get(size, ()) for size in _sizes(word, edits)])
        if near:
            return max(
                near, key=lambda found: (_likeness(word, *found) + log(self._counts[found[0]]), found)
            )[0]
        if len(word) < _SHORTEST_IN_GENERAL:
            return word
        near = _near(word, 1, [self._lexicon.common(word[0], size) for size in _sizes(word, 1)])
        if not near:
            return word
        return max(near, key=lambda found: (_likeness(word, *found) - self._rarity(found[0]), found))[0]

    def _rarity(self, word: str) -> float:
        # Zipf's law: a word's frequency falls with its rank.
        return log(_MOST_COMMON + self._lexicon.rank(word))


def _repairable(word: str) -> bool:
    return _SHORTEST <= len(word) <= _LONGEST and word.isalpha()


def _sizes(word: str, edits: int) -> range:
    return range(len(word) - edits, len(word) + edits + 1)


def _near(word: str, edits: int, choices: Iterable[Sequence[str]]) -> list[tuple[str, int]]:
    return [
        (found, int(distance))
        for some in choices
        for found, distance, _ in process.extract(
            word, some, scorer=OSA.distance, processor=None, score_cutoff=edits, limit=None
        )
    ]


def _likeness(word: str, other: str, edits: int) -> float:
    return (
        -_AN_EDIT * edits
        + _SAME_FIRST * (word[0] == other[0])
        + _SAME_LAST * (word[-1] == other[-1])
        + _SAME_LETTERS * (sorted(word) == sorted(other))
    )
