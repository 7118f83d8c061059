"""Updates that Telegram does not send yet, or that the library cannot read."""

import pytest
from sqlalchemy import select

from bot.channels.telegram.raw import rich_text
from bot.dialogue.turn import State
from bot.store.schema import Conversation, Failure
from tests.channels.telegram.stage import card_of, fill_form, running, settle

SERVICE = {
    "community_chat_added": {"community": {"id": 7, "title": "Jewellers"}},
    "community_chat_removed": {"community": {"id": 7}},
    "pinned_message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "old"},
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 86400},
    "gift": {"gift": {"id": "7", "from_the_future": True}, "text": "for you"},
    "hologram_shown": {"duration": 3, "text": "words in it are not the visitor's"},
    "thought_read": True,
    "chat_moved_to_mars": ["since", 2031],
}
POLL_OF_AN_OLDER_SERVER = {"id": "7", "question": "Gold or silver?", "options": []}
SENT_BUT_UNREADABLE = {
    "poll": POLL_OF_AN_OLDER_SERVER,
    "venue": {"title": "A mine without a place"},
    "dice": {"emoji": "🎲"},
    "document": {"file_name": "no-id.pdf"},
}


def rich(*blocks: object) -> dict[str, object]:
    return {"blocks": list(blocks)}


def paragraph(text: object) -> dict[str, object]:
    return {"type": "paragraph", "text": text}


async def failures(database) -> int:
    async with database.reading() as session:
        return len((await session.scalars(select(Failure))).all())


@pytest.mark.parametrize("kind", SERVICE)
async def test_what_nobody_said_is_not_answered_and_costs_nothing(server, database, kind):
    ana, rita = server.user("Ana"), server.user("Rita")
    staff = server.group([rita])
    async with running(server, database, staff=staff):
        await ana.asks("/enquire fund")
        await ana.asks("Acme")
        await settle(database, ana)
        before = len(ana.from_bot)
        await ana.sends(kind, SERVICE[kind])
        await rita.sends(kind, SERVICE[kind])
        await ana.asks("Eva")
        await settle(database, ana)
        (question,) = ana.from_bot[before:][:1]
        assert "e-mail" in question.text.lower() or "reach" in question.text.lower()
    assert staff.from_bot == []
    assert rita.from_bot == []
    assert await failures(database) == 0


@pytest.mark.parametrize("kind", SENT_BUT_UNREADABLE)
async def test_what_the_library_cannot_read_is_judged_by_what_it_is(server, database, kind):
    ana = server.user("Ana")
    async with running(server, database):
        await ana.sends(kind, SENT_BUT_UNREADABLE[kind])
        assert "I can only read text" in (await ana.reply(0)).text
    assert await failures(database) == 0


@pytest.mark.parametrize("caption", ["Who is Chopard?", "/start entry-chopard"])
async def test_words_beside_what_cannot_be_read_are_read(server, database, caption):
    ana = server.user("Ana")
    async with running(server, database):
        await ana.sends("poll", POLL_OF_AN_OLDER_SERVER, caption=caption)
        assert "Chopard works with ARM" in (await ana.reply(0)).text


async def test_a_reply_to_a_card_counts_although_the_card_comes_back_in_a_form_of_tomorrow(server, database):
    ana, rita = server.user("Ana"), server.user("Rita")
    staff = server.group([rita])
    async with running(server, database, staff=staff):
        reference = await fill_form(database, ana)
        card = await card_of(server, database, staff, reference)
        card.extra["poll"] = POLL_OF_AN_OLDER_SERVER
        await rita.says("We can help.", staff, reply_to=card)
        await server.wait_for(lambda: "We can help." in ana.last.text)
        query = await rita.presses("I take it", card)
        await server.wait_for(lambda: query.answers)
        assert "yours" in query.text.lower() or reference in query.text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (rich(paragraph("Who is Chopard?")), "Chopard works with ARM"),
        (rich(paragraph(["Who is ", {"type": "bold", "text": "Chopard"}, "?"])), "Chopard works with ARM"),
        (rich({"type": "list", "items": [{"blocks": [paragraph("Who is Microsoft?")]}]}), "Microsoft works"),
        (
            rich(paragraph({"type": "bot_command", "text": "/start entry-chopard", "bot_command": "/start"})),
            "Chopard works with ARM",
        ),
        (rich({"type": "divider"}), "I can only read text"),
    ],
)
async def test_text_and_commands_are_read_out_of_rich_messages(server, database, content, told):
    ana = server.user("Ana")
    async with running(server, database):
        await ana.sends("rich_message", content)
        assert told in (await ana.reply(0)).text


