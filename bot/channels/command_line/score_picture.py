"""A picture of the scores: how the right, the wrong and the unanswerable lie against the thresholds."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from bot.core.cases import Half
from bot.core.knowledge import Thresholds
from bot.usecases.evaluate import Evaluation, Outcome

_BINS: Final = 25
_WIDTH: Final = 760
_HEIGHT: Final = 150
_LEFT: Final = 60
_SPAN: Final = _WIDTH - _LEFT - 15
"""From 0.0 to 1.0; leaves room for half of the last label."""
_COLOURS: Final = {
    "answerable, best candidate right": "#2a7f5f",
    "answerable, best candidate wrong": "#c0392b",
    "unanswerable": "#7f8c8d",
}


def picture(evaluation: Evaluation, thresholds: Thresholds) -> str:
    """Draw the picture as one HTML page without anything outside of it."""
    parts = "".join(_half(evaluation, half, thresholds) for half in Half)
    legend = "".join(
        f'<span style="color:{colour}">■</span> {escape(name)} &nbsp; ' for name, colour in _COLOURS.items()
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Scores</title>'
        '<body style="font:14px system-ui,sans-serif;margin:2em">'
        f"<h1>Scores</h1><p>{legend}</p>{parts}</body></html>"
    )


def _half(evaluation: Evaluation, half: Half, thresholds: Thresholds) -> str:
    scores: dict[str, list[float]] = {name: [] for name in _COLOURS}
    right, wrong, none = scores.values()
    for tried in evaluation.tried:
        if tried.case.half is not half or tried.case.is_alert:
            continue
        best = tried.match.key or next((each.key for each in tried.match.suggestions), None)
        if not tried.case.is_answerable:
            none.append(tried.match.score)
        elif best in tried.case.expected or tried.outcome is Outcome.RIGHT:
            right.append(tried.match.score)
        else:
            wrong.append(tried.match.score)
    rows = "".join(
        _row(at, values, colour, thresholds)
        for at, (values, colour) in enumerate(zip(scores.values(), _COLOURS.values(), strict=True))
    )
    height = len(scores) * _HEIGHT + 30
    return (
        f"<h2>{half.value}</h2>"
        f'<svg viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" role="img" '
        f'aria-label="Scores of the {half.value} half">{rows}{_axis(height)}</svg>'
    )


def _row(at: int, values: Sequence[float], colour: str, thresholds: Thresholds) -> str:
    counts = [0] * _BINS
    for value in values:
        counts[min(_BINS - 1, int(value * _BINS))] += 1
    most = max(1, *counts)
    base = (at + 1) * _HEIGHT
    width = _SPAN / _BINS
    bars = "".join(
        f'<rect x="{_LEFT + number * width:.1f}" y="{base - 110 * count / most:.1f}" '
        f'width="{width - 1:.1f}" height="{110 * count / most:.1f}" fill="{colour}">'
        f"<title>{count}</title></rect>"
        for number, count in enumerate(counts)
        if count
    )
    lines = "".join(
        f'<line x1="{_x(value):.1f}" x2="{_x(value):.1f}" y1="{base - 125}" y2="{base}" stroke="#222" '
        f'stroke-dasharray="4 3"/><text x="{_x(value) + 3:.1f}" y="{base - 116}" font-size="11">{name}</text>'
        for name, value in (("suggest", thresholds.suggest), ("answer", thresholds.answer))
    )
    return f'{bars}{lines}<text x="0" y="{base - 50}" font-size="12">n = {len(values)}</text>'


def _axis(height: int) -> str:
    ticks: Iterable[float] = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    return "".join(
        f'<text x="{_x(tick):.1f}" y="{height - 12}" font-size="11" text-anchor="middle">{tick:.1f}</text>'
        for tick in ticks
    )


def _x(value: float) -> float:
    return _LEFT + value * _SPAN
