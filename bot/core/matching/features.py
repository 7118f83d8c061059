"""What two texts have in common by their letters: words, word pairs and character n-grams.

Both likenesses are cosines of tf-idf vectors with sublinear term frequency `1 + ln tf` and smoothed
`idf = 1 + ln((1 + L) / (1 + df))` (Manning, Raghavan, Schütze 2008, "Introduction to Information Retrieval",
6.2 and 6.4.1), where a document is all phrasings of one label: what one entry says ten times is not common.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

_ENDINGS: Final = ("ing", "ed", "es", "s", "e", "er", "a", "o")
_SHORTEST_STEM: Final = 3
_GRAM_SIZES: Final = (2, 3, 4)
_DENSE_FROM: Final = 16
"""A feature is dense if more than one phrasing in so many has it."""


def stem(word: str) -> str:
    """Cut one common English, Spanish or French ending off; crude, and enough beside n-grams."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def word_features(words: Sequence[str]) -> list[str]:
    """Give the stemmed words and the pairs of neighbours, with marks for the begin and the end."""
    stems = [stem(word) for word in words]
    return stems + [f"{left} {right}" for left, right in pairwise(["^", *stems, "$"])]


def char_features(words: Sequence[str]) -> list[str]:
    """Give the n-grams of two to four characters inside each word, which is marked at both ends."""
    found: list[str] = []
    for word in words:
        found += _grams(word)
    return found


@lru_cache(maxsize=4096)
def _grams(word: str) -> tuple[str, ...]:
    marked = f" {word} "
    return tuple(
        marked[start : start + size] for size in _GRAM_SIZES for start in range(len(marked) - size + 1)
    )


class Postings:
    """An inverted index: for each feature the phrasings that have it, with their weights.

    Features that many phrasings have stand in a dense table, since adding up long rows beats collecting
    long lists; the others in lists.
    """

    def __init__(self, documents: Sequence[Iterable[str]], labels: Sequence[int]) -> None:
        """Index the features of each phrasing.

        Args:
            documents: The features of each phrasing, at least one.
            labels: The label's number of each phrasing.
        """
        counts = [Counter(document) for document in documents]
        holders: dict[str, set[int]] = {}
        spread: Counter[str] = Counter()
        for count, label in zip(counts, labels, strict=True):
            spread.update(count.keys())
            for feature in count:
                holders.setdefault(feature, set()).add(label)
        total = 1 + len(set(labels))
        self._size = len(counts)
        ordered = [feature for feature, _ in spread.most_common()]
        self._number = {feature: number for number, feature in enumerate(ordered)}
        self._idf = np.array([1 + log(total / (1 + len(holders[one]))) for one in ordered], dtype=np.float32)
        self._dense_count = sum(held * _DENSE_FROM > self._size for held in spread.values())
        weighed = [self._weigh(count) for count in counts]
        numbers = np.concatenate([found for found, _ in weighed])
        order = np.argsort(numbers, kind="stable")
        bounds = np.searchsorted(numbers[order], range(len(ordered) + 1)).tolist()
        rows = np.repeat(np.arange(self._size, dtype=np.int32), [len(found) for found, _ in weighed])[order]
        weights = np.concatenate([found for _, found in weighed])[order]
        lists = [(rows[start:end], weights[start:end]) for start, end in pairwise(bounds)]
        self._dense = np.zeros((self._dense_count, self._size), dtype=np.float32)
        for number, (holding, by) in enumerate(lists[: self._dense_count]):
            self._dense[number, holding] = by
        self._lists = lists[self._dense_count :]

    def _weigh(self, count: Counter[str]) -> tuple[NDArray[np.intp], Vector]:
        """Give the numbers of the known features, and their weights."""
        known = self._number
        found = [feature for feature in count if feature in known]
        numbers = np.array([known[feature] for feature in found], dtype=np.intp)
        weights = self._idf[numbers]
        if len(count) < count.total():
            weights *= 1 + np.log(np.array([count[feature] for feature in found], dtype=np.float32))
        weights /= np.sqrt(weights @ weights) or 1
        return numbers, weights

    def cosines(self, features: Iterable[str]) -> Vector:
        """Give the cosine of a text with these features to every phrasing."""
        numbers, weights = self._weigh(Counter(features))
        is_dense = numbers < self._dense_count
        total = weights[is_dense] @ self._dense[numbers[is_dense]]
        is_listed = ~is_dense
        found = [self._lists[number] for number in (numbers[is_listed] - self._dense_count).tolist()]
        if found:
            values = np.concatenate([part[1] for part in found])
            values *= np.repeat(weights[is_listed], [len(part[0]) for part in found])
            rows = np.concatenate([part[0] for part in found])
            total += np.bincount(rows, weights=values, minlength=self._size)
        return total
