"""Countries by the names people give them, in every language the bot speaks.

Names are those of the Unicode CLDR, as Babel carries them, and what the knowledge adds to them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from babel import Locale
from rapidfuzz import fuzz, process

from bot.core.text import plain
from bot.core.types import Country, Language

SURE = 88.0
"""Similarity (rapidfuzz ratio, 0..100) from which a misspelt name counts as meant: names with one typing
error stay above it from eight letters on."""
CLOSE = 70.0
"""Similarity from which a name is offered."""

MARGIN = 3.0
"""Lead over the second country that a misspelt name needs: `Nigera` may be Nigeria or Niger."""


@dataclass(frozen=True, slots=True)
class Guess:
    """Countries that a text may name, likeliest first; `sure` if the first one can be taken."""

    countries: tuple[Country, ...]
    sure: bool


def name_of(country: Country, language: Language) -> str:
    """The name of a country in a language, or its code where CLDR has no name."""
    return str(Locale.parse(language).territories.get(country, country))


def is_country(code: str) -> bool:
    """True if a code is that of a country, and not of a union or of nothing (`EU`, `ZZ`)."""
    return code in codes()


@cache
def codes() -> frozenset[Country]:
    return frozenset(
        code for code in map(str, Locale.parse("en").territories) if len(code) == 2 and code.isalpha()
    ) - {"ZZ", "EU", "UN", "EZ", "XA", "XB"}


def names(languages: Iterable[Language], everyday: Mapping[Country, Iterable[str]]) -> Mapping[str, Country]:
    """Every folded name in the given languages, with the country it means.

    Args:
        languages: In which the CLDR is asked.
        everyday: Further names by country, which come before those of the CLDR (`talk.country_names`).
    """
    further = {plain(name): country for country, listed in everyday.items() for name in listed}
    return further | {name: code for name, code in _official(tuple(languages)).items() if name not in further}


@cache
def _official(languages: tuple[Language, ...]) -> Mapping[str, Country]:
    found: dict[str, Country] = {}
    for language in languages:
        for code, name in Locale.parse(language).territories.items():
            if code in codes():
                found.setdefault(plain(str(name)), code)
    return found


def guess(text: str, languages: Iterable[Language], everyday: Mapping[Country, Iterable[str]]) -> Guess:
    """Find the country that somebody typed: a name in any language, misspelt or not, or an ISO code."""
    known = names(languages, everyday)
    folded = plain(text)
    if folded in known:
        return Guess((known[folded],), sure=True)
    if len(code := text.strip().upper()) == 2 and code in known.values():
        return Guess((code,), sure=True)
    close = process.extract(folded, known.keys(), scorer=fuzz.ratio, score_cutoff=CLOSE, limit=8)
    countries = tuple(dict.fromkeys(known[name] for name, _, _ in close))
    if not countries:
        return Guess((), sure=False)
    second = next((score for name, score, _ in close if known[name] != countries[0]), 0.0)
    return Guess(countries[:3], sure=close[0][1] >= SURE and close[0][1] > second + MARGIN)
