"""Kernel ridge regression onto labels, and what it would have said of each phrasing without knowing it.

With the kernel matrix K of the phrasings and their one-hot labels Y, the scores of a text with kernel row k
are k A, where A = B Y and B = (K + ridge I)^-1 (Saunders, Gammerman, Vovk 1998, "Ridge Regression Learning
Algorithm in Dual Variables"). Had a group G of phrasings been left out, its scores would have been
Y_G - (B_GG)^-1 A_G (Rifkin, Lippert 2007, "Notes on Regularized Least Squares", section 3, for blocks).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

RIDGE: Final = np.float32(0.05)


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted regression."""

    inverse: Matrix
    """B, phrasings by phrasings."""
    coefficients: Matrix
    """A, phrasings by labels."""


def fit(kernel: Matrix, targets: Matrix) -> Fit:
    """Fit the regression; `targets` is Y, one row a phrasing."""
    inverse = np.linalg.inv(kernel + RIDGE * np.eye(len(kernel), dtype=np.float32)).astype(np.float32)
    return Fit(inverse, inverse @ targets)


def left_out(fitted: Fit, targets: Matrix, groups: Iterable[Sequence[int]]) -> Matrix:
    """Give the scores each phrasing would have, had all phrasings of its group not been there.

    Args:
        fitted: The regression on all phrasings.
        targets: Y.
        groups: The phrasings' numbers; every phrasing in one group.

    Returns:
        One row a phrasing, one column a label.
    """
    scores = np.empty_like(targets)
    for group in groups:
        members = list(group)
        block = fitted.inverse[np.ix_(members, members)]
        scores[members] = targets[members] - np.linalg.solve(block, fitted.coefficients[members])
    return scores
