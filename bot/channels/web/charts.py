"""Charts of the overview: bars that are written out, and axes of whole numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from starlette.requests import Request
from starlette_admin.widgets import BaseWidget

from bot.core.types import Id
from bot.usecases.figures import Week

COLOURS: Final = ("#0ca678", "#4299e1", "#ae3ec9", "#f76707", "#f59f00", "#74b816", "#d6336c", "#667382")
"""No two series of a chart share one; the last is for all that have none of their own."""
TICKS_MOST: Final = 5
_STEPS: Final = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a bar chart."""

    name: str
    count: int
    told: str
    """The count as people read it."""
    kind: str = ""
    """What the colour stands for; the stylesheet knows it."""
    link: str = ""
    """Page that lists what was counted."""


@dataclass
class BarsWidget(BaseWidget):
    """Bars with their names and counts written beside them, so that nothing needs a legend or an axis."""

    template: ClassVar[str] = "widgets/bars.html"

    title: str
    bars: Sequence[Bar]
    empty: str
    """What is said where there is nothing to count."""

    async def get_context(self, request: Request) -> dict[str, Any]:  # noqa: ARG002
        most = max((bar.count for bar in self.bars), default=0)
        return {
            "title": self.title,
            "empty": self.empty,
            "bars": [(bar, round(100 * bar.count / most, 1)) for bar in self.bars] if most else [],
        }


def whole_axis(most: int) -> dict[str, int]:
    """Give an axis from 0 on whose marks are whole numbers, five at most.

    Args:
        most: The greatest number that is shown.
    """
    step = next(
        step * 10**power for power in range(20) for step in _STEPS if step * 10**power * TICKS_MOST >= most
    )
    ticks = max(-(-most // step), 1)
    return {"min": 0, "max": step * ticks, "tickAmount": ticks}


def by_way(weeks: Sequence[Week], most: int) -> tuple[Mapping[Id, Sequence[int]], Sequence[int]]:
    """Give how many leads came each week by way, the most frequent first.

    Args:
        weeks: The weeks, oldest first.
        most: So many ways at most; the others are counted together.

    Returns:
        The counts of the ways, and those of the others.
    """
    ways = dict.fromkeys(way for week in weeks for way in week.leads_by_way)
    counts = {way: [week.leads_by_way.get(way, 0) for week in weeks] for way in ways}
    ranked = sorted(counts, key=lambda way: (-sum(counts[way]), way))
    others = [sum(counts[way][number] for way in ranked[most:]) for number in range(len(weeks))]
    return {way: counts[way] for way in ranked[:most]}, others
