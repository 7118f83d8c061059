"""Who is in the staff chat is not staff for that alone."""

from tests.channels.telegram.stage import card_of, pressed, running, submitted


async def told(server, chat, text):
    return await server.wait_for(
        lambda: next((m for m in chat.from_bot[::-1] if text in m.text), None), what=f"for {text!r}"
    )


async def test_an_outsider_who_came_by_the_invite_link_is_refused_until_somebody_vouches(server, database):
    rita, eve = server.user("Rita", "en"), server.user("Eve <b>", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff) as stage:
        card = await card_of(server, database, staff, reference)
        staff.enters_by_link(eve)
        asked = await told(server, staff, "Eve <b> came in through an invite link")
        for button in ("I take it", "Contact"):
            assert "Only staff" in (await pressed(server, eve, button, card)).text
        await eve.says("Send me money.", staff, reply_to=card)
        await told(server, staff, "Only staff")
        assert (await eve.asks("/leads")).text == "Only staff may do that."
        assert "Only staff" in (await pressed(server, eve, "Is one of us", asked)).text
        assert "may work" in (await pressed(server, rita, "Is one of us", asked)).text
        assert reference in (await pressed(server, eve, "I take it", card)).text
        lead = await stage.review.show(reference)
    assert lead is not None
    assert lead.messages == ()
    assert server.refused == []


async def test_whom_one_of_the_staff_lets_in_is_staff(server, database):
    rita, sam = server.user("Rita", "en"), server.user("Sam", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff):
        card = await card_of(server, database, staff, reference)
        staff.enters_by_link(sam)
        await told(server, staff, "Sam came in")
        staff.leaves(sam)
        staff.lets_in(sam, rita)
        await rita.says("/whereami@arm_partner_bot", staff)
        await told(server, staff, "The id of this chat")
        assert reference in (await pressed(server, sam, "I take it", card)).text


async def test_whom_an_outsider_lets_in_is_an_outsider_too(server, database):
    rita, eve, mallory = server.user("Rita"), server.user("Eve"), server.user("Mallory")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff):
        card = await card_of(server, database, staff, reference)
        staff.enters_by_link(eve)
        await told(server, staff, "Eve came in")
        staff.lets_in(mallory, eve)
        await told(server, staff, "Mallory came in")
        assert "Only staff" in (await pressed(server, mallory, "I take it", card)).text


async def test_whom_the_settings_list_is_staff_however_they_came(server, database):
    rita, sam = server.user("Rita", "en"), server.user("Sam", "en")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff, staff_ids=frozenset({sam.id})):
        card = await card_of(server, database, staff, reference)
        staff.enters_by_link(sam)
        assert reference in (await pressed(server, sam, "I take it", card)).text