def test_a_rich_message_is_read_paragraph_by_paragraph_and_without_what_only_marks_it() -> None:
    content = rich(
        {"type": "heading", "text": "An enquiry", "size": 1},
        paragraph(["See ", {"type": "url", "text": "our site", "url": "https://www.example.org"}, "."]),
        {"type": "table", "cells": [[{"text": "gold"}, {"text": "5 kg"}]]},
        {"type": "details", "summary": "More", "blocks": [paragraph("of it")]},
        {"type": "photo", "photo": [{"file_id": "A"}], "caption": {"text": "A ring"}},
    )
    said = ["An enquiry", "See our site.", "gold 5 kg", "More", "of it", "A ring"]
    assert rich_text(content) == "\n".join(said)
    deep: object = "bottom"
    for _ in range(500):
        deep = [deep]
    assert rich_text(deep) == ""
    assert rich_text(None) == rich_text(7) == ""


def member(server, status: str, **more: object) -> dict[str, object]:
    return {"user": server.bot.shown, "status": status, **more}


OUT = [("left", {}), ("kicked", {"until_date": 0}), ("restricted", {"is_member": False}), ("banished", {})]


@pytest.mark.parametrize(("status", "more"), OUT)
@pytest.mark.parametrize(("earlier", "older"), OUT)
async def test_whoever_is_outside_has_not_joined(server, database, status, more, earlier, older):
    ana = server.user("Ana")
    group = server.group([ana])
    payload = {
        "chat": group.chat.shown,
        "from": ana.account.shown,
        "date": 1_800_000_000,
        "old_chat_member": member(server, earlier, **older),
        "new_chat_member": member(server, status, **more),
    }
    async with running(server, database):
        await server.confirmed(server.put("my_chat_member", payload, group.id))
        await ana.asks("/start")
    assert group.from_bot == []


@pytest.mark.parametrize("status", ["member", "administrator", "creator", "restricted"])
async def test_whoever_is_let_in_has_joined_whatever_rights_a_server_tells_of(server, database, status):
    ana = server.user("Ana")
    group = server.group([ana])
    payload = {
        "chat": group.chat.shown,
        "from": ana.account.shown,
        "date": 1_800_000_000,
        "old_chat_member": member(server, "left"),
        "new_chat_member": member(server, status, is_member=True, can_fly=True),
    }
    async with running(server, database):
        server.put("my_chat_member", payload, group.id)
        await server.wait_for(lambda: group.from_bot, "for the greeting")


@pytest.mark.parametrize("code", ["expo2026", "newsletter-07_en", "entry-nobody", "x" * 64])
async def test_the_code_of_any_link_is_the_origin_of_the_lead(server, database, code):
    ana = server.user("Ana")
    async with running(server, database) as stage:
        await ana.starts(code)
        await ana.reply(0)
        before = len(ana.from_bot)
        await ana.starts("another-link")
        await ana.reply(before)
        await fill_form(database, ana)
        (lead,) = await stage.review.list()
        assert lead.origin == code
        assert code in (await ana.asks("/mydata")).text
        await ana.asks("/forget")
        await ana.taps("erase" if any("erase" in b["text"] for b in ana.last.buttons) else "Yes")
    async with database.reading() as session:
        state = State.model_validate_json(await session.scalar(select(Conversation.state)))
    assert state.origin == ""


async def test_a_link_to_the_form_is_kept_beside_the_one_that_brought_the_visitor(server, database):
    ana = server.user("Ana")
    async with running(server, database) as stage:
        await ana.starts("expo2026")
        await ana.reply(0)
        before = len(ana.from_bot)
        await ana.starts("enquire-fund")
        await ana.reply(before)
        await settle(database, ana)
        for value in ("Acme", "Eva", "eva@example.com", "Colombia", "We would like to help."):
            await ana.asks(value)
            await settle(database, ana)
        await ana.taps("agree")
        await ana.taps("Send")
        await settle(database, ana)
        (lead,) = await stage.review.list()
    assert lead.origin == "expo2026, enquire-fund"


async def test_what_is_no_code_is_no_origin(server, database):
    ana = server.user("Ana")
    async with running(server, database):
        await ana.asks("/start what do you do?")
        await settle(database, ana)
    async with database.reading() as session:
        state = State.model_validate_json(await session.scalar(select(Conversation.state)))
    assert state.origin == ""
