"""From a knowledge to its matcher."""

from collections.abc import Container

from bot.core.knowledge import Knowledge
from bot.core.matching.matcher import Matcher, names_of, phrasings_of
from bot.core.matching.ranker import Ranker
from bot.core.matching.ranking import Encoder


def build_matcher(
    knowledge: Knowledge, encoder: Encoder | None = None, general: Container[str] = frozenset()
) -> Matcher:
    """Arrange everything that can be asked.

    Args:
        knowledge: What can be asked about.
        encoder: Sentence vectors; without them words and letters alone count.
        general: Folded real words of the languages spoken, which are never taken for misspelt ones.
    """
    ranker = Ranker.build(tuple(phrasings_of(knowledge)), encoder, general, names_of(knowledge))
    return Matcher(knowledge, ranker, general)
