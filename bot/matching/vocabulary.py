"""Which words do which work, and how words are read; gathered once from the knowledge."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from bot.core.asking import Words
from bot.core.knowledge import Entry, Intent, Knowledge
from bot.core.text import fold, plain, words
from bot.core.types import Language, Wordings
from bot.matching.ranking.features import Stem, stemmer
from bot.matching.spelling import Sounds
from bot.matching.utterance import Tokeniser


def lines(wordings: Wordings) -> Iterator[str]:
    """Give the texts of every language."""
    for texts in wordings.values():
        yield from texts


def word_set(texts: Iterable[str]) -> frozenset[str]:
    """Give the folded words of several texts of the knowledge."""
    return _word_set(tuple(texts))


@lru_cache(maxsize=4096)
def _word_set(texts: tuple[str, ...]) -> frozenset[str]:
    # After an edit the texts of all other entries are what they were.
    return frozenset(intern(word) for text in texts for word in words(text))


@lru_cache(maxsize=4096)
def folded(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Give each of several texts of the knowledge as its folded words, with blanks between them."""
    return tuple(plain(text) for text in texts)


def without_slots(patterns: Wordings) -> Iterator[str]:
    """Give the patterns of every language without their `{name}`, `{group}` and `{place}`."""
    for text in lines(patterns):
        yield text.replace("{name}", " ").replace("{group}", " ").replace("{place}", " ")


def owners(knowledge: Knowledge) -> tuple[Entry | Intent, ...]:
    """Give everything that has phrasings of its own."""
    return (*knowledge.entries.values(), *knowledge.talk.intents)


def phrasings(knowledge: Knowledge) -> Iterator[tuple[Entry | Intent, Language, str]]:
    """Give every phrasing of entries and intents with its owner and language."""
    for owner in owners(knowledge):
        for language, texts in owner.questions.items():
            for text in texts:
                yield owner, language, text


def endings(talk: Words) -> tuple[str, ...]:
    """Give the folded endings without which words are compared."""
    return tuple(dict.fromkeys(map(fold, lines(talk.endings))))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Sets of folded words, over all languages, and what reads words."""

    stop: frozenset[str]
    question: frozenset[str]
    naming: frozenset[str]
    """Words of questions about one partner; nothing else than these leaves only the partner to ask about."""
    listing: frozenset[str]
    """Words of questions for a list."""
    base: frozenset[str]
    """Words of the phrasings and titles of all entries and intents."""
    pronouns: frozenset[str]
    """Words that stand for the partner spoken of."""
    tokeniser: Tokeniser
    sounds: Sounds
    stem: Stem

    @property
    def grammar(self) -> frozenset[str]:
        """Words with a grammatical job, which carry no meaning of their own."""
        return self.stop | self.question

    @classmethod
    def of(cls, knowledge: Knowledge) -> "Vocabulary":
        """Gather the words of `knowledge`."""
        talk = knowledge.talk
        said = [word_set(lines(owner.questions)) for owner in owners(knowledge)]
        said += [word_set(entry.title.values()) for entry in knowledge.entries.values()]
        stop = word_set(lines(talk.stop_words))
        question = word_set(lines(talk.question_words))
        asked = word_set(
            (
                *without_slots(talk.names.questions),
                *without_slots(talk.names.openings),
                *lines(talk.names.words),
            )
        )
        return cls(
            stop=stop,
            question=question,
            naming=stop | asked,
            listing=word_set(
                (*without_slots(talk.lists.questions), *lines(talk.lists.everyone), *lines(talk.lists.words))
            ),
            base=frozenset().union(*said),
            pronouns=word_set(lines(talk.pronouns)),
            tokeniser=Tokeniser(lines(talk.elided_words)),
            sounds=Sounds.of(talk.sounds, talk.silent_letters, talk.silent_endings),
            stem=stemmer(endings(talk)),
        )
