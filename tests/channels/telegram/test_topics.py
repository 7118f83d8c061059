"""A topic for each lead, in a staff chat that has topics."""

import pytest

from bot.core.snapshot import Snapshot
from bot.leads.lead import Staff, Status
from bot.store.desk_schema import MessageRow
from bot.store.schema import CardRow
from tests.channels.telegram.stage import card_of, kept, pressed, running
from tests.channels.telegram.test_exchange import lead_of, written
from tests.knowledge_sample import changed, sample
from tests.matchers import sample_matcher

RITA = Staff("telegram:1", "Rita")


@pytest.fixture
def rita(server):
    return server.user("Rita", "en")


@pytest.fixture
def staff(server, rita):
    group = server.group([rita], supergroup=True)
    group.has_topics()
    return group


def want_topics(stage):
    talk = sample().talk
    with_topics = talk.model_copy(update={"desk": talk.desk.model_copy(update={"topics": True})})
    stage.live.snapshot = Snapshot(changed(sample(), talk=with_topics), sample_matcher())


def in_topic(staff, number):
    """What the bot said in a topic, without the message that opened it."""
    return [m for m in staff.from_bot if m.extra.get("message_thread_id") == number and m.text]


async def topic_of(server, database, staff, visitor):
    """Have an enquiry arrive, and give its reference, its card and its topic."""
    reference = await lead_of(server, database, visitor)
    card = await card_of(server, database, staff, reference)
    return reference, card, card.extra["message_thread_id"]


async def test_the_card_stands_at_the_head_and_all_that_is_said_under_it(server, database, staff, rita):
    ana = server.user("Ana")
    async with running(server, database, staff=staff) as stage:
        want_topics(stage)
        reference, card, topic = await topic_of(server, database, staff, ana)
        opened = staff.chat.messages[topic].extra["forum_topic_created"]
        assert opened["name"] == f"{reference} · Fund a project"
        await rita.says("Which metal?", staff, reply_to=card, topic=topic)
        await kept(database, MessageRow.visitor_message_id, await written(server, ana, "Which metal?"))
        await ana.says("somos 40 socios")
        await written(server, staff, "💬 Acme writes")
        await ana.sends("document")
        await server.wait_for(lambda: any("document" in m.extra for m in in_topic(staff, topic)))
    first, *rest = in_topic(staff, topic)
    assert first is card
    told = [message.text for message in rest]
    assert any("On its way" in text for text in told)
    assert any("somos 40 socios" in text for text in told)
    assert len(in_topic(staff, None)) == 0
    assert server.refused == []


async def test_the_topic_is_closed_with_the_lead_and_opened_again_with_it(server, database, staff):
    ana = server.user("Ana")
    async with running(server, database, staff=staff) as stage:
        want_topics(stage)
        reference, card, topic = await topic_of(server, database, staff, ana)
        await stage.review.move(reference, Status.SPAM, RITA)
        await server.wait_for(lambda: topic in staff.chat.closed)
        assert "spam" in card.text
        await stage.review.move(reference, Status.NEW, RITA)
        await server.wait_for(lambda: topic not in staff.chat.closed)
    assert server.refused == []


async def test_a_deleted_topic_is_opened_again_with_the_card_at_its_head(server, database, staff, rita):
    ana = server.user("Ana")
    async with running(server, database, staff=staff) as stage:
        want_topics(stage)
        reference, card, topic = await topic_of(server, database, staff, ana)
        await rita.says("Which metal?", staff, reply_to=card, topic=topic)
        await kept(database, MessageRow.visitor_message_id, await written(server, ana, "Which metal?"))
        await server.wait_for(lambda: "✓ sent" in card.text)
        staff.deletes_topic(topic)
        await ana.says("somos 40 socios")
        came = await server.wait_for(
            lambda: next((m for m in staff.from_bot if m.text.startswith("💬 Acme writes")), None)
        )
        again = came.extra["message_thread_id"]
        assert again != topic
        card = in_topic(staff, again)[0]
        assert reference in card.text
        assert card.buttons
        await kept(database, CardRow.message_id, card)
        await stage.review.claim(reference, RITA)
        await server.wait_for(lambda: "Rita" in card.text)
        assert staff.chat.topics == {again}


async def test_a_group_without_topics_goes_on_as_before(server, database):
    rita, ana = server.user("Rita"), server.user("Ana")
    staff = server.group([rita])
    async with running(server, database, staff=staff) as stage:
        want_topics(stage)
        reference = await lead_of(server, database, ana)
        card = await card_of(server, database, staff, reference)
        await rita.says("Which metal?", staff, reply_to=card)
        await written(server, ana, "Which metal?")
        await server.wait_for(lambda: "✓ sent" in card.text)
    assert not any(message.extra for message in staff.from_bot)


async def test_leads_of_before_stay_where_their_cards_are(server, database, staff):
    ana = server.user("Ana")
    async with running(server, database, staff=staff) as stage:
        reference = await lead_of(server, database, ana)
        card = await card_of(server, database, staff, reference)
        want_topics(stage)
        await stage.review.claim(reference, RITA)
        await server.wait_for(lambda: "Rita" in card.text)
    assert staff.chat.topics == set()


async def test_talk_among_staff_in_a_topic_is_no_reply(server, database, staff, rita):
    ana = server.user("Ana")
    async with running(server, database, staff=staff) as stage:
        want_topics(stage)
        reference, card, topic = await topic_of(server, database, staff, ana)
        await rita.says("I know them.", staff, topic=topic)
        await rita.says("Hello!", staff, reply_to=card, topic=topic)
        await written(server, ana, "Hello!")
        await written(server, staff, "On its way")
        lead = await stage.review.show(reference)
    assert lead is not None
    assert [message.text for message in lead.messages] == ["Hello!"]
    assert [m.text for m in in_topic(staff, topic) if not m.buttons and "On its way" not in m.text] == []


async def test_a_card_shown_elsewhere_follows_the_button_and_the_head_stays_alive(
    server, database, staff, rita
):
    ana = server.user("Ana")
    async with running(server, database, staff=staff) as stage:
        want_topics(stage)
        reference, card, _ = await topic_of(server, database, staff, ana)
        await rita.says(f"/lead@arm_partner_bot {reference}", staff)
        other = await server.wait_for(
            lambda: next((m for m in staff.from_bot if m.buttons and m is not card), None)
        )
        await pressed(server, rita, "I take it", other)
        for each in (card, other):
            await server.wait_for(lambda each=each: "Rita" in each.text)
