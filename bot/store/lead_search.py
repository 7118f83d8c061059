"""Which leads pass a filter, and how many there are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, UnaryExpression, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.text import fold
from bot.leads.filter import LeadFilter, Order
from bot.leads.lead import Status, read_reference
from bot.leads.listing import Listing, RowFilter
from bot.store import pages
from bot.store.schema import LeadRow

_ORDERS: Final[Mapping[Order, UnaryExpression[Any]]] = {
    Order.NEWEST: LeadRow.id.desc(),
    Order.OLDEST: LeadRow.id.asc(),
    Order.CHANGED: LeadRow.updated_at.desc(),
    Order.LONGEST: LeadRow.updated_at.asc(),
    Order.COMPANY: LeadRow.company.asc(),
}

Wanted = LeadFilter | RowFilter
"""A filter, or that of the desk's list."""


async def search(
    session: AsyncSession, wanted: LeadFilter, most: int | None = None, skip: int = 0
) -> Sequence[LeadRow]:
    """Give the leads that pass a filter, in its order; at most so many, after leaving out so many."""
    asked = select(LeadRow).where(*_conditions(wanted)).order_by(_ORDERS[wanted.order], LeadRow.id.desc())
    return (await session.scalars(asked.limit(most).offset(skip or None))).all()


async def older_than(
    session: AsyncSession, wanted: Wanted, lead_id: int | None, most: int
) -> Sequence[LeadRow]:
    """Give the next leads that pass a filter, newest first, whatever its order.

    Args:
        session: The transaction.
        wanted: The filter.
        lead_id: Only those that came before this one; None to begin.
        most: At most so many.
    """
    asked = select(LeadRow).where(*_conditions(wanted)).order_by(LeadRow.id.desc()).limit(most)
    if lead_id is not None:
        asked = asked.where(LeadRow.id < lead_id)
    return (await session.scalars(asked)).all()


async def count(session: AsyncSession, wanted: Wanted) -> int:
    """Give how many leads pass a filter."""
    return await session.scalar(select(func.count()).select_from(LeadRow).where(*_conditions(wanted))) or 0


async def rows_of(session: AsyncSession, lead_ids: Iterable[int]) -> Sequence[LeadRow]:
    """Give the leads with these ids, newest first."""
    found = await session.scalars(
        select(LeadRow).where(LeadRow.id.in_(list(lead_ids))).order_by(LeadRow.id.desc())
    )
    return found.all()


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    if isinstance(wanted, RowFilter):
        return pages.conditions(Listing.LEADS, wanted)
    found: list[ColumnElement[bool]] = [] if wanted.merged else [LeadRow.merged_into.is_(None)]
    one_of = (
        (LeadRow.status, [status.value for status in wanted.statuses]),
        (LeadRow.way, wanted.ways),
        (LeadRow.language, wanted.languages),
        (LeadRow.country, wanted.countries),
        (LeadRow.channel, wanted.channels),
    )
    found += [column.in_(values) for column, values in one_of if values]
    if wanted.assignee_id is not None:
        found.append(LeadRow.assignee_id == wanted.assignee_id)
    if wanted.unassigned:
        found.append(LeadRow.assignee_id.is_(None))
    if wanted.created_from is not None:
        found.append(LeadRow.created_at >= wanted.created_from)
    if wanted.created_before is not None:
        found.append(LeadRow.created_at < wanted.created_before)
    if wanted.awake_at is not None:
        found.append(LeadRow.snoozed_until.is_(None) | (LeadRow.snoozed_until <= wanted.awake_at))
    if wanted.due_before:
        overdue = (
            (LeadRow.status == status.value) & (LeadRow.updated_at <= moment)
            for status, moment in wanted.due_before.items()
        )
        found += [or_(*overdue), LeadRow.erased_at.is_(None)]
    if wanted.text:
        said = LeadRow.search_text.contains(fold(wanted.text.strip()), autoescape=True)
        found.append(said | (LeadRow.reference == (read_reference(wanted.text) or "")))
    return found


async def counts(session: AsyncSession) -> dict[Status, int]:
    """Give how many leads stand at each status; statuses without leads are left out."""
    found = await session.execute(select(LeadRow.status, func.count()).group_by(LeadRow.status))
    return {Status(status): count for status, count in found}
