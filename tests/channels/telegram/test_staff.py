import asyncio

from bot.core.lead import Status, What
from bot.store import leads, outbox
from tests.botapi import BotApi, Break, Message, bad
from tests.channels.telegram.stage import fill_form, now, running, settle
from tests.staging import ANA, enquiry


async def submitted(database, company: str = "Acme", reference: str = "K7F-2MX") -> str:
    """Have an enquiry in the store, as the dialogue makes one."""
    async with database.transaction() as session:
        await leads.submit(
            session, enquiry(company), reference=reference, channel="telegram", chat_id="7", at=now()
        )
    return reference


async def card_of(server: BotApi, staff, reference: str) -> Message:
    return await server.wait_for(
        lambda: next((m for m in staff.from_bot[::-1] if reference in m.text and m.buttons), None),
        what="for the card",
    )


async def pressed(server: BotApi, person, button: str, message: Message):
    query = await person.presses(button, message)
    await server.wait_for(lambda: query.answers, what="for the press to be answered")
    return query


async def test_an_enquiry_becomes_one_card_with_everything_staff_need(server, database):
    ana, rita = server.user("Ana", "en"), server.user("Rita", "en")
    staff = server.group([rita])
    async with running(server, database, staff=staff):
        await ana.asks("Who is Chopard?")
        reference = await fill_form(ana)
        card = await card_of(server, staff, reference)
        for shown in (
            "Acme <b>Ltd</b>",
            "Eva & Co",
            "eva@example.com",
            "Colombia",
            "<i>now</i>",
            "Who is Chopard?",
        ):
            assert shown in card.text
        await settle(ana)
    assert len(staff.from_bot) == 1
    assert server.refused == []


async def test_staff_claim_and_move_a_lead_and_the_card_follows(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff) as stage:
        card = await card_of(server, staff, reference)
        query = await pressed(server, rita, "I take it", card)
        assert reference in query.text
        await server.wait_for(lambda: "Taken by Rita" in card.text)
        await pressed(server, rita, "contacted", card)
        await server.wait_for(lambda: "contacted" in card.text.splitlines()[0])
        lead = await stage.review.show(reference)
    assert lead is not None
    assert (lead.status, lead.assignee and lead.assignee.name) == (Status.CONTACTED, "Rita")
    assert len(staff.from_bot) == 1
    assert server.refused == []


async def test_two_who_claim_at_once_get_one_lead_and_one_refusal(server, database):
    rita, sam = server.user("Rita", "en"), server.user("Sam", "es")
    staff = server.group([rita, sam])
    reference = await submitted(database)
    async with running(server, database, staff=staff):
        card = await card_of(server, staff, reference)
        one, two = await asyncio.gather(rita.presses("I take it", card), sam.presses("I take it", card))
        await server.wait_for(lambda: one.answers and two.answers)
    assert [one.alert, two.alert].count(True) == 1
    assert "already" in one.text + two.text or "ya está" in one.text + two.text


async def test_a_press_on_a_card_that_is_out_of_date_moves_nothing(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff) as stage:
        card = await card_of(server, staff, reference)
        query = await rita.presses_token(f"staff/spam/{reference}/99", card)
        await server.wait_for(lambda: query.answers)
        assert query.alert
        lead = await stage.review.show(reference)
    assert lead is not None
    assert lead.status is Status.NEW


async def test_outsiders_are_refused_and_nothing_happens(server, database):
    rita, eve = server.user("Rita", "en"), server.user("Eve", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff) as stage:
        card = await card_of(server, staff, reference)
        query = await pressed(server, eve, "I take it", card)
        assert "Only staff" in query.text
        for command in ("/leads", f"/lead {reference}", "/gaps", "/reload"):
            assert (await eve.asks(command)).text == "Only staff may do that."
        lead = await stage.review.show(reference)
    assert lead is not None
    assert lead.assignee is None


async def test_listed_staff_may_call_in_private(server, database):
    rita = server.user("Rita", "en")
    reference = await submitted(database)
    async with running(server, database, staff_ids=frozenset({rita.id})) as stage:
        assert reference in (await rita.asks("/leads")).text
        card = await rita.asks(f"/lead {reference.lower().replace('-', '')}")
        query = await pressed(server, rita, "I take it", card)
        assert reference in query.text
        await server.wait_for(lambda: "Taken by Rita" in card.text)
        lead = await stage.review.show(reference)
    assert lead is not None
    assert lead.assignee is not None


async def test_lead_posts_a_card_that_is_kept_up_to_date_from_then_on(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff):
        await card_of(server, staff, reference)
        await rita.says(f"/lead@arm_partner_bot {reference}", staff)
        await server.wait_for(lambda: len(staff.from_bot) == 2)
        await pressed(server, rita, "I take it", staff.from_bot[1])
        await server.wait_for(lambda: "Taken by Rita" in staff.from_bot[1].text)


async def test_a_reply_to_a_card_is_kept_as_a_note_once(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff) as stage:
        card = await card_of(server, staff, reference)
        await rita.says("Called them, will call back.", staff, reply_to=card)
        await server.wait_for(lambda: "Called them" in card.text)
        lead = await stage.review.show(reference)
    assert lead is not None
    assert [row.detail for row in lead.history if row.what is What.NOTED] == ["Called them, will call back."]


