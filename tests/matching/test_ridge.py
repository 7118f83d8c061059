import numpy as np

from bot.matching.ranking import ridge

RANDOM = np.random.default_rng(7)
SIZE, LABELS = 600, 6
LABEL_OF = sorted(RANDOM.integers(0, LABELS, SIZE).tolist())
POINTS = RANDOM.normal(size=(LABELS, 20))[LABEL_OF] + RANDOM.normal(size=(SIZE, 20))
POINTS /= np.linalg.norm(POINTS, axis=1)[:, None]
KERNEL = np.exp(3 * (POINTS @ POINTS.T - 1))
TARGETS = np.eye(LABELS)[LABEL_OF]


def test_the_ridge_is_solved_across_its_blocks():
    coefficients = ridge.fit(KERNEL.astype(np.float32), TARGETS.astype(np.float32))
    assert np.allclose(coefficients, np.linalg.solve(KERNEL + 0.05 * np.eye(SIZE), TARGETS), atol=1e-4)


def test_landmarks_give_the_subset_of_regressors():
    marks = list(range(0, SIZE, 2))
    rows = KERNEL[:, marks]
    chunks = [
        (range(start, start + 100), rows[start : start + 100].astype(np.float32))
        for start in range(0, SIZE, 100)
    ]
    coefficients = ridge.fit_landmarks(chunks, LABEL_OF, marks)
    penalty = 0.05 * KERNEL[np.ix_(marks, marks)] + 1e-4 * np.eye(len(marks))
    whole = np.linalg.solve(rows.T @ rows + penalty, rows.T @ TARGETS)
    assert np.allclose(rows @ coefficients, rows @ whole, atol=5e-3)
