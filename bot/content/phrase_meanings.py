"""What the bot's own sentences are for, in an editor's words, which stand in `bot/starter`."""

from collections.abc import Mapping
from functools import cache

import yaml

from bot.content.starter import starter_text
from bot.core.phrases import AnyPhrase
from bot.core.types import Frozen, Line


class PhraseMeanings(Frozen):
    """`phrase_meanings.yaml`."""

    phrases: Mapping[str, Line]
    """What a phrase is for: by its key, or by how keys begin, of which the longest counts."""
    placeholders: Mapping[str, Line]
    """What is filled in for a placeholder whose name alone does not tell."""


@cache
def phrase_meanings() -> PhraseMeanings:
    """Read them."""
    return PhraseMeanings.model_validate(yaml.safe_load(starter_text("phrase_meanings.yaml")))


def meaning_of(phrase: AnyPhrase) -> str:
    """Say where the bot uses a phrase, and what is filled in for which braces."""
    known = phrase_meanings()
    meaning = known.phrases[max(filter(phrase.startswith, known.phrases), key=len)]
    filled = ", ".join(
        f"{{{name}}}" + (f" ({known.placeholders[name]})" if name in known.placeholders else "")
        for name in sorted(phrase.placeholders)
    )
    return f"{meaning} Filled in: {filled}." if filled else meaning
