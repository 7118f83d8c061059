"""Spelling: a misspelt word is read as the nearest word of the knowledge base, else of the language.

The distance is that of optimal string alignment (restricted Damerau-Levenshtein: insert, delete, replace,
swap neighbours; Boytsov 2011, "Indexing methods for approximate dictionary searching", section 2), computed
by rapidfuzz. Among equally near words the likeliest is taken, as in the noisy channel model (Kernighan,
Church, Gale 1990, "A spelling correction program based on a noisy channel model"): the more often used, the
more so if first and last letter are the same, which people seldom get wrong, or if letters are only swapped.
A general vocabulary guards real words: `gold` is never read as `hold`.

Names are read strictly: only slips that hardly ever turn one organisation's name into another's count as
sure. Everything else that is near is offered, never assumed, since a wrong partner is worse than no answer.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from math import log
from typing import Final, Self

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.text import fold

COMMON: Final = 12_000
"""How many of the most common words a misspelt word may be read as."""

_SHORTEST_ROOT: Final = 4


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Folded words of the languages spoken; without any, repair knows those of the knowledge base alone."""

    ranks: Mapping[str, int] = field(default_factory=dict)
    """How many words are more common than each."""
    common: Mapping[tuple[str, int], Sequence[str]] = field(default_factory=dict)
    """The most common ones, by first letter and length."""
    endings: tuple[str, ...] = ()
    """With these, words are real as well."""
    lost: tuple[str, ...] = ()
    """Letters that they lose before such an ending."""

    @classmethod
    def of(cls, words: Sequence[str]) -> Self:
        """Arrange words, the most common first."""
        common: dict[tuple[str, int], list[str]] = {}
        for word in words[:COMMON]:
            common.setdefault((word[0], len(word)), []).append(word)
        return cls({word: rank for rank, word in reversed(tuple(enumerate(words)))}, common)

    def inflected(self, endings: Iterable[str], lost: Iterable[str]) -> Self:
        """The same words, of which those with certain endings are real as well."""
        return replace(self, endings=tuple(map(fold, endings)), lost=tuple(map(fold, lost)))

    def __contains__(self, word: object) -> bool:
        """Tell whether `word` is real: a word of the list, or one with a common ending."""
        if not isinstance(word, str):
            return False
        if word in self.ranks:
            return True
        roots = (
            word.removesuffix(ending) + rest
            for ending in self.endings
            if word.endswith(ending)
            for rest in ("", *self.lost)
        )
        return any(len(root) >= _SHORTEST_ROOT and root in self.ranks for root in roots)


LEAST: Final = 5
"""Letters from which a word may be misspelt at all; shorter ones count only when exact."""
_LONG: Final = 9
"""Letters from which two slips are allowed."""
_HEAD: Final = 3
"""First letters in which a replaced letter makes another name: Macrosoft is not Microsoft."""

_DOUBLE: Final = re.compile(r"(.)\1+")


class Slip(Enum):
    """How surely one word was meant by another."""

    SURE = "sure"
    """A letter doubled, dropped, added or swapped, or written as it sounds: `Choppard`, `Mircosoft`."""
    LIKELY = "likely"
    """One letter replaced by another: a slip where the rest of the name is there, else a name of its own."""


@dataclass(frozen=True, slots=True)
class Sounds:
    """Which letters sound alike, and which are not heard."""

    heard: tuple[tuple[str, str], ...] = ()
    """Letters and what stands for them, the longest first."""
    silent_endings: frozenset[str] = frozenset()
    """Last letters that are not evidence, so that people leave them out or add one."""

    @classmethod
    def of(cls, alike: Iterable[Sequence[str]], silent: Iterable[str], silent_endings: Iterable[str]) -> Self:
        """Arrange groups of letters that sound alike, and letters that are not heard: anywhere, or last."""
        pairs = [(fold(letters), fold(first)) for first, *others in alike for letters in others]
        pairs += [(fold(letter), "") for letter in silent]
        longest_first = sorted(pairs, key=lambda pair: -len(pair[0]))
        return cls(tuple(longest_first), frozenset(map(fold, silent_endings)))

    def sound(self, word: str) -> str:
        """Give a folded word roughly as it sounds: `fairphone` and `fairfone` come out alike."""
        for letters, heard in self.heard:
            word = word.replace(letters, heard)
        return _DOUBLE.sub(r"\1", word)


def _ends_unheard(typed: str, meant: str, silent: Container[str]) -> bool:
    """Tell whether a long word lacks its end, or one of them has one more letter that is not evidence."""
    short, long = sorted((typed, meant), key=len)
    if not long.startswith(short):
        return False
    missing = long[len(short) :]
    return len(short) >= _LONG or (len(short) > LEAST and len(missing) == 1 and missing in silent)


