"""Staff in the chat and staff in the browser work on the same lead at once."""

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.leads.changes import Changed, NotAllowed, Outcome, Outdated, Taken, Unchanged
from bot.leads.lead import TRANSITIONS, Lead, Staff, Status, What
from bot.leads.staff import Face
from bot.store.database import Database
from bot.store.desk_schema import AuditRow
from bot.usecases.review import Review
from tests.staging import House, open_house, sqlite_url

PEOPLE = (
    Staff("telegram:1", "Ana", face=Face.TELEGRAM),
    Staff("telegram:2", "Ben", face=Face.DESK),
    Staff("telegram:3", "Eva", face=Face.TELEGRAM),
    Staff("telegram:4", "Luc", face=Face.DESK),
)
ACTIONS = st.one_of(st.just("claim"), st.just("release"), st.sampled_from(Status))
STEPS = st.lists(st.tuples(st.sampled_from(PEOPLE), ACTIONS, st.booleans()), min_size=2, max_size=5)


async def act(review: Review, reference: str, who: Staff, action: str, seen: int | None) -> Outcome:
    if action == "claim":
        return await review.claim(reference, who)
    if action == "release":
        return await review.assign(reference, None, who, seen)
    return await review.move(reference, Status(action), who, seen)


def replayed(lead: Lead) -> tuple[Status, str | None]:
    """Where the history says that a lead stands, and whose it is."""
    status, owner = Status.NEW, None
    for row in lead.history[1:]:
        if row.what is What.MOVED:
            before, after = row.detail.split(" → ")
            assert status == before, "a move that began elsewhere"
            assert after in TRANSITIONS[status]
            status = Status(after)
        else:
            assert row.what in (What.ASSIGNED, What.RELEASED)
            owner = row.detail or None
    return status, owner


async def audited(house: House, reference: str) -> list[tuple[str, str]]:
    async with house.database.reading() as session:
        rows = await session.scalars(select(AuditRow).where(AuditRow.subject == f"lead {reference}"))
        return sorted((row.who, row.face) for row in rows)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as opened:
        yield opened


@pytest.fixture(scope="module")
def faces(runner: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[Face, House]]:
    """One database for all examples, opened by each face as by a process of its own."""
    url = sqlite_url(tmp_path_factory.mktemp("faces"))
    opened = {face: House(runner.run(Database.open(url))) for face in (Face.TELEGRAM, Face.DESK)}
    yield opened
    for house in opened.values():
        runner.run(house.database.close())


@pytest.mark.long
@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_whatever_happens_at_once_one_wins_each_time_and_the_others_are_told(
    runner: asyncio.Runner, faces: Mapping[Face, House], steps: list[tuple[Staff, str, bool]]
) -> None:
    runner.run(interleaved(faces, steps))


async def interleaved(faces: Mapping[Face, House], steps: list[tuple[Staff, str, bool]]) -> None:
    house = faces[Face.TELEGRAM]
    reference = await house.submit()
    seen = await house.review.show(reference)
    assert seen is not None
    outcomes = await asyncio.gather(
        *(
            act(faces[who.face].review, reference, who, action, seen.version if looked else None)
            for who, action, looked in steps
        )
    )
    lead = await house.review.show(reference)
    assert lead is not None
    done = [who for (who, *_), told in zip(steps, outcomes, strict=True) if isinstance(told, Changed)]
    assert lead.version == 1 + len(done), "each change counts once"
    assert (lead.status, lead.assignee.name if lead.assignee else None) == replayed(lead)
    assert sorted(row.who for row in lead.history[1:]) == sorted(who.name for who in done)
    assert await audited(house, reference) == sorted((who.name, who.face.value) for who in done)
    for (who, _, looked), told in zip(steps, outcomes, strict=True):
        assert isinstance(told, Changed | Taken | Outdated | NotAllowed | Unchanged)
        if isinstance(told, Taken):
            assert told.by.id != who.id
        if isinstance(told, Outdated):
            assert looked
            assert told.lead.version > seen.version


async def test_two_who_claim_at_once_from_two_faces_are_told_apart(tmp_path: Path) -> None:
    async with open_house(sqlite_url(tmp_path)) as chat, open_house(sqlite_url(tmp_path)) as desk:
        for _ in range(10):
            reference = await chat.submit()
            first, second = await asyncio.gather(
                chat.review.claim(reference, PEOPLE[0]), desk.review.claim(reference, PEOPLE[1])
            )
            winner, loser = (first, second) if isinstance(first, Changed) else (second, first)
            assert isinstance(winner, Changed)
            assert isinstance(loser, Taken)
            assert loser.by == winner.lead.assignee
            assert len(await audited(chat, reference)) == 1
