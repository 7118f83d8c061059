"""The bot's own sentences, by name; their words stand in `knowledge/phrases.yaml`."""

from enum import StrEnum
from string import Formatter

from bot.core.knowledge import Knowledge, Language


class Phrase(StrEnum):
    """One sentence each; the value is its key in `phrases.yaml`."""

    LEAD_SENT = "lead_sent"
    """Placeholder: reference."""
    LEAD_SENT_ALREADY = "lead_sent_already"
    STATUS_NONE = "status_none"
    STATUS_LINE = "status_line"
    """Placeholders: reference, date, status."""
    FORGOTTEN = "forgotten"
    MYDATA = "mydata"
    """Placeholder: data."""
    TROUBLE = "trouble"


def say(knowledge: Knowledge, phrase: Phrase, language: Language, **values: object) -> str:
    """Render a sentence in a language, or in the fallback language where it is not live."""
    texts = knowledge.phrases[phrase]
    return texts.get(language, texts[knowledge.talk.fallback_language]).format(**values)


def placeholders(text: str) -> frozenset[str]:
    """Names in braces that a text expects; raises ValueError if its braces do not match."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
