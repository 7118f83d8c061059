"""Languages that people name, and the wish to be answered in one, told from questions that merely name it."""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal

from babel import Locale

from bot.core.knowledge import Knowledge
from bot.core.text import plain, words
from bot.core.types import Language
from bot.dialogue.wording import find, phrases, small_words

_LONGEST: Final = 12
"""Words of such a wish; a longer text is about something else as well."""


@cache
def _names(live: tuple[Language, ...]) -> Mapping[str, Language]:
    """Each live language by its folded names in all of them."""
    return {plain(str(Locale.parse(code).get_display_name(inside))): code for code in live for inside in live}


def language_named(text: str, knowledge: Knowledge) -> Language | Literal[""]:
    """The one live language that a text names, in any of them; empty if it names none or several."""
    said = set(words(text))
    known = _names(knowledge.talk.languages)
    named = {code for name, code in known.items() if said.issuperset(name.split())}
    return named.pop() if len(named) == 1 else ""


def wished_language(text: str, knowledge: Knowledge) -> Language | Literal[""]:
    """The language that a text wishes for and speaks of nothing else; empty if it wishes for none."""
    said = words(text)
    named = language_named(text, knowledge) if len(said) <= _LONGEST else ""
    if not named:
        return ""
    talk = knowledge.talk
    wish = find(said, phrases(talk.language_words))
    if not wish and len(said) > 1:
        return ""
    asked = find(said, phrases(talk.question_words))
    told = {at for found in (*wish, *asked) for at in range(found.start, found.end)}
    known = {*_names(talk.languages), *small_words(knowledge)}
    return named if all(at in told or word in known for at, word in enumerate(said)) else ""
