"""How good a matcher is at a task: right at first, right among three, what it makes of other questions."""

import math
import random
from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from benchmarks.faqbench.tasks import Item, Task, misspelt

T = TypeVar("T")


class Matcher(Protocol):
    """What is rated."""

    def fit(self, items: Sequence[Item]) -> None:
        """Learn a base."""
        ...

    def rank(self, query: str) -> list[tuple[str, float]]:
        """Give labels with scores, best first, each label once; the first score is the confidence."""
        ...


def rate(
    matcher: Matcher, task: Task, *, with_typos: bool = False, seed: int = 0, limit: int | None = None
) -> dict[str, Any]:
    """Rate a matcher that has learnt the base of a task.

    Args:
        matcher: What is rated.
        task: What it is rated by.
        with_typos: Whether the questions are misspelt.
        seed: How they are misspelt.
        limit: At most so many questions of each kind.
    """
    asked = _some(task.queries, limit)
    labels = [label for _, label in asked]
    ranked = [matcher.rank(misspelt(text, seed) if with_typos else text) for text, _ in asked]
    inside = [_confidence(found) for found in ranked]
    right = [bool(found) and found[0][0] == label for found, label in zip(ranked, labels, strict=True)]
    among = sum(label in [one for one, _ in found[:3]] for found, label in zip(ranked, labels, strict=True))
    told: dict[str, Any] = {
        "n": len(asked),
        "index": len(task.items),
        "labels": len({label for label, _ in task.items}),
        "hit1": sum(right) / len(asked),
        "hit3": among / len(asked),
    }
    for kind, texts in task.out_of_scope.items():
        some = _some(texts, limit)
        outside = [_confidence(matcher.rank(misspelt(text, seed) if with_typos else text)) for text in some]
        recall, coverage = recall_at(inside, right, outside)
        told[kind] = {
            "n": len(outside),
            "auroc": auroc(inside, outside),
            "oos_at_95cov": answered_at(inside, outside),
            "recall_at_5oos": recall,
            "coverage_at_5oos": coverage,
        }
    return told


def _some(of: Sequence[T], limit: int | None) -> Sequence[T]:
    return random.Random(1).sample(of, limit) if limit and len(of) > limit else of


def _confidence(ranked: Sequence[tuple[str, float]]) -> float:
    return ranked[0][1] if ranked else -math.inf


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """Give the chance that a question in scope scores above one out of scope; equals count half."""
    every = sorted([(score, True) for score in inside] + [(score, False) for score in outside])
    ranks, start = 0.0, 0
    while start < len(every):
        end = start
        while end < len(every) and every[end][0] == every[start][0]:
            end += 1
        ranks += (start + 1 + end) / 2 * sum(is_inside for _, is_inside in every[start:end])
        start = end
    return (ranks - len(inside) * (len(inside) + 1) / 2) / (len(inside) * len(outside))


def answered_at(inside: Sequence[float], outside: Sequence[float], coverage: float = 0.95) -> float:
    """Give the share out of scope that is answered where this share of those in scope is."""
    least = sorted(inside, reverse=True)[max(0, math.ceil(coverage * len(inside)) - 1)]
    return sum(score >= least for score in outside) / len(outside)


def recall_at(
    inside: Sequence[float], right: Sequence[bool], outside: Sequence[float], wrong: float = 0.05
) -> tuple[float, float]:
    """Give the shares in scope that are answered rightly, and answered, where this share out of scope is."""
    ordered = sorted(outside, reverse=True)
    first_out = int(wrong * len(outside))
    least = ordered[first_out] if first_out < len(outside) else -math.inf
    answered = [score > least for score in inside]
    recall = sum(each and well for each, well in zip(answered, right, strict=True)) / len(inside)
    return recall, sum(answered) / len(inside)
