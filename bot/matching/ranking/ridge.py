"""Kernel ridge regression onto labels: through all phrasings, or through some of them, the landmarks.

With the kernel matrix K of the phrasings and their one-hot labels Y, the scores of a text with kernel row k
are k A, where A = (K + ridge I)^-1 Y (Saunders, Gammerman, Vovk 1998, "Ridge Regression Learning Algorithm in
Dual Variables"). K + ridge I = L L' is factored in place, block by block (Golub, Van Loan 2013, "Matrix
Computations", 4.2.6).

A very large base goes through landmarks. With the kernel M of all phrasings to them and the kernel W among
them, the scores of a text with row m are m A, where A = (M'M + ridge W)^-1 M'Y: the subset of regressors
(Rasmussen, Williams 2006, "Gaussian Processes for Machine Learning", 8.3.1; the Nyström method of Williams,
Seeger 2001).
"""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from bot.matching.ranking.base import Matrix

RIDGE: Final = np.float32(0.05)
LANDMARKS: Final = 2048
_BLOCK: Final = 256
_JITTER: Final = 1e-4
_SOME: Final = 512


def fit(kernel: Matrix, targets: Matrix) -> Matrix:
    """Give A: one row a phrasing, one column a label.

    Args:
        kernel: K, a positive definite matrix; it is used up.
        targets: Y: one row a phrasing, one column a label.
    """
    kernel[np.diag_indices_from(kernel)] += RIDGE
    _factor(kernel)
    coefficients = targets.copy()
    _solve_lower(kernel, coefficients)
    _solve_upper(kernel, coefficients)
    return coefficients


def fit_landmarks(
    chunks: Iterable[tuple[range, Matrix]], labels: Sequence[int], landmarks: Sequence[int]
) -> Matrix:
    """Give A: one row a landmark, one column a label.

    Args:
        chunks: The rows of M in their order, some at a time, each with the numbers of its phrasings.
        labels: The number of each phrasing's label, ascending.
        landmarks: The numbers of the landmarks among the phrasings, ascending.
    """
    size = len(landmarks)
    label_count = labels[-1] + 1
    gram = np.zeros((size, size))
    sums = np.zeros((size, label_count), dtype=np.float32)
    among = np.empty((size, size), dtype=np.float32)
    row_of = {phrasing: row for row, phrasing in enumerate(landmarks)}
    for numbers, rows in chunks:
        gram += rows.T @ rows
        for number, row in zip(numbers, rows, strict=True):
            sums[:, labels[number]] += row
        here = [number for number in numbers if number in row_of]
        among[[row_of[number] for number in here]] = rows[[number - numbers.start for number in here]]
    penalty = RIDGE * among.astype(np.float64)
    penalty[np.diag_indices_from(penalty)] += _JITTER
    inverse = np.linalg.inv(gram + penalty)
    coefficients = np.empty_like(sums)
    for start in range(0, label_count, _SOME):
        some = slice(start, start + _SOME)
        coefficients[:, some] = inverse @ sums[:, some]
    return coefficients


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
