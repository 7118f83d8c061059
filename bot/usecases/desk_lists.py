"""The lists of the desk, page by page: leads, questions, notices and the audit. Reads; changes nothing."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.leads.listing import Listing, RowFilter, Sort
from bot.store import notice_subjects, outbox, pages
from bot.store.database import Database
from bot.store.notice_subjects import Subject
from bot.store.outbox import NO_STAFF_CHAT, UNSURE, Kind

__all__ = ["NOTICE_KINDS", "NO_STAFF_CHAT", "UNSURE", "DeskLists", "Kind", "Subject"]

NOTICE_KINDS: Final = tuple(kind.value for kind in Kind)
"""What the column `kind` of the notices may say."""


class DeskLists:
    """Gives rows, each an object with the columns of its list as attributes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self,
        listing: Listing,
        wanted: RowFilter,
        order: Sequence[Sort] = (),
        *,
        most: int | None,
        skip: int = 0,
    ) -> Sequence[Any]:
        """The rows that pass a filter, the newest first where the order leaves it open.

        Args:
            listing: Which list.
            wanted: The filter.
            order: What they are sorted by, step by step.
            most: At most so many.
            skip: So many are left out first.
        """
        async with self._database.reading() as session:
            return await pages.page(session, listing, wanted, order, most=most, skip=skip)

    async def count(self, listing: Listing, wanted: RowFilter) -> int:
        """How many rows pass a filter."""
        async with self._database.reading() as session:
            return await pages.count(session, listing, wanted)

    async def with_keys(self, listing: Listing, keys: Sequence[object]) -> Sequence[Any]:
        """The rows with these keys (a lead's reference, a number elsewhere), newest first."""
        async with self._database.reading() as session:
            return await pages.with_keys(session, listing, keys)

    async def subjects(self, rows: Sequence[Any]) -> Mapping[int, Subject]:
        """What notices are about, by number."""
        async with self._database.reading() as session:
            return await notice_subjects.subjects(session, rows)

    async def count_waiting(self) -> int:
        """How many notices are neither delivered nor given up."""
        async with self._database.reading() as session:
            waiting, _ = await outbox.tally(session)
            return waiting
