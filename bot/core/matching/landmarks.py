"""Kernel ridge regression for a very large base, through the likeness to a part of it, the landmarks.

With the kernel M of all phrasings to the landmarks and the kernel W among the landmarks, the scores of a text
with row m are m A, where A = (M'M + ridge W)^-1 M'Y: the subset of regressors (Rasmussen, Williams 2006,
"Gaussian Processes for Machine Learning", 8.3.1; the Nyström method of Williams, Seeger 2001). What it would
say of some phrasings without them takes their share off M'M and M'Y.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from bot.core.matching.ranking import Matrix
from bot.core.matching.ridge import RIDGE, Fit

COUNT: Final = 2048
_JITTER: Final = 1e-4
_SOME: Final = 512


def fit(
    chunks: Iterable[tuple[range, Matrix]],
    labels: Sequence[int],
    landmarks: Sequence[int],
    left_out: Sequence[int],
) -> Fit:
    """Fit the regression.

    Args:
        chunks: The rows of M in their order, some at a time, each with the numbers of its phrasings.
        labels: The number of each phrasing's label, ascending.
        landmarks: The numbers of the landmarks among the phrasings, ascending.
        left_out: The numbers of phrasings to be tried as if they were not there, ascending.
    """
    size = len(landmarks)
    label_count = labels[-1] + 1
    gram = np.zeros((size, size))
    sums = np.zeros((size, label_count), dtype=np.float32)
    among = np.empty((size, size), dtype=np.float32)
    tried = np.empty((len(left_out), size), dtype=np.float32)
    row_of_landmark = {phrasing: row for row, phrasing in enumerate(landmarks)}
    row_of_tried = {phrasing: row for row, phrasing in enumerate(left_out)}
    for numbers, rows in chunks:
        gram += rows.T @ rows
        for number, row in zip(numbers, rows, strict=True):
            sums[:, labels[number]] += row
        for table, row_of in ((among, row_of_landmark), (tried, row_of_tried)):
            here = [number for number in numbers if number in row_of]
            table[[row_of[number] for number in here]] = rows[[number - numbers.start for number in here]]
    penalty = RIDGE * among.astype(np.float64)
    penalty[np.diag_indices_from(penalty)] += _JITTER
    # With T the tried rows, their scores without them are T P (M'Y - T'Y_T), P the inverse without them.
    without = tried @ np.linalg.inv(gram - tried.T.astype(np.float64) @ tried + penalty)
    scores = without.astype(np.float32) @ sums
    for number, share in zip(left_out, (without @ tried.T).T, strict=True):
        scores[:, labels[number]] -= share
    inverse = np.linalg.inv(gram + penalty)
    coefficients = np.empty_like(sums)
    for start in range(0, label_count, _SOME):
        some = slice(start, start + _SOME)
        coefficients[:, some] = inverse @ sums[:, some]
    return Fit(coefficients, scores)
