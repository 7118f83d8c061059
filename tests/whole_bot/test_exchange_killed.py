"""`kill -9` at every step of an exchange: no word and no file is lost, and none comes twice unmarked."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.leads.lead import Lead, Staff
from bot.leads.staff import Direction, Face
from bot.store.database import Database
from bot.usecases.exchange import Exchange
from bot.usecases.review import Review
from tests.botapi import BotApi, Group, Message, Person
from tests.channels.telegram.stage import card_of, submitted
from tests.patience import ended, until
from tests.whole_bot.enquiry import MOMENTS, kill_at, let_claims_go
from tests.whole_bot.running import Installation
from tests.whole_bot.words import Words

pytestmark = pytest.mark.long

DESK = Staff("telegram:1", "Rita", face=Face.DESK)
ON_ITS_WAY = ("on its way, and lost", "on its way, and arriving")
STEPS = ("staff send a file", "the visitor answers", "the desk answers")
ANSWER = "somos 40 socios"
THANKS = "Gracias, ya tenemos todo."

Act = Callable[[], Awaitable[object]]


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def opened(bot: Installation) -> AsyncIterator[Database]:
    """The bot's database, as the desk has it in a process of its own."""
    database = await Database.open(bot.settings["DATABASE_URL"])
    try:
        yield database
    finally:
        await database.close()


async def killed_over(
    server: BotApi, bot: Installation, act: Act, to: int, with_text: str, *, arrives: bool
) -> None:
    """Do something and kill the bot while it brings that to somebody, then start it again."""

    def brings(call: Any) -> bool:
        said = call.text("text") + call.text("caption")
        is_edit = "message_id" in call and "from_chat_id" not in call
        return call.text("chat_id") == str(to) and with_text in said and not is_edit

    fault = server.hold_next("*", lost=not arrives, where=brings)
    await act()
    await ended(fault.met.wait())
    await bot.kill()
    before = len(server.world.chats[to].from_bot)
    assert fault.gate
    fault.gate.set()
    if arrives:
        await server.wait_for(lambda: len(server.world.chats[to].from_bot) > before)
    let_claims_go(bot)
    await bot.start()


def brought(messages: list[Message], words: Words, text: str) -> list[Message]:
    """The messages with a text; all but the first have to say that they may have come before."""
    note = words.knowledge.phrases["may_be_again"]["en"]
    found = [message for message in messages if text in message.text and not message.buttons]
    assert len([message for message in found if note not in message.text]) <= 1, "twice without a word of it"
    return found


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("moment", [*MOMENTS, *ON_ITS_WAY])
async def test_killed_at_any_step_of_an_exchange_everything_arrives(
    server: BotApi, bot: Installation, staff: Group, cleo: Person, words: Words, step: str, moment: str
) -> None:
    if step == "the desk answers" and moment in MOMENTS:
        pytest.skip("no update comes from the desk")
    ana = server.user("Ana")
    ana.chat.started = True
    async with opened(bot) as database:
        reference = await submitted(database, chat_id=str(ana.id))
        await bot.start()
        card = await card_of(server, database, staff, reference)

        async def send_file() -> None:
            await cleo.sends("document", caption="Please sign", where=staff, reply_to=card)

        async def answer() -> None:
            await ana.says(ANSWER)

        async def reply_from_desk() -> None:
            exchange = Exchange(database, now)
            await exchange.reply_to_visitor(reference, THANKS, DESK, event_id="desk:1")

        async def whole() -> Lead:
            lead = await Review(database, now).show(reference)
            assert lead is not None
            return lead

        async def walk(name: str, act: Act, person: Person, to: int, text: str) -> None:
            if name != step:
                await act()
            elif moment in MOMENTS:
                await kill_at(server, bot, person, lambda _: act(), moment)
            else:
                await killed_over(server, bot, act, to, text, arrives=moment == ON_ITS_WAY[1])

            async def is_there() -> bool:
                lead, chat = await whole(), server.world.chats[to].from_bot
                settled = all(message.state == "sent" for message in lead.messages)
                return settled and bool(brought(chat, words, text))

            await until(is_there, f"{text!r} to arrive")

        await walk("staff send a file", send_file, cleo, ana.id, "Please sign")
        await walk("the visitor answers", answer, ana, staff.id, ANSWER)
        await walk("the desk answers", reply_from_desk, cleo, ana.id, THANKS)
        lead = await whole()
        await bot.stop()
    assert [(message.direction, message.text) for message in lead.messages] == [
        (Direction.TO_VISITOR, "Please sign"),
        (Direction.FROM_VISITOR, ANSWER),
        (Direction.TO_VISITOR, THANKS),
    ]
    (signed, *_) = brought(ana.from_bot, words, "Please sign")
    assert signed.extra["document"]["file_name"] == "plan.pdf"
    if moment == ON_ITS_WAY[1]:
        to, text = {
            STEPS[0]: (ana.from_bot, "Please sign"),
            STEPS[1]: (staff.from_bot, ANSWER),
            STEPS[2]: (ana.from_bot, THANKS),
        }[step]
        assert len(brought(to, words, text)) == 2
