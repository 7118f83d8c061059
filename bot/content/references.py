"""Ids and what refers to them: unique, existing, short enough for a button."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from bot.content.joining import example_sections
from bot.content.problem import Problem, likely, shown
from bot.content.reading import Placed, Reading, Steps
from bot.content.shape import Part
from bot.core.cases import Figure
from bot.core.countries import is_country
from bot.core.dates import POINT
from bot.core.knowledge import Facet, Intent, Partner, Talk, Topic
from bot.core.types import Country, When
from bot.dialogue.answers import ASPECTS
from bot.dialogue.intents import BY_INTENT, PHRASE_OF_INTENT

LONGEST_FACET = 24
"""Two facets and a country (`list:` + two ids + `:PE`) share the 64 bytes of a button's token."""

RESERVED = ("none", "all", "list", "any")
"""Ids that mean something else in cases and list keys."""

INTENTS = (*PHRASE_OF_INTENT, *BY_INTENT)
"""Wishes that the program can carry out."""

FIGURES = tuple(map(str, Figure))

Named = tuple[Part[Any], Steps, str]
"""A part, the path of something in it that has an id, and that id."""


def reference_problems(reading: Reading) -> Iterator[Problem]:
    """Find ids that are doubled or unfit, and references that lead nowhere."""
    entries = list(reading.entries())
    talk = reading.talk
    yield from _doubled(_answerable(reading, entries))
    yield from _doubled((part, ("id",), part.value.id) for part in reading.topics)
    files: tuple[Part[Partner | Topic], ...] = (*reading.topics, *reading.partners)
    for part in files:
        stem = part.file.rpartition("/")[2].removesuffix(".yaml")
        if stem != part.value.id:
            found = f"the id {shown(part.value.id)} in a file of another name"
            yield part.problem(("id",), found, shown(stem), "rename the file or correct the id")
    if talk:
        yield from _doubled((talk, ("ways", n, "id"), way.id) for n, way in enumerate(talk.value.ways))
        yield from _doubled((talk, ("aspects", n, "id"), one.id) for n, one in enumerate(talk.value.aspects))
        yield from _facets(talk)
        yield from _fixed(talk)
        yield from _twice(talk, ("languages",), talk.value.languages)
        for key in ("places", "country_names"):
            yield from _countries(talk, (((key, one), one) for one in getattr(talk.value, key)))
    yield from _broken(reading, entries)
    yield from _beside(reading, entries)
    for placed in entries:
        yield from _entry(placed)


def _answerable(reading: Reading, entries: Iterable[Placed]) -> Iterator[Named]:
    """Everything that shares the space of keys: entries, partners, intents, facets."""
    for placed in entries:
        yield placed.part, (*placed.path, "id"), placed.entry.id
    if reading.talk:
        talk = reading.talk.value
        groups: dict[str, tuple[Facet | Intent, ...]] = {
            "intents": talk.intents,
            "sectors": talk.sectors,
            "relations": talk.relations,
        }
        for group, things in groups.items():
            for position, thing in enumerate(things):
                yield reading.talk, (group, position, "id"), thing.id


def _doubled(named: Iterable[Named]) -> Iterator[Problem]:
    first: dict[str, Named] = {}
    for part, path, one in named:
        if one in RESERVED:
            yield part.problem(path, f"the reserved id {shown(one)}", "another id", "choose a longer id")
        if one in first:
            other, where, _ = first[one]
            found = f"the id {shown(one)} a second time (first in {other.spot(where)})"
            yield part.problem(path, found, "an id of its own", "choose another id for one of the two")
        first.setdefault(one, (part, path, one))


def _facets(talk: Part[Talk]) -> Iterator[Problem]:
    for group, facets in (("sectors", talk.value.sectors), ("relations", talk.value.relations)):
        for position, facet in enumerate(facets):
            if len(facet.id) > LONGEST_FACET:
                expected = f"at most {LONGEST_FACET} characters, so that a list fits into a button"
                yield talk.problem((group, position, "id"), shown(facet.id), expected, "shorten the id")


def _fixed(part: Part[Talk]) -> Iterator[Problem]:
    """Find names that stand for something in the program, where it knows none of that name."""
    talk = part.value
    named: tuple[tuple[Steps, str, Collection[str]], ...] = (
        *((("intents", n, "id"), one.id, INTENTS) for n, one in enumerate(talk.intents)),
        *((("aspects", n, "id"), one.id, ASPECTS) for n, one in enumerate(talk.aspects)),
        *((("floors", name), name, FIGURES) for name in talk.floors),
    )
    for path, name, known in named:
        if name not in known:
            found, expected = f"{shown(name)}, which the program does not know", "one of " + ", ".join(known)
            yield part.problem(path, found, expected, likely(name, known, "correct or remove it"))


