"""Finding leads: those that pass a filter, and by the signs that leads of one visitor or firm share."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    UnaryExpression,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.text import fold
from bot.leads.index_terms import search_text, signs_of, word_signs
from bot.leads.lead import OPEN, Status, read_reference
from bot.leads.listing import LeadFilter, Listing, Order, RowFilter
from bot.leads.similar import CommonTraits, Identity
from bot.store import pages
from bot.store.desk_schema import SignRow
from bot.store.schema import LeadRow

CANDIDATES_MOST: Final = 200
"""Leads that are looked at for one lead; those with most signs in common come first."""


def searchable(row: LeadRow) -> str:
    """Give what a search looks at in a lead; nothing once it is erased."""
    if row.erased_at is not None:
        return ""
    return search_text(row.reference, row.company, row.contact_name, row.email, row.phone, row.message)


OFTEN: Final = 20
"""How many times as many leads with a sign are counted as may come of it."""


async def index(session: AsyncSession, row: LeadRow) -> None:
    """Have a lead found under what it holds now; an erased one is found under nothing."""
    row.search_text = searchable(row)
    await session.execute(delete(SignRow).where(SignRow.lead_id == row.id))
    if row.erased_at is None:
        found = signs_of(row.company, row.contact_name, row.email, row.phone)
        await session.execute(insert(SignRow), [{"sign": sign, "lead_id": row.id} for sign in sorted(found)])


async def candidates(
    session: AsyncSession,
    whose: Collection[Identity],
    common: CommonTraits,
    most: int = CANDIDATES_MOST,
) -> Sequence[Identity]:
    """Give the leads that may be of the same organisation as some, oldest first.

    Args:
        session: The transaction.
        whose: Whose the leads are.
        common: What nearly all would share, so that nothing is looked for by it.
        most: How many to look at for each, by person and by name; most signs in common come first.
    """
    wanted = [
        signs
        for identity in whose
        for signs in (
            sorted(set(common.telling_signs(identity))),
            sorted(set(word_signs(common.bare_name(identity.company)))),
        )
        if signs
    ]
    if not wanted:
        return []
    found = [select(_with(signs, most).subquery().c.lead_id) for signs in wanted]
    return await identities(session, union_all(*found))


async def with_words(session: AsyncSession, text: str, most: int = CANDIDATES_MOST) -> tuple[int, ...]:
    """Give the ids of leads with most of the words of a text in their names, however misspelt."""
    wanted = sorted(set(word_signs(text)))
    return tuple(await session.scalars(_with(wanted, most))) if wanted else ()


async def identities(session: AsyncSession, lead_ids: CompoundSelect[Any] | None = None) -> list[Identity]:
    """Give what tells whose each lead is, oldest first; erased ones are left out. None: of every lead."""
    asked = (
        select(LeadRow.reference, LeadRow.company, LeadRow.email, LeadRow.phone)
        .where(LeadRow.erased_at.is_(None))
        .order_by(LeadRow.id)
    )
    if lead_ids is not None:
        asked = asked.where(LeadRow.id.in_(lead_ids))
    return [Identity(*row) for row in await session.execute(asked)]


def _with(signs: Collection[str], most: int) -> Select[Any]:
    """The ids of the leads with most of the signs, of the newest that have each of them.

    A sign that very many leads have tells little, and must not cost the time of all of them.
    """
    newest = [
        select(
            select(SignRow.lead_id)
            .where(SignRow.sign == sign)
            .order_by(SignRow.lead_id.desc())
            .limit(most * OFTEN)
            .subquery()
            .c.lead_id
        )
        for sign in signs
    ]
    found = union_all(*newest).subquery()
    return (
        select(found.c.lead_id)
        .group_by(found.c.lead_id)
        .order_by(func.count().desc(), found.c.lead_id.desc())
        .limit(most)
    )


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


async def count_open_of(session: AsyncSession, assignee_id: str) -> int:
    """Give how many leads somebody has on which work goes on."""
    theirs = (LeadRow.assignee_id == assignee_id) & LeadRow.merged_into.is_(None)
    # As a condition of the rows it would have the database read all that they ever had.
    asked = select(func.count(case((theirs, 1)))).where(LeadRow.status.in_(OPEN))
    return await session.scalar(asked) or 0


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
    """Give how many leads stand at each status; merged ones, and statuses without leads, are left out."""
    asked = select(LeadRow.status, func.count()).group_by(LeadRow.status)
    found = Counter({Status(status): count for status, count in await session.execute(asked)})
    # All are counted from an index that knows nothing of merging, the merged ones from theirs: SQLite uses it
    # for what is greater than something, and not for what is there.
    merged = await session.scalars(select(LeadRow.status).where(LeadRow.merged_into > ""))
    found.subtract(Counter(map(Status, merged)))
    return {status: count for status, count in found.items() if count}
