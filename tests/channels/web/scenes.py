"""The states that a desk can be in, and the pages to look at in each: what the contact sheet shows."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.staff_phrases import StaffPhrase
from bot.core.types import Id
from bot.leads.lead import Status
from bot.leads.report import Report
from bot.store import leads, outbox, reports
from bot.store.database import Database
from bot.store.outbox import Kind
from bot.store.schema import LeadRow, NoticeRow
from bot.usecases.exchange import Exchange
from bot.usecases.review import Review
from tests.channels.web.season import JULES, MARTA, play_season
from tests.staging import Clock, House, enquiry

LONG_NAME: Final = "Fundación para el Desarrollo Sostenible de la Minería Artesanal del Pacífico Colombiano"
PROBLEM: Final = "partners/chopard.yaml:7: sektor: the unknown key `sektor`, expected <sector>"
PAGES: Final = {
    "overview": "/",
    "leads": "/leads/list",
    "new-lead": "/new-lead",
    "questions": "/questions/list",
    "gaps": "/gaps",
    "knowledge": "/knowledge",
    "outbox": "/outbox/list",
    "audit": "/audit/list",
    "reports": "/reports",
}


@dataclass(frozen=True)
class Scene:
    """A desk in one state, and where to look."""

    pages: dict[str, str]
    refused: frozenset[str] = frozenset()
    """Pages that the server has nothing to show for."""
    problems: tuple[str, ...] = ()
    has_telegram: bool = True


async def empty(_database: Database, _now: datetime, _ways: Sequence[Id]) -> Scene:
    """Somebody opens the desk on its first day."""
    return Scene(PAGES)


async def one(database: Database, now: datetime, ways: Sequence[Id]) -> Scene:
    """The first of everything has come."""
    async with database.transaction() as session:
        await leads.submit(
            session,
            enquiry("Atelier Lumen", way=ways[0], country=None, message=None, consent_at=now),
            reference="K7F-2MX",
            channel="telegram",
            chat_id="7",
            at=now,
        )
        await _report(session, "R-K7F-2MX", now)
    await House(database, Clock(now)).say("ask fallback Do you certify silver as well?")
    return Scene(PAGES | {"lead": "/lead/K7F-2MX", "report": "/report/R-K7F-2MX"})


async def many(database: Database, now: datetime, ways: Sequence[Id]) -> Scene:
    """A season of work lies behind, and a Monday ahead."""
    await play_season(database, now, ways)
    busy = await _busy_lead(database, now)
    async with database.transaction() as session:
        for reference, days in (("R-K7F-2MX", 3), ("R-ABC-DEF", 20)):
            await _report(session, reference, now - timedelta(days=days))
        await _notices(session, busy, now)
    return Scene(
        PAGES
        | {
            "lead": f"/lead/{busy}",
            "report": "/report/R-K7F-2MX",
            "leads-mine": "/leads/list?filter=assignee_name__mine",
            "leads-overdue": "/leads/list?filter=updated_at__overdue",
        }
    )


async def wrong(database: Database, now: datetime, ways: Sequence[Id]) -> Scene:
    """Nothing is as it should be."""
    before = now - timedelta(hours=3)
    await one(database, before, ways)
    async with database.transaction() as session:
        for reference in ("ABC-DEF", "GHJ-KMN"):
            await leads.submit(
                session, enquiry(), reference=reference, channel="telegram", chat_id=reference, at=before
            )
    review = Review(database, Clock(before))
    await review.merge("ABC-DEF", "K7F-2MX", MARTA)
    await review.erase("GHJ-KMN", MARTA)
    async with database.transaction() as session:
        await session.execute(
            update(NoticeRow).values(last_error="Forbidden: the bot is no member of the group")
        )
        await session.execute(update(NoticeRow).where(NoticeRow.id > 1).values(parked_at=now, attempts=20))
    pages = {
        "overview": "/",
        "knowledge": "/knowledge",
        "outbox": "/outbox/list",
        "lead": "/lead/K7F-2MX",
        "lead-merged": "/lead/ABC-DEF",
        "lead-erased": "/lead/GHJ-KMN",
        "lead-unknown": "/lead/ZZZ-ZZZ",
        "page-unknown": "/nowhere",
        "leads": "/leads/list",
        "search-in-vain": "/leads/list?q=zzzz",
        "sign-in": "/sign-in",
    }
    refused = frozenset({"lead-unknown", "page-unknown"})
    return Scene(pages, refused, (PROBLEM,) * 3, has_telegram=False)


Stage = Callable[[Database, datetime, Sequence[Id]], Awaitable[Scene]]
SCENES: Final[dict[str, Stage]] = {"empty": empty, "one": one, "many": many, "wrong": wrong}


async def _report(session: AsyncSession, reference: str, at: datetime) -> None:
    report = Report(
        what="They pour mercury into the river, every night since the rains began.",
        place="Below the bridge of the old mill",
        since="Two weeks",
        reach="",
        language="es",
    )
    row = await reports.submit(session, report, reference=reference, channel="telegram", chat_id="9", at=at)
    outbox.add(session, Kind.REPORT, {"report": row.id, "manager": MARTA.id}, at)


async def _busy_lead(database: Database, now: datetime) -> str:
    """Give the reference of a lead with all that a lead can have."""
    clock = Clock(now - timedelta(days=9))
    async with database.transaction() as session:
        for reference, company in (("K7F-2MX", LONG_NAME), ("K7F-2MY", LONG_NAME)):
            await leads.submit(
                session,
                enquiry(company, phone="+573001234567", way="buy", origin="enquire-buy", consent_at=clock()),
                reference=reference,
                channel="telegram",
                chat_id="77",
                at=clock(),
            )
    review, exchange = Review(database, clock), Exchange(database, clock)
    clock.turn(hours=4)
    await review.claim("K7F-2MX", MARTA)
    await review.move("K7F-2MX", Status.CONTACTED, MARTA)
    await review.note("K7F-2MX", "Interested in a first order of 200 g. Call after the fair.", JULES)
    for number in range(2):
        clock.turn(hours=5)
        text = "Good day, and thank you. May we call you tomorrow to talk about the first order?"
        await exchange.reply_to_visitor("K7F-2MX", text, MARTA, event_id=f"scene-{number}")
    await review.show_contact("K7F-2MX", JULES)
    await review.snooze("K7F-2MY", clock() + timedelta(days=3), JULES)
    return "K7F-2MX"


async def _notices(session: AsyncSession, reference: str, now: datetime) -> None:
    """Leave something of every kind in the outbox: delivered, waiting, and given up."""
    lead = (await session.scalars(select(LeadRow).where(LeadRow.reference == reference))).one()
    error = "Forbidden: bot was kicked from the group chat"
    await session.execute(
        update(NoticeRow)
        .where(NoticeRow.id % 7 == 0)
        .values(parked_at=now, done_at=None, attempts=20, last_error=error)
    )
    outbox.add_text(session, StaffPhrase.REPLY_BLOCKED, {"reference": reference}, now)
    for kind, payload in (
        (Kind.NUDGE, {"lead": lead.id, "version": lead.version, "level": 1}),
        (Kind.DIGEST, {}),
        (Kind.UNSENT, {"staff": MARTA.id}),
        (Kind.UNSENT_OVER, {"chat": "11", "message": "5"}),
        (Kind.REPORT_UNREACHED, {"report": 1}),
        (Kind.REPORT_ERASED, {"report": 1}),
    ):
        outbox.add(session, kind, payload, now)
