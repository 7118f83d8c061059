"""The server refuses what Telegram refuses, in the same words."""

from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.botapi import BotApi
from tests.botapi.calling import call


def keyboard(**action: Any) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("Go", **action)]])


TEXTS = [
    ("", "", "message text is empty"),
    ("  \n ", "", "text must be non-empty"),
    ("\u200b\u2060", "", "text must be non-empty"),
    ("<b></b>", "HTML", "message text is empty"),
    ("a" * 4097, "", "message is too long"),
    ("😀" * 2049, "", "message is too long"),
    ("<b>bold", "HTML", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
    ("é<p>x</p>", "HTML", 'can\'t parse entities: Unsupported start tag "p" at byte offset 2'),
    ("1 < 2", "HTML", 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
    ("<b><i>x</b></i>", "HTML", 'expected "</i>", found "</b>"'),
    ("x</b>", "HTML", "can't parse entities: Unexpected end tag at byte offset 1"),
    ("<b", "HTML", "can't parse entities: Unclosed start tag at byte offset 0"),
    ("<b>x</b", "HTML", "can't parse entities: Unclosed end tag at byte offset 4"),
    ('<a href="https://a.org>x</a>', "HTML", "can't parse entities: Unclosed start tag at byte offset 0"),
    ("<a href>x</a>", "HTML", "can't parse entities: Expected equal sign"),
    ("<a href=a/b>x</a>", "HTML", "can't parse entities: Unexpected end of name token"),
    ("<span>x</span>", "HTML", 'Tag "span" must have class "tg-spoiler"'),
    ("*x*", "MarkdownX", "unsupported parse_mode"),
]


@pytest.mark.parametrize(("text", "mode", "reason"), TEXTS)
async def test_texts_that_telegram_refuses(server: BotApi, text: str, mode: str, reason: str) -> None:
    ana = server.user()
    await ana.starts()
    answer = await call(server, "sendMessage", chat_id=ana.id, text=text, parse_mode=mode)
    assert answer["error_code"] == 400
    assert reason in answer["description"]
    assert not ana.from_bot


async def test_text_is_measured_after_parsing_and_trimming(server: BotApi, bot: Bot) -> None:
    ana = server.user()
    await ana.starts()
    await bot.send_message(ana.id, f"  <b>{'&lt;' * 4096}</b>\n ", parse_mode="HTML")
    assert ana.last.text == "<" * 4096
    assert ana.last.marked("bold") == [ana.last.text]


async def test_html_becomes_text_with_entities_in_utf16_units(server: BotApi, bot: Bot) -> None:
    ana = server.user()
    await ana.starts()
    source = (
        '\n😀 <b>Gold <i>&amp;</i></b> &#233;&#x1F600;&nbsp; <a href="https://x.org/?a=1&amp;b=2">link</a>'
    )
    sent = await bot.send_message(ana.id, source, parse_mode="HTML")
    assert sent.text == "😀 Gold & é😀&nbsp; link"
    assert ana.last.marked("bold") == ["Gold &"]
    assert ana.last.marked("italic") == ["&"]
    assert ana.last.marked("text_link") == ["link"]
    assert ana.last.links == ["https://x.org/?a=1&b=2"]
    assert [sent.parse_entity(entity) for entity in sent.entities] == ["Gold &", "&", "link"]


KEYBOARDS = [
    ({"inline_keyboard": [[{"text": "Go", "callback_data": "é" * 33}]]}, "BUTTON_DATA_INVALID"),
    ({"inline_keyboard": [[{"text": "Go", "callback_data": ""}]]}, "BUTTON_DATA_INVALID"),
    ({"inline_keyboard": [[{"text": "Go"}]]}, "Text buttons are unallowed in the inline keyboard"),
    ({"inline_keyboard": [[{"text": " ", "callback_data": "x"}]]}, "text must be non-empty"),
    (
        {"inline_keyboard": [[{"text": "Go", "callback_data": "x", "url": "https://x.org"}]]},
        "exactly one action",
    ),
    ({"inline_keyboard": [[{"text": "Go", "url": "nonsense"}]]}, "Wrong HTTP URL"),
    ({"inline_keyboard": [[{"text": "Go", "callback_data": "x"}] * 9]}, "BUTTON_ROW_TOO_LONG"),
    ({"inline_keyboard": [[{"text": "Go", "callback_data": "x"}]] * 101}, "reply markup is too long"),
    (
        {"keyboard": [[{"text": "Go"}]], "remove_keyboard": True},
        "can't parse reply keyboard markup JSON object",
    ),
    ({"buttons": []}, "can't parse reply keyboard markup JSON object"),
    ("[", "can't parse reply keyboard markup JSON object"),
]


@pytest.mark.parametrize(("markup", "reason"), KEYBOARDS)
async def test_keyboards_that_telegram_refuses(server: BotApi, markup: Any, reason: str) -> None:
    ana = server.user()
    await ana.starts()
    answer = await call(server, "sendMessage", chat_id=ana.id, text="x", reply_markup=markup)
    assert answer["error_code"] == 400
    assert reason in answer["description"]


async def test_a_contact_is_asked_for_in_private_only(server: BotApi, bot: Bot) -> None:
    ana = server.user()
    group = server.group([ana])
    ask = ReplyKeyboardMarkup([[KeyboardButton("Share", request_contact=True)]], one_time_keyboard=True)
    with pytest.raises(BadRequest, match="Phone number can be requested in private chats only"):
        await bot.send_message(group.id, "Your number?", reply_markup=ask)
    await ana.starts()
    with pytest.raises(AssertionError, match="no share-contact button"):
        await ana.shares_contact()
    await bot.send_message(ana.id, "Your number?", reply_markup=ask)
    await ana.shares_contact("+573001234567")
    *_, update = await bot.get_updates(timeout=0)
    assert update.message
    assert update.message.contact
    assert update.message.contact.user_id == ana.id


async def test_chats_out_of_reach(server: BotApi, bot: Bot) -> None:
    ana, ben = server.user("Ana"), server.user("Ben")
    group = server.group([ana])
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(1, "x")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(ana.id, "x")
    await ben.starts()
    ben.blocks_bot()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ben.id, "x")
    group.kicks_bot(ana)
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group.id, "x")
    group.adds_bot(ana)
    old = group.id
    group.upgrades(ana)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(old, "x")
    assert moved.value.new_chat_id == group.id
    assert group.id < -1_000_000_000_000


