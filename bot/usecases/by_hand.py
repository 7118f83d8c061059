"""Leads that staff enter: what came by telephone, by mail, at a fair.

What they type is read as the enquiry form reads it. Consent is part of it as well: where and to whom it
was given, or that nobody has asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.core.countries import is_country
from bot.core.desk_phrases import DeskPhrase
from bot.core.knowledge import FieldKind, FormField, Knowledge
from bot.core.phrases import AnyPhrase, phrase_of
from bot.core.staff_phrases import StaffPhrase
from bot.core.text import tidy
from bot.core.types import Language
from bot.core.voice import Voice
from bot.dialogue.fields import Refused, is_one_of, read
from bot.leads.changes import CONSENT_MOST
from bot.leads.lead import BY_HAND, Consent, Enquiry, Source, Staff, new_reference
from bot.leads.reach import split_reach
from bot.leads.staff import Right, may
from bot.store import leads
from bot.store.database import Database

OF_FORM: Final = ("company", "contact-name", "reach", "country", "way", "message")
"""Fields that are those of the enquiry form, by their ids."""
LANGUAGE: Final = "language"
SOURCE: Final = "source"
ORIGIN: Final = "origin"
CONSENT: Final = "consent"
"""Where it was given, or `NOT_ASKED`."""
CONSENT_BY: Final = "consent-by"
FIELDS: Final = (*OF_FORM, LANGUAGE, SOURCE, ORIGIN, CONSENT, CONSENT_BY)
NEEDED: Final = frozenset({"company", "contact-name", "reach", "way", CONSENT})
NOT_ASKED: Final = Consent.NOT_ASKED.value
ORIGIN_MOST: Final = 200
SAME_WITHIN: Final = timedelta(minutes=10)
"""What is entered twice in so short a time is one lead: a form was sent again, an update came again."""


@dataclass(frozen=True, slots=True)
class Entered:
    """There is a lead of it now."""

    reference: str


@dataclass(frozen=True, slots=True)
class Faulty:
    """What is wrong or missing, in words, by field."""

    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NotEntered:
    """Whoever asks has not the right to."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What staff entered, read."""

    enquiry: Enquiry
    source: Source


class ByHand:
    """Takes leads from staff."""

    def __init__(
        self,
        database: Database,
        knowledge: Callable[[], Knowledge],
        clock: Callable[[], datetime],
        draw: Callable[[str], str],
    ) -> None:
        """Put the parts together.

        Args:
            database: Where leads are kept.
            knowledge: Gives the form, the ways and the languages of the moment.
            clock: Gives the time, aware.
            draw: Picks one sign of a string at random; references are made of it.
        """
        self._database = database
        self._knowledge = knowledge
        self._clock = clock
        self._draw = draw

    async def enter(
        self, typed: Mapping[str, str], who: Staff, language: Language | None = None
    ) -> Entered | Faulty | NotEntered:
        """Make a lead of what was typed, by `FIELDS`.

        Args:
            typed: What was typed; fields that are left out are empty.
            who: Who enters it.
            language: In which what is wrong is told; the staff's if None.
        """
        if not may(who.role, Right.WORK):
            return NotEntered()
        now, voice = self._clock(), Voice.of_staff(self._knowledge())
        read_ = read_sheet(typed, who, voice.speaking(language) if language else voice, now)
        if isinstance(read_, Faulty):
            return read_
        enquiry, source = read_.enquiry, read_.source
        async with self._database.transaction() as session:
            known = await leads.entered_since(session, enquiry, source.value, now - SAME_WITHIN)
            if known is not None:
                return Entered(known)
            reference = new_reference(self._draw)
            while await leads.find(session, reference) is not None:
                reference = new_reference(self._draw)
            await leads.submit(
                session, enquiry, reference=reference, channel=source.value, chat_id=None, at=now, who=who
            )
        return Entered(reference)


def read_sheet(typed: Mapping[str, str], who: Staff, voice: Voice, now: datetime) -> Sheet | Faulty:
    """Read what staff typed, or say everything that is wrong with it."""
    reasons: dict[str, str] = {}
    values: dict[str, str] = {}
    for name in FIELDS:
        text = typed.get(name, "").strip()
        if not text and name in NEEDED:
            reasons[name] = voice.say(StaffPhrase.ADD_MISSING)
        elif text:
            found = _read(name, text, voice)
            if isinstance(found, Refused):
                reasons[name] = found.reason
            else:
                values[name] = found
    if reasons:
        return Faulty(reasons)
    email, phone = split_reach(values["reach"])
    where = "" if values[CONSENT] == NOT_ASKED else values[CONSENT]
    enquiry = Enquiry(
        way=values["way"],
        company=values["company"],
        contact_name=values["contact-name"],
        email=email,
        phone=phone,
        country=values.get("country"),
        message=values.get("message"),
        language=values.get(LANGUAGE, voice.knowledge.talk.fallback_language),
        origin=values.get(ORIGIN, ""),
        consent_version=BY_HAND,
        consent_at=now,
        consent=Consent.GIVEN if where else Consent.NOT_ASKED,
        consent_where=where,
        consent_by=(values.get(CONSENT_BY) or who.name) if where else "",
    )
    return Sheet(enquiry, Source(values.get(SOURCE, Source.OTHER)))


def _read(name: str, text: str, voice: Voice) -> str | Refused:
    """Read one field, as it is kept."""
    match name:
        case "source":
            return _one_of(text, {each.value: phrase_of(f"lead_source_{each}") for each in Source}, voice)
        case "consent":
            asked = _one_of(text, {NOT_ASKED: DeskPhrase.NOT_ASKED}, voice)
            return asked if isinstance(asked, str) else _short(text, CONSENT_MOST, voice)
        case "language":
            return _read_language(text, voice)
        case "origin" | "consent-by":
            return _short(text, ORIGIN_MOST, voice)
    field = next(field for field in voice.knowledge.form.fields if field.id == name)
    return _read_of_form(field, text, voice)


def _read_of_form(field: FormField, text: str, voice: Voice) -> str | Refused:
    """Read a field as the form does; the ids that a list or a command names are taken as well."""
    is_way = field.kind is FieldKind.WAY and text in {way.id for way in voice.knowledge.talk.ways}
    if is_way or (field.kind is FieldKind.COUNTRY and is_country(text)):
        return text
    found = read(field, text, voice)
    return found if isinstance(found, Refused) else found.value


def _one_of(text: str, named: Mapping[str, AnyPhrase], voice: Voice) -> str | Refused:
    for value, phrase in named.items():
        if is_one_of(text, (value, *voice.knowledge.phrases[phrase].values())):
            return value
    known = ", ".join(voice.say(phrase) for phrase in named.values())
    return Refused(voice.say(StaffPhrase.ADD_ONE_OF, values=known))


def _read_language(text: str, voice: Voice) -> str | Refused:
    live = voice.knowledge.talk.languages
    for code in live:
        if is_one_of(text, (code, *(voice.speaking(each).language_name(code) for each in live))):
            return code
    return Refused(voice.say(StaffPhrase.ADD_ONE_OF, values=voice.languages_spoken()))


def _short(text: str, most: int, voice: Voice) -> str | Refused:
    kept = tidy(text)
    return kept if len(kept) <= most else Refused(voice.say(StaffPhrase.ADD_TOO_LONG, most=most))
