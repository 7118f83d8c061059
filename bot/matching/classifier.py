"""Two kinds of questions that share their words, told apart by likeness to examples of both.

`since when has Chopard paid for projects` is about what binds the partner to the organisation, and its entry
answers that; `how much is a Chopard watch` is not, though the name is the same. `which mines work with you`
wants a list; `how are mines audited` does not. What is named is taken out and a stand-in put in its place, so
that only the rest of the question tells.
"""

from collections.abc import Iterator
from typing import Final, Protocol

from bot.core.asking import StandIns
from bot.core.knowledge import Knowledge
from bot.core.types import Wordings
from bot.matching.ranking.base import Phrasing, Ranking

OURS_FROM: Final = -0.1
"""Lead from which a question about a partner is ours to answer rather than about its own affairs."""
LIST_FROM: Final = 0.1
"""Lead from which a question is taken to ask for a list unless an entry fits it well."""
PERHAPS_LIST_FROM: Final = -0.2
"""Lead from which the list is at least offered."""
SURELY_LIST_FROM: Final = 0.3
"""Lead from which it is taken to ask for one whatever else fits."""


class _Ranks(Protocol):
    def rank(self, text: str) -> Ranking: ...


FIRST: Final = "1"
SECOND: Final = "0"
"""The labels of the two kinds."""


class Classifier:
    """Tells two kinds of questions apart."""

    def __init__(self, ranker: _Ranks) -> None:
        """Take a ranker of examples."""
        self._ranker = ranker

    def margin(self, text: str, untaught: float = 1.0) -> float:
        """Give how much surer, in -1..1, it is that a question is of the first kind.

        Args:
            text: The question, with the stand-ins for what it names.
            untaught: What to give where there are no examples, by which every question is of the first kind.
        """
        found = {each.label: each.confidence for each in self._ranker.rank(text).candidates}
        return found.get(FIRST, 0.0) - found.get(SECOND, 0.0) if found else untaught


def partner_examples(knowledge: Knowledge) -> Iterator[Phrasing]:
    """Give the examples of questions about a partner that are ours, and of those that are its own affair."""
    talk = knowledge.talk
    yield from _examples(FIRST, talk.names.ours, talk.stand_ins)
    yield from _examples(SECOND, talk.names.own, talk.stand_ins)


def list_examples(knowledge: Knowledge) -> Iterator[Phrasing]:
    """Give the examples of questions for a list, and of others that name a group."""
    lists, stand_ins = knowledge.talk.lists, knowledge.talk.stand_ins
    yield from _examples(FIRST, lists.questions, stand_ins)
    yield from _examples(FIRST, lists.examples, stand_ins)
    yield from _examples(SECOND, lists.beside, stand_ins)


def _examples(label: str, wordings: Wordings, stand_ins: StandIns) -> Iterator[Phrasing]:
    slots = {"{name}": stand_ins.name, "{group}": stand_ins.group, "{place}": stand_ins.place}
    for language, texts in wordings.items():
        for text in texts:
            for slot, stand_in in slots.items():
                text = text.replace(slot, stand_in)  # noqa: PLW2901
            yield Phrasing(label, text, language)
