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

from bot.matching.ranking.base import Occurrences, Vector

Stem = Callable[[str], str]
"""Cuts an ending off a word."""

_SHORTEST_STEM: Final = 3
_GRAM_SIZES: Final = (2, 3, 4)
_DENSE_FROM: Final = 8
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
        found += grams(word)
    return found


@lru_cache(maxsize=4096)
def grams(word: str) -> tuple[str, ...]:
    """Give the n-grams of two to four characters inside one word, which is marked at both ends."""
    marked = f" {word} "
    return tuple(
        marked[start : start + size] for size in _GRAM_SIZES for start in range(len(marked) - size + 1)
    )


class Postings:
    """An inverted index: for each feature the phrasings that have it, with their weights.

    Features that many phrasings have stand in a dense table, since adding up long rows beats collecting
    long lists; the others in lists, which follow one another in one array (compressed sparse rows).
    """

    def __init__(self, found: Occurrences, labels: Sequence[int]) -> None:
        """Arrange the features found in the phrasings.

        Args:
            found: The features, where each phrasing is a document; there is at least one.
            labels: The label's number of each phrasing.
        """
        self._size, count = len(labels), len(found.names)
        features, rows = np.divmod(found.pairs, self._size)
        spread = np.bincount(features, minlength=count)
        self._idf = _rarity(features, np.array(labels, dtype=np.intp)[rows], count, len(set(labels)))
        weights = self._idf[features] * (1 + np.log(found.times.astype(np.float32)))
        norms = np.sqrt(np.bincount(rows, weights=weights * weights, minlength=self._size))
        weights /= norms.astype(np.float32)[rows]
        # The most widespread come first, so that the dense ones are those below a number.
        order = np.argsort(-spread, kind="stable")
        rank = np.empty(count, dtype=np.intp)
        rank[order] = np.arange(count)
        self._number = dict(zip(found.names, rank.tolist(), strict=True))
        self._idf = self._idf[order]
        self._dense_count = int((spread * _DENSE_FROM > self._size).sum())
        numbers = rank[features]
        is_dense = numbers < self._dense_count
        self._dense = np.zeros((self._dense_count, self._size), dtype=np.float32)
        self._dense[numbers[is_dense], rows[is_dense]] = weights[is_dense]
        self._rows, self._weights = rows[~is_dense].astype(np.min_scalar_type(self._size)), weights[~is_dense]
        lengths = np.where(rank < self._dense_count, 0, spread)
        ends = np.cumsum(lengths)
        listed = order[self._dense_count :]
        self._starts, self._ends = (ends - lengths)[listed], ends[listed]

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
        listed = numbers - self._dense_count
        starts, ends = self._starts[listed], self._ends[listed]
        found = [slice(*bounds) for bounds in zip(starts.tolist(), ends.tolist(), strict=True)]
        if found:
            values = np.concatenate([self._weights[each] for each in found])
            values *= np.repeat(weights, ends - starts)
            rows = np.concatenate([self._rows[each] for each in found])
            total += np.bincount(rows, weights=values, minlength=self._size)


def count_features(
    documents: Sequence[Sequence[str]], features_of: Callable[[str], Sequence[str]]
) -> Occurrences:
    """Say which features documents have.

    Args:
        documents: The parts of each.
        features_of: Gives the features of a part; asked once a part.
    """
    parts: dict[str, int] = {}
    met = np.array(
        [parts.setdefault(part, len(parts)) for document in documents for part in document], dtype=np.intp
    )
    rows = np.repeat(np.arange(len(documents)), [len(document) for document in documents])
    numbers: dict[str, int] = {}
    held: list[int] = []
    sizes: list[int] = []
    for part in parts:
        before = len(held)
        held += [numbers.setdefault(feature, len(numbers)) for feature in features_of(part)]
        sizes.append(len(held) - before)
    lengths = np.array(sizes, dtype=np.intp)
    starts = np.cumsum(lengths) - lengths
    # Where each occurrence of a part stands, its features stand in its place.
    counts = lengths[met]
    places = np.arange(counts.sum()) + np.repeat(starts[met] - (np.cumsum(counts) - counts), counts)
    features, rows = np.array(held, dtype=np.intp)[places], np.repeat(rows, counts)
    return Occurrences(list(numbers), *_counted(features * len(documents) + rows))


def _counted(values: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give each value once, ascending, and how often it occurs."""
    ordered = np.sort(values)
    firsts = np.flatnonzero(np.diff(ordered, prepend=-1))
    return ordered[firsts], np.diff(firsts, append=len(ordered))


def _rarity(numbers: NDArray[np.intp], labels: NDArray[np.intp], count: int, label_count: int) -> Vector:
    """Give the idf of each of `count` features, from pairs of a feature and a label that has it."""
    total = int(labels.max(initial=0)) + 1
    holding = np.bincount(_counted(numbers * total + labels)[0] // total, minlength=count)
    return (1 + np.log((1 + label_count) / (1 + holding))).astype(np.float32)
