"""Wishes that the matcher recognises like entries, and yes and no in people's own words."""

from collections.abc import Mapping
from typing import Final, Literal

from bot.core.knowledge import Knowledge
from bot.core.phrases import Phrase
from bot.core.text import words
from bot.core.types import Wordings

BY_INTENT: Mapping[str, str] = {
    "help": "/help",
    "enquire": "/enquire",
    "partners": "/partners",
    "topics": "/topics",
    "language": "/language",
    "privacy": "/privacy",
    "mydata": "/mydata",
    "forget": "/forget",
    "status": "/status",
    "cancel": "/cancel",
}
"""Intents that are commands in other words."""

PHRASE_OF_INTENT: Mapping[str, Phrase] = {
    "greeting": Phrase.GREETING,
    "thanks": Phrase.THANKS,
    "goodbye": Phrase.GOODBYE,
    "complaint": Phrase.COMPLAINT,
}
"""Intents that are answered with a sentence."""

OFFERED: Mapping[str, Phrase] = {
    "enquire": Phrase.PERSON_CHOICE,
    "partners": Phrase.SEE_PARTNERS,
    "topics": Phrase.SEE_TOPICS,
}
"""What a button says that offers an intent; the others are not worth one."""


Assent = Literal["yes", "no", ""]

_LONGEST: Final = 4
"""Words of a reply to such a question; whoever says more is asked again, or asks something."""


def assent(text: str, knowledge: Knowledge, *, to_erase: bool = True) -> Assent:
    """Read a reply to a question of yes or no; empty if it is neither, or anything besides.

    Args:
        text: What was typed.
        knowledge: Holds the words.
        to_erase: True if words of erasing mean yes: never where something is agreed to or sent.
    """
    said = words(text)
    if not said or len(said) > _LONGEST or "?" in text:
        return ""
    if _at_begin(said, knowledge.talk.no_words):
        return "no"
    talk = knowledge.talk
    is_yes = _at_begin(said, talk.yes_words) or (to_erase and _at_begin(said, talk.erase_words))
    is_taken_back = any(_at_begin(said[at:], knowledge.talk.no_words) for at in range(1, len(said)))
    return "yes" if is_yes and not is_taken_back else ""


def _at_begin(said: list[str], wordings: Wordings) -> bool:
    begins = (words(text) for texts in wordings.values() for text in texts)
    return any(said[: len(begin)] == begin for begin in begins if begin)


def is_question(text: str, knowledge: Knowledge) -> bool:
    """True if a text looks like a question: a question mark, or a question word at its beginning."""
    if "?" in text or "¿" in text:
        return True
    said = words(text)
    begins = (words(word) for listed in knowledge.talk.question_words.values() for word in listed)
    return any(said[: len(begin)] == begin for begin in begins if begin)
