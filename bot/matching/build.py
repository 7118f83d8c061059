"""The matcher of a knowledge, put together from its parts, and that of the next edit from what it learnt."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum

from bot.core.knowledge import Knowledge
from bot.matching.classifier import Classifier, list_examples, partner_examples
from bot.matching.matcher import Classifiers, Matcher, names_of, phrasings_of
from bot.matching.ranking.base import Encoder, Keeps, Phrasing
from bot.matching.ranking.ranker import Ranker
from bot.matching.spelling import Lexicon
from bot.matching.vocabulary import endings, lines


class Purpose(StrEnum):
    """What a ranker is for."""

    ENTRIES = "entries"
    PARTNERS = "partners"
    LISTS = "lists"


Rankers = Mapping[Purpose, Ranker]

Spelling = tuple[tuple[str, ...], ...]
"""Endings, inflections and the letters lost before them: with others, everything is learnt anew."""


class Builder:
    """Makes the matcher of each version of a knowledge."""

    def __init__(
        self,
        encoder: Encoder | None = None,
        general: Lexicon | None = None,
        keeps: Callable[[Purpose], Keeps] | None = None,
    ) -> None:
        """Put the means together.

        Args:
            encoder: Sentence vectors, where they are installed.
            general: Real words of the languages spoken; they are never taken for misspelt ones.
            keeps: Gives where what is learnt for a purpose is kept for the next start.
        """
        self._encoder = encoder
        self._general = general or Lexicon()
        self._keeps = keeps
        self._last: Rankers = {}
        self._spelling: Spelling = ((), (), ())
        """By which the last rankers read words."""

    def build(self, knowledge: Knowledge) -> Matcher:
        """Give the matcher; this takes a moment, so it is done off the event loop."""
        return self._matcher(knowledge, {purpose: self._learnt(knowledge, purpose) for purpose in Purpose})

    def steps(self, knowledge: Knowledge) -> Iterator[Matcher]:
        """Give the matcher; where learning takes long, first one that knows the new phrasings at once."""
        adapted = {purpose: self._adapted(knowledge, purpose) for purpose in Purpose}
        ready = {purpose: ranker for purpose, ranker in adapted.items() if ranker is not None}
        if len(ready) == len(Purpose):
            yield self._matcher(knowledge, ready)
        if not all(purpose in ready and ready[purpose].is_learnt for purpose in Purpose):
            yield self.build(knowledge)

    def _matcher(self, knowledge: Knowledge, rankers: Rankers) -> Matcher:
        self._last, self._spelling = rankers, _spelling(knowledge)
        classifiers = Classifiers(Classifier(rankers[Purpose.PARTNERS]), Classifier(rankers[Purpose.LISTS]))
        return Matcher(knowledge, rankers[Purpose.ENTRIES], classifiers, self._lexicon(knowledge))

    def _lexicon(self, knowledge: Knowledge) -> Lexicon:
        return self._general.inflected(lines(knowledge.talk.inflections), knowledge.talk.lost_letters)

    def _adapted(self, knowledge: Knowledge, purpose: Purpose) -> Ranker | None:
        last = self._last.get(purpose) if self._spelling == _spelling(knowledge) else None
        return last and last.adapted(_phrasings(knowledge, purpose), protected=_protected(knowledge, purpose))

    def _learnt(self, knowledge: Knowledge, purpose: Purpose) -> Ranker:
        adapted = self._adapted(knowledge, purpose)
        if adapted is not None and adapted.is_learnt:
            return adapted
        return Ranker.build(
            _phrasings(knowledge, purpose),
            self._encoder,
            self._lexicon(knowledge),
            endings=endings(knowledge.talk),
            protected=_protected(knowledge, purpose),
            keeps=self._keeps and self._keeps(purpose),
        )


def _spelling(knowledge: Knowledge) -> Spelling:
    talk = knowledge.talk
    return endings(talk), tuple(lines(talk.inflections)), talk.lost_letters


def _phrasings(knowledge: Knowledge, purpose: Purpose) -> Sequence[Phrasing]:
    taught = {
        Purpose.ENTRIES: phrasings_of,
        Purpose.PARTNERS: partner_examples,
        Purpose.LISTS: list_examples,
    }
    return tuple(taught[purpose](knowledge))


def _protected(knowledge: Knowledge, purpose: Purpose) -> frozenset[str]:
    return names_of(knowledge) if purpose is Purpose.ENTRIES else frozenset()
