"""Updates, webhooks, faults and people: the server seen by python-telegram-bot's client."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TimedOut

from tests.botapi import BotApi, Break, too_many
from tests.botapi.calling import call

LONG_POLL = 50
"""Seconds; no update comes later than that."""


async def test_unconfirmed_updates_come_again(server: BotApi, bot: Bot) -> None:
    ana = server.user()
    for text in ("one", "two", "three"):
        await ana.says(text)
    first = await bot.get_updates(timeout=0, limit=2)
    again = await bot.get_updates(timeout=0)
    assert [one.update_id for one in again[:2]] == [one.update_id for one in first]
    assert len(again) == 3
    rest = await bot.get_updates(offset=first[-1].update_id + 1, timeout=0)
    assert [one.message.text for one in rest if one.message] == ["three"]
    await ana.says("four")
    last = await bot.get_updates(offset=-1, timeout=0)
    assert [one.message.text for one in last if one.message] == ["four"]
    assert [one.confirmed for one in ana.updates] == [True, True, True, False]


async def test_a_long_poll_waits_for_an_update(server: BotApi, bot: Bot) -> None:
    ana = server.user()
    poll = asyncio.create_task(bot.get_updates(timeout=LONG_POLL))
    await server.wait_for(lambda: server.called("getUpdates"))
    await ana.says("hello")
    assert len(await asyncio.wait_for(poll, LONG_POLL / 2)) == 1


async def test_allowed_updates_are_remembered_and_leave_some_out_by_default(server: BotApi, bot: Bot) -> None:
    ana = server.user()
    assert server.put("chat_member", {}, 1) is None
    await bot.get_updates(timeout=0, allowed_updates=["callback_query"])
    await bot.get_updates(timeout=0)
    await ana.says("unheard")
    assert ana.updates == []
    await bot.get_updates(timeout=0, allowed_updates=[])
    await ana.says("evidence")
    assert len(ana.updates) == 1


async def test_there_is_one_poller_and_none_beside_a_webhook(server: BotApi, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=LONG_POLL))
    await server.wait_for(lambda: server.called("getUpdates"))
    await call(server, "getUpdates", timeout=0)
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first
    await bot.set_webhook(f"{server.url}/hook")
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates(timeout=0)
    with pytest.raises(BadRequest, match="https url must be provided"):
        await bot.set_webhook("http://example.org/hook")
    await bot.delete_webhook()
    assert (await bot.get_webhook_info()).url == ""


async def test_a_webhook_gets_each_update_with_the_secret_until_it_takes_it(server: BotApi, bot: Bot) -> None:
    seen: list[tuple[str, str]] = []

    async def hook(request: web.Request) -> web.Response:
        body = await request.json()
        seen.append((request.headers["X-Telegram-Bot-Api-Secret-Token"], body["message"]["text"]))
        return web.Response(status=500 if len(seen) == 1 else 200)

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        await bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token="s3cret")
        ana = server.user()
        await ana.says("one")
        await ana.says("two")
        await server.wait_for(lambda: all(one.confirmed for one in ana.updates))
    finally:
        await runner.cleanup()
    assert seen == [("s3cret", "one"), ("s3cret", "one"), ("s3cret", "two")]


async def test_tokens_and_methods_that_are_wrong(server: BotApi) -> None:
    assert (await call(server, "getMe", token="7000000001:AAwrongwrongwrong"))["error_code"] == 401
    assert (await call(server, "getMe", token="nonsense"))["error_code"] == 404
    assert (await call(server, "getWeather"))["error_code"] == 404
    with pytest.raises(InvalidToken):
        await Bot("7000000001:AAwrongwrongwrong", base_url=f"{server.url}/bot").initialize()


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
async def test_faults_by_script(server: BotApi, bot: Bot) -> None:
    ana = server.user()
    await ana.starts()
    server.fail_next("sendMessage", too_many(7))
    with pytest.raises(RetryAfter) as wait:
        await bot.send_message(ana.id, "x")
    assert "7 seconds" in str(wait.value)
    server.drop_next("sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(ana.id, "lost before")
    server.drop_next("sendMessage", Break.AFTER)
    with pytest.raises(NetworkError):
        await bot.send_message(ana.id, "arrived all the same")
    server.hold_next("sendMessage", lost=True)
    with pytest.raises(TimedOut):
        await bot.send_message(ana.id, "late", read_timeout=0.1)
    hold = server.hold_next("sendMessage")
    sending = asyncio.create_task(bot.send_message(ana.id, "held"))
    await hold.met.wait()
    assert ana.last.text == "arrived all the same"
    assert hold.gate
    hold.gate.set()
    await sending
    assert ana.last.text == "held"


async def test_privacy_mode_shows_the_bot_what_is_meant_for_it(server: BotApi, bot: Bot) -> None:
    ana = server.user()
    group = server.group([ana])
    ours = await bot.send_message(group.id, "card")
    seen = group.chat.messages[ours.message_id]
    other = await ana.says("hello all", group)
    await ana.says("mail me: x@arm_partner_bot", group)
    await ana.says("/leads@another_bot", group)
    await ana.says("who is right?", group, reply_to=other)
    for text in ("😀 hi @ARM_partner_bot", "/leads", "/leads@arm_partner_bot"):
        await ana.says(text, group)
    await ana.says("a note", group, reply_to=seen)
    updates = await bot.get_updates(timeout=0)
    evidence = [update.message for update in updates if update.message]
    assert [one.text for one in evidence] == [
        "😀 hi @ARM_partner_bot",
        "/leads",
        "/leads@arm_partner_bot",
        "a note",
    ]
    assert evidence[0].parse_entities(["mention"]).popitem()[1] == "@ARM_partner_bot"
    assert evidence[0].entities[0].offset == 6
    assert evidence[3].reply_to_message
    assert evidence[3].reply_to_message.text == "card"


async def test_members_and_chats(server: BotApi, bot: Bot) -> None:
    ana, ben = server.user("Ana"), server.user("Ben")
    group = server.group([ana], "Staff")
    group.joins(ana, "creator")
    assert (await bot.get_chat(group.id)).title == "Staff"
    assert (await bot.get_chat_member(group.id, ana.id)).status == "creator"
    assert (await bot.get_chat_member(group.id, ben.id)).status == "left"
    assert [one.user.id for one in await bot.get_chat_administrators(group.id)] == [ana.id]
    with pytest.raises(BadRequest, match="Participant_id_invalid"):
        await bot.get_chat_member(group.id, 12)
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.get_chat(ben.id)


async def test_inline_queries(server: BotApi) -> None:
    ana = server.user()
    query = await ana.inline("chopard")

    def article(**more: Any) -> dict[str, Any]:
        content = {"message_text": "<b>x</b>", "parse_mode": "HTML"}
        return {"type": "article", "id": "1", "title": "Chopard", "input_message_content": content} | more

    async def answer(results: list[dict[str, Any]]) -> str:
        given = await call(server, "answerInlineQuery", inline_query_id=query.id, results=json.dumps(results))
        return given.get("description", "well")

    assert "RESULTS_TOO_MUCH" in await answer([article(id=str(number)) for number in range(51)])
    assert "RESULT_ID_INVALID" in await answer([article(id="x" * 65)])
    assert "RESULT_ID_DUPLICATE" in await answer([article(), article()])
    bad_html = {"message_text": "<b>x", "parse_mode": "HTML"}
    assert "can't parse entities" in await answer([article(input_message_content=bad_html)])
    assert await answer([article()]) == "well"
    assert query.answers[-1]["results"][0]["title"] == "Chopard"


async def test_a_long_message_goes_out_in_parts_as_apps_send_it(server: BotApi) -> None:
    ana = server.user()
    await ana.says("😀" * 2049)
    assert [len(one.payload["text"]) for one in ana.updates] == [2048, 1]
    with pytest.raises(ValueError, match="empty"):
        await ana.says("  ")


async def test_messages_without_a_reply_are_known(server: BotApi, bot: Bot) -> None:
    ana = server.user()
    await ana.says("one")
    await bot.send_message(ana.id, "reply")
    unheard = [await ana.says("two"), await ana.says("three")]
    assert ana.unanswered == unheard


async def test_a_group_refuses_for_a_while_and_takes_messages_again(server: BotApi, bot: Bot) -> None:
    group = server.group([server.user("Rita")])
    group.refuses("TOPIC_CLOSED")
    with pytest.raises(BadRequest):
        await bot.send_message(group.id, "hello")
    group.takes_again()
    await bot.send_message(group.id, "hello")
    assert [message.text for message in group.from_bot] == ["hello"]


async def test_a_chat_that_is_busy_asks_to_wait_and_others_do_not(server: BotApi, bot: Bot) -> None:
    ana, ben = server.user("Ana"), server.user("Ben")
    for person in (ana, ben):
        await person.starts()
    server.busy(ana, 45)
    with pytest.raises(RetryAfter):
        await bot.send_message(ana.id, "hello")
    await bot.send_message(ben.id, "hello")


async def test_dates_are_those_of_a_clock_that_is_ahead(server: BotApi, bot: Bot) -> None:
    server.skew = 24 * 60 * 60
    message = await server.user("Ana").says("hello")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert int(update.message.date.timestamp()) == message.date + 24 * 60 * 60
