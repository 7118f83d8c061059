"""What was learnt, corrected for an edit at once instead of being learnt anew.

With the kernel matrix K, one-hot labels Y and coefficients A, of which those of new phrasings are 0, and a
block B of phrasings, A_B grows by (K_BB + ridge I)^-1 (Y_B - K_B A - ridge A_B): one step of block
Gauss-Seidel on the equations of `ridge` (Golub, Van Loan 2013, "Matrix Computations", 11.2.2), after which
they hold for B. The block is the new phrasings and a sample of the others, since what is new or gone shifts
the scores of all.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from bot.matching.ranking import ridge
from bot.matching.ranking.base import Matrix
from bot.matching.ranking.kernel import Kernel, Likens, Rearranged
from bot.matching.ranking.learning import Base, Model, starts_of

EDITED_MOST: Final = 500
"""Phrasings that may be new, or gone, for what was learnt to be worth correcting."""
_SAMPLED_FOR_ONE: Final = 8
_SAMPLED_MOST: Final = 256
"""How many of the kept phrasings are corrected for one that is new or gone, and for many."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What became of a base. Phrasings and labels go by their numbers, now and before."""

    before: Sequence[int | None]
    """The number that each phrasing had before, or None for a new one."""
    labels_before: Sequence[int | None]
    """The number that each label had before, or None for a new one."""
    gone: int
    """How many phrasings are gone."""

    @classmethod
    def between(
        cls,
        former: Sequence[Hashable],
        edited: Sequence[Hashable],
        former_labels: Sequence[str],
        edited_labels: Sequence[str],
    ) -> Self:
        """Compare two bases.

        Args:
            former: What tells each phrasing with its label from the others, in the former base.
            edited: The same in the edited one.
            former_labels: The labels of the former base.
            edited_labels: Those of the edited one.
        """
        places: dict[Hashable, list[int]] = {}
        for at in reversed(range(len(former))):
            places.setdefault(former[at], []).append(at)
        found = (places.get(phrasing) for phrasing in edited)
        before = [same.pop() if same else None for same in found]
        number = {label: at for at, label in enumerate(former_labels)}
        kept = sum(at is not None for at in before)
        return cls(before, [number.get(label) for label in edited_labels], len(former) - kept)

    @property
    def fresh(self) -> list[int]:
        """The numbers of the new phrasings."""
        return [at for at, before in enumerate(self.before) if before is None]

    @property
    def block(self) -> list[int]:
        """The numbers of the phrasings whose coefficients have to be corrected, ascending."""
        size = len(self.before)
        count = min(_SAMPLED_MOST, _SAMPLED_FOR_ONE * (self.gone + len(self.fresh)))
        return sorted({*self.fresh, *(at * size // count for at in range(count))})

    @property
    def size(self) -> int:
        """How many phrasings are new or gone, whichever are more."""
        return max(self.gone, len(self.fresh))

    @property
    def is_none(self) -> bool:
        """True if nothing is new, gone or elsewhere."""
        return not self.gone and self.before == list(range(len(self.before)))


def adapt(model: Model, base: Base, edit: Edit, vectors: Matrix | None) -> Model:
    """Give the model after an edit, which compares texts with the phrasings of before as it did.

    Args:
        model: The one before it, in which every phrasing is an anchor.
        base: The edited phrasings.
        edit: What was edited.
        vectors: The sentence vectors of the new phrasings, if there are any and there is an encoder.
    """
    fresh = edit.fresh
    order = np.array([-1 if before is None else before for before in edit.before], dtype=np.intp)
    order[fresh] = len(model.anchors) + np.arange(len(fresh))
    label_of = base.label_of
    more = Kernel(base.letters(fresh), [label_of[at] for at in fresh], vectors, base.stem)
    kernel = Rearranged(model.kernel, more, order)
    some = [each for each in (model.vectors, vectors) if each is not None]
    everyone = np.concatenate(some)[order] if some else None
    coefficients = correct(model.coefficients, base, edit, kernel, everyone)
    return Model(
        starts_of(label_of), range(len(label_of)), kernel, everyone, coefficients, coefficients.sum(axis=0)
    )


def correct(coefficients: Matrix, base: Base, edit: Edit, kernel: Likens, vectors: Matrix | None) -> Matrix:
    """Give coefficients after an edit.

    Args:
        coefficients: Those before it: one row a label, one column a phrasing.
        base: The edited phrasings.
        edit: What was edited.
        kernel: Tells the likeness to each of them.
        vectors: Their sentence vectors, if there is an encoder.
    """
    kept = np.array([at for at, before in enumerate(edit.before) if before is not None], dtype=np.intp)
    stays = np.array([before for before in edit.before if before is not None], dtype=np.intp)
    corrected = np.zeros((len(edit.labels_before), len(edit.before)), dtype=np.float32)
    for label, before in enumerate(edit.labels_before):
        if before is not None:
            corrected[label, kept] = coefficients[before, stays]
    block = edit.block
    rows = kernel.rows([base.words[at] for at in block], None if vectors is None else vectors[block])
    left = np.eye(len(corrected), dtype=np.float32)[[base.label_of[at] for at in block]]
    left -= rows @ corrected.T + ridge.RIDGE * corrected[:, block].T
    among = rows[:, block] + ridge.RIDGE * np.eye(len(block), dtype=np.float32)
    corrected[:, block] += np.linalg.solve(among, left).T
    return corrected
