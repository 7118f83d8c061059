"""Questions about a partner that is named, and which entry about it they ask for."""

from collections import defaultdict
from typing import Final

from bot.core.knowledge import Knowledge
from bot.core.match import Candidate, Key, Match, Rule
from bot.core.types import Id
from bot.matching.classifier import OURS_FROM, Classifier
from bot.matching.names import Named
from bot.matching.question import Question
from bot.matching.reading import Reader, Reading
from bot.matching.vocabulary import Vocabulary, folded, lines, owners, word_set

_EXACT: Final = 1.0
_AMONG_OTHER_WORDS: Final = 0.9
_OFFERED: Final = 0.5
_SURELY: Final = 0.9
"""Probability from which an entry about the partner is answered instead of the partner."""


class PartnerRule:
    """Decides about utterances that name a listed partner."""

    def __init__(
        self, knowledge: Knowledge, vocabulary: Vocabulary, reader: Reader, classifier: Classifier
    ) -> None:
        self._knowledge = knowledge
        self._classifier = classifier
        self._stand_in = knowledge.talk.stand_ins.name
        self._vocabulary = vocabulary
        self._about: dict[Key, set[Id]] = defaultdict(set)
        """The partners that each entry is about, or that its phrasings name."""
        for entry in knowledge.entries.values():
            self._about[entry.id].update(entry.partners)
        self._named_in: dict[Key, set[Id]] = defaultdict(set)
        """The partners that the phrasings of each entry name."""
        for owner in owners(knowledge):
            for texts in owner.questions.values():
                for text, said in zip(texts, folded(texts), strict=True):
                    self._named_in[owner.id].update(reader.names.written_in(text, said.split()))
            self._about[owner.id] |= self._named_in[owner.id]
        for partner in knowledge.partners:
            self._about[partner].add(partner)
        self._phrased = {owner.id: word_set(lines(owner.questions)) for owner in owners(knowledge)}

    def decide(self, question: Question) -> Match | None:
        """Answer, offer or leave to the next rule.

        Returns:
            None if no listed partner is named.
        """
        names = question.reading.sure_names
        partners = _partners(names)
        if not partners:
            return None
        about = self._entry_about(question, frozenset(partners))
        if len(partners) > 1:
            if about is not None:
                return question.answer(about.key, Rule.SEVERAL_NAMES_AND_RANKING, about.score)
            return question.offer(
                (Candidate(each, _AMONG_OTHER_WORDS) for each in partners), Rule.SEVERAL_NAMES
            )
        return self._one(question, partners[0], names, about)

    def _one(
        self, question: Question, partner: Id, names: tuple[Named, ...], about: Candidate | None
    ) -> Match:
        reading = question.reading
        rest = reading.rest(self._vocabulary.naming, names=names)
        if about is not None and about.score >= _SURELY and self._named_in[about.key] == {partner}:
            phrased = self._phrased[about.key]
            if rest and 2 * sum(word in phrased for word in rest) >= len(rest):
                return question.answer(about.key, Rule.NAME_AND_RANKING, about.score)
        rest = tuple(word for word in rest if not word.isdigit())
        if (rest or reading.asked) and not self._is_ours(reading, names):
            return question.offer((Candidate(partner, _OFFERED),), Rule.NAME_AMONG_OTHER_WORDS)
        aspect = reading.aspect or self._aspect_in_context(question)
        score = _AMONG_OTHER_WORDS if rest else _EXACT
        rule = Rule.NAME_AMONG_OTHER_WORDS if rest else Rule.NAME
        return question.answer(partner, rule, score, aspect)

    def _is_ours(self, reading: Reading, names: tuple[Named, ...]) -> bool:
        text = reading.utterance.masked((named.start, named.end, self._stand_in) for named in names)
        return self._classifier.margin(text) >= OURS_FROM

    def _entry_about(self, question: Question, partners: frozenset[Id]) -> Candidate | None:
        """Give the best of the ranking if it is an entry about all the partners, and good enough."""
        best = question.best
        if best.score < question.thresholds.suggest or best.key in partners:
            return None
        return best if partners <= self._named_in.get(best.key, set()) else None

    def _aspect_in_context(self, question: Question) -> Id | None:
        is_follow_up = question.reading.opening > 0 and question.context.key in self._knowledge.partners
        return question.context.aspect if is_follow_up else None


def _partners(names: tuple[Named, ...]) -> tuple[Id, ...]:
    return tuple(dict.fromkeys(partner for named in names for partner in named.partners))
