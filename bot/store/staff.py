"""Who of the staff may open the desk: one-time links and the sessions they become. Only digests are kept."""

from datetime import datetime
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.leads.lead import Staff
from bot.leads.staff import Face, Role
from bot.store.desk_schema import SessionRow, SignInRow, StaffRow
from bot.store.schema import Conversation

CHANNEL_END: Final = ":"
"""Ends the name of the channel in the id of somebody whom a channel vouches for: `telegram:123`."""


async def keep_staff(session: AsyncSession, staff: Staff, at: datetime) -> None:
    """Remember a member of the staff; whoever is known keeps the role they have."""
    known = await session.get(StaffRow, staff.id)
    if known is None:
        session.add(StaffRow(id=staff.id, name=staff.name, role=staff.role.value, added_at=at))
        await session.flush()
    else:
        known.name = staff.name


async def add_link(session: AsyncSession, token_hash: str, staff_id: str, expires_at: datetime) -> None:
    """Keep the digest of a one-time link."""
    session.add(SignInRow(token_hash=token_hash, staff_id=staff_id, expires_at=expires_at, used_at=None))
    await session.flush()


async def use_link(session: AsyncSession, token_hash: str, at: datetime) -> str | None:
    """Use a link up, and give whose it is; None if it is unknown, used or too old."""
    return await session.scalar(
        update(SignInRow)
        .where(SignInRow.token_hash == token_hash, SignInRow.used_at.is_(None), SignInRow.expires_at > at)
        .values(used_at=at)
        .returning(SignInRow.staff_id)
        .execution_options(synchronize_session=False)
    )


async def open_session(session: AsyncSession, id_hash: str, staff_id: str, at: datetime) -> None:
    """Keep the digest of a new session."""
    session.add(SessionRow(id_hash=id_hash, staff_id=staff_id, created_at=at, seen_at=at, ended_at=None))
    await session.flush()


async def live_session(
    session: AsyncSession, id_hash: str, *, seen_since: datetime, opened_since: datetime
) -> tuple[Staff, datetime] | None:
    """Give who is signed in, as they are now, and when they were last seen; None if the session has ended."""
    found = (
        await session.execute(
            select(StaffRow, SessionRow.seen_at)
            .join(SessionRow, SessionRow.staff_id == StaffRow.id)
            .where(
                SessionRow.id_hash == id_hash,
                SessionRow.ended_at.is_(None),
                SessionRow.seen_at > seen_since,
                SessionRow.created_at > opened_since,
            )
        )
    ).first()
    return (staff_of(found[0]), found[1]) if found else None


async def touch_session(session: AsyncSession, id_hash: str, at: datetime) -> None:
    """Note that somebody is still there."""
    await session.execute(
        update(SessionRow)
        .where(SessionRow.id_hash == id_hash, SessionRow.ended_at.is_(None))
        .values(seen_at=at)
    )


async def end_session(session: AsyncSession, id_hash: str, at: datetime) -> str | None:
    """End a session, and give whose it was; None if it had ended already."""
    return await session.scalar(
        update(SessionRow)
        .where(SessionRow.id_hash == id_hash, SessionRow.ended_at.is_(None))
        .values(ended_at=at)
        .returning(SessionRow.staff_id)
        .execution_options(synchronize_session=False)
    )


async def forget_old(session: AsyncSession, before: datetime) -> None:
    """Delete links and sessions that ended before a time."""
    await session.execute(delete(SignInRow).where(SignInRow.expires_at < before))
    await session.execute(delete(SessionRow).where(SessionRow.seen_at < before))


async def known_staff(session: AsyncSession, staff_id: str) -> Staff | None:
    """Give a member of the staff, None if unknown."""
    row = await session.get(StaffRow, staff_id)
    return staff_of(row) if row else None


async def managers(session: AsyncSession, *, to_change: bool = False) -> list[Staff]:
    """All lead managers whom a channel knows: whoever runs commands on the server is none of them.

    Nobody else changes who they are meanwhile if they are asked for `to_change`.
    """
    are = StaffRow.role == Role.MANAGER.value, StaffRow.id.contains(CHANNEL_END)
    asked = select(StaffRow).where(*are).order_by(StaffRow.id)
    return [staff_of(row) for row in await session.scalars(asked.with_for_update() if to_change else asked)]


async def everybody(session: AsyncSession) -> list[Staff]:
    """Give all staff by name."""
    return [staff_of(row) for row in await session.scalars(select(StaffRow).order_by(StaffRow.name))]


async def in_private(session: AsyncSession) -> frozenset[str]:
    """Give the ids of the staff who have talked to the bot in private: only they can be written to there."""
    chat = Conversation.channel + CHANNEL_END + Conversation.chat_id
    return frozenset(await session.scalars(select(StaffRow.id).join(Conversation, chat == StaffRow.id)))


def staff_of(row: StaffRow) -> Staff:
    """Give a row as whoever acts on the desk."""
    return Staff(row.id, row.name, Role(row.role), Face.DESK)
