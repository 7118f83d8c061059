"""A confidential report in the real process: `kill -9` at every step, nothing lost, nothing doubled."""

import json
import sqlite3
from contextlib import closing

import pytest

from tests.botapi import BotApi, Group, Message, Person
from tests.patience import ended
from tests.whole_bot.enquiry import MOMENTS, Act, kill_at, let_claims_go, presses, says
from tests.whole_bot.running import Installation
from tests.whole_bot.words import Words, evidence, told

pytestmark = pytest.mark.long
WHAT = "They pour mercury into the river; '; DROP TABLE reports; --"


def steps(words: Words) -> list[tuple[Act, str]]:
    """What a visitor does, in the middle of an enquiry, and the sentence that must come back."""
    return [
        (says("/enquire"), "ask:way"),
        (presses(words, "way:buy"), "ask:company"),
        (says("/report"), "report_ask_what"),
        (says(WHAT), "report_ask_place"),
        (says("Nariño"), "report_ask_since"),
        (presses(words, "form_skip"), "report_ask_reach"),
        (says("by Signal"), "report_summary"),
        (presses(words, "report_send"), "report_sent"),
        (says("Aurum & Sons"), "ask:contact-name"),
    ]


def kept(bot: Installation, table: str = "reports") -> list[dict[str, object]]:
    with closing(sqlite3.connect(bot.folder / "bot.db")) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(f"SELECT * FROM {table}")]


async def employed(server: BotApi, bot: Installation, words: Words) -> Person:
    """A lead manager whom the settings name, and who has opened the bot in private."""
    marta = server.user("Marta", "en")
    bot.settings["STAFF_USER_IDS"] = str(marta.id)
    await bot.start()
    await marta.says("/start")
    await evidence(server, marta, words, "greeting", since=0)
    await server.wait_for(lambda: all(update.confirmed for update in server.feed.given))
    return marta


async def go_through(
    server: BotApi, bot: Installation, ana: Person, words: Words, moments: dict[int, str]
) -> None:
    for number, (act, expected) in enumerate(steps(words)):
        since = len(ana.from_bot)
        if moment := moments.get(number):
            await kill_at(server, bot, ana, act, moment)
        else:
            await act(ana)
        await evidence(server, ana, words, expected, since=since)
        await server.wait_for(lambda: all(update.confirmed for update in server.feed.given))


def shown(marta: Person) -> list[Message]:
    return [said for said in marta.from_bot if "mercury" in said.text]


async def test_killed_at_every_step_one_report_comes_of_it_and_the_enquiry_goes_on(
    server: BotApi, bot: Installation, staff: Group, words: Words
) -> None:
    marta = await employed(server, bot, words)
    ana = server.user("Ana", "en")
    count = len(steps(words))
    await go_through(server, bot, ana, words, {number: MOMENTS[number % 3] for number in range(count)})
    await server.wait_for(lambda: shown(marta), "for the report to be brought")
    await server.wait_for(lambda: staff.from_bot)
    (row,) = kept(bot)
    assert (row["what"], row["place"], row["since"], row["reach"]) == (WHAT, "Nariño", "", "by Signal")
    await bot.stop()
    assert len(told(words, shown(marta))) == 1
    assert told(words, staff.from_bot) == [f"A confidential report waits: {row['reference']}."]
    assert kept(bot, "leads") == kept(bot, "questions") == []
    (talk,) = [row for row in kept(bot, "conversations") if row["chat_id"] == str(ana.id)]
    assert json.loads(str(talk["state"]))["form"]["values"]["company"] == "Aurum & Sons"
    assert "mercury" not in json.dumps(kept(bot, "turns") + kept(bot, "outbox") + [talk])
    assert "mercury" not in bot.said


@pytest.mark.parametrize("moment", MOMENTS)
async def test_killed_while_it_is_sent_the_report_is_neither_lost_nor_doubled(
    server: BotApi, bot: Installation, staff: Group, words: Words, moment: str
) -> None:
    marta = await employed(server, bot, words)
    await go_through(server, bot, server.user("Ana", "en"), words, {7: moment})
    await server.wait_for(lambda: shown(marta))
    await server.wait_for(lambda: staff.from_bot)
    await bot.stop()
    assert len(kept(bot)) == 1
    assert len(told(words, shown(marta))) == len(told(words, staff.from_bot)) == 1


async def test_killed_while_it_is_brought_to_a_manager_it_comes_later(
    server: BotApi, bot: Installation, staff: Group, words: Words
) -> None:
    marta = await employed(server, bot, words)
    to_marta = str(marta.id)
    fault = server.hold_next("sendMessage", lost=True, where=lambda call: call.text("chat_id") == to_marta)
    await go_through(server, bot, server.user("Ana", "en"), words, {})
    await ended(fault.met.wait())
    await bot.kill()
    assert fault.gate
    fault.gate.set()
    let_claims_go(bot)
    await bot.start()
    await server.wait_for(lambda: shown(marta))
    await bot.stop()
    assert len(told(words, shown(marta))) == 1
    (row,) = kept(bot)
    assert row["to_reach"] is None


async def test_forget_in_the_real_process_leaves_nothing_of_it(
    server: BotApi, bot: Installation, staff: Group, words: Words
) -> None:
    marta = await employed(server, bot, words)
    ana = server.user("Ana", "en")
    await go_through(server, bot, ana, words, {})
    await server.wait_for(lambda: shown(marta))
    await server.wait_for(lambda: kept(bot, "report_copies"))
    since = len(ana.from_bot)
    await ana.says("/forget")
    asked = await evidence(server, ana, words, "forget_ask", since=since)
    await server.wait_for(lambda: all(update.confirmed for update in server.feed.given))
    await ana.presses(words.button("forget_yes"), asked)
    await evidence(server, ana, words, "forgotten", since=since)
    await server.wait_for(lambda: not shown(marta), "for the manager's copy to be emptied")
    tables = ("reports", "turns", "conversations", "outbox", "questions", "audit")
    assert all("mercury" not in json.dumps(kept(bot, table)) for table in tables)


async def test_doctor_says_that_nobody_reads_reports(server: BotApi, bot: Installation, staff: Group) -> None:
    without = await bot.run("doctor")
    assert "confidential reports wait unread" in without.out
    assert without.status == 1
    bot.settings["STAFF_USER_IDS"] = "5"
    assert "1 reads confidential reports" in (await bot.run("doctor")).out
