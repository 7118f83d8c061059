"""The near-twin guard: no two entries may be asked for in the same words.

Two phrasings are compared by what carries meaning in them: their words without stop words, sorted. Raw texts
would not do: `how can a jeweller take part` and `how can a miner take part` share nearly every letter and
mean different things, while `is there a fee` and `are there fees` share few and mean the same.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from rapidfuzz import fuzz, process

from bot.content.problem import Problem, shown
from bot.content.reading import Placed, Reading, Steps
from bot.content.wording import ANY
from bot.core.knowledge import Language, Partner, Talk
from bot.core.text import words

NEAR = 92.0
"""Similarity (rapidfuzz ratio, 0..100) of two keys from which two phrasings count as near twins: one letter
in a dozen differs, such as a plural."""


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One text by which people ask for an entry."""

    placed: Placed
    path: Steps
    text: str
    is_name: bool


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
        problems.update(_same(phrasings))
        for near in _near(phrasings, _stop_words(reading.talk.value, language)):
            (problems if near[0].is_name and near[1].is_name else warnings).add(_problem(*near))
    return sorted(problems), sorted(warnings - problems)


def _phrasings(reading: Reading, language: Language) -> Iterator[Phrasing]:
    for placed in reading.entries():
        entry = placed.entry
        if language in entry.title:
            yield Phrasing(placed, ("title", language), entry.title[language], isinstance(entry, Partner))
        for position, text in enumerate(entry.questions.get(language, ())):
            yield Phrasing(placed, ("questions", language, position), text, is_name=False)
        if isinstance(entry, Partner):
            for key in (ANY, language):
                for position, text in enumerate(entry.names.get(key, ())):
                    yield Phrasing(placed, ("names", key, position), text, is_name=True)


def _same(phrasings: list[Phrasing]) -> Iterator[Problem]:
    """Find the same words in two entries; declaring twins does not help, since no matcher could choose."""
    seen: dict[str, Phrasing] = {}
    for phrasing in phrasings:
        key = " ".join(words(phrasing.text)) or phrasing.text
        first = seen.setdefault(key, phrasing)
        if first.placed.entry.id != phrasing.placed.entry.id:
            found = f"{shown(phrasing.text)}, which {_elsewhere(first)} says as well"
            yield phrasing.placed.problem(phrasing.path, found, "other words", "change or remove one of them")


def _near(phrasings: list[Phrasing], stop_words: frozenset[str]) -> Iterator[tuple[Phrasing, Phrasing]]:
    keys: dict[str, list[Phrasing]] = defaultdict(list)
    for phrasing in phrasings:
        said = words(phrasing.text)
        meant = said if phrasing.is_name else [word for word in said if word not in stop_words]
        keys[" ".join(sorted(meant or said))].append(phrasing)
    listed = list(keys)
    scores = process.cdist(listed, listed, scorer=fuzz.ratio, score_cutoff=NEAR)
    for row, column in zip(*scores.nonzero(), strict=True):
        one, other = listed[row], listed[column]
        if row > column or _digits(one) != _digits(other):
            continue
        pairs = combinations(keys[one], 2) if row == column else product(keys[one], keys[other])
        yield from (pair for pair in pairs if _undeclared(*pair))


def _undeclared(first: Phrasing, second: Phrasing) -> bool:
    one, other = first.placed.entry, second.placed.entry
    return one.id != other.id and other.id not in one.twins and one.id not in other.twins


def _problem(first: Phrasing, second: Phrasing) -> Problem:
    one, other = first.placed.entry.id, second.placed.entry.id
    found = f"{shown(second.text)}, nearly the same as {shown(first.text)} in {_elsewhere(first)}"
    remedy = f"reword one, or list the other in `twins` ({one}, {other})"
    return second.placed.problem(second.path, found, "words that tell the two apart", remedy)


def _elsewhere(phrasing: Phrasing) -> str:
    part = phrasing.placed.part
    line = part.root.line_of((*phrasing.placed.path, *phrasing.path))
    return f"{shown(phrasing.placed.entry.id)} ({part.file}:{line})"


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _stop_words(talk: Talk, language: Language) -> frozenset[str]:
    listed = (*talk.stop_words.get(language, ()), *talk.question_words.get(language, ()))
    return frozenset(word for one in listed for word in words(one))
