"""Who is in the staff chat without being staff: an invite link that leaked opens a chat, and nothing else."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete

from bot.core.lead import Staff
from bot.store import audit
from bot.store.database import Database
from bot.store.desk_schema import GuestRow


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
