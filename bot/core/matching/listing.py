"""Questions for a list of partners: by sector, by relation, by country, or all of them."""

from collections.abc import Sequence
from typing import Final

from bot.core.knowledge import Knowledge
from bot.core.matching.asked import Asked
from bot.core.matching.lists import EVERYONE, Wanted, members
from bot.core.matching.match import Candidate, Match
from bot.core.matching.reading import Reading
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
        self._knowledge = knowledge
        self._anyone = word_set(lines(lists.anyone))
        self._words = vocabulary.listing | self._anyone
        self._talk = self._words | vocabulary.naming
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
        folded = tuple(asked.repaired.get(word, word) for word in reading.utterance.folded)
        wanted = self.filled(reading.wanted)
        asks_for_partners = any(word in self._anyone for word in folded)
        is_list = bool(wanted.groups or asks_for_partners)
        if not reading.rest(self._words):
            if is_list:
                return asked.answer(wanted.key, "list", _SURE)
            return asked.offer((Candidate(wanted.key, _OFFERED),), "place") if wanted.places else None
        cues, others = (words.get(asked.language, frozenset()) for words in (self._cues, self._others))
        if wanted.key == EVERYONE or not is_list or others.intersection(folded):
            return None
        rest = [word for word in reading.rest(self._talk) if asked.repaired.get(word, word) not in self._talk]
        if not rest:
            return asked.answer(wanted.key, "list and talk about partners", _LIKELY)
        strange = [word for word in rest if word not in self._grammar]
        if self._names_somebody(reading, strange):
            return None
        if cues.intersection(folded) and len(strange) <= _STRANGE * len(reading.content((), self._grammar)):
            return asked.answer(wanted.key, "list among other words", _LIKELY)
        return None

    def _names_somebody(self, reading: Reading, strange: Sequence[str]) -> bool:
        """Tell whether a strange word is written as a name."""
        tokens = reading.utterance.tokens
        return reading.utterance.case_tells and any(
            token.is_capitalised and token.folded in strange
            for at, token in enumerate(tokens)
            if at or token.typed.isupper()
        )

    def filled(self, wanted: Wanted) -> Wanted:
        """Give what is wanted; of groups that no partner has together, only the last that was named."""
        if len(wanted.groups) > 1 and not members(self._knowledge, Wanted(wanted.groups).key):
            return Wanted(wanted.groups[-1:], wanted.places)
        return wanted
