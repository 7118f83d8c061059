"""Follow-ups: fragments that mean something only after what was said before, and never a guess without it."""

from collections.abc import Container, Iterable
from typing import Final

from bot.core.knowledge import Entry, Knowledge
from bot.core.match import Candidate, Key, Match, Rate, Rule
from bot.core.partner_lists import members, settle
from bot.core.query import is_list, parse
from bot.core.types import Id
from bot.matching.classifier import OURS_FROM, Classifier
from bot.matching.question import Question
from bot.matching.reading import OF_ONE
from bot.matching.vocabulary import Vocabulary, lines, word_set

_SURE: Final = 0.95
_OFFERED: Final = 0.5
_GOES_ON: Final = 0.25
"""Probability from which a neighbour of the entry spoken of is meant by a question that goes on with it."""
_GOES_ON_FROM_PARTNER: Final = 0.75
"""The same where a partner was spoken of, about whom most questions are."""
_NOTHING: Final = Candidate("", 0.0)
_STAYS: Final = 0.8
_ALONE_FROM: Final = 0.85
"""Probability from which a question that seems to refer back stands on its own feet all the same."""
_NAME_MOST: Final = 4
"""Words of an utterance that may be nothing but a name."""
_SHORT: Final = 10
"""Words of a question without a subject of its own."""
_ITS: Final = 0.3
"""Margin of the classifier from which a question is probably about the partner or project spoken of."""
_COMPLETE_FROM: Final = 0.85
"""Probability from which a question is complete that has words of its own enough."""
_OWN: Final = 2
"""Words of its own, of the knowledge or of a language, that a complete question has."""
_OWN_BESIDE: Final = 3
"""The same where a pronoun or an opening may refer to what was spoken of."""
_OWN_ELSEWHERE: Final = 4
"""Words of its own from which a question that refers to nothing is complete, whatever it asks for."""
_OWN_MANY: Final = 6
"""Words of its own from which `they` may be somebody whom the question names itself."""
WHERE: Final = "where"


def _small(knowledge: Knowledge, vocabulary: Vocabulary) -> frozenset[str]:
    """Give the words that a fragment may hold without asking for anything."""
    talk = knowledge.talk
    return vocabulary.pronouns | word_set((*lines(talk.fillers), *talk.names.connectors))


class Bare:
    """Tells questions without any subject, which only what was said before can fill: `who paid?`."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary) -> None:
        self._openers = vocabulary.question
        self._empty = _small(knowledge, vocabulary) | vocabulary.question

    def holds(self, question: Question) -> bool:
        """Tell whether the utterance is one."""
        reading = question.reading
        folded = reading.utterance.folded[reading.opening :]
        return (
            bool(folded)
            and (bool(reading.aspects) or any(word in self._openers for word in folded))
            and not (reading.names or reading.groups or reading.places)
            and not reading.rest(self._empty)
        )


class FollowUpRule:
    """Decides about fragments such as `and where?`, `and in Peru?`, `since when do they work with you?`."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary) -> None:
        self._knowledge = knowledge
        self._pronouns = vocabulary.pronouns
        self._talk = vocabulary.naming | vocabulary.pronouns | vocabulary.question
        self._bare = Bare(knowledge, vocabulary)
        self._small = _small(knowledge, vocabulary)
        self._anyone = word_set(lines(knowledge.talk.lists.anyone))
        self._of_lists = vocabulary.grammar | vocabulary.listing | self._small

    def decide(self, question: Question) -> Match | None:
        """Complete a fragment from the context.

        Returns:
            None if the utterance stands on its own feet.
        """
        reading = question.reading
        if reading.names:
            return None
        wanted = reading.query
        if self._narrows(question):
            narrowed = parse(question.context.key or "").narrowed(wanted)
            return question.go_on(settle(self._knowledge, narrowed).key, _SURE)
        is_short = not reading.rest(self._small | self._anyone if reading.opening else self._small)
        has_pronoun = reading.utterance.has_any(self._pronouns)
        is_talk = has_pronoun and not reading.rest(self._talk)
        partner = self._partner(question.context.key)
        is_asked = reading.aspect is not None and (partner is not None or reading.aspect in OF_ONE)
        if is_asked and not wanted.groups and not wanted.places and (is_short or is_talk):
            return self._aspect(question)
        if partner and self._bare.holds(question):
            return question.go_on(partner, _SURE)
        if is_talk and partner and not is_short and not wanted.places:
            return question.go_on(partner, _SURE)
        if is_short and (reading.opening or not wanted.groups) and (wanted.places or wanted.groups):
            return self._narrowed(question, partner)
        return None

    def _narrows(self, question: Question) -> bool:
        """Tell whether the utterance names nothing but places or groups after a list was given."""
        reading = question.reading
        if question.context.key is None or not is_list(question.context.key):
            return False
        if not (reading.query.places or reading.query.groups) or reading.rest(self._of_lists):
            return False
        return bool(reading.opening) or not (reading.query.groups or reading.utterance.has_any(self._anyone))

    def _aspect(self, question: Question) -> Match | None:
        """Answer where or when, of the partner spoken of; an entry is left to the next rule."""
        partner = self._partner(question.context.key)
        if partner is not None:
            return question.go_on(partner, _SURE, question.reading.aspect)
        if question.context.key in self._knowledge.entries:
            return None
        return question.offer((), Rule.FOLLOW_UP_WITHOUT_CONTEXT)

    def _narrowed(self, question: Question, partner: Id | None) -> Match | None:
        """Answer with where the partner spoken of works; without any, offer those who work there."""
        wanted = question.reading.query
        if wanted.groups or not wanted.is_simple:
            return None
        there = self._knowledge.partners[partner].all_countries if partner is not None else frozenset()
        if not question.reading.opening and not wanted.countries & there:
            return None
        if partner is not None:
            return question.go_on(partner, _SURE, WHERE)
        return question.offer((Candidate(wanted.key, _OFFERED),), Rule.FOLLOW_UP_WITHOUT_CONTEXT)

    def _partner(self, key: Key | None) -> Id | None:
        """Give the one partner that was spoken of, be it the only one on a list."""
        if key is not None and is_list(key):
            listed = members(self._knowledge, key)
            return listed[0].id if len(listed) == 1 else None
        entry = self._knowledge.entries.get(key or "")
        if entry is None:
            return None
        if entry.id in self._knowledge.partners:
            return entry.id
        return entry.partners[0] if len(entry.partners) == 1 else None


