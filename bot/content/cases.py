"""The cases of the knowledge folder: read apart from the knowledge, since talking does without them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter

from bot.content.files import listing, read_text
from bot.content.problem import Problem, ProblemsFound, likely, shown
from bot.content.reading import Parse, Reading, read, shape_text
from bot.content.shape import Part
from bot.content.tree import parse as parse_text
from bot.core.cases import ALERTS, NONE, NOT_LISTED, Case
from bot.core.countries import is_country
from bot.core.errors import KnowledgeError
from bot.core.query import ALL, Kind, is_list, parse
from bot.core.text import plain

Cases = tuple[Case, ...]

_CASES = TypeAdapter(Cases)
_plain = lru_cache(maxsize=16_384)(plain)


def load_cases(folder: Path) -> Cases:
    """Load every case of a knowledge folder, in the order of files and lines.

    Raises:
        ProblemsFound: if a file has not the right shape.
    """
    parts, problems = read_cases(folder)
    if problems:
        raise ProblemsFound(problems)
    return tuple(case for part in parts for case in part.value)


def load_sound_cases(folder: Path, files: Sequence[Path] = ()) -> Cases:
    """Load cases of which `check` would say nothing: those of single files, or all of a knowledge folder.

    Args:
        folder: The knowledge folder; says what a case may expect.
        files: Files of cases, wherever they stand.

    Raises:
        ProblemsFound: with everything that is wrong with any of them.
        KnowledgeError: if there is no case at all.
    """
    parts, problems = read_case_files(files) if files else read_cases(folder)
    problems += case_problems(read(folder), parts)
    if problems:
        raise ProblemsFound(problems)
    cases = tuple(case for part in parts for case in part.value)
    if not cases:
        places = ", ".join(map(str, files)) or str(folder / "cases")
        raise KnowledgeError(f"There are no cases in {places}, so nothing can be tried.")
    return cases


def read_case_files(files: Iterable[Path]) -> tuple[list[Part[Cases]], list[Problem]]:
    """Read single files of cases as `read_cases` does; problems name a file as it was given."""
    parts: list[Part[Cases]] = []
    problems: list[Problem] = []
    for file in files:
        text = read_text(file.absolute().parent, file.name)
        if isinstance(text, Problem):
            problems.append(replace(text, file=str(file)))
            continue
        shaped = shape_text(str(file), text, Cases, _CASES)
        if isinstance(shaped, Part):
            parts.append(shaped)
        else:
            problems.extend(shaped)
    return parts, problems


def read_cases(folder: Path, parse: Parse = parse_text) -> tuple[list[Part[Cases]], list[Problem]]:
    """Read the files of cases; gives those with the right shape, and the problems of the others."""
    parts: list[Part[Cases]] = []
    problems: list[Problem] = []
    for name in listing(folder)[0]:
        if not name.startswith("cases/"):
            continue
        text = read_text(folder, name)
        shaped = [text] if isinstance(text, Problem) else shape_text(name, text, Cases, _CASES, parse)
        if isinstance(shaped, Part):
            parts.append(shaped)
        else:
            problems.extend(shaped)
    return parts, problems


def case_problems(reading: Reading, parts: list[Part[Cases]]) -> Iterator[Problem]:
    """Find cases that expect what does not exist, and utterances that stand there twice."""
    if not reading.talk:
        return
    talk = reading.talk.value
    groups = {ALL} | {facet.id for facet in (*talk.sectors, *talk.relations)}
    groups |= {part.value.id for part in reading.partners}
    keys = {NONE, NOT_LISTED, *ALERTS} | {placed.entry.id for placed in reading.entries()}
    keys |= {intent.id for intent in talk.intents}
    complete = not any(problem.file.startswith(("topics/", "partners/")) for problem in reading.problems)
    seen: dict[tuple[str, str], str] = {}
    for part in parts:
        for position, case in enumerate(part.value):
            if case.lang not in talk.languages:
                expected = "one of " + ", ".join(talk.languages)
                yield part.problem((position, "lang"), shown(case.lang), expected, "correct it")
            if not case.expected:
                yield part.problem((position, "expect"), "an empty list", "at least one item", "fill it in")
            for key in sorted(case.expected):
                if is_list(key):
                    yield from _list(part, position, key, groups)
                elif complete and key not in keys:
                    yield _unknown(part, position, key, keys)
            said = (_plain(case.after or ""), _plain(case.say) or case.say)
            here = str(part.spot((position,)))
            if said in seen:
                found = f"{shown(case.say)} a second time (first in {seen[said]})"
                yield part.problem((position, "say"), found, "each utterance once", "remove or reword one")
            seen.setdefault(said, here)


def _list(part: Part[Cases], position: int, key: str, known: set[str]) -> Iterator[Problem]:
    query = parse(key)
    for term in query.terms:
        if term.kind is Kind.IS and term.value not in known:
            yield _unknown(part, position, term.value, known)
        if term.country and not is_country(term.country):
            path = (position, "expect")
            yield part.problem(path, shown(term.country), "the code of a country", "look the code up")
    if query.key != key:
        expected = f"{shown(query.key)}, the parts in their order"
        yield part.problem((position, "expect"), shown(key), expected, "write it so")


def _unknown(part: Part[Cases], position: int, key: str, known: set[str]) -> Problem:
    expected = f"an entry, partner, intent or list, {NONE} or {NOT_LISTED}"
    found, remedy = f"{shown(key)}, which does not exist", likely(key, known, "correct it")
    return part.problem((position, "expect"), found, expected, remedy)
