"""When to answer and to suggest, found from a base alone: each phrasing is asked as if it were not there.

`answer` is the least confidence from which on at least 95 % of those winners are right; `suggest` is the
confidence that 95 % of them reach. The product's own thresholds come from `evaluate --tune` instead.

With B = (K + ridge I)^-1 and A = B Y, a group G of phrasings that is left out together has the scores
Y_G - (B_GG)^-1 A_G (Rifkin, Lippert 2007, "Notes on Regularized Least Squares", section 3, for blocks).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import Final

import numpy as np

from bot.matching.ranking.base import Encoder, Phrasing
from bot.matching.ranking.features import stemmer
from bot.matching.ranking.kernel import Kernel, read_letters
from bot.matching.ranking.learning import confidence
from bot.matching.ranking.ridge import RIDGE
from bot.matching.spelling import folded_words

PRECISION: Final = 0.95
COVERAGE: Final = 0.95
_FEWEST: Final = 20

Trial = tuple[float, bool]
"""The confidence of a winner, and whether it was right."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Confidence in 0..1 from which to answer, and from which to suggest."""

    answer: float
    suggest: float


UNLEARNT: Final = Cut(answer=0.75, suggest=0.45)
"""For a base too small to tell."""


def cut_of(
    phrasings: Sequence[Phrasing], groups: Sequence[str], encoder: Encoder | None, endings: tuple[str, ...]
) -> Cut:
    """Find the thresholds of a base.

    Args:
        phrasings: All of it.
        groups: For each the name of what is left out together, a phrasing and its translations.
        encoder: Sentence vectors, if they are used.
        endings: Without which words are compared.
    """
    return find_cut(try_out(phrasings, groups, encoder, endings))


def try_out(
    phrasings: Sequence[Phrasing], groups: Sequence[str], encoder: Encoder | None, endings: tuple[str, ...]
) -> list[Trial]:
    """Ask a base each of its phrasings, in the order of their groups, as if the group were not there."""
    labels = sorted({phrasing.label for phrasing in phrasings})
    label_of = np.array([labels.index(phrasing.label) for phrasing in phrasings])
    words = [folded_words(phrasing.text) for phrasing in phrasings]
    vectors = encoder.encode_all([phrasing.text for phrasing in phrasings]) if encoder else None
    stem = stemmer(endings)
    kernel = Kernel(read_letters(words, stem), label_of.tolist(), vectors, stem)
    ridged = kernel.rows(words, vectors).astype(float) + RIDGE * np.eye(len(words))
    targets = np.eye(len(labels))[label_of]
    inverse = np.linalg.inv(ridged)
    coefficients = inverse @ targets
    members_of: dict[str, list[int]] = {}
    for at, group in enumerate(groups):
        members_of.setdefault(group, []).append(at)
    trials = []
    for members in members_of.values():
        block = inverse[np.ix_(members, members)]
        left_out = targets[members] - np.linalg.solve(block, coefficients[members])
        for member, scores in zip(members, left_out, strict=True):
            winner = int(scores.argmax())
            cosines = kernel.row(words[member], None if vectors is None else vectors[member])[1]
            near = [at for at in np.flatnonzero(label_of == winner) if at not in members]
            nearest = float(cosines[near].max(initial=0))
            told = confidence(float(scores[winner]), nearest, float(scores.sum()))
            trials.append((told, winner == label_of[member]))
    return trials


def find_cut(trials: Sequence[Trial]) -> Cut:
    """Find the thresholds from phrasings that were left out."""
    if len(trials) < _FEWEST:
        return UNLEARNT
    ordered = sorted((confidence for confidence, _ in trials), reverse=True)
    right = Counter(confidence for confidence, is_right in trials if is_right)
    answer, winners, right_winners = ordered[0], 0, 0
    for one, equals in groupby(ordered):
        winners += len(list(equals))
        right_winners += right[one]
        if right_winners >= PRECISION * winners:
            answer = one
    suggest = ordered[ceil(COVERAGE * len(ordered)) - 1]
    return Cut(answer=answer, suggest=min(suggest, answer))
