"""Sentences with a number in them: each form of a word by the plural rules of its language (Unicode CLDR).

In the phrases a number names its forms behind a colon: `{count} {count:one=enquiry|other=enquiries}`.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from string import Formatter
from typing import Any, Final

from babel import Locale

from bot.core.types import Language

_COUNTED: Final = 1000
"""Numbers that are tried to learn which forms a language needs; greater ones read like some of these."""


def fill(text: str, values: Mapping[str, object], language: Language) -> str:
    """Put values into the placeholders of a sentence, and choose the forms that fit their numbers."""
    if not _has_forms(text):
        return text.format(**values)
    return _Counting(language).vformat(text, (), values)


def read_forms(spec: str) -> dict[str, str] | None:
    """Read what stands behind the colon: the words by their form; None if it is not written so."""
    parts = [part.partition("=") for part in spec.split("|")]
    forms = {name.strip(): words for name, _, words in parts}
    return forms if all(mark for _, mark, _ in parts) and len(forms) == len(parts) else None


@cache
def forms_of(language: Language) -> frozenset[str]:
    """The forms that numbers up to a thousand need: `one` and `other` in English."""
    rule = Locale.parse(language).plural_form
    return frozenset(map(rule, range(_COUNTED)))


class _Counting(Formatter):
    def __init__(self, language: Language) -> None:
        self._rule = Locale.parse(language).plural_form

    def format_field(self, value: Any, format_spec: str) -> str:
        forms = read_forms(format_spec) if format_spec else None
        if forms is None:
            return str(value)
        form = self._rule(int(value))
        return forms.get(form) or forms.get("other") or str(value)


@lru_cache(maxsize=4096)
def _has_forms(text: str) -> bool:
    return any(spec for _, _, spec, _ in Formatter().parse(text))
