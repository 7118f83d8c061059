"""A general vocabulary: real words, which spelling repair must not take for misspelt ones."""

from collections.abc import Sequence
from typing import Final

COMMON: Final = 12_000
"""How many of the most common words a misspelt word may be read as."""

_INFLECTIONS: Final = ("s", "es", "ed", "ing", "er", "ers", "ly", "ment", "ments", "mente")
_SHORTEST_ROOT: Final = 4


class Lexicon:
    """Folded words of the languages spoken, the most common first."""

    def __init__(self, words: Sequence[str] = ()) -> None:
        """Keep `words`; without any, spelling repair knows the words of the knowledge base alone."""
        self._rank = {word: rank for rank, word in reversed(tuple(enumerate(words)))}
        self._common: dict[tuple[str, int], list[str]] = {}
        for word in words[:COMMON]:
            self._common.setdefault((word[0], len(word)), []).append(word)

    def __contains__(self, word: object) -> bool:
        """Tell whether `word` is real: a word of the list, or one with a common ending."""
        if not isinstance(word, str):
            return False
        if word in self._rank:
            return True
        roots = (
            word.removesuffix(ending) + rest
            for ending in _INFLECTIONS
            if word.endswith(ending)
            for rest in ("", "e")
        )
        return any(len(root) >= _SHORTEST_ROOT and root in self._rank for root in roots)

    def rank(self, word: str) -> int:
        """Give how many words of the list are more common than `word`, which must be in it."""
        return self._rank[word]

    def common(self, first: str, length: int) -> Sequence[str]:
        """Give the most common words with this first letter and so many letters."""
        return self._common.get((first, length), ())
