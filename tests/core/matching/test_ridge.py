import numpy as np

from bot.core.matching import landmarks, ridge

RANDOM = np.random.default_rng(7)
SIZE, LABELS = 600, 6
LABEL_OF = sorted(RANDOM.integers(0, LABELS, SIZE).tolist())
POINTS = RANDOM.normal(size=(LABELS, 20))[LABEL_OF] + RANDOM.normal(size=(SIZE, 20))
POINTS /= np.linalg.norm(POINTS, axis=1)[:, None]
KERNEL = np.exp(3 * (POINTS @ POINTS.T - 1))
TARGETS = np.eye(LABELS)[LABEL_OF]


def test_the_ridge_leaves_groups_out_across_its_blocks():
    groups = [[at, at + 1] for at in range(0, SIZE, 2)]
    fitted = ridge.fit(KERNEL.astype(np.float32), TARGETS.astype(np.float32), groups)
    ridged = KERNEL + 0.05 * np.eye(SIZE)
    assert np.allclose(fitted.coefficients, np.linalg.solve(ridged, TARGETS), atol=1e-4)
    for group in (groups[0], groups[200], groups[-1]):
        rest = [at for at in range(SIZE) if at not in group]
        without = np.linalg.solve(ridged[np.ix_(rest, rest)], TARGETS[rest])
        assert np.allclose(fitted.left_out[group], KERNEL[group][:, rest] @ without, atol=1e-3)


def test_landmarks_give_the_subset_of_regressors_and_leave_out_what_is_tried():
    marks, tried = list(range(0, SIZE, 2)), list(range(0, SIZE, 5))
    rows = KERNEL[:, marks]
    chunks = [
        (range(start, start + 100), rows[start : start + 100].astype(np.float32))
        for start in range(0, SIZE, 100)
    ]
    fitted = landmarks.fit(chunks, LABEL_OF, marks, tried)
    penalty = 0.05 * KERNEL[np.ix_(marks, marks)] + 1e-4 * np.eye(len(marks))
    whole = np.linalg.solve(rows.T @ rows + penalty, rows.T @ TARGETS)
    assert np.allclose(rows @ fitted.coefficients, rows @ whole, atol=5e-3)
    rest = [at for at in range(SIZE) if at not in tried]
    without = np.linalg.solve(rows[rest].T @ rows[rest] + penalty, rows[rest].T @ TARGETS[rest])
    assert np.allclose(fitted.left_out, rows[tried] @ without, atol=5e-3)
