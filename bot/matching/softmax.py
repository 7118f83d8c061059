"""Which of a few things a text says, told by its words alone: softmax regression on words and parts of words.

The features of a text are its words, each pair of neighbours, the three and four letters that its words have
in a row, and a question mark; all count alike, and the longer a text the less each of them. Weights are
found by AdaGrad (Duchi, Hazan, Singer 2011, "Adaptive Subgradient Methods for Online Learning and Stochastic
Optimization"), always in the same order, so that the same examples give the same weights.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from bot.core.text import shorten
from bot.matching.ranking.base import Keeps, Learnt, Matrix, Occurrences, Phrasing, Vector
from bot.matching.spelling import folded_words

_IN_A_ROW: Final = (3, 4)
_EACH_MORE_THAN: Final = 1
"""In how many texts at most a feature stands that is left out, since nothing can be learnt of it."""
_EPOCHS: Final = 6
_BATCH: Final = 128
_RATE: Final = np.float32(0.5)
_FIRST_SQUARE: Final = np.float32(0.01)
_NOTHING: Final = Occurrences((), np.zeros(0, np.int64), np.zeros(0, np.int64))


class Softmax:
    """Gives the share of each label in what a text says."""

    def __init__(
        self, labels: Sequence[str], features: Sequence[str], weights: Matrix, learnt_from: str = ""
    ) -> None:
        """Take what was learnt: a row of `weights` for each feature, a column for each label."""
        self.learnt_from = learnt_from
        """The checksum of the examples."""
        self._labels = labels
        self._numbers = {feature: number for number, feature in enumerate(features)}
        self._weights = weights

    @classmethod
    def learn(cls, examples: Sequence[Phrasing], keeps: Keeps | None = None) -> Self:
        """Learn from examples of each label, and keep what was learnt."""
        labels = sorted({example.label for example in examples})
        learnt_from = checksum(examples)
        if not labels:
            return cls((), (), np.zeros((0, 0), dtype=np.float32), learnt_from)
        read = [_features(example.text) for example in examples]
        counts = Counter(feature for features in read for feature in features)
        features = sorted(each for each, count in counts.items() if count > _EACH_MORE_THAN)
        numbers = {feature: number for number, feature in enumerate(features)}
        texts = [np.array(sorted(numbers[each] for each in found if each in numbers)) for found in read]
        number_of = {label: number for number, label in enumerate(labels)}
        wanted = np.eye(len(labels), dtype=np.float32)[[number_of[example.label] for example in examples]]
        weights = _fit(texts, wanted, len(features)).astype(np.float16).astype(np.float32)
        if keeps is not None:
            names = Occurrences(features, _NOTHING.pairs, _NOTHING.times)
            kept = Learnt(labels, np.zeros(0, np.uint64), weights.T, learnt_from, (names, _NOTHING))
            keeps.keep(kept)
        return cls(labels, features, weights, learnt_from)

    @classmethod
    def recall(cls, learnt_from: str, keeps: Keeps) -> Self | None:
        """Give what was learnt from examples with this checksum before, if that was kept."""
        kept = next((each for each in keeps.recall() if each.reading == learnt_from), None)
        if kept is None:
            return None
        weights = np.ascontiguousarray(kept.coefficients.T)
        return cls(kept.labels, kept.letters[0].names, weights, learnt_from)

    def shares(self, text: str) -> Mapping[str, float]:
        """Give the share of each label; they add up to one."""
        found = [self._numbers[each] for each in _features(text) if each in self._numbers]
        sums = self._weights[found].sum(axis=0, dtype=np.float32) / np.float32(max(1, len(found)) ** 0.5)
        return dict(zip(self._labels, _shares(sums).tolist(), strict=True)) if self._labels else {}


def checksum(examples: Sequence[Phrasing]) -> str:
    """Give a name for examples that others do not have."""
    digest = blake2b(digest_size=16)
    for example in examples:
        digest.update(f"{example.label}\n{example.text}\n".encode(errors="replace"))
    return digest.hexdigest()


def _features(text: str) -> set[str]:
    said = folded_words(shorten(text))
    found = {"", *(f"{before} {word}" for before, word in zip(("", *said), (*said, ""), strict=True))}
    found.update(f"{word}." for word in said)
    found.update(part for word in said for part in _parts(f"_{word}_"))
    if "?" in text:
        found.add("?")
    return found


def _parts(word: str) -> Iterator[str]:
    for length in _IN_A_ROW:
        yield from (word[start : start + length] for start in range(len(word) - length + 1))


def _fit(texts: Sequence[Vector], wanted: Matrix, features: int) -> Matrix:
    """Fit the weights.

    Args:
        texts: The numbers of each text's features, ascending.
        wanted: A row for each text, with a one in the column of its label.
        features: How many features there are.
    """
    weights = np.zeros((features, wanted.shape[1]), dtype=np.float32)
    squares = np.full(weights.shape, _FIRST_SQUARE)
    random = np.random.default_rng(0)
    for _ in range(_EPOCHS):
        order = random.permutation(len(texts))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            sizes = np.array([len(texts[at]) for at in batch])
            scale = 1 / np.sqrt(sizes.astype(np.float32))[:, None]
            found = np.concatenate([texts[at] for at in batch])
            sums = np.add.reduceat(weights[found], np.cumsum(sizes) - sizes) * scale
            slopes = np.repeat((_shares(sums) - wanted[batch]) * scale, sizes, axis=0)
            by_feature = np.argsort(found, kind="stable")
            touched, starts = np.unique(found[by_feature], return_index=True)
            slope = np.add.reduceat(slopes[by_feature], starts)
            squares[touched] += slope**2
            weights[touched] -= _RATE * slope / np.sqrt(squares[touched])
    return weights


def _shares(sums: NDArray[np.floating]) -> Matrix:
    powers: Matrix = np.exp(sums - sums.max(axis=-1, keepdims=True))
    shares: Matrix = powers / powers.sum(axis=-1, keepdims=True)
    return shares
