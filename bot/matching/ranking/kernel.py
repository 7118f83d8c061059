"""How alike two texts are: by their letters, and by their meaning where sentence vectors are at hand.

A kernel is a likeness that a regression can be built on. Exponentials of cosines are kernels (sums and
products of kernels are; Shawe-Taylor, Cristianini 2004, "Kernel Methods for Pattern Analysis", 3.4.1), and
weigh near texts up. The numbers were found on the development part of the bench in `docs/matching.md`.
"""

from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.matching.ranking.base import Letters, Matrix, Vector
from bot.matching.ranking.features import Postings, Stem, char_features, count_features, grams, word_features

_MEANING: Final = np.float32(0.7)
_LETTERS: Final = np.float32(0.3)
_WORDS_OF_LETTERS: Final = np.float32(0.4)
_CHARS_OF_LETTERS: Final = np.float32(0.6)
_STEEP_MEANING: Final = np.float32(3)
_STEEP_WORDS: Final = np.float32(2)
_STEEP_CHARS: Final = np.float32(3)


class Likens(Protocol):
    """Tells the likeness of any text to certain phrasings, the anchors."""

    def row(self, words: Sequence[str], vector: Vector | None) -> tuple[Vector, Vector]:
        """Give the likeness of a text to each anchor, and the cosine: of meaning, else of letters."""
        ...

    def rows(self, texts: Sequence[Sequence[str]], vectors: Matrix | None) -> Matrix:
        """Give the likeness of several texts to each anchor, one row a text."""
        ...


def read_letters(texts: Sequence[Sequence[str]], stem: Stem) -> Letters:
    """Give the words, with pairs of them, and the character n-grams that stand in texts.

    Args:
        texts: The folded words of each.
        stem: By which words are the same that end differently.
    """
    words = count_features([word_features(each, stem) for each in texts], lambda feature: (feature,))
    return words, count_features(texts, grams)


class Kernel:
    """Implements `Likens`."""

    def __init__(
        self,
        letters: Letters,
        labels: Sequence[int],
        vectors: Matrix | None,
        stem: Stem,
    ) -> None:
        """Arrange the anchors.

        Args:
            letters: What `read_letters` reads in them.
            labels: The number of its label for each.
            vectors: Their sentence vectors, if there are any.
            stem: By which words are the same that end differently.
        """
        self._stem = stem
        self._words, self._chars = (Postings(each, labels) for each in letters)
        self._vectors = vectors

    def row(self, words: Sequence[str], vector: Vector | None) -> tuple[Vector, Vector]:
        by_chars = self._chars.cosines(char_features(words))
        letters = _lettered(self._words.cosines(word_features(words, self._stem)), by_chars)
        if self._vectors is None or vector is None:
            return letters, by_chars
        cosines = self._vectors @ vector
        return _mixed(letters, cosines), cosines

    def rows(self, texts: Sequence[Sequence[str]], vectors: Matrix | None) -> Matrix:
        by_words = self._words.all_cosines([word_features(words, self._stem) for words in texts])
        by_chars = self._chars.all_cosines([char_features(words) for words in texts])
        letters = _lettered(by_words, by_chars)
        if self._vectors is None or vectors is None:
            return letters
        return _mixed(letters, vectors @ self._vectors.T)


class Rearranged:
    """Implements `Likens` for anchors taken from two others, in an order of their own."""

    def __init__(self, first: Likens, second: Likens, order: NDArray[np.intp]) -> None:
        """Take the anchors of `first` and, numbered after them, those of `second`, as `order` names them."""
        self._first, self._second = first, second
        self._order = order

    def row(self, words: Sequence[str], vector: Vector | None) -> tuple[Vector, Vector]:
        pairs = zip(self._first.row(words, vector), self._second.row(words, vector), strict=True)
        likeness, cosines = (np.concatenate(pair)[self._order] for pair in pairs)
        return likeness, cosines

    def rows(self, texts: Sequence[Sequence[str]], vectors: Matrix | None) -> Matrix:
        both = self._first.rows(texts, vectors), self._second.rows(texts, vectors)
        return np.concatenate(both, axis=1)[:, self._order]


def _lettered(by_words: Matrix, by_chars: Matrix) -> Matrix:
    likeness = _exponential(by_words, _STEEP_WORDS, _WORDS_OF_LETTERS)
    likeness += _exponential(by_chars, _STEEP_CHARS, _CHARS_OF_LETTERS)
    return likeness


def _mixed(letters: Matrix, cosines: Matrix) -> Matrix:
    likeness = _exponential(cosines, _STEEP_MEANING, _MEANING)
    likeness += _LETTERS * letters
    return likeness


def _exponential(cosines: Matrix, steep: np.float32, weight: np.float32) -> Matrix:
    result = cosines - np.float32(1)
    result *= steep
    np.exp(result, out=result)
    result *= weight
    return result
