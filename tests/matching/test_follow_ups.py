import pytest

from bot.core.match import Context, Match, Rule, Verdict
from bot.matching.matcher import Matcher
from bot.matching.ranking.base import Ranked, Ranking
from bot.matching.spelling import folded_words
from tests.matching.sample import GENERAL, ask, classifiers, keys, knowledge, matcher


def test_another_partner_in_the_same_frame() -> None:
    assert ask("Who is Chopard?", "and Microsoft?").key == "microsoft"
    match = ask("Who is Chopard?", "and Microsoft?", "and where?")
    assert (match.key, match.aspect) == ("microsoft", "where")
    match = ask("Where does Chopard work with you?", "and Microsoft?")
    assert (match.key, match.aspect) == ("microsoft", "where")


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("and where?", "where"),
        ("where?", "where"),
        ("since when do they work with you?", "when"),
        ("¿y dónde?", "where"),
        ("et depuis quand ?", "when"),
        ("and in Peru?", "where"),
        ("what do they do with you?", None),
    ],
)
def test_the_partner_spoken_of_is_meant(text: str, aspect: str | None) -> None:
    match = ask("Who is Chopard?", text)
    assert (match.verdict, match.key, match.aspect) == (Verdict.ANSWER, "chopard", aspect)


def test_an_entry_about_one_partner_speaks_of_it() -> None:
    assert matcher().match("and where?", "en", Context("chopard-project")).key == "chopard"
    assert matcher().match("and where?", "en", Context("two-earths")).key == "two-earths"


def test_a_question_without_a_subject_is_about_what_was_spoken_of() -> None:
    assert ask("Who is Chopard?", "who paid?").key == "chopard"
    assert ask("What is CRAFT?", "who paid?").key == "craft-definition"


def test_a_list_is_narrowed() -> None:
    assert ask("which donors?", "and in Peru?").key == "list:donor:PE"
    assert ask("which donors?", "and in Peru?", "and in Bolivia?").key == "list:donor:BO"
    assert ask("donors in Peru", "and the mints?").key == "list:mint:PE"
    assert ask("which donors?", "in Colombia?").key == "list:donor:CO"
    assert ask("¿quiénes son sus donantes?", "¿y en Perú?").key == "list:donor:PE"


def test_a_whole_question_stands_on_its_own_feet() -> None:
    assert ask("donors in Peru", "which mints work with you?").key == "list:mint"
    assert ask("Who is Chopard?", "what is CRAFT").key == "craft-definition"


def test_the_only_one_on_a_list_is_meant() -> None:
    match = matcher().match("and since when?", "en", Context("list:certified-mine:CO"))
    assert (match.key, match.aspect) == ("la-gabriela", "when")
    assert matcher().match("and since when?", "en", Context("list:donor")).key is None


def test_a_bare_country_is_about_the_partner_only_if_it_works_there() -> None:
    assert ask("Who is Chopard?", "Colombia?").key == "chopard"
    assert ask("Who is Chopard?", "Peru?").key == "list:PE"
    assert ask("Who is Chopard?", "and in Peru?").key == "chopard"


class Silent:
    """A ranker to which nothing looks like anything."""

    def rank(self, text: str) -> Ranking:
        return Ranking(words=folded_words(text))


def test_a_country_where_the_one_spoken_of_does_not_work_is_another_matter() -> None:
    matching = Matcher(knowledge(), Silent(), classifiers(), GENERAL)
    assert matching.match("and do they pan for gold?", "en", Context("sotrami")).key == "sotrami"
    assert matching.match("and do they pan for gold in Peru?", "en", Context("sotrami")).key == "sotrami"
    assert matching.match("and do they pan for gold in Mongolia?", "en", Context("sotrami")).key is None


def test_a_long_question_without_a_sign_of_going_on_leaves_the_partner() -> None:
    matching = Matcher(knowledge(), Silent(), classifiers(), GENERAL)
    said = "panning nuggets along muddy creeks takes patience plus strong arms, warm clothes, good boots"
    assert matching.match(said, "en", Context("sotrami")).key is None


@pytest.mark.parametrize(
    "said", ["another question: and where?", "rien à voir : et où ?", "otra pregunta, ¿y dónde?"]
)
def test_a_new_subject_leaves_the_old_one_behind(said: str) -> None:
    assert ask("Who is Chopard?", said).key is None


def test_words_of_a_new_subject_alone_change_nothing() -> None:
    assert ask("Who is Chopard?", "another question").key != "chopard"


def test_without_context_nothing_is_guessed() -> None:
    for text in ("and where?", "where?", "since when do they work with you?"):
        assert ask(text).verdict in (Verdict.SUGGEST, Verdict.FALLBACK)
    match = ask("and in Peru?")
    assert match.verdict is Verdict.SUGGEST
    assert keys(match)[0] == "list:PE"
    assert ask("and the mints?").key == "list:mint"


