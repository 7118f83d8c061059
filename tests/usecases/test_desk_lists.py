from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.leads.listing import AllOf, AnyOf, Compare, Comparison, Condition, Listing, RowFilter, Sort
from bot.usecases.desk_lists import DeskLists
from tests.staging import ANA, START, House, open_house, sqlite_url

ASKED = ("answer Where is Chopard?", "fallback Do you sell diamonds?", "suggest Which mines are there?")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(sqlite_url(tmp_path)) as opened:
        for question in ASKED:
            await opened.say(f"ask {question}")
            opened.clock.turn(hours=1)
        yield opened


async def found(house: House, wanted: RowFilter, *order: Sort) -> list[str]:
    rows = await DeskLists(house.database).page(Listing.QUESTIONS, wanted, order, most=None)
    assert await DeskLists(house.database).count(Listing.QUESTIONS, wanted) == len(rows)
    return [row.text.split()[-1] for row in rows]


NEXT = START + timedelta(hours=1)
ANSWERED = Compare("verdict", Comparison.EQUALS, "answer")
NAMELESS = Compare("entry", Comparison.EMPTY)


@pytest.mark.parametrize(
    ("condition", "listed"),
    [
        (ANSWERED, ["Chopard?"]),
        (NAMELESS, ["there?", "diamonds?"]),
        (Compare("entry", Comparison.FILLED), ["Chopard?"]),
        (Compare("text", Comparison.CONTAINS, "SELL"), ["diamonds?"]),
        (Compare("text", Comparison.STARTS_WITH, "wh"), ["there?", "Chopard?"]),
        (Compare("text", Comparison.ENDS_WITH, "DIAMONDS?"), ["diamonds?"]),
        (Compare("verdict", Comparison.ONE_OF, ["answer", "suggest"]), ["there?", "Chopard?"]),
        (Compare("verdict", Comparison.NONE_OF, ["answer", "suggest"]), ["diamonds?"]),
        (Compare("at", Comparison.LESS, NEXT), ["Chopard?"]),
        (Compare("at", Comparison.AT_MOST, NEXT), ["diamonds?", "Chopard?"]),
        (Compare("at", Comparison.AT_LEAST, NEXT), ["there?", "diamonds?"]),
        (Compare("at", Comparison.MORE, NEXT), ["there?"]),
        (AllOf((NAMELESS, Compare("text", Comparison.CONTAINS, "mines"))), ["there?"]),
        (AnyOf((ANSWERED, Compare("text", Comparison.CONTAINS, "mines"))), ["there?", "Chopard?"]),
        (AllOf(()), ["there?", "diamonds?", "Chopard?"]),
        (AnyOf(()), []),
    ],
)
async def test_a_condition_picks_rows_newest_first(
    house: House, condition: Condition, listed: list[str]
) -> None:
    assert await found(house, RowFilter(condition)) == listed


async def test_rows_are_sorted_step_by_step(house: House) -> None:
    everything = RowFilter()
    assert await found(house, everything, Sort("at")) == ["Chopard?", "diamonds?", "there?"]
    assert await found(house, everything, Sort("entry", descending=True), Sort("text")) == [
        "Chopard?",
        "diamonds?",
        "there?",
    ]


async def test_a_page_begins_where_the_one_before_ends(house: House) -> None:
    lists = DeskLists(house.database)
    rows = await lists.page(Listing.QUESTIONS, RowFilter(), most=2, skip=1)
    assert [row.text for row in rows] == ["Do you sell diamonds?", "Where is Chopard?"]
    (again,) = await lists.with_keys(Listing.QUESTIONS, [rows[0].id, 1000])
    assert again.text == rows[0].text


async def test_merged_leads_are_listed_once_somebody_asks_for_them(house: House) -> None:
    kept, merged = await house.submit("Acme Ltd"), await house.submit("Acme Limited", "8")
    await house.review.merge(merged, kept, ANA)
    lists = DeskLists(house.database)
    assert await lists.count(Listing.LEADS, RowFilter()) == 1
    assert await lists.count(Listing.LEADS, RowFilter(named=frozenset({"merged_into"}))) == 2


async def test_who_may_not_see_addresses_finds_nobody_by_them(house: House) -> None:
    await house.submit()
    lists = DeskLists(house.database)
    for text, seen in (("eva@acme.example", 0), ("acme", 1)):
        assert await lists.count(Listing.LEADS, RowFilter(text=text)) == seen
        assert await lists.count(Listing.LEADS, RowFilter(text=text, sees_contact=True)) == 1
