from datetime import UTC, datetime

from bot.channels.telegram.staff.gaps import board, read_gap_button
from bot.core.gaps import Gap
from bot.core.match import Verdict
from bot.core.voice import Voice
from tests.channels.telegram.stage import now, pressed, running
from tests.knowledge_sample import sample


async def shown(server, person, text, seconds=10):
    return await server.wait_for(
        lambda: next((m for m in person.from_bot[::-1] if text in m.text and m.buttons), None),
        seconds,
        f"for {text!r}",
    )


async def test_a_gap_is_decided_with_one_tap_and_comes_out_as_a_patch(server, database):
    ana, rita = server.user("Ana", "en"), server.user("Rita", "en")
    async with running(server, database, staff_ids=frozenset({rita.id})):
        await ana.asks("Will it rain on <Sunday>?")
        await ana.asks("Can I visit the moon?")
        listed = await rita.asks("/gaps")
        assert "Can I visit the moon?" in listed.text
        await pressed(server, rita, "1", listed)
        await server.wait_for(lambda: "Asked 1 time" in listed.text)
        await pressed(server, rita, "Why?", listed)
        await server.wait_for(lambda: "Nearest phrasings" in listed.text)
        assert "answers from" in listed.text
        query = await pressed(server, rita, "New entry", listed)
        assert "drafted" in query.text
        await server.wait_for(lambda: "Asked" not in listed.text and len(listed.buttons) == 1)
        await pressed(server, rita, "1", listed)
        await server.wait_for(lambda: "Asked 1 time" in listed.text)
        query = await pressed(server, rita, "Not for us", listed)
        await server.wait_for(lambda: "found an answer" in listed.text)
        await rita.says("/gaps patch")
        await server.wait_for(lambda: any(m.file for m in rita.from_bot))
    patch = next(m.file for m in rita.from_bot if m.file)
    assert patch.name == "knowledge.patch"
    assert b"+" in patch.content
    assert server.refused == []


async def test_without_approvals_there_is_no_patch(server, database):
    rita = server.user("Rita", "en")
    async with running(server, database, staff_ids=frozenset({rita.id})):
        assert "Nothing is approved" in (await rita.asks("/gaps patch")).text


async def test_a_forged_press_on_the_board_decides_nothing(server, database):
    ana, rita, eve = server.user("Ana", "en"), server.user("Rita", "en"), server.user("Eve", "en")
    async with running(server, database, staff_ids=frozenset({rita.id})):
        await ana.asks("Will it rain on Sunday?")
        listed = await rita.asks("/gaps")
        for person, token in (
            (eve, listed.buttons[0]["callback_data"].replace("show", "ignored")),
            (rita, "staff/gap/ignored/999/"),
            (rita, "staff/gap/phrasing/1/nothing"),
            (rita, "staff/gap/show/x/"),
        ):
            query = await person.presses_token(token, listed)
            await server.wait_for(lambda query=query: query.answers)
            assert query.text
        assert "Will it rain" in (await rita.asks("/gaps")).text


def test_a_long_board_is_turned_page_by_page():
    gaps = [
        Gap(f"question {number}", "en", 1, now(), now(), Verdict.FALLBACK, number) for number in range(1, 21)
    ]
    first, last = board(gaps, 0, Voice(sample(), "en")), board(gaps, 2, Voice(sample(), "en"))
    assert first.keyboard is not None
    assert last.keyboard is not None
    labels = [button.text for row in first.keyboard.inline_keyboard for button in row]
    assert labels == ["1", "2", "3", "4", "5", "6", "7", "8", "›"]
    assert [button.text for button in last.keyboard.inline_keyboard[-1]] == ["‹"]
    assert "20. " in last.plain
    assert board(gaps, 99, Voice(sample(), "en")) == first


def test_only_our_own_tokens_are_read():
    for token in ("staff/gap/list/²/", "staff/gap/win/1/", "staff/gap/list/1", "gap/list/1/"):
        assert read_gap_button(token) is None


async def test_the_board_names_the_answers_that_are_due_for_review(server, database):
    rita = server.user("Rita", "en")
    async with running(
        server, database, staff_ids=frozenset({rita.id}), clock=lambda: datetime(2028, 1, 1, tzinfo=UTC)
    ):
        await rita.says("/gaps")
        due = await server.wait_for(
            lambda: next((m for m in rita.from_bot if "due for review" in m.text), None)
        )
    assert "(8)" in due.text
    assert "Chopard" in due.text
