"""The desk's lists, page by page: what each is searched by, and SQL of the conditions that filter it."""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, String, and_, cast, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.text import fold
from bot.leads.lead import read_reference
from bot.leads.listing import AllOf, AnyOf, Compare, Comparison, Condition, Listing, RowFilter, Sort
from bot.store.desk_schema import AuditRow
from bot.store.schema import Base, LeadRow, NoticeRow, Question

SEARCHED_MOST: Final = 200_000
"""Questions that a search looks through: no index helps to find a part of a word."""

Conditions = list[ColumnElement[bool]]


async def page(
    session: AsyncSession,
    listing: Listing,
    wanted: RowFilter,
    order: Sequence[Sort] = (),
    *,
    most: int | None,
    skip: int = 0,
) -> Sequence[Base]:
    """The rows that pass a filter, the newest first where the order leaves it open.

    Args:
        session: The transaction.
        listing: Which list.
        wanted: The filter.
        order: What they are sorted by, step by step.
        most: At most so many.
        skip: So many are left out first.
    """
    table = _TABLES[listing]
    asked = select(table.row).where(*conditions(listing, wanted)).order_by(*_order(table, order))
    return (await session.scalars(asked.limit(most).offset(skip or None))).all()


async def count(session: AsyncSession, listing: Listing, wanted: RowFilter) -> int:
    """How many rows pass a filter."""
    asked = select(func.count()).select_from(_TABLES[listing].row).where(*conditions(listing, wanted))
    return await session.scalar(asked) or 0


async def with_keys(session: AsyncSession, listing: Listing, keys: Sequence[object]) -> Sequence[Base]:
    """The rows with these keys, newest first."""
    table = _TABLES[listing]
    asked = select(table.row).where(_column(table, table.key).in_(keys)).order_by(*_order(table, ()))
    return (await session.scalars(asked)).all()


def conditions(listing: Listing, wanted: RowFilter) -> Conditions:
    """What must hold of a row that passes a filter."""
    table = _TABLES[listing]
    found = table.kept(wanted)
    if text := wanted.text.strip():
        found.append(or_(*table.searched(text, wanted)))
    if wanted.where is not None:
        found.append(_clause(table, wanted.where))
    return found


@dataclass(frozen=True, slots=True)
class _Table:
    """What is particular to a list."""

    row: type[Base]
    key: str
    """The column by which a row is named."""
    arrival: str
    """The column that says when a row came."""
    searched: Callable[[str, RowFilter], Conditions]
    """The conditions of which one must hold for a row to be found by a text."""
    kept: Callable[[RowFilter], Conditions]
    """The conditions that hold unless somebody asks about what they leave out."""


def _everything(_: RowFilter) -> Conditions:
    return []


def _leads_kept(wanted: RowFilter) -> Conditions:
    """Merged leads are left out unless they are asked for."""
    return [] if "merged_into" in wanted.named else [LeadRow.merged_into.is_(None)]


def _leads_searched(text: str, wanted: RowFilter) -> Conditions:
    named = LeadRow.reference == (read_reference(text) or "")
    if wanted.sees_contact:
        return [named, LeadRow.search_text.contains(fold(text), autoescape=True)]
    return [named, *_within(text, LeadRow.company, LeadRow.contact_name, LeadRow.message)]


def _questions_kept(wanted: RowFilter) -> Conditions:
    """A search looks at the latest questions, or at those of the days asked for."""
    if not wanted.text.strip() or "at" in wanted.named:
        return []
    return [Question.id > select(func.max(Question.id)).scalar_subquery() - SEARCHED_MOST]


def _within(text: str, *columns: Any) -> Conditions:
    return [column.icontains(text, autoescape=True) for column in columns]


_TABLES: Final[Mapping[Listing, _Table]] = {
    Listing.LEADS: _Table(LeadRow, "reference", "created_at", _leads_searched, _leads_kept),
    Listing.QUESTIONS: _Table(
        Question,
        "id",
        "at",
        lambda text, _: [Question.folded.contains(fold(text), autoescape=True)],
        _questions_kept,
    ),
    Listing.NOTICES: _Table(
        NoticeRow, "id", "created_at", lambda text, _: _within(text, NoticeRow.last_error), _everything
    ),
    Listing.AUDIT: _Table(
        AuditRow,
        "id",
        "at",
        lambda text, _: _within(text, AuditRow.who, AuditRow.what, AuditRow.subject, AuditRow.detail),
        _everything,
    ),
}

_COMPARISONS: Final[Mapping[Comparison, Callable[[Any, Any], ColumnElement[bool]]]] = {
    Comparison.EQUALS: operator.eq,
    Comparison.CONTAINS: lambda column, value: cast(column, String).ilike(f"%{value}%"),
    Comparison.STARTS_WITH: lambda column, value: cast(column, String).ilike(f"{value}%"),
    Comparison.ENDS_WITH: lambda column, value: cast(column, String).ilike(f"%{value}"),
    Comparison.ONE_OF: lambda column, value: column.in_(value),
    Comparison.NONE_OF: lambda column, value: column.not_in(value),
    Comparison.EMPTY: lambda column, _: column.is_(None),
    Comparison.FILLED: lambda column, _: column.is_not(None),
    Comparison.LESS: operator.lt,
    Comparison.AT_MOST: operator.le,
    Comparison.AT_LEAST: operator.ge,
    Comparison.MORE: operator.gt,
}


def _clause(table: _Table, condition: Condition) -> ColumnElement[bool]:
    match condition:
        case Compare(column, comparison, value):
            return _COMPARISONS[comparison](_column(table, column), value)
        case AllOf(parts):
            return and_(true(), *(_clause(table, part) for part in parts))
        case AnyOf(parts):
            return or_(false(), *(_clause(table, part) for part in parts))


def _order(table: _Table, order: Sequence[Sort]) -> list[ColumnElement[Any]]:
    # Rows are numbered as they come, and by number they need no sorting.
    columns = [_column(table, "id" if step.column == table.arrival else step.column) for step in order]
    steps = [
        column.desc() if step.descending else column.asc()
        for column, step in zip(columns, order, strict=True)
    ]
    return [*steps, _column(table, "id").desc()]


def _column(table: _Table, name: str) -> Any:
    return getattr(table.row, name)
