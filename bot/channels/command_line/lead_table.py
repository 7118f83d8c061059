"""Leads as a table that fits the width of a terminal: names are cut, and what is least needed is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.leads.lead import Lead

Columns = dict[str, list[str]]
"""Cells by heading."""

CUT: Final = ("company", "contact", "assignee")
"""Headings whose cells are cut where there is too little room."""
LEFT_OUT: Final = ("country", "created (UTC)", "contact", "way")
"""Headings that are left out where there still is, the first of them first."""
LEAST: Final = 10
"""Characters that a cell that is cut keeps."""
GAP: Final = 2
"""Characters between two columns."""


def table_of(leads: Sequence[Lead], room: int | None) -> Table:
    """Lay leads out one a line.

    Args:
        leads: In their order.
        room: Characters of a line; None if it may be as long as it is.
    """
    columns = _columns(leads)
    widths = fit({heading: _width(heading, cells) for heading, cells in columns.items()}, room)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading, width in widths.items():
        table.add_column(heading, no_wrap=True, overflow="ellipsis", width=width)
    for row in zip(*(columns[heading] for heading in widths), strict=True):
        table.add_row(*map(escape, row))
    return table


def fit(wanted: Mapping[str, int], room: int | None) -> dict[str, int]:
    """Give the width of each column that is shown.

    Args:
        wanted: The width that each column would take.
        room: That of all of them with the gaps between them; None for any.
    """
    shown = dict(wanted)
    if room is None:
        return shown
    for heading in (None, *LEFT_OUT):
        if heading is not None:
            del shown[heading]
        over = sum(shown.values()) + GAP * (len(shown) - 1) - room
        spare = {name: max(shown[name] - LEAST, 0) for name in CUT if name in shown}
        if over <= sum(spare.values()):
            break
    for name in sorted(spare, key=lambda name: -spare[name]):
        taken = min(spare[name], max(over, 0))
        shown[name], over = shown[name] - taken, over - taken
    return shown


def _columns(leads: Sequence[Lead]) -> Columns:
    return {
        "reference": [lead.reference for lead in leads],
        "status": [lead.status for lead in leads],
        "company": [lead.company for lead in leads],
        "contact": [lead.contact_name for lead in leads],
        "way": [lead.way for lead in leads],
        "country": [lead.country or "" for lead in leads],
        "assignee": [lead.assignee.name if lead.assignee else "" for lead in leads],
        "created (UTC)": [f"{lead.created_at:%Y-%m-%d %H:%M}" for lead in leads],
    }


def _width(heading: str, cells: Sequence[str]) -> int:
    return max(map(cell_len, (heading, *cells)))
