import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.match import Context, Match, Rule, Verdict
from bot.matching.certainty import OFF_TOPIC
from bot.matching.matcher import Matcher
from bot.matching.ranking.base import Neighbour, Ranked, Ranking
from bot.matching.vocabulary import phrasings
from tests.matchers import build_quickly
from tests.matching.sample import GENERAL, altered, ask, classifiers, keys, knowledge, matcher

KEYS = ["chopard", "two-earths", "list:donor:PE", "list:all", "gone", "greeting", None]


def is_sound(match: Match) -> bool:
    answers = match.verdict is Verdict.ANSWER
    return (
        (match.key is not None) == answers
        and 0 <= match.score <= 1
        and len(match.suggestions) <= 3
        and bool(match.suggestions) >= (match.verdict is Verdict.SUGGEST)
        and (match.name is not None) == (match.verdict is Verdict.NOT_LISTED)
    )


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.sampled_from(KEYS), st.sampled_from(["where", None]))
def test_any_text_gets_a_sound_match(text: str, key: str | None, aspect: str | None) -> None:
    assert is_sound(matcher().match(text, "en", Context(key, aspect)))


WORDS = sorted(
    {word for _, _, text in phrasings(knowledge()) for word in text.split()} | set(knowledge().partners)
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=9), st.sampled_from(KEYS))
def test_any_jumble_of_known_words_gets_a_sound_match(words: list[str], key: str | None) -> None:
    assert is_sound(matcher().match(" ".join(words), "es", Context(key)))


@pytest.mark.parametrize("text", ["", "   ", "🙂🙂", "?!", "a" * 1_000_000, "\x00", "\ud800"])
def test_odd_texts_are_declined(text: str) -> None:
    assert ask(text).verdict is Verdict.FALLBACK


OWN = [(owner.id, language, text) for owner, language, text in phrasings(knowledge())]


@pytest.mark.parametrize(("key", "language", "text"), OWN)
def test_every_entry_is_found_by_its_own_phrasings(key: str, language: str, text: str) -> None:
    match = ask(text)
    assert key in (match.key, *keys(match))


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(
        [each for each in OWN if any(len(word) > 8 and word.isalpha() for word in each[2].split())]
    ),
    st.data(),
)
def test_an_entry_is_found_after_one_typo_in_a_long_word(
    own: tuple[str, str, str], data: st.DataObject
) -> None:
    key, _, text = own
    long = max((word for word in text.split() if word.isalpha()), key=len)
    at = data.draw(st.integers(2, len(long) - 3))
    typo = long[:at] + long[at + 1] + long[at] + long[at + 2 :]
    match = ask(text.replace(long, typo))
    entry = knowledge().entries.get(key)
    about = entry.partners if entry else ()
    assert {key, *about} & {match.key, *keys(match)}


def test_an_entry_about_a_partner_competes_with_the_partner() -> None:
    assert ask("Who is Chopard?").key == "chopard"
    assert ask("what were the results of the Chopard project for the cooperatives").key == "chopard-project"
    assert ask("difference between Brilliant Earth and the Brilliant Earth Foundation").key == "two-earths"


def test_a_partner_among_words_of_its_own_is_answered() -> None:
    match = ask("what did Chopard achieve for cooperatives in Bolivia as a buyer")
    assert match.key in ("chopard", "chopard-project")


def test_a_partner_among_strange_words_is_only_offered() -> None:
    match = ask("What is the Chopard share price?")
    assert match.verdict is Verdict.SUGGEST
    assert "chopard" in keys(match)


def test_aspects_are_heard() -> None:
    assert ask("where does Chopard work with you").aspect == "where"
    assert ask("¿Desde cuándo trabaja Microsoft con ARM?").aspect == "when"


def test_intents_are_answers_too() -> None:
    assert ask("hello").key == "greeting"
    assert ask("muchas gracias").key == "thanks"
    assert ask("je veux parler à quelqu'un").key == "enquire"


