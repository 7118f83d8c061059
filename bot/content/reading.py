"""The knowledge folder as it was read: files that have the right shape, and what is wrong with the rest."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter

from bot.content.files import is_learnt, listing, read_text
from bot.content.joining import join_phrasings, join_talk, learnt_by_entry
from bot.content.layout import layout_problems
from bot.content.problem import Problem
from bot.content.shape import Part, shape
from bot.content.tree import Node, Step
from bot.content.tree import parse as parse_text
from bot.core.asking import Examples, Words
from bot.core.canned import CannedReplies
from bot.core.knowledge import Bot, Entry, Form, Knowledge, Partner, Talk, Topic
from bot.core.safety import Safety
from bot.core.types import Id, Texts, Wordings

T = TypeVar("T")

Steps = tuple[Step, ...]

Parse = Callable[[str, str], tuple[Node | None, list[Problem]]]
"""What `tree.parse` does; for instance from memory."""

_TALK = TypeAdapter(Talk)
_KINDS: dict[str, tuple[Any, TypeAdapter[Any]]] = {
    "bot.yaml": (Bot, TypeAdapter(Bot)),
    "words.yaml": (Words, TypeAdapter(Words)),
    "phrases.yaml": (dict[str, Texts], TypeAdapter(dict[str, Texts])),
    "form.yaml": (Form, TypeAdapter(Form)),
    "safety.yaml": (Safety, TypeAdapter(Safety)),
    "replies.yaml": (CannedReplies, TypeAdapter(CannedReplies)),
    "examples": (Examples, TypeAdapter(Examples)),
    "phrasings": (dict[Id, Wordings], TypeAdapter(dict[Id, Wordings])),
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
    """`bot.yaml`, `words.yaml` and the examples put together; None if one of them is broken."""
    examples: tuple[Part[Examples], ...]
    phrasings: tuple[Part[dict[Id, Wordings]], ...]
    phrases: Part[dict[str, Texts]] | None
    form: Part[Form] | None
    safety: Part[Safety] | None
    """None where there is none, or where it is broken."""
    replies: Part[CannedReplies] | None
    """None as well."""
    topics: tuple[Part[Topic], ...]
    """The subjects, with the phrasings that are learnt beside those of the entries' own file."""
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
            safety=self.safety.value if self.safety else Safety(),
            replies=self.replies.value if self.replies else CannedReplies(),
        )


@dataclass(slots=True)
class _Trees:
    """The files that could be parsed, by folder or name, and what is wrong with the others."""

    problems: list[Problem]
    version: str
    trees: dict[str, dict[str, Node]] = field(default_factory=lambda: {key: {} for key in _KINDS})

    def other_layout(self, folder: Path) -> Iterator[Problem]:
        """Say what is to be done where the folder is not of today's layout; nothing else counts then."""
        names = [name for trees in self.trees.values() for name in trees]
        for root in self.trees["bot.yaml"].values():
            yield from layout_problems(root, names, str(folder))

    def shaped(self, key: str) -> tuple[Part[Any], ...]:
        """Make values of all files of one kind, and keep the problems of those that have not its shape."""
        made = [shape(file, root, *_KINDS[key]) for file, root in self.trees[key].items()]
        self.problems.extend(problem for part in made if isinstance(part, list) for problem in part)
        return tuple(part for part in made if isinstance(part, Part))

    def talk(self, examples: tuple[Part[Examples], ...]) -> Part[Talk] | None:
        """Put together how the bot talks, unless one of its files is broken."""
        bot, words = self.shaped("bot.yaml"), self.shaped("words.yaml")
        broken = {problem.file for problem in self.problems}
        if not bot or any(file.startswith(("words.yaml", "examples/")) for file in broken):
            return None
        root = join_talk(bot[0], next(iter(words), None), examples)
        talk = shape("bot.yaml", root, Talk, _TALK)
        if isinstance(talk, Part):
            return talk
        self.problems.extend(talk)
        return None


def shape_text(
    name: str, text: str, kind: Any, adapter: TypeAdapter[T], parse: Parse = parse_text
) -> Part[T] | list[Problem]:
    """Make a value of the text of one file, or say everything that is wrong with it."""
    root, problems = parse(name, text)
    if root is None:
        return problems
    part = shape(name, root, kind, adapter)
    if isinstance(part, Part):
        return problems or part
    return problems + part


def read(folder: Path, parse: Parse = parse_text) -> Reading:
    """Read every file of the knowledge folder except the cases.

    Args:
        folder: The knowledge folder; need not exist.
        parse: Does what `tree.parse` does; for instance from memory.

    Returns:
        The files that have the right shape, and the problems of the others. Never raises.
    """
    found = _parsed(folder, parse)
    if old := list(found.other_layout(folder)):
        return Reading(found.version, None, (), (), None, None, None, None, (), (), tuple(old))
    examples, phrasings = found.shaped("examples"), found.shaped("phrasings")
    talk = found.talk(examples)
    learnt = learnt_by_entry(phrasings)
    for key in ("topics", "partners"):
        joined = {file: join_phrasings(root, learnt) for file, root in found.trees[key].items()}
        found.trees[key] = joined
    return Reading(
        version=found.version,
        talk=talk,
        examples=examples,
        phrasings=phrasings,
        phrases=next(iter(found.shaped("phrases.yaml")), None),
        form=next(iter(found.shaped("form.yaml")), None),
        safety=next(iter(found.shaped("safety.yaml")), None),
        replies=next(iter(found.shaped("replies.yaml")), None),
        topics=found.shaped("topics"),
        partners=found.shaped("partners"),
        problems=tuple(found.problems),
    )


def version_of(texts: Mapping[str, str]) -> str:
    """A short mark of the texts of files by their names: any edit of them makes another."""
    digest = hashlib.sha256()
    for name, text in texts.items():
        digest.update(f"{name}\0{len(text)}\0{text}".encode())
    return digest.hexdigest()[:12]


def _parsed(folder: Path, parse: Parse) -> _Trees:
    names, problems = listing(folder)
    found_in = {name: read_text(folder, name) for name in names if is_learnt(name)}
    problems.extend(text for text in found_in.values() if isinstance(text, Problem))
    texts = {name: text for name, text in found_in.items() if isinstance(text, str)}
    found = _Trees(problems, version_of(texts))
    for name, text in texts.items():
        root, wrong = parse(name, text)
        if root is not None and not wrong:
            found.trees[name.partition("/")[0]][name] = root
        problems.extend(wrong)
    return found
