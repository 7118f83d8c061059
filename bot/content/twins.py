"""The near-twin guard: no two entries may be asked for in the same words.

Two phrasings are compared by what carries meaning in them: their words without stop words, sorted. Raw texts
would not do: `how can a jeweller take part` and `how can a miner take part` share nearly every letter and
mean different things, while `is there a fee` and `are there fees` share few and mean the same.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product
from typing import Any, Final

import numpy as np
from rapidfuzz import fuzz, process

from bot.content.problem import Problem, shown
from bot.content.reading import Reading, Steps
from bot.content.shape import Part
from bot.content.wording import ANY
from bot.core.knowledge import Facet, Intent, Partner, Talk
from bot.core.text import plain, words
from bot.core.types import Language, Wordings

NEAR = 92.0
"""Similarity (rapidfuzz ratio, 0..100) of two keys from which two phrasings count as near twins: one letter
in a dozen differs, such as a plural."""
_BLOCK: Final = 128
_plain: Final = lru_cache(maxsize=32_768)(plain)


@dataclass(frozen=True, slots=True)
class Wording:
    """One text by which people ask for something."""

    owner: str
    """Id of the entry, partner, facet or intent."""
    twins: tuple[str, ...]
    """What the owner is meant to resemble."""
    part: Part[Any]
    path: Steps
    text: str
    is_name: bool = False

    @property
    def place(self) -> str:
        return f"{shown(self.owner)} ({self.part.spot(self.path)})"


def twin_problems(reading: Reading) -> tuple[list[Problem], list[Problem]]:
    """Compare titles, questions and names of different entries in each live language.

    Returns:
        Problems (the same words, or names that nearly are), and warnings (questions or titles that nearly
        are). Entries that name each other in `twins` may be near, but not the same.
    """
    problems: set[Problem] = set()
    warnings: set[Problem] = set()
    if not reading.talk:
        return [], []
    for language in reading.talk.value.languages:
        phrasings = list(_phrasings(reading, language))
        problems.update(_same([*phrasings, *_wishes(reading.talk, language)]))
        for near in _near(phrasings, _stop_words(reading.talk.value, language)):
            (problems if near[0].is_name and near[1].is_name else warnings).add(_problem(*near))
    return sorted(problems), sorted(warnings - problems)


def _phrasings(reading: Reading, language: Language) -> Iterator[Wording]:
    for placed in reading.entries():
        entry = placed.entry
        owner = (entry.id, entry.twins, placed.part)
        for path, text in _texts(entry.questions, "questions", language):
            yield Wording(*owner, (*placed.path, *path), text)
        if language in entry.title:
            yield Wording(
                *owner, (*placed.path, "title", language), entry.title[language], isinstance(entry, Partner)
            )
        if isinstance(entry, Partner):
            for key in (ANY, language):
                for path, text in _texts(entry.names, "names", key):
                    yield Wording(*owner, (*placed.path, *path), text, is_name=True)


def _wishes(talk: Part[Talk], language: Language) -> Iterator[Wording]:
    """Give the phrasings of lists and intents; these are told from entries by words such as `who`."""
    groups: dict[str, tuple[Facet | Intent, ...]] = {
        "sectors": talk.value.sectors,
        "relations": talk.value.relations,
        "intents": talk.value.intents,
    }
    for group, things in groups.items():
        for position, thing in enumerate(things):
            for path, text in _texts(thing.questions, "questions", language):
                yield Wording(thing.id, (), talk, (group, position, *path), text)


def _texts(wordings: Wordings, field: str, language: Language) -> Iterator[tuple[Steps, str]]:
    for position, text in enumerate(wordings.get(language, ())):
        yield (field, language, position), text


def _same(phrasings: list[Wording]) -> Iterator[Problem]:
    """Find the same words in two entries; declaring twins does not help, since no matcher could choose."""
    seen: dict[str, Wording] = {}
    for phrasing in phrasings:
        key = _plain(phrasing.text) or phrasing.text
        first = seen.setdefault(key, phrasing)
        if first.owner != phrasing.owner:
            found = f"{shown(phrasing.text)}, which {first.place} says as well"
            yield phrasing.part.problem(phrasing.path, found, "other words", "change or remove one of them")


def _near(phrasings: list[Wording], stop_words: frozenset[str]) -> Iterator[tuple[Wording, Wording]]:
    keys: dict[str, list[Wording]] = defaultdict(list)
    for phrasing in phrasings:
        said = _plain(phrasing.text).split()
        meant = said if phrasing.is_name else [word for word in said if word not in stop_words]
        keys[" ".join(sorted(meant or said))].append(phrasing)
    for alike in keys.values():
        yield from (pair for pair in combinations(alike, 2) if _undeclared(*pair))
    place = {key: at for at, key in enumerate(keys)}
    for pair in _alike(tuple(sorted(keys, key=len))):
        one, other = sorted(pair, key=place.__getitem__)
        if _digits(one) == _digits(other):
            yield from (pair for pair in product(keys[one], keys[other]) if _undeclared(*pair))


@lru_cache(maxsize=8)
def _alike(texts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Give the pairs of different texts, sorted by length, whose similarity is at least `NEAR`."""
    return tuple(_pairs(texts))


def _pairs(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    lengths = [len(text) for text in texts]
    for start in range(0, len(texts), _BLOCK):
        block = texts[start : start + _BLOCK]
        # The ratio of two texts is at most twice the shorter length by the sum of both.
        end = bisect_right(lengths, len(block[-1]) * (200 / NEAR - 1))
        scores = process.cdist(block, texts[start:end], scorer=fuzz.ratio, score_cutoff=NEAR)
        for row, column in np.argwhere(scores).tolist():
            if row < column:
                yield block[row], texts[start + column]


def _undeclared(first: Wording, second: Wording) -> bool:
    return first.owner != second.owner and first.owner not in second.twins and second.owner not in first.twins


def _problem(first: Wording, second: Wording) -> Problem:
    found = f"{shown(second.text)}, nearly the same as {shown(first.text)} in {first.place}"
    remedy = f"reword one, or list the other in `twins` ({first.owner}, {second.owner})"
    return second.part.problem(second.path, found, "words that tell the two apart", remedy)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _stop_words(talk: Talk, language: Language) -> frozenset[str]:
    listed = (*talk.stop_words.get(language, ()), *talk.question_words.get(language, ()))
    return frozenset(word for one in listed for word in words(one))
