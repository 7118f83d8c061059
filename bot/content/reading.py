"""The knowledge folder as it was read: files that have the right shape, and what is wrong with the rest."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter

from bot.content.files import listing, read_text
from bot.content.problem import Problem
from bot.content.shape import Part
from bot.content.shape import shape as shape_tree
from bot.content.tree import Step, parse
from bot.core.knowledge import Entry, Form, Knowledge, Partner, Talk, Topic
from bot.core.types import Texts

T = TypeVar("T")

Steps = tuple[Step, ...]

Shape = Callable[[str, str, Any, TypeAdapter[Any]], Part[Any] | list[Problem]]
"""What `shape_text` does."""

_ADAPTERS: dict[str, tuple[Any, TypeAdapter[Any]]] = {
    "bot.yaml": (Talk, TypeAdapter(Talk)),
    "phrases.yaml": (dict[str, Texts], TypeAdapter(dict[str, Texts])),
    "form.yaml": (Form, TypeAdapter(Form)),
    "topics": (Topic, TypeAdapter(Topic)),
    "partners": (Partner, TypeAdapter(Partner)),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry and where it stands."""

    part: Part[Any]
    path: Steps
    entry: Entry

    def problem(self, path: Steps, found: str, expected: str, remedy: str) -> Problem:
        """Make a problem of something inside the entry."""
        return self.part.problem((*self.path, *path), found, expected, remedy)


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read; checks across files work on it whether or not other files are broken."""

    version: str
    talk: Part[Talk] | None
    phrases: Part[dict[str, Texts]] | None
    form: Part[Form] | None
    topics: tuple[Part[Topic], ...]
    partners: tuple[Part[Partner], ...]
    problems: tuple[Problem, ...]

    def entries(self) -> Iterator[Placed]:
        """Every entry, topics first."""
        for topic in self.topics:
            for position, entry in enumerate(topic.value.entries):
                yield Placed(topic, ("entries", position), entry)
        for partner in self.partners:
            yield Placed(partner, (), partner.value)

    def knowledge(self) -> Knowledge | None:
        """Put together what could be read; None if one of the three single files could not."""
        if not (self.talk and self.phrases and self.form):
            return None
        return Knowledge.model_construct(
            version=self.version,
            talk=self.talk.value,
            topics=tuple(part.value for part in self.topics),
            partners={part.value.id: part.value for part in self.partners},
            phrases=self.phrases.value,
            form=self.form.value,
        )


def shape_text(name: str, text: str, kind: Any, adapter: TypeAdapter[T]) -> Part[T] | list[Problem]:
    """Make a value of the text of one file, or say everything that is wrong with it."""
    root, problems = parse(name, text)
    if root is None:
        return problems
    part = shape_tree(name, root, kind, adapter)
    if isinstance(part, Part):
        return problems or part
    return problems + part


def read(folder: Path, shape: Shape = shape_text) -> Reading:
    """Read every file of the knowledge folder except the cases.

    Args:
        folder: The knowledge folder; need not exist.
        shape: Does what `shape_text` does; for instance from memory.

    Returns:
        The files that have the right shape, and the problems of the others. Never raises.
    """
    names, problems = listing(folder)
    digest = hashlib.sha256()
    parts: dict[str, list[Part[Any]]] = {key: [] for key in _ADAPTERS}
    for name in names:
        key = name.partition("/")[0]
        if key not in _ADAPTERS:
            continue
        text = read_text(folder, name)
        if isinstance(text, Problem):
            problems.append(text)
            continue
        digest.update(f"{name}\0{len(text)}\0{text}".encode())
        part = shape(name, text, *_ADAPTERS[key])
        if isinstance(part, Part):
            parts[key].append(part)
        else:
            problems.extend(part)
    return Reading(
        version=digest.hexdigest()[:12],
        talk=next(iter(parts["bot.yaml"]), None),
        phrases=next(iter(parts["phrases.yaml"]), None),
        form=next(iter(parts["form.yaml"]), None),
        topics=tuple(parts["topics"]),
        partners=tuple(parts["partners"]),
        problems=tuple(problems),
    )
