"""What an edit changes: two versions of the knowledge compared, and questions replayed against both."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from bot.content.cases import load_cases
from bot.content.load import load
from bot.content.problem import ProblemsFound
from bot.core.asking import ListWords, NameWords, Words
from bot.core.errors import KnowledgeError
from bot.core.knowledge import Knowledge, Partner
from bot.core.match import Matches
from bot.core.snapshot import Snapshot
from bot.core.types import Language
from bot.usecases.ask import AskResult, ask

_SHARED: Final[Mapping[str, type[BaseModel]]] = {"names": NameWords, "lists": ListWords}
"""Sections of `words.yaml` that the examples have as well."""

Lines = tuple[str, ...]
"""A text is one line, a list one line an item, what is not there none."""


class How(StrEnum):
    """What became of something."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Passage:
    """One key of a file whose value is another: `answer.en`, `sources`."""

    where: str
    old: Lines
    new: Lines


@dataclass(frozen=True, slots=True)
class Edit:
    """An entry, partner, sentence, form field or other named thing that differs."""

    name: str
    """`partner chopard`, `entry fund-a-project`, `phrases.yaml greeting`, `form.yaml fields.reach`."""
    how: How
    title: str
    """In the fallback language; empty for what has none."""
    passages: tuple[Passage, ...]


def edits(old: Knowledge, new: Knowledge) -> Iterator[Edit]:
    """Compare two versions: entries and partners first, then sentences, the form and how the bot talks."""
    before, after = dict(_things(old)), dict(_things(new))
    language = new.talk.fallback_language
    for name in before | after:
        then, now = dict(_passages(before.get(name, {}))), dict(_passages(after.get(name, {})))
        passages = tuple(
            Passage(where or "value", then.get(where, ()), now.get(where, ()))
            for where in then | now
            if then.get(where, ()) != now.get(where, ())
        )
        if name not in before or name not in after:
            how = How.NEW if name in after else How.GONE
            yield Edit(name, how, _title(now or then, language), passages)
        elif passages:
            yield Edit(name, How.CHANGED, _title(now, language), passages)


def _title(passages: Mapping[str, Lines], language: Language) -> str:
    return " ".join(passages.get(f"title.{language}", ()))


def _things(knowledge: Knowledge) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key, entry in knowledge.entries.items():
        kind = "partner" if isinstance(entry, Partner) else "entry"
        topic = knowledge.topic_of.get(key)
        yield f"{kind} {key}", {"topic": topic.id if topic else None, **entry.model_dump(mode="json")}
    for topic in knowledge.topics:
        yield f"topic {topic.id}", {"title": topic.title}
    for phrase, texts in knowledge.phrases.items():
        yield f"phrases.yaml {phrase}", texts
    yield from _page("form.yaml", knowledge.form)
    yield from _page("replies.yaml", knowledge.replies)
    for name, thing in _page("bot.yaml", knowledge.talk):
        yield from _at_home(name, thing)


def _page(file: str, page: BaseModel) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give each key of a file, and each item by itself where items have ids."""
    for key, value in page.model_dump(mode="json").items():
        items = value if isinstance(value, list) else []
        named = {item["id"]: item for item in items if isinstance(item, dict) and "id" in item}
        for one, item in named.items():
            yield f"{file} {key}.{one}", item
        yield f"{file} {key}", {"order": list(named)} if named else {"": value}


def _at_home(name: str, thing: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Name a section of how the bot talks by the file that it stands in."""
    key = name.removeprefix("bot.yaml ")
    if key in _SHARED:
        inside = thing[""]
        words = {inner: value for inner, value in inside.items() if inner in _SHARED[key].model_fields}
        yield f"words.yaml {key}", words
        yield f"examples {key}", {inner: value for inner, value in inside.items() if inner not in words}
    elif key in Words.model_fields:
        yield f"words.yaml {key}", thing
    elif key == "off_topic":
        yield f"examples {key}", thing
    else:
        yield name, thing


def _passages(value: Any, where: str = "") -> Iterator[tuple[str, Lines]]:
    match value:
        case None:
            return
        case dict():
            for key, inner in value.items():
                yield from _passages(inner, f"{where}.{key}" if where else key)
        case list():
            yield where, tuple(map(_line, value))
        case _:
            yield where, (str(value),)


def _line(item: Any) -> str:
    return " · ".join(str(part) for part in item.values() if part) if isinstance(item, dict) else str(item)


T = TypeVar("T")

Question = tuple[str, Language]
"""A text, and the language of who asked it."""

COMPARED = ("verdict", "entry", "language", "text", "sources")
"""What of an answer counts as a change; scores move with every edit."""


@dataclass(frozen=True, slots=True)
class Change:
    """A question that is answered otherwise."""

    question: str
    differs: tuple[str, ...]
    """What differs: of `verdict`, `entry`, `language`, `text`, `sources`."""
    old: AskResult
    new: AskResult


@dataclass(frozen=True, slots=True)
class Difference:
    """The outcome of a comparison and a replay."""

    edits: tuple[Edit, ...]
    """What was edited, whether or not some question shows it."""
    asked: int
    """How many different questions were replayed."""
    changes: tuple[Change, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "edits": [asdict(edit) for edit in self.edits],
            "asked": self.asked,
            "changes": [
                {
                    "question": change.question,
                    "differs": list(change.differs),
                    "old": change.old.model_dump(mode="json"),
                    "new": change.new.model_dump(mode="json"),
                }
                for change in self.changes
            ],
        }


Track = Callable[[Iterable[Question]], Iterable[Question]]
"""Gives the questions one by one, and may tell how far it is."""


def diff(
    old: Path,
    new: Path,
    logged: Iterable[Question],
    build: Callable[[Knowledge], Matches],
    track: Track = iter,
) -> Difference:
    """Compare two knowledge folders and their answers.

    Args:
        old: The folder that is live.
        new: The edited one; the utterances of its cases are replayed as well as the logged questions.
        logged: Questions that people asked.
        build: Makes a matcher.
        track: Gives the questions that are replayed.

    Raises:
        KnowledgeError: if one of the folders cannot be loaded; says which.
    """
    before, (after, cases) = _read("OLD", old, load), _read("NEW", new, _load_with_cases)
    questions = list(dict.fromkeys([*logged, *cases]))
    snapshots = Snapshot(before, build(before)), Snapshot(after, build(after))
    return Difference(
        tuple(edits(before, after)), len(questions), tuple(_changes(*snapshots, track(questions)))
    )


def _load_with_cases(folder: Path) -> tuple[Knowledge, list[Question]]:
    return load(folder), [(case.say, case.lang) for case in load_cases(folder) if case.after is None]


def _read(which: str, folder: Path, read: Callable[[Path], T]) -> T:
    if not folder.is_dir():
        raise KnowledgeError(f"{which}: {folder} is not a folder.")
    try:
        return read(folder)
    except ProblemsFound as found:
        raise KnowledgeError(f"{which}: {folder} has problems.\n{found}") from found


def _changes(old: Snapshot, new: Snapshot, questions: Iterable[Question]) -> Iterator[Change]:
    for text, language in questions:
        before, after = ask(text, language, old), ask(text, language, new)
        differs = tuple(key for key in COMPARED if getattr(before, key) != getattr(after, key))
        if differs:
            yield Change(text, differs, before, after)
