"""What a ranker learns from the phrasings once: the weights of the anchors, and the thresholds."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np

from bot.core.matching import landmarks, ridge
from bot.core.matching.kernel import Kernel, Likens
from bot.core.matching.ranking import Keeps, Kept, Matrix, Phrasing, Vector
from bot.core.matching.ridge import Fit
from bot.core.matching.thresholds import Trial

MOST_ANCHORS: Final = 16_000
"""Up to so many phrasings each is an anchor; above, a fixed number of landmarks stand for all."""

EDITION: Final = 1
"""To be raised when trials are made in another way, so that kept ones are not used."""

TRIED: Final = 2000
"""On how many groups of phrasings a base is tried for its thresholds."""
_CHUNK: Final = 256
_SAMPLED: Final = 24
_TOLERANCE: Final = 0.02
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
    """The sentence vectors of all phrasings, if there are any; an adapted base does without."""
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


def learn(
    phrasings: Sequence[Phrasing],
    words: Sequence[Sequence[str]],
    vectors: Matrix | None,
    most: int = MOST_ANCHORS,
    keeps: Keeps | None = None,
    tried: int = TRIED,
) -> Learnt:
    """Fit the base, and try it on itself.

    Args:
        phrasings: All phrasings, ordered by label; at least one.
        words: The folded words of each.
        vectors: The sentence vectors of each, if there is an encoder.
        most: Up to how many phrasings each is an anchor.
        keeps: Where what was learnt is kept for the next start.
        tried: About how many groups it is tried on; that takes longer than fitting.
    """
    labels = sorted({phrasing.label for phrasing in phrasings})
    number = {label: at for at, label in enumerate(labels)}
    label_of = [number[phrasing.label] for phrasing in phrasings]
    size = len(phrasings)
    if size <= most:
        anchors: Sequence[int] = range(size)
        kernel = Kernel(words, label_of, vectors)
    else:
        count = min(landmarks.COUNT, most)
        anchors = [at * size // count for at in range(count)]
        kernel = Kernel(
            [words[at] for at in anchors],
            [label_of[at] for at in anchors],
            None if vectors is None else vectors[anchors],
        )
    base = _Base(words, vectors, label_of, starts_of(label_of), anchors, kernel)
    key = _key(phrasings, tried)
    kept = keeps.recall(key) if keeps else None
    if kept is not None and _still_fits(base, kept):
        return Learnt(base.model(kept.coefficients), [(float(one), bool(two)) for one, two in kept.trials])
    groups = _groups(phrasings)
    some = groups[:: -(-size // tried)] if tried else []
    fitted = _fit(base, some)
    model = base.model(np.ascontiguousarray(fitted.coefficients.T))
    trials = _try_out(base, model, fitted.left_out, some)
    if keeps:
        keeps.keep(key, Kept(model.coefficients, np.array(trials, dtype=np.float32).reshape(-1, 2)))
    return Learnt(model, trials)


@dataclass(frozen=True, slots=True)
class _Base:
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


def _key(phrasings: Sequence[Phrasing], tried: int) -> str:
    texts = ((one.label, one.text, one.group) for one in phrasings)
    told = repr([EDITION, tried, *texts]).encode(errors="replace")
    return f"{len(told)}-{crc32(told):08x}"


def _still_fits(base: _Base, kept: Kept) -> bool:
    """Tell whether kept coefficients solve the equations of this base, on a sample of its phrasings.

    This holds only if kernel, vectors and labels are those they were learnt with, whatever has changed since.
    """
    size, count = len(base.words), len(base.starts) - 1
    if len(base.anchors) < size or kept.coefficients.shape != (count, size) or kept.trials.shape[1:] != (2,):
        return False
    sample = range(0, size, max(1, size // _SAMPLED))
    told = base.rows(sample) @ kept.coefficients.T + ridge.RIDGE * kept.coefficients[:, sample].T
    return bool(np.allclose(told, np.eye(count)[[base.label_of[at] for at in sample]], atol=_TOLERANCE))


def _fit(base: _Base, tried: Sequence[Sequence[int]]) -> Fit:
    size = len(base.words)
    if len(base.anchors) < size:
        left_out = [member for group in tried for member in group]
        return landmarks.fit(base.chunks(), base.label_of, base.anchors, left_out)
    kernel = np.empty((size, size), dtype=np.float32)
    for numbers, rows in base.chunks():
        kernel[numbers.start : numbers.stop] = rows
    targets = np.zeros((size, len(base.starts) - 1), dtype=np.float32)
    targets[range(size), base.label_of] = 1
    return ridge.fit(kernel, targets, tried)


def _try_out(base: _Base, model: Model, left_out: Matrix, groups: Sequence[Sequence[int]]) -> list[Trial]:
    trials = []
    members = [(group, member) for group in groups for member in group]
    for (group, member), scores in zip(members, left_out, strict=True):
        winner = int(scores.argmax())
        vector = None if base.vectors is None else base.vectors[member]
        near, cosines = model.nearness(winner, base.kernel.cosines(base.words[member], vector), vector)
        nearest = max(
            (cosine for at, cosine in zip(near, cosines.tolist(), strict=True) if at not in group), default=0
        )
        trials.append((confidence(scores[winner], nearest, scores.sum()), winner == base.label_of[member]))
    return trials


def _groups(phrasings: Sequence[Phrasing]) -> list[list[int]]:
    groups: dict[str, list[int]] = {}
    for at, phrasing in enumerate(phrasings):
        groups.setdefault(phrasing.group or f"\n{at}", []).append(at)
    return list(groups.values())
