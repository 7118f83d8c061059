import re

from bot.channels.command_line.score_picture import picture
from bot.core.cases import NONE, NOT_LISTED, Case, Half
from bot.core.knowledge import Certainty, Thresholds
from bot.core.match import (
    Alert,
    Candidate,
    Concern,
    Context,
    Evidence,
    Explanation,
    Match,
    Rule,
    Support,
    Verdict,
)
from bot.matching.certainty import probability
from bot.usecases.evaluate import Evaluation, Outcome, Tried, evaluate, figures, interval
from bot.usecases.tuning import Proposal, fit, propose

THRESHOLDS = Thresholds(answer=0.6, suggest=0.2)
ASKED: dict[str, Match] = {
    "right": Match(Verdict.ANSWER, "en", "a", 0.9),
    "wrong": Match(Verdict.ANSWER, "en", "b", 0.8),
    "listed": Match(Verdict.SUGGEST, "en", suggestions=(Candidate("b", 0.4), Candidate("a", 0.3))),
    "beside": Match(Verdict.SUGGEST, "en", suggestions=(Candidate("b", 0.4),)),
    "nothing": Match(Verdict.FALLBACK, "es"),
    "stranger": Match(Verdict.NOT_LISTED, "en", name="X", suggestions=(Candidate("a", 0.2),)),
}


HEARD = {"help": Alert(Concern.DANGER, "en"), "am I heard": Alert(Concern.PROGRAM, "es")}


class Fixed:
    """A matcher that knows a few utterances, and remembers the contexts it was asked in."""

    def __init__(self) -> None:
        self.contexts: list[Context] = []

    def match(self, text: str, language: str, context: Context = Context()) -> Match:  # noqa: B008
        self.contexts.append(context)
        return ASKED[text]

    def hear_alert(self, text: str, language: str) -> Alert | None:
        return HEARD.get(text)


def case(
    say: str, expect: str | tuple[str, ...] = "a", half: Half = Half.TUNING, after: str | None = None
) -> Case:
    return Case(say=say, lang="en", expect=expect, group="some", half=half, after=after)


def outcome(say: str, expect: str | tuple[str, ...]) -> Outcome:
    (tried,) = evaluate([case(say, expect)], Fixed(), "en", {}).tried
    return tried.outcome


def test_every_outcome_is_told() -> None:
    assert outcome("right", "a") is Outcome.RIGHT
    assert outcome("right", ("c", "a")) is Outcome.RIGHT
    assert outcome("wrong", "a") is Outcome.WRONG
    assert outcome("listed", "a") is Outcome.LISTED
    assert outcome("beside", "a") is Outcome.MISSED
    assert outcome("nothing", "a") is Outcome.MISSED
    assert outcome("stranger", "a") is Outcome.LISTED
    assert outcome("stranger", ("c", NOT_LISTED)) is Outcome.RIGHT
    assert outcome("right", NONE) is Outcome.ANSWERED
    assert outcome("listed", NONE) is Outcome.OFFERED
    assert outcome("nothing", NOT_LISTED) is Outcome.DECLINED
    assert outcome("stranger", NONE) is Outcome.DECLINED


def ranked(score: float, key: str = "a") -> Tried:
    """A case that is answered with `a`, of which likeness found `key` likeliest."""
    offered = Match(
        Verdict.SUGGEST,
        "en",
        suggestions=(Candidate(key, score),),
        explanation=Explanation(rule=Rule.RANKING),
    )
    return Tried(case("listed"), offered, Outcome.LISTED if key == "a" else Outcome.MISSED)


def test_matchers_are_compared_at_two_wrong_answers_in_a_hundred() -> None:
    surer = [ranked(0.9) for _ in range(30)]
    less_sure = [ranked(0.5) for _ in range(10)]
    unsure = [ranked(0.1) for _ in range(8)]
    one_wrong = figures([*surer, ranked(0.7, "b"), *less_sure, ranked(0.3, "b"), *unsure])
    assert one_wrong.at_fixed_wrong == 40 / 50
    nothing_offered = Tried(case("nothing"), Match(Verdict.FALLBACK, "en"), Outcome.MISSED)
    assert figures([ranked(0.9), nothing_offered]).at_fixed_wrong == 1 / 2


def test_what_rules_answer_counts_whatever_the_threshold_is() -> None:
    tried = [*evaluate([case("right")] * 3 + [case("wrong")], Fixed(), "en", {}).tried, ranked(0.9)]
    assert figures(tried).at_fixed_wrong == 3 / 5


def test_a_share_of_few_cases_is_told_as_a_wide_interval() -> None:
    low, high = interval(9, 10)
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)
    few, many = interval(90, 100), interval(900, 1000)
    assert few[0] < many[0] < 0.9 < many[1] < few[1]
    assert figures([]).right_between is None


def test_what_must_be_heard_is_tried_before_any_question() -> None:
    assert outcome("help", "alert:danger") is Outcome.RIGHT
    assert outcome("help", "alert:report") is Outcome.WRONG
    assert outcome("help", "alert:none") is Outcome.WRONG
    assert outcome("wrong", "alert:none") is Outcome.RIGHT
    assert outcome("wrong", "alert:danger") is Outcome.MISSED


def test_what_must_be_heard_is_a_group_of_its_own() -> None:
    heard = case("am I heard", "alert:program").model_copy(update={"group": "safety"})
    tried = evaluate([case("right"), heard], Fixed(), "en", {"right": 1.0})
    assert (tried.figures().answerable, tried.figures().language) == (1, 1.0)
    safety = tried.figures(group="safety")
    assert (safety.answerable, safety.right, safety.language) == (1, 1.0, 0.0)
    assert tried.missed_floors == ()


