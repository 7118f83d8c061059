"""Tell staff what the running bot found out by itself."""

from collections.abc import Callable
from datetime import datetime

from bot.content.check import Report
from bot.core.phrases import Phrase
from bot.store import outbox
from bot.store.database import Database


class Announcements:
    """Puts notices for the staff chat into the outbox."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def problems(self, report: Report) -> None:
        """An edit of the knowledge cannot go live; the first problem is told, the rest is counted."""
        values = {"count": str(len(report.problems)), "first": str(report.problems[0])[:500]}
        async with self._database.transaction() as session:
            outbox.add_text(session, Phrase.STAFF_KNOWLEDGE_PROBLEMS, values, self._clock())

    async def swapped(self, report: Report) -> None:
        """An edit of the knowledge is live."""
        values = {"version": report.version, "count": str(len(report.warnings))}
        async with self._database.transaction() as session:
            outbox.add_text(session, Phrase.STAFF_KNOWLEDGE_LIVE, values, self._clock())
