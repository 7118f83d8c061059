"""Figures of many leads and questions, counted by the database from its indexes."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Float, case, cast, extract, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.match import Verdict
from bot.store.desk_schema import FormRow
from bot.store.schema import LeadRow, Question


@dataclass(frozen=True, slots=True)
class LeadCounts:
    """How many leads of a period there are by each property."""

    way: Counter[str]
    country: Counter[str]
    """`` for leads without a country."""
    language: Counter[str]
    status: Counter[str]


async def leads_by_property(session: AsyncSession, begin: datetime, end: datetime) -> LeadCounts:
    """Count the leads that came from `begin` until before `end`."""
    columns = (LeadRow.way, LeadRow.country, LeadRow.language, LeadRow.status)
    counted = await session.execute(
        select(*columns, func.count())
        .where(LeadRow.created_at >= begin, LeadRow.created_at < end)
        .group_by(*columns)
    )
    found = LeadCounts(Counter(), Counter(), Counter(), Counter())
    for way, country, language, status, count in counted:
        found.way[way] += count
        found.country[country or ""] += count
        found.language[language] += count
        found.status[status] += count
    return found


async def leads_by_way(session: AsyncSession, begin: datetime, end: datetime) -> Counter[str]:
    """Count the leads of a period by way alone."""
    counted = await session.execute(
        select(LeadRow.way, func.count())
        .where(LeadRow.created_at >= begin, LeadRow.created_at < end)
        .group_by(LeadRow.way)
    )
    found: Counter[str] = Counter()
    for way, count in counted:
        found[way] = count
    return found


async def first_replies(session: AsyncSession, begin: datetime, end: datetime) -> tuple[int, float | None]:
    """Give how many leads of a period were replied to, and the median of the hours until then."""
    took = _hours(session)
    replied = select(took).where(
        LeadRow.created_at >= begin, LeadRow.created_at < end, LeadRow.replied_at.is_not(None)
    )
    count = await session.scalar(select(func.count()).select_from(replied.subquery())) or 0
    if not count:
        return 0, None
    middle = await session.scalars(
        replied.order_by(took).offset((count - 1) // 2).limit(2 if count % 2 == 0 else 1)
    )
    values = middle.all()
    return count, float(sum(values) / len(values))


async def answered(session: AsyncSession, begin: datetime, end: datetime) -> tuple[int, int]:
    """Give how many questions of a period there were, and how many got an answer that nobody found bad."""
    good = (Question.verdict == Verdict.ANSWER.value) & (func.coalesce(Question.rating, 0) >= 0)
    row = (
        await session.execute(
            select(func.count(), func.coalesce(func.sum(case((good, 1), else_=0)), 0))
            .select_from(Question)
            .where(Question.at >= begin, Question.at < end)
        )
    ).one()
    return row[0], row[1]


async def funnel(
    session: AsyncSession, begin: datetime, end: datetime, whole: int
) -> tuple[int, int, int, int]:
    """Give how many forms of a period were opened, begun, filled in to the end, and sent.

    Args:
        session: The transaction.
        begin: Beginning of the period.
        end: Its end.
        whole: How many fields a form has.
    """
    row = (
        await session.execute(
            select(
                func.count(),
                func.count(case((FormRow.filled > 1, 1))),
                func.count(case(((FormRow.filled >= whole) | FormRow.sent_at.is_not(None), 1))),
                func.count(FormRow.sent_at),
            ).where(FormRow.opened_at >= begin, FormRow.opened_at < end)
        )
    ).one()
    return row[0], row[1], row[2], row[3]


def _hours(session: AsyncSession) -> ColumnElement[float]:
    """Hours from a lead's coming to the first reply, as the database computes them."""
    if session.get_bind().dialect.name == "sqlite":
        return (
            func.julianday(LeadRow.replied_at, type_=Float) - func.julianday(LeadRow.created_at, type_=Float)
        ) * 24
    return cast(extract("epoch", LeadRow.replied_at - LeadRow.created_at) / 3600, Float)
