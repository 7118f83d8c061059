"""What an edit would change: two knowledge folders compared, and questions replayed against both."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.content.cases import load_cases
from bot.content.load import load
from bot.content.problem import ProblemsFound
from bot.core.errors import KnowledgeError
from bot.core.frozen import Language
from bot.core.knowledge import Knowledge
from bot.core.matching.match import Matches
from bot.core.snapshot import Snapshot
from bot.usecases.ask import Asked, ask
from bot.usecases.edits import Edit, edits

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
    old: Asked
    new: Asked


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


def diff(
    old: Path, new: Path, logged: Iterable[Question], build: Callable[[Knowledge], Matches]
) -> Difference:
    """Compare two knowledge folders and their answers.

    Args:
        old: The folder that is live.
        new: The edited one; the utterances of its cases are replayed as well as the logged questions.
        logged: Questions that people asked.
        build: Makes a matcher.

    Raises:
        KnowledgeError: if one of the folders cannot be loaded; says which.
    """
    before, (after, cases) = _read("OLD", old, load), _read("NEW", new, _load_with_cases)
    questions = list(dict.fromkeys([*logged, *cases]))
    snapshots = Snapshot(before, build(before)), Snapshot(after, build(after))
    return Difference(tuple(edits(before, after)), len(questions), tuple(_changes(*snapshots, questions)))


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
