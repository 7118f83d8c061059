"""Leads as a table for spreadsheets: read page by page, so that memory does not grow with their number.

What visitors typed is never run as a formula. In CSV whatever a spreadsheet would take for one gets an
apostrophe in front (OWASP, CSV injection), also behind a separator within a cell, since a program that
expects another separator begins a cell there; telephone numbers as we keep them stay as they are. In a
workbook every cell is written as text.
"""

import asyncio
import csv
import re
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import datetime
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import Final

from bot.core.errors import NotInstalledError
from bot.leads.lead import Lead, Staff, lead_json
from bot.leads.staff import Right, may
from bot.store import audit, lead_search
from bot.store.database import Database
from bot.store.lead_search import Wanted
from bot.usecases.lead_reading import bare_leads

PAGE: Final = 500
BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it some spreadsheets do not see that the text is UTF-8."""
SEPARATORS: Final = {"comma": ",", "semicolon": ";", "tab": "\t"}
"""What may stand between the cells of a line, by name."""
_FORMULA: Final = re.compile(r"""^(?=[\t\r\n])|(?:^|(?<=[,;|\t\r\n]))(?=[^\S\t\r\n]*["']*[=+\-@＝＋－＠])""")
"""Where a formula would begin, in a program with any separator; some look past blanks and quotes."""
_NUMBERS: Final = re.compile(r"(?:\+\d{6,15}(?: ext\. \d{1,7})?(?:, |$))+")
"""Telephone numbers as `leads.reach` writes them."""
_NOT_IN_TABLES: Final = frozenset({"history", "messages"})
_COLUMNS: Final = (
    "reference",
    "status",
    "company",
    "contact_name",
    "email",
    "phone",
    "country",
    "way",
    "message",
    "language",
    "channel",
    "origin",
    "assignee",
    "created_at",
    "updated_at",
    "version",
    "consent_version",
    "consent_at",
    "consent_language",
    "consent",
    "consent_where",
    "consent_by",
    "erased_at",
    "snoozed_until",
    "merged_into",
)
"""Without possible duplicates: they would cost a search for each lead."""


class Export:
    """Writes leads to files, and writes down who had them."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def begin(self, wanted: Wanted, who: Staff) -> bool:
        """Write down that somebody exports leads; false if they may not, then nothing is to be given."""
        if not may(who.role, Right.EXPORT):
            return False
        async with self._database.transaction() as session:
            count = await lead_search.count(session, wanted)
            audit.add(session, who, "exported", "leads", at=self._clock(), detail=str(count))
        return True

    async def csv(self, wanted: Wanted, separator: str = ",") -> AsyncIterator[bytes]:
        """Give the leads that pass a filter as CSV in UTF-8, a page at a time, after `begin` allowed it."""
        yield f"{BYTE_ORDER_MARK}{_lines([_COLUMNS], separator)}".encode()
        async for leads in self._pages(wanted):
            yield _lines(([_disarmed(value) for value in _cells(lead)] for lead in leads), separator).encode()

    async def xlsx(self, wanted: Wanted, file: Path) -> int:
        """Write the leads that pass a filter to a workbook, after `begin` allowed it; give their number.

        Raises:
            NotInstalledError: This installation writes no workbooks (see `can_write_workbooks`).
        """
        try:
            import xlsxwriter  # noqa: PLC0415 - only exports need it
        except ModuleNotFoundError:
            raise NotInstalledError("A workbook", "xlsxwriter") from None

        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        book = xlsxwriter.Workbook(str(file), options)
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        heading = book.add_format({"bold": True})
        for column, name in enumerate(_COLUMNS):
            sheet.set_column(column, column, 18)
            sheet.write_string(0, column, name, heading)
        row = 0
        async for leads in self._pages(wanted):
            await asyncio.to_thread(_fill, sheet, row + 1, leads)
            row += len(leads)
        await asyncio.to_thread(book.close)
        return row

    async def _pages(self, wanted: Wanted) -> AsyncIterator[tuple[Lead, ...]]:
        last: int | None = None
        while True:
            async with self._database.reading() as session:
                rows = await lead_search.older_than(session, wanted, last, PAGE)
            if not rows:
                return
            yield bare_leads(rows)
            last = rows[-1].id


def can_write_workbooks() -> bool:
    """True where the extra `excel` is installed."""
    return find_spec("xlsxwriter") is not None


def leads_csv(listed: Iterable[Lead], separator: str = ",") -> str:
    """Give leads that were read already as CSV with a heading; without histories and messages."""
    rows = []
    for number, lead in enumerate(listed):
        cells = {name: value for name, value in lead_json(lead).items() if name not in _NOT_IN_TABLES}
        if number == 0:
            rows.append(list(cells))
        rows.append([_disarmed(value) for value in cells.values()])
    return _lines(rows, separator)


def _fill(sheet: object, begin: int, leads: Sequence[Lead]) -> None:
    write: Callable[[int, int, str], object] = getattr(sheet, "write_string")  # noqa: B009 - it has no types
    for row, lead in enumerate(leads, begin):
        for column, value in enumerate(_cells(lead)):
            if text := _text(value):
                write(row, column, text[:32_767])


def _cells(lead: Lead) -> list[object]:
    known = lead_json(lead)
    return [known[name] for name in _COLUMNS]


def _lines(rows: Iterable[Sequence[str]], separator: str) -> str:
    out = StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue()


def _text(value: object) -> str:
    if value is None:
        return ""
    return " ".join(str(part) for part in value) if isinstance(value, list) else str(value)


def _disarmed(value: object) -> str:
    text = _text(value)
    return text if _NUMBERS.fullmatch(text) else _FORMULA.sub("'", text)
