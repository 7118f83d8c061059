"""What the fields of the enquiry form accept: pure reading of a text, with a reason where it is refused."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.countries import CountryWords, guess
from bot.core.knowledge import FieldKind, FormField
from bot.core.phrases import Phrase
from bot.core.text import plain, tidy
from bot.core.types import Country
from bot.core.voice import Voice
from bot.leads.reach import Habits, NumberShape, Reach, find_reach, merge_reach, numbers_within
from bot.matching.vocabulary import lines

CONSENTED = "yes"
IN_CHAT = "chat"
"""The value of the field for an address where there is none: staff reply in the chat itself."""
LATER = "-"
"""The value of a field that a person will ask for."""
PERSON = "contact-name"
"""The field that takes the name of somebody, which no number is."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The value as it is kept."""

    value: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why the value cannot be taken, in words for the visitor; perhaps what may be meant."""

    reason: str
    countries: tuple[Country, ...] = ()
    values: tuple[str, ...] = ()
    is_close: bool = False
    """True if the reason says more than what the field takes: its words are of this very text."""


NUMBERS_OFFERED = 3


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Countries that a number without its own may be of."""

    told: tuple[Country, ...] = ()
    """Of which something tells, likeliest first."""
    near: tuple[Country, ...] = ()
    """Others that may be."""


def read(
    field: FormField,
    text: str,
    voice: Voice,
    where: Whereabouts = Whereabouts(),
) -> Accepted | Refused:
    """Read what a visitor typed for a field.

    Args:
        field: The field that was asked.
        text: What was typed, of any length and content.
        voice: Gives ways and languages, and words a refusal.
        where: Of which countries a number without its own may be.
    """
    wrong = Refused(voice.pick(field.wrong))
    text = tidy(text, keep_lines=field.kind is FieldKind.MESSAGE)
    if len(text) > field.most:
        return _too_long(field, text, voice)
    match field.kind:
        case FieldKind.WAY:
            ways = voice.knowledge.talk.ways
            way = next((way.id for way in ways if is_one_of(text, way.title.values())), None)
            return Accepted(way) if way else wrong
        case FieldKind.REACH:
            return _read_reach(text, field, wrong, voice, where)
        case FieldKind.COUNTRY:
            return _read_country(text, wrong, voice)
        case FieldKind.CONSENT:
            return wrong
        case _:
            is_sign = str.isalpha if field.id == PERSON else str.isalnum
            return Accepted(text) if any(map(is_sign, text)) else wrong


def is_one_of(text: str, wordings: Iterable[str]) -> bool:
    """True if the text says the same words as one of the wordings, whatever its case, accents and signs."""
    said = plain(text) or text.strip()
    return any(said == (plain(wording) or wording) for wording in wordings)


def holds_one_of(text: str, wordings: Iterable[str]) -> bool:
    """True if one of the wordings stands among the words of the text."""
    said = f" {plain(text)} "
    return any(f" {wanted} " in said for wanted in map(plain, wordings) if wanted)


def _read_reach(
    text: str, field: FormField, wrong: Refused, voice: Voice, where: Whereabouts
) -> Accepted | Refused:
    talk = voice.knowledge.talk
    habits = Habits(
        labels=_folded(lines(field.words)),
        extensions=talk.extension_words,
        changes=tuple(NumberShape.of(each.old, each.new, sure=each.sure) for each in talk.number_changes),
    )
    found = find_reach(text, habits)
    if found.doubtful and found.meant:
        reason = voice.say(Phrase.FORM_REACH_CLOSE, typed=found.doubtful)
        return Refused(reason, values=found.meant, is_close=True)
    if found.doubtful and (meant := _within_countries(found, where)):
        return Refused(voice.say(Phrase.FORM_NUMBER_ASK), values=meant, is_close=True)
    if found.doubtful or not found.values:
        return wrong
    return _within(field, found.value, voice)


def _within(field: FormField, value: str, voice: Voice) -> Accepted | Refused:
    if len(value) <= field.most:
        return Accepted(value)
    return _too_long(field, value, voice)


def _too_long(field: FormField, text: str, voice: Voice) -> Refused:
    reason = voice.say(Phrase.FORM_TOO_LONG, most=field.most, length=len(text))
    return Refused(reason, is_close=True)


def _within_countries(found: Reach, where: Whereabouts) -> tuple[str, ...]:
    """What was found together with the number, of a country that is told of, else of those that may be."""
    numbers = numbers_within(found.doubtful, where.told, 1)
    numbers = numbers or numbers_within(found.doubtful, where.near, NUMBERS_OFFERED)
    return tuple(merge_reach(found.value, number) for number in numbers)


def _read_country(text: str, wrong: Refused, voice: Voice) -> Accepted | Refused:
    talk = voice.knowledge.talk
    around = CountryWords(
        leading=_folded(lines(talk.stop_words)),
        small=_folded(talk.names.connectors),
        states=_folded(talk.state_words),
        not_codes=_folded(talk.words_like_codes),
    )
    meant = guess(text, talk.languages, talk.country_names, around)
    if meant.sure:
        return Accepted(meant.countries[0])
    if meant.countries:
        return Refused(voice.say(Phrase.FORM_COUNTRY_CLOSE), meant.countries, is_close=True)
    return wrong


def _folded(listed: Iterable[str]) -> frozenset[str]:
    return frozenset(map(plain, listed))
