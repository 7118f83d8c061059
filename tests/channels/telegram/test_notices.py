from sqlalchemy import select

from bot.store import outbox
from bot.store.schema import NoticeRow
from tests.botapi import Break, bad
from tests.channels.telegram.stage import card_of, fill_form, pressed, running, settle, submitted
from tests.patience import until
from tests.staging import ANA


async def test_an_enquiry_becomes_one_card_with_everything_staff_need(server, database):
    ana, rita = server.user("Ana", "en"), server.user("Rita", "en")
    staff = server.group([rita])
    async with running(server, database, staff=staff):
        await ana.asks("Who is Chopard?")
        reference = await fill_form(database, ana)
        card = await card_of(server, database, staff, reference)
        for shown in (
            "Acme <b>Ltd</b>",
            "Eva & Co",
            "Colombia",
            "<i>now</i>",
            "Who is Chopard?",
        ):
            assert shown in card.text
        await settle(database, ana)
        assert "eva@example.com" not in card.text
    assert len(staff.from_bot) == 1
    assert server.refused == []


async def test_a_card_posted_twice_by_a_lost_answer_works_all_the_same(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    server.drop_next("sendMessage", Break.AFTER)
    await submitted(database)
    async with running(server, database, staff=staff):
        await server.wait_for(lambda: len(staff.from_bot) == 2)
        first, second = staff.from_bot
        await pressed(server, rita, "I take it", first)
        await server.wait_for(lambda: "Taken by Rita" in first.text)
        query = await pressed(server, rita, "spam", second)
        assert query.alert
        await server.wait_for(lambda: "Taken by Rita" in second.text)


async def test_a_card_that_was_deleted_is_posted_again(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff) as stage:
        card = await card_of(server, database, staff, reference)
        card.deleted = True
        await stage.review.note(reference, "a note", ANA)
        await server.wait_for(lambda: any("a note" in m.text for m in staff.from_bot))


async def test_the_staff_chat_is_followed_when_it_becomes_a_supergroup(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    async with running(server, database, staff=staff):
        staff.upgrades(rita)
        reference = await submitted(database)
        card = await card_of(server, database, staff, reference)
        await pressed(server, rita, "I take it", card)
        await server.wait_for(lambda: "Taken by Rita" in card.text)
        assert card.chat.kind == "supergroup"


async def test_the_new_id_of_the_staff_chat_is_found_again_after_a_restart(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    old = type(staff)(server, staff.chat)
    staff.upgrades(rita)
    reference = await submitted(database)
    async with running(server, database, staff=old):
        card = await card_of(server, database, staff, reference)
        await pressed(server, rita, "I take it", card)


async def test_notices_wait_until_the_bot_may_write_to_the_staff_chat(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    server.fail_next("sendMessage", bad("chat not found"))
    await submitted(database)

    async def tried() -> bool:
        async with database.reading() as session:
            return await session.scalar(select(NoticeRow.last_error)) is not None

    async with running(server, database, staff=staff):
        await until(tried, "the notice to be put off")
    assert server.called("sendMessage")
    async with database.reading() as session:
        assert await outbox.tally(session) == (1, 0)


async def test_nothing_is_noted_on_an_erased_lead(server, database):
    rita, eve = server.user("Rita", "en"), server.user("Eve", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff) as stage:
        card = await card_of(server, database, staff, reference)
        await stage.review.erase(reference, ANA)
        await server.wait_for(lambda: "erased" in card.text)
        assert "eva@acme.example" not in card.text
        await rita.says("Called them.", staff, reply_to=card)
        await server.wait_for(lambda: len(staff.from_bot) == 2)
        assert "erased" in staff.from_bot[1].text
        staff.joins(eve)
        staff.leaves(eve)
        await eve.says("Me too.", staff, reply_to=card)
        await server.wait_for(lambda: len(staff.from_bot) == 3)
        assert staff.from_bot[2].text == "Only staff may do that."


async def test_a_card_in_a_topic_that_was_deleted_is_posted_again_where_the_chat_stands(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita], supergroup=True)
    staff.opens_topic(77)
    reference = await submitted(database)
    async with running(server, database, staff=staff) as stage:
        await card_of(server, database, staff, reference)
        await rita.says(f"/lead@arm_partner_bot {reference}", staff, topic=77)
        card = await server.wait_for(
            lambda: next((m for m in staff.from_bot if m.extra.get("message_thread_id") == 77), None)
        )
        await pressed(server, rita, "I take it", card)
        await server.wait_for(lambda: "Taken by Rita" in card.text)
        staff.deletes_topic(77)
        await stage.review.note(reference, "a note", ANA)
        await server.wait_for(lambda: any("a note" in m.text and m.buttons for m in staff.from_bot))


async def test_an_answer_whose_topic_was_deleted_still_arrives_with_its_buttons(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita], supergroup=True)
    reference = await submitted(database)
    async with running(server, database, staff=staff):
        await card_of(server, database, staff, reference)
        await rita.says(f"/lead@arm_partner_bot {reference}", staff, topic=78)
        await server.wait_for(lambda: len(staff.from_bot) == 2)
        assert "I take it" in str(staff.from_bot[1].labels)
