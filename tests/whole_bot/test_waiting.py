"""Chats that have to wait, and a database file that is not there for a while."""

import time

from tests.botapi import BotApi, Group, Person
from tests.patience import until
from tests.whole_bot.enquiry import go_through
from tests.whole_bot.running import Installation
from tests.whole_bot.words import Words

STOPS_WITHIN = 8.0
"""Seconds: the five that are promised, and something for a busy machine."""


async def test_it_stops_in_seconds_while_the_staff_group_is_in_slow_mode(
    server: BotApi, bot: Installation, staff: Group, cleo: Person, words: Words
) -> None:
    await bot.start()
    ana = server.user("Ana")
    assert "Chopard" in (await ana.asks("Who is Chopard?")).text
    server.busy(staff, 45)
    await cleo.says("/leads@arm_partner_bot", staff)
    await go_through(server, bot, ana, words, lambda _: None)
    await server.wait_for(lambda: server.refused, "for the group to refuse")
    began = time.monotonic()
    assert await bot.stop() == 0
    assert time.monotonic() - began < STOPS_WITHIN


async def test_while_the_database_file_is_away_nothing_is_confirmed_and_nothing_lost(
    server: BotApi, bot: Installation
) -> None:
    await bot.start()
    ana = server.user("Ana")
    assert "Chopard" in (await ana.asks("Who is Chopard?")).text
    file, away = bot.folder / "bot.db", bot.folder / "away.db"
    file.rename(away)
    said = len(ana.from_bot)
    await ana.says("/help")
    await until(lambda: "its file is gone" in bot.said, "the bot to notice")
    assert not ana.updates[-1].confirmed
    assert not file.exists()
    away.rename(file)
    await ana.reply(said)
