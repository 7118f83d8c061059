"""A message that would not change is not edited."""

from datetime import UTC, datetime

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.shown import MOST, Shown, content_of, rows_of
from bot.leads.lead import Status
from bot.store import leads, outbox
from tests.botapi import Break
from tests.channels.telegram.stage import card_of, pressed, running, submitted
from tests.patience import until
from tests.staging import ANA


async def delivered(database) -> None:
    async def all_done() -> bool:
        async with database.reading() as session:
            return await outbox.tally(session) == (0, 0)

    await until(all_done, "everything to be delivered")


async def ask_for_the_card(database, times: int = 1) -> None:
    """Have the card brought up to date although nothing has changed."""
    for _ in range(times):
        async with database.transaction() as session:
            row = await leads.get(session, 1)
            outbox.add_card(session, row.id, row.version, datetime.now(UTC))
        await delivered(database)


async def test_a_card_that_did_not_change_is_not_edited(server, database):
    rita = server.user("Rita")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff) as stage:
        card = await card_of(server, database, staff, reference)
        await ask_for_the_card(database, 3)
        await stage.review.move(reference, Status.CONTACTED, ANA)
        await server.wait_for(lambda: card.edits == 1)
        await ask_for_the_card(database, 3)
    assert len(server.called("editMessageText")) == 1
    assert server.refused == []


@pytest.mark.parametrize(
    "buttons", [("Back", "Back"), ("Snooze", "Snooze"), ("Snooze", "Back", "Back", "Snooze")]
)
async def test_presses_that_change_nothing_edit_nothing(server, database, buttons):
    rita = server.user("Rita")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff):
        card = await card_of(server, database, staff, reference)
        tokens = {label: f"staff/{label.lower()}/{reference}/1" for label in ("Back", "Snooze")}
        for button in buttons:
            query = await rita.presses_token(tokens[button], card)
            await server.wait_for(lambda query=query: query.answers)
        await rita.asks("/start")
    assert server.refused == []


async def test_a_card_asked_for_again_is_not_edited_right_away_and_neither_is_the_old_one(server, database):
    rita = server.user("Rita")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff):
        old = await card_of(server, database, staff, reference)
        await rita.says(f"/lead@arm_partner_bot {reference}", staff)
        await server.wait_for(lambda: len(staff.from_bot) == 2)
        await delivered(database)
        await rita.presses_token(f"staff/back/{reference}/1", old)
        await rita.asks("/start")
    assert server.refused == []


async def test_after_a_restart_the_press_itself_tells_what_the_card_shows(server, database):
    rita = server.user("Rita")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff):
        card = await card_of(server, database, staff, reference)
    async with running(server, database, staff=staff):
        query = await rita.presses_token(f"staff/back/{reference}/1", card)
        await server.wait_for(lambda: query.answers)
        await ask_for_the_card(database)
        await pressed(server, rita, "I take it", card)
        await server.wait_for(lambda: "Taken by Rita" in card.text)
    assert server.refused == []


async def test_an_edit_of_which_nobody_knows_is_made_again(server, database):
    rita = server.user("Rita")
    staff = server.group([rita])
    reference = await submitted(database)
    async with running(server, database, staff=staff) as stage:
        card = await card_of(server, database, staff, reference)
        server.drop_next("editMessageText", Break.BEFORE)
        await stage.review.move(reference, Status.CONTACTED, ANA)
        await server.wait_for(lambda: card.edits == 1)


def test_what_is_remembered_is_bounded_and_what_telegram_says_comes_second() -> None:
    shown, keyboard = Shown(), InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="b")]])
    for number in range(MOST + 5):
        shown.keep(1, number, content_of("text", keyboard))
    assert shown.of(1, 4) is None
    shown.learn(1, MOST, content_of("an older text", None))
    assert shown.of(1, MOST) == content_of("text", keyboard)
    shown.forget(1, MOST)
    shown.learn(1, MOST, content_of("an older text", None))
    assert shown.of(1, MOST) == content_of("an older text", None)
    assert rows_of(keyboard) == ((("a", "b"),),)
    assert content_of("text", keyboard) != content_of("text", None)
