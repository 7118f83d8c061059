"""Weights and thresholds proposed from the tuning half; an editor copies them to `bot.yaml`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from bot.core.cases import Half
from bot.core.knowledge import Certainty, Order, Thresholds
from bot.core.match import Evidence, Key, Rule, Verdict
from bot.matching.certainty import Features, probability, put_in_order
from bot.usecases.evaluate import Tried

WRONG_MOST: Final = 0.02
"""Share of the answerable cases that may be answered wrongly."""
ANSWERED_MOST: Final = 0.03
"""Share of the unanswerable cases that may be answered."""
_STEPS: Final = tuple(step / 100 for step in range(30, 96))
_FEWEST: Final = 30
_KEPT: Final = 0.98
"""Share of the right candidates below `answer` that must still be offered."""
_CONSTANT: Final = 1e-6
_PRIOR: Final = 0.005
"""Weight of the ridge that keeps the fitted weights small (le Cessie, van Houwelingen 1992)."""
_ROUNDS: Final = 500
_STEP: Final = 0.5


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an editor may write into `bot.yaml`."""

    certainty: Certainty
    thresholds: Thresholds

    def as_json(self) -> dict[str, Any]:
        return {"thresholds": self.thresholds.model_dump(), "certainty": self.certainty.model_dump()}


@dataclass(frozen=True, slots=True)
class _Sample:
    evidence: Evidence
    expected: frozenset[Key]
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
    tuned = [each for each in tried if each.case.half is Half.TUNING and not each.case.is_alert]
    samples = [_sample(each) for each in tuned if each.match.explanation.rule == Rule.RANKING]
    samples = [sample for sample in samples if sample.evidence.candidates]
    if len(samples) < _FEWEST:
        return now
    order = fit_order(samples)
    best = [put_in_order(sample.evidence, order)[0] for sample in samples]
    right = [key in sample.expected for sample, (key, _) in zip(samples, best, strict=True)]
    certainty = fit([features for _, features in best], right).model_copy(update={"order": order})
    scores = [probability(features, certainty) for _, features in best]
    ruled = [each for each in tuned if each.match.explanation.rule != Rule.RANKING]
    answerable = sum(each.case.is_answerable for each in tuned)
    wrong = WRONG_MOST * answerable - sum(_is_wrong(each) and each.case.is_answerable for each in ruled)
    needless = ANSWERED_MOST * (len(tuned) - answerable)
    needless -= sum(_is_wrong(each) and not each.case.is_answerable for each in ruled)

    def is_safe(least: float) -> bool:
        bad = [
            sample.is_answerable
            for sample, score, is_right in zip(samples, scores, right, strict=True)
            if score >= least and not is_right
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


def fit_order(samples: Sequence[_Sample]) -> Order:
    """Fit the order of candidates by gradient ascent on the likelihood that a right one comes first."""
    sets = [
        (
            np.array([(e.confidence, e.phrased, e.answered) for e in sample.evidence.candidates]),
            np.array([e.key in sample.expected for e in sample.evidence.candidates]),
        )
        for sample in samples
    ]
    sets = [(rows, is_right) for rows, is_right in sets if is_right.any()]
    if len(sets) < _FEWEST:
        return Order()
    spread = np.concatenate([rows for rows, _ in sets]).std(axis=0)
    spread[spread < _CONSTANT] = 1.0
    weights = np.ones(len(spread))
    for _ in range(_ROUNDS):
        slope = -_PRIOR * weights
        for rows, is_right in sets:
            scaled = rows / spread
            chances = np.exp(scaled @ weights - (scaled @ weights).max())
            wanted = chances * is_right
            slope += (wanted / wanted.sum() - chances / chances.sum()) @ scaled / len(sets)
        weights += _STEP * slope
    by_kind = np.maximum(weights / spread, 0.0)
    phrased, answered = (round(float(weight / by_kind[0]), 3) for weight in by_kind[1:])
    return Order(phrased=phrased, answered=answered)


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
    names = ("confidence", "lead", "phrased", "answered", "speaker", "length", "off_topic")
    told = {name: round(float(weight), 2) for name, weight in zip(names, by_feature, strict=True)}
    return Certainty(bias=round(float(bias), 2), **told)


def _is_wrong(tried: Tried) -> bool:
    return tried.match.verdict is Verdict.ANSWER and tried.match.key not in tried.case.expected


def _sample(tried: Tried) -> _Sample:
    return _Sample(tried.match.explanation.evidence, tried.case.expected, tried.case.is_answerable)
