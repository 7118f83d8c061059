"""A question that says itself what it is about is never read as one that goes on with what was spoken of."""

from collections.abc import Iterator

import pytest

from bot.content.cases import load_cases
from bot.core.cases import NONE, NOT_LISTED, Case, Half
from bot.core.match import Context, Match, Verdict
from tests.shipped import KNOWLEDGE, shipped_snapshot

GIA = ("gia", "mercury-free-trials")
LOST_MOST = 0.02
"""Share of complete questions that may be taken for another one after a partner: `fairmined c quoi`."""


def is_right(case: Case, match: Match) -> bool:
    match match.verdict:
        case Verdict.ANSWER:
            return match.key in case.expected
        case Verdict.NOT_LISTED:
            return NOT_LISTED in case.expected
        case _:
            return NONE in case.expected


def right_when_fresh() -> Iterator[Case]:
    """Every tenth case that is right when nothing was spoken of."""
    matcher = shipped_snapshot().matcher
    cases = [case for case in load_cases(KNOWLEDGE) if case.half is Half.TUNING and not case.is_alert]
    for case in [case for case in cases if case.after is None][::10]:
        if is_right(case, matcher.match(case.say, case.lang)):
            yield case


@pytest.mark.long
def test_after_any_partner_a_question_that_is_right_when_asked_fresh_stays_right() -> None:
    snapshot = shipped_snapshot()
    partners = sorted(snapshot.knowledge.partners)
    asked, lost = 0, []
    for at, case in enumerate(right_when_fresh()):
        for partner in ("microsoft", "chopard", partners[at % len(partners)]):
            asked += 1
            if not is_right(case, snapshot.matcher.match(case.say, case.lang, Context(partner))):
                lost.append((partner, case.say))
    assert asked > 500
    assert len(lost) <= LOST_MOST * asked, lost


@pytest.mark.parametrize("partner", ["microsoft", "chopard", "aurelsa"])
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "how do I buy Fairmined gold?"),
        ("es", "¿dónde queda la oficina de ARM?"),
        ("en", "did any mine lose its certification?"),
        ("en", "is it true you allow child labour?"),
        ("fr", "le bonus versé aux mineurs, qui choisit à quoi il sert ?"),
    ],
)
def test_a_new_question_gets_its_own_answer_after_a_partner(language: str, said: str, partner: str) -> None:
    matcher = shipped_snapshot().matcher
    fresh = matcher.match(said, language)
    after = matcher.match(said, language, Context(partner))
    assert (fresh.verdict, fresh.key) == (after.verdict, after.key)


@pytest.mark.parametrize("said", ["how much was it?", "did they give you donations too", "and in which year"])
def test_what_goes_on_with_a_partner_still_does(said: str) -> None:
    assert shipped_snapshot().matcher.match(said, "en", Context("gia")).key in GIA
