"""Visitors ask and enquire, staff work on the lead: the main walk, start to end."""

import asyncio
from pathlib import Path

from tests.botapi import BotApi, Group, Person
from tests.shipped import KNOWLEDGE
from tests.whole_bot.enquiry import cards, enquiry
from tests.whole_bot.running import Installation
from tests.whole_bot.words import Words, evidence


async def test_a_visitor_asks_enquires_and_staff_work_on_the_lead(
    server: BotApi, bot: Installation, staff: Group, cleo: Person, words: Words, shipped_cache: Path
) -> None:
    bot.settings |= {"KNOWLEDGE_DIR": str(KNOWLEDGE), "CACHE_DIR": str(shipped_cache)}
    await bot.start()
    ana = server.user("Ana", "en")
    for question in ("Qui est Chopard ?", "¿Quién es Chopard?", "Who is Chopard?"):
        answer = await ana.asks(question)
        assert "Chopard" in answer.text
        assert answer.links
    assert len({message.text for message in ana.from_bot}) == 3

    for act, expected in enquiry(words)[1:]:
        since = len(ana.from_bot)
        await act(ana)
        reply = await evidence(server, ana, words, expected, since=since)
        if expected == "ask:reach":
            await server.wait_for(lambda: ana.chat.keyboard, what="for the share-contact button")
    (lead,) = await bot.leads()
    assert lead["reference"] in reply.text
    expected_values = {
        "status": "new",
        "company": "Aurum & <b>Sons</b>",
        "contact_name": "Ana O'Neill",
        "phone": "+447911123456",
        "country": "GB",
        "way": "buy",
        "language": "en",
        "channel": "telegram",
    }
    assert {name: lead[name] for name in expected_values} == expected_values

    (card,) = await server.wait_for(lambda: cards(staff))
    assert lead["reference"] in card.text
    claim = await cleo.presses(words.button("card_claim"), card)
    await server.wait_for(lambda: claim.answers and "Cleo" in card.text)
    moved = await cleo.presses(words.button("lead_status_contacted"), card)
    await server.wait_for(lambda: moved.answers and card.edits >= 2)
    (lead,) = await bot.leads()
    assert (lead["status"], lead["assignee"]) == ("contacted", "Cleo")
    assert cards(staff) == [card]

    mallory = server.user("Mallory")
    refused = await mallory.presses_token(card.buttons[0]["callback_data"], card)
    await server.wait_for(lambda: refused.answers)
    assert words.pattern("staff_only").replace("\\", "") in refused.text
    assert await bot.leads() == [lead]
    assert ana.unanswered == []
    assert [call for call in server.refused if "not modified" not in call.description] == []


async def test_two_taps_on_send_at_once_make_one_lead(
    server: BotApi, bot: Installation, staff: Group, words: Words
) -> None:
    await bot.start()
    ana = server.user("Ana")
    *steps, (send, _) = enquiry(words)
    for act, expected in steps:
        since = len(ana.from_bot)
        await act(ana)
        await evidence(server, ana, words, expected, since=since)
        if expected == "ask:reach":
            await server.wait_for(lambda: ana.chat.keyboard)
    since = len(ana.from_bot)
    await asyncio.gather(send(ana), send(ana))
    await evidence(server, ana, words, "lead_sent", since=since)
    await evidence(server, ana, words, "lead_sent_already", since=since)
    await server.wait_for(lambda: cards(staff))
    assert len(await bot.leads()) == 1
    await bot.stop()
    assert len(cards(staff)) == 1


ODD = [
    "😀😀😀",
    "<" * 4096,
    "&<b>" * 1000,
    "😀" * 2048,
    "'; DROP TABLE conversations; --",
    "<script>alert(1)</script>",
    "/",
    "/no_such_command",
    "/start " + "x" * 64,
    "\u202e\u200b.",
]


async def test_whatever_a_visitor_sends_gets_a_reply_that_telegram_takes(
    server: BotApi, bot: Installation
) -> None:
    await bot.start()
    ana = server.user("Ana <i>")
    for text in ODD:
        await ana.asks(text)
    for kind in ("sticker", "photo", "voice", "location"):
        since = len(ana.from_bot)
        await ana.sends(kind)
        await ana.reply(since)
    tapped = await ana.presses_token("no such token", ana.last)
    await server.wait_for(lambda: tapped.answers)
    assert ana.unanswered == []
    assert server.refused == []
