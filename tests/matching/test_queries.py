"""Words of three languages, read into queries."""

import pytest

from bot.core.match import Verdict
from tests.matching.sample import ask, matcher


def read(text: str) -> str:
    """The query that an utterance is read into, printed."""
    reader = matcher()._reader
    return str(reader.read(matcher()._read(text)).query)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Which partners are in Peru or Colombia?", "PE or CO"),
        ("¿Cuáles de sus aliados son de Perú y cuáles de Colombia?", "PE or CO"),
        ("donors in Peru, Bolivia and Colombia", "donor and (PE or BO or CO)"),
        ("donors and buyers", "donor or buyer"),
        ("joailliers et hôtels de la monnaie", "jewellery or mint"),
        ("bailleurs bilatéraux et multilatéraux", "donor and (bilateral or multilateral)"),
        ("donors that are both mints and jewellers", "donor and mint and jewellery"),
        ("who funds you and buys your gold?", "donor"),
        ("which donors do not buy gold?", "donor and not buyer"),
        ("donantes que no compran oro", "donor and not buyer"),
        ("quels bailleurs n'achètent pas d'or ?", "donor and not buyer"),
        ("quels bailleurs achètent pas d'or ?", "donor"),
        ("Which of your partners are NOT jewellers?", "not jewellery"),
        ("acheteurs qui ne sont pas français", "buyer and not seat-FR"),
        ("todos los compradores menos los franceses", "buyer and not seat-FR"),
        ("partners outside Colombia", "not CO"),
        ("aliados fuera de Colombia", "not CO"),
        ("partenaires hors de Colombie", "not CO"),
        ("in Colombia but not in Peru", "CO and not PE"),
        ("in neither Peru nor Colombia", "not PE and not CO"),
        ("everybody except jewellers and mints", "not jewellery and not mint"),
        ("partners other than Chopard", "not chopard"),
        ("tous sauf Chopard et Microsoft", "not chopard and not microsoft"),
        ("¿No es Chopard un donante?", "donor"),
        ("not only donors", "donor"),
        ("why not donors in Peru", "donor and PE; reason"),
        ("no hay donantes en Perú", "donor and PE"),
        ("mints, who are your donors today", "mint and donor; today"),
        ("Swiss donors", "seat-CH and donor"),
    ],
)
def test_conditions_are_put_together_as_the_words_say(text: str, query: str) -> None:
    assert read(text) == query


def test_who_is_left_out_is_not_asked_about() -> None:
    assert ask("partners other than Chopard").key == "list:!chopard"
    assert ask("which donors are there apart from Microsoft").key == "list:donor:!microsoft"


def test_what_is_combined_is_a_list_whatever_else_is_said() -> None:
    match = ask("hello, some donors that do not buy gold, strikes precious folks")
    assert (match.verdict, match.key) == (Verdict.ANSWER, "list:donor:!buyer")
    assert match.explanation.query == "donor and not buyer"


def test_with_whom_nobody_works_no_source_says() -> None:
    assert ask("who are not your partners").key == "list:!all"


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("where does Microsoft work", "where"),
        ("Microsoft, where", "where"),
        ("Où travaille Microsoft ?", "where"),
        ("Microsoft est-il donateur ou acheteur ?", None),
        ("what happens when Microsoft stops", None),
        ("how much did Microsoft pay", "amount"),
        ("is Microsoft still a donor", "today"),
    ],
)
def test_small_words_ask_only_where_a_question_has_them(text: str, aspect: str | None) -> None:
    assert matcher()._reader.read(matcher()._read(text)).aspect == aspect
