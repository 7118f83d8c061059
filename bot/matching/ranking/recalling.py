"""What was learnt before, in this run or another: how much of it still holds, and the model made of it.

Nothing is believed: the coefficients must solve the equations of `ridge` for this base, its vectors and its
kernel, whatever has changed since they were learnt.
"""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.matching.ranking import ridge
from bot.matching.ranking.adapting import EDITED_MOST, Edit, correct
from bot.matching.ranking.base import Keeps, Learnt, Letters, Matrix
from bot.matching.ranking.kernel import Kernel
from bot.matching.ranking.learning import Base, Model, starts_of

_SAMPLED: Final = 16
_TOLERANCE: Final = 0.02
_EDITED_TOLERANCE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Recalled:
    """A model made of what was learnt before."""

    model: Model
    is_whole: bool
    """True if it is that of this very base; else it was corrected for an edit."""


def closest(keeps: Keeps, base: Base) -> tuple[Learnt, Edit] | None:
    """Find what fits the base best of all that was kept, and what was edited since.

    Returns:
        None if nothing fits well enough to be worth correcting.
    """
    best = None
    told, labels = checksums(base).tolist(), list(base.labels)
    for learnt in keeps.recall():
        edit = Edit.between(learnt.phrasings.tolist(), told, learnt.labels, labels)
        if edit.is_none:
            return learnt, edit
        if edit.size <= EDITED_MOST and (best is None or edit.size < best[1].size):
            best = learnt, edit
    return best


def recall(base: Base, learnt: Learnt, edit: Edit, vectors: Matrix | None) -> Recalled | None:
    """Make a model of what was learnt, corrected for an edit.

    Args:
        base: The phrasings of today.
        learnt: What was learnt from those of before.
        edit: What was edited in between.
        vectors: The sentence vectors of the phrasings of today, if there is an encoder.

    Returns:
        None if what was learnt does not hold for this base.
    """
    label_of = base.label_of
    is_whole = edit.is_none and learnt.reading == reading(base)
    kernel = Kernel(learnt.letters if is_whole else base.letters(), label_of, vectors, base.stem)
    coefficients = learnt.coefficients
    if not edit.is_none:
        coefficients = correct(coefficients, base, edit, kernel, vectors)
    if not _fits(kernel, base, coefficients, vectors, _TOLERANCE if is_whole else _EDITED_TOLERANCE):
        return None
    everyone = range(len(label_of))
    evidence = coefficients.sum(axis=0)
    model = Model(starts_of(label_of), everyone, kernel, vectors, coefficients, evidence)
    return Recalled(model, is_whole=is_whole)


def summary(base: Base, model: Model, letters: Letters) -> Learnt:
    """Give what is kept of what was learnt."""
    return Learnt(base.labels, checksums(base), model.coefficients, reading(base), letters)


def checksums(base: Base) -> NDArray[np.uint64]:
    """Give a checksum of each phrasing with its label."""
    told = (f"{one.label}\n{one.text}".encode(errors="replace") for one in base.phrasings)
    return np.array(
        [int.from_bytes(blake2b(each, digest_size=8).digest(), "little") for each in told], np.uint64
    )


def reading(base: Base) -> str:
    """Give a checksum of all words that were read, and of what is cut off them."""
    told = "\n".join(" ".join(words) for words in base.words)
    stems = " ".join(base.stem(word) for word in sorted({word for words in base.words for word in words}))
    return blake2b(f"{told}\n\n{stems}".encode(errors="replace"), digest_size=16).hexdigest()


def _rows(kernel: Kernel, base: Base, some: list[int], vectors: Matrix | None) -> Matrix:
    return kernel.rows([base.words[at] for at in some], None if vectors is None else vectors[some])


def _fits(kernel: Kernel, base: Base, coefficients: Matrix, vectors: Matrix | None, tolerance: float) -> bool:
    """Tell whether most of a sample of the equations of `ridge` hold."""
    size, label_of = len(base.phrasings), base.label_of
    if coefficients.shape != (len(base.labels), size):
        return False
    sample = list(range(0, size, max(1, size // _SAMPLED)))
    told = _rows(kernel, base, sample, vectors) @ coefficients.T + ridge.RIDGE * coefficients[:, sample].T
    wanted = np.eye(len(coefficients))[[label_of[at] for at in sample]]
    return bool(np.median(np.abs(told - wanted).max(axis=1)) <= tolerance)
