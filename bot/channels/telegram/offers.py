"""Buttons that Telegram adds to replies: how good an answer is, and to be told once there is one. Pure."""

from dataclasses import replace

from bot.core.frozen import Language
from bot.core.knowledge import Knowledge
from bot.core.phrases import Phrase, say
from bot.core.turn import Choice, Reply


def with_offers(reply: Reply, knowledge: Knowledge, language: Language, *, private: bool) -> Reply:
    """Add what a reply allows: two ratings below an answer, an offer where there was none.

    Args:
        reply: As the dialogue made it.
        knowledge: For the words.
        language: That of the conversation.
        private: A group is not written to later: what one of its members asked is old news there.
    """
    row: tuple[Choice, ...] = ()
    if reply.rate:
        row = (
            Choice(say(knowledge, Phrase.RATE_GOOD, language), f"{reply.rate}:good"),
            Choice(say(knowledge, Phrase.RATE_BAD, language), f"{reply.rate}:bad"),
        )
    elif reply.watch and private:
        row = (Choice(say(knowledge, Phrase.WATCH_CHOICE, language), reply.watch),)
    return replace(reply, choices=(*reply.choices, row)) if row else reply
