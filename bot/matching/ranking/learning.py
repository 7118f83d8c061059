"""What a ranker learns from the phrasings: the weights of the anchors."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from sys import intern
from typing import Final, Self

import numpy as np

from bot.core.text import shorten
from bot.matching.ranking import ridge
from bot.matching.ranking.base import Letters, Matrix, Phrasing, Vector
from bot.matching.ranking.features import Stem
from bot.matching.ranking.kernel import Kernel, Likens, read_letters
from bot.matching.spelling import folded_words

Tick = Callable[[float], None]
"""Is told, now and then, which further share of something that takes long is done; 1 in all."""

MOST_ANCHORS: Final = 16_000
"""Up to so many phrasings each is an anchor; above, a fixed number of landmarks stand for all."""

_CHUNK: Final = 256
_MANY: Final = 100_000
_NEAREST: Final = np.float32(0.5)
_EVIDENCE: Final = np.float32(0.5)


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted base. Phrasings are ordered by label, and go by their numbers in that order."""

    starts: Sequence[int]
    """The first phrasing of each label, and at the end the number of all phrasings."""
    anchors: Sequence[int]
    """The phrasings that a text is compared with, ascending."""
    kernel: Likens
    vectors: Matrix | None
    """The sentence vectors of all phrasings, if there are any."""
    coefficients: Matrix
    """One row a label, one column an anchor."""
    evidence: Vector
    """The sum of the rows of `coefficients`."""

    def nearness(self, label: int, cosines: Vector, vector: Vector | None) -> tuple[Sequence[int], Vector]:
        """Give phrasings of a label and how near a text is to each, by meaning, else by letters.

        Args:
            label: The label's number.
            cosines: The text's cosine to each anchor.
            vector: The text's sentence vector, if there is one.
        """
        start, end = self.starts[label], self.starts[label + 1]
        if len(self.anchors) == self.starts[-1]:
            return range(start, end), cosines[start:end]
        if vector is not None and self.vectors is not None:
            return range(start, end), self.vectors[start:end] @ vector
        first, last = bisect_left(self.anchors, start), bisect_left(self.anchors, end)
        return self.anchors[first:last], cosines[first:last]


def starts_of(label_of: Sequence[int]) -> Sequence[int]:
    """Give the first phrasing of each label, and at the end the number of all phrasings, ordered by label."""
    size = len(label_of)
    return [*(at for at in range(size) if not at or label_of[at - 1] != label_of[at]), size]


def confidence(score: float, nearest: float, evidence: float) -> float:
    """Say how surely a label is meant, in 0..1.

    Args:
        score: The label's score by the regression; about 1 if it is meant.
        nearest: The cosine to the label's nearest phrasing.
        evidence: The sum of all labels' scores: how far the text is the base's concern at all.
    """
    mixed = (score + _NEAREST * nearest + _EVIDENCE * evidence) / (1 + _NEAREST + _EVIDENCE)
    return min(1.0, max(0.0, float(mixed)))


@dataclass(frozen=True, slots=True)
class Base:
    """Phrasings in the order in which they are numbered, each with what is read of it."""

    phrasings: Sequence[Phrasing]
    """Ordered by label and text."""
    words: Sequence[tuple[str, ...]]
    """The folded words of each."""
    labels: Sequence[str]
    """All labels, ascending; they go by their numbers, too."""
    label_of: Sequence[int]
    """The label of each phrasing."""
    stem: Stem
    """By which words are the same that end differently."""

    @classmethod
    def of(
        cls, phrasings: Iterable[Phrasing], stem: Stem, known: Mapping[str, tuple[str, ...]] | None = None
    ) -> Self:
        """Read phrasings, except the texts that are `known`."""
        known = known or {}
        ordered = sorted(phrasings, key=lambda phrasing: (phrasing.label, phrasing.text))
        words = [
            known.get(each.text) or tuple(map(intern, folded_words(shorten(each.text)))) for each in ordered
        ]
        labels = sorted({phrasing.label for phrasing in ordered})
        number = {label: at for at, label in enumerate(labels)}
        return cls(ordered, words, labels, [number[each.label] for each in ordered], stem)

    def texts(self) -> list[str]:
        """Give what is read of each phrasing."""
        return [shorten(phrasing.text) for phrasing in self.phrasings]

    def letters(self, some: Sequence[int] | None = None) -> Letters:
        """Read the letters of the phrasings, or of some of them."""
        return read_letters(self.words if some is None else [self.words[at] for at in some], self.stem)


