"""Telegram's clock and ours may differ; only one of them decides."""

import pytest

from tests.channels.telegram.stage import fill_form, now, running, settle

DAY = 24 * 60 * 60


@pytest.mark.parametrize("skew", [-DAY, -2 * 60 * 60, -90, 90, 2 * 60 * 60, DAY])
async def test_a_form_is_never_unfinished_for_clocks_that_differ(server, database, skew):
    ana = server.user("Ana")
    server.skew = skew
    async with running(server, database) as stage:
        # The form mixes what is typed with buttons, of which Telegram tells no time.
        reference = await fill_form(database, ana)
        (lead,) = await stage.review.list()
    assert lead.reference == reference
    assert abs((lead.consent_at - now()).total_seconds()) < DAY / 24
    assert not any("unfinished" in message.text for message in ana.from_bot)


async def test_a_clock_that_is_put_right_in_the_middle_of_a_form_is_no_pause(server, database):
    ana = server.user("Ana")
    server.skew = -DAY
    async with running(server, database):
        await ana.asks("/enquire fund")
        await ana.asks("Acme")
        await settle(database, ana)
        server.skew = DAY
        before = len(ana.from_bot)
        message = await ana.says("Eva")
        await ana.reply(before)
        await settle(database, ana)
        await ana.edits(message, "Eva Perez")
        await server.wait_for(lambda: any("Corrected" in m.text for m in ana.from_bot))
    assert not any("unfinished" in message.text for message in ana.from_bot)
