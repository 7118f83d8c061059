"""Confidential reports, apart from leads and questions: no list, search or figure of those reads them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.leads.report import KeptReport, Progress, Report
from bot.leads.staff import Role
from bot.store.desk_schema import ReportCopyRow, ReportRow, StaffRow
from bot.store.outbox import CardRef
from bot.store.schema import Conversation

LISTED_MOST: Final = 200


async def submit(
    session: AsyncSession, report: Report, *, reference: str, channel: str, chat_id: str, at: datetime
) -> ReportRow:
    """Keep a report that was sent."""
    row = ReportRow(
        reference=reference,
        progress=Progress.NEW.value,
        handled_by="",
        language=report.language,
        channel=channel,
        chat_id=chat_id,
        what=report.what,
        place=report.place,
        since=report.since,
        reach=report.reach,
        created_at=at,
        updated_at=at,
        erased_at=None,
        to_reach=None,
    )
    session.add(row)
    await session.flush()
    return row


async def find(session: AsyncSession, reference: str, *, to_change: bool = False) -> ReportRow | None:
    """The report with a reference; nobody else changes it meanwhile if it is found `to_change`."""
    asked = select(ReportRow).where(ReportRow.reference == reference)
    return await session.scalar(asked.with_for_update() if to_change else asked)


async def get(session: AsyncSession, report_id: int, *, to_change: bool = False) -> ReportRow:
    """The report with a key; raises if there is none."""
    return await session.get_one(ReportRow, report_id, with_for_update=to_change)


async def latest(session: AsyncSession, *, also_done: bool) -> Sequence[ReportRow]:
    """The reports that came last, newest first; those that are done or erased only where asked for."""
    asked = select(ReportRow).order_by(ReportRow.id.desc()).limit(LISTED_MOST)
    if not also_done:
        asked = asked.where(ReportRow.progress != Progress.DONE.value, ReportRow.erased_at.is_(None))
    return (await session.scalars(asked)).all()


async def of_visitor(session: AsyncSession, channel: str, chat_id: str) -> Sequence[ReportRow]:
    """What a visitor has reported, oldest first; erased reports are nobody's any more."""
    own = select(ReportRow).where(ReportRow.channel == channel, ReportRow.chat_id == chat_id)
    return (await session.scalars(own.order_by(ReportRow.id).with_for_update())).all()


def erase(row: ReportRow, at: datetime) -> None:
    """Erase what a report says and whose it is; what stays is that there was one."""
    row.what = row.place = row.since = row.reach = ""
    row.chat_id = row.to_reach = None
    row.erased_at = row.updated_at = at


def as_kept(row: ReportRow, *, opened: bool = False) -> KeptReport:
    """Give a report as lead managers see it; with its content only where it is opened."""
    shown = opened and row.erased_at is None
    return KeptReport(
        reference=row.reference,
        progress=Progress(row.progress),
        by=row.handled_by,
        language=row.language,
        created_at=row.created_at,
        updated_at=row.updated_at,
        erased_at=row.erased_at,
        report=Report(row.what, row.place, row.since, row.reach, row.language) if shown else None,
    )


async def known_chats(session: AsyncSession) -> frozenset[str]:
    """The lead managers who have talked to the bot in private, by id: only they can be written to."""
    chat = Conversation.channel + ":" + Conversation.chat_id
    own = select(StaffRow.id).join(Conversation, chat == StaffRow.id)
    return frozenset(await session.scalars(own.where(StaffRow.role == Role.MANAGER.value)))


async def keep_copies(session: AsyncSession, report_id: int, copies: Iterable[CardRef]) -> None:
    """Remember the messages that show a report, so that they can be emptied once it is erased."""
    session.add_all(
        ReportCopyRow(report_id=report_id, chat_id=copy.chat_id, message_id=copy.message_id)
        for copy in copies
    )
    await session.flush()


async def copies_of(session: AsyncSession, report_id: int) -> tuple[CardRef, ...]:
    """The messages that show a report."""
    found = await session.scalars(select(ReportCopyRow).where(ReportCopyRow.report_id == report_id))
    return tuple(CardRef(row.chat_id, row.message_id) for row in found)


async def forget_copies(session: AsyncSession, report_id: int) -> None:
    """Forget where a report was shown, once nothing of it is to be seen there."""
    await session.execute(delete(ReportCopyRow).where(ReportCopyRow.report_id == report_id))
