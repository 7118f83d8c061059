from datetime import timedelta

from sqlalchemy import select

from bot.leads.lead import Status
from bot.leads.staff import Role
from bot.store.desk_schema import AuditRow, StaffRow
from tests.channels.telegram.stage import card_of, now, pressed, running, submitted
from tests.staging import ANA


async def test_a_lead_is_put_aside_for_some_days_and_woken(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff) as stage:
        card = await card_of(server, database, staff, reference)
        await pressed(server, rita, "Snooze", card)
        await server.wait_for(lambda: "3 d" in card.labels)
        query = await pressed(server, rita, "3 d", card)
        assert "is snoozed until" in query.text
        await server.wait_for(lambda: "Snoozed until" in card.text)
        lead = await stage.review.show(reference)
        assert lead is not None
        assert lead.snoozed_until is not None
        assert abs(lead.snoozed_until - now() - timedelta(days=3)) < timedelta(minutes=1)
        await pressed(server, rita, "Wake up", card)
        await server.wait_for(lambda: "Snoozed" not in card.text)
    assert server.refused == []


async def test_whoever_thinks_better_of_it_gets_the_card_back(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff):
        card = await card_of(server, database, staff, reference)
        before = card.labels
        await pressed(server, rita, "Snooze", card)
        await server.wait_for(lambda: card.labels != before)
        await pressed(server, rita, "Back", card)
        await server.wait_for(lambda: card.labels == before)


async def test_days_that_are_not_offered_are_refused(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff) as stage:
        card = await card_of(server, database, staff, reference)
        query = await rita.presses_token(f"staff/snooze-9999/{reference}/1", card)
        await server.wait_for(lambda: query.answers)
        assert query.alert
        lead = await stage.review.show(reference)
    assert lead is not None
    assert lead.snoozed_until is None


async def test_the_contact_is_shown_to_the_one_who_presses_and_that_is_written_down(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff):
        card = await card_of(server, database, staff, reference)
        query = await pressed(server, rita, "Contact", card)
    assert query.alert
    assert "eva@acme.example" in query.text
    assert all("eva@acme.example" not in message.text for message in staff.from_bot)
    async with database.reading() as session:
        rows = (await session.scalars(select(AuditRow))).all()
    assert [(row.who, row.face, row.what) for row in rows] == [("Rita", "telegram", "contact-shown")]


async def test_a_contact_too_long_for_an_alert_stands_below_the_card(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    reference = await submitted(database, contact_name="E" * 210)
    async with running(server, database, staff=staff):
        card = await card_of(server, database, staff, reference)
        query = await pressed(server, rita, "Contact", card)
        assert "below the card" in query.text
        await server.wait_for(lambda: any("eva@acme.example" in m.text for m in staff.from_bot))


async def test_a_reader_looks_and_changes_nothing(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with database.transaction() as session:
        session.add(StaffRow(id=f"telegram:{rita.id}", name="Rita", role=Role.READER.value, added_at=now()))
    async with running(server, database, staff=staff) as stage:
        card = await card_of(server, database, staff, reference)
        for button in ("I take it", "→ spam", "Note", "Snooze", "Contact"):
            query = await pressed(server, rita, button, card)
            assert "looking only" in query.text
        await rita.says("Hello!", staff, reply_to=card)
        await server.wait_for(lambda: any("looking only" in m.text for m in staff.from_bot))
        await rita.says("/export@arm_partner_bot", staff)
        await server.wait_for(lambda: any("does not allow" in m.text for m in staff.from_bot))
        lead = await stage.review.show(reference)
    assert lead is not None
    assert (lead.status, lead.assignee, lead.messages, lead.version) == (Status.NEW, None, (), 1)


async def test_an_earlier_lead_of_the_same_visitor_is_one_tap_away(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    earlier = await submitted(database, "Acme", "AAA-222")
    reference = await submitted(database, "Acme Colombia", "BBB-333")
    async with running(server, database, staff=staff):
        card = await card_of(server, database, staff, reference)
        await pressed(server, rita, f"🔗 {earlier}", card)
        await server.wait_for(lambda: sum("AAA-222 · new" in m.text for m in staff.from_bot) == 2)


async def test_a_merged_lead_is_not_worked_on(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    first, second = await submitted(database, "Acme", "AAA-222"), await submitted(database, "Acme", "BBB-333")
    async with running(server, database, staff=staff) as stage:
        card = await card_of(server, database, staff, second)
        token = next(b["callback_data"] for b in card.buttons if "I take it" in b["text"])
        await stage.review.merge(second, first, ANA)
        await server.wait_for(lambda: "Merged into AAA-222" in card.text)
        query = await rita.presses_token(token, card)
        await server.wait_for(lambda: query.answers)
    assert "was merged into AAA-222" in query.text