@pytest.mark.parametrize(
    "text",
    [
        "what will the weather be tomorrow",
        "my arm hurts after tennis",
        "which ARM processor is fastest",
        "cómo minar bitcoin en casa",
        "qui a gagné le match de football",
    ],
)
def test_what_is_far_is_declined_or_at_most_offered(text: str) -> None:
    assert ask(text).key is None


class Fixed:
    """A ranker that always says the same."""

    def __init__(self, ranking: Ranking) -> None:
        self._ranking = ranking

    def rank(self, text: str) -> Ranking:
        return self._ranking


def decided(ranking: Ranking, text: str = "xqzk") -> Match:
    return Matcher(knowledge(), Fixed(ranking), classifiers(), GENERAL).match(text, "fr")


def test_thresholds_decide() -> None:
    assert decided(Ranking((Ranked("craft-definition", 1.0),))).key == "craft-definition"
    offered = decided(Ranking(tuple(Ranked(key, 0.65) for key in "abcd"), words=("gold", "gold", "gold")))
    assert keys(offered) == ["a", "b", "c"]
    assert decided(Ranking((Ranked("a", 0.1),))).verdict is Verdict.FALLBACK
    assert decided(Ranking()).verdict is Verdict.FALLBACK


def test_one_word_that_is_no_name_of_a_partner_is_never_answered_as_the_partner() -> None:
    sure = (Ranked("chopard", 1.0),)
    assert decided(Ranking(sure, words=("watches",))).verdict is Verdict.SUGGEST
    assert decided(Ranking(sure, words=("luxury", "watches"))).key == "chopard"


def test_what_is_off_topic_is_no_candidate_and_lowers_the_others() -> None:
    exact = decided(Ranking((Ranked(OFF_TOPIC, 1.0),), exact=True))
    assert exact.verdict is Verdict.FALLBACK
    near = decided(Ranking((Ranked(OFF_TOPIC, 1.0), Ranked("craft-definition", 0.7))))
    assert near.key is None
    assert OFF_TOPIC not in keys(near)
    assert ask("what is the weather forecast for the weekend").verdict is Verdict.FALLBACK


def test_a_shared_phrasing_is_offered_and_an_entry_comes_before_a_list() -> None:
    shared = Ranking((Ranked("a", 1.0), Ranked("b", 1.0)), exact=True)
    assert keys(decided(shared)) == ["a", "b"]
    assert decided(Ranking((Ranked("list:donor", 1.0), Ranked("a", 1.0)), exact=True)).key == "a"
    assert decided(Ranking((Ranked("list:donor", 1.0), Ranked("list:mint", 1.0)), exact=True)).key is None


def test_the_nearest_phrasing_tells_the_language_where_words_do_not() -> None:
    near = Ranking((Ranked("a", 0.9),), (Neighbour("hola", "a", "es", 0.95),))
    assert decided(near, "xqzk").language == "es"
    far = Ranking((Ranked("a", 0.9),), (Neighbour("hola", "a", "es", 0.5),))
    assert decided(far, "xqzk").language == "fr"


def test_a_match_explains_itself() -> None:
    match = ask("where does Choppard work in Bolivia")
    assert "Choppard→chopard" in match.explanation.names
    assert "Bolivia→BO" in match.explanation.names
    assert match.explanation.answer_from == knowledge().talk.thresholds.answer
    repaired = ask("we make rngs and want tracable gold")
    assert any("→" in word for word in repaired.explanation.words)
    assert repaired.explanation.neighbours
    assert repaired.explanation.rule == Rule.RANKING


def test_an_empty_knowledge_declines() -> None:
    talk = knowledge().talk
    bare = altered(
        knowledge(), {"topics": (), "partners": {}, "talk": talk.model_copy(update={"intents": ()})}
    )
    assert build_quickly(bare).match("Who is Chopard?", "en").key is None
