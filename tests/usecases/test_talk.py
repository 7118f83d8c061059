import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Event
from threading import enumerate as enumerate_threads

import pytest
from sqlalchemy import func, select

from bot.core.errors import BotError
from bot.core.snapshot import Snapshot
from bot.dialogue import turn as dialogue
from bot.dialogue.turn import Chose, State, Turn
from bot.leads.lead import ALPHABET
from bot.store.schema import Conversation, HistoryRow, LeadRow, NoticeRow, Question, TurnRow
from bot.usecases.talk import Talk
from tests.patience import PATIENCE, until
from tests.staging import ANA, START, House, open_house, said, scripted, shelf, sqlite_url

EVERY = (Conversation, TurnRow, Question, LeadRow, HistoryRow, NoticeRow)


async def count(house: House, table: type) -> int:
    async with house.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_sixty_simultaneous_turns_of_one_conversation_are_all_kept(house: House) -> None:
    talk = house.talk
    done = await asyncio.gather(*(talk.turn("test", "7", said("hello")) for _ in range(60)))
    assert {turn.replies[0].text for turn in done} == {f"turn {number}" for number in range(1, 61)}
    async with house.database.reading() as session:
        row = await session.scalar(select(Conversation))
    assert row is not None
    assert row.version == 60


async def test_two_processes_share_one_database(house: House, database_url: str) -> None:
    async with open_house(database_url) as other:
        talks = (house.talk, other.talk)
        done = await asyncio.gather(*(talks[n % 2].turn("test", "7", said("hello")) for n in range(30)))
    assert {turn.replies[0].text for turn in done} == {f"turn {number}" for number in range(1, 31)}


async def test_an_event_met_twice_is_answered_from_the_record(house: House) -> None:
    first = await house.talk.turn("test", "7", said("hello", "same"))
    again = await house.talk.turn("test", "7", said("hello", "same"))
    assert (first.fresh, again.fresh) == (True, False)
    assert again.replies == first.replies
    assert again.turn_id == first.turn_id
    assert await house.say("next") == "turn 2"


async def test_an_event_that_arrives_twice_at_once_makes_one_lead(house: House) -> None:
    talk = house.talk
    done = await asyncio.gather(*(talk.turn("test", "7", said("submit", "same")) for _ in range(8)))
    assert sum(turn.fresh for turn in done) == 1
    assert len({turn.replies for turn in done}) == 1
    assert await count(house, LeadRow) == 1


async def test_event_ids_of_two_channels_have_nothing_to_do_with_each_other(house: House) -> None:
    await house.talk.turn("test", "7", said("hello", "same"))
    other = await house.talk.turn("other", "7", said("hello", "same"))
    assert other.fresh


async def test_replies_that_a_crash_kept_from_being_sent_are_sent_at_the_next_start(
    house: House, database_url: str
) -> None:
    sent = await house.talk.turn("test", "7", said("hello"))
    await house.talk.mark_sent(sent.turn_id)
    lost = await house.talk.turn("test", "7", said("submit"))
    async with open_house(database_url) as restarted:
        (unsent,) = await restarted.talk.unsent("test")
        assert (unsent.turn_id, unsent.chat_id, unsent.replies) == (lost.turn_id, "7", lost.replies)
        assert await restarted.talk.unsent("other") == ()
        await restarted.talk.mark_sent(unsent.turn_id)
        assert await restarted.talk.unsent("test") == ()


async def test_an_event_that_was_answered_and_sent_says_so(house: House) -> None:
    first = await house.talk.turn("test", "7", said("hello", "same"))
    await house.talk.mark_sent(first.turn_id)
    assert (await house.talk.turn("test", "7", said("hello", "same"))).sent


async def test_a_lead_its_history_and_its_notice_are_saved_together(house: House) -> None:
    reference = await house.submit("Acme")
    lead = await house.review.show(reference)
    assert lead is not None
    assert (lead.company, lead.status, lead.channel, lead.chat_id) == ("Acme", "new", "test", "7")
    assert [row.what for row in lead.history] == ["submitted"]
    assert await count(house, NoticeRow) == 1
    assert house.database.notices_added.is_set()


async def test_a_turn_that_breaks_leaves_nothing_behind(house: House) -> None:
    with pytest.raises(RuntimeError):
        await house.say("break")
    assert await count(house, Conversation) == 0
    assert await count(house, TurnRow) == 0


async def test_a_reference_that_is_taken_is_drawn_again(house: House) -> None:
    signs = iter([*"222222", *"222222", *"333333"])
    talk = Talk(house.database, shelf(), house.clock, step=scripted, draw=lambda _: next(signs))
    first = await talk.turn("test", "7", said("submit"))
    second = await talk.turn("test", "8", said("submit"))
    assert "222-222" in first.replies[0].text
    assert "333-333" in second.replies[0].text


async def test_references_are_made_of_signs_that_are_read_aloud_safely(house: House) -> None:
    assert set((await house.submit()).replace("-", "")) <= set(ALPHABET)


