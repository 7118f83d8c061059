"""`kill -9` at any moment: nothing is lost, nothing doubled, nobody left without a reply."""

import pytest

from tests.botapi import BotApi, Group
from tests.patience import ended
from tests.whole_bot.enquiry import MOMENTS, cards, enquiry, go_through, let_claims_go
from tests.whole_bot.running import Installation
from tests.whole_bot.words import Words, told

pytestmark = pytest.mark.long


async def test_killed_after_every_update_the_form_goes_on_and_one_lead_comes_of_it(
    server: BotApi, bot: Installation, staff: Group, words: Words
) -> None:
    await bot.start()
    await go_through(server, bot, server.user("Ana"), words, lambda number: MOMENTS[number % 3])
    assert len(await bot.leads()) == 1
    await server.wait_for(lambda: cards(staff))
    await bot.stop()
    assert len(told(words, cards(staff))) == 1


@pytest.mark.parametrize("moment", [MOMENTS[0], MOMENTS[2]])
async def test_killed_while_the_enquiry_is_sent_it_is_neither_lost_nor_doubled(
    server: BotApi, bot: Installation, staff: Group, words: Words, moment: str
) -> None:
    await bot.start()
    ana = server.user("Ana")
    last = len(enquiry(words)) - 1
    await go_through(server, bot, ana, words, lambda number: moment if number == last else None)
    await server.wait_for(lambda: cards(staff))
    (lead,) = await bot.leads()
    assert [message for message in ana.from_bot if lead["reference"] in message.text]
    await bot.stop()
    assert len(told(words, cards(staff))) == 1


async def test_killed_while_the_card_is_sent_the_card_comes_later(
    server: BotApi, bot: Installation, staff: Group, words: Words
) -> None:
    await bot.start()
    to_staff = str(staff.id)
    fault = server.hold_next("sendMessage", lost=True, where=lambda call: call.text("chat_id") == to_staff)
    await go_through(server, bot, server.user("Ana"), words, lambda _: None)
    await ended(fault.met.wait())
    await bot.kill()
    assert fault.gate
    fault.gate.set()
    let_claims_go(bot)
    await bot.start()
    await server.wait_for(lambda: cards(staff))
    assert len(await bot.leads()) == 1
    await bot.stop()
    assert len(told(words, cards(staff))) == 1
