"""Names of partners: visible, and not words that people use for something else."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from bot.content.problem import Problem, shown
from bot.content.reading import Reading, Steps
from bot.content.shape import Part
from bot.content.wording import is_language
from bot.core.countries import names as country_names
from bot.core.knowledge import Partner, Talk
from bot.core.text import plain, words
from bot.matching.vocabulary import lines

MANY: Final = 20
"""Entries about other things whose questions hold a word, from which it counts as an everyday word."""


def name_problems(reading: Reading) -> Iterator[Problem]:
    """Find names that nobody could type."""
    for part, path, name in _names(reading):
        if not name.isprintable():
            yield part.problem(path, shown(name), "only signs that can be seen", "type the name anew")
        elif not plain(name):
            yield part.problem(path, shown(name), "at least one letter or digit", "write it out or remove it")


def name_warnings(reading: Reading) -> Iterator[Problem]:
    """Find names by which people will mean something else, unless they are declared to be `common`."""
    if not reading.talk:
        return
    talk = reading.talk.value
    taken, held = _taken(talk), _held(reading)
    common = {plain(name) for name in talk.names.common}
    for part, path, name in _names(reading):
        said = plain(name)
        meant = taken.get(said) or ("an everyday word" if held[said] >= MANY else "")
        if meant and said not in common:
            remedy = "use a longer name, or list it in names.common of words.yaml"
            yield part.problem(
                path, f"{shown(name)}, which is {meant}", "a name that means nothing else", remedy
            )


def _names(reading: Reading) -> Iterator[tuple[Part[Partner], Steps, str]]:
    for part in reading.partners:
        for language, listed in part.value.names.items():
            for position, name in enumerate(listed):
                yield part, ("names", language, position), name


def _taken(talk: Talk) -> Mapping[str, str]:
    """Give what each word means already that is no partner's, by its folded text."""
    kinds = {
        "a word for yes or no": [talk.yes_words, talk.no_words],
        "a word of a group": [facet.words for facet in (*talk.sectors, *talk.relations)],
        "a word for a country": [*talk.places.values()],
        "a word with a grammatical job": [
            *(talk.stop_words, talk.question_words, talk.follow_up_words, talk.pronouns, talk.fillers),
            *(aspect.words for aspect in talk.aspects),
        ],
    }
    spoken = tuple(filter(is_language, talk.languages))
    taken = dict.fromkeys(country_names(spoken, talk.country_names), "a country")
    for meant, listed in kinds.items():
        taken |= {plain(word): meant for wordings in listed for word in lines(wordings)}
    return taken


def _held(reading: Reading) -> Counter[str]:
    """Count the entries of topics whose questions hold each word, where they are about no partner."""
    return Counter(
        word
        for placed in reading.entries()
        if not isinstance(placed.entry, Partner) and not placed.entry.partners
        for word in {word for text in lines(placed.entry.questions) for word in words(text)}
    )
