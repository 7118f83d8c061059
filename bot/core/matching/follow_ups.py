"""Follow-ups: fragments that mean something only after what was said before, and never a guess without it."""

from collections.abc import Callable, Iterable
from typing import Final

from bot.core.knowledge import Entry, Id, Knowledge, Language
from bot.core.matching.asked import Asked
from bot.core.matching.lists import is_list, parse
from bot.core.matching.match import Candidate, Key, Match
from bot.core.matching.vocabulary import Vocabulary, lines, word_set

_SURE: Final = 0.95
_OFFERED: Final = 0.5
_AKIN: Final = 1.25
"""How much likelier an entry about the same partner or of the same topic is in a follow-up."""
WHERE: Final = "where"


class Bare:
    """Tells questions without any subject, which only what was said before can fill: `who paid?`."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary) -> None:
        self._openers = vocabulary.question
        self._empty = (
            vocabulary.pronouns
            | vocabulary.question
            | word_set(lines(knowledge.talk.fillers))
            | word_set(knowledge.talk.names.connectors)
        )

    def holds(self, asked: Asked) -> bool:
        """Tell whether the utterance is one."""
        reading = asked.reading
        folded = reading.utterance.folded[reading.opening :]
        return (
            bool(folded)
            and (bool(reading.aspects) or folded[0] in self._openers)
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
        self._small = (
            vocabulary.pronouns
            | word_set(lines(knowledge.talk.fillers))
            | word_set(knowledge.talk.names.connectors)
        )
        self._anyone = word_set(lines(knowledge.talk.lists.anyone))

    def decide(self, asked: Asked) -> Match | None:
        """Complete a fragment from the context.

        Returns:
            None if the utterance stands on its own feet.
        """
        reading = asked.reading
        if reading.names:
            return None
        wanted = reading.wanted
        is_short = not reading.rest(self._small | self._anyone if reading.opening else self._small)
        has_pronoun = any(word in self._pronouns for word in reading.utterance.folded)
        is_talk = has_pronoun and not reading.rest(self._talk)
        if reading.aspect and not wanted.groups and not wanted.places and (is_short or is_talk):
            return self._aspect(asked)
        partner = self._partner(asked.context.key)
        if partner and self._bare.holds(asked):
            return asked.answer(partner, "follow-up", _SURE)
        if is_talk and partner and not is_short and not wanted.places:
            return asked.answer(partner, "follow-up", _SURE)
        if is_short and (reading.opening or not wanted.groups) and (wanted.places or wanted.groups):
            return self._narrowed(asked, partner)
        return None

    def _aspect(self, asked: Asked) -> Match | None:
        """Answer where or when, of the partner spoken of; an entry is left to the next rule."""
        partner = self._partner(asked.context.key)
        if partner is not None:
            return asked.answer(partner, "follow-up", _SURE, asked.reading.aspect)
        if asked.context.key in self._knowledge.entries:
            return None
        return asked.offer((), "follow-up without context")

    def _narrowed(self, asked: Asked, partner: Id | None) -> Match | None:
        """Answer with the list spoken of, narrowed, or with where the partner spoken of works."""
        wanted, key = asked.reading.wanted, asked.context.key
        if key is not None and is_list(key):
            return asked.answer(parse(key).narrowed(wanted).key, "follow-up", _SURE)
        if wanted.groups:
            return None
        if partner is not None:
            return asked.answer(partner, "follow-up", _SURE, WHERE)
        return asked.offer((Candidate(wanted.key, _OFFERED),), "follow-up without context")

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
        rate: Callable[[str, Language], tuple[Candidate, ...]],
    ) -> None:
        """Prepare.

        Args:
            knowledge: Where the entries stand.
            vocabulary: Its words.
            rate: Gives what a text in a language may mean by likeness, likeliest first.
        """
        self._knowledge = knowledge
        self._pronouns = vocabulary.pronouns
        self._bare = Bare(knowledge, vocabulary)
        self._rate = rate

    def decide(self, asked: Asked) -> Match | None:
        """Read the utterance together with the title of what was spoken of.

        Returns:
            None if the utterance does not go on with anything.
        """
        entry = self._knowledge.entries.get(asked.context.key or "")
        reading = asked.reading
        has_pronoun = any(word in self._pronouns for word in reading.utterance.folded)
        is_bare = self._bare.holds(asked)
        if entry is None or not (reading.opening or has_pronoun or is_bare):
            return None
        text = reading.utterance.typed(reading.opening, len(reading.utterance.tokens))
        # With its own title before it, anything looks like the entry spoken of: that proves nothing.
        together = [
            each
            for each in self._rate(f"{entry.title.get(asked.language, '')} {text}", asked.language)
            if each.key != entry.id
        ]
        akin = self._akin(entry, together)
        if is_bare:
            best = max(akin, key=lambda each: each.score, default=Candidate(entry.id, 0.0))
            key = best.key if best.score >= asked.thresholds.answer else entry.id
            return asked.answer(key, "follow-up", _SURE)
        likelier = [Candidate(each.key, min(1.0, each.score * _AKIN)) for each in akin]
        found = [*likelier, *together[:1], *self._rate(text, asked.language)[:1]]
        best = max(found, key=lambda each: each.score, default=Candidate(entry.id, 0.0))
        if best.score >= asked.thresholds.answer:
            return asked.answer(best.key, "follow-up and ranking", best.score)
        likely = [best] if best.score >= asked.thresholds.suggest else []
        return asked.offer((*likely, Candidate(entry.id, _OFFERED)), "follow-up and ranking")

    def _akin(self, entry: Entry, together: Iterable[Candidate]) -> list[Candidate]:
        """Give what is about the same partners or of the same topic."""
        spoken_of = {entry.id, *entry.partners} & set(self._knowledge.partners)
        topics = self._knowledge.topic_of

        def is_akin(key: Key) -> bool:
            other = self._knowledge.entries.get(key)
            if other is None:
                return False
            same_topic = other.id in topics and topics[other.id] is topics.get(entry.id)
            return same_topic or bool(spoken_of & {other.id, *other.partners})

        return [Candidate(each.key, min(1.0, each.score * _AKIN)) for each in together if is_akin(each.key)]
