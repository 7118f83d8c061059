import asyncio
import json
from datetime import UTC, datetime

from sqlalchemy import select

from bot.core.hours import Desk
from bot.leads.lead import Lead, Status
from bot.store.database import Database
from bot.store.schema import NoticeRow
from bot.usecases.delivery import Courier
from bot.usecases.posts import Posts
from bot.usecases.reminders import LOOK_SECONDS, Reminders
from tests.patience import until
from tests.staging import ANA, House, Shelf, shelf
from tests.usecases.test_exchange import Mail

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOURS = Desk(time_zone="UTC")


def attend(house: House, database: Database | None = None) -> Reminders:
    knowledge = shelf().snapshot.knowledge
    talk = knowledge.talk.model_copy(update={"desk": HOURS})
    snapshot = shelf().snapshot
    live = Shelf(type(snapshot)(knowledge.model_copy(update={"talk": talk}), snapshot.matcher))
    return Reminders(database or house.database, live, house.clock)


async def notices(house: House, kind: str) -> list[dict[str, object]]:
    async with house.database.reading() as session:
        rows = await session.scalars(select(NoticeRow).where(NoticeRow.kind == kind).order_by(NoticeRow.id))
        return [json.loads(row.payload) for row in rows]


async def levels(house: House) -> list[object]:
    return [notice["level"] for notice in await notices(house, "nudge")]


async def test_the_owner_is_reminded_once_then_everybody_once(house: House) -> None:
    looks = attend(house)
    reference = await house.submit()
    await house.review.claim(reference, ANA)
    for hours, expected in ((7, []), (2, [1]), (1, [1]), (23, [1, 2]), (48, [1, 2])):
        house.clock.turn(hours=hours)
        await looks.look()
        assert await levels(house) == expected


async def test_a_lead_that_nobody_took_is_everybodys_from_the_beginning(house: House) -> None:
    await house.submit()
    house.clock.turn(hours=24)
    await attend(house).look()
    assert await levels(house) == [2]


async def test_any_change_starts_afresh(house: House) -> None:
    looks = attend(house)
    reference = await house.submit()
    house.clock.turn(hours=24)
    await looks.look()
    await house.review.note(reference, "on it", ANA)
    await looks.look()
    assert await levels(house) == [2]
    house.clock.turn(hours=24)
    await looks.look()
    assert await levels(house) == [2, 2]


async def test_nobody_is_reminded_of_what_is_snoozed_closed_or_erased(house: House) -> None:
    looks = attend(house)
    snoozed, closed, erased, merged, kept = [await house.submit() for _ in range(5)]
    await house.review.snooze(snoozed, house.clock.now.replace(day=20), ANA)
    await house.review.move(closed, Status.SPAM, ANA)
    await house.review.erase(erased, ANA)
    await house.review.merge(merged, kept, ANA)
    await house.review.snooze(kept, house.clock.now.replace(day=30), ANA)
    house.clock.turn(days=10)
    await looks.look()
    assert await levels(house) == []
    house.clock.turn(days=10)
    await looks.look()
    assert await levels(house) == [2], "what was snoozed has woken"
    assert [lead.reference for lead in await looks.overdue(10)] == [snoozed]
    assert await looks.count_overdue() == 1


async def test_processes_that_look_at_once_remind_once(house: House, database_url: str) -> None:
    for _ in range(5):
        await house.submit()
    house.clock.turn(days=2)
    others = [await Database.open(database_url) for _ in range(3)]
    await asyncio.gather(*(attend(house, database).look() for database in (house.database, *others)))
    for database in others:
        await database.close()
    assert await levels(house) == [2] * 5


async def test_a_flood_of_reminders_is_one_sentence(house: House) -> None:
    for _ in range(12):
        await house.submit()
    house.clock.turn(days=2)
    await attend(house).look()
    assert await levels(house) == []
    assert (await notices(house, "text"))[0]["values"] == {"count": "12"}


async def test_the_digest_comes_once_a_week_but_not_before_a_week_has_passed(house: House) -> None:
    looks = attend(house)
    for days, expected in ((0, 0), (6.9, 0), (0.1, 1), (1, 1), (6, 2)):
        house.clock.turn(days=days)
        await looks.look()
        assert len(await notices(house, "digest")) == expected


async def test_a_reminder_of_what_was_taken_care_of_is_not_posted(house: House) -> None:
    class Told(Mail):
        nudged = 0

        async def nudge(self, lead: Lead, level: int, card: object) -> bool:
            self.nudged += 1
            return True

    mail = Told()
    references = [await house.submit() for _ in range(2)]
    house.clock.turn(days=2)
    await attend(house).look()
    await house.review.claim(references[0], ANA)
    courier = Courier(house.database, Posts(mail, {}), shelf(), house.clock)
    while await courier.deliver_one():
        pass
    assert mail.nudged == 1


async def test_looking_stops_when_told_to(house: House) -> None:
    await house.submit()
    house.clock.turn(hours=24)
    stop = asyncio.Event()
    running = asyncio.create_task(attend(house).run(stop))
    await until(lambda: levels(house), "somebody to be reminded")
    stop.set()
    await asyncio.wait_for(running, LOOK_SECONDS / 2)
