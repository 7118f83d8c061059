"""Messages that ask several things at once."""

import pytest

from bot.core.match import Verdict
from bot.dialogue.answers import reply_to
from tests.matching.sample import ask, knowledge


def parts(text: str) -> list[str | None]:
    match = ask(text)
    return [each.key or each.name for each in (match, *match.parts)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Is Cartier a partner? And Chopard?", ["Cartier", "chopard"]),
        ("Is Chopard a partner? And Microsoft", ["chopard", "microsoft"]),
        ("Barrick or AngloGold", ["Barrick", "AngloGold"]),
        ("Is Barrick Gold or Chopard a partner of yours?", ["Barrick Gold", "chopard"]),
        ("Chopard, Microsoft and UPC", ["chopard", "microsoft", "upc"]),
        ("Who gives more, Chopard or Microsoft?", ["chopard", "microsoft"]),
        ("who is Chopard and where does it work", ["chopard", "chopard"]),
        ("what is CRAFT and who is Microsoft", ["craft-definition", "microsoft"]),
    ],
)
def test_each_part_gets_its_answer(text: str, found: list[str]) -> None:
    assert parts(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hello? Who is Chopard?", ["chopard"]),
        ("which donors are Swiss and which are Swedish", ["list:donor:CH|SE"]),
        ("who is Chopard? who is Chopard?", ["chopard"]),
        ("what is CRAFT", ["craft-definition"]),
        ("Is Chopard or Microsoft a partner of UPC?", [None]),
        ("who funds you and who buys", ["list:buyer|donor"]),
        ("partners other than Chopard and Microsoft", ["list:!chopard:!microsoft"]),
    ],
)
def test_what_asks_one_thing_stays_whole(text: str, found: list[str]) -> None:
    assert parts(text) == found


def test_the_answers_stand_in_one_message() -> None:
    reply = reply_to(ask("Is Cartier a partner? And Chopard?"), knowledge())
    assert "Cartier" in reply.text
    assert "\n\nChopard\nChopard works with ARM." in reply.text
    assert sum(map(len, reply.choices)) <= 6


def test_more_than_three_are_not_answered_and_that_is_said() -> None:
    match = ask("Chopard, Microsoft, UPC and Sotrami")
    assert (match.verdict, match.is_cut, len(match.parts)) == (Verdict.ANSWER, True, 2)
    assert "three questions at a time" in reply_to(match, knowledge()).text
