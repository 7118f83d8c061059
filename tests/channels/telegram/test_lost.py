"""A lead is lost for a reason, which the bot asks for in the chat."""

from bot.leads.lead import Staff, Status, What
from bot.store.desk_schema import PromptRow
from tests.channels.telegram.stage import card_of, kept, pressed, running, submitted
from tests.channels.telegram.test_exchange import written


async def test_whoever_moves_a_lead_to_lost_is_asked_why_and_the_card_says_so(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff) as stage:
        await stage.review.move(reference, Status.CONTACTED, Staff(f"telegram:{rita.id}", "Rita"))
        card = await card_of(server, database, staff, reference)
        await server.wait_for(lambda: "→ lost" in str(card.labels))
        await pressed(server, rita, "→ lost", card)
        asked = await written(server, staff, "Rita, why is K7F-2MX lost?")
        await kept(database, PromptRow.message_id, asked)
        lead = await stage.review.show(reference)
        assert lead is not None
        assert lead.status is Status.CONTACTED, "nothing is lost before somebody says why"
        await rita.says("They chose <another> supplier.", staff, reply_to=asked)
        await written(server, staff, "K7F-2MX: lost")
        await server.wait_for(lambda: "Lost because: They chose <another> supplier." in card.text)
        lead = await stage.review.show(reference)
    assert lead is not None
    assert [(row.what, row.detail) for row in lead.history[-2:]] == [
        (What.MOVED, "contacted → lost"),
        (What.REASON, "They chose <another> supplier."),
    ]
    assert lead.messages == (), "a reason is for nobody but staff"
    assert server.refused == []


async def test_a_stranger_who_replies_to_the_question_changes_nothing(server, database):
    rita, eve = server.user("Rita", "en"), server.user("Eve", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff) as stage:
        await stage.review.move(reference, Status.CONTACTED, Staff(f"telegram:{rita.id}", "Rita"))
        card = await card_of(server, database, staff, reference)
        await server.wait_for(lambda: "→ lost" in str(card.labels))
        await pressed(server, rita, "→ lost", card)
        asked = await written(server, staff, "why is K7F-2MX lost?")
        await kept(database, PromptRow.message_id, asked)
        staff.enters_by_link(eve)
        await eve.says("because", staff, reply_to=asked)
        await written(server, staff, "Only staff may do that.")
        lead = await stage.review.show(reference)
    assert lead is not None
    assert lead.status is Status.CONTACTED
