"""Thresholds proposed from the tuning half; an editor accepts them by writing them into `bot.yaml`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bot.core.cases import Half
from bot.core.knowledge import Thresholds
from bot.core.matching.match import Verdict
from bot.usecases.evaluate import Tried

WRONG_MOST: Final = 0.02
"""Share of answerable cases that may be answered wrongly."""
ANSWERED_MOST: Final = 0.03
"""Share of unanswerable cases that may be answered."""
_RANKED: Final = ("ranking",)
"""Rules that decide by thresholds; the others decide without."""
_STEPS: Final = tuple(step / 100 for step in range(20, 96))
_KEPT: Final = 0.97
"""Share of the answerable cases short of an answer whose best candidate must still be offered."""


@dataclass(frozen=True, slots=True)
class _Ranked:
    confidence: float
    is_right: bool
    is_answerable: bool


def propose(tried: Iterable[Tried], learnt: Thresholds) -> Thresholds:
    """Propose thresholds.

    Args:
        tried: Cases tried with any thresholds; only the tuning half is looked at.
        learnt: Thresholds that the base itself gave; kept where the cases are too few to say otherwise.

    Returns:
        The least `answer` at which the ranked cases are answered wrongly or needlessly no more often than
        allowed, and the greatest `suggest` at which what was right is still offered.
    """
    ranked = [_ranked(each) for each in tried if each.case.half is Half.TUNING and _is_ranked(each)]
    if not ranked:
        return learnt
    answer = next((step for step in _STEPS if _is_safe(ranked, step)), learnt.answer)
    below = sorted(
        (each.confidence for each in ranked if each.is_right and each.confidence < answer), reverse=True
    )
    suggest = below[int(_KEPT * (len(below) - 1))] if below else learnt.suggest
    return Thresholds(answer=answer, suggest=max(0.01, min(suggest, answer)))


def _is_ranked(tried: Tried) -> bool:
    return tried.match.explanation.rule in _RANKED


def _ranked(tried: Tried) -> _Ranked:
    match = tried.match
    best = (
        match.key if match.verdict is Verdict.ANSWER else next((each.key for each in match.suggestions), None)
    )
    return _Ranked(match.score, best in tried.case.expected, tried.case.is_answerable)


def _is_safe(ranked: list[_Ranked], answer: float) -> bool:
    wrong = sum(each.is_answerable and not each.is_right and each.confidence >= answer for each in ranked)
    needless = sum(not each.is_answerable and each.confidence >= answer for each in ranked)
    answerable = sum(each.is_answerable for each in ranked)
    return wrong <= WRONG_MOST * answerable and needless <= ANSWERED_MOST * (len(ranked) - answerable)
