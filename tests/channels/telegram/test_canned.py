"""Canned replies in the staff chat, through the fake server."""

from bot.core.canned import CannedReplies
from bot.core.snapshot import Snapshot
from bot.leads.lead import What
from bot.store.desk_schema import MessageRow
from tests.channels.telegram.stage import card_of, kept, pressed, running, submitted
from tests.channels.telegram.test_exchange import written
from tests.knowledge_sample import changed

THANKS = "Gracias por su consulta en nombre de Acme (Financiar un proyecto)."


async def lead_in_spanish(server, database, visitor) -> str:
    await visitor.starts()
    await server.wait_for(lambda: visitor.from_bot)
    return await submitted(database, chat_id=str(visitor.id), language="es", contact_name="Eva <3")


async def drafted(server, staff, rita, card, title="Thanks, we have read it"):
    """Pick a reply on the card, and give the draft."""
    await pressed(server, rita, "Ready-made reply", card)
    await server.wait_for(lambda: title in str(card.labels), what="for the titles")
    await pressed(server, rita, title, card)
    return await written(server, staff, "Draft to the visitor of K7F-2MX (Spanish)")


async def test_a_reply_is_picked_in_the_staffs_language_and_sent_in_the_visitors(server, database):
    rita, ana = server.user("Rita", "en"), server.user("Ana", "es")
    staff = server.group([rita])
    async with running(server, database, staff=staff) as stage:
        reference = await lead_in_spanish(server, database, ana)
        card = await card_of(server, database, staff, reference)
        draft = await drafted(server, staff, rita, card)
        assert draft.reply_to is card
        assert "Hola, Eva <3:" in draft.text
        assert THANKS in draft.text
        assert THANKS not in ana.from_bot[-1].text
        query = await pressed(server, rita, "Send as it stands", draft)
        assert "On its way" in query.text
        came = await written(server, ana, THANKS)
        assert reference in came.text
        await server.wait_for(lambda: draft.text.startswith("📨 To the visitor") and not draft.buttons)
        # The button may be pressed by somebody whose app still shows it.
        again = await rita.presses_token(f"staff/send-thanks/{reference}/1", draft)
        await server.wait_for(lambda: again.answers)
        lead = await stage.review.show(reference)
    assert lead is not None
    assert [row.what for row in lead.history].count(What.REPLIED) == 1
    assert sum(THANKS in message.text for message in ana.from_bot) == 1
    assert server.refused == []


async def test_a_draft_is_changed_by_replying_to_it(server, database):
    rita, ana = server.user("Rita", "en"), server.user("Ana", "es")
    staff = server.group([rita])
    async with running(server, database, staff=staff) as stage:
        reference = await lead_in_spanish(server, database, ana)
        card = await card_of(server, database, staff, reference)
        draft = await drafted(server, staff, rita, card)
        await rita.says("Hola, Eva: ¿hablamos el lunes?", staff, reply_to=draft)
        await written(server, ana, "¿hablamos el lunes?")
        lead = await stage.review.show(reference)
    assert lead is not None
    assert [message.text for message in lead.messages] == ["Hola, Eva: ¿hablamos el lunes?"]
    assert THANKS not in "".join(message.text for message in ana.from_bot)


async def test_what_staff_saw_is_sent_or_nothing(server, database):
    rita, ana = server.user("Rita", "en"), server.user("Ana", "es")
    staff = server.group([rita])
    async with running(server, database, staff=staff) as stage:
        reference = await lead_in_spanish(server, database, ana)
        card = await card_of(server, database, staff, reference)
        draft = await drafted(server, staff, rita, card)
        knowledge = stage.live.snapshot.knowledge
        (thanks, *others) = knowledge.replies.replies
        edited = thanks.model_copy(update={"text": dict.fromkeys(("en", "es", "fr"), "Otra cosa, {name}.")})
        fresh = changed(knowledge, replies=CannedReplies(replies=(edited, *others)))
        stage.live.snapshot = Snapshot(fresh, stage.live.snapshot.matcher)
        query = await pressed(server, rita, "Send as it stands", draft)
        assert "no longer works" in query.text
        gone = changed(knowledge, replies=CannedReplies(replies=tuple(others)))
        stage.live.snapshot = Snapshot(gone, stage.live.snapshot.matcher)
        for token in ("send-thanks", "canned-thanks", "canned-x/y", "send-"):
            pressing = await rita.presses_token(f"staff/{token}/{reference}/1", card)
            await server.wait_for(lambda pressing=pressing: pressing.answers)
            assert pressing.alert
        unknown = await rita.presses_token("staff/send-thanks/AAA-222/1", card)
        await server.wait_for(lambda: unknown.answers)
        assert "no enquiry AAA-222" in unknown.text
        lead = await stage.review.show(reference)
    assert lead is not None
    assert lead.messages == ()


async def test_after_somebody_else_has_written_a_draft_is_not_sent_on_top(server, database):
    rita, sam, ana = server.user("Rita", "en"), server.user("Sam", "en"), server.user("Ana", "es")
    staff = server.group([rita, sam])
    async with running(server, database, staff=staff):
        reference = await lead_in_spanish(server, database, ana)
        card = await card_of(server, database, staff, reference)
        draft = await drafted(server, staff, rita, card)
        await sam.says("Hola, soy Sam.", staff, reply_to=card)
        await written(server, ana, "Hola, soy Sam.")
        query = await pressed(server, rita, "Send as it stands", draft)
        assert f"Somebody was quicker: {reference}" in query.text
    assert THANKS not in "".join(message.text for message in ana.from_bot)


async def test_a_reply_to_a_draft_that_was_sent_is_for_the_same_visitor(server, database):
    rita, ana = server.user("Rita", "en"), server.user("Ana", "es")
    staff = server.group([rita])
    async with running(server, database, staff=staff):
        reference = await lead_in_spanish(server, database, ana)
        card = await card_of(server, database, staff, reference)
        draft = await drafted(server, staff, rita, card)
        await pressed(server, rita, "Send as it stands", draft)
        await kept(database, MessageRow.staff_message_id, draft)
        await server.wait_for(lambda: not draft.buttons)
        await rita.says("Y gracias otra vez.", staff, reply_to=draft)
        await written(server, ana, "Y gracias otra vez.")
