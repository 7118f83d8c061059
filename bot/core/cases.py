"""Cases: utterances with what should become of them. They feed `evaluate`, never the matcher."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from pydantic import Field

from bot.core.match import Key
from bot.core.types import Frozen, Language, Line

NONE: Final = "none"
"""Expected of an utterance that nothing in the knowledge answers."""
NOT_LISTED: Final = "not_listed"
"""Expected of a question about an organisation that is not a listed partner."""

FIGURES: Final[Mapping[str, str]] = {
    "right": "Least share of the answerable questions that must be answered rightly at once: `0.9`.",
    "listed": "Least share of them that must be answered rightly or have the answer among the suggestions.",
    "wrong": "Greatest share of them that may be answered wrongly: `0.02`.",
    "missed": "Greatest share of them that may get no answer at all.",
    "answered": "Greatest share of the questions without an answer that may be answered all the same.",
    "offered": "Greatest share of those that may get suggestions.",
    "language": "Least share of all that must be answered in the language they were asked in.",
}
"""The shares that `evaluate` finds, by name, and how `floors` in `bot.yaml` may limit each."""


class Half(StrEnum):
    """What a case is for."""

    TUNING = "tuning"
    HELD_OUT = "held-out"
    """Only ever reported; nothing is tuned on it."""


class Case(Frozen):
    """One utterance and what is expected."""

    say: str = Field(max_length=1000)
    """What somebody writes, as people write it."""
    lang: Language
    """The language it is in, and should be answered in."""
    expect: Key | tuple[Key, ...]
    """An id or key that is right, several of which each is right, or `none`, or `not_listed`."""
    group: Line
    """What kind of question it is: `ways`, `partners`, `out-of-scope`, ..."""
    half: Half
    """`tuning` if the bot may be bettered by it, `held-out` if it is only ever reported."""
    after: str | None = None
    """An utterance said just before, for follow-ups."""

    @property
    def expected(self) -> frozenset[Key]:
        """Everything that is right."""
        return frozenset((self.expect,) if isinstance(self.expect, str) else self.expect)

    @property
    def is_answerable(self) -> bool:
        """True if some answer is right."""
        return bool(self.expected - {NONE, NOT_LISTED})
