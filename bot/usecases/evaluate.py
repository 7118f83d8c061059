"""How well the bot understands: labelled utterances against what the matcher makes of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from math import sqrt
from typing import Any, Final

from bot.core.cases import ALERT, NONE, Case, Half
from bot.core.match import Candidate, Context, Key, Match, Matches, Rule, Verdict
from bot.core.types import Language

FIXED_WRONG: Final = 0.02
"""The share of wrong answers at which matchers are compared."""
_CONFUSIONS_SHOWN: Final = 12
_NORMAL: Final = 1.96
"""So many standard deviations hold 95 in a hundred."""


class Outcome(StrEnum):
    """What became of one case."""

    RIGHT = "right"
    """Answered, with what was expected."""
    LISTED = "listed"
    """What was expected is among the suggestions."""
    WRONG = "wrong"
    """Answered, with something else."""
    MISSED = "missed"
    """Declined, or suggestions without what was expected, though it could be answered."""
    ANSWERED = "answered"
    """Answered though nothing answers it, or as a partner that is none."""
    OFFERED = "offered"
    """Suggestions for what nothing answers."""
    DECLINED = "declined"
    """Rightly declined, or rightly called not listed."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A case and what came of it."""

    case: Case
    match: Match
    outcome: Outcome

    @property
    def in_language(self) -> bool:
        return self.match.language == self.case.lang


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares in 0..1 over some cases; those of an empty set are None."""

    answerable: int
    right: float | None
    """Of the answerable: answered rightly at once."""
    listed: float | None
    """Of the answerable: answered rightly or among the suggestions."""
    wrong: float | None
    missed: float | None
    unanswerable: int
    answered: float | None
    """Of the unanswerable: answered all the same."""
    offered: float | None
    language: float | None
    """Of all: replied to in the language of the utterance."""
    at_fixed_wrong: float | None
    """Of the answerable: what would be answered rightly if the likeliest were answered from the very score at
    which two in a hundred are wrong. Thresholds move `right` and `wrong` together; this compares matchers."""

    @property
    def right_between(self) -> tuple[float, float] | None:
        """The interval that holds the true share of `right` 95 times in a hundred."""
        return None if self.right is None else interval(round(self.right * self.answerable), self.answerable)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that `evaluate` reports."""

    tried: tuple[Tried, ...]
    missed_floors: tuple[str, ...]
    """Sentences for each floor that the tuning half does not reach."""

    def figures(
        self, half: Half | None = None, language: Language | None = None, group: str | None = None
    ) -> Figures:
        """Give the figures of the cases that fit; None fits all but alerts, a group of their own."""
        return figures(
            [
                tried
                for tried in self.tried
                if half in (None, tried.case.half)
                and language in (None, tried.case.lang)
                and (tried.case.group == group if group else not tried.case.is_alert)
            ]
        )

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(sorted({tried.case.group for tried in self.tried}))

    @property
    def languages(self) -> tuple[Language, ...]:
        return tuple(sorted({tried.case.lang for tried in self.tried}))

    def as_json(self) -> dict[str, Any]:
        """Give the figures per half, language and group, the confusions, and the floors that are missed."""
        return {
            "halves": {
                half.value: {
                    "all": asdict(self.figures(half)),
                    "languages": {name: asdict(self.figures(half, name)) for name in self.languages},
                    "groups": {name: asdict(self.figures(half, group=name)) for name in self.groups},
                    "confusions": [
                        {"expected": expected, "answered": answered, "count": count}
                        for expected, answered, count in self.confusions(half)
                    ],
                }
                for half in Half
            },
            "missed_floors": list(self.missed_floors),
        }

    def confusions(self, half: Half) -> tuple[tuple[str, Key, int], ...]:
        """Give the commonest pairs of what was expected and what was answered instead, with their count."""
        pairs = Counter(
            ("|".join(sorted(tried.case.expected)), tried.match.key or "")
            for tried in self.tried
            if tried.case.half is half and tried.outcome in (Outcome.WRONG, Outcome.ANSWERED)
        )
        common = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple((expected, got, count) for (expected, got), count in common[:_CONFUSIONS_SHOWN])


def evaluate(
    cases: Iterable[Case], matcher: Matches, visitors: Language, floors: Mapping[str, float]
) -> Evaluation:
    """Try every case.

    Args:
        cases: Labelled utterances.
        matcher: What decides about them.
        visitors: The language the visitor is taken to have, the same for all cases, so that telling the
            language of an utterance is tested.
        floors: Least shares of the tuning half (`right`, `listed`, `language`), or greatest (`wrong`,
            `missed`, `answered`, `offered`).
    """
    tried = tuple(_try(case, matcher, visitors) for case in cases)
    tuned = figures([each for each in tried if each.case.half is Half.TUNING and not each.case.is_alert])
    return Evaluation(tried, tuple(_below(tuned, floors)))


