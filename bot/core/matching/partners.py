"""Questions about a partner that is named, and which entry about it they ask for."""

from collections import defaultdict
from typing import Final

from bot.core.knowledge import Entry, Id, Intent, Knowledge
from bot.core.matching.asked import Asked
from bot.core.matching.match import Candidate, Key, Match
from bot.core.matching.names import Named
from bot.core.matching.reading import Reader
from bot.core.matching.vocabulary import Vocabulary, lines, phrasings, word_set

_EXACT: Final = 1.0
_AMONG_OTHER_WORDS: Final = 0.9
_OFFERED: Final = 0.5
_TALK: Final = 0.6
"""Share of the words that must be talk about partners for the partner to be the answer."""


class PartnerRule:
    """Decides about utterances that name a listed partner."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary, reader: Reader) -> None:
        self._knowledge = knowledge
        self._vocabulary = vocabulary
        self._about: dict[Key, set[Id]] = defaultdict(set)
        """The partners that each entry is about, or that its phrasings name."""
        for entry in knowledge.entries.values():
            self._about[entry.id].update(entry.partners)
        for owner, _, _, text in phrasings(knowledge):
            self._about[owner.id].update(_partners(reader.read(text).sure_names))
        for partner in knowledge.partners:
            self._about[partner].add(partner)
        self._own = {partner: self._own_words(partner) for partner in knowledge.partners}

    def _own_words(self, partner: Id) -> frozenset[str]:
        about: list[Entry | Intent] = [
            entry for entry in self._knowledge.entries.values() if partner in self._about[entry.id]
        ]
        own = self._knowledge.partners[partner]
        return word_set(
            (
                *own.answer.values(),
                *own.places.values(),
                *(text for entry in about for text in lines(entry.questions)),
            )
        )

    def decide(self, asked: Asked) -> Match | None:
        """Answer, offer or leave to the next rule.

        Returns:
            None if no listed partner is named.
        """
        names = asked.reading.sure_names
        partners = _partners(names)
        if not partners:
            return None
        rest = asked.reading.rest(self._vocabulary.naming, names=names)
        about = self._entry_about(asked, frozenset(partners))
        strange = [word for word in rest if not any(word in self._own[partner] for partner in partners)]
        is_talk = len(strange) <= (1 - _TALK) * len(asked.reading.content(names, self._vocabulary.grammar))
        if about is not None and is_talk and (rest or len(partners) > 1):
            return asked.answer(about.key, "name and ranking", about.score)
        if len(partners) > 1:
            return asked.offer((Candidate(each, _AMONG_OTHER_WORDS) for each in partners), "several names")
        (partner,) = partners
        aspect = asked.reading.aspect or self._aspect_in_context(asked)
        if not rest:
            return asked.answer(partner, "name", _EXACT, aspect)
        if is_talk:
            return asked.answer(partner, "name among its words", _AMONG_OTHER_WORDS, aspect)
        return asked.offer((Candidate(partner, _OFFERED),), "name among other words")

    def _entry_about(self, asked: Asked, partners: frozenset[Id]) -> Candidate | None:
        """Give the best of the ranking if it is an entry about all the partners, and good enough."""
        best = asked.best
        if best is None or best.confidence < asked.thresholds.answer or best.label in partners:
            return None
        about = self._about.get(best.label, set())
        return Candidate(best.label, best.confidence) if partners <= about else None

    def _aspect_in_context(self, asked: Asked) -> Id | None:
        is_follow_up = asked.reading.opening > 0 and asked.context.key in self._knowledge.partners
        return asked.context.aspect if is_follow_up else None


def _partners(names: tuple[Named, ...]) -> tuple[Id, ...]:
    return tuple(dict.fromkeys(partner for named in names for partner in named.partners))
