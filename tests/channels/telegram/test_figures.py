import sys
from datetime import timedelta

from bot.leads.lead import Staff
from bot.store import outbox
from bot.store.outbox import Kind
from tests.channels.telegram.stage import card_of, now, running, submitted


async def test_stats_come_as_a_picture_with_its_figures_in_words(server, database):
    rita = server.user("Rita", "en")
    await submitted(database)
    async with running(server, database, staff_ids=frozenset({rita.id})):
        await rita.says("/stats")
        await server.wait_for(lambda: any(m.file for m in rita.from_bot))
    picture = next(m for m in rita.from_bot if m.file)
    assert picture.file.content.startswith(b"\x89PNG")
    assert "1 enquiry" in picture.text


async def test_where_no_picture_can_be_drawn_the_figures_still_come_in_words(server, database, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    rita = server.user("Rita", "en")
    await submitted(database)
    async with running(server, database, staff_ids=frozenset({rita.id})):
        await rita.says("/stats")
        await server.wait_for(lambda: any("1 enquiry" in m.text for m in rita.from_bot), 30)
    assert not any(m.file for m in rita.from_bot)


async def test_the_digest_shows_figures_and_what_waits(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    later = now() + timedelta(days=30)
    async with running(server, database, staff=staff, clock=lambda: later):
        await card_of(server, database, staff, reference)
        async with database.transaction() as session:
            outbox.add(session, Kind.DIGEST, {"day": "2026-11-23"}, now())
        await server.wait_for(lambda: any("Overdue enquiries: 1" in m.text for m in staff.from_bot))
    assert any(m.file and "The week at a glance" in m.text for m in staff.from_bot)
    assert any(reference in m.text and "Overdue" in m.text for m in staff.from_bot)


async def test_the_owner_is_reminded_first_and_then_everybody(server, database):
    rita = server.user("Rita", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff) as stage:
        card = await card_of(server, database, staff, reference)
        nudge = stage.channel.posts.staff.nudge
        lead = await stage.review.show(reference)
        assert lead is not None
        here = outbox.CardRef(str(staff.id), str(card.id))
        assert await nudge(lead, 1, here)
        assert "Nobody has taken" in staff.from_bot[-1].text
        assert staff.from_bot[-1].reply_to is card
        await stage.review.claim(reference, Staff(f"telegram:{rita.id}", "Rita"))
        lead = await stage.review.show(reference)
        assert lead is not None
        assert await nudge(lead, 1, here)
        assert staff.from_bot[-1].links == [f"tg://user?id={rita.id}"]
        assert await nudge(lead, 2, None)
        assert "To everybody" in staff.from_bot[-1].text
    assert server.refused == []