async def test_edits(server: BotApi, bot: Bot) -> None:
    ana = server.user()
    said = await ana.starts()
    sent = await bot.send_message(
        ana.id, "<b>one</b>", parse_mode="HTML", reply_markup=keyboard(callback_data="a")
    )
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text(
            "<strong>one</strong>",
            ana.id,
            sent.message_id,
            parse_mode="HTML",
            reply_markup=keyboard(callback_data="a"),
        )
    await bot.edit_message_text("two", ana.id, sent.message_id)
    assert (ana.last.text, ana.last.buttons) == ("two", [])
    await bot.edit_message_reply_markup(ana.id, sent.message_id, reply_markup=keyboard(callback_data="b"))
    assert ana.last.labels == ["Go"]
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", ana.id, said.id)
    await bot.delete_message(ana.id, sent.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("three", ana.id, sent.message_id)
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(ana.id, "x", reply_to_message_id=sent.message_id)


async def test_a_tap_must_be_answered_in_time_and_briefly(server: BotApi, bot: Bot) -> None:
    ana = server.user()
    await ana.starts()
    await bot.send_message(ana.id, "x", reply_markup=keyboard(callback_data="token"))
    tap = await ana.presses("Go")
    late = await ana.presses("Go")
    late.expire()
    *_, update = await bot.get_updates(allowed_updates=[], timeout=0)
    assert update.callback_query
    assert update.callback_query.data == "token"
    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.answer_callback_query(tap.id, "x" * 201)
    await bot.answer_callback_query(tap.id, "x" * 200, show_alert=True)
    assert tap.alert
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(late.id)
    with pytest.raises(AssertionError, match="no such button"):
        await ana.presses("Stop")


async def test_files_and_captions(server: BotApi, bot: Bot) -> None:
    ana = server.user()
    await ana.starts()
    await bot.send_document(ana.id, b"a,b\n", filename="leads.csv", caption="<i>all</i>", parse_mode="HTML")
    assert ana.last.file
    assert (ana.last.file.name, ana.last.file.content, ana.last.text) == ("leads.csv", b"a,b\n", "all")
    await bot.send_photo(ana.id, b"\x89PNG\r\n\x1a\n....")
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_document(ana.id, b"x", caption="x" * 1025)
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await bot.send_photo(ana.id, b"<html>")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("x", ana.id, ana.last.id)


@pytest.mark.parametrize(
    ("commands", "reason"),
    [
        ([("Start", "x")], "BOT_COMMAND_INVALID"),
        ([("a" * 33, "x")], "BOT_COMMAND_INVALID"),
        ([("start", "")], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([("start", "x" * 257)], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([(f"c{number}", "x") for number in range(101)], "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_menus_that_telegram_refuses(
    server: BotApi, commands: list[tuple[str, str]], reason: str
) -> None:
    listed = [{"command": name, "description": about} for name, about in commands]
    answer = await call(server, "setMyCommands", commands=listed)
    assert reason in answer["description"]


async def test_menus_by_scope_and_language(server: BotApi, bot: Bot) -> None:
    group = server.group([server.user()])
    await bot.set_my_commands([BotCommand("start", "Empezar")], language_code="es")
    await bot.set_my_commands([BotCommand("leads", "Leads")], scope=BotCommandScopeChat(group.id))
    assert await bot.get_my_commands() == ()
    assert [one.command for one in await bot.get_my_commands(language_code="es")] == ["start"]
    assert [one.command for one in await bot.get_my_commands(scope=BotCommandScopeChat(group.id))] == [
        "leads"
    ]
    with pytest.raises(BadRequest, match="Invalid language code"):
        await bot.set_my_commands([BotCommand("start", "x")], language_code="es-CO")


async def test_a_topic_that_is_not_there_takes_no_message(server: BotApi) -> None:
    group = server.group([server.user()], supergroup=True)
    group.opens_topic(5)
    sent = await call(server, "sendMessage", chat_id=group.id, text="hello", message_thread_id=5)
    assert sent["result"]["is_topic_message"]
    group.deletes_topic(5)
    refused = await call(server, "sendMessage", chat_id=group.id, text="hello", message_thread_id=5)
    assert "message thread not found" in refused["description"]
    assert group.from_bot == []
