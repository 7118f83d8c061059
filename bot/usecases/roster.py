"""Who the staff are, and what each of them may do."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from bot.core.desk import Face, Role
from bot.core.lead import Staff
from bot.store import audit, sign_ins
from bot.store.database import Database
from bot.store.desk_schema import StaffRow


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
        role = Role.MANAGER if id_ in self._managers else known.role if known else Role.AGENT
        staff = Staff(id_, name, role, face)
        if known is None or (known.name, known.role) != (name, role):
            async with self._database.transaction() as session:
                await sign_ins.keep_staff(session, staff, self._clock())
                row = await session.get_one(StaffRow, id_)
                row.role = role.value
        return staff

    async def appoint(self, id_: str, role: Role, who: Staff) -> Staff | None:
        """Give a member of the staff another role, which only managers may do; None if it was not done.

        Those whom the settings name as managers stay so.
        """
        if who.role is not Role.MANAGER or id_ in self._managers:
            return None
        async with self._database.transaction() as session:
            row = await session.get(StaffRow, id_)
            if row is None:
                return None
            row.role = role.value
            audit.add(session, who, "appointed", id_, at=self._clock(), detail=role.value)
            return replace(sign_ins.staff_of(row), role=role)
