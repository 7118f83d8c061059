"""What a ranker learns from the phrasings once: the weights of the anchors, and the thresholds."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.core.matching import landmarks, ridge
from bot.core.matching.kernel import Kernel
from bot.core.matching.ranking import Matrix, Phrasing, Vector
from bot.core.matching.ridge import Fit
from bot.core.matching.thresholds import Trial

MOST_ANCHORS: Final = 12_000
"""Up to so many phrasings each is an anchor; above, a fixed number of landmarks stand for all."""

_TRIED: Final = 2000
_CHUNK: Final = 256
_NEAREST: Final = np.float32(0.5)
_EVIDENCE: Final = np.float32(0.5)


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted base. Phrasings are ordered by label, and go by their numbers in that order."""

    starts: Sequence[int]
    """The first phrasing of each label, and at the end the number of all phrasings."""
    anchors: Sequence[int]
    """The phrasings that a text is compared with, ascending."""
    kernel: Kernel
    vectors: Matrix | None
    """The sentence vectors of all phrasings."""
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


@dataclass(frozen=True, slots=True)
class Learnt:
    """A fitted base, and what it makes of itself."""

    model: Model
    trials: Sequence[Trial]
    """For phrasings of the base, each asked as if it and its translations were not there."""


def confidence(score: float, nearest: float, evidence: float) -> float:
    """Say how surely a label is meant, in 0..1.

    Args:
        score: The label's score by the regression; about 1 if it is meant.
        nearest: The cosine to the label's nearest phrasing.
        evidence: The sum of all labels' scores: how far the text is the base's concern at all.
    """
    mixed = (score + _NEAREST * nearest + _EVIDENCE * evidence) / (1 + _NEAREST + _EVIDENCE)
    return min(1.0, max(0.0, float(mixed)))


def learn(
    phrasings: Sequence[Phrasing],
    words: Sequence[Sequence[str]],
    vectors: Matrix | None,
    most: int = MOST_ANCHORS,
) -> Learnt:
    """Fit the base, and try it on itself.

    Args:
        phrasings: All phrasings, ordered by label; at least one.
        words: The folded words of each.
        vectors: The sentence vectors of each, if there is an encoder.
        most: Up to how many phrasings each is an anchor.
    """
    labels = sorted({phrasing.label for phrasing in phrasings})
    number = {label: at for at, label in enumerate(labels)}
    label_of = [number[phrasing.label] for phrasing in phrasings]
    starts = [at for at, label in enumerate(label_of) if not at or label_of[at - 1] != label]
    size = len(phrasings)
    count = size if size <= most else min(landmarks.COUNT, most)
    anchors = range(size) if count == size else [at * size // count for at in range(count)]
    kernel = Kernel(
        [words[at] for at in anchors],
        [label_of[at] for at in anchors],
        vectors if vectors is None or count == size else vectors[anchors],
    )
    groups = _groups(phrasings)
    step = -(-size // _TRIED)
    tried = groups[::step]

    def chunks() -> Iterator[tuple[range, Matrix]]:
        for start in range(0, size, _CHUNK):
            end = min(start + _CHUNK, size)
            yield (
                range(start, end),
                kernel.rows(words[start:end], None if vectors is None else vectors[start:end]),
            )

    fitted = (
        _fit_all(chunks(), label_of, tried)
        if count == size
        else landmarks.fit(chunks(), label_of, anchors, [member for group in tried for member in group])
    )
    model = Model(
        starts=[*starts, size],
        anchors=anchors,
        kernel=kernel,
        vectors=vectors,
        coefficients=np.ascontiguousarray(fitted.coefficients.T),
        evidence=fitted.coefficients.sum(axis=1),
    )
    return Learnt(model, _try_out(model, fitted.left_out, tried, label_of, words))


def _try_out(
    model: Model,
    left_out: Matrix,
    groups: Sequence[Sequence[int]],
    label_of: Sequence[int],
    words: Sequence[Sequence[str]],
) -> list[Trial]:
    trials = []
    members = [(group, member) for group in groups for member in group]
    for (group, member), scores in zip(members, left_out, strict=True):
        winner = int(scores.argmax())
        vector = None if model.vectors is None else model.vectors[member]
        near, cosines = model.nearness(winner, model.kernel.row(words[member], vector)[1], vector)
        nearest = max(
            (cosine for at, cosine in zip(near, cosines.tolist(), strict=True) if at not in group), default=0
        )
        trials.append((confidence(scores[winner], nearest, scores.sum()), winner == label_of[member]))
    return trials


def _fit_all(
    chunks: Iterator[tuple[range, Matrix]], label_of: Sequence[int], tried: Sequence[Sequence[int]]
) -> Fit:
    size = len(label_of)
    kernel = np.empty((size, size), dtype=np.float32)
    for numbers, rows in chunks:
        kernel[numbers.start : numbers.stop] = rows
    targets = np.zeros((size, label_of[-1] + 1), dtype=np.float32)
    targets[range(size), label_of] = 1
    return ridge.fit(kernel, targets, tried)


def _groups(phrasings: Sequence[Phrasing]) -> list[list[int]]:
    groups: dict[str, list[int]] = {}
    for at, phrasing in enumerate(phrasings):
        groups.setdefault(phrasing.group or f"\n{at}", []).append(at)
    return list(groups.values())
