"""Weights and thresholds proposed from the tuning half; an editor copies them to `bot.yaml`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.core.cases import Half
from bot.core.knowledge import Certainty, Thresholds
from bot.core.matching.certainty import Features, probability
from bot.core.matching.match import Verdict
from bot.usecases.evaluate import Tried

WRONG_MOST: Final = 0.02
"""Share of the answerable cases that may be answered wrongly."""
ANSWERED_MOST: Final = 0.03
"""Share of the unanswerable cases that may be answered."""
_RANKED: Final = "ranking"
"""The rule that decides by thresholds; the others decide without."""
_STEPS: Final = tuple(step / 100 for step in range(30, 96))
_FEWEST: Final = 30
_KEPT: Final = 0.98
"""Share of the right candidates below `answer` that must still be offered."""
_CONSTANT: Final = 1e-6
_PRIOR: Final = 0.02
"""Weight of the ridge that keeps the fitted weights small (le Cessie, van Houwelingen 1992)."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an editor may write into `bot.yaml`."""

    certainty: Certainty
    thresholds: Thresholds


@dataclass(frozen=True, slots=True)
class _Sample:
    features: Features
    is_right: bool
    is_answerable: bool


def propose(tried: Iterable[Tried], now: Proposal) -> Proposal:
    """Propose weights and thresholds.

    Args:
        tried: Cases tried with what stands in `bot.yaml` now; only the tuning half is looked at.
        now: What stands there; kept where there are too few cases to say otherwise.

    Returns:
        Weights fitted to the cases that likeness decides; the least `answer` at which wrong and needless
        answers, those of the rules included, stay within what is allowed; and a `suggest` that still offers
        what is right.
    """
    tuned = [each for each in tried if each.case.half is Half.TUNING]
    samples = [_sample(each) for each in tuned if each.match.explanation.rule == _RANKED]
    if len(samples) < _FEWEST:
        return now
    certainty = fit([sample.features for sample in samples], [sample.is_right for sample in samples])
    scores = [probability(sample.features, certainty) for sample in samples]
    ruled = [each for each in tuned if each.match.explanation.rule != _RANKED]
    answerable = sum(each.case.is_answerable for each in tuned)
    wrong = WRONG_MOST * answerable - sum(_is_wrong(each) and each.case.is_answerable for each in ruled)
    needless = ANSWERED_MOST * (len(tuned) - answerable)
    needless -= sum(_is_wrong(each) and not each.case.is_answerable for each in ruled)

    def is_safe(least: float) -> bool:
        bad = [
            sample.is_answerable
            for sample, score in zip(samples, scores, strict=True)
            if score >= least and not sample.is_right
        ]
        return sum(bad) <= wrong and len(bad) - sum(bad) <= needless

    answer = next((step for step in _STEPS if is_safe(step)), _STEPS[-1])
    below = sorted(
        score
        for sample, score in zip(samples, scores, strict=True)
        if sample.is_answerable and score < answer
    )
    suggest = below[int((1 - _KEPT) * len(below))] if below else answer
    return Proposal(certainty, Thresholds(answer=answer, suggest=max(0.01, round(suggest - 0.005, 2))))


def fit(features: Sequence[Features], right: Sequence[bool]) -> Certainty:
    """Fit the logistic regression by Newton's method (Hastie, Tibshirani, Friedman 2009, 4.4.1)."""
    rows = np.array(features)
    centre, spread = rows.mean(axis=0), rows.std(axis=0)
    spread[spread < _CONSTANT] = 1.0
    design = np.column_stack([(rows - centre) / spread, np.ones(len(rows))])
    targets = np.array(right, dtype=float)
    prior = _PRIOR * len(rows) * np.diag([1.0] * rows.shape[1] + [1e-3])
    weights = np.zeros(design.shape[1])
    for _ in range(30):
        chances = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        slope = design.T @ (chances - targets) + prior @ weights
        curve = (design * (chances * (1 - chances))[:, None]).T @ design + prior
        weights -= np.linalg.solve(curve, slope)
    by_feature = weights[:-1] / spread
    bias = weights[-1] - by_feature @ centre
    confidence, lead, known, speaker, length = (round(float(weight), 2) for weight in by_feature)
    return Certainty(
        bias=round(float(bias), 2),
        confidence=confidence,
        lead=lead,
        known=known,
        speaker=speaker,
        length=length,
    )


def _is_wrong(tried: Tried) -> bool:
    return tried.match.verdict is Verdict.ANSWER and tried.match.key not in tried.case.expected


def _sample(tried: Tried) -> _Sample:
    told = tried.match.explanation
    return _Sample(told.features, told.first in tried.case.expected, tried.case.is_answerable)