class ContinuationRule:
    """Decides about questions that go on with the entry spoken of: `and how much is that?`."""

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
            knowledge: Where the entries stand.
            vocabulary: Its words.
            rate: Gives what a text in a language may mean by likeness, likeliest first.
            classifier: Tells whether a question about a partner is ours to answer.
            general: Folded real words of the languages spoken.
        """
        self._knowledge = knowledge
        self._pronouns = vocabulary.pronouns
        self._bare = Bare(knowledge, vocabulary)
        self._rate = rate
        self._classifier = classifier
        self._stand_in = knowledge.talk.stand_ins.name
        self._known = vocabulary.base | vocabulary.grammar | vocabulary.pronouns
        self._general = general
        self._base = vocabulary.base
        self._people = word_set(lines(knowledge.talk.partner_pronouns))
        self._empty = vocabulary.grammar | word_set(
            (
                *lines(knowledge.talk.pronouns),
                *lines(knowledge.talk.fillers),
                *lines(knowledge.talk.speaker_words),
            )
        )

    def decide(self, question: Question) -> Match | None:
        """Read the utterance in the light of what was spoken of.

        Returns:
            None if the utterance does not go on with anything.
        """
        entry = self._knowledge.entries.get(question.context.key or "")
        if entry is None or question.reading.names or self._is_other_talk(question):
            return None
        if self._knowledge.about[entry.id] and self._is_complete(question, entry):
            return None
        reading = question.reading
        text = reading.utterance.typed(reading.opening, len(reading.utterance.tokens))
        is_bare = self._bare.holds(question)
        refers = is_bare or bool(reading.opening) or reading.utterance.has_any(self._pronouns)
        is_wish = question.best.key in self._knowledge.intents
        stands = (
            not refers
            and not is_wish
            and question.best.score >= self._stands_alone_from(question, entry, text)
        )
        if stands and len(reading.utterance.tokens) > _SHORT:
            return None
        # With its own title before it, anything looks like the entry spoken of: that proves nothing.
        together = [
            each
            for each in self._rate(f"{entry.title.get(question.language, '')} {text}", question.language)
            if each.key != entry.id
        ]
        akin = next((each for each in together if self._is_akin(entry, each.key)), _NOTHING)
        if stands and akin.score <= question.best.score:
            return None
        if question.best.key == entry.id and question.best.score >= question.thresholds.answer:
            return question.go_on(entry.id, question.best.score, rule=Rule.FOLLOW_UP_AND_RANKING)
        rated = self._rate(text, question.language)
        alone = next((each for each in rated if each.key not in self._knowledge.intents), _NOTHING)
        least = _GOES_ON_FROM_PARTNER if entry.id in self._knowledge.partners else _GOES_ON
        if akin.score >= least and alone.score < 1:
            return question.go_on(akin.key, akin.score, rule=Rule.FOLLOW_UP_AND_RANKING)
        if is_bare:
            return question.go_on(entry.id, _SURE)
        if self._knowledge.about[entry.id]:
            return self._of_somebody(question, entry, alone, text, refers=refers)
        return self._of_something(question, entry, [*together[:1], alone]) if refers else None

    def _is_complete(self, question: Question, entry: Entry) -> bool:
        """Tell whether a question after a partner was spoken of says itself what it is about."""
        utterance, best = question.reading.utterance, question.best
        own = sum(
            word not in self._empty and (word in self._base or word in self._general)
            for word in utterance.folded
        )
        may_refer = bool(question.reading.opening) or utterance.has_any(self._pronouns)
        is_answered = best.score >= question.thresholds.answer
        if not may_refer and own >= (_OWN_BESIDE if is_answered else _OWN_ELSEWHERE):
            return best.key != entry.id
        is_near = best.key == entry.id or self._is_akin(entry, best.key)
        if is_near or (utterance.has_any(self._people) and own < _OWN_MANY):
            return False
        return best.score >= _COMPLETE_FROM and own >= (_OWN_BESIDE if may_refer else _OWN)

    def _is_other_talk(self, question: Question) -> bool:
        """Tell whether it is a wish about the conversation, a name, or holds no word that means anything."""
        best = question.best
        is_wish = best.key in self._knowledge.intents and best.score >= question.thresholds.answer
        if is_wish and question.reading.aspect is None:
            return True
        tokens = question.reading.utterance.tokens
        is_name = len(tokens) <= _NAME_MOST and all(token.is_capitalised for token in tokens)
        if is_name and tokens[0].folded not in self._known:
            return True
        words = question.reading.utterance.folded
        return not any(word in self._known or word in self._general for word in words)

    def _stands_alone_from(self, question: Question, entry: Entry, text: str) -> float:
        """Give the probability from which the question needs nothing that was said before."""
        is_short = len(question.reading.utterance.tokens) <= _SHORT
        if (
            is_short
            and self._knowledge.about[entry.id]
            and self._classifier.margin(f"{self._stand_in}: {text}") >= _ITS
        ):
            return _ALONE_FROM
        return question.thresholds.answer

    def _is_akin(self, entry: Entry, key: Key) -> bool:
        """Tell whether something is of the same topic as the entry, or about the same partner."""
        topics, about = self._knowledge.topic_of, self._knowledge.about
        topic = topics.get(entry.id)
        is_same = topic is not None and topics.get(key) is topic
        return is_same or bool(about[entry.id] & about.get(key, frozenset()))

    def _of_somebody(
        self, question: Question, entry: Entry, alone: Candidate, text: str, *, refers: bool
    ) -> Match | None:
        """Stay with the partner or the project spoken of, unless the question stands on its own feet."""
        if not refers and len(question.reading.utterance.tokens) > _SHORT:
            return None
        if alone.score >= _ALONE_FROM and not question.reading.utterance.has_any(self._pronouns):
            return question.go_on(alone.key, alone.score, rule=Rule.FOLLOW_UP_AND_RANKING)
        is_far = question.is_off_topic or self._classifier.margin(f"{self._stand_in}: {text}") < OURS_FROM
        if is_far or self._is_elsewhere(question, entry):
            return None
        return question.go_on(entry.id, _STAYS)

    def _is_elsewhere(self, question: Question, entry: Entry) -> bool:
        """Tell whether the utterance names a country in which nobody spoken of works."""
        partners = (self._knowledge.partners[each] for each in self._knowledge.about[entry.id])
        there = {country for partner in partners for country in partner.all_countries}
        return not there.issuperset(question.reading.query.countries)

    def _of_something(self, question: Question, entry: Entry, found: Iterable[Candidate]) -> Match:
        """Answer with what was found for the utterance, with or without the title of what was spoken of."""
        best = max(found, key=lambda each: each.score)
        if best.score >= question.thresholds.answer:
            return question.go_on(best.key, best.score, rule=Rule.FOLLOW_UP_AND_RANKING)
        likely = [best] if best.score >= question.thresholds.suggest else []
        return question.offer((*likely, Candidate(entry.id, _OFFERED)), Rule.FOLLOW_UP_AND_RANKING)
