import asyncio

from bot.leads.lead import Status, What
from bot.store.desk_schema import PromptRow
from tests.channels.telegram.stage import card_of, kept, pressed, running, submitted


async def test_staff_claim_and_move_a_lead_and_the_card_follows(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff) as stage:
        card = await card_of(server, database, staff, reference)
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
        card = await card_of(server, database, staff, reference)
        one, two = await asyncio.gather(rita.presses("I take it", card), sam.presses("I take it", card))
        await server.wait_for(lambda: one.answers and two.answers)
    assert [one.alert, two.alert].count(True) == 1
    assert "already" in one.text + two.text or "ya está" in one.text + two.text


async def test_a_press_on_a_card_that_is_out_of_date_moves_nothing(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff) as stage:
        card = await card_of(server, database, staff, reference)
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
        card = await card_of(server, database, staff, reference)
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
        await card_of(server, database, staff, reference)
        await rita.says(f"/lead@arm_partner_bot {reference}", staff)
        await server.wait_for(lambda: len(staff.from_bot) == 2)
        await pressed(server, rita, "I take it", staff.from_bot[1])
        await server.wait_for(lambda: "Taken by Rita" in staff.from_bot[1].text)


async def test_a_note_is_asked_for_and_the_reply_to_that_is_kept(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff) as stage:
        card = await card_of(server, database, staff, reference)
        await pressed(server, rita, "Note", card)
        await server.wait_for(lambda: len(staff.from_bot) == 2)
        asked = staff.from_bot[1]
        assert "Rita, please reply" in asked.text
        await kept(database, PromptRow.message_id, asked)
        assert server.called("sendMessage")[-1].parameters.parsed("reply_markup")["force_reply"]
        await rita.says("Called them, will call back.", staff, reply_to=asked)
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
    assert "1/6" in str(listed.labels)
    assert len(rita.from_bot) == 1


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
        card = await card_of(server, database, staff, reference)
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
