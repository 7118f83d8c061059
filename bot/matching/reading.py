"""What is seen in an utterance before anything is decided: names, groups, places, aspects, and the rest."""

from collections.abc import Collection, Container, Iterator
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.countries import names as country_names
from bot.core.knowledge import Knowledge
from bot.core.partner_lists import Wanted
from bot.core.types import Country, Id
from bot.matching.names import Named, Names
from bot.matching.spelling import LEAST, Slip, slip
from bot.matching.utterance import Found, Patterns, Phrasebook, Utterance
from bot.matching.vocabulary import Vocabulary, folded, lines, word_set


@dataclass(frozen=True, slots=True)
class Reading:
    """An utterance and what was found in it."""

    utterance: Utterance
    names: tuple[Named, ...]
    groups: tuple[Found[Id], ...]
    deeds: tuple[Found[Id], ...]
    """What groups do, each with the group that does it."""
    places: tuple[Found[Country], ...]
    aspects: tuple[Found[Id], ...]
    opening: int
    """Words at the begin that mark a follow-up."""
    slot: tuple[int, int] | None
    """Where a name stands if the utterance is surely about one organisation."""
    loose_slot: tuple[int, int] | None
    """Where a name stands if what it asks about is one."""

    @property
    def sure_names(self) -> tuple[Named, ...]:
        """Names that are names beyond doubt, or stand where a name is asked about."""
        return tuple(
            named
            for named in self.names
            if named.is_sure and (not named.is_common or self._fills_slot(named))
        )

    @property
    def doubtful_names(self) -> tuple[Named, ...]:
        return tuple(named for named in self.names if not named.is_sure)

    def _fills_slot(self, named: Named) -> bool:
        return any(
            slot is not None and slot[0] <= named.start and named.end == slot[1]
            for slot in (self.slot, self.loose_slot)
        )

    @property
    def wanted(self) -> Wanted:
        """The list that the groups and places name."""
        return Wanted(
            tuple(dict.fromkeys(found.value for found in self.groups)),
            tuple(dict.fromkeys(found.value for found in self.places)),
        )

    @property
    def done(self) -> tuple[Id, ...]:
        """The groups whose deeds are named."""
        return tuple(dict.fromkeys(found.value for found in self.deeds))

    @property
    def aspect(self) -> Id | None:
        return self.aspects[0].value if self.aspects else None

    @property
    def covered(self) -> set[int]:
        """The words that belong to a group, a place, an aspect or the begin of a follow-up."""
        found = (*self.groups, *self.places, *self.aspects)
        return {at for each in found for at in range(each.start, each.end)} | set(range(self.opening))

    def covered_with(self, names: Collection[Named]) -> set[int]:
        """Give the same, with the words of some names."""
        return {at for named in names for at in range(named.start, named.end)} | self.covered

    def rest(self, known: Container[str], *, names: Collection[Named] = ()) -> tuple[str, ...]:
        """Give the folded words that are neither found nor known.

        Args:
            known: Folded words to leave out.
            names: The names that count as found.
        """
        covered = self.covered_with(names)
        return tuple(
            word for at, word in enumerate(self.utterance.folded) if at not in covered and word not in known
        )

    def without_places(self, before: Container[str]) -> str:
        """Give the utterance without its places, and without a word of `before` right before one."""
        tokens = self.utterance.tokens
        out = {at for place in self.places for at in range(place.start, place.end)}
        out |= {
            place.start - 1
            for place in self.places
            if place.start and tokens[place.start - 1].folded in before
        }
        return " ".join(token.typed for at, token in enumerate(tokens) if at not in out)


class Reader:
    """Finds in an utterance whatever the knowledge has a word for."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary, general: Container[str]) -> None:
        talk = knowledge.talk
        self._groups = Phrasebook(
            (text, facet.id) for facet in (*talk.relations, *talk.sectors) for text in lines(facet.words)
        )
        self._deeds = Phrasebook((text, facet.id) for facet in talk.relations for text in lines(facet.deeds))
        self._places = Phrasebook(_places(knowledge))
        self._initials = _initials(knowledge)
        self._sounds = vocabulary.sounds
        self._aspects = Phrasebook(
            (text, aspect.id) for aspect in talk.aspects for text in lines(aspect.words)
        )
        self._openings = Phrasebook((text, True) for text in lines(talk.follow_up_words))
        self._sure = Patterns(lines(talk.names.questions))
        self._loose = Patterns(lines(talk.names.openings))
        base = vocabulary.base | vocabulary.listing | self._groups.words | self._places.words
        self._known = base | word_set(talk.names.strangers)
        self._general = general
        self.names = Names(knowledge, vocabulary, base, general)
        self._longish = sorted(word for word in self._groups.words | self._places.words if len(word) >= LEAST)

    def read(self, utterance: Utterance) -> Reading:
        """Find what is in an utterance."""
        names = self.names.find(utterance)
        folded = list(utterance.folded)
        opening = next((found.end for found in self._openings.find(folded) if found.start == 0), 0)
        bare = folded[opening:]
        slot, loose = self._sure.slot(bare), self._loose.slot(bare)
        for named in names:
            if named.is_sure and not named.is_common:
                folded[named.start : named.end] = [""] * named.length
        mended = [self._mended(word) for word in folded]
        places = [
            "" if word in self._initials and not token.typed.isupper() else word
            for word, token in zip(mended, utterance.tokens, strict=True)
        ]
        return Reading(
            utterance,
            names,
            self._groups.find(mended),
            self._deeds.find(mended),
            self._places.find(places),
            self._aspects.find(mended),
            opening,
            _shifted(slot, opening),
            _shifted(loose, opening),
        )

    def _mended(self, word: str) -> str:
        """Give the word of a group or place that a misspelt one surely stands for."""
        if len(word) < LEAST or word in self._known or word in self._general:
            return word
        near = process.extract(word, self._longish, scorer=OSA.distance, processor=None, score_cutoff=2)
        return next((meant for meant, _, _ in near if slip(word, meant, self._sounds) is Slip.SURE), word)


def _places(knowledge: Knowledge) -> Iterator[tuple[str, Country]]:
    for country, wordings in knowledge.talk.places.items():
        yield from ((text, country) for text in lines(wordings))
    known = country_names(knowledge.talk.languages, knowledge.talk.country_names)
    ambiguous = folded(knowledge.talk.ambiguous_countries)
    for name, country in known.items():
        if name not in ambiguous:
            yield name, country


def _initials(knowledge: Knowledge) -> frozenset[str]:
    """Give the names of countries that count in capital letters only: `usa` is a verb in Spanish."""
    talk = knowledge.talk
    names = (name for named in talk.country_names.values() for name in named)
    capitals = tuple(name for name in names if name.isalpha() and name.isupper())
    return frozenset(folded(capitals)) - {*folded(talk.ambiguous_countries)}


def _shifted(slot: tuple[int, int] | None, by: int) -> tuple[int, int] | None:
    return None if slot is None else (slot[0] + by, slot[1] + by)
