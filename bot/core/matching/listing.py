"""Questions for a list of partners: by sector, by relation, by country, or all of them."""

from typing import Final

from bot.core.knowledge import Knowledge
from bot.core.matching.asked import Asked
from bot.core.matching.lists import EVERYONE
from bot.core.matching.match import Candidate, Match
from bot.core.matching.vocabulary import Vocabulary, lines, word_set

_SURE: Final = 1.0
_OFFERED: Final = 0.5


class ListRule:
    """Decides about utterances that ask for several partners at once."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary) -> None:
        self._anyone = word_set(lines(knowledge.talk.lists.anyone))
        self._words = vocabulary.listing | self._anyone

    def decide(self, asked: Asked) -> Match | None:
        """Answer with a list if every word of the utterance belongs to the question for one.

        Returns:
            None if it asks for anything else, or for something besides.
        """
        reading = asked.reading
        if reading.names:
            return None
        wanted = reading.wanted
        rest = reading.rest(self._words)
        if not rest and (wanted.groups or (wanted.places and self._speaks_of_partners(asked))):
            return asked.answer(wanted.key, "list", _SURE)
        if not rest and not wanted.places and self._speaks_of_partners(asked):
            return asked.answer(EVERYONE, "list", _SURE)
        if not rest and wanted.places:
            return asked.offer((Candidate(wanted.key, _OFFERED),), "place")
        return None

    def _speaks_of_partners(self, asked: Asked) -> bool:
        return any(word in self._anyone for word in asked.reading.utterance.folded)
