"""What an edit would change: questions replayed against two knowledge folders, and the answers compared."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.content.cases import load_cases
from bot.content.load import load
from bot.core.frozen import Language
from bot.core.knowledge import Knowledge
from bot.core.matching.match import Matches
from bot.core.snapshot import Snapshot
from bot.usecases.ask import Asked, ask

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
    """The outcome of a replay."""

    asked: int
    """How many different questions were replayed."""
    changes: tuple[Change, ...]

    def as_json(self) -> dict[str, Any]:
        return {
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
    """Compare the answers of two knowledge folders.

    Args:
        old: The folder that is live.
        new: The edited one; the utterances of its cases are replayed as well as the logged questions.
        logged: Questions that people asked.
        build: Makes a matcher.

    Raises:
        ProblemsFound: if one of the folders cannot be loaded.
    """
    before, after = (Snapshot(knowledge, build(knowledge)) for knowledge in (load(old), load(new)))
    cases = ((case.say, case.lang) for case in load_cases(new) if case.after is None)
    return compare(before, after, [*logged, *cases])


def compare(old: Snapshot, new: Snapshot, questions: Iterable[Question]) -> Difference:
    """Replay each different question against two snapshots, in the order they come."""
    different = list(dict.fromkeys(questions))
    return Difference(len(different), tuple(_changes(old, new, different)))


def _changes(old: Snapshot, new: Snapshot, questions: Iterable[Question]) -> Iterator[Change]:
    for text, language in questions:
        before, after = ask(text, language, old), ask(text, language, new)
        differs = tuple(key for key in COMPARED if getattr(before, key) != getattr(after, key))
        if differs:
            yield Change(text, differs, before, after)
