"""The real dialogue, form and matcher, on a real database."""

import asyncio
from itertools import count

from sqlalchemy import func, select

from bot.dialogue.turn import Choice, Chose, Event, Reply, Said
from bot.store.schema import LeadRow
from bot.usecases.talk import Talk
from tests.dialogue.conversation import snapshot
from tests.staging import START, House, Shelf

_IDS = count(1)


def say(text: str) -> Event:
    return Said(f"enquiry-{next(_IDS)}", text, START, "en")


def press(choice: Choice) -> Event:
    return Chose(f"enquiry-{next(_IDS)}", choice.token, START, "en")


def choice(replies: tuple[Reply, ...], label: str) -> Choice:
    return next(found for reply in replies for row in reply.choices for found in row if label in found.label)


async def fill_in(talk: Talk) -> Choice:
    """Fill the form in up to its summary, and give the button that sends it."""
    replies: tuple[Reply, ...] = ()
    for text in (
        "/enquire",
        "Fund a project",
        "<b>Acme</b>'; DROP TABLE leads; --",
        "Eva Pérez",
        "eva@acme-gold.com",
        "Colombia",
        "We would like to help.",
        "I agree",
    ):
        replies = (await talk.turn("test", "7", say(text))).replies
    return choice(replies, "Send")


def talk_of(house: House) -> Talk:
    return Talk(house.database, Shelf(snapshot()), house.clock)


async def test_two_taps_on_send_at_once_make_one_lead(house: House) -> None:
    talk = talk_of(house)
    send = await fill_in(talk)
    done = await asyncio.gather(*(talk.turn("test", "7", press(send)) for _ in range(5)))
    texts = [turn.replies[0].text for turn in done]
    assert sum("Its reference is" in text for text in texts) == 1
    assert sum("has been sent already" in text for text in texts) == 4
    async with house.database.reading() as session:
        assert await session.scalar(select(func.count(LeadRow.id))) == 1


async def test_a_lead_holds_what_was_typed_to_the_letter(house: House) -> None:
    talk = talk_of(house)
    await talk.turn("test", "7", press(await fill_in(talk)))
    (lead,) = await house.review.list()
    assert (lead.company, lead.contact_name, lead.email, lead.country, lead.way, lead.message) == (
        "<b>Acme</b>'; DROP TABLE leads; --",
        "Eva Pérez",
        "eva@acme-gold.com",
        "CO",
        "fund",
        "We would like to help.",
    )
    assert lead.consent_at == START


async def test_forgetting_through_the_dialogue_leaves_nothing_personal(house: House) -> None:
    talk = talk_of(house)
    await talk.turn("test", "7", press(await fill_in(talk)))
    asked = (await talk.turn("test", "7", say("/forget"))).replies
    told = (await talk.turn("test", "7", press(choice(asked, "Yes, erase it")))).replies
    assert "has been erased" in told[0].text
    (lead,) = await house.review.list()
    assert (lead.company, lead.email, lead.chat_id) == ("", None, None)
    assert "no enquiry of yours" in (await talk.turn("test", "7", say("/status"))).replies[0].text


async def test_who_has_no_address_is_reached_in_the_chat_and_may_add_to_what_was_sent(house: House) -> None:
    talk = talk_of(house)
    replies: tuple[Reply, ...] = ()
    for text in ("/enquire fund", "Acme", "Eva Pérez", "write to me here", "Colombia", "skip", "I agree"):
        replies = (await talk.turn("test", "7", say(text))).replies
    sent = (await talk.turn("test", "7", press(choice(replies, "Send")))).replies
    assert "reply here, in this chat" in sent[0].text
    (lead,) = await house.review.list()
    assert (lead.email, lead.phone, lead.chat_id) == (None, "", "7")
    replies = (await talk.turn("test", "7", say("I forgot to add the quantity"))).replies
    assert "press “Correct”" in replies[0].text
    replies = (await talk.turn("test", "7", press(choice(replies, f"Correct {lead.reference}")))).replies
    assert "here, in this chat" in replies[-1].text
    replies = (await talk.turn("test", "7", say("my e-mail is eva@acme.example"))).replies
    await talk.turn("test", "7", press(choice(replies, "Send")))
    (lead,) = await house.review.list()
    assert lead.email == "eva@acme.example"
