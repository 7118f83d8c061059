"""Questions for a list of partners: by sector, by relation, by country, or all of them."""

from typing import Final

from bot.core.knowledge import Knowledge
from bot.core.matching.asked import Asked
from bot.core.matching.match import Candidate, Match
from bot.core.matching.vocabulary import Vocabulary, lines, word_set

_SURE: Final = 1.0
_LIKELY: Final = 0.8
_OFFERED: Final = 0.5
_STRANGE: Final = 0.4
"""Share of the words that may be of other kinds where a list is still the answer."""


class ListRule:
    """Decides about utterances that ask for several partners at once."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary) -> None:
        lists = knowledge.talk.lists
        self._anyone = word_set(lines(lists.anyone))
        self._words = vocabulary.listing | self._anyone
        self._cues = {language: word_set(texts) for language, texts in lists.cues.items()}
        self._others = {language: word_set(texts) for language, texts in lists.others.items()}
        self._grammar = vocabulary.grammar

    def decide(self, asked: Asked) -> Match | None:
        """Answer with a list if the utterance asks for one and for nothing besides.

        Returns:
            None if it asks for anything else.
        """
        reading = asked.reading
        if reading.sure_names or reading.doubtful_names:
            return None
        folded = reading.utterance.folded
        wanted = reading.wanted
        asks_for_partners = any(word in self._anyone for word in folded)
        rest = reading.rest(self._words)
        if not rest:
            if wanted.groups or asks_for_partners:
                return asked.answer(wanted.key, "list", _SURE)
            return asked.offer((Candidate(wanted.key, _OFFERED),), "place") if wanted.places else None
        if not wanted.groups and not (wanted.places and asks_for_partners):
            return None
        cues, others = (words.get(asked.language, frozenset()) for words in (self._cues, self._others))
        if others.intersection(folded) or not cues.intersection(folded):
            return None
        strange = [word for word in rest if word not in self._grammar]
        if len(strange) <= _STRANGE * len(reading.content((), self._grammar)):
            return asked.answer(wanted.key, "list among other words", _LIKELY)
        return None
