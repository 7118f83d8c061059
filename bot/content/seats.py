"""Where a partner is based: no country without a fact or a name that says it."""

from collections.abc import Iterator
from typing import Final

from bot.content.problem import Problem, likely, shown
from bot.content.reading import Reading
from bot.core.countries import is_country, names
from bot.core.knowledge import Partner, Talk
from bot.core.text import words
from bot.core.types import Country
from bot.matching.vocabulary import lines, word_set

BY_NAME: Final = "name"
_PART_LEAST: Final = 5
"""Letters of a word for a country that counts as a part of a longer word: `IMOswiss`."""


def seat_problems(reading: Reading) -> Iterator[Problem]:
    """Find seats without a source, and what partners tell that nobody can ask for."""
    if reading.talk is None:
        return
    talk = reading.talk.value
    aspects = [aspect.id for aspect in talk.aspects]
    for part in reading.partners:
        partner = part.value
        for position, seat in enumerate(partner.seats):
            path = ("seats", position)
            if not is_country(seat.country):
                expected = "the code of a country"
                yield part.problem((*path, "country"), shown(seat.country), expected, "look the code up")
            elif seat.by == BY_NAME and not _is_said(partner, seat.country, talk):
                found = f"{shown(BY_NAME)}, and no name of the partner says {seat.country}"
                remedy = "name the fact that does, or leave the seat out"
                yield part.problem((*path, "by"), found, "a name or a fact that says it", remedy)
            elif seat.by != BY_NAME and seat.by not in partner.facts:
                remedy = likely(seat.by, partner.facts, "add it to `facts`, or leave the seat out")
                yield part.problem((*path, "by"), shown(seat.by), "one of its facts, or `name`", remedy)
        for position, told in enumerate(partner.tells):
            if told not in aspects:
                remedy = likely(told, aspects, "correct or remove it")
                yield part.problem(("tells", position), shown(told), "one of " + ", ".join(aspects), remedy)


def _is_said(partner: Partner, country: Country, talk: Talk) -> bool:
    """Tell whether a name or the title of a partner holds a word for a country."""
    known = names(talk.languages, talk.country_names)
    wordings = [name for name, meant in known.items() if meant == country]
    wordings += lines(talk.places.get(country, {}))
    said = word_set((*lines(partner.names), *partner.title.values()))
    return any(all(_stands(word, said) for word in words(wording)) for wording in wordings if words(wording))


def _stands(word: str, said: frozenset[str]) -> bool:
    return word in said or (len(word) >= _PART_LEAST and any(word in longer for longer in said))
