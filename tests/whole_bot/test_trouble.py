"""What goes wrong while it runs: bad edits, blocked chats, moved groups, lost connections."""

import asyncio

import pytest

from tests.botapi import BotApi, Group, Person
from tests.whole_bot.enquiry import cards, go_through
from tests.whole_bot.running import Installation
from tests.whole_bot.words import Words, evidence


async def test_a_broken_edit_keeps_the_old_knowledge_and_a_good_one_goes_live(
    server: BotApi, bot: Installation, staff: Group
) -> None:
    await bot.start()
    ana = server.user("Ana")
    assert "Chopard" in (await ana.asks("Who is Chopard?", 20)).text
    page = bot.folder / "knowledge" / "partners" / "chopard.yaml"
    whole = page.read_text(encoding="utf-8")
    page.write_text(whole.replace("sector: ", "sector: no-such-", 1), encoding="utf-8")
    await server.wait_for(lambda: any("chopard.yaml" in one.text for one in staff.from_bot), 20)
    assert "Chopard" in (await ana.asks("Who is Chopard?")).text
    page.write_text(whole.replace("Chopard", "Chopardissimo"), encoding="utf-8")
    for _ in range(40):
        if "Chopardissimo" in (await ana.asks("Who is Chopardissimo?")).text:
            break
        await asyncio.sleep(0.5)
    else:
        pytest.fail("the good edit did not go live")


async def test_somebody_who_blocks_the_bot_stops_nobody_else(
    server: BotApi, bot: Installation, words: Words
) -> None:
    await bot.start()
    ana, ben = server.user("Ana"), server.user("Ben")
    await ana.asks("/help", 20)
    await ana.says("Who is Chopard?")
    ana.blocks_bot()
    assert "Chopard" in (await ben.asks("Who is Chopard?", 20)).text
    ana.unblocks_bot()
    since = len(ana.from_bot)
    await ana.says("/help")
    await evidence(server, ana, words, "help", since=since)


async def test_the_card_follows_a_staff_group_to_its_new_id(
    server: BotApi, bot: Installation, staff: Group, cleo: Person, words: Words
) -> None:
    await bot.start()
    ana = server.user("Ana")
    await ana.asks("/help", 20)
    staff.upgrades(cleo)
    await go_through(server, bot, ana, words, lambda _: None)
    (card,) = await server.wait_for(lambda: cards(staff), 20)
    claim = await cleo.presses(words.button("card_claim"), card)
    await server.wait_for(lambda: claim.answers and "Cleo" in card.text)


async def test_a_refused_card_is_tried_again(
    server: BotApi, bot: Installation, staff: Group, words: Words
) -> None:
    await bot.start()
    to_staff = lambda call: call.text("chat_id") == str(staff.id)  # noqa: E731
    server.drop_next("sendMessage", where=to_staff)
    await go_through(server, bot, server.user("Ana"), words, lambda _: None)
    await server.wait_for(lambda: cards(staff), 60)


async def test_it_stops_when_asked_to_and_confirms_what_it_has_done(
    server: BotApi, bot: Installation, words: Words
) -> None:
    await bot.start()
    ana = server.user("Ana")
    await ana.says("Who is Chopard?")
    await server.wait_for(lambda: ana.from_bot, 20)
    assert await bot.stop() == 0
    assert all(update.confirmed for update in ana.updates)


async def test_a_token_that_is_withdrawn_ends_it_with_one_sentence(server: BotApi, bot: Installation) -> None:
    await bot.start()
    await server.user("Ana").asks("/help", 20)
    server.token = "7000000001:AAanotherTokenAltogether_0123456789"
    assert bot.process
    # The poll that stands open is answered first; the next one is refused.
    await server.user("Ben").says("hello")
    assert await asyncio.wait_for(bot.process.wait(), 20) == 1
    last = bot.log.read_text(encoding="utf-8").splitlines()[-1]
    assert "TELEGRAM_BOT_TOKEN" in last


async def test_a_server_that_goes_away_and_comes_back_is_found_again(
    server: BotApi, bot: Installation, words: Words
) -> None:
    await bot.start()
    ana = server.user("Ana")
    await ana.asks("/help", 20)
    await server.stop()
    await asyncio.sleep(0.5)
    since = len(ana.from_bot)
    await ana.says("/privacy")
    await server.start()
    await evidence(server, ana, words, "privacy", since=since, seconds=40)