def test_shares_are_of_the_cases_they_concern() -> None:
    cases = [
        case("right"),
        case("wrong"),
        case("listed"),
        case("nothing"),
        case("right", NONE),
        case("nothing", NONE),
    ]
    whole = evaluate(cases, Fixed(), "en", {}).figures()
    assert (whole.answerable, whole.right, whole.listed, whole.wrong, whole.missed) == (
        4,
        0.25,
        0.5,
        0.25,
        0.25,
    )
    assert (whole.unanswerable, whole.answered, whole.offered) == (2, 0.5, 0.0)
    assert whole.language == 4 / 6
    assert figures([]).right is None


def test_figures_are_told_apart_by_half_language_and_group() -> None:
    evaluation = evaluate([case("right"), case("wrong", half=Half.HELD_OUT)], Fixed(), "en", {})
    assert evaluation.figures(Half.TUNING).right == 1
    assert evaluation.figures(Half.HELD_OUT).right == 0
    assert evaluation.figures(language="fr").answerable == 0
    assert (evaluation.groups, evaluation.languages) == (("some",), ("en",))


def test_confusions_name_what_was_expected_and_answered() -> None:
    evaluation = evaluate(
        [case("wrong"), case("wrong"), case("right", NONE), case("right")], Fixed(), "en", {}
    )
    assert evaluation.confusions(Half.TUNING) == (("a", "b", 2), ("none", "a", 1))


def test_a_follow_up_is_asked_in_the_context_of_what_came_before() -> None:
    matcher = Fixed()
    evaluate([case("listed", after="right")], matcher, "en", {})
    assert matcher.contexts == [Context(), Context("a")]


def test_floors_bind_the_tuning_half_alone() -> None:
    cases = [case("right"), case("wrong", half=Half.HELD_OUT)]
    assert evaluate(cases, Fixed(), "en", {"right": 0.9, "wrong": 0.1}).missed_floors == ()
    below = evaluate(
        [case("wrong")], Fixed(), "en", {"right": 0.9, "wrong": 0.1, "answered": 0.1}
    ).missed_floors
    assert below == (
        "right is 0.0%, it must be at least 90.0%",
        "wrong is 100.0%, it must be at most 10.0%",
    )


def test_the_picture_holds_the_thresholds_and_nothing_from_outside() -> None:
    cases = [
        case("right"),
        case("wrong"),
        case("listed"),
        case("right", NONE),
        case("beside", half=Half.HELD_OUT),
    ]
    page = picture(evaluate(cases, Fixed(), "en", {}), THRESHOLDS)
    assert page.count(">answer</text>") == page.count(">suggest</text>") == 6
    assert "http" not in page.replace("http://www.w3.org", "")


def test_the_labels_of_the_axis_lie_within_the_picture() -> None:
    page = picture(evaluate([case("right")], Fixed(), "en", {}), THRESHOLDS)
    (width,) = set(re.findall(r'viewBox="0 0 (\d+) ', page))
    for at in re.findall(r'<text x="([\d.]+)"[^>]*text-anchor="middle">1\.0<', page):
        assert float(at) + 10 < int(width)


def sample(confidence: float, *, is_right: bool, expect: str = "a", half: Half = Half.TUNING) -> Tried:
    explanation = Explanation(
        rule=Rule.RANKING,
        first="a" if is_right else "b",
        evidence=Evidence(
            (Support("a" if is_right else "b", confidence, 0.5, 0.1), Support("c", 0.1, 0.2, 0.1)),
            length=0.3,
        ),
    )
    match = Match(Verdict.SUGGEST, "en", score=confidence, explanation=explanation)
    return Tried(case("x", expect, half), match, Outcome.LISTED)


NOW = Proposal(Certainty(), THRESHOLDS)


def test_a_proposal_parts_right_from_wrong() -> None:
    tried = [sample(0.5 + n / 100, is_right=True) for n in range(40)]
    tried += [sample(0.1 + n / 100, is_right=False, expect=NONE) for n in range(30)]
    tried += [sample(0.9, is_right=False, half=Half.HELD_OUT)] * 50
    proposal = propose(tried, NOW)
    assert proposal.certainty.confidence > 0
    high = probability((0.8, 0.7, 0.5, 0.1, 0, 0.3, 0), proposal.certainty)
    low = probability((0.2, 0.1, 0.5, 0.1, 0, 0.3, 0), proposal.certainty)
    assert low < proposal.thresholds.answer <= high
    assert proposal.thresholds.suggest <= proposal.thresholds.answer


def test_too_few_cases_change_nothing() -> None:
    assert propose([sample(0.9, is_right=True)] * 5, NOW) is NOW


def test_wrong_answers_of_the_rules_leave_less_room() -> None:
    tried = [sample(n / 100, is_right=n > 50) for n in range(100)]
    ruled = Tried(case("x"), Match(Verdict.ANSWER, "en", "b", 1.0), Outcome.WRONG)
    assert propose([*tried, *[ruled] * 10], NOW).thresholds.answer > propose(tried, NOW).thresholds.answer


def test_a_fit_follows_what_tells() -> None:
    weights = fit([(n / 50, *[0.0] * 6) for n in range(50)], [n > 25 for n in range(50)])
    assert weights.confidence > 1
    assert weights.lead == 0


def test_an_evaluation_of_nothing_is_empty() -> None:
    assert evaluate([], Fixed(), "en", {"right": 0.9}) == Evaluation((), ())
