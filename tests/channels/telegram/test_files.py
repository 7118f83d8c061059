"""Files, pictures, voice and places between staff and visitors: carried, or said to have stayed behind."""

import pytest

from bot.leads.staff import File
from bot.store.desk_schema import MessageRow, PromptRow
from bot.store.outbox import CardRef
from bot.usecases.posts import NotOpened
from tests.botapi import bad
from tests.channels.telegram.stage import card_of, kept, pressed, running
from tests.channels.telegram.test_exchange import lead_of, written

CAPTIONED = ["photo", "document", "voice"]
BARE = ["location", "sticker", "video_note"]


def sent(chat, kind):
    """What the bot sent of a kind, oldest first."""
    return [message for message in chat.from_bot if kind in message.extra]


@pytest.mark.parametrize("kind", [*CAPTIONED, *BARE])
async def test_what_is_sent_arrives_with_its_words_both_ways_and_can_be_replied_to(server, database, kind):
    rita, ana = server.user("Rita"), server.user("Ana")
    staff = server.group([rita])
    words = "Our <plan>" if kind in CAPTIONED else ""
    async with running(server, database, staff=staff) as stage:
        reference = await lead_of(server, database, ana)
        card = await card_of(server, database, staff, reference)
        await rita.sends(kind, caption=words, where=staff, reply_to=card)
        (came,) = await server.wait_for(lambda: sent(ana, kind))
        title = came if words else came.reply_to
        assert reference in title.text
        assert words in title.text
        assert title.text.count(words or reference) == 1
        await kept(database, MessageRow.visitor_message_id if words else MessageRow.copy_message_id, came)
        await ana.sends(kind, caption=words, reply_to=came)
        (shown,) = await server.wait_for(lambda: sent(staff, kind))
        title = shown if words else shown.reply_to
        assert "💬 Acme writes" in title.text
        assert words in title.text
        assert title.reply_to is card
        column = MessageRow.staff_message_id if words else MessageRow.copy_message_id
        await kept(database, column, shown)
        await rita.says("Thank you.", staff, reply_to=shown)
        await written(server, ana, "Thank you.")
        lead = await stage.review.show(reference)
    assert lead is not None
    assert [message.file.kind if message.file else "" for message in lead.messages] == [kind, kind, ""]
    assert server.refused == []


async def test_the_card_tells_what_was_sent_in_words(server, database):
    rita, ana = server.user("Rita"), server.user("Ana")
    staff = server.group([rita])
    async with running(server, database, staff=staff):
        card = await card_of(server, database, staff, await lead_of(server, database, ana))
        await rita.sends("document", caption="Please sign", where=staff, reply_to=card)
        await server.wait_for(lambda: "→ Rita (✓ sent): [file: plan.pdf] Please sign" in card.text)
        await rita.sends("location", where=staff, reply_to=card)
        await server.wait_for(lambda: "[location: 4.6, -74.1]" in card.text)


async def test_words_too_long_for_a_caption_come_before_the_file_and_once(server, database):
    rita, ana = server.user("Rita"), server.user("Ana")
    staff = server.group([rita])
    words = "word " * 204
    async with running(server, database, staff=staff):
        card = await card_of(server, database, staff, await lead_of(server, database, ana))
        await rita.sends("document", caption=words, where=staff, reply_to=card)
        (came,) = await server.wait_for(lambda: sent(ana, "document"))
    assert came.text == ""
    assert words.strip() in came.reply_to.text
    assert server.refused == []


async def test_a_file_that_telegram_does_not_carry_to_staff_is_told_to_both(server, database):
    rita, ana = server.user("Rita"), server.user("Ana")
    staff = server.group([rita])
    async with running(server, database, staff=staff) as stage:
        reference = await lead_of(server, database, ana)
        card = await card_of(server, database, staff, reference)
        await rita.says("Please send your plan.", staff, reply_to=card)
        asked = await written(server, ana, "Please send your plan.")
        await kept(database, MessageRow.visitor_message_id, asked)
        await ana.sends("paid_media", {"star_count": 5, "paid_media": []}, "Here it is", reply_to=asked)
        await written(server, staff, "Here it is")
        await written(server, staff, "could not be carried here: attachment")
        await written(server, ana, "could not be passed on to the team")
        lead = await stage.review.show(reference)
    assert lead is not None
    assert lead.messages[-1].file.is_left


