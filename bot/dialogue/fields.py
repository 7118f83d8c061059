"""What the fields of the enquiry form accept: pure reading of a text, with a reason where it is refused."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.countries import guess
from bot.core.knowledge import FieldKind, FormField
from bot.core.phrases import Phrase
from bot.core.text import plain
from bot.core.types import Country
from bot.core.voice import Voice
from bot.leads.reach import read_reach

CONSENTED = "yes"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The value as it is kept."""

    value: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why the value cannot be taken, in words for the visitor; perhaps countries that may be meant."""

    reason: str
    countries: tuple[Country, ...] = ()


def read(field: FormField, text: str, voice: Voice) -> Accepted | Refused:
    """Read what a visitor typed for a field.

    Args:
        field: The field that was asked.
        text: What was typed, of any length and content.
        voice: Gives ways and languages, and words a refusal.
    """
    wrong = Refused(voice.pick(field.wrong))
    text = _tidy(text, keep_lines=field.kind is FieldKind.MESSAGE)
    if len(text) > field.most:
        return Refused(voice.say(Phrase.FORM_TOO_LONG, most=field.most, length=len(text)))
    match field.kind:
        case FieldKind.WAY:
            ways = voice.knowledge.talk.ways
            way = next((way.id for way in ways if is_one_of(text, way.title.values())), None)
            return Accepted(way) if way else wrong
        case FieldKind.REACH:
            reach = read_reach(text)
            return Accepted(reach) if reach else wrong
        case FieldKind.COUNTRY:
            return _read_country(text, wrong, voice)
        case FieldKind.CONSENT:
            return wrong
        case _:
            return Accepted(text) if any(sign.isalnum() for sign in text) else wrong


def is_one_of(text: str, wordings: Iterable[str]) -> bool:
    """True if the text says the same words as one of the wordings, whatever its case, accents and signs."""
    said = plain(text) or text.strip()
    return any(said == (plain(wording) or wording) for wording in wordings)


def holds_one_of(text: str, wordings: Iterable[str]) -> bool:
    """True if one of the wordings stands among the words of the text."""
    said = f" {plain(text)} "
    return any(f" {wanted} " in said for wanted in map(plain, wordings) if wanted)


def _tidy(text: str, *, keep_lines: bool) -> str:
    kept = (sign for sign in text if sign.isprintable() or sign in "\n\t\u200d")
    lines = [" ".join(line.split()) for line in "".join(kept).splitlines()]
    return ("\n" if keep_lines else " ").join(lines).strip()


def _read_country(text: str, wrong: Refused, voice: Voice) -> Accepted | Refused:
    meant = guess(text, voice.knowledge.talk.languages, voice.knowledge.talk.country_names)
    if meant.sure:
        return Accepted(meant.countries[0])
    if meant.countries:
        return Refused(voice.say(Phrase.FORM_COUNTRY_CLOSE), meant.countries)
    return wrong