def _broken(reading: Reading, entries: list[Placed]) -> Iterator[Problem]:
    """Find references to what does not exist."""
    # What a broken file holds cannot be known: only the partner it is named after is taken to exist, and with
    # a broken topic no missing entry is reported.
    broken = {problem.file for problem in reading.problems}
    partners = {part.value.id for part in reading.partners} | {
        file.removeprefix("partners/").removesuffix(".yaml")
        for file in broken
        if file.startswith("partners/")
    }
    known = {placed.entry.id for placed in entries} | partners
    complete = not any(file.startswith("topics/") for file in broken)
    for placed in entries:
        entry = placed.entry
        yield from _each(placed, "partners", entry.partners, "a partner", partners)
        if complete:
            yield from _each(placed, "twins", entry.twins, "an entry or partner", known)
        if entry.id in entry.twins:
            yield placed.problem(("twins",), "the entry itself", "other entries", "remove it from the list")
        if not reading.talk:
            continue
        talk = reading.talk.value
        ways = {way.id for way in talk.ways}
        if entry.way is not None and entry.way not in ways:
            yield _unknown(placed, ("way",), entry.way, "a way", ways)
        if isinstance(entry, Partner):
            sectors = {facet.id for facet in talk.sectors}
            if entry.sector not in sectors:
                yield _unknown(placed, ("sector",), entry.sector, "a sector", sectors)
            relations = {facet.id for facet in talk.relations}
            yield from _each(placed, "relations", entry.relations, "a relation", relations)


def _beside(reading: Reading, entries: list[Placed]) -> Iterator[Problem]:
    """Find phrasings and examples that stand there twice, or for what does not exist."""
    known = {placed.entry.id for placed in entries}
    complete = not any(problem.file.startswith(("topics/", "partners/")) for problem in reading.problems)
    learnt: list[tuple[Part[Any], tuple[str, ...], str]] = [
        (part, (one,), one) for part in reading.phrasings for one in part.value
    ]
    yield from _once(learnt)
    for part, path, one in learnt:
        if complete and one not in known:
            yield _stray(part, path, one, "an entry or partner", known)
    told = list(example_sections(reading.examples))
    yield from _once((part, steps, steps[-1]) for part, steps, _ in told)
    if not reading.talk:
        return
    talk = reading.talk.value
    groups: dict[str, tuple[str, tuple[Facet | Intent, ...]]] = {
        "intents": ("a wish (`intents` in bot.yaml)", talk.intents),
        "sectors": ("a sector", talk.sectors),
        "relations": ("a relation", talk.relations),
    }
    for part, steps, _ in told:
        kind, things = groups.get(steps[0], ("", ()))
        ids = {thing.id for thing in things}
        if kind and steps[-1] not in ids:
            yield _stray(part, steps, steps[-1], kind, ids)


def _once(named: Iterable[tuple[Part[Any], tuple[str, ...], str]]) -> Iterator[Problem]:
    first: dict[tuple[str, ...], Part[Any]] = {}
    for part, path, one in named:
        other = first.setdefault(path, part)
        if other is not part:
            found = f"{shown(one)} a second time (first in {other.spot(path)})"
            yield part.problem(path, found, "each in one file", "put the two together")


def _stray(part: Part[Any], path: Steps, one: str, kind: str, known: set[str]) -> Problem:
    remedy = likely(one, known, "correct it or remove it")
    return part.problem(path, f"{shown(one)}, which does not exist", f"the id of {kind}", remedy)


def _each(placed: Placed, key: str, ids: Sequence[str], kind: str, known: set[str]) -> Iterator[Problem]:
    for position, one in enumerate(ids):
        if one not in known:
            yield _unknown(placed, (key, position), one, kind, known)
    yield from _twice(placed.part, (*placed.path, key), ids)


def _twice(part: Part[Any], path: Steps, ids: Sequence[str]) -> Iterator[Problem]:
    for position, one in enumerate(ids):
        if one in ids[:position]:
            yield part.problem((*path, position), f"{shown(one)} twice", "each once", "remove one")


def _countries(part: Part[Any], codes: Iterable[tuple[Steps, Country]]) -> Iterator[Problem]:
    for path, code in codes:
        if not is_country(code):
            yield part.problem(path, shown(code), "the code of a country (ISO 3166-1)", "look the code up")


def _unknown(placed: Placed, path: Steps, one: str, kind: str, known: set[str]) -> Problem:
    remedy = likely(one, known, "correct it, or add what it should refer to")
    return placed.problem(path, f"{shown(one)}, which does not exist", f"the id of {kind}", remedy)


def _entry(placed: Placed) -> Iterator[Problem]:
    entry = placed.entry
    if not entry.sources:
        remedy = "name at least one source with title and, where there is one, url"
        yield placed.problem(("sources",), "no source", "where the answer comes from", remedy)
    if entry.review_by < entry.reviewed_on:
        found = f"{entry.review_by}, which is before reviewed_on"
        yield placed.problem(
            ("review_by",), found, f"a day after {entry.reviewed_on}", "correct one of the two"
        )
    for position, source in enumerate(entry.sources):
        if not _is_date(source.as_of):
            yield _no_date(placed, ("sources", position, "as_of"), source.as_of)
    if isinstance(entry, Partner):
        if not _is_date(entry.period):
            yield _no_date(placed, ("period",), entry.period)
        at = (*placed.path, "countries")
        yield from _twice(placed.part, at, entry.countries)
        yield from _countries(placed.part, (((*at, n), one) for n, one in enumerate(entry.countries)))


def _no_date(placed: Placed, path: Steps, when: When) -> Problem:
    return placed.problem(path, f"{shown(when)}, which is not in the calendar", "a real date", "correct it")


def _is_date(when: When) -> bool:
    """True if each point of the interval is in the calendar and they stand in their order."""
    points = [POINT.fullmatch(point) for point in when.split("/") if when != "undated"]
    try:
        days = [date(int(point[1]), int(point[2] or 1), int(point[3] or 1)) for point in points if point]
    except ValueError:
        return False
    return len(days) == len(points) and days == sorted(days)
