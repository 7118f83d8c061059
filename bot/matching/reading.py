"""What is seen in an utterance before anything is decided: names, groups, places, aspects, and the rest."""

from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.knowledge import Knowledge, Partner
from bot.core.query import Clause, Query
from bot.core.types import Id
from bot.matching.names import Named, Names
from bot.matching.queries.composing import Composed, Condition, Sort, compose, conditions_of
from bot.matching.queries.lexicon import Lexicon, Place, Words, between_words
from bot.matching.spelling import LEAST, Slip, slip
from bot.matching.utterance import Found, Patterns, Phrasebook, Utterance
from bot.matching.vocabulary import Vocabulary, lines, word_set

OF_ONE: Final = ("where", "when")
"""Aspects that a list tells of each on it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An utterance and what was found in it."""

    utterance: Utterance
    names: tuple[Named, ...]
    words: Words
    """What names conditions, and what joins or negates them."""
    composed: Composed
    """The conditions put together."""
    aspects: tuple[Found[Id], ...]
    famous: tuple[Found[bool], ...]
    """Names of well-known organisations that are not listed."""
    mended: tuple[str, ...]
    """The folded words, misspelt ones of lists as they are meant, those of names empty."""
    opening: int
    """Words at the begin that mark a follow-up."""
    slot: tuple[int, int] | None
    """Where a name stands if the utterance is surely about one organisation."""
    loose_slot: tuple[int, int] | None
    """Where a name stands if what it asks about is one."""

    @property
    def sure_names(self) -> tuple[Named, ...]:
        """Names that are names beyond doubt, or stand where a name is asked about; not those left out."""
        return tuple(
            named
            for named in self.names
            if named.is_sure
            and (not named.is_common or self._fills_slot(named))
            and not self.excluded.issuperset(named.partners)
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
    def groups(self) -> tuple[Found[tuple[Id, ...]], ...]:
        """Sectors and relations by their names."""
        return self.words.groups

    @property
    def places(self) -> tuple[Found[Place], ...]:
        """Countries, and words for who is of one."""
        return self.words.places

    @property
    def query(self) -> Query:
        """The list that the groups and places name."""
        return replace(self.composed.query, asked=self.asked)

    @property
    def narrowing(self) -> tuple[Clause, ...]:
        """The groups that are named or whose deeds are, by which a list told by likeness is narrowed."""
        return (*self.composed.query.groups, *self.composed.deeds)

    @property
    def asked(self) -> Id | None:
        """The first aspect that is asked of several as well as of one: not where or when."""
        return next((found.value for found in self.aspects if found.value not in OF_ONE), None)

    @property
    def excluded(self) -> frozenset[Id]:
        """The partners that are named to be left out."""
        return frozenset(term.value for term in self.composed.query.terms if term.negated)

    @property
    def aspect(self) -> Id | None:
        return self.aspects[0].value if self.aspects else None

    @property
    def covered(self) -> set[int]:
        """The words that belong to a group, a place, an aspect or the begin of a follow-up."""
        spans = [(each.start, each.end) for each in self.groups]
        spans += [(each.start, each.end) for each in self.places]
        spans += [(each.start, each.end) for each in self.aspects]
        found = {at for start, end in spans for at in range(start, end)}
        return found | self.composed.covered | set(range(self.opening))

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
            word
            for at, word in enumerate(self.utterance.folded)
            if at not in covered and word not in known and self.mended[at] not in known
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
        self._lexicon = Lexicon(knowledge)
        self._question = vocabulary.question
        self._small = between_words(knowledge) | vocabulary.question
        self._sounds = vocabulary.sounds
        self._aspects = Phrasebook(
            (text, aspect.id) for aspect in talk.aspects for text in lines(aspect.words)
        )
        self._famous = Phrasebook((name, True) for name in talk.names.strangers)
        self._partners = knowledge.partners
        self._of = word_set(lines(talk.names.place_words))
        self._asking = vocabulary.naming | vocabulary.question | vocabulary.pronouns
        self._openings = Phrasebook((text, True) for text in lines(talk.follow_up_words))
        self._sure = Patterns(lines(talk.names.questions))
        self._loose = Patterns(lines(talk.names.openings))
        base = vocabulary.base | vocabulary.listing | self._lexicon.words | self._lexicon.joining
        self._known = base | word_set(talk.names.strangers)
        self._general = general
        self.names = Names(knowledge, vocabulary, base, general)
        meant = self._lexicon.words | word_set(lines(talk.lists.anyone))
        self._longish = sorted(word for word in meant if len(word) >= LEAST)

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
        words = self._lexicon.find(utterance, mended)
        names = tuple(self._elsewhere(utterance, named, words.places) for named in names)
        conditions = (
            Condition(each.start, each.end, Sort.NAME, each.partners)
            for each in names
            if each.is_sure and not each.is_common
        )
        return Reading(
            utterance,
            names,
            words,
            compose(words, conditions_of(words, conditions), mended, self._small, self._question),
            self._asked_in(utterance, mended, names),
            self._famous.find(utterance.folded),
            tuple(mended),
            opening,
            _shifted(slot, opening),
            _shifted(loose, opening),
        )

    def _elsewhere(self, utterance: Utterance, named: Named, places: Sequence[Found[Place]]) -> Named:
        """Doubt a name that is said to be of a place where its partner is not: `OIT in Osaka`."""
        tokens, at = utterance.tokens, named.end
        if not named.is_sure or at + 1 >= len(tokens) or tokens[at].folded not in self._of:
            return named
        at += 1
        partners = [self._partners[partner] for partner in named.partners]
        place = next((found for found in places if found.start == at), None)
        if place is not None:
            known = {seat.country for partner in partners for seat in partner.seats}
            there = {country for partner in partners for country in partner.all_countries}
            is_other = bool(known) and place.value.country not in there
            return replace(named, end=place.end, is_sure=False) if is_other else named
        is_acronym = named.length == 1 and tokens[named.start].typed.isupper()
        is_shown = utterance.case_tells and tokens[at].is_capitalised and not tokens[at].typed.isupper()
        if not is_acronym or not is_shown or tokens[at].folded in self._said_of(partners):
            return named
        return replace(named, end=at + 1, is_sure=False)

    def _said_of(self, partners: Iterable[Partner]) -> frozenset[str]:
        """Give every word that is known of some partners, and of this organisation itself."""
        texts = [
            (*lines(each.names), *each.title.values(), *each.places.values(), *each.answer.values())
            for each in partners
        ]
        return self._asking.union(*map(word_set, texts))

    def _asked_in(
        self, utterance: Utterance, mended: Sequence[str], names: Sequence[Named]
    ) -> tuple[Found[Id], ...]:
        """Find the aspects that are asked for; `when` and `where` may as well join two clauses."""
        named = {at for each in names for at in range(each.start, each.end)}
        last = len(mended) - 1

        def asks(found: Found[Id]) -> bool:
            at = found.start
            if found.end - at > 1 or found.value not in OF_ONE or at == last:
                return True
            if mended[at] in self._lexicon.joining and utterance.tokens[at].typed.isascii():
                return at == 0
            return all(
                before in named or mended[before] in self._asking or mended[before] in self._lexicon.joining
                for before in range(at)
            )

        return tuple(found for found in self._aspects.find(mended) if asks(found))

    def _mended(self, word: str) -> str:
        """Give the word of a group or place that a misspelt one surely stands for."""
        if len(word) < LEAST or word in self._known or word in self._general:
            return word
        near = process.extract(word, self._longish, scorer=OSA.distance, processor=None, score_cutoff=2)
        return next((meant for meant, _, _ in near if slip(word, meant, self._sounds) is Slip.SURE), word)


def _shifted(slot: tuple[int, int] | None, by: int) -> tuple[int, int] | None:
    return None if slot is None else (slot[0] + by, slot[1] + by)
