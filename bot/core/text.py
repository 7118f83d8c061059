"""Text as the matcher sees it: folded characters and the words between them."""

import re
import unicodedata
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
