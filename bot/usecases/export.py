"""Leads as a table for spreadsheets."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Final

from bot.core.lead import Lead, lead_json

_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def leads_csv(listed: Iterable[Lead]) -> str:
    """Give leads as CSV with a heading; without their histories.

    What visitors typed is never run as a formula: a cell that a spreadsheet would take for one gets an
    apostrophe in front (OWASP, CSV injection).
    """
    out = StringIO()
    writer = csv.writer(out)
    for number, lead in enumerate(listed):
        cells = {name: value for name, value in lead_json(lead).items() if name != "history"}
        if number == 0:
            writer.writerow(cells)
        writer.writerow(_disarmed(value) for value in cells.values())
    return out.getvalue()


def _disarmed(value: object) -> str:
    if value is None:
        return ""
    text = " ".join(str(part) for part in value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text
