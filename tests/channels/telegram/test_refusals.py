"""A staff chat that refuses messages for a while: nothing is given up, and who can help hears of it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.store import outbox
from bot.store.outbox import Kind
from bot.store.schema import NoticeRow
from bot.usecases.doctor import examine_outbox
from bot.usecases.unsent import Unsent
from tests.botapi import Break, bad, forbidden
from tests.channels.telegram.stage import fill_form, running, settle, submitted
from tests.patience import until
from tests.staging import Clock, sqlite_url

MAY_PASS = [
    "not enough rights to send text messages to the chat",
    "TOPIC_CLOSED",
    "CHAT_WRITE_FORBIDDEN",
    "CHAT_RESTRICTED",
    "have no rights to send a message",
    "a reason that nobody has heard of yet",
]


def turn(stage, clock: Clock, **delta: float) -> None:
    """Let time pass, and the courier look."""
    clock.turn(**delta)
    stage.database.notices_added.set()


async def tried_again(stage, clock: Clock, **delta: float) -> None:
    """Let time pass until the next attempt; a courier that has not put the last one off yet looks again."""
    tries = len(stage.server.called("sendMessage"))
    clock.turn(**delta)

    def looked() -> bool:
        stage.database.notices_added.set()
        return len(stage.server.called("sendMessage")) > tries

    await until(looked, "another attempt")


async def last_error(database) -> str | None:
    async with database.reading() as session:
        return await session.scalar(select(NoticeRow.last_error).order_by(NoticeRow.id).limit(1))


async def was_refused(server, database) -> None:
    async def put_off() -> bool:
        return await last_error(database) is not None

    await until(put_off, "the notice to be put off")


def a_clock() -> Clock:
    """One that stands still, a little ahead of the one by which the stage submits."""
    return Clock(datetime.now(UTC) + timedelta(minutes=1))


@pytest.mark.parametrize("reason", MAY_PASS)
async def test_a_card_that_is_refused_for_a_moment_arrives_without_a_restart(server, database, reason):
    staff, clock = server.group([server.user("Rita")]), a_clock()
    staff.refuses(reason)
    reference = await submitted(database)
    async with running(server, database, staff=staff, clock=clock) as stage:
        await was_refused(server, database)
        assert staff.from_bot == []
        staff.takes_again()
        await tried_again(stage, clock, seconds=10)
        (card,) = await server.wait_for(lambda: staff.from_bot, "for the card")
    assert reference in card.text
    assert card.buttons


@pytest.mark.parametrize(
    "refusal", [bad("TOPIC_CLOSED"), bad("chat not found"), forbidden("bot was kicked from the group chat")]
)
async def test_a_long_refusal_parks_nothing_and_is_tried_less_and_less_often(server, database, refusal):
    staff, clock = server.group([server.user("Rita")]), a_clock()
    staff.chat.refusal = refusal
    await submitted(database)
    async with running(server, database, staff=staff, clock=clock) as stage:
        await was_refused(server, database)
        for _ in range(4):
            await tried_again(stage, clock, minutes=10)
            async with database.reading() as session:
                assert (await outbox.tally(session))[1] == 0
        staff.takes_again()
        await tried_again(stage, clock, minutes=10)
        await server.wait_for(lambda: staff.from_bot, "for the card")


async def test_a_group_that_takes_words_and_no_pictures_gets_the_digest_in_words(server, database):
    staff = server.group([server.user("Rita")])
    server.fail_next("sendPhoto", bad("not enough rights to send photos to the chat"))
    async with database.transaction() as session:
        outbox.add(session, Kind.DIGEST, {}, datetime.now(UTC))
    async with running(server, database, staff=staff):
        await server.wait_for(lambda: len(staff.from_bot) >= 2, "for the digest")


async def test_a_server_that_fails_for_hours_does_not_cost_a_card(server, database):
    staff, clock = server.group([server.user("Rita")]), a_clock()
    fault = server.drop_next("sendMessage", Break.BEFORE, times=10_000)
    await submitted(database)
    async with running(server, database, staff=staff, clock=clock) as stage:
        for _ in range(8):
            await tried_again(stage, clock, hours=1)
        server.script.remove(fault)
        await tried_again(stage, clock, hours=1)
        await server.wait_for(lambda: staff.from_bot, "for the card")


async def staffed(server, database, clock, staff, *people) -> None:
    """Have people of the staff known, with a private chat each."""
    async with running(server, database, staff=staff, clock=clock):
        for each in people:
            await each.asks("/start")
            before = len(each.from_bot)
            await each.says("/leads")
            await each.reply(before)


async def test_an_enquiry_an_hour_late_is_told_everywhere_else_until_it_has_arrived(
    server, database, tmp_path
):
    rita, eve, ana = server.user("Rita"), server.user("Eve"), server.user("Ana")
    staff, clock = server.group([rita, eve]), a_clock()
    await staffed(server, database, clock, staff, rita, eve)
    told = {each: len(each.from_bot) for each in (rita, eve)}
    watch = Unsent(database, clock)
    async with running(server, database, staff=staff, clock=clock) as stage:
        staff.refuses("not enough rights to send text messages to the chat")
        await fill_form(database, ana)
        await settle(database, ana)
        await was_refused(server, database)
        await watch.look()
        assert await watch.count() == 0
        turn(stage, clock, minutes=61)
        assert await watch.count() == 1
        assert not (await examine_outbox(sqlite_url(tmp_path), clock.now)).well
        await watch.look()
        await watch.look()
        for each in (rita, eve):
            await server.wait_for(lambda each=each: len(each.from_bot) > told[each], "for the warning")
            assert "over an hour" in each.last.text
        asked = len(ana.from_bot)
        staff.takes_again()
        await tried_again(stage, clock, minutes=10)
        await server.wait_for(lambda: staff.from_bot, "for the card")

        async def arrived() -> bool:
            return await watch.count() == 0

        await until(arrived, "the card to be noted")
        await watch.look()
        for each in (rita, eve):
            await server.wait_for(lambda each=each: "takes my messages again" in each.last.text)
            assert len(each.from_bot) == told[each] + 1
        assert (await examine_outbox(sqlite_url(tmp_path), clock.now)).well
    assert len(ana.from_bot) == asked


async def test_who_has_left_the_staff_is_not_warned(server, database):
    rita, eve = server.user("Rita"), server.user("Eve")
    staff, clock = server.group([rita, eve]), a_clock()
    await staffed(server, database, clock, staff, rita, eve)
    staff.leaves(eve)
    before = len(eve.from_bot)
    async with running(server, database, staff=staff, clock=clock) as stage:
        staff.refuses("TOPIC_CLOSED")
        await submitted(database)
        stage.database.notices_added.set()
        await was_refused(server, database)
        turn(stage, clock, minutes=61)
        await Unsent(database, clock).look()
        await server.wait_for(lambda: "over an hour" in rita.last.text)
        await asyncio.sleep(0)
    assert len(eve.from_bot) == before


async def test_a_warning_that_comes_too_late_is_not_given(server, database):
    rita = server.user("Rita")
    staff, clock = server.group([rita]), a_clock()
    await staffed(server, database, clock, staff, rita)
    before = len(rita.from_bot)
    staff.refuses("TOPIC_CLOSED")
    await submitted(database)
    async with running(server, database, staff=staff, clock=clock):
        await was_refused(server, database)
    clock.turn(minutes=61)
    await Unsent(database, clock).look()
    staff.takes_again()
    async with database.transaction() as session:
        (row,) = await session.scalars(select(NoticeRow).where(NoticeRow.kind == Kind.CARD.value))
        row.done_at = clock.now
    await Unsent(database, clock).look()
    async with running(server, database, staff=staff, clock=clock):

        async def all_done() -> bool:
            async with database.reading() as session:
                return await outbox.tally(session) == (0, 0)

        await until(all_done, "everything to be delivered")
    assert len(rita.from_bot) == before
