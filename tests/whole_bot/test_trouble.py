"""What goes wrong while it runs: bad edits, blocked chats, moved groups, lost connections."""

from pathlib import Path

from tests.botapi import BotApi, Group, Person
from tests.patience import ended, until
from tests.whole_bot.enquiry import cards, go_through
from tests.whole_bot.running import Installation
from tests.whole_bot.words import Words, evidence


async def test_a_broken_edit_keeps_the_old_knowledge_and_a_good_one_goes_live(
    server: BotApi, bot: Installation, staff: Group
) -> None:
    await bot.start()
    ana = server.user("Ana")
    assert "Chopard" in (await ana.asks("Who is Chopard?")).text
    page = bot.folder / "knowledge" / "partners" / "chopard.yaml"
    whole = page.read_text(encoding="utf-8")
    page.write_text(whole.replace("sector: ", "sector: no-such-", 1), encoding="utf-8")
    await server.wait_for(lambda: any("chopard.yaml" in one.text for one in staff.from_bot))
    assert "Chopard" in (await ana.asks("Who is Chopard?")).text
    page.write_text(whole.replace("Chopard", "Chopardissimo"), encoding="utf-8")
    await until(lambda: "is live" in bot.said, "the good edit to go live")
    assert "Chopardissimo" in (await ana.asks("Who is Chopardissimo?")).text


async def test_after_a_wrong_edit_it_starts_again_and_staff_are_told(
    server: BotApi, bot: Installation, staff: Group
) -> None:
    await bot.start()
    ana = server.user("Ana")
    assert "Chopard" in (await ana.asks("Who is Chopard?")).text
    await bot.stop()
    page = bot.folder / "knowledge" / "partners" / "chopard.yaml"
    page.write_text("sektor: mining\n" + page.read_text(encoding="utf-8"), encoding="utf-8")
    doctor = await bot.run("doctor")
    assert doctor.status == 1
    assert "is started with" in doctor.out
    await bot.start()
    assert "Chopard" in (await ana.asks("Who is Chopard?")).text
    await server.wait_for(lambda: any("sektor" in one.text for one in staff.from_bot))


async def test_doctor_says_that_it_does_not_start_without_any_good_knowledge(
    bot: Installation, tmp_path: Path
) -> None:
    bot.settings["CACHE_DIR"] = str(tmp_path / "empty")
    page = bot.folder / "knowledge" / "partners" / "chopard.yaml"
    page.write_text("sektor: mining\n" + page.read_text(encoding="utf-8"), encoding="utf-8")
    assert "does not start" in " ".join((await bot.run("doctor")).out.split())
    finished = await bot.run()
    assert finished.status == 1
    assert "chopard.yaml:1: sektor" in finished.err
    assert "Traceback" not in finished.err


async def test_somebody_who_blocks_the_bot_stops_nobody_else(
    server: BotApi, bot: Installation, words: Words
) -> None:
    await bot.start()
    ana, ben = server.user("Ana"), server.user("Ben")
    await ana.asks("/help")
    await ana.says("Who is Chopard?")
    ana.blocks_bot()
    assert "Chopard" in (await ben.asks("Who is Chopard?")).text
    ana.unblocks_bot()
    since = len(ana.from_bot)
    await ana.says("/help")
    await evidence(server, ana, words, "help", since=since)


async def test_the_card_follows_a_staff_group_to_its_new_id(
    server: BotApi, bot: Installation, staff: Group, cleo: Person, words: Words
) -> None:
    await bot.start()
    ana = server.user("Ana")
    await ana.asks("/help")
    staff.upgrades(cleo)
    await go_through(server, bot, ana, words, lambda _: None)
    (card,) = await server.wait_for(lambda: cards(staff))
    claim = await cleo.presses(words.button("card_claim"), card)
    await server.wait_for(lambda: claim.answers and "Cleo" in card.text)


async def test_a_refused_card_is_tried_again(
    server: BotApi, bot: Installation, staff: Group, words: Words
) -> None:
    await bot.start()
    to_staff = lambda call: call.text("chat_id") == str(staff.id)  # noqa: E731
    server.drop_next("sendMessage", where=to_staff)
    await go_through(server, bot, server.user("Ana"), words, lambda _: None)
    await server.wait_for(lambda: cards(staff))


async def test_it_stops_when_asked_to_and_confirms_what_it_has_done(
    server: BotApi, bot: Installation, words: Words
) -> None:
    await bot.start()
    ana = server.user("Ana")
    await ana.says("Who is Chopard?")
    await server.wait_for(lambda: ana.from_bot)
    assert await bot.stop() == 0
    assert all(update.confirmed for update in ana.updates)


async def test_a_token_that_is_withdrawn_ends_it_with_one_sentence(server: BotApi, bot: Installation) -> None:
    await bot.start()
    await server.user("Ana").asks("/help")
    server.token = "7000000001:AAanotherTokenAltogether_0123456789"
    assert bot.process
    # The poll that stands open is answered first; the next one is refused.
    await server.user("Ben").says("hello")
    assert await ended(bot.process.wait()) == 1
    assert "TELEGRAM_BOT_TOKEN" in bot.said.splitlines()[-1]


async def test_a_server_that_goes_away_and_comes_back_is_found_again(
    server: BotApi, bot: Installation, words: Words
) -> None:
    await bot.start()
    ana = server.user("Ana")
    await ana.asks("/help")
    await server.stop()
    await until(lambda: "Telegram cannot be asked for updates" in bot.said, "the bot to notice")
    since = len(ana.from_bot)
    await ana.says("/privacy")
    await server.start()
    await evidence(server, ana, words, "privacy", since=since)
