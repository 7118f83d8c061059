"""The language of sentences that are said outside of any conversation."""

from bot.core.frozen import Language
from bot.core.knowledge import Knowledge


def hinted(hint: str | None, knowledge: Knowledge) -> Language:
    """The language of somebody's app (`es-CO`) where the bot speaks it, else the fallback language."""
    code = (hint or "").split("-")[0].lower()
    return code if code in knowledge.talk.languages else knowledge.talk.fallback_language
