"""Kernel ridge regression onto labels, and what it would have said of each phrasing without knowing it.

With the kernel matrix K of the phrasings and their one-hot labels Y, the scores of a text with kernel row k
are k A, where A = (K + ridge I)^-1 Y (Saunders, Gammerman, Vovk 1998, "Ridge Regression Learning Algorithm in
Dual Variables"). Had a group G of phrasings been left out, its scores would have been
Y_G - (B_GG)^-1 A_G with B = (K + ridge I)^-1 (Rifkin, Lippert 2007, "Notes on Regularized Least Squares",
section 3, for blocks). Both come from K + ridge I = L L', which is factored in place, block by block (Golub,
Van Loan 2013, "Matrix Computations", 4.2.6): with Z = L^-1 [Y, I_G], A = L'^-1 Z_Y and B_GG = Z_G' Z_G.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

RIDGE: Final = np.float32(0.05)
_BLOCK: Final = 256


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted regression."""

    coefficients: Matrix
    """A: one row a phrasing, one column a label."""
    left_out: Matrix
    """The scores of the phrasings that were left out, in the order of the groups."""


def fit(kernel: Matrix, targets: Matrix, groups: Sequence[Sequence[int]]) -> Fit:
    """Fit the regression.

    Args:
        kernel: K, a positive definite matrix; it is used up.
        targets: Y: one row a phrasing, one column a label.
        groups: Numbers of phrasings that are left out together, for as many groups as are wanted.
    """
    kernel[np.diag_indices_from(kernel)] += RIDGE
    _factor(kernel)
    coefficients = targets.copy()
    _solve_lower(kernel, coefficients)
    _solve_upper(kernel, coefficients)
    left_out = [
        targets[rows] - np.linalg.solve(inverse, coefficients[rows])
        for rows, inverse in _inverse_blocks(kernel, groups)
    ]
    nothing = np.empty((0, targets.shape[1]), dtype=np.float32)
    return Fit(coefficients, np.concatenate([nothing, *left_out]))


def _inverse_blocks(factor: Matrix, groups: Sequence[Sequence[int]]) -> Iterator[tuple[list[int], Matrix]]:
    """Give the members of each group and their block of the inverse, B_GG."""
    for start in range(0, len(groups), _BLOCK):
        some = [list(group) for group in groups[start : start + _BLOCK]]
        members = [member for group in some for member in group]
        units = np.zeros((len(factor), len(members)), dtype=np.float32)
        units[members, range(len(members))] = 1
        _solve_lower(factor, units)
        at = 0
        for group in some:
            columns = units[:, at : at + len(group)]
            yield group, columns.T @ columns
            at += len(group)


def _blocks(size: int) -> list[slice]:
    return [slice(start, min(start + _BLOCK, size)) for start in range(0, size, _BLOCK)]


def _factor(matrix: Matrix) -> None:
    """Put the Cholesky factor L in the lower triangle; diagonal blocks hold L^-1 instead, for solving."""
    for block in _blocks(len(matrix)):
        below = slice(block.stop, None)
        lower = np.linalg.cholesky(matrix[block, block])
        inverse = np.linalg.inv(lower)
        matrix[block, block] = inverse
        matrix[below, block] = matrix[below, block] @ inverse.T
        for other in _blocks(len(matrix)):
            if other.start >= block.stop:
                rest = slice(other.start, None)
                matrix[rest, other] -= matrix[rest, block] @ matrix[other, block].T


def _solve_lower(factor: Matrix, right: Matrix) -> None:
    for block in _blocks(len(factor)):
        before = slice(0, block.start)
        right[block] = factor[block, block] @ (right[block] - factor[block, before] @ right[before])


def _solve_upper(factor: Matrix, right: Matrix) -> None:
    for block in reversed(_blocks(len(factor))):
        after = slice(block.stop, None)
        right[block] = factor[block, block].T @ (right[block] - factor[after, block].T @ right[after])
