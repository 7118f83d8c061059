"""Countries by the names people give them, in every language the bot speaks.

Names are those of the Unicode CLDR, as Babel carries them, and what the knowledge adds to them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from babel import Locale
from babel.languages import get_territory_language_info
from rapidfuzz import fuzz, process

from bot.core.text import plain, words
from bot.core.types import Country, Language

Everyday = Mapping[Country, Iterable[str]]
Countries = tuple[Country, ...]

SURE = 88.0
"""Similarity (rapidfuzz ratio, 0..100) from which a misspelt name counts as meant: names with one typing
error stay above it from eight letters on."""
CLOSE = 70.0
"""Similarity from which a name is offered."""

MARGIN = 3.0
"""Lead over the second country that a misspelt name needs: `Nigera` may be Nigeria or Niger."""
_NAME_LEAST: Final = 4
"""Letters of a name that is looked for among other words."""
_FLAGS: Final = {0x1F1E6 + at: chr(ord("A") + at) for at in range(26)}
"""The letters that a flag is written with."""
_BETWEEN_PARTS: Final = re.compile(r"[,;/()|\n·–—]|\s-\s")


@dataclass(frozen=True, slots=True)
class Guess:
    """Countries that a text may name, likeliest first; `sure` if the first one can be taken."""

    countries: Countries
    sure: bool


def name_of(country: Country, language: Language) -> str:
    """The name of a country in a language, or its code where CLDR has no name."""
    return str(Locale.parse(language).territories.get(country, country))


def is_country(code: str) -> bool:
    """True if a code is that of a country, and not of a union or of nothing (`EU`, `ZZ`)."""
    return code in codes()


@cache
def speaking(language: Language) -> Countries:
    """Countries in which a language is official, those first where most people speak it (CLDR)."""
    told = {code: get_territory_language_info(code).get(language, {}) for code in codes()}
    official = {"official", "de_facto_official"}
    share = {
        code: float(each.get("population_percent") or 0)
        for code, each in told.items()
        if each.get("official_status") in official
    }
    return tuple(sorted(share, key=lambda code: (-share[code], code)))


@cache
def codes(*, of_iso: bool = False) -> frozenset[Country]:
    """Codes of countries; ISO 3166-1 counts some islands and towns of the CLDR to a country."""
    return frozenset(
        code
        for code in map(str, Locale.parse("en").territories)
        if len(code) == 2
        and code.isalpha()
        and code not in {"ZZ", "EU", "UN", "EZ", "XA", "XB", "QO"}
        and not (of_iso and code in {"AC", "CP", "CQ", "DG", "EA", "IC", "TA"})
    )


def names(languages: Iterable[Language], everyday: Everyday) -> Mapping[str, Country]:
    """Every folded name in the given languages that means one country alone, with that country.

    Args:
        languages: In which the CLDR is asked.
        everyday: Further names by country, which come before those of the CLDR (`talk.country_names`).
    """
    return {name: meant[0] for name, meant in _meant(languages, everyday).items() if len(meant) == 1}


def _meant(languages: Iterable[Language], everyday: Everyday) -> Mapping[str, Countries]:
    """Every folded name with the countries it may mean: there are two that are called Congo."""
    further: dict[str, Countries] = {}
    for country, listed in everyday.items():
        for name in dict.fromkeys(map(plain, listed)):
            further[name] = (*further.get(name, ()), country)
    official = {name: (code,) for name, code in _official(tuple(languages)).items() if name not in further}
    return further | official


@cache
def _official(languages: tuple[Language, ...]) -> Mapping[str, Country]:
    found: dict[str, Country] = {}
    for language in languages:
        for code, name in Locale.parse(language).territories.items():
            if code in codes():
                found.setdefault(plain(str(name)), code)
    return found


@dataclass(frozen=True, slots=True)
class CountryWords:
    """What people write around the name of a country, folded."""

    leading: frozenset[str] = frozenset()
    """Words before a name that tell nothing: `in the`, `en el`."""
    small: frozenset[str] = frozenset()
    """Words that may be left out of a name: `of`, `and`, `del`."""
    states: frozenset[str] = frozenset()
    """What kind of state it is: `republic`, `plurinacional`."""
    not_codes: frozenset[str] = frozenset()
    """Words that are codes of countries only in capital letters: `no`, `in`."""


_NOTHING: Final = CountryWords()


def guess(
    text: str, languages: Iterable[Language], everyday: Everyday, around: CountryWords = _NOTHING
) -> Guess:
    """Find the country that somebody typed: a name in any language, misspelt or not, or an ISO code.

    Args:
        text: What was typed.
        languages: In which the CLDR is asked.
        everyday: Further names by country.
        around: Words that a name is understood without.
    """
    known = _meant(languages, everyday)
    if exact := _turned(text, known) or _exact(text, known, around):
        return Guess(exact, sure=len(exact) == 1)
    if len(code := text.strip().translate(_FLAGS)) == 2:
        return _by_code(code, around)
    folded = plain(text)
    return (
        _placed(text, known, around)
        or _contained(folded, known)
        or _part(folded, known)
        or _close(folded, known)
    )


def _turned(text: str, known: Mapping[str, Countries]) -> Countries:
    """The countries of a name with its kind behind it, as lists have them: `Korea, Republic of`."""
    name, _, kind = text.partition(",")
    return known.get(plain(f"{kind} {name}"), ())


def _exact(text: str, known: Mapping[str, Countries], around: CountryWords) -> Countries:
    """The countries of a name as it stands, then without words around it."""
    said = words(text)
    first = next((at for at, word in enumerate(said) if word not in around.leading), 0)
    for wording in (said, said[first:], _one_word(said)):
        if exact := known.get(" ".join(wording)):
            return exact
    by_words: dict[str, Countries] = {}
    for name, meant in known.items():
        by_words.setdefault(_without(name.split(), around.small) or name, meant)
    bare = _without(said[first:], around.small)
    return by_words.get(bare) or by_words.get(_without(bare.split(), around.states)) or ()


def _one_word(said: list[str]) -> list[str]:
    """Letters with points between them as the word they are: `U.K.`."""
    return ["".join(said)] if all(len(word) == 1 for word in said) else said


def _without(said: Iterable[str], small: frozenset[str]) -> str:
    return " ".join(word for word in said if word not in small)


def _by_code(code: str, around: CountryWords) -> Guess:
    """A code, unless it is a word: that one is at most offered, and in capital letters only."""
    country = code.upper()
    if country not in codes(of_iso=True):
        return Guess((), sure=False)
    is_word = code.lower() in around.not_codes
    return Guess((country,) if code.isupper() or not is_word else (), sure=not is_word)


def _placed(text: str, known: Mapping[str, Countries], around: CountryWords) -> Guess | None:
    """The country behind a place in it: `Lima, Peru`."""
    parts = [part for part in _BETWEEN_PARTS.split(text) if plain(part)]
    found = [_exact(part, known, around) for part in parts]
    countries = tuple(dict.fromkeys(country for meant in found for country in meant))
    return Guess(countries[:3], sure=len(countries) == 1 and bool(found[-1])) if countries else None


def _contained(folded: str, known: Mapping[str, Countries]) -> Guess | None:
    """Countries that are named among other words, never surely: there is a New Mexico."""
    left, found = f" {folded} ", dict[Country, int]()
    for name in sorted(known, key=len, reverse=True):
        if len(name) >= _NAME_LEAST and (at := left.find(f" {name} ")) >= 0:
            found |= dict.fromkeys(known[name], at)
            left = left.replace(f" {name} ", f" {' ' * len(name)} ")
    countries = tuple(sorted(found, key=found.__getitem__))
    return Guess(countries[:3], sure=False) if countries else None


def _part(folded: str, known: Mapping[str, Countries]) -> Guess | None:
    """Countries whose name has these words in it: `Wallis`; none where many have."""
    if len(folded) < _NAME_LEAST:
        return None
    found = (meant for name, meant in known.items() if f" {folded} " in f" {name} ")
    countries = tuple(dict.fromkeys(country for meant in found for country in meant))
    return Guess(countries, sure=False) if 0 < len(countries) <= 3 else None


def _close(folded: str, known: Mapping[str, Countries]) -> Guess:
    """Countries with nearly that name."""
    close = process.extract(folded, known.keys(), scorer=fuzz.ratio, score_cutoff=CLOSE, limit=8)
    countries = tuple(dict.fromkeys(country for name, _, _ in close for country in known[name]))
    if not countries:
        return Guess((), sure=False)
    best = known[close[0][0]]
    second = next((score for name, score, _ in close if known[name] != best), 0.0)
    sure = len(best) == 1 and close[0][1] >= SURE and close[0][1] > second + MARGIN
    return Guess(countries[:3], sure=sure)
