"""What must be heard before anything else: danger, reports, and wishes about the bot itself.

Two kinds of evidence are weighed together. Likeness tells what a text means as a whole: a ranker of examples
of each concern and of what only sounds like one. The other are its words and their parts, which tell a
concern also where the whole is like nothing that was said before. The likeliest of the two together is heard.
How they are weighed was chosen on messages by writers who had not seen the examples, each held out in turn
(docs/matching.md).
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Final, Protocol

from bot.core.knowledge import Knowledge
from bot.core.match import Concern
from bot.core.types import Wordings
from bot.matching.ranking.base import Phrasing, Ranking
from bot.matching.softmax import Softmax

BESIDE: Final = "beside"
"""The label of what raises no concern."""
_MAY_BE_CONCERNS: Final = frozenset({"enquire", "help"})
"""Wishes of which some raise a concern: for a person, or for help."""
_ORDINARY: Final = 3
"""Questions of each entry, by language, that stand for all that is asked without concern."""
_STEP: Final = 3
"""Of how many things off topic one stands for them."""
_SENTENCE: Final = re.compile(r"(?<=[.!?…\n])\s+|\n+")
_LONG: Final = 250
"""Characters from which a text is read by sentences as well, since what matters may be one of many."""
_PIECE: Final = 160
"""Characters up to which short sentences are read together."""
_SURER: Final = 0.5
"""By how much more has to speak for a concern in a part of a long text."""
_LENGTH: Final = 20
"""Words of a part of a sentence that is read by itself."""
_LIKENESS: Final = 8.0
"""What likeness, in 0..1, counts beside the share of the words, in 0..1."""
_PLAIN: Final = 0.97
"""Share of what raises no concern from which the words alone tell."""
_REMEMBERED: Final = 1024


class _Ranks(Protocol):
    def rank(self, text: str) -> Ranking: ...


def alert_examples(knowledge: Knowledge) -> Iterator[Phrasing]:
    """Give the examples of each concern, and of none: what is beside them, buttons, some of all questions."""
    talk = knowledge.talk
    examples = talk.alerts
    if not any(examples.of(concern) for concern in Concern):
        return
    for concern in Concern:
        yield from _phrasings(concern, examples.of(concern))
    yield from _phrasings(BESIDE, examples.of(None))
    for wordings in (talk.yes_words, talk.erase_words, talk.no_words, *knowledge.form.words.values()):
        yield from _phrasings(BESIDE, wordings)
    for intent in talk.intents:
        if intent.id not in _MAY_BE_CONCERNS:
            yield from _phrasings(BESIDE, intent.questions)
    for entry in knowledge.entries.values():
        for language, texts in entry.questions.items():
            yield from (Phrasing(BESIDE, text, language) for text in texts[:_ORDINARY])
    for language, texts in talk.off_topic.items():
        yield from (Phrasing(BESIDE, text, language) for text in texts[::_STEP])


def _phrasings(label: str, wordings: Wordings) -> Iterator[Phrasing]:
    for language, texts in wordings.items():
        yield from (Phrasing(label, text, language) for text in texts)


class Alerts:
    """Tells concerns from everything else."""

    def __init__(self, ranker: _Ranks, words: Softmax | None) -> None:
        """Take a ranker of `alert_examples` and what their words taught; None goes by likeness alone."""
        self._ranker = ranker
        self._words = words
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._hear)

    def hear(self, text: str) -> tuple[Concern | None, Ranking]:
        """Hear whether `text` raises a concern.

        Returns:
            The likeliest concern, None if none is likelier than not; and how the part was ranked that told.
        """
        return self._remembered(text)

    def _hear(self, text: str) -> tuple[Concern | None, Ranking]:
        concern, ranking = self._read(text, 0.0)
        if concern is Concern.DANGER or len(text) <= _LONG:
            return concern, ranking
        for piece in _pieces(text):
            found, ranked = self._read(piece, _SURER)
            if found is Concern.DANGER:
                return found, ranked
            if concern is None and found is not None:
                concern, ranking = found, ranked
        return concern, ranking

    def _read(self, text: str, least: float) -> tuple[Concern | None, Ranking]:
        shares = self._words.shares(text) if self._words else {}
        if shares.get(BESIDE, 0.0) > _PLAIN:
            return None, Ranking()
        ranking = self._ranker.rank(text)
        return _weigh(ranking, shares, least), ranking


def _weigh(ranking: Ranking, shares: Mapping[str, float], least: float) -> Concern | None:
    if not ranking.candidates:
        return None
    likeness = {each.label: each.confidence for each in ranking.candidates}
    if ranking.exact:
        return next((concern for concern in Concern if concern in likeness), None)
    sums = {
        label: _LIKENESS * likeness.get(label, 0.0) + shares.get(label, 0.0) for label in (*Concern, BESIDE)
    }
    concern = max(Concern, key=lambda each: sums[each])
    return concern if sums[concern] > sums[BESIDE] + least else None


def _pieces(text: str) -> Iterator[str]:
    """Cut a text into sentences, short ones joined, and long ones into parts that are read whole."""
    piece = ""
    for sentence in _SENTENCE.split(text):
        for part in _parts(sentence):
            if piece and len(piece) + len(part) > _PIECE:
                yield piece
                piece = ""
            piece = f"{piece} {part}".strip()
    if piece:
        yield piece


def _parts(sentence: str) -> Iterator[str]:
    left = iter(sentence.split())
    while part := " ".join(islice(left, _LENGTH)):
        yield part
