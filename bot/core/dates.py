"""Dates and intervals in words, from the notation that the knowledge uses (see `knowledge.When`)."""

import re
from datetime import date

from babel.dates import format_date, format_skeleton

from bot.core.types import Language, When

REGIONS = {"en": "en_GB"}
"""Where a language writes dates in more than one way, the way that the bot follows."""

POINT = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(~?)")


def in_words(when: When, language: Language) -> str:
    """`2013/2016` → `2013–2016`, `2018-10~` → `October 2018`, without its `about`; `undated` → empty.

    Raises:
        ValueError: It is not in the notation.
    """
    if when == "undated":
        return ""
    start, _, end = when.partition("/")
    points = [_point(part, language) for part in (start, end) if part]
    return "–".join(dict.fromkeys(points))


def day(value: date, language: Language) -> str:
    """A whole date as people write it in that language."""
    return format_date(value, format="long", locale=REGIONS.get(language, language))


def _point(text: str, language: Language) -> str:
    found = POINT.fullmatch(text)
    if found is None:
        raise ValueError(f"not a date: {text}")
    year, month, of_month, _ = found.groups()
    if month is None:
        return str(year)
    at = date(int(year), int(month), int(of_month or 1))
    return day(at, language) if of_month else format_skeleton("yMMMM", at, locale=language)
