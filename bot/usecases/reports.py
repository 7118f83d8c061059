"""Confidential reports: how they are kept, who of the staff sees them, and how they are erased.

Lead managers alone see what a report says. Whoever asks is looked at again on every call, whatever they were
shown before, and each opening is written down.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.staff_phrases import StaffPhrase
from bot.leads.lead import Staff
from bot.leads.report import FOLLOWING, KeptReport, Progress, Report, new_report_reference
from bot.leads.staff import Right, may
from bot.store import audit, outbox, reports
from bot.store import staff as roster
from bot.store.database import Database
from bot.store.outbox import CardRef, Kind
from bot.store.schema import Conversation


async def submit(
    session: AsyncSession,
    report: Report,
    conversation: Conversation,
    draw: Callable[[str], str],
    at: datetime,
) -> tuple[str, bool]:
    """Keep a report, have lead managers told in private, and the staff chat that one waits.

    Args:
        session: The transaction of the turn.
        report: What was reported.
        conversation: Where.
        draw: Picks one sign of a string at random; the reference is made of it.
        at: When.

    Returns:
        Its reference, and whether there is a lead manager who can be written to.
    """
    reference = new_report_reference(draw)
    while await reports.find(session, reference) is not None:
        reference = new_report_reference(draw)
    row = await reports.submit(
        session,
        report,
        reference=reference,
        channel=conversation.channel,
        chat_id=conversation.chat_id,
        at=at,
    )
    managers = await roster.managers(session)
    outbox.add_text(session, StaffPhrase.REPORT_WAITS, {"reference": reference}, at)
    for manager in managers:
        outbox.add(session, Kind.REPORT, {"report": row.id, "manager": manager.id}, at)
    can_be_told = bool(await reports.known_chats(session))
    row.to_reach = len(managers) if can_be_told else None
    return reference, can_be_told


async def erase_own(session: AsyncSession, conversation: Conversation, at: datetime) -> None:
    """Erase what a visitor has reported, also where lead managers were shown it."""
    for row in await reports.of_visitor(session, conversation.channel, conversation.chat_id):
        reports.erase(row, at)
        outbox.add(session, Kind.REPORT_ERASED, {"report": row.id}, at)


async def own(session: AsyncSession, conversation: Conversation) -> tuple[KeptReport, ...]:
    """What a visitor has reported, without its content: somebody else may hold the telephone."""
    found = await reports.of_visitor(session, conversation.channel, conversation.chat_id)
    return tuple(map(reports.as_kept, found))


class Refusal(Enum):
    """Why a report is not shown."""

    FORBIDDEN = auto()
    """Also where there is no such report: whoever may not read reports learns nothing by trying."""
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Marked:
    """A report after somebody said how far it is."""

    kept: KeptReport
    changed: bool
    """False if it stood so, or further, already; or is erased."""


class Reports:
    """Shows reports to lead managers."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def latest(self, who: Staff, *, also_done: bool = False) -> tuple[KeptReport, ...] | Refusal:
        """The latest reports, newest first, without what they say."""
        if not may(who.role, Right.READ_REPORTS):
            return Refusal.FORBIDDEN
        async with self._database.reading() as session:
            return tuple(map(reports.as_kept, await reports.latest(session, also_done=also_done)))

    async def open(self, reference: str, who: Staff) -> KeptReport | Refusal:
        """Show what a report says, and write down who opened it."""
        if not may(who.role, Right.READ_REPORTS):
            return Refusal.FORBIDDEN
        async with self._database.transaction() as session:
            row = await reports.find(session, reference)
            if row is None:
                return Refusal.UNKNOWN
            audit.add(session, who, "opened", f"report {row.reference}", at=self._clock())
            return reports.as_kept(row, opened=True)

    async def mark(self, reference: str, progress: Progress, who: Staff) -> Marked | Refusal:
        """Say that a report is seen or done; gives it as it is then."""
        if not may(who.role, Right.READ_REPORTS):
            return Refusal.FORBIDDEN
        async with self._database.transaction() as session:
            row = await reports.find(session, reference, to_change=True)
            if row is None:
                return Refusal.UNKNOWN
            follows = row.erased_at is None and progress in FOLLOWING[Progress(row.progress)]
            if follows:
                row.progress, row.handled_by, row.updated_at = progress.value, who.name, self._clock()
                audit.add(session, who, progress.value, f"report {row.reference}", at=self._clock())
            return Marked(reports.as_kept(row, opened=True), follows)

    async def keep_copies(self, reference: str, copies: tuple[CardRef, ...]) -> None:
        """Remember where a report was shown, so that nothing of it stays there once it is erased."""
        async with self._database.transaction() as session:
            row = await reports.find(session, reference, to_change=True)
            if row is not None:
                await reports.keep_copies(session, row.id, copies)
                if row.erased_at is not None:
                    outbox.add(session, Kind.REPORT_ERASED, {"report": row.id}, self._clock())