async def test_commands_for_staff_answer_in_the_staff_chat(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    async with running(server, database, staff=staff) as stage:

        async def call(text: str) -> str:
            before = len(staff.from_bot)
            await rita.says(f"/{text}@arm_partner_bot", staff)
            await server.wait_for(lambda: len(staff.from_bot) > before)
            return staff.from_bot[before].text

        assert "no open enquiry" in await call("leads")
        assert "/leads" in await call("help")
        assert "found an answer" in await call("gaps")
        assert "version sample" in await call("reload")
        stage.problems.append("topics/a.yaml:3: unknown way <b>")
        assert "topics/a.yaml:3: unknown way <b>" in await call("reload")
        assert str(staff.id) in await call("whereami")
        assert "Which one" in await call("lead")
    assert server.refused == []


async def test_leads_stays_one_short_message_however_many_there_are(server, database):
    rita = server.user("Rita", "en")
    for number in range(60):
        await submitted(database, f"{'C' * 150}{number}", f"AAA-{number:03d}")
    async with running(server, database, staff_ids=frozenset({rita.id})):
        listed = await rita.asks("/leads")
    assert "60" in listed.text
    assert "30 more" in listed.text
    assert len(rita.from_bot) == 1


async def test_a_card_posted_twice_by_a_lost_answer_works_all_the_same(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    server.drop_next("sendMessage", Break.AFTER)
    await submitted(database)
    async with running(server, database, staff=staff):
        await server.wait_for(lambda: len(staff.from_bot) == 2, 10)
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
        card = await card_of(server, staff, reference)
        card.deleted = True
        await stage.review.note(reference, "a note", ANA)
        await server.wait_for(lambda: any("a note" in m.text for m in staff.from_bot))


async def test_the_staff_chat_is_followed_when_it_becomes_a_supergroup(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    async with running(server, database, staff=staff):
        staff.upgrades(rita)
        reference = await submitted(database)
        card = await card_of(server, staff, reference)
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
        card = await card_of(server, staff, reference)
        await pressed(server, rita, "I take it", card)


async def test_notices_wait_until_the_bot_may_write_to_the_staff_chat(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    server.fail_next("sendMessage", bad("chat not found"))
    await submitted(database)
    async with running(server, database, staff=staff):
        await server.wait_for(lambda: server.called("sendMessage"))
        await asyncio.sleep(0.1)
    async with database.reading() as session:
        assert await outbox.tally(session) == (1, 0)


async def test_gaps_lists_what_found_no_answer(server, database):
    ana, rita = server.user("Ana", "en"), server.user("Rita", "en")
    async with running(server, database, staff_ids=frozenset({rita.id})):
        await ana.asks("Will it rain on <Sunday>?")
        listed = await rita.asks("/gaps")
    assert "Will it rain on <Sunday>?" in listed.text
    assert "[en]" in listed.text


async def test_a_lead_is_given_back_and_moved_where_it_may_go_only(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff) as stage:
        card = await card_of(server, staff, reference)
        await pressed(server, rita, "I take it", card)
        await server.wait_for(lambda: "Give it back" in str(card.labels))
        query = await pressed(server, rita, "Give it back", card)
        assert "free again" in query.text
        await server.wait_for(lambda: "I take it" in str(card.labels))
        forged = await rita.presses_token(f"staff/won/{reference}/3", card)
        await server.wait_for(lambda: forged.answers)
        assert "cannot be moved" in forged.text
        unknown = await rita.presses_token("staff/won/AAA-222/1", card)
        await server.wait_for(lambda: unknown.answers)
        assert "no enquiry AAA-222" in unknown.text
        broken = await rita.presses_token("staff/win", card)
        await server.wait_for(lambda: broken.answers)
        assert broken.alert
        lead = await stage.review.show(reference)
    assert lead is not None
    assert (lead.status, lead.assignee) == (Status.NEW, None)


async def test_nothing_is_noted_on_an_erased_lead(server, database):
    rita, eve = server.user("Rita", "en"), server.user("Eve", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff) as stage:
        card = await card_of(server, staff, reference)
        await server.wait_for(lambda: not server.feed.waiting)
        await asyncio.sleep(0.2)
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


async def test_an_unknown_reference_is_told_and_talk_in_the_staff_chat_stays_talk(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    async with running(server, database, staff=staff):
        await rita.says("/lead@arm_partner_bot AAA-222", staff)
        await server.wait_for(lambda: staff.from_bot)
        assert "no enquiry AAA-222" in staff.from_bot[0].text
        await rita.says("Who is Chopard?", staff, reply_to=staff.from_bot[0])
        await server.wait_for(lambda: len(staff.from_bot) == 2)
        assert "Chopard works" in staff.from_bot[1].text


async def test_a_group_that_moves_between_question_and_answer_gets_its_answer(server, database):
    ana = server.user("Ana", "en")
    group = server.group([ana], "Jewellers")
    async with running(server, database):
        await ana.says("@arm_partner_bot who is Chopard?", group)
        group.upgrades(ana)
        await server.wait_for(lambda: group.from_bot or server.world.chats[group.id].from_bot)
        await ana.says("@arm_partner_bot who is Microsoft?", group)
        await server.wait_for(lambda: any("Microsoft works" in m.text for m in group.from_bot))
