"""What two texts have in common by their letters: words, word pairs and character n-grams.

Both likenesses are cosines of tf-idf vectors with sublinear term frequency `1 + ln tf` and smoothed
`idf = 1 + ln((1 + L) / (1 + df))` (Manning, Raghavan, Schütze 2008, "Introduction to Information Retrieval",
6.2 and 6.4.1), where a document is all phrasings of one label: what one entry says ten times is not common.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

Stem = Callable[[str], str]
"""Cuts an ending off a word."""

_SHORTEST_STEM: Final = 3
_GRAM_SIZES: Final = (2, 3, 4)
_DENSE_FROM: Final = 16
"""A feature is dense if more than one phrasing in so many has it."""


@cache
def stemmer(endings: tuple[str, ...]) -> Stem:
    """Give what cuts the longest ending that fits off a folded word; the same one for the same endings.

    That is crude, and enough beside n-grams.
    """
    longest_first = sorted(endings, key=len, reverse=True)

    @lru_cache(maxsize=16_384)
    def stem(word: str) -> str:
        for ending in longest_first:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
                return word[: -len(ending)]
        return word

    return stem


def word_features(words: Sequence[str], stem: Stem) -> list[str]:
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

    def __init__(self, documents: Iterable[Iterable[str]], labels: Sequence[int]) -> None:
        """Index the features of each phrasing.

        Args:
            documents: The features of each phrasing, at least one.
            labels: The label's number of each phrasing.
        """
        found: dict[str, int] = {}
        features: list[int] = []
        times: list[int] = []
        sizes: list[int] = []
        for document in documents:
            count = Counter(document)
            features += [found.setdefault(feature, len(found)) for feature in count]
            times += count.values()
            sizes.append(len(count))
        met = np.array(features, dtype=np.intp)
        rows = np.repeat(np.arange(len(sizes)), sizes)
        spread = np.bincount(met, minlength=len(found))
        # The most widespread come first, so that the dense ones are those below a number.
        rank = np.empty(len(found), dtype=np.intp)
        rank[np.argsort(-spread, kind="stable")] = np.arange(len(found))
        self._number = dict(zip(found, rank.tolist(), strict=True))
        self._size = len(sizes)
        self._dense_count = int((spread * _DENSE_FROM > self._size).sum())
        numbers = rank[met]
        self._idf = _rarity(numbers, np.array(labels, dtype=np.intp)[rows], len(found), len(set(labels)))
        weights = self._idf[numbers] * (1 + np.log(np.array(times, dtype=np.float32)))
        norms = np.sqrt(np.bincount(rows, weights=weights * weights, minlength=self._size))
        weights /= norms.astype(np.float32)[rows]
        self._dense = np.zeros((self._dense_count, self._size), dtype=np.float32)
        is_dense = numbers < self._dense_count
        self._dense[numbers[is_dense], rows[is_dense]] = weights[is_dense]
        order = np.flatnonzero(~is_dense)
        order = order[np.argsort(numbers[order], kind="stable")]
        listed_rows, listed_weights = rows[order].astype(np.int32), weights[order]
        bounds = np.searchsorted(numbers[order], np.arange(self._dense_count, len(found) + 1)).tolist()
        self._lists = [(listed_rows[start:end], listed_weights[start:end]) for start, end in pairwise(bounds)]

    def _weigh(self, features: Iterable[str]) -> tuple[NDArray[np.intp], Vector]:
        """Give the numbers of the known features, and their weights."""
        count = Counter(features)
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
        numbers, weights = self._weigh(features)
        is_dense = numbers < self._dense_count
        total = weights[is_dense] @ self._dense[numbers[is_dense]]
        self._add_listed(total, numbers[~is_dense], weights[~is_dense])
        return total

    def all_cosines(self, documents: Sequence[Iterable[str]]) -> NDArray[np.float32]:
        """Give the cosines of many texts, one row a text."""
        weighed = [self._weigh(features) for features in documents]
        table = np.zeros((len(weighed), self._dense_count), dtype=np.float32)
        for row, (numbers, weights) in zip(table, weighed, strict=True):
            is_dense = numbers < self._dense_count
            row[numbers[is_dense]] = weights[is_dense]
        total = table @ self._dense
        for row, (numbers, weights) in zip(total, weighed, strict=True):
            is_listed = numbers >= self._dense_count
            self._add_listed(row, numbers[is_listed], weights[is_listed])
        return total

    def _add_listed(self, total: Vector, numbers: NDArray[np.intp], weights: Vector) -> None:
        found = [self._lists[number] for number in (numbers - self._dense_count).tolist()]
        if found:
            values = np.concatenate([part[1] for part in found])
            values *= np.repeat(weights, [len(part[0]) for part in found])
            rows = np.concatenate([part[0] for part in found])
            total += np.bincount(rows, weights=values, minlength=self._size)


def _rarity(numbers: NDArray[np.intp], labels: NDArray[np.intp], count: int, label_count: int) -> Vector:
    """Give the idf of each of `count` features, from pairs of a feature and a label that has it."""
    total = int(labels.max(initial=0)) + 1
    holding = np.bincount(np.unique(numbers * total + labels) // total, minlength=count)
    return (1 + np.log((1 + label_count) / (1 + holding))).astype(np.float32)
