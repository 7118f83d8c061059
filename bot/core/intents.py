"""Wishes about the conversation itself, which the matcher recognises like entries."""

from collections.abc import Mapping

from bot.core.phrases import Phrase

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
