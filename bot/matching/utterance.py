"""An utterance as words that keep how they were typed, and what is found among them.

A phrasebook finds phrases; patterns find what stands in a slot, in the place of `{name}` in
`is {name} a partner of yours`.
"""

import re
import unicodedata
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from bot.core.text import shorten, words

_RUN: Final = re.compile(r"\w+")
_PLURAL: Final = re.compile(r"(?<=^[A-Z]{3})s$|(?<=^[A-Z]{4})s$|(?<=^[A-Z]{5})s$")
"""The ending of an acronym: `NGOs`."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Token:
    """One word of an utterance: folded for comparing, as typed for reading, and where it stands."""

    folded: str
    typed: str
    start: int
    end: int
    is_elided: bool = False
    """True for what is left of a small word before a vowel: the `l` of `l'or`."""

    @property
    def is_capitalised(self) -> bool:
        """True if it begins with a capital letter or a digit joined to letters."""
        return self.typed[:1].isupper()


@dataclass(frozen=True, slots=True)
class Utterance:
    """What somebody typed, cut into words."""

    text: str
    """In composed characters, and no longer than what is read."""
    tokens: tuple[Token, ...]

    @property
    def folded(self) -> tuple[str, ...]:
        return tuple(token.folded for token in self.tokens)

    def has_any(self, folded: Container[str]) -> bool:
        """Tell whether one of some folded words stands in it."""
        return any(token.folded in folded for token in self.tokens)

    @property
    def case_tells(self) -> bool:
        """False where capital letters carry no meaning: typed all in small, or all in capital letters."""
        heads = [token.typed[0] for token in self.tokens if token.typed[0].isalpha()]
        return any(head.isupper() for head in heads) and any(
            token.typed[0].islower() for token in self.tokens
        )

    def typed(self, start: int, end: int) -> str:
        """Give the text from word `start` up to, not including, word `end`, as it was typed."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end] if start < end else ""

    def masked(self, spans: Iterable[tuple[int, int, str]]) -> str:
        """Give the text with a stand-in for some of its words.

        Args:
            spans: Where each begins and ends, by words, and what to read there; they never overlap.
        """
        parts: list[str] = []
        after = len(self.text)
        for start, end, stand_in in sorted(spans, reverse=True):
            parts += [self.text[self.tokens[end - 1].end : after], stand_in]
            after = self.tokens[start].start
        return self.text[:after] + "".join(reversed(parts))

    def is_listed(self, at: int) -> bool:
        """Tell whether nothing but a comma stands between a word and the one before it."""
        return self.text[self.tokens[at - 1].end : self.tokens[at].start].strip() == ","

    def are_joined(self, left: int, right: int) -> bool:
        """Tell whether nothing but blanks or a hyphen stands between two neighbouring words."""
        return not self.text[self.tokens[left].end : self.tokens[right].start].strip("- ")


class Tokeniser:
    """Cuts texts into words."""

    def __init__(self, elided: Iterable[str] = ()) -> None:
        """Take what is left of small words before a vowel, with an apostrophe behind it: `l`, `qu`."""
        either = "|".join(map(re.escape, elided)) or r"(?!)"
        self._elided = re.compile(rf"\b(?:{either})['’](?=\w)", re.IGNORECASE)

    def read(self, text: str) -> Utterance:
        """Cut `text` into words."""
        composed = unicodedata.normalize("NFKC", shorten(text))
        elided = {found.start() for found in self._elided.finditer(composed)}
        return Utterance(
            composed,
            tuple(
                Token(folded, run.group(), run.start(), run.end(), run.start() in elided)
                for run in _RUN.finditer(composed)
                for folded in words(_PLURAL.sub("", run.group()))
            ),
        )


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A phrase that stands from word `start` up to, not including, word `end`."""

    start: int
    end: int
    value: T


class Phrasebook(Generic[T]):
    """Phrases of one or several words with a value each, found longest first and without overlap."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        """Take phrases as text; of two that fold alike, the first counts."""
        self._values: dict[tuple[str, ...], T] = {}
        for text, value in phrases:
            self._values.setdefault(tuple(words(text)), value)
        self._values.pop((), None)
        self._longest = max(map(len, self._values), default=0)

    @property
    def words(self) -> frozenset[str]:
        """Every word of every phrase."""
        return frozenset(word for phrase in self._values for word in phrase)

    def find(self, folded: Sequence[str]) -> tuple[Found[T], ...]:
        """Give the phrases among the words, from left to right."""
        found: list[Found[T]] = []
        start = 0
        while start < len(folded):
            for end in range(min(len(folded), start + self._longest), start, -1):
                key = tuple(folded[start:end])
                if key in self._values:
                    found.append(Found(start, end, self._values[key]))
                    start = end
                    break
            else:
                start += 1
        return tuple(found)


SLOT: Final = "{name}"
NAME_MOST: Final = 7
"""Words that may stand in a slot; a longer run is not a name."""

Words = tuple[str, ...]


class Patterns:
    """Several patterns, matched against whole utterances."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take the patterns; the ones with more words around the slot are tried first."""
        parts = {
            (tuple(words(before)), tuple(words(after)))
            for before, slot, after in (text.partition(SLOT) for text in texts)
            if slot
        }
        self._parts: dict[str, list[tuple[Words, Words]]] = {}
        """By the word they begin with; those that begin with the slot under the empty word."""
        for before, after in sorted(parts, key=lambda pair: (-len(pair[0]) - len(pair[1]), pair)):
            self._parts.setdefault(before[0] if before else "", []).append((before, after))

    def slot(self, folded: Sequence[str]) -> tuple[int, int] | None:
        """Give where the slot begins and ends in the folded words of an utterance, or None."""
        for before, after in (*self._parts.get(folded[0] if folded else "", ()), *self._parts.get("", ())):
            end = len(folded) - len(after)
            if (
                0 < end - len(before) <= NAME_MOST
                and tuple(folded[: len(before)]) == before
                and tuple(folded[end:]) == after
            ):
                return len(before), end
        return None