def _try(case: Case, matcher: Matches, visitors: Language) -> Tried:
    if case.is_alert:
        return _try_alert(case, matcher, visitors)
    context = Context()
    if case.after is not None:
        before = matcher.match(case.after, visitors)
        context = Context(before.key, before.aspect)
    match = matcher.match(case.say, visitors, context)
    return Tried(case, match, _outcome(case, match))


def _try_alert(case: Case, matcher: Matches, visitors: Language) -> Tried:
    """Try what is heard before any question; what was heard stands in the place of what is answered."""
    alert = matcher.hear_alert(case.say, visitors)
    key = ALERT + (alert.concern if alert else NONE)
    match = Match(Verdict.ANSWER, alert.language if alert else case.lang, key)
    missed = Outcome.WRONG if alert else Outcome.MISSED
    return Tried(case, match, Outcome.RIGHT if key in case.expected else missed)


def _outcome(case: Case, match: Match) -> Outcome:
    offered = {candidate.key for candidate in match.suggestions}
    if not case.is_answerable:
        if match.verdict is Verdict.ANSWER:
            return Outcome.ANSWERED
        return Outcome.OFFERED if match.verdict is Verdict.SUGGEST else Outcome.DECLINED
    if match.verdict is Verdict.ANSWER:
        return Outcome.RIGHT if match.key in case.expected else Outcome.WRONG
    if match.verdict is Verdict.NOT_LISTED and match.verdict in case.expected:
        return Outcome.RIGHT
    return Outcome.LISTED if offered & case.expected else Outcome.MISSED


def figures(tried: Sequence[Tried]) -> Figures:
    """Count outcomes."""
    count = Counter(each.outcome for each in tried)
    answerable = sum(each.case.is_answerable for each in tried)
    unanswerable = len(tried) - answerable
    return Figures(
        answerable=answerable,
        right=_share(count[Outcome.RIGHT], answerable),
        listed=_share(count[Outcome.RIGHT] + count[Outcome.LISTED], answerable),
        wrong=_share(count[Outcome.WRONG], answerable),
        missed=_share(count[Outcome.MISSED], answerable),
        unanswerable=unanswerable,
        answered=_share(count[Outcome.ANSWERED], unanswerable),
        offered=_share(count[Outcome.OFFERED], unanswerable),
        language=_share(sum(each.in_language for each in tried), len(tried)),
        at_fixed_wrong=_share(_right_at_fixed_wrong(tried), answerable),
    )


def interval(part: int, whole: int) -> tuple[float, float]:
    """Give the interval that holds a true share 95 times in a hundred.

    Wilson 1927, "Probable Inference, the Law of Succession, and Statistical Inference".
    """
    share, spread = part / whole, _NORMAL**2 / whole
    middle = share + spread / 2
    half = _NORMAL * sqrt(share * (1 - share) / whole + spread / (4 * whole))
    return (middle - half) / (1 + spread), (middle + half) / (1 + spread)


def _right_at_fixed_wrong(tried: Sequence[Tried]) -> int:
    """Count the right ones among the answerable if the threshold let through the wrong ones that are allowed.

    Rules speak whatever the threshold is; only what likeness decides moves with it.
    """
    answerable = [each for each in tried if each.case.is_answerable]
    ranked = [each for each in answerable if each.match.explanation.rule == Rule.RANKING]
    ruled = [each for each in answerable if each.match.explanation.rule != Rule.RANKING]
    wrong = sum(each.outcome is Outcome.WRONG for each in ruled)
    right = most = sum(each.outcome is Outcome.RIGHT for each in ruled)
    for is_right in _likeliest_first(ranked):
        right, wrong = right + is_right, wrong + (not is_right)
        if wrong <= FIXED_WRONG * len(answerable):
            most = right
    return most


def _likeliest_first(ranked: Iterable[Tried]) -> list[bool]:
    """Tell of the likeliest candidate of each whether it is right, surest first."""
    found = [
        (best.score, best.key in each.case.expected)
        for each in ranked
        if (best := _likeliest(each.match)) is not None
    ]
    return [is_right for _, is_right in sorted(found, key=lambda pair: -pair[0])]


def _likeliest(match: Match) -> Candidate | None:
    if match.verdict is Verdict.ANSWER and match.key:
        return Candidate(match.key, match.score)
    return next(iter(match.suggestions), None)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


_GREATEST: Final = frozenset({"wrong", "missed", "answered", "offered"})
"""Figures of which less is better."""


def _below(tuned: Figures, floors: Mapping[str, float]) -> Iterable[str]:
    for name, floor in floors.items():
        share = getattr(tuned, name, None)
        if share is None:
            continue
        if share > floor if name in _GREATEST else share < floor:
            limit = "at most" if name in _GREATEST else "at least"
            yield f"{name} is {share:.1%}, it must be {limit} {floor:.1%}"
