"""A chat that is told to wait waits alone; a bot that is told to wait waits everywhere."""

import asyncio
import time

import pytest
from telegram.error import RetryAfter

from bot.channels.telegram.pacing import Holds, Pacing
from bot.store.schema import CardRow
from tests.botapi import too_many
from tests.channels.telegram.stage import card_of, kept, pressed, running, settle, submitted
from tests.staging import ANA

STOPS_WITHIN = 8.0
"""Seconds: the five that are promised, and something for a busy machine."""


@pytest.mark.parametrize("what", ["/leads", "/stats", "/lead K7F-2MX", "/help"])
async def test_a_staff_group_that_is_told_to_wait_makes_no_visitor_wait(server, database, what):
    ana, rita = server.user("Ana"), server.user("Rita")
    staff = server.group([rita])
    await submitted(database)
    async with running(server, database, staff=staff):
        await card_of(server, database, staff, "K7F-2MX")
        server.busy(staff, 45)
        before = len(server.called("sendMessage")) + len(server.called("sendPhoto"))
        await rita.says(f"{what}@arm_partner_bot" if " " not in what else what, staff)
        await server.wait_for(
            lambda: len(server.called("sendMessage")) + len(server.called("sendPhoto")) > before
        )
        assert "Chopard works with ARM" in (await ana.asks("Who is Chopard?")).text
        assert staff.chat.busy_until > time.monotonic()


async def test_what_staff_write_reaches_a_visitor_while_their_group_is_in_slow_mode(server, database):
    ana, rita = server.user("Ana"), server.user("Rita")
    staff = server.group([rita])
    async with running(server, database, staff=staff) as stage:
        await ana.asks("/start")
        await submitted(database, chat_id=str(ana.id))
        card = await card_of(server, database, staff, "K7F-2MX")
        await kept(database, CardRow.message_id, card)
        server.busy(staff, 45)
        await stage.review.note("K7F-2MX", "makes the courier meet the slow mode", ANA)
        await rita.says("We can help.", staff, reply_to=card)
        await server.wait_for(lambda: "We can help." in ana.last.text, "for the staff's message")
        assert staff.chat.busy_until > time.monotonic()


async def test_a_visitor_who_is_told_to_wait_is_answered_once_that_is_over_and_nobody_else_waits(
    server, database
):
    ana, ben = server.user("Ana"), server.user("Ben")
    async with running(server, database):
        await ana.asks("/start")
        server.busy(ana, 4)
        await ana.says("Who is Chopard?")
        await server.wait_for(lambda: server.refused, "for the refusal")
        assert "Microsoft" in (await ben.asks("Who is Microsoft?")).text
        assert ana.chat.busy_until > time.monotonic()
        await server.wait_for(lambda: "Chopard works with ARM" in ana.last.text)
    assert len(server.refused) == 1


async def test_a_press_is_answered_and_its_card_edited_once_a_wait_is_over(server, database):
    rita = server.user("Rita")
    staff = server.group([rita])
    await submitted(database)
    async with running(server, database, staff=staff):
        card = await card_of(server, database, staff, "K7F-2MX")
        server.fail_next("answerCallbackQuery", too_many(1))
        server.fail_next("editMessageReplyMarkup", too_many(1))
        await pressed(server, rita, "Snooze", card)
        await server.wait_for(lambda: any("3" in label for label in card.labels), "for the choice of days")


async def test_a_menu_that_has_to_wait_is_set_later(server, database):
    server.fail_next("setMyCommands", too_many(1))
    async with running(server, database):
        await server.wait_for(lambda: len(server.profile.commands) == 6, "for all menus")


@pytest.mark.parametrize("busy", ["staff", "visitor"])
async def test_stopping_does_not_wait_for_a_chat_that_has_to(server, database, busy):
    ana, rita = server.user("Ana"), server.user("Rita")
    staff = server.group([rita])
    async with running(server, database, staff=staff):
        await ana.asks("/start")
        server.busy(staff if busy == "staff" else ana, 45)
        await submitted(database)
        await rita.says("/leads@arm_partner_bot", staff)
        await ana.says("Who is Chopard?")
        await server.wait_for(lambda: server.refused, "for the refusal")
        began = time.monotonic()
    assert time.monotonic() - began < STOPS_WITHIN


async def test_stopping_does_not_wait_for_a_server_that_hangs(server, database):
    ana, rita = server.user("Ana"), server.user("Rita")
    staff = server.group([rita])
    async with running(server, database, staff=staff):
        await ana.asks("/start")
        held = [server.hold_next(name, lost=True) for name in ("sendMessage", "sendMessage", "getUpdates")]
        await submitted(database)
        await ana.says("Who is Chopard?")
        await server.wait_for(held[0].met.is_set, "for a send that hangs")
        began = time.monotonic()
    assert time.monotonic() - began < STOPS_WITHIN
    server.script.open_gates()
    async with running(server, database, staff=staff):
        await server.wait_for(lambda: "Chopard works with ARM" in ana.last.text)
        await settle(database, ana)


def test_a_wait_holds_one_chat_and_ends() -> None:
    holds = Holds()
    holds.told(("1", "send"), 45, now=100)
    assert holds.left(("1", "send"), 101) == 44
    assert holds.left(("2", "send"), 101) == 0
    assert holds.left(("1", "getChatMember"), 101) == 0
    assert holds.left(("1", "send"), 146) == 0


def test_chats_with_ends_of_their_own_are_meant_themselves() -> None:
    holds = Holds()
    for number in range(10):
        holds.told((str(number), "send"), 3 + 3 * number, now=100)
    assert holds.left(("77", "send"), 101) == 0


def test_several_chats_with_the_same_end_mean_the_bot() -> None:
    holds = Holds()
    for number, now in enumerate((100.0, 101.0, 102.4)):
        assert holds.left(("77", "send"), now) == 0
        holds.told((str(number), "send"), 30 - int(now - 100), now)
    assert holds.left(("77", "send"), 103) == pytest.approx(27.4)
    assert holds.left(("", "setMyCommands"), 103) > 0
    assert holds.left(("77", "send"), 131) == 0


def test_a_method_that_has_to_wait_is_no_chat() -> None:
    holds = Holds()
    for method in ("setMyCommands", "answerCallbackQuery", "answerInlineQuery"):
        holds.told(("", method), 30, now=100)
    assert holds.left(("1", "send"), 101) == 0


async def test_a_call_that_has_to_wait_is_refused_without_asking_the_server() -> None:
    now, calls = [100.0], []

    async def call(chat: int) -> bool:
        calls.append(chat)
        if chat == 1:
            raise RetryAfter(45)
        return True

    pacing = Pacing(lambda: now[0])

    async def send(chat: int) -> object:
        return await pacing.process_request(call, (chat,), {}, "sendMessage", {"chat_id": chat}, None)

    for _ in range(3):
        with pytest.raises(RetryAfter):
            await send(1)
    assert await send(2) is True
    assert calls == [1, 2]
    now[0] += 46
    with pytest.raises(RetryAfter):
        await send(1)
    assert calls == [1, 2, 1]
    await asyncio.sleep(0)
