"""Text as the matcher sees it: folded characters and the words between them."""

import re
import unicodedata
from itertools import accumulate
from typing import Final

TEXT_LIMIT: Final = 1000
"""Characters of an utterance that are read; a question needs far fewer, and the rest costs only time."""

_WORD: Final = re.compile(r"\w+")
_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
_MARKS: Final = frozenset({"Mn", "Me"})


def shorten(text: str) -> str:
    """The part of `text` that is read: its first `TEXT_LIMIT` characters."""
    return text[:TEXT_LIMIT]


def fold(text: str) -> str:
    """Give `text` without differences of case, accent, width and ligature.

    Folding is idempotent, and keeps every character that is not a combining mark: `Québec` gives `quebec`,
    `ＡＲＭ` gives `arm`, `cœur` gives `coeur`.
    """
    if text.isascii():
        return text.lower()
    bare = text.translate(_BARE)
    return bare if bare.isascii() else unicodedata.normalize("NFKC", bare)


class _Bare(dict[int, str]):
    """Folded characters by code point; each is worked out once, since texts are folded over and over."""

    def __missing__(self, code: int) -> str:
        # NFKD before and after case folding, since each gives the other something to do (Unicode 15, 3.13).
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
        bare = "".join(char for char in plain if unicodedata.category(char) not in _MARKS)
        self[code] = unicodedata.normalize("NFKC", bare.translate(_LIGATURES))
        return self[code]


_BARE: Final = _Bare()


def words(text: str) -> list[str]:
    """The folded words of `text` in their order: runs of letters, digits and underscores."""
    return _WORD.findall(fold(text))


def plain(text: str) -> str:
    """The folded words of `text` with one blank between them: the same for every spelling of it."""
    return " ".join(words(text))


def counted(count: int, one: str, many: str) -> str:
    """A number with its word, for what is written in English alone: `1 problem`, `2 problems`."""
    return f"{count} {one if count == 1 else many}"


_INVISIBLE_LETTERS: Final = frozenset(map(chr, (0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0)))
"""Signs that count as letters or symbols and show as a blank."""
_JOINERS: Final = frozenset("\u200c\u200d\u180e")
"""Signs without a width that scripts and emoji need: they join, or keep apart, what is beside them."""


def tidy(text: str, *, keep_lines: bool = False) -> str:
    """Give a text as it is kept: any kind of space is one blank, and what cannot be seen is gone.

    Args:
        text: What was typed.
        keep_lines: True if ends of lines stay.
    """
    signs = (" " if sign in _INVISIBLE_LETTERS or sign == "\t" else sign for sign in text)
    kept = (sign for sign in signs if sign.isprintable() or sign.isspace() or sign in _JOINERS)
    lines = [" ".join(line.split()) for line in "".join(kept).splitlines()]
    return "\n".join(lines).strip() if keep_lines else " ".join(filter(None, lines))


def in_parts(text: str, most: int) -> tuple[str, ...]:
    """Divide a text, between paragraphs, lines or words where there is such a place in the second half.

    Args:
        text: Any length of it; nothing but white space around a division gets lost.
        most: UTF-16 units of a part, at least 2.
    """
    parts = []
    rest = text.strip()
    while rest:
        end = _end_of_part(rest, most)
        parts.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return tuple(parts)


def _end_of_part(text: str, most: int) -> int:
    units = accumulate(1 + (sign > "\uffff") for sign in text)
    end = next((at for at, count in enumerate(units) if count > most), len(text))
    if end == len(text):
        return end
    places = (text.rfind(mark, end // 2, end) for mark in ("\n\n", "\n", " "))
    return next((place for place in places if place > 0), end)
