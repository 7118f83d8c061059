"""Yes and no in people's own words, where a question with a button for each was just asked."""

from typing import Final, Literal

from bot.core.frozen import Wordings
from bot.core.knowledge import Knowledge
from bot.core.text import words

Assent = Literal["yes", "no", ""]

_LONGEST: Final = 4
"""Words of a reply to such a question; whoever says more is asked again, or asks something."""


def assent(text: str, knowledge: Knowledge) -> Assent:
    """Read a reply to a question of yes or no; empty if it is neither, or anything besides."""
    said = words(text)
    if not said or len(said) > _LONGEST or "?" in text:
        return ""
    if _at_begin(said, knowledge.talk.no_words):
        return "no"
    is_yes = _at_begin(said, knowledge.talk.yes_words)
    is_taken_back = any(_at_begin(said[at:], knowledge.talk.no_words) for at in range(1, len(said)))
    return "yes" if is_yes and not is_taken_back else ""


def _at_begin(said: list[str], wordings: Wordings) -> bool:
    begins = (words(text) for texts in wordings.values() for text in texts)
    return any(said[: len(begin)] == begin for begin in begins if begin)
