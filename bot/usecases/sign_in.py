"""Signing in to the desk: a one-time link becomes a session, which ends. There are no passwords."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.core.lead import Staff
from bot.store import audit, sign_ins
from bot.store.database import Database

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
