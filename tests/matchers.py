"""Matchers without the sentence encoder, from builders that remember what they learnt.

The small knowledge has the examples of the real one, which take seconds to learn; most edits in tests leave
them as they are, and a builder learns only what changed.
"""

from functools import cache

from bot.core.knowledge import Knowledge
from bot.matching.build import Builder
from bot.matching.matcher import Matcher
from tests.knowledge_sample import sample

QUICK = Builder()
"""Learns what does not change once per run."""


def build_quickly(knowledge: Knowledge) -> Matcher:
    """Do what `Builder().build` does, but learn what does not change once per run."""
    return QUICK.build(knowledge)


@cache
def sample_matcher() -> Matcher:
    """Give the matcher of the small knowledge; the same one each time."""
    return build_quickly(sample())
