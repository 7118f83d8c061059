from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text, update

from bot.store import gaps
from bot.store.schema import GAP, Question
from tests.staging import House, open_house, sqlite_url


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(sqlite_url(tmp_path)) as opened:
        yield opened


async def ask(house: House, *questions: str) -> None:
    for number, question in enumerate(questions):
        await house.say(f"ask {question}", str(number))


async def test_only_bad_ratings_are_counted_as_such(house: House) -> None:
    await ask(house, "fallback What?", "fallback what", "fallback WHAT")
    async with house.database.transaction() as session:
        await session.execute(update(Question).where(Question.id == 1).values(rating=-1))
        await session.execute(update(Question).where(Question.id == 2).values(rating=1))
        (gap,) = await gaps.most_frequent(session, 10)
    assert (gap.count, gap.badly_rated) == (3, 1)


async def test_a_gap_of_a_period_is_one_that_was_asked_then(house: House) -> None:
    await ask(house, "fallback Long ago?")
    house.clock.turn(days=30)
    since = house.clock()
    await ask(house, "fallback Of late?")
    async with house.database.reading() as session:
        assert [gap.text for gap in await gaps.most_frequent(session, 10, since)] == ["Of late?"]


async def test_gaps_are_found_by_their_index(house: House) -> None:
    async with house.database.reading() as session:
        plan = await session.execute(
            text(f"EXPLAIN QUERY PLAN SELECT language, folded FROM questions WHERE {GAP}")
        )
        assert "ix_questions_gaps" in str(plan.all())
