"""What two texts have in common by their letters: words, word pairs and character n-grams.

Both likenesses are cosines of tf-idf vectors with sublinear term frequency `1 + ln tf` and smoothed
`idf = 1 + ln((1 + L) / (1 + df))` (Manning, Raghavan, Schütze 2008, "Introduction to Information Retrieval",
6.2 and 6.4.1), where a document is all phrasings of one label: what one entry says ten times is not common.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

_ENDINGS: Final = ("ing", "ed", "es", "s", "e", "er", "a", "o")
_SHORTEST_STEM: Final = 3
_GRAM_SIZES: Final = (2, 3, 4)


def stem(word: str) -> str:
    """Cut one common English, Spanish or French ending off; crude, and enough beside n-grams."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def word_features(words: Sequence[str]) -> list[str]:
    """Give the stemmed words and the pairs of neighbours, with marks for the begin and the end."""
    stems = [stem(word) for word in words]
    marked = ["^", *stems, "$"]
    return stems + [f"{left} {right}" for left, right in pairwise(marked)]


def char_features(words: Sequence[str]) -> list[str]:
    """Give the n-grams of two to four characters inside each word, which is marked at both ends."""
    return [
        marked[start : start + size]
        for word in words
        for marked in (f" {word} ",)
        for size in _GRAM_SIZES
        for start in range(len(marked) - size + 1)
    ]


class Postings:
    """An inverted index: for each feature the phrasings that have it, with their weights."""

    def __init__(self, documents: Sequence[Iterable[str]], labels: Sequence[int]) -> None:
        """Index the features of each phrasing.

        Args:
            documents: The features of each phrasing.
            labels: The label's number of each phrasing.
        """
        counts = [Counter(document) for document in documents]
        seen: dict[str, set[int]] = {}
        for count, label in zip(counts, labels, strict=True):
            for feature in count:
                seen.setdefault(feature, set()).add(label)
        total = 1 + len(set(labels))
        self._size = len(counts)
        self._idf = {feature: 1 + log(total / (1 + len(holders))) for feature, holders in seen.items()}
        self._rarest = 1 + log(total)
        entries: dict[str, list[tuple[int, float]]] = {feature: [] for feature in seen}
        for number, count in enumerate(counts):
            for feature, weight in self._weigh(count).items():
                entries[feature].append((number, weight))
        self._rows: dict[str, NDArray[np.intp]] = {}
        self._weights: dict[str, Vector] = {}
        for feature, postings in entries.items():
            self._rows[feature] = np.array([number for number, _ in postings], dtype=np.intp)
            self._weights[feature] = np.array([weight for _, weight in postings], dtype=np.float32)

    def _weigh(self, count: Counter[str]) -> dict[str, float]:
        idf = self._idf
        raw = {feature: (1 + log(tf)) * idf[feature] for feature, tf in count.items() if feature in idf}
        norm = sum(weight * weight for weight in raw.values()) ** 0.5
        return {feature: weight / norm for feature, weight in raw.items()}

    def cosines(self, features: Iterable[str]) -> Vector:
        """Give the cosine of a text with these features to every phrasing."""
        weights = self._weigh(Counter(features))
        if not weights:
            return np.zeros(self._size, dtype=np.float32)
        rows = np.concatenate([self._rows[feature] for feature in weights])
        values = np.concatenate([self._weights[feature] * weight for feature, weight in weights.items()])
        return np.bincount(rows, weights=values, minlength=self._size).astype(np.float32)
