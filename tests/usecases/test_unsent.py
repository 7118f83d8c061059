"""What is late is told; what is only waiting its turn is not."""

from sqlalchemy import update

from bot.store import outbox
from bot.store.schema import NoticeRow
from bot.usecases.posts import NotNow, Undeliverable
from bot.usecases.unsent import Unsent
from tests.staging import House
from tests.usecases.test_delivery import StaffChat, chat, deliver_all, notice

__all__ = ["chat"]


async def test_nothing_is_late_where_no_staff_chat_is_set_or_nobody_delivers(
    house: House, chat: StaffChat
) -> None:
    await house.submit()
    house.clock.turn(hours=2)
    assert await Unsent(house.database, house.clock).count() == 0
    chat.open = False
    await deliver_all(house, chat)
    house.clock.turn(hours=2)
    assert await Unsent(house.database, house.clock).count() == 0


async def test_a_lead_with_several_changes_is_one_that_is_late(house: House, chat: StaffChat) -> None:
    for number in range(2):
        await house.submit(chat_id=str(number))
    async with house.database.transaction() as session:
        outbox.add_card(session, 1, 1, house.clock())
        await session.flush()
        await session.execute(update(NoticeRow).values(last_error="the chat does not take it"))
    assert await Unsent(house.database, house.clock).count() == 0
    house.clock.turn(minutes=61)
    assert await Unsent(house.database, house.clock).count() == 2


async def test_what_may_pass_is_tried_again_less_and_less_often_and_never_parked(
    house: House, chat: StaffChat
) -> None:
    await house.submit()
    pauses = []
    for _ in range(80):
        chat.trouble = [NotNow("closed")]
        await deliver_all(house, chat)
        row = await notice(house)
        assert row.parked_at is None
        pauses.append((row.due_at - house.clock.now).total_seconds())
        house.clock.now = row.due_at
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (2, 600)
    chat.trouble = []
    await deliver_all(house, chat)
    assert len(chat.posted) == 1


async def test_a_card_that_got_through_after_all_is_not_told_as_lost(house: House, chat: StaffChat) -> None:
    await house.submit()
    chat.trouble = [Undeliverable("broken")]
    chat.open = True
    # The warning waits behind what was given up, which is taken up again first.
    house.clock.turn(seconds=1)
    chat.trouble += [NotNow("closed")]
    await deliver_all(house, chat)
    async with house.database.transaction() as session:
        assert await outbox.retry_parked(session, house.clock()) == 1
    house.clock.turn(minutes=1)
    await deliver_all(house, chat)
    assert len(chat.posted) == 1
    assert chat.texts == []
