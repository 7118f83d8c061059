"""Cases: utterances with what should become of them. They feed `evaluate` and the preview, never the matcher."""

from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field

from bot.core.knowledge import Frozen, Id, Language, Prose
from bot.core.matching.match import Key

NONE = "none"
"""Expected of an utterance that no entry answers."""
NOT_LISTED = "not_listed"
"""Expected of a question about an organisation that is not among the listed partners."""


class Half(StrEnum):
    """What a case may be used for."""

    TUNING = "tuning"
    HELD_OUT = "held-out"
    """Only reported; nobody tunes on it."""


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Expected = Annotated[tuple[Key, ...], BeforeValidator(_as_list), Field(min_length=1)]
"""Keys of which any is right, or `none`, or `not_listed`; a single one needs no list."""


class Case(Frozen):
    """One utterance as people type it, and what should come of it."""

    say: Prose
    lang: Language
    """The language of the utterance."""
    expect: Expected
    group: Id
    """What kind of question it is: `ways`, `partners`, `out-of-scope`, ..."""
    half: Half
    after: Prose | None = None
    """What was said just before, for a follow-up."""
