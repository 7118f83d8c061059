"""Words in the staff chat that are no command and no reply to a card, through the fake server."""

import pytest
from sqlalchemy import func, select

from bot.store.schema import Conversation, Question
from tests.channels.telegram.stage import card_of, pressed, running, submitted
from tests.channels.telegram.test_exchange import written

FALLBACK = "I have no answer"


async def counted(database, row) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(row)) or 0


@pytest.mark.parametrize(
    "words",
    [
        "@arm_partner_bot ¿qué consultas hay nuevas?",
        "@arm_partner_bot",
        "@arm_partner_bot thanks a lot!",
        "@arm_partner_bot help",
        "@arm_partner_bot I want to talk to a person",
        "@arm_partner_bot I am going to kill myself",
        "@arm_partner_bot asdf qwer zxcv",
        "/nonsense@arm_partner_bot",
    ],
)
async def test_whatever_staff_say_they_get_no_visitors_answer_and_it_counts_nowhere(server, database, words):
    rita = server.user("Rita", "es")
    staff = server.group([rita])
    await submitted(database)
    async with running(server, database, staff=staff):
        card = await card_of(server, database, staff, "K7F-2MX")
        await rita.says(words, staff)
        told = await written(server, staff, "Here I carry out commands")
        assert told is not card
        await pressed(server, rita, "Open", told)
        await server.wait_for(lambda: "K7F-2MX · new" in told.text)
    assert await counted(database, Question) == 0
    assert await counted(database, Conversation) == 0
    assert server.refused == []


async def test_a_reply_to_a_list_is_no_question_of_a_visitor(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    await submitted(database)
    async with running(server, database, staff=staff):
        await card_of(server, database, staff, "K7F-2MX")
        await rita.says("/leads@arm_partner_bot", staff)
        listed = await written(server, staff, "Open enquiries")
        await rita.says("I will look at them tomorrow", staff, reply_to=listed)
        await written(server, staff, "Here I carry out commands")
    assert await counted(database, Question) == 0
    assert FALLBACK not in "".join(message.text for message in staff.from_bot)


async def test_what_the_knowledge_knows_is_answered_and_not_counted(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    async with running(server, database, staff=staff):
        await rita.says("@arm_partner_bot Who is Chopard?", staff)
        told = await written(server, staff, "Chopard works with ARM")
        assert told.buttons == []
        await rita.says("@arm_partner_bot Is Umbrella Ltd a partner of yours?", staff)
        await written(server, staff, "is not among the partners")
    assert await counted(database, Question) == 0


async def test_visitors_commands_work_in_the_staff_chat_and_other_groups_stay_as_they_were(server, database):
    rita = server.user("Rita", "en")
    staff, guests = server.group([rita]), server.group([rita], "Guests")
    async with running(server, database, staff=staff):
        await rita.says("/partners@arm_partner_bot", staff)
        await written(server, staff, "Choose a group")
        await rita.says("@arm_partner_bot asdf qwer zxcv", guests)
        await server.wait_for(lambda: guests.from_bot)
        assert "Here I carry out commands" not in guests.from_bot[0].text
    assert await counted(database, Question) == 1