async def test_visitors_see_how_their_own_enquiries_stand_and_nobody_elses(house: House) -> None:
    assert "no enquiry" in await house.say("/status")
    own, other = await house.submit(), await house.submit(chat_id="8")
    told = await house.say("/status")
    assert own in told
    assert "received" in told
    assert other not in told


async def test_what_an_effect_says_comes_before_the_question_of_an_open_form(house: House) -> None:
    done = await house.talk.turn("test", "7", said("/status"))
    assert "no enquiry" in done.replies[0].text
    assert done.replies[-1].text == "turn 1"


async def test_visitors_see_everything_that_is_kept_about_them(house: House) -> None:
    await house.say("ask fallback what is the price of gold?")
    reference = await house.submit("Acme Ltd")
    told = await house.say("/mydata")
    for kept in (
        "what is the price of gold?",
        reference,
        "Acme Ltd",
        "Eva Perez",
        "eva@acme.example",
        "Colombia",
        "Fund a project",
        "We would like to help.",
        "English",
        "2 March 2026",
    ):
        assert kept in told


async def test_an_enquiry_that_is_not_sent_yet_is_shown_as_well(house: House) -> None:
    await house.say("open Half-filled Ltd")
    assert "Half-filled Ltd" in await house.say("/mydata")


async def test_forgetting_erases_all_but_what_keeps_events_from_being_worked_on_twice(house: House) -> None:
    await house.say("ask fallback secret question?")
    reference = await house.submit("Secret Ltd")
    await house.review.note(reference, "met them in Secretville", ANA)
    await house.say("/mydata")
    bystander = await house.submit("Other Ltd", chat_id="8")
    assert await house.say("/forget") == "turn 4"
    async with house.database.reading() as session:
        kept = [repr(vars(row)) for table in EVERY for row in (await session.scalars(select(table))).all()]
    assert not [row for row in kept if "ecret" in row]
    assert not [row for row in kept if "eva@" in row and "Other" not in row]
    lead = await house.review.show(reference)
    assert lead is not None
    assert lead.erased_at == house.clock.now
    assert [row.what for row in lead.history] == ["submitted", "noted", "erased"]
    other = await house.review.show(bystander)
    assert other is not None
    assert other.company == "Other Ltd"
    assert await count(house, Question) == 0


async def test_after_forgetting_a_repeated_event_is_still_met_only_once(house: House) -> None:
    await house.say("submit", event_id="once")
    await house.say("/forget")
    again = await house.talk.turn("test", "7", said("submit", "once"))
    assert (again.fresh, again.sent, again.replies) == (False, True, ())
    assert await count(house, LeadRow) == 1


async def test_forgetting_leaves_only_its_own_reply_to_be_sent(house: House) -> None:
    await house.say("hello")
    forgotten = await house.talk.turn("test", "7", said("/forget"))
    assert [unsent.turn_id for unsent in await house.talk.unsent("test")] == [forgotten.turn_id]


async def test_a_state_that_cannot_be_read_starts_the_conversation_afresh(house: House) -> None:
    await house.say("hello")
    async with house.database.transaction() as session:
        row = await session.scalar(select(Conversation))
        assert row is not None
        row.state = '{"format": 99}'
    assert await house.say("hello") == "turn 1"


async def test_understanding_holds_up_neither_the_event_loop_nor_other_writers(tmp_path: Path) -> None:
    went_on = Event()

    def understand(state: State, event: dialogue.Event, snapshot: Snapshot) -> Turn:
        # Fails where the event loop stands still, and where a transaction of the turn is open.
        assert went_on.wait(PATIENCE)
        with closing(sqlite3.connect(tmp_path / "bot.db", timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE")
        return scripted(state, event, snapshot)

    async with open_house(sqlite_url(tmp_path)) as house:
        talk = Talk(house.database, shelf(), house.clock, step=understand)
        turn = asyncio.create_task(talk.turn("test", "7", said("hello")))
        asyncio.get_running_loop().call_soon(went_on.set)
        assert (await turn).replies[0].text == "turn 1"


async def test_a_choice_is_an_event_as_well(house: House) -> None:
    done = await house.talk.turn("test", "7", Chose("press", "hello", START))
    assert done.replies[0].text == "turn 1"


async def test_staff_are_told_once_of_an_event_that_is_given_up(house: House) -> None:
    await house.talk.give_up("test", "event-9", "KeyError")
    await house.talk.give_up("test", "event-9", "KeyError")
    assert await count(house, NoticeRow) == 1


async def test_a_database_that_vanishes_is_one_clear_sentence(tmp_path: Path) -> None:
    before = set(enumerate_threads())
    async with open_house(sqlite_url(tmp_path)) as house:
        await house.say("hello")
        await house.database.close()
        for file in tmp_path.iterdir():
            file.unlink()
        (tmp_path / "bot.db").mkdir()
        with pytest.raises(BotError, match=r"bot\.db cannot be used"):
            await house.say("hello")
    # The driver's threads end in their own time, and need a loop to tell.
    await until(lambda: not any("_connection_worker" in one.name for one in {*enumerate_threads()} - before))
