"""Dates and intervals in words, from the notation that the knowledge uses (see `knowledge.When`)."""

import re
from collections.abc import Iterable
from datetime import date

from babel.dates import format_date, format_skeleton

from bot.core.types import Language, When

POINT = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(~?)")


def locale_of(language: Language, locales: Iterable[str]) -> str:
    """The way of writing a language that the bot follows: `en` → `en_GB`, or the language itself."""
    return next((locale for locale in locales if locale.partition("_")[0] == language), language)


def in_words(when: When, locale: str) -> str:
    """`2013/2016` → `2013–2016`, `2018-10~` → `October 2018`, without its `about`; `undated` → empty.

    Args:
        when: The date or interval.
        locale: The language, as the bot writes it.

    Raises:
        ValueError: It is not in the notation.
    """
    if when == "undated":
        return ""
    start, _, end = when.partition("/")
    points = [_point(part, locale) for part in (start, end) if part]
    return "–".join(dict.fromkeys(points))


def years(when: When) -> tuple[int, int] | None:
    """The first and the last year of a date or an interval; None for `undated`."""
    found = [int(point[1]) for point in POINT.finditer(when)]
    return (found[0], found[-1]) if found else None


def day(value: date, locale: str) -> str:
    """A whole date as people write it in that language."""
    return format_date(value, format="long", locale=locale)


def _point(text: str, locale: str) -> str:
    found = POINT.fullmatch(text)
    if found is None:
        raise ValueError(f"not a date: {text}")
    year, month, of_month, _ = found.groups()
    if month is None:
        return str(year)
    at = date(int(year), int(month), int(of_month or 1))
    return day(at, locale) if of_month else format_skeleton("yMMMM", at, locale=locale)
