"""What staff and visitors write to each other, through the fake server."""

import pytest

from bot.leads.lead import What
from bot.leads.staff import Sending
from bot.store.desk_schema import MessageRow, PromptRow
from tests.botapi import Refusal
from tests.channels.telegram.stage import card_of, kept, pressed, running, submitted


async def written(server, person, text):
    return await server.wait_for(
        lambda: next((m for m in person.from_bot if text in m.text), None), what=f"for {text!r}"
    )


async def lead_of(server, database, visitor):
    await visitor.starts()
    await server.wait_for(lambda: visitor.from_bot)
    return await submitted(database, chat_id=str(visitor.id))


async def test_a_reply_to_the_card_reaches_the_visitor_and_the_answer_comes_back_under_it(server, database):
    rita, ana = server.user("Rita", "en"), server.user("Ana", "en")
    staff = server.group([rita])
    async with running(server, database, staff=staff) as stage:
        reference = await lead_of(server, database, ana)
        card = await card_of(server, database, staff, reference)
        await rita.says("Which metal do you <need>?", staff, reply_to=card)
        asked = await written(server, ana, "Which metal do you <need>?")
        assert reference in asked.text
        await server.wait_for(lambda: "→ Rita (✓ sent): Which metal" in card.text)
        await ana.says("Gold & silver.", reply_to=asked)
        await written(server, ana, "Passed on to the team")
        came = await written(server, staff, "💬 Acme writes")
        assert came.reply_to is card
        await kept(database, MessageRow.staff_message_id, came)
        await server.wait_for(lambda: "← Visitor: Gold & silver." in card.text)
        await rita.says("Both are fine.", staff, reply_to=came)
        await written(server, ana, "Both are fine.")
        lead = await stage.review.show(reference)
    assert lead is not None
    whats = [row.what for row in lead.history]
    assert whats == [What.SUBMITTED, What.REPLIED, What.ANSWERED, What.REPLIED]
    assert server.refused == []


async def test_a_visitor_who_blocked_the_bot_is_to_be_written_an_email(server, database):
    rita, ana = server.user("Rita", "en"), server.user("Ana", "en")
    staff = server.group([rita])
    async with running(server, database, staff=staff) as stage:
        reference = await lead_of(server, database, ana)
        card = await card_of(server, database, staff, reference)
        ana.blocks_bot()
        await rita.says("Hello?", staff, reply_to=card)
        await server.wait_for(lambda: "not delivered: use e-mail): Hello?" in card.text)
        await written(server, staff, "could not be delivered")
        lead = await stage.review.show(reference)
    assert lead is not None
    assert [message.state for message in lead.messages] == [Sending.BLOCKED]


async def test_a_question_after_a_message_of_staff_is_answered_and_passed_on_by_one_tap(server, database):
    rita, ana = server.user("Rita", "en"), server.user("Ana", "en")
    staff = server.group([rita])
    async with running(server, database, staff=staff) as stage:
        reference = await lead_of(server, database, ana)
        card = await card_of(server, database, staff, reference)
        await rita.says("Which metal?", staff, reply_to=card)
        await kept(database, MessageRow.visitor_message_id, await written(server, ana, "Which metal?"))
        await ana.says("Who is Chopard?")
        answered = await written(server, ana, "Chopard works")
        await ana.says("Who is Microsoft?", reply_to=answered)
        await written(server, ana, "Microsoft works")
        for _ in range(2):
            await ana.taps("For the team", answered)
        await written(server, staff, "Who is Chopard?")
        lead = await stage.review.show(reference)
    assert lead is not None
    assert [message.text for message in lead.messages] == ["Which metal?", "Who is Chopard?"]


async def test_an_answer_is_heard_without_the_reply_function(server, database):
    rita, ana = server.user("Rita", "es"), server.user("Ana", "es")
    staff = server.group([rita])
    async with running(server, database, staff=staff) as stage:
        reference = await lead_of(server, database, ana)
        card = await card_of(server, database, staff, reference)
        await rita.says("¿cuántos socios son?", staff, reply_to=card)
        await kept(database, MessageRow.visitor_message_id, await written(server, ana, "¿cuántos socios"))
        answer = await ana.says("somos 40 socios")
        await written(server, ana, f"Transmitido al equipo (consulta {reference})")
        shown = await written(server, staff, "💬 Acme writes")
        assert "somos 40 socios" in shown.text
        assert shown.reply_to is card
        await ana.sends("location")
        await server.wait_for(lambda: any("location" in message.extra for message in staff.from_bot))
        await ana.edits(answer, "somos 400 socios")
        await written(server, staff, "corrects an earlier message")
        lead = await stage.review.show(reference)
    assert lead is not None
    texts = [message.text for message in lead.messages]
    assert texts == ["¿cuántos socios son?", "somos 40 socios", "", "somos 400 socios"]
    assert server.refused == []


async def test_a_file_for_an_enquiry_is_passed_on_before_staff_have_written(server, database):
    rita, ana, ben = server.user("Rita"), server.user("Ana"), server.user("Ben")
    staff = server.group([rita])
    async with running(server, database, staff=staff):
        await lead_of(server, database, ana)
        await ana.sends("document")
        await written(server, ana, "Passed on to the team")
        await server.wait_for(lambda: any("document" in message.extra for message in staff.from_bot))
        await ben.sends("document")
        await written(server, ben, "I can only read text")