def slip(typed: str, meant: str, sounds: Sounds) -> Slip | None:
    """Judge whether the folded word `typed` is a misspelling of the folded word `meant`.

    Args:
        typed: As somebody wrote it.
        meant: As it is written.
        sounds: By which words sound alike that are written differently.

    Returns:
        How sure that is, or None if the words are too far apart or too short to tell.
    """
    if min(len(typed), len(meant)) < LEAST or typed[0] != meant[0]:
        return None
    if sounds.sound(typed) == sounds.sound(meant) or _ends_unheard(typed, meant, sounds.silent_endings):
        return Slip.SURE
    if len(meant) < _LONG and (typed.startswith(meant) or meant.startswith(typed)):
        return Slip.LIKELY if abs(len(typed) - len(meant)) == 1 else None
    distance = OSA.distance(typed, meant, score_cutoff=2)
    if distance > 2 or (distance == 2 and len(meant) < _LONG):
        return None
    if len(typed) != len(meant) or sorted(typed) == sorted(meant):
        return Slip.SURE if distance == 1 or typed[-1] == meant[-1] else Slip.LIKELY
    if distance == 1 and len(meant) > _LONG and typed[:_HEAD] == meant[:_HEAD]:
        return Slip.SURE
    return Slip.LIKELY


_SHORTEST: Final = 4
_SHORTEST_IN_GENERAL: Final = 5
_TWO_EDITS_FROM: Final = 8
_LONGEST: Final = 40
_AN_EDIT: Final = 6.0
_SAME_FIRST: Final = 1.0
_SAME_LAST: Final = 0.5
_SAME_LETTERS: Final = 1.0
_MOST_COMMON: Final = 10


class Repairer:
    """The words of the knowledge base, and what may be read as one of them."""

    def __init__(self, counts: Counter[str], lexicon: Lexicon, protected: Container[str]) -> None:
        """Prepare the base.

        Args:
            counts: Every folded word of the knowledge base, and how often it occurs.
            lexicon: Real words of the languages spoken; they are never repaired.
            protected: Folded words, such as acronyms and names, that are neither repaired nor repaired to.
        """
        self._counts = counts
        self._lexicon = lexicon
        self._protected = protected
        self._targets: dict[int, list[str]] = {}
        for word in sorted(self._counts):
            if _repairable(word) and word not in protected:
                self._targets.setdefault(len(word), []).append(word)

    def repair(self, word: str) -> str:
        """Give the word that the folded `word` stands for; `word` itself where there is no telling."""
        if not _repairable(word) or word in self._counts or word in self._protected or word in self._lexicon:
            return word
        edits = 2 if len(word) >= _TWO_EDITS_FROM else 1
        near = _near(word, edits, [self._targets.get(size, ()) for size in _sizes(word, edits)])
        if near:
            return max(
                near, key=lambda found: (_likeness(word, *found) + log(self._counts[found[0]]), found)
            )[0]
        if len(word) < _SHORTEST_IN_GENERAL:
            return word
        near = _near(word, 1, [self._lexicon.common.get((word[0], size), ()) for size in _sizes(word, 1)])
        if not near:
            return word
        return max(near, key=lambda found: (_likeness(word, *found) - self._rarity(found[0]), found))[0]

    def _rarity(self, word: str) -> float:
        # Zipf's law: a word's frequency falls with its rank.
        return log(_MOST_COMMON + self._lexicon.ranks[word])


def _repairable(word: str) -> bool:
    return _SHORTEST <= len(word) <= _LONGEST and word.isalpha()


def _sizes(word: str, edits: int) -> range:
    return range(len(word) - edits, len(word) + edits + 1)


def _near(word: str, edits: int, choices: Iterable[Sequence[str]]) -> list[tuple[str, int]]:
    return [
        (found, int(distance))
        for some in choices
        for found, distance, _ in process.extract(
            word, some, scorer=OSA.distance, processor=None, score_cutoff=edits, limit=None
        )
    ]


def _likeness(word: str, other: str, edits: int) -> float:
    return (
        -_AN_EDIT * edits
        + _SAME_FIRST * (word[0] == other[0])
        + _SAME_LAST * (word[-1] == other[-1])
        + _SAME_LETTERS * (sorted(word) == sorted(other))
    )


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
        surfaces = Counter(surface for text in base for surface in _WORD.findall(_plain(text)))
        counts: Counter[str] = Counter()
        self.spelling: dict[str, str] = {}
        """How each folded word is written."""
        for surface, times in surfaces.items():
            word = fold(surface)
            counts[word] += times
            self.spelling.setdefault(word, surface)
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
