"""What a ranker learns from the phrasings: the weights of the anchors, once, and after an edit at once.

With the kernel matrix K, one-hot labels Y and coefficients A of the kept phrasings O, those of the new ones N
are (K_NN + ridge I)^-1 (Y_N - K_NO A_O): one step of block Gauss-Seidel on the equations of `ridge` (Golub,
Van Loan 2013, "Matrix Computations", 11.2.2), after which they hold for every new phrasing.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np

from bot.matching.ranking import ridge
from bot.matching.ranking.base import Keeps, Matrix, Phrasing, Vector
from bot.matching.ranking.features import Stem
from bot.matching.ranking.kernel import Kernel, Likens, Rearranged

MOST_ANCHORS: Final = 16_000
"""Up to so many phrasings each is an anchor; above, a fixed number of landmarks stand for all."""

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
    stem: Stem,
    most: int = MOST_ANCHORS,
    keeps: Keeps | None = None,
) -> Model:
    """Fit the base.

    Args:
        phrasings: All phrasings, ordered by label; at least one.
        words: The folded words of each.
        vectors: The sentence vectors of each, if there is an encoder.
        stem: By which words are the same that end differently.
        most: Up to how many phrasings each is an anchor.
        keeps: Where what was learnt is kept for the next start.
    """
    labels = sorted({phrasing.label for phrasing in phrasings})
    number = {label: at for at, label in enumerate(labels)}
    label_of = [number[phrasing.label] for phrasing in phrasings]
    size = len(phrasings)
    if size <= most:
        anchors: Sequence[int] = range(size)
        kernel = Kernel(words, label_of, vectors, stem)
    else:
        count = min(ridge.LANDMARKS, most)
        anchors = [at * size // count for at in range(count)]
        kernel = Kernel(
            [words[at] for at in anchors],
            [label_of[at] for at in anchors],
            None if vectors is None else vectors[anchors],
            stem,
        )
    base = _TrainingSet(words, vectors, label_of, starts_of(label_of), anchors, kernel)
    key = _key(phrasings)
    kept = keeps.recall(key) if keeps else None
    if kept is not None and _still_fits(base, kept):
        return base.model(kept)
    model = base.model(np.ascontiguousarray(_fit(base).T))
    if keeps:
        keeps.keep(key, model.coefficients)
    return model


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


def _key(phrasings: Sequence[Phrasing]) -> str:
    told = repr([(one.label, one.text) for one in phrasings]).encode(errors="replace")
    return f"{len(told)}-{crc32(told):08x}"


def _still_fits(base: _TrainingSet, kept: Matrix) -> bool:
    """Tell whether kept coefficients solve the equations of this base, on a sample of its phrasings.

    This holds only if kernel, vectors and labels are those they were learnt with, whatever has changed since.
    """
    size, count = len(base.words), len(base.starts) - 1
    if len(base.anchors) < size or kept.shape != (count, size):
        return False
    sample = range(0, size, max(1, size // _SAMPLED))
    told = base.rows(sample) @ kept.T + ridge.RIDGE * kept[:, sample].T
    return bool(np.allclose(told, np.eye(count)[[base.label_of[at] for at in sample]], atol=_TOLERANCE))


def _fit(base: _TrainingSet) -> Matrix:
    size = len(base.words)
    if len(base.anchors) < size:
        return ridge.fit_landmarks(base.chunks(), base.label_of, base.anchors)
    kernel = np.empty((size, size), dtype=np.float32)
    for numbers, rows in base.chunks():
        kernel[numbers.start : numbers.stop] = rows
    targets = np.zeros((size, len(base.starts) - 1), dtype=np.float32)
    targets[range(size), base.label_of] = 1
    return ridge.fit(kernel, targets)


@dataclass(frozen=True, slots=True)
class Edit:
    """What became of a base. Phrasings are ordered by label, and go by their numbers in that order."""

    words: Sequence[Sequence[str]]
    """The folded words of each phrasing."""
    label_of: Sequence[int]
    """The number of its label for each."""
    before: Sequence[int | None]
    """The number that each phrasing had before, or None for a new one."""
    labels_before: Sequence[int | None]
    """The number that each label had before, or None for a new one."""

    @property
    def fresh(self) -> list[int]:
        """The numbers of the new phrasings."""
        return [at for at, before in enumerate(self.before) if before is None]


def adapt(model: Model, edit: Edit, vectors: Matrix | None, stem: Stem) -> Model:
    """Give the base after the edit.

    Args:
        model: The base before it, in which every phrasing is an anchor.
        edit: What was edited.
        vectors: The sentence vectors of the new phrasings, if there is an encoder.
        stem: By which words are the same that end differently.
    """
    size, fresh = len(edit.words), edit.fresh
    kept = np.array([at for at, before in enumerate(edit.before) if before is not None], dtype=np.intp)
    stays = np.array([before for before in edit.before if before is not None], dtype=np.intp)
    coefficients = np.zeros((len(edit.labels_before), size), dtype=np.float32)
    for label, before in enumerate(edit.labels_before):
        if before is not None:
            coefficients[label, kept] = model.coefficients[before, stays]
    words = [edit.words[at] for at in fresh]
    order = np.empty(size, dtype=np.intp)
    order[kept], order[fresh] = stays, len(model.anchors) + np.arange(len(fresh))
    more = Kernel(words, [edit.label_of[at] for at in fresh], vectors, stem)
    kernel = Rearranged(model.kernel, more, order)
    rows = kernel.rows(words, vectors)
    left = np.eye(len(coefficients), dtype=np.float32)[[edit.label_of[at] for at in fresh]]
    left -= rows @ coefficients.T
    among = rows[:, fresh] + ridge.RIDGE * np.eye(len(fresh), dtype=np.float32)
    coefficients[:, fresh] = np.linalg.solve(among, left).T
    return Model(starts_of(edit.label_of), range(size), kernel, None, coefficients, coefficients.sum(axis=0))