def learn(
    base: Base, vectors: Matrix | None, most: int = MOST_ANCHORS, tick: Tick | None = None
) -> tuple[Model, Letters]:
    """Fit the base.

    Args:
        base: The phrasings.
        vectors: The sentence vectors of each, if there is an encoder.
        most: Up to how many phrasings each is an anchor.
        tick: Told how the work goes on.

    Returns:
        What was learnt, and the letters of the anchors.
    """
    label_of, size = base.label_of, len(base.phrasings)
    if size <= most:
        anchors: Sequence[int] = range(size)
        letters = base.letters()
    else:
        count = min(ridge.LANDMARKS, most)
        anchors = [at * size // count for at in range(count)]
        letters = base.letters(anchors)
    of_anchors = None if vectors is None else vectors[anchors] if len(anchors) < size else vectors
    kernel = Kernel(letters, [label_of[at] for at in anchors], of_anchors, base.stem)
    training = _TrainingSet(base.words, vectors, label_of, starts_of(label_of), anchors, kernel)
    return training.model(on_grid(_fit(training, tick).T)), letters


def learn_some(base: Base, most: int) -> Model:
    """Fit some of the phrasings by their letters alone, which takes a second at most.

    Args:
        base: The phrasings.
        most: How many of them are taken at most, from all over the base.
    """
    size = len(base.phrasings)
    count = min(size, most)
    anchors = [at * size // count for at in range(count)]
    label_of = [base.label_of[at] for at in anchors]
    kernel = Kernel(base.letters(anchors), label_of, None, base.stem)
    targets = np.zeros((count, len(base.labels)), dtype=np.float32)
    targets[range(count), label_of] = 1
    fitted = ridge.fit(kernel.rows([base.words[at] for at in anchors], None), targets)
    coefficients = np.ascontiguousarray(fitted.T)
    return Model(starts_of(base.label_of), anchors, kernel, None, coefficients, coefficients.sum(axis=0))


def on_grid(coefficients: Matrix) -> Matrix:
    """Round many coefficients to the 16 bits in which they are kept, so that these are no others.

    Few take little room, and the errors of many make up for each other.
    """
    if coefficients.size >= _MANY:
        coefficients = coefficients.astype(np.float16).astype(np.float32)
    return np.ascontiguousarray(coefficients)


@dataclass(frozen=True, slots=True)
class _TrainingSet:
    """The phrasings as numbers, before anything is learnt from them."""

    words: Sequence[Sequence[str]]
    vectors: Matrix | None
    label_of: Sequence[int]
    starts: Sequence[int]
    anchors: Sequence[int]
    kernel: Kernel

    def chunks(self) -> Iterator[tuple[range, Matrix]]:
        """Give the likeness of all phrasings to the anchors, some rows at a time, with their numbers."""
        size = len(self.words)
        for start in range(0, size, _CHUNK):
            numbers = range(start, min(start + _CHUNK, size))
            yield numbers, self.rows(numbers)

    def rows(self, numbers: range) -> Matrix:
        some = slice(numbers.start, numbers.stop, numbers.step)
        return self.kernel.rows(self.words[some], None if self.vectors is None else self.vectors[some])

    def model(self, coefficients: Matrix) -> Model:
        return Model(
            self.starts, self.anchors, self.kernel, self.vectors, coefficients, coefficients.sum(axis=0)
        )


_COMPARED: Final = 0.4
"""The share of fitting that comparing all phrasings with each other takes."""


def _fit(base: _TrainingSet, tick: Tick | None) -> Matrix:
    size = len(base.words)
    if len(base.anchors) < size:
        return ridge.fit_landmarks(base.chunks(), base.label_of, base.anchors)
    kernel = np.empty((size, size), dtype=np.float32)
    for numbers, rows in base.chunks():
        kernel[numbers.start : numbers.stop] = rows
        if tick:
            tick(_COMPARED * len(numbers) / size)
    targets = np.zeros((size, len(base.starts) - 1), dtype=np.float32)
    targets[range(size), base.label_of] = 1
    return ridge.fit(kernel, targets)
