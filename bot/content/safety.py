"""What `safety.yaml` refers to: entries, countries and languages."""

from collections.abc import Iterator
from typing import NamedTuple

from bot.content.problem import Problem, likely, shown
from bot.content.reading import Reading, Steps
from bot.core.countries import is_country


class _Named(NamedTuple):
    """Something that names something else."""

    path: Steps
    name: str
    known: frozenset[str]
    expected: str


def safety_problems(reading: Reading) -> Iterator[Problem]:
    """Find what names nothing that exists."""
    if reading.safety is None or reading.talk is None:
        return
    for named in _named(reading):
        if named.name not in named.known:
            remedy = likely(named.name, named.known, "correct it")
            yield reading.safety.problem(named.path, shown(named.name), named.expected, remedy)
    for number, contact in enumerate(reading.safety.value.contacts):
        for position, country in enumerate(contact.countries):
            if not is_country(country):
                path = ("contacts", number, "countries", position)
                yield reading.safety.problem(
                    path, shown(country), "the code of a country", "look the code up"
                )


def _named(reading: Reading) -> Iterator[_Named]:
    if reading.safety is None or reading.talk is None:
        return
    safety = reading.safety.value
    entries = frozenset(placed.entry.id for placed in reading.entries())
    is_whole = not any(problem.file.startswith(("topics/", "partners/")) for problem in reading.problems)
    if safety.complaints is not None and is_whole:
        yield _Named(
            path=("complaints",), name=safety.complaints, known=entries, expected="the id of an entry"
        )
    live = frozenset(reading.talk.value.languages)
    for number, contact in enumerate(safety.contacts):
        for position, language in enumerate(contact.languages):
            path: Steps = ("contacts", number, "languages", position)
            yield _Named(path=path, name=language, known=live, expected="one of " + ", ".join(sorted(live)))