def test_an_unknown_name_in_a_follow_up_is_not_listed() -> None:
    match = ask("Who is Chopard?", "and Swarovski?")
    assert (match.verdict, match.name) == (Verdict.NOT_LISTED, "Swarovski")
    assert ask("¿Quién es Chopard?", "y swarovski").verdict is Verdict.NOT_LISTED


class ByTitle:
    """A ranker that is sure of one thing where a title leads the utterance, and of another elsewhere."""

    def __init__(self, together: float, alone: float) -> None:
        self._together, self._alone = together, alone

    def rank(self, text: str) -> Ranking:
        if text.startswith("Buy"):
            return Ranking((Ranked("fund-a-project", self._together),), words=("cost",))
        return Ranking((Ranked("craft-definition", self._alone),), words=("cost",))


def going_on(together: float, alone: float, text: str = "and what does that cost in the end") -> Match:
    matching = Matcher(knowledge(), ByTitle(together, alone), classifiers(), GENERAL)
    return matching.match(text, "en", Context("buy-fairmined"))


class Sure:
    """A ranker that is sure of the same thing whatever is said."""

    def __init__(self, key: str) -> None:
        self._key = key

    def rank(self, text: str) -> Ranking:
        return Ranking((Ranked(self._key, 1.0),), words=("cost",))


@pytest.mark.parametrize("said", ["Zorblax Deepwater", "asdfghjkl qwrtzu"], ids=["a name", "gibberish"])
def test_a_bare_name_or_gibberish_is_no_question_about_the_partner(said: str) -> None:
    matching = Matcher(knowledge(), ByTitle(0.0, 0.35), classifiers(), GENERAL)
    match = matching.match(said, "en", Context("sotrami"))
    assert match.key is None
    assert match.explanation.rule == Rule.RANKING


def test_a_question_that_the_entry_spoken_of_answers_best_stays_with_it() -> None:
    matching = Matcher(knowledge(), Sure("buy-fairmined"), classifiers(), GENERAL)
    match = matching.match("and what does that cost in the end", "en", Context("buy-fairmined"))
    assert (match.key, match.explanation.rule, match.goes_on) == (
        "buy-fairmined",
        Rule.FOLLOW_UP_AND_RANKING,
        True,
    )


def test_a_wish_about_the_conversation_is_no_question_about_the_partner() -> None:
    matching = Matcher(knowledge(), Sure("thanks"), classifiers(), GENERAL)
    assert matching.match("they pan for gold", "en", Context("sotrami")).key == "thanks"
    assert matching.match("Zorblax Industries", "en", Context("sotrami")).key == "thanks"
    assert matching.match("they pan for gold since when", "en", Context("sotrami")).key == "sotrami"


def test_a_question_goes_on_with_the_entry_spoken_of() -> None:
    match = going_on(1.0, 1.0)
    assert (match.key, match.explanation.rule) == ("fund-a-project", Rule.FOLLOW_UP_AND_RANKING)
    assert going_on(0.0, 1.0).key == "craft-definition"
    unsure = going_on(0.0, 0.0)
    assert unsure.verdict is Verdict.SUGGEST
    assert keys(unsure) == ["buy-fairmined"]


def test_a_question_that_is_surely_about_something_else_leaves_the_partner() -> None:
    matching = Matcher(knowledge(), ByTitle(0.0, 1.0), classifiers(), GENERAL)
    match = matching.match("and what is the cost in the end", "en", Context("chopard"))
    assert (match.key, match.explanation.rule) == ("craft-definition", Rule.FOLLOW_UP_AND_RANKING)
    match = matching.match("and what does that cost in the end", "en", Context("chopard"))
    assert (match.key, match.explanation.rule) == ("chopard", Rule.FOLLOW_UP)


def test_a_number_is_told_by_the_entry_that_has_it_rather_than_by_a_list() -> None:
    matching = Matcher(knowledge(), ByTitle(0.0, 1.0), classifiers(), GENERAL)
    assert matching.match("how many mints do you have", "en").key == "craft-definition"
    assert matching.match("which mints do you have", "en").key == "list:mint"


@pytest.mark.parametrize(
    "text",
    [
        "what is the cost of everything",
        "what is the cost of everything for everyone with several things in different places",
    ],
    ids=["short", "long"],
)
def test_a_question_without_a_sign_of_going_on_stands_alone(text: str) -> None:
    assert going_on(1.0, 1.0, text).key == "craft-definition"


def test_a_short_question_leaves_the_partner_only_if_it_surely_is_about_something_else() -> None:
    matching = Matcher(knowledge(), ByTitle(0.0, 0.45), classifiers(), GENERAL)
    assert matching.match("what is the cost of everything", "en").key == "craft-definition"
    match = matching.match("what is the cost of everything", "en", Context("chopard"))
    assert (match.key, match.explanation.rule) == ("chopard", Rule.FOLLOW_UP)


def test_a_language_that_is_not_live_does_no_harm() -> None:
    assert matcher().match("xqzk", "de", Context("buy-fairmined")).language == "de"
    assert matcher().match("eso xqzk", "de", Context("buy-fairmined")).key is None
