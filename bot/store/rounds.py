"""What is to be done once, by whichever process comes first."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.desk_schema import RoundRow


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
