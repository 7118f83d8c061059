"""Any table, looked through page by page: what the desk's lists read."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.schema import Base

Row = TypeVar("Row", bound=Base)


async def page(
    session: AsyncSession,
    table: type[Row],
    where: Sequence[ColumnElement[bool]],
    order: Sequence[ColumnElement[Any]],
    *,
    most: int | None,
    skip: int = 0,
) -> Sequence[Row]:
    """Give the rows for which every condition holds, in order; at most so many, after leaving out so many."""
    asked = select(table).where(*where).order_by(*order).limit(most).offset(skip or None)
    return (await session.scalars(asked)).all()


async def count(session: AsyncSession, table: type[Base], where: Sequence[ColumnElement[bool]]) -> int:
    """Give for how many rows every condition holds."""
    return await session.scalar(select(func.count()).select_from(table).where(*where)) or 0
