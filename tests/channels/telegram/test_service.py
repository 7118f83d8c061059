import logging

import pytest

from bot.core.errors import BotError
from tests.botapi import TOKEN, Refusal, too_many
from tests.channels.telegram.stage import make_talk, running
from tests.patience import until


async def test_a_wrong_token_is_one_clear_sentence_without_the_token(server, database):
    wrong = "7000000001:AAWrongTokenWrongTokenWrongToken"
    with pytest.raises(BotError) as caught:
        async with running(server, database, token=wrong):
            pass
    assert "TELEGRAM_BOT_TOKEN" in str(caught.value)
    assert wrong not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_what_cannot_be_a_token_is_refused_as_clearly(server, database):
    with pytest.raises(BotError, match="TELEGRAM_BOT_TOKEN"):
        async with running(server, database, token="not a token"):
            pass


async def test_a_server_out_of_reach_is_one_clear_sentence(server, database):
    await server.stop()
    with pytest.raises(BotError, match="cannot be reached"):
        async with running(server, database):
            pass
    await server.start()


async def test_a_webhook_is_taken_down_and_what_waits_is_kept(server, database):
    ana = server.user("Ana", "en")
    await ana.says("Who is Chopard?")
    async with running(server, database):
        assert "Chopard works" in (await ana.reply(0)).text


async def test_menus_stand_in_every_language_and_for_staff(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    async with running(server, database, staff=staff):
        await server.wait_for(lambda: len(server.called("setMyCommands")) == 9)
    assert server.refused == []


async def test_a_second_copy_makes_the_first_wait_and_say_so(server, database, caplog):
    ana = server.user("Ana", "en")
    server.fail_next("getUpdates", Refusal(409, "Conflict: terminated by other getUpdates request"))
    with caplog.at_level(logging.WARNING):
        async with running(server, database):
            await server.wait_for(lambda: len(server.called("getUpdates")) > 1)
            assert "Chopard works" in (await ana.asks("Who is Chopard?")).text
    assert "Another copy" in caplog.text


async def test_a_server_that_asks_for_a_pause_is_given_it(server, database):
    ana = server.user("Ana", "en")
    async with running(server, database):
        server.fail_next("sendMessage", too_many(1))
        assert "Chopard works" in (await ana.asks("Who is Chopard?")).text


async def test_nonsense_from_a_proxy_is_outlived(server, database):
    from tests.botapi.faults import Fault  # noqa: PLC0415

    ana = server.user("Ana", "en")
    server.script.add(Fault("getUpdates", garbage=True))
    async with running(server, database):
        assert "Chopard works" in (await ana.asks("Who is Chopard?")).text


async def test_the_server_may_go_away_and_come_back(server, database, caplog):
    ana = server.user("Ana", "en")
    async with running(server, database):
        await ana.asks("/start")
        await server.stop()
        await until(lambda: "Telegram cannot be asked for updates" in caplog.text, "the bot to notice")
        await server.start()
        assert "Chopard works" in (await ana.asks("Who is Chopard?")).text


async def test_an_update_nobody_can_read_does_not_hold_up_the_others(server, database):
    ana = server.user("Ana", "en")
    async with running(server, database):
        server.put("message", {"message_id": "what"}, ana.id)
        assert "Chopard works" in (await ana.asks("Who is Chopard?")).text


async def test_an_update_that_comes_again_after_a_crash_is_not_answered_twice(server, database):
    ana = server.user("Ana", "en")
    async with running(server, database):
        await ana.asks("/start")
        await ana.asks("Who is Chopard?")
    for update in ana.updates:
        update.confirmed = False
        if update not in server.feed.waiting:
            server.feed.waiting.append(update)
    async with running(server, database):
        await server.wait_for(lambda: all(update.confirmed for update in ana.updates))
    assert len(ana.from_bot) == 2
    assert await make_talk(database).unsent("telegram") == ()


async def test_the_token_never_reaches_a_log(server, database, caplog):
    ana = server.user("Ana", "en")
    with caplog.at_level(logging.DEBUG):
        async with running(server, database):
            server.drop_next("sendMessage")
            server.drop_next("getUpdates")
            await ana.asks("Who is Chopard?")
    assert TOKEN not in caplog.text


async def test_a_slow_chat_does_not_keep_others_waiting(server, database):
    ana, ben = server.user("Ana", "en"), server.user("Ben", "en")
    async with running(server, database):
        await ana.asks("/start")
        held = server.hold_next("sendMessage", where=lambda call: call.text("chat_id") == str(ana.id))
        await ana.says("Who is Chopard?")
        await held.met.wait()
        assert "Microsoft works" in (await ben.asks("Who is Microsoft?")).text
        held.gate.set()
        assert "Chopard works" in (await ana.reply(1)).text
