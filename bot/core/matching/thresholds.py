"""When to answer and when to suggest, found from the knowledge base itself.

Each phrasing is asked as if it (with its translations) were not there. `answer` is the least confidence from
which on at least 95 % of those winners are right; `suggest` is the confidence that 95 % of them reach.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import Final

PRECISION: Final = 0.95
COVERAGE: Final = 0.95
_FEWEST: Final = 20


Trial = tuple[float, bool]
"""The confidence of a winner, and whether it was right."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Confidence in 0..1 from which the matcher answers, and from which it suggests."""

    answer: float
    suggest: float


UNLEARNT: Final = Cut(answer=0.75, suggest=0.45)
"""For a base too small to tell."""


def learn(trials: Sequence[Trial]) -> Cut:
    """Find the thresholds from phrasings that were left out one at a time."""
    if len(trials) < _FEWEST:
        return UNLEARNT
    ordered = sorted((confidence for confidence, _ in trials), reverse=True)
    right = Counter(confidence for confidence, is_right in trials if is_right)
    answer, winners, right_winners = ordered[0], 0, 0
    for confidence, equals in groupby(ordered):
        winners += len(list(equals))
        right_winners += right[confidence]
        if right_winners >= PRECISION * winners:
            answer = confidence
    suggest = ordered[ceil(COVERAGE * len(ordered)) - 1]
    return Cut(answer=answer, suggest=min(suggest, answer))
