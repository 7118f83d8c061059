"""Which leads staff are to be reminded of, and what is done once, by whichever process comes first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.leads.lead import Status
from bot.store.desk_schema import RoundRow
from bot.store.schema import LeadRow

OWNER, EVERYBODY = 1, 2


@dataclass(frozen=True, slots=True)
class Waiting:
    """What has waited too long at a moment."""

    now: datetime
    due: Mapping[Status, datetime]
    """By status, the last change from which a lead is due."""
    escalated: Mapping[Status, datetime]
    """By status, the last change from which everybody is to know."""


async def is_any(session: AsyncSession, waiting: Waiting) -> bool:
    """True if there is a reminder to make."""
    either = or_(_condition(waiting, OWNER), _condition(waiting, EVERYBODY))
    return await session.scalar(select(LeadRow.id).where(either).limit(1)) is not None


async def claim(session: AsyncSession, waiting: Waiting, level: int) -> list[tuple[int, int]]:
    """Take on the reminders of a level, and give id and version of each lead; nobody else gets the same."""
    found = await session.execute(
        update(LeadRow)
        .where(_condition(waiting, level))
        .values(nudged=level)
        .returning(LeadRow.id, LeadRow.version)
        .execution_options(synchronize_session=False)
    )
    return sorted((lead_id, version) for lead_id, version in found)


def _condition(waiting: Waiting, level: int) -> ColumnElement[bool]:
    reachable = and_(
        LeadRow.nudged < level,
        LeadRow.snoozed_until.is_(None) | (LeadRow.snoozed_until <= waiting.now),
        LeadRow.merged_into.is_(None),
        LeadRow.erased_at.is_(None),
    )
    if level == OWNER:
        return and_(reachable, LeadRow.assignee_id.is_not(None), _before(waiting.due))
    # A lead that nobody has taken is everybody's from the beginning.
    unassigned = LeadRow.assignee_id.is_(None) & _before(waiting.due)
    return and_(reachable, or_(unassigned, _before(waiting.escalated)))


def _before(moments: Mapping[Status, datetime]) -> ColumnElement[bool]:
    return or_(
        *(
            (LeadRow.status == status.value) & (LeadRow.updated_at <= moment)
            for status, moment in moments.items()
        )
    )


async def is_begun(session: AsyncSession, name: str) -> bool:
    """True if somebody has taken it on."""
    return await session.get(RoundRow, name) is not None


async def is_any_begun(session: AsyncSession, kind: str) -> bool:
    """True if somebody has ever taken on something whose name begins so."""
    found = select(RoundRow.name).where(RoundRow.name.startswith(kind, autoescape=True)).limit(1)
    return await session.scalar(found) is not None


async def begin(session: AsyncSession, name: str, at: datetime) -> bool:
    """Take something on; false if somebody has already. What goes with it belongs in the same transaction."""
    if await is_begun(session, name):
        return False
    try:
        async with session.begin_nested():
            session.add(RoundRow(name=name, at=at))
    except IntegrityError:
        return False
    return True


async def end(session: AsyncSession, kind: str) -> bool:
    """Let go of everything whose name begins so, so that it can be taken on again; true if there was any."""
    ended = delete(RoundRow).where(RoundRow.name.startswith(kind, autoescape=True)).returning(RoundRow.name)
    return bool((await session.scalars(ended)).all())
