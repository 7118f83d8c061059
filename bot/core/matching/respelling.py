"""A text as it is read: cut into words, with misspelt ones replaced."""

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.matching.lexicon import Lexicon
from bot.core.matching.repair import Repairer
from bot.core.text import fold

_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Respelt:
    """A text and how it was read."""

    text: str
    """Lower-cased, with accents and punctuation, and with the replaced words; for a sentence encoder."""
    words: tuple[str, ...]
    """The folded words, replaced ones included."""
    repairs: tuple[tuple[str, str], ...]
    """The folded words that were replaced: as typed, as read."""


class Respeller:
    """Reads texts in the light of the words of a knowledge base."""

    def __init__(
        self,
        base: Sequence[str],
        lexicon: Lexicon,
        protected: Container[str],
        known: "Respeller | None" = None,
    ) -> None:
        """Gather the words of the texts in `base`, and those of `known`; the rest as for `Repairer`."""
        tokens = [token for text in base for token in _tokens(_plain(text))]
        counts = Counter(word for _, word in tokens)
        self.spelling: dict[str, str] = {word: surface for surface, word in reversed(tokens)}
        """How each folded word is written."""
        if known is not None:
            self.spelling |= known.spelling
            counts += known.counts
        self.counts: Counter[str] = counts
        """How often each folded word occurs."""
        self._repairer = Repairer(counts, lexicon, protected)

    def read(self, text: str) -> Respelt:
        """Read `text`, any string."""
        plain = _plain(text)
        typed = [word for _, word in _tokens(plain)]
        meant = [self._repairer.repair(word) for word in typed]
        repairs = {old: new for old, new in zip(typed, meant, strict=True) if old != new}
        if repairs:
            plain = _WORD.sub(lambda found: self._spelt(found[0], repairs), plain)
        return Respelt(plain, tuple(meant), tuple(repairs.items()))

    def _spelt(self, surface: str, repairs: dict[str, str]) -> str:
        new = repairs.get(fold(surface))
        return surface if new is None else self.spelling.get(new, new)


def folded_words(text: str) -> tuple[str, ...]:
    """Give the folded words of `text` as they are typed."""
    return tuple(word for _, word in _tokens(_plain(text)))


def _plain(text: str) -> str:
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).lower()


def _tokens(plain: str) -> list[tuple[str, str]]:
    return [(surface, fold(surface)) for surface in _WORD.findall(plain)]
