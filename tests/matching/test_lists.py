import pytest

from bot.core.match import Rule, Verdict
from bot.core.query import EVERYONE
from bot.core.voice import Voice
from bot.matching.matcher import Matcher
from bot.matching.ranking.base import Ranked, Ranking
from bot.matching.spelling import folded_words
from tests.matching.sample import GENERAL, ask, classifiers, knowledge


def test_a_heading_names_groups_and_places() -> None:
    assert Voice(knowledge(), "es").title("list:donor:PE") == "Donantes · Perú"
    assert Voice(knowledge(), "en").title("list:gone") == "gone"
    assert Voice(knowledge(), "en").title(EVERYONE) == "All partners named in the sources"


@pytest.mark.parametrize(
    ("text", "key", "language"),
    [
        ("which mints work with you?", "list:mint", "en"),
        ("which donors in Peru?", "list:donor:PE", "en"),
        ("¿quiénes son sus donantes?", "list:donor", "es"),
        ("donantes en Perú", "list:donor:PE", "es"),
        ("vos partenaires au Pérou ?", "list:PE", "fr"),
        ("quels bijoutiers travaillent avec vous", "list:jewellery", "fr"),
        ("partners in Bolivia", "list:BO", "en"),
        ("show me all the certified mines in Colombia please", "list:certified-mine:CO", "en"),
        ("which universitys are your partners", "list:university", "en"),
        ("who are your partners", EVERYONE, "en"),
        ("show your allies", EVERYONE, "en"),
        ("who strikes coins or medals in your gold", "list:mint", "en"),
    ],
)
def test_a_list_is_asked_for(text: str, key: str, language: str) -> None:
    match = ask(text)
    assert (match.verdict, match.key, match.language) == (Verdict.ANSWER, key, language)


def test_a_list_may_be_asked_for_in_other_words() -> None:
    match = ask("who strikes medals or coins in your gold, in Peru")
    assert match.key == "list:mint:PE"
    assert match.explanation.rule == Rule.LIST_BY_LIKENESS
    match = ask("who strikes medals and coins in your precious gold")
    assert (match.key, match.explanation.rule) == ("list:mint", Rule.RANKING)


@pytest.mark.parametrize("text", ["how can jewellers get involved", "we are a mint"])
def test_a_question_with_other_words_is_no_list(text: str) -> None:
    match = ask(text)
    assert match.key is None or not match.key.startswith("list:")


def test_a_list_is_heard_among_other_words() -> None:
    assert ask("sorry, which donor mints are with you").key == "list:donor:mint"
    offered = ask("which mints sell collector coins to children")
    assert (offered.key, offered.suggestions[0].key) == (None, "list:mint")
    assert ask("what does a mint do all day").verdict is Verdict.FALLBACK


def test_who_speaks_of_a_group_of_their_own_asks_for_no_list() -> None:
    assert ask("my mint is looking for a donor of silver bars").verdict is Verdict.FALLBACK
    assert ask("Who is Chopard?", "what has their foundation paid").key != "list:foundation"


def test_a_name_at_the_beginning_asks_for_no_list() -> None:
    assert ask("Zorblax refiners and donors sparkle").key is None


def test_two_groups_side_by_side_are_two_lists() -> None:
    assert ask("which mints and auditors are your partners").key == "list:auditor|mint"
    assert ask("which auditors and notaries are your partners").key == "list:auditor"


def test_talk_about_partners_does_not_hide_a_list() -> None:
    assert ask("mints that help your projects").key == "list:mint"
    assert ask("mints with whom Zorblax collaborates").key != "list:mint"


def test_partners_at_a_place_are_asked_for_in_any_words() -> None:
    match = ask("organisations who collaborate with your folks around Peru")
    assert (match.key, match.explanation.rule) == ("list:PE", Rule.LIST_AMONG_OTHER_WORDS)


def test_who_is_at_a_place_asks_for_all_there() -> None:
    assert ask("who is in Peru").key == "list:PE"
    assert ask("what at Peru is there now").key == "list:PE"


def test_a_place_alone_asks_who_is_there() -> None:
    assert ask("Peru").key == "list:PE"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("sorry, which mints buy your gold around here", "list:buyer:mint"),
        ("jewellers and mines that buy, please", "list:buyer:certified-mine|jewellery"),
        ("which universities buy your gold", "list:university"),
        ("who strikes medals and coins and buys your precious gold", "list:buyer:mint"),
    ],
)
def test_what_a_group_does_narrows_its_list(text: str, key: str) -> None:
    assert ask(text).key == key


class Silent:
    """A ranker to which nothing looks like anything."""

    def rank(self, text: str) -> Ranking:
        return Ranking(words=folded_words(text))


def test_who_is_at_a_place_may_be_asked_without_a_word_for_partners() -> None:
    matching = Matcher(knowledge(), Silent(), classifiers(), GENERAL)
    assert matching.match("have you dug around Peru lately", "en").key == "list:PE"


class Inclined:
    """A ranker to which everything looks a little like the same thing."""

    def rank(self, text: str) -> Ranking:
        return Ranking((Ranked("buy-fairmined", 0.35),), words=folded_words(text))


def test_an_empty_list_offers_what_else_may_be_meant() -> None:
    match = Matcher(knowledge(), Inclined(), classifiers(), GENERAL).match("which mints in Zimbabwe", "en")
    assert (match.key, [each.key for each in match.suggestions]) == ("list:mint:ZW", ["buy-fairmined"])
