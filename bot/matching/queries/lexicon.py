"""The words of queries: what names a condition, and what joins or negates conditions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot.core.countries import names as country_names
from bot.core.knowledge import Knowledge
from bot.core.query import Kind
from bot.core.text import words
from bot.core.types import Country, Id
from bot.matching.utterance import Found, Phrasebook, Utterance
from bot.matching.vocabulary import folded, lines, word_set


class Joint(Enum):
    """What a word does to the conditions beside it."""

    OR = auto()
    AND = auto()
    COMMA = auto()
    """Joins countries, and others where a further word joins them as well: `mints, banks and buyers`."""
    BOTH = auto()
    NOT = auto()
    EXCEPT = auto()
    BEFORE = auto()
    """Announces a negation that stands behind what it negates."""
    AFTER = auto()
    """Negates what stands right before it where one was announced, else what follows."""
    NOTHING = auto()
    """Looks like one of these, and does nothing."""


@dataclass(frozen=True, slots=True)
class Place:
    """A country that is named, or whose people are."""

    country: Country
    is_seat: bool = False
    """True for `Peruvian`, by which it is asked who is based there."""

    @property
    def value(self) -> str:
        """The value of a query's term."""
        return f"{Kind.SEAT}-{self.country}" if self.is_seat else self.country


@dataclass(frozen=True, slots=True)
class Words:
    """The words of queries in one utterance, each kind from left to right."""

    groups: tuple[Found[tuple[Id, ...]], ...]
    """Of a word that several sectors or relations share, all of them."""
    deeds: tuple[Found[Id], ...]
    places: tuple[Found[Place], ...]
    joints: tuple[Found[Joint], ...]


class Lexicon:
    """Finds the words of queries."""

    def __init__(self, knowledge: Knowledge) -> None:
        talk = knowledge.talk
        facets = (*talk.relations, *talk.sectors)
        meant: dict[tuple[str, ...], tuple[Id, ...]] = {}
        for facet in facets:
            for text in lines(facet.words):
                said = tuple(words(text))
                meant[said] = tuple(dict.fromkeys((*meant.get(said, ()), facet.id)))
        self._groups = Phrasebook((" ".join(said), ids) for said, ids in meant.items())
        self._deeds = Phrasebook((text, facet.id) for facet in talk.relations for text in lines(facet.deeds))
        self._places = Phrasebook(_places(knowledge))
        self._initials = _initials(knowledge)
        self._joints = Phrasebook(_joints(knowledge))
        self.words = self._groups.words | self._places.words
        """Every word of a group or a country."""
        self.joining = self._joints.words
        """Every word that joins or negates."""

    def find(self, utterance: Utterance, mended: Sequence[str]) -> Words:
        """Find the words in an utterance.

        Args:
            utterance: What was typed.
            mended: Its folded words, misspelt ones as they are meant, those of names empty.
        """
        places = [
            "" if word in self._initials and not token.typed.isupper() else word
            for word, token in zip(mended, utterance.tokens, strict=True)
        ]
        commas = (
            Found(at, at, Joint.COMMA) for at in range(1, len(utterance.tokens)) if utterance.is_listed(at)
        )
        joints = (*self._joints.find(mended), *commas)
        return Words(
            self._groups.find(mended),
            self._deeds.find(mended),
            self._places.find(places),
            tuple(sorted(joints, key=lambda found: (found.start, found.end))),
        )


def _places(knowledge: Knowledge) -> Iterator[tuple[str, Place]]:
    talk = knowledge.talk
    for country, wordings in talk.places.items():
        yield from ((text, Place(country, is_seat=True)) for text in lines(wordings))
    ambiguous = folded(talk.ambiguous_countries)
    for name, country in country_names(talk.languages, talk.country_names).items():
        if name not in ambiguous:
            yield name, Place(country)


def _initials(knowledge: Knowledge) -> frozenset[str]:
    """Give the names of countries that count in capital letters only: `usa` is a verb in Spanish."""
    talk = knowledge.talk
    names = (name for named in talk.country_names.values() for name in named)
    capitals = tuple(name for name in names if name.isalpha() and name.isupper())
    return frozenset(folded(capitals)) - {*folded(talk.ambiguous_countries)}


def _joints(knowledge: Knowledge) -> Iterator[tuple[str, Joint]]:
    said = knowledge.talk.queries
    for joint, wordings in (
        (Joint.NOTHING, said.no_negation),
        (Joint.EXCEPT, said.except_words),
        (Joint.NOT, said.not_words),
        (Joint.BEFORE, said.not_before),
        (Joint.AFTER, said.not_after),
        (Joint.BOTH, said.both_words),
        (Joint.OR, said.or_words),
        (Joint.AND, said.and_words),
    ):
        yield from ((text, joint) for text in lines(wordings))


def between_words(knowledge: Knowledge) -> frozenset[str]:
    """Give the small words that may stand between a negation and what it negates."""
    return word_set(lines(knowledge.talk.queries.between))
