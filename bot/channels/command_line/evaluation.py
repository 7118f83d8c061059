"""What `evaluate` prints for people, and as data."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.table import Table

from bot.channels.command_line.show import console
from bot.core.cases import Half

if TYPE_CHECKING:
    from bot.usecases.evaluate import Evaluation, Figures

_COLUMNS = (
    "answerable",
    "right",
    "listed",
    "wrong",
    "missed",
    "unanswerable",
    "answered",
    "offered",
    "language",
)


def show_evaluation(evaluation: Evaluation) -> None:
    """Print the figures per half, language and group, the worst confusions and the floors not reached."""
    for half in Half:
        table = Table(title=f"{half.value} half", title_justify="left")
        table.add_column("cases")
        for name in _COLUMNS:
            table.add_column(name, justify="right")
        for name, figures in _rows(evaluation, half):
            table.add_row(name, *(_shown(getattr(figures, column)) for column in _COLUMNS))
        console.print(table)
        for expected, got, count in evaluation.confusions(half):
            console.print(f"  {count} × {expected} answered as {got}")
    for sentence in evaluation.missed_floors:
        console.print(f"[red]below the floor:[/] {sentence}")


def evaluation_json(evaluation: Evaluation) -> dict[str, Any]:
    """The same as data."""
    return {
        "halves": {
            half.value: {
                "figures": {name: asdict(figures) for name, figures in _rows(evaluation, half)},
                "confusions": [
                    {"expected": expected, "answered": got, "count": count}
                    for expected, got, count in evaluation.confusions(half)
                ],
            }
            for half in Half
        },
        "missed_floors": list(evaluation.missed_floors),
    }


def _rows(evaluation: Evaluation, half: Half) -> list[tuple[str, Figures]]:
    rows = [("all", evaluation.figures(half))]
    rows += [(language, evaluation.figures(half, language)) for language in evaluation.languages]
    return rows + [(group, evaluation.figures(half, group=group)) for group in evaluation.groups]


def _shown(value: float | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.1%}"
