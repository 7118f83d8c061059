"""A contact sheet: photographs of pages side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

MARGIN = 12
LABEL = 16
WIDE = 260
HIGH = 520
"""A photograph on a sheet, in pixels; of a longer page the sheet shows the beginning."""


@dataclass(frozen=True)
class Photo:
    """A photograph of a page."""

    file: Path
    page: str
    width: int
    column: str
    """What it stands below: language and scheme."""


def lay_out(photos: Sequence[Photo], folder: Path, state: str) -> None:
    """Write a sheet for each width: a row for each page, a column for each language and scheme."""
    for width in dict.fromkeys(photo.width for photo in photos):
        taken = [photo for photo in photos if photo.width == width]
        _sheet(taken).save(folder / f"sheet-{state}-{width}.png", optimize=True)


def _sheet(photos: Sequence[Photo]) -> Image.Image:
    columns = list(dict.fromkeys(photo.column for photo in photos))
    pages = list(dict.fromkeys(photo.page for photo in photos))
    shown = {(photo.page, photo.column): _small(photo.file) for photo in photos}
    high = [max(shown[page, column].height for column in columns) + LABEL + MARGIN for page in pages]
    sheet = Image.new("RGB", ((WIDE + MARGIN) * len(columns) + MARGIN, sum(high) + MARGIN), "#d4d4d8")
    draw = ImageDraw.Draw(sheet)
    top = MARGIN
    for page, height in zip(pages, high, strict=True):
        for number, column in enumerate(columns):
            left = MARGIN + number * (WIDE + MARGIN)
            draw.text((left, top), f"{page} · {column}", fill="#18181b")
            sheet.paste(shown[page, column], (left, top + LABEL))
        top += height
    return sheet


def _small(file: Path) -> Image.Image:
    with Image.open(file) as image:
        small = image.convert("RGB").resize(
            (WIDE, round(image.height * WIDE / image.width)), Image.Resampling.LANCZOS
        )
    return small.crop((0, 0, WIDE, min(small.height, HIGH)))