async def test_a_file_that_telegram_does_not_carry_to_a_visitor_is_told_to_both(server, database):
    rita, ana = server.user("Rita"), server.user("Ana")
    staff = server.group([rita])
    async with running(server, database, staff=staff):
        reference = await lead_of(server, database, ana)
        card = await card_of(server, database, staff, reference)
        server.fail_next("copyMessage", bad("message to copy not found"))
        await rita.sends("document", caption="Please sign", where=staff, reply_to=card)
        await written(server, ana, "Please sign")
        await written(server, ana, "A file came with this message")
        await written(server, staff, f"{reference}: the file could not be carried")
        await server.wait_for(lambda: "[file: plan.pdf, not carried] Please sign" in card.text)
    assert sent(ana, "document") == []


async def test_an_album_arrives_whole_and_in_order_both_ways(server, database):
    rita, ana = server.user("Rita"), server.user("Ana")
    staff = server.group([rita])
    async with running(server, database, staff=staff) as stage:
        reference = await lead_of(server, database, ana)
        card = await card_of(server, database, staff, reference)
        await rita.sends_album(["First", "", ""], staff, reply_to=card)
        await server.wait_for(lambda: len(sent(ana, "photo")) == 3)
        first, second, third = sent(ana, "photo")
        assert "First" in first.text
        for picture in (first, second, third):
            await kept(database, MessageRow.visitor_message_id, picture)
        await ana.sends_album(["", "Second"], reply_to=second)
        await server.wait_for(lambda: len(sent(staff, "photo")) == 2)
        lead = await stage.review.show(reference)
    assert lead is not None
    ids = [message.file.message_id for message in lead.messages]
    assert len(ids) == len(set(ids)) == 5
    assert [message.text for message in lead.messages] == ["First", "", "", "Second", ""]
    assert server.refused == []


async def test_a_file_put_in_the_place_of_another_is_carried_as_a_correction(server, database):
    rita, ana = server.user("Rita"), server.user("Ana")
    staff = server.group([rita])
    async with running(server, database, staff=staff):
        reference = await lead_of(server, database, ana)
        card = await card_of(server, database, staff, reference)
        wrong = await rita.sends("document", caption="Please sign", where=staff, reply_to=card)
        await server.wait_for(lambda: sent(ana, "document"))
        await kept(database, MessageRow.visitor_message_id, ana.last)
        other = {"file_id": "BQAC-right", "file_unique_id": "right", "file_name": "right.pdf"}
        wrong.extra["document"] = other
        await rita.edits(wrong, "Please sign")
        _, right = await server.wait_for(lambda: len(both := sent(ana, "document")) == 2 and both)
    assert right.extra["document"] == other
    assert "corrects its message" in right.text


async def test_a_note_takes_no_file_and_says_so(server, database):
    rita, ana = server.user("Rita"), server.user("Ana")
    staff = server.group([rita])
    async with running(server, database, staff=staff):
        card = await card_of(server, database, staff, await lead_of(server, database, ana))
        await pressed(server, rita, "Note", card)
        asked = await written(server, staff, "please reply to this message")
        await kept(database, PromptRow.message_id, asked)
        await rita.sends("photo", where=staff, reply_to=asked)
        await written(server, staff, "A note is text only")
        await rita.sends("photo", caption="Met in Lima", where=staff, reply_to=asked)
        await written(server, staff, "goes no further")
        await server.wait_for(lambda: "Met in Lima" in card.text)
    assert sent(ana, "photo") == []


async def test_a_file_is_opened_through_telegram_unless_it_is_too_large_or_gone(server, database):
    server.world.contents["BQAC-plan"] = b"%PDF"
    server.world.sizes["BQAC-film"] = 21 * 2**20
    async with running(server, database) as stage:
        files = stage.channel.files
        assert await files.read(File("document", "7", "60", "BQAC-plan")) == b"%PDF"
        for file, is_too_large in (
            (File("document", "7", "60", "BQAC-plan", size=21 * 2**20), True),
            (File("video", "7", "60", "BQAC-film"), True),
            (File("document", "7", "60", "BQAC-gone"), False),
        ):
            with pytest.raises(NotOpened) as refusal:
                await files.read(file)
            assert refusal.value.is_too_large is is_too_large
    assert files.link(CardRef("-1002200000001", "17")) == "https://t.me/c/2200000001/17"
    assert files.link(CardRef("-4100000001", "17")) is None
