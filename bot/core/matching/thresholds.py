"""When to answer and when to suggest, found from the knowledge base itself.

Each phrasing is asked as if it (with its translations) were not there. `answer` is the least confidence from
which on at least 95 % of those winners are right; `suggest` is the confidence that 95 % of them reach.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

PRECISION: Final = 0.95
COVERAGE: Final = 0.95
_FEWEST: Final = 20


@dataclass(frozen=True, slots=True)
class Cut:
    """Confidence in 0..1 from which the matcher answers, and from which it suggests."""

    answer: float
    suggest: float


UNLEARNT: Final = Cut(answer=0.75, suggest=0.45)
"""For a base too small to tell."""


def learn(trials: Sequence[tuple[float, bool]]) -> Cut:
    """Find the thresholds.

    Args:
        trials: For each phrasing left out: the confidence of the winner, and whether it was right.
    """
    if len(trials) < _FEWEST:
        return UNLEARNT
    ordered = sorted(trials, reverse=True)
    answer = ordered[0][0]
    right = 0
    for count, (confidence, is_right) in enumerate(ordered, 1):
        right += is_right
        if right >= PRECISION * count:
            answer = confidence
    suggest = ordered[min(len(ordered) - 1, int(COVERAGE * len(ordered)))][0]
    return Cut(answer=answer, suggest=min(suggest, answer))
