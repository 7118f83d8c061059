"""Whether a text is written in letters that the bot does not speak in: Cyrillic, Arabic, Chinese to most."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from bot.core.knowledge import Knowledge

_SHARE: Final = 0.01
"""Share of the letters of a language from which a script is its own: Japanese has three."""


class Scripts:
    """Tells the scripts of the languages spoken from the others."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take those in which the bot's own sentences are written."""
        said = knowledge.phrases.values()
        self._own = frozenset(
            script
            for language in knowledge.talk.languages
            for script in _common(texts.get(language, "") for texts in said)
        )

    def is_foreign(self, text: str) -> bool:
        """True if most letters of a text are of scripts in which the bot says nothing."""
        if text.isascii():
            return False
        letters = Counter(_script(sign) in self._own for sign in text if sign.isalpha())
        return letters[False] > letters[True]


def _common(texts: Iterable[str]) -> list[str]:
    signs: Counter[str] = Counter()
    for text in texts:
        signs.update(text)
    scripts: Counter[str] = Counter()
    for sign, count in signs.items():
        if sign.isalpha():
            scripts[_script(sign)] += count
    return [script for script, count in scripts.items() if count >= _SHARE * scripts.total()]


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    """The script of a letter, which its name in Unicode begins with: `LATIN`, `CYRILLIC`, `CJK`."""
    plain = unicodedata.normalize("NFKC", letter)[:1]
    return unicodedata.name(plain, "").partition(" ")[0]
