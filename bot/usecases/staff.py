"""Who the staff are, what each of them may do, and how they sign in to the desk.

A one-time link becomes a session, which ends; there are no passwords. Somebody in the staff chat need not be
staff: an invite link that leaked opens a chat, and nothing else.
"""

import hashlib
import secrets
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final

from sqlalchemy import delete, select

from bot.leads.lead import Staff
from bot.leads.staff import Face, Right, Role, may
from bot.store import audit
from bot.store import staff as sign_ins
from bot.store.database import Database
from bot.store.desk_schema import GuestRow, StaffRow


class NotAppointed(Enum):
    """Why somebody was not given a role."""

    FORBIDDEN = auto()
    UNKNOWN = auto()
    LISTED = auto()
    """The settings name them as a manager, and they stay one."""
    LAST = auto()
    """They are the last manager."""


class Roster:
    """Knows the staff by the ids that their channels vouch for."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], managers: Collection[str] = ()
    ) -> None:
        """Put the parts together.

        Args:
            database: Where the staff are kept.
            clock: Gives the time, aware.
            managers: Ids of those who are managers whatever else is kept: `telegram:123`.
        """
        self._database = database
        self._clock = clock
        self._managers = frozenset(managers)

    async def meet(self, id_: str, name: str, face: Face) -> Staff:
        """Give somebody whom a channel vouches for as staff; whoever is new is an agent.

        Args:
            id_: Names channel and person: `telegram:123`.
            name: What others see.
            face: From where they act now.
        """
        async with self._database.reading() as session:
            known = await sign_ins.known_staff(session, id_)
        listed = id_ in self._managers
        role = Role.MANAGER if listed else known.role if known else Role.AGENT
        staff = Staff(id_, name, role, face)
        if known is None or (known.name, known.role) != (name, role):
            async with self._database.transaction() as session:
                await sign_ins.keep_staff(session, staff, self._clock())
                row = await session.get_one(StaffRow, id_)
                if listed:
                    row.role, row.listed = role.value, True
        return staff

    async def enlist(self) -> None:
        """Write down whom the settings name as managers, so that all processes know who reads reports.

        Whoever they do not name any more is an agent again.
        """
        async with self._database.transaction() as session:
            for row in await session.scalars(select(StaffRow).where(StaffRow.listed)):
                if row.id not in self._managers:
                    row.listed, row.role = False, Role.AGENT.value
            for id_ in sorted(self._managers):
                known = await session.get(StaffRow, id_)
                if known is None:
                    # The name is learnt once they do something.
                    await sign_ins.keep_staff(session, Staff(id_, id_, Role.MANAGER), self._clock())
                    known = await session.get_one(StaffRow, id_)
                known.listed, known.role = True, Role.MANAGER.value

    async def appoint(self, id_: str, role: Role, who: Staff) -> Staff | NotAppointed:
        """Give a member of the staff another role, which only managers may do."""
        if not may(who.role, Right.APPOINT):
            return NotAppointed.FORBIDDEN
        async with self._database.transaction() as session:
            managers = {each.id for each in await sign_ins.managers(session, to_change=True)}
            row = await session.get(StaffRow, id_)
            if row is None or sign_ins.CHANNEL_END not in id_:
                return NotAppointed.UNKNOWN
            if row.listed or id_ in self._managers:
                return NotAppointed.LISTED
            if managers == {id_} and role is not Role.MANAGER:
                return NotAppointed.LAST
            row.role = role.value
            audit.add(session, who, "appointed", id_, at=self._clock(), detail=role.value)
            return replace(sign_ins.staff_of(row), role=role)


class Guests:
    """Remembers who let themselves in, until one of the staff vouches for them."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def hold(self, id_: str) -> None:
        """Note that somebody (`telegram:123`) let themselves in."""
        async with self._database.transaction() as session:
            await session.merge(GuestRow(id=id_, at=self._clock()))

    async def is_guest(self, id_: str) -> bool:
        """True if somebody let themselves in and nobody has vouched for them."""
        async with self._database.reading() as session:
            return await session.get(GuestRow, id_) is not None

    async def vouch(self, id_: str, who: Staff) -> None:
        """Take somebody for staff from now on."""
        async with self._database.transaction() as session:
            await session.execute(delete(GuestRow).where(GuestRow.id == id_))
            audit.add(session, who, "vouched", id_, at=self._clock())


LINK_LASTS: Final = timedelta(minutes=10)
IDLE_MOST: Final = timedelta(hours=12)
"""Silence after which a session has ended."""
SESSION_LASTS: Final = timedelta(days=7)
"""The longest that a session lasts, however busy."""
TOUCH_EVERY: Final = timedelta(minutes=1)
"""How exactly it is known when somebody was last there; a page need not cost a write."""
KEPT: Final = timedelta(days=30)
"""How long links and sessions that ended are kept."""
SECRET_BYTES: Final = 32


class SignIn:
    """Lets staff in, knows who they are, and lets them out."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Put the parts together.

        Args:
            database: Where links and sessions are kept, as digests.
            clock: Gives the time, aware.
        """
        self._database = database
        self._clock = clock

    async def invite(self, staff: Staff) -> str:
        """Give the secret of a link that lets somebody in once, within ten minutes.

        Args:
            staff: Who is vouched for; their role counts where they are not known yet.
        """
        token, now = secrets.token_urlsafe(SECRET_BYTES), self._clock()
        async with self._database.transaction() as session:
            await sign_ins.forget_old(session, now - KEPT)
            await sign_ins.keep_staff(session, staff, now)
            await sign_ins.add_link(session, _digest(token), staff.id, now + LINK_LASTS)
        return token

    async def enter(self, token: str) -> str | None:
        """Use a link up, and give the secret of a new session; None if it is used, too old or made up."""
        now = self._clock()
        async with self._database.transaction() as session:
            staff_id = await sign_ins.use_link(session, _digest(token), now)
            staff = await sign_ins.known_staff(session, staff_id) if staff_id else None
            if staff is None:
                return None
            secret = secrets.token_urlsafe(SECRET_BYTES)
            await sign_ins.open_session(session, _digest(secret), staff.id, now)
            audit.add(session, staff, "signed-in", staff.id, at=now)
        return secret

    async def who(self, secret: str) -> Staff | None:
        """Give who is signed in, with the role they have now; None if the session has ended."""
        now, id_hash = self._clock(), _digest(secret)
        async with self._database.reading() as session:
            found = await sign_ins.live_session(
                session, id_hash, seen_since=now - IDLE_MOST, opened_since=now - SESSION_LASTS
            )
        if found is None:
            return None
        staff, seen_at = found
        if now - seen_at >= TOUCH_EVERY:
            async with self._database.transaction() as session:
                await sign_ins.touch_session(session, id_hash, now)
        return staff

    async def leave(self, secret: str) -> None:
        """End a session for good, whoever holds its secret."""
        now = self._clock()
        async with self._database.transaction() as session:
            staff_id = await sign_ins.end_session(session, _digest(secret), now)
            staff = await sign_ins.known_staff(session, staff_id) if staff_id else None
            if staff is not None:
                audit.add(session, staff, "signed-out", staff.id, at=now)

    async def everybody(self) -> tuple[Staff, ...]:
        """Give all staff that are known, by name."""
        async with self._database.reading() as session:
            return tuple(await sign_ins.everybody(session))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
