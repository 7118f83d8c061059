"""Cases: utterances with what should become of them. They feed `evaluate`, never the matcher."""

from enum import StrEnum
from typing import Final

from pydantic import Field

from bot.core.match import Concern, Key
from bot.core.types import Frozen, Language, Line

NONE: Final = "none"
"""Expected of an utterance that nothing in the knowledge answers."""
NOT_LISTED: Final = "not_listed"
"""Expected of a question about an organisation that is not a listed partner."""
ALERT: Final = "alert:"
"""How expectations begin of what is heard before any question: `alert:danger`; `alert:none` for nothing."""
ALERTS: Final = tuple(f"{ALERT}{what}" for what in (*Concern, NONE))


class Figure(StrEnum):
    """The shares that `evaluate` finds, which `floors` in `bot.yaml` may limit."""

    RIGHT = "right"
    LISTED = "listed"
    WRONG = "wrong"
    MISSED = "missed"
    ANSWERED = "answered"
    OFFERED = "offered"
    LANGUAGE = "language"
    AT_FIXED_WRONG = "at_fixed_wrong"


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
    """An id or key that is right, several of which each is right, or `none`, or `not_listed`; or what is
    heard before any question, such as `alert:danger`, and `alert:none` where that is nothing."""
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
    def is_alert(self) -> bool:
        """True if it is about what is heard before any question."""
        return not self.expected.isdisjoint(ALERTS)

    @property
    def is_answerable(self) -> bool:
        """True if some answer is right."""
        return bool(self.expected - {NONE, NOT_LISTED})
