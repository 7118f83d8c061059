from dataclasses import replace
from functools import cache

import pytest

from bot.core.match import Match, Rule, Verdict
from bot.matching.classifier import FIRST, SECOND, Classifier
from bot.matching.matcher import Matcher, phrasings_of
from bot.matching.ranking.base import Ranked, Ranking
from bot.matching.ranking.ranker import Ranker
from tests.matching.sample import GENERAL, ask, classifiers, keys, knowledge


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Is Greenpeace one of your donors?", "Greenpeace"),
        ("is swarovski a partner", "swarovski"),
        ("does the World Gold Council work with you?", "World Gold Council"),
        ("¿Trabajan con Nestlé?", "Nestlé"),
        ("¿Es Cartier aliado de ARM?", "Cartier"),
        ("Est-ce que Cartier travaille avec vous ?", "Cartier"),
        ("Does Nestlé buy Fairmined gold?", "Nestlé"),
        ("Do you also collaborate with Greenpeace in Peru?", "Greenpeace"),
        ("Who is Messi?", "Messi"),
        ("tell me about swarovski", "swarovski"),
        ("Swarovski", "Swarovski"),
        ("Doctors Without Borders", "Doctors Without Borders"),
        ("UPS", "UPS"),
        ("Is Swarovski still a partner?", "Swarovski"),
        ("l'unicef travaille avec vous contre le travail des enfants", "unicef"),
        ("what about swarovski", "swarovski"),
        ("is zorblax a partner", "zorblax"),
        ("Is Zorblax still a partner?", "Zorblax"),
        ("and zorblax", "zorblax"),
        ("Do you also collaborate with Zorblax in Peru?", "Zorblax"),
        ("Zorblax", "Zorblax"),
        ("did the fondation Zorblax finance a project with you", "fondation Zorblax"),
        ("la fondation de zorblax vous soutient", "fondation de zorblax"),
        ("zorblax foundation donor", "zorblax foundation"),
        ("Does the Bank of Mongolia buy from you?", "Bank of Mongolia"),
        ("is the Norwegian embassy paying for anything you do", "Norwegian embassy"),
        ("does the embassy of Norway pay you", "embassy of Norway"),
        ("what do you do with the ministry of mines of Senegal", "ministry of mines of Senegal"),
        ("y la Fundación de México los apoya", "Fundación de México"),
    ],
)
def test_an_unknown_organisation_is_not_listed(text: str, name: str) -> None:
    match = ask(text)
    assert (match.verdict, match.name, match.key) == (Verdict.NOT_LISTED, name, None)


@pytest.mark.parametrize(
    ("text", "close"),
    [
        ("Macrosoft", "microsoft"),
        ("is macrosoft a partner", "microsoft"),
        ("Is Ford a donor?", "ford-foundation"),
        ("Does the Chopard Foundation support you?", "chopard"),
        ("Who is Chopin?", "chopard"),
        ("Does UPS work with you?", "upc"),
    ],
)
def test_a_near_name_is_offered_and_never_assumed(text: str, close: str) -> None:
    match = ask(text)
    assert match.verdict is Verdict.NOT_LISTED
    assert close in keys(match)
    assert len(match.suggestions) <= 3


@pytest.mark.parametrize(
    "text",
    [
        "is a hotel a partner",
        "are they a partner",
        "do you work with hotels",
        "what is the weather in Lima",
        "is Peru a partner",
        "what is CRAFT",
        "Can you help me with my Homework tonight",
        "Weather",
        "is the a partner",
        "tell me about installing music",
        "who is it",
        "is it them a partner",
        "does Apple buy gold from ARM",
        "is your foundation a partner",
        "Xqzk hotel",
        "good morning from Vienna",
        "the NGO in Peru",
        "a Bank that also works in Peru",
        "I study at Zorblax University and want to do an internship, where can I buy Fairmined gold",
    ],
)
def test_what_is_no_organisation_is_not_called_one(text: str) -> None:
    assert ask(text).verdict is not Verdict.NOT_LISTED


class Certain:
    """A ranker of examples that is as sure of one kind of question, whatever is asked."""

    def __init__(self, yes: float) -> None:
        self._yes = yes

    def rank(self, text: str) -> Ranking:
        return Ranking((Ranked(FIRST, self._yes), Ranked(SECOND, 1 - self._yes)), words=(text,))


@cache
def ranker() -> Ranker:
    return Ranker.build(tuple(phrasings_of(knowledge())))


def asked_of_partners(said: str, yes: float) -> Match:
    """Ask where examples tell that a question is about what binds a partner, or that it is not."""
    told = replace(classifiers(), partner=Classifier(Certain(yes)))
    return Matcher(knowledge(), ranker(), told, GENERAL).match(said, "en")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Which mines does Zorblax get the certified gold from?", "Zorblax"),
        ("qzvx, do they really pay your mines", "qzvx"),
        ("Zorblax Qzvx and Plomp, do they really pay your mines", "Zorblax Qzvx"),
    ],
)
def test_a_strange_word_asked_about_as_partners_are_is_nobody_listed(text: str, name: str) -> None:
    match = asked_of_partners(text, yes=0.9)
    assert (match.verdict, match.name) == (Verdict.NOT_LISTED, name)
    assert match.explanation.rule == Rule.STRANGE_WORD


def test_a_strange_word_in_another_question_is_nobody() -> None:
    said = "Which mines does Zorblax get the certified gold from?"
    assert asked_of_partners(said, yes=0.4).verdict is not Verdict.NOT_LISTED


def test_without_examples_a_strange_word_tells_nothing() -> None:
    matching = Matcher(knowledge(), ranker(), classifiers(), GENERAL)
    said = "Which mines does Zorblax get the certified gold from?"
    assert matching.match(said, "en").verdict is not Verdict.NOT_LISTED


def test_people_of_a_well_known_organisation_get_what_they_ask_for() -> None:
    said = "I work at Cartier, where can I buy Fairmined gold"
    assert asked_of_partners(said, yes=0.1).key == "buy-fairmined"
    assert (
        asked_of_partners("I work at Zorblax, where can I buy Fairmined gold", yes=0.1).key == "buy-fairmined"
    )
    match = asked_of_partners(said, yes=0.9)
    assert (match.verdict, match.name) == (Verdict.NOT_LISTED, "Cartier")
    assert keys(match) == ["buy-fairmined"], "what they may want all the same"


def test_those_who_only_name_somebody_get_nothing_else_offered() -> None:
    match = asked_of_partners("does HSBC buy Fairmined gold", yes=0.1)
    assert (match.verdict, match.name, match.suggestions) == (Verdict.NOT_LISTED, "HSBC", ())


def test_what_an_entry_is_about_is_no_stranger() -> None:
    assert ask("does Apple buy gold from you, ARM").key == "apple-salmon-gold"
    assert ask("Is Salmon Gold a partner").verdict is not Verdict.NOT_LISTED


@pytest.mark.parametrize(
    "text", ["and sposnoring minin comunitees", "y finansiar proyecto", "what about annaaire"]
)
def test_a_misspelt_question_is_no_name(text: str) -> None:
    assert ask(text).verdict in (Verdict.ANSWER, Verdict.SUGGEST)
