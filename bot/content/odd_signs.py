"""Signs that look like a blank, a colon or an end of a line and are none to YAML, or are one only to YAML.

They come with text that is pasted from word processors and web pages. What stands in the words of an answer
does no harm; around a key, an error is told far from it, or of something else.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_ODD: Final = r"(?:[^\S \t\r\n]|[\u00ad\u200b-\u200f\u2060])"
"""Blanks other than the ordinary one, and signs without a width."""
_COLON: Final = "\uff1a"
_KEY: Final = r"(?:^ *(?:- +)*|[{,] *)[\"']?[\w-]+[\"']?"
_PLACE: Final = re.compile(rf"^ *(?:- +)*-?{_ODD}|{_KEY}(?:{_ODD}+ *:| *: *{_ODD}|{_COLON})")
"""Where such a sign breaks the structure of a line: in the indentation, and around the colon of a key."""
_SIGN: Final = re.compile(f"{_ODD}|{_COLON}")
_BREAKS: Final = re.compile("[\u0085\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Odd:
    """A sign that may be the cause of an error."""

    line: int
    """From 1, as editors count."""
    sign: str
    mended: str
    """The line with ordinary signs in the place of it and its like."""

    @property
    def name(self) -> str:
        """What it is called: `no-break space U+00A0`."""
        return name_of(self.sign)


def name_of(sign: str) -> str:
    """A sign that cannot be seen, by its name and number."""
    return f"{unicodedata.name(sign, 'invisible sign').lower()} U+{ord(sign):04X}"


def line_breaks(text: str) -> Iterator[tuple[int, str]]:
    """Give the line and sign of every end of a line that only YAML takes for one."""
    lines = text.split("\n") if _BREAKS.search(text) else ()
    for number, line in enumerate(lines, 1):
        if found := _BREAKS.search(line):
            yield number, found[0]


def odd_in_key(key: str) -> str:
    """The first such sign in the text of a key; empty if there is none."""
    found = _SIGN.search(key)
    return found[0] if found else ""


def around_keys(text: str) -> Iterator[Odd]:
    """Give every line whose structure such a sign may break."""
    for number, line in enumerate(text.split("\n"), 1):
        if place := _PLACE.search(line):
            sign = _SIGN.search(line, place.start())
            yield Odd(number, sign[0] if sign else "", _PLACE.sub(_mend, line))


def _mend(place: re.Match[str]) -> str:
    return _SIGN.sub(lambda sign: ": " if sign[0] == _COLON else " ", place[0])
