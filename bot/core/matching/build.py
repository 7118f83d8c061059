"""The matcher of a knowledge, put together from its parts."""

from collections.abc import Iterable

from bot.core.knowledge import Knowledge
from bot.core.matching.lexicon import Lexicon
from bot.core.matching.matcher import Matcher, Sorters, names_of, phrasings_of
from bot.core.matching.ranker import Ranker
from bot.core.matching.ranking import Encoder, Keeps, Phrasing
from bot.core.matching.sorter import Sorter, list_examples, partner_examples


def build_matcher(
    knowledge: Knowledge,
    encoder: Encoder | None = None,
    general: Lexicon | None = None,
    keeps: Keeps | None = None,
) -> Matcher:
    """Put the matcher together; this takes a moment, so it is done off the event loop.

    Args:
        knowledge: What can be asked about.
        encoder: Sentence vectors, where they are installed.
        general: Real words of the languages spoken; they are never taken for misspelt ones.
        keeps: Where what is learnt is kept for the next start.
    """
    ranker = Ranker.build(
        tuple(phrasings_of(knowledge)),
        encoder,
        vocabulary=general,
        protected=names_of(knowledge),
        keeps=keeps,
    )

    def sorter(examples: Iterable[Phrasing]) -> Sorter:
        return Sorter(Ranker.build(tuple(examples), encoder, vocabulary=general))

    sorters = Sorters(sorter(partner_examples(knowledge)), sorter(list_examples(knowledge)))
    return Matcher(knowledge, ranker, sorters, general or Lexicon())
