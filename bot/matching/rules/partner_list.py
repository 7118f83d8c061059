"""Questions for a list of partners: by sector, by relation, by country, or all of them."""

from collections.abc import Container, Sequence
from typing import Final

from bot.core.knowledge import Knowledge
from bot.core.match import Candidate, Match, Rate, Rule
from bot.core.partner_lists import listed, settle
from bot.core.query import EVERYONE, NOBODY, Query, is_list, parse
from bot.matching.classifier import LIST_FROM, PERHAPS_LIST_FROM, SURELY_LIST_FROM, Classifier
from bot.matching.question import Question
from bot.matching.reading import Reading
from bot.matching.utterance import Phrasebook
from bot.matching.vocabulary import Vocabulary, lines, word_set

_SURE: Final = 1.0
_LIKELY: Final = 0.8
_OFFERED: Final = 0.5
_FITS: Final = 0.4
"""Probability from which what a question may mean is too likely for everybody at a place to be meant."""


class ListRule:
    """Decides about utterances that ask for several partners at once."""

    def __init__(
        self,
        knowledge: Knowledge,
        vocabulary: Vocabulary,
        rate: Rate,
        classifier: Classifier,
        general: Container[str],
    ) -> None:
        """Prepare.

        Args:
            knowledge: Where the partners stand.
            vocabulary: Its words.
            rate: Gives what a text in a language may mean by likeness, likeliest first.
            classifier: Tells whether a question that names a group or a place asks for a list.
            general: Folded real words of the languages spoken.
        """
        lists = knowledge.talk.lists
        self._knowledge = knowledge
        self._rate = rate
        self._classifier = classifier
        self._stand_ins = knowledge.talk.stand_ins
        self._general = general
        self._pronouns = vocabulary.pronouns
        self._anyone = word_set(lines(lists.anyone))
        self._words = vocabulary.listing | self._anyone
        self._talk = self._words | vocabulary.naming
        self._counting = Phrasebook((words, True) for words in lines(lists.counting))
        self._grammar = vocabulary.grammar

    def decide(self, question: Question) -> Match | None:
        """Answer with a list if the utterance asks for one and for nothing besides.

        Returns:
            None if it asks for anything else.
        """
        reading = question.reading
        if (
            reading.sure_names
            or reading.doubtful_names
            or self._is_counted(question)
            or self._is_same(question)
        ):
            return None
        if self._is_about_nobody(question):
            return question.answer_list(NOBODY, Rule.LIST_BY_LIKENESS, _LIKELY)
        folded = tuple(question.repaired.get(word, word) for word in reading.utterance.folded)
        query = settle(self._knowledge, reading.query, reading.composed.deeds)
        asks_for_partners = any(word in self._anyone for word in (*folded, *reading.mended))
        asks_for_list = bool(query.groups or asks_for_partners)
        if not reading.rest(self._words):
            if query.key == EVERYONE and query.asked:
                return None
            if asks_for_list:
                return self._answer(question, query, Rule.LIST, _SURE)
            if query.places and len(reading.utterance.tokens) > 1 and reading.query.placed() != reading.query:
                return None
            is_further = bool(reading.opening) and question.context.key is not None
            return (
                self._answer(question, query, Rule.PLACE, _LIKELY)
                if query.places and not is_further
                else None
            )
        rest = [
            word for word in reading.rest(self._talk) if question.repaired.get(word, word) not in self._talk
        ]
        strange = [word for word in rest if word not in self._grammar]
        if self._names_somebody(reading, strange):
            return None
        if query.places and not reading.query.groups:
            return self._without_place(question, query, asks_for_partners=asks_for_partners)
        if query.key == EVERYONE or not asks_for_list:
            return None
        return self._among_other_words(question, query)

    def _answer(self, question: Question, query: Query, rule: Rule, score: float) -> Match:
        """Answer with a list; with an empty one, offer the entries that the question may mean."""
        if listed(self._knowledge, query):
            return question.answer_list(query, rule, score)
        entries = (each for each in question.likely if not is_list(each.key))
        return question.answer_list(query, rule, score, beside=entries)

    def _is_about_nobody(self, question: Question) -> bool:
        """Tell whether it asks with whom nobody works: what no source says."""
        reading = question.reading
        is_short = reading.composed.is_nobody and not reading.rest(self._talk | self._grammar)
        return is_short and any(is_list(each.key) for each in question.likely)

    def _is_same(self, question: Question) -> bool:
        """Tell whether it asks of another group what was just told of one: how it can take part."""
        entry = self._knowledge.entries.get(question.context.key or "")
        is_way = entry is not None and entry.way is not None and entry.id not in self._knowledge.partners
        return is_way and question.reading.opening > 0

    def _is_counted(self, question: Question) -> bool:
        """Tell whether a number is asked for that an entry tells."""
        return self._is_entry(question) and bool(self._counting.find(question.reading.utterance.folded))

    def _is_entry(self, question: Question) -> bool:
        """Tell whether an entry fits well enough to be answered."""
        return not is_list(question.best.key) and question.best.score >= question.thresholds.answer

    def _among_other_words(self, question: Question, query: Query) -> Match | None:
        found = question.reading
        spans = [(group.start, group.end, self._stand_ins.group) for group in found.groups[:1]]
        spans += [(place.start, place.end, self._stand_ins.place) for place in found.places]
        margin = self._classifier.margin(found.utterance.masked(spans))
        if margin < SURELY_LIST_FROM and (question.evidence.speaker or self._refers_back(question)):
            return None
        is_entry = self._is_entry(question)
        leaves_out = not found.excluded.isdisjoint(self._knowledge.partners)
        is_combined = found.composed.is_combined and (leaves_out or not is_entry)
        if is_combined or margin >= (SURELY_LIST_FROM if is_entry else LIST_FROM):
            return self._answer(question, query, Rule.LIST_AMONG_OTHER_WORDS, _LIKELY)
        if is_entry or margin < PERHAPS_LIST_FROM:
            return None
        return question.offer((Candidate(query.key, _OFFERED),), Rule.LIST_AMONG_OTHER_WORDS)

    def _refers_back(self, question: Question) -> bool:
        """Tell whether it may go on with what was spoken of: `their foundation`, `and could we join`."""
        reading = question.reading
        return question.context.key is not None and (
            bool(reading.opening) or reading.utterance.has_any(self._pronouns)
        )

    def _without_place(self, question: Question, query: Query, *, asks_for_partners: bool) -> Match | None:
        """Answer with the list that is asked for by likeness once the place is left out, narrowed to it."""
        spans = ((place.start, place.end, self._stand_ins.place) for place in question.reading.places)
        masked = question.reading.utterance.masked(spans)
        is_own = question.evidence.speaker or self._refers_back(question)
        margin = -1.0 if is_own else self._classifier.margin(masked)
        if asks_for_partners and margin >= LIST_FROM:
            return self._answer(question, query, Rule.LIST_AMONG_OTHER_WORDS, _LIKELY)
        text = question.reading.without_places(self._grammar)
        best = next(iter(self._rate(text, question.language)), None)
        if best is not None and is_list(best.key) and best.score >= question.thresholds.answer:
            narrowed = parse(best.key).narrowed(Query(query.places, query.asked))
            narrowed = settle(self._knowledge, narrowed, question.reading.narrowing)
            return self._answer(question, narrowed, Rule.LIST_BY_LIKENESS, best.score)
        is_elsewhere = question.is_off_topic or question.best.score >= _FITS or len(query.places) > 1
        if margin >= SURELY_LIST_FROM and not is_elsewhere:
            return self._answer(question, query, Rule.LIST_AMONG_OTHER_WORDS, _LIKELY)
        return None

    def _names_somebody(self, reading: Reading, strange: Sequence[str]) -> bool:
        """Tell whether a strange word is written as a name."""
        tokens = reading.utterance.tokens
        return reading.utterance.case_tells and any(
            token.is_capitalised and token.folded in strange
            for at, token in enumerate(tokens)
            if at or token.typed.isupper() or token.folded not in self._general
        )
