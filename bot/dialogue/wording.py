"""What is said in so many words: phrases in a text, and whether anything but small words is beside them."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from bot.core.knowledge import Knowledge
from bot.core.text import words
from bot.core.types import Wordings
from bot.matching.utterance import Found, Phrasebook
from bot.matching.vocabulary import lines, word_set


def phrases(*kinds: Wordings) -> tuple[str, ...]:
    """The phrases of several kinds, of every language."""
    return tuple(text for kind in kinds for text in lines(kind))


def find(folded: Sequence[str], texts: Iterable[str]) -> tuple[Found[bool], ...]:
    """Where phrases stand among folded words, the longest first and without overlap."""
    return _book(tuple(texts)).find(folded)


@lru_cache(maxsize=256)
def _book(texts: tuple[str, ...]) -> Phrasebook[bool]:
    return Phrasebook((text, True) for text in texts)


def holds(text: str, *kinds: Wordings) -> bool:
    """True if one of the phrases stands in a text."""
    return bool(find(words(text), phrases(*kinds)))


def says_only(
    text: str, kinds: Iterable[Wordings], knowledge: Knowledge, beside: Iterable[Wordings] = ()
) -> bool:
    """True if a text says one of some phrases and, but for small words, nothing else.

    Args:
        text: What was typed.
        kinds: The phrases of which one has to be there.
        knowledge: Holds the small words.
        beside: Phrases that may stand there as well.
    """
    said = words(text)
    told = {at for found in find(said, phrases(*kinds)) for at in range(found.start, found.end)}
    also = {at for found in find(said, phrases(*beside)) for at in range(found.start, found.end)}
    small = small_words(knowledge)
    return bool(told) and all(at in told or at in also or word in small for at, word in enumerate(said))


def small_words(knowledge: Knowledge) -> frozenset[str]:
    """Folded words that tell nothing by themselves, say yes or no, or speak of whoever says them."""
    talk = knowledge.talk
    kinds = (talk.stop_words, talk.fillers, talk.speaker_words, talk.pronouns, talk.yes_words, talk.no_words)
    return word_set(phrases(*kinds))
