"""People who write in the name of a channel."""

import pytest

from tests.botapi.people import CHANNEL
from tests.channels.telegram.stage import card_of, fill_form, running


@pytest.mark.parametrize("how", ["mention", "command", "reply"])
async def test_whoever_writes_as_a_channel_is_answered_in_a_public_group(server, database, how):
    ana = server.user("Ana")
    group = server.group([ana], "Jewellers", supergroup=True)
    async with running(server, database):
        await ana.says("@arm_partner_bot who is Microsoft?", group)
        (first,) = await server.wait_for(lambda: group.from_bot)
        asked = {
            "mention": ("@arm_partner_bot who is Chopard?", None),
            "command": ("/start@arm_partner_bot entry-chopard", None),
            "reply": ("who is Chopard?", first),
        }[how]
        await ana.says(asked[0], group, reply_to=asked[1], as_channel="Gold News")
        await server.wait_for(lambda: len(group.from_bot) == 2)
        assert "Chopard works with ARM" in group.from_bot[1].text
        await ana.says("just talk", group, as_channel="Gold News")
        await ana.asks("/start")
    assert len(group.from_bot) == 2
    assert server.refused == []


async def test_a_channel_that_is_staff_is_heard_in_the_staff_group(server, database):
    rita, ana = server.user("Rita"), server.user("Ana")
    staff = server.group([rita], supergroup=True)
    async with running(server, database, staff=staff, staff_ids=frozenset({CHANNEL})):
        reference = await fill_form(database, ana)
        card = await card_of(server, database, staff, reference)
        await rita.says("/leads@arm_partner_bot", staff, as_channel="Our team")
        await server.wait_for(lambda: any("open" in m.text.lower() for m in staff.from_bot[1:]))
        await rita.says("We can help.", staff, reply_to=card, as_channel="Our team")
        await server.wait_for(lambda: "We can help." in ana.last.text)


@pytest.mark.parametrize(
    "what", ["/leads@arm_partner_bot", "/export@arm_partner_bot", "reply", "/lead K7F-2MX"]
)
async def test_a_channel_that_is_not_staff_is_told_why_it_is_not_heard(server, database, what):
    rita, ana = server.user("Rita"), server.user("Ana")
    staff = server.group([rita], supergroup=True)
    async with running(server, database, staff=staff):
        reference = await fill_form(database, ana)
        card = await card_of(server, database, staff, reference)
        before = len(ana.from_bot)
        text, to = ("We can help.", card) if what == "reply" else (what, None)
        await rita.says(text, staff, reply_to=to, as_channel="Gold News")
        await server.wait_for(lambda: len(staff.from_bot) == 2)
        assert "You write as “Gold News”" in staff.from_bot[1].text
        assert str(CHANNEL) in staff.from_bot[1].text
    assert len(ana.from_bot) == before
