"""A fitted base after an edit: the new phrasings are known at once, before everything is learnt anew.

With the kernel matrix K, one-hot labels Y and coefficients A of the kept phrasings O, those of the new ones N
are (K_NN + ridge I)^-1 (Y_N - K_NO A_O): one step of block Gauss-Seidel on the equations of `ridge` (Golub,
Van Loan 2013, "Matrix Computations", 11.2.2), after which they hold for every new phrasing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.core.matching import ridge
from bot.core.matching.kernel import Kernel, Rearranged
from bot.core.matching.learning import Model, starts_of
from bot.core.matching.ranking import Matrix


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


def adapt(model: Model, edit: Edit, vectors: Matrix | None) -> Model:
    """Give the base after the edit.

    Args:
        model: The base before it, in which every phrasing is an anchor.
        edit: What was edited.
        vectors: The sentence vectors of the new phrasings, if there is an encoder.
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
    more = Kernel(words, [edit.label_of[at] for at in fresh], vectors)
    kernel = Rearranged(model.kernel, more, order)
    rows = kernel.rows(words, vectors)
    left = np.eye(len(coefficients), dtype=np.float32)[[edit.label_of[at] for at in fresh]]
    left -= rows @ coefficients.T
    among = rows[:, fresh] + ridge.RIDGE * np.eye(len(fresh), dtype=np.float32)
    coefficients[:, fresh] = np.linalg.solve(among, left).T
    return Model(starts_of(edit.label_of), range(size), kernel, None, coefficients, coefficients.sum(axis=0))
