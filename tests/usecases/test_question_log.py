from datetime import date

from bot.core.match import Verdict
from bot.usecases.question_log import QuestionLog
from tests.staging import House


async def test_questions_without_an_answer_are_grouped_whatever_their_spelling(house: House) -> None:
    await house.say("ask answer who is Chopard")
    await house.say("ask fallback Qué hora es?")
    house.clock.turn(days=1)
    await house.say("ask not_listed QUE HORA ES")
    await house.say("ask fallback 🙂")
    first, second = await QuestionLog(house.database).unanswered()
    assert (first.text, first.count, first.verdict) == ("QUE HORA ES", 2, Verdict.NOT_LISTED)
    assert (first.last_at - first.first_at).days == 1
    assert (second.text, second.count) == ("🙂", 1)


async def test_what_was_said_on_a_day_can_be_told_with_the_version_of_the_knowledge(house: House) -> None:
    await house.say("ask answer who is Chopard")
    house.clock.turn(days=1)
    await house.say("ask fallback something else")
    (asked,) = await QuestionLog(house.database).asked_on(date(2026, 3, 2))
    assert (asked.text, asked.entry, asked.verdict, asked.knowledge_version) == (
        "who is Chopard",
        "chopard",
        Verdict.ANSWER,
        "sample",
    )
    assert asked.replies[0].text == "turn 1"
    assert await QuestionLog(house.database).asked_on(date(2026, 3, 4)) == ()


async def test_the_latest_questions_come_first(house: House) -> None:
    await house.say("ask answer one")
    await house.say("ask answer two")
    assert [asked.text for asked in await QuestionLog(house.database).latest(1)] == ["two"]
