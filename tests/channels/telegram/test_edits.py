"""Edited messages: values, and what was passed on between staff and visitors."""

import pytest

from bot.store.desk_schema import MessageRow
from tests.channels.telegram.stage import card_of, kept, running, settle
from tests.channels.telegram.test_exchange import lead_of, written


async def test_an_edited_value_is_taken_and_the_lead_has_it(server, database):
    ana = server.user("Ana")
    async with running(server, database) as stage:
        await ana.asks("/enquire fund")
        company = await ana.says("Acme")
        await settle(database, ana)
        await ana.edits(company, "Acme Ltd")
        await written(server, ana, "Corrected")
        for value in ("Eva", "eva@example.com", "Colombia", "We would like to help."):
            await ana.asks(value)
            await settle(database, ana)
        await ana.taps("agree")
        await ana.taps("Send")
        await settle(database, ana)
        (lead,) = await stage.review.list()
        assert lead.company == "Acme Ltd"
        await ana.edits(company, "Acme Limited")
        await written(server, ana, "/status has a button")


async def test_what_was_passed_on_is_passed_on_corrected_and_marked_so_both_ways(server, database):
    rita, ana = server.user("Rita"), server.user("Ana")
    staff = server.group([rita])
    async with running(server, database, staff=staff) as stage:
        reference = await lead_of(server, database, ana)
        card = await card_of(server, database, staff, reference)
        asked = await rita.says("Which mettal?", staff, reply_to=card)
        question = await written(server, ana, "Which mettal?")
        await kept(database, MessageRow.visitor_message_id, question)
        await rita.edits(asked, "Which metal?")
        corrected = await written(server, ana, "Which metal?")
        assert "corrects its message" in corrected.text
        answer = await ana.says("Gold, 5 kg", reply_to=question)
        await written(server, staff, "Gold, 5 kg")
        await ana.edits(answer, "Gold, 50 kg")
        shown = await server.wait_for(
            lambda: next((m for m in staff.from_bot if "Gold, 50 kg" in m.text and not m.buttons), None)
        )
        assert "corrects an earlier message" in shown.text
        # The same again is no news, and neither is an edit that changes nothing.
        before = len(staff.from_bot), len(ana.from_bot)
        await ana.edits(answer, "Gold, 50 kg")
        await rita.edits(asked, "Which  metal?")
        await ana.asks("What is CRAFT?")
        lead = await stage.review.show(reference)
    assert lead is not None
    assert [message.text for message in lead.messages] == [
        *("Which mettal?", "Which metal?", "Gold, 5 kg", "Gold, 50 kg"),
    ]
    assert [message.is_correction for message in lead.messages] == [False, True, False, True]
    assert (len(staff.from_bot), len(ana.from_bot)) == (before[0], before[1] + 1)


@pytest.mark.parametrize("who", ["visitor", "stranger"])
async def test_edits_of_what_went_nowhere_are_no_matter(server, database, who):
    rita, ana = server.user("Rita"), server.user("Ana")
    staff = server.group([rita])
    server.profile.privacy = False
    async with running(server, database, staff=staff):
        if who == "visitor":
            message = await ana.says("Who is Chopard?")
            await ana.reply(0)
            await ana.edits(message, "Who is Microsoft?")
        else:
            message = await rita.says("lunch?", staff)
            await rita.edits(message, "lunch!")
        await ana.asks("What is CRAFT?")
        await settle(database, ana)
    assert staff.from_bot == []
    assert len(ana.from_bot) == (2 if who == "visitor" else 1)


async def test_who_is_no_longer_staff_corrects_nothing(server, database):
    rita, ana = server.user("Rita"), server.user("Ana")
    staff = server.group([rita])
    async with running(server, database, staff=staff):
        reference = await lead_of(server, database, ana)
        card = await card_of(server, database, staff, reference)
        asked = await rita.says("Which metal?", staff, reply_to=card)
        await written(server, ana, "Which metal?")
    staff.leaves(rita)
    async with running(server, database, staff=staff):
        await rita.edits(asked, "Send money")
        await ana.asks("What is CRAFT?")
    assert not any("Send money" in message.text for message in ana.from_bot)