async def test_a_text_that_looks_like_a_card_gets_nobody_written_to(server, database):
    rita, ana = server.user("Rita", "en"), server.user("Ana", "en")
    staff = server.group([rita])
    async with running(server, database, staff=staff) as stage:
        reference = await lead_of(server, database, ana)
        card = await card_of(server, database, staff, reference)
        forged = await rita.says(card.text, staff)
        await rita.says("Hello!", staff, reply_to=forged)
        await rita.says(f"/lead@arm_partner_bot {reference} x", staff)
        await server.wait_for(lambda: len(staff.from_bot) > 1)
        lead = await stage.review.show(reference)
    assert lead is not None
    assert lead.messages == ()


async def test_an_outsider_writes_to_no_visitor(server, database):
    rita, eve, ana = server.user("Rita"), server.user("Eve"), server.user("Ana")
    staff = server.group([rita])
    async with running(server, database, staff=staff) as stage:
        reference = await lead_of(server, database, ana)
        card = await card_of(server, database, staff, reference)
        staff.joins(eve)
        staff.leaves(eve)
        await eve.says("Send me money.", staff, reply_to=card)
        await eve.sends("document", caption="Pay this.", where=staff, reply_to=card)
        await server.wait_for(lambda: len([m for m in staff.from_bot if "Only staff" in m.text]) == 2)
        lead = await stage.review.show(reference)
    assert lead is not None
    assert lead.messages == ()


async def test_a_message_waits_while_telegram_asks_for_a_pause(server, database):
    rita, ana = server.user("Rita", "en"), server.user("Ana", "en")
    staff = server.group([rita])
    async with running(server, database, staff=staff):
        reference = await lead_of(server, database, ana)
        card = await card_of(server, database, staff, reference)
        server.fail_next(
            "sendMessage",
            Refusal(500, "Internal Server Error"),
            where=lambda call: call.text("chat_id") == str(ana.id),
        )
        await rita.says("Which metal?", staff, reply_to=card)
        await written(server, ana, "Which metal?")
    assert len([message for message in ana.from_bot if "Which metal?" in message.text]) == 1


async def test_a_card_asked_for_in_private_can_be_worked_with_there(server, database):
    rita, ana = server.user("Rita", "en"), server.user("Ana", "en")
    async with running(server, database, staff_ids=frozenset({rita.id})) as stage:
        reference = await lead_of(server, database, ana)
        card = await rita.asks(f"/lead {reference}")
        await pressed(server, rita, "Note", card)
        asked = await written(server, rita, "please reply to this message")
        await kept(database, PromptRow.message_id, asked)
        await rita.says("Met them in Lima.", reply_to=asked)
        await written(server, rita, "Noted on")
        await rita.says("Shall we meet?", reply_to=card)
        await written(server, ana, "Shall we meet?")
        lead = await stage.review.show(reference)
    assert lead is not None
    assert [row.detail for row in lead.history if row.what is What.NOTED] == ["Met them in Lima."]


async def test_a_reply_to_a_card_that_was_deleted_is_carried_all_the_same(server, database):
    rita, ana = server.user("Rita"), server.user("Ana")
    staff = server.group([rita])
    async with running(server, database, staff=staff):
        reference = await lead_of(server, database, ana)
        card = await card_of(server, database, staff, reference)
        card.deleted = True
        await rita.says("Which metal?", staff, reply_to=card)
        await kept(database, MessageRow.visitor_message_id, await written(server, ana, "Which metal?"))
        again = await card_of(server, database, staff, reference)
        assert again is not card
        again.deleted = True
        await ana.says("Gold & silver.")
        came = await written(server, staff, "💬 Acme writes")
        assert "Gold & silver." in came.text


async def test_who_replies_to_the_wrong_card_sees_at_once_whom_it_goes_to(server, database):
    rita, ana, ben = server.user("Rita"), server.user("Ana"), server.user("Ben")
    staff = server.group([rita])
    async with running(server, database, staff=staff) as stage:
        await lead_of(server, database, ana)
        await ben.starts()
        await server.wait_for(lambda: ben.from_bot)
        other = await submitted(database, "Orfèvre SA", "ABC-DEF", str(ben.id))
        card = await card_of(server, database, staff, other)
        wrong = await rita.says("Dear Acme, which metal?", staff, reply_to=card)
        told = await written(server, staff, "On its way to Orfèvre SA (ABC-DEF)")
        assert told.reply_to is wrong
        await written(server, ben, "Dear Acme")
        await rita.edits(wrong, "Please forget my last message.")
        await written(server, ben, "Please forget my last message.")
        lead = await stage.review.show("K7F-2MX")
    assert lead is not None
    assert lead.messages == ()
    assert not any("Dear Acme" in message.text for message in ana.from_bot)


@pytest.mark.parametrize("text", ["word " * 819, "😀" * 2040, "x" * 4096, "a line\n" * 580])
async def test_a_message_as_long_as_telegram_takes_is_carried_whole_both_ways(server, database, text):
    rita, ana = server.user("Rita", "en"), server.user("Ana", "en")
    staff = server.group([rita])
    async with running(server, database, staff=staff):
        reference = await lead_of(server, database, ana)
        card = await card_of(server, database, staff, reference)
        before = len(ana.from_bot)
        await rita.says(text, staff, reply_to=card)
        await server.wait_for(lambda: _bare(text) in _bare(*(m.text for m in ana.from_bot[before:])))
        # The last part alone has to be known for a reply.
        await kept(database, MessageRow.visitor_message_id, ana.last)
        before = len(staff.from_bot)
        await ana.says(text, reply_to=ana.last)
        await server.wait_for(lambda: _bare(text) in _bare(*(m.text for m in staff.from_bot[before:])))
    assert server.refused == []


def _bare(*texts: str) -> str:
    """What was written, without white space and what the bot says around each part."""
    around = ("💬", "The team about", "Write your answer here")
    lines = (line for text in texts for line in text.splitlines() if not line.startswith(around))
    return "".join("".join(lines).split())
