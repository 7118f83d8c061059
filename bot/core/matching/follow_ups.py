"""Follow-ups: fragments that mean something only after what was said before, and never a guess without it."""

from collections.abc import Callable
from typing import Final

from bot.core.knowledge import Id, Knowledge
from bot.core.matching.asked import Asked
from bot.core.matching.lists import is_list, parse
from bot.core.matching.match import Candidate, Key, Match
from bot.core.matching.vocabulary import Vocabulary, lines, word_set

_SURE: Final = 0.95
_OFFERED: Final = 0.5
WHERE: Final = "where"


class FollowUpRule:
    """Decides about fragments such as `and where?`, `and in Peru?`, `since when do they work with you?`."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary) -> None:
        self._knowledge = knowledge
        self._pronouns = vocabulary.pronouns
        self._talk = vocabulary.naming | vocabulary.pronouns | vocabulary.question
        self._small = vocabulary.pronouns | word_set(knowledge.talk.names.connectors)
        self._anyone = word_set(lines(knowledge.talk.lists.anyone))

    def decide(self, asked: Asked) -> Match | None:
        """Complete a fragment from the context.

        Returns:
            None if the utterance stands on its own feet.
        """
        reading = asked.reading
        if reading.names:
            return None
        partner = self._partner(asked.context.key)
        is_short = not reading.rest(self._small | self._anyone if reading.opening else self._small)
        has_pronoun = any(word in self._pronouns for word in reading.utterance.folded)
        wanted = reading.wanted
        if (
            reading.aspect
            and not wanted.groups
            and (is_short or (has_pronoun and not reading.rest(self._talk)))
        ):
            if partner is None:
                return asked.offer((), "follow-up without context")
            return asked.answer(partner, "follow-up", _SURE, reading.aspect)
        if has_pronoun and partner and not is_short and not wanted.places and not reading.rest(self._talk):
            return asked.answer(partner, "follow-up", _SURE)
        if is_short and (reading.opening or not wanted.groups) and (wanted.places or wanted.groups):
            if asked.context.key is not None and is_list(asked.context.key):
                return asked.answer(parse(asked.context.key).narrowed(wanted).key, "follow-up", _SURE)
            if wanted.places and partner and not wanted.groups:
                return asked.answer(partner, "follow-up", _SURE, WHERE)
            if wanted.places and not wanted.groups:
                return asked.offer((Candidate(wanted.key, _OFFERED),), "follow-up without context")
        return None

    def _partner(self, key: Key | None) -> Id | None:
        """Give the one partner that was spoken of."""
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
        rate: Callable[[str], tuple[Candidate, ...]],
    ) -> None:
        """Prepare.

        Args:
            knowledge: Where the entries stand.
            vocabulary: Its words.
            rate: Gives what a text may mean by likeness, likeliest first.
        """
        self._knowledge = knowledge
        self._pronouns = vocabulary.pronouns
        self._rate = rate

    def decide(self, asked: Asked) -> Match | None:
        """Read the utterance together with the title of what was spoken of.

        Returns:
            None if the utterance does not go on with anything.
        """
        entry = self._knowledge.entries.get(asked.context.key or "")
        has_pronoun = any(word in self._pronouns for word in asked.reading.utterance.folded)
        if entry is None or not (asked.reading.opening or has_pronoun):
            return None
        together = self._rate(f"{entry.title.get(asked.language, '')} {asked.reading.utterance.text}")
        best, *_ = (*together, Candidate(entry.id, 0.0))
        # With its own title before it, anything looks like the entry spoken of: that proves nothing.
        if best.score >= asked.thresholds.answer and best.key != entry.id:
            return asked.answer(best.key, "follow-up and ranking", best.score)
        if asked.best.score >= asked.thresholds.answer:
            return None
        likely = [each for each in together[:1] if each.score >= asked.thresholds.suggest]
        return asked.offer((*likely, Candidate(entry.id, _OFFERED)), "follow-up and ranking")
