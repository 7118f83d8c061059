"""The lists of the desk, page by page: leads, questions, notices and the audit. Reads; changes nothing."""

from collections.abc import Sequence
from typing import Any, Final

from bot.leads.listing import Listing, RowFilter, Sort
from bot.store import pages
from bot.store.database import Database
from bot.store.outbox import Kind

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
