"""`/add`: staff enter a lead in one message, a line for each thing that they know."""

from collections.abc import Mapping
from typing import Final

from bot.channels.telegram.markup import Part, Run, lay_out
from bot.channels.telegram.staff.context import StaffContext, speak
from bot.channels.telegram.updates import Called
from bot.core.desk_phrases import DeskPhrase
from bot.core.phrases import AnyPhrase
from bot.core.staff_phrases import StaffPhrase
from bot.core.text import plain
from bot.core.voice import Voice
from bot.leads.lead import Staff
from bot.usecases.by_hand import CONSENT, FIELDS, LANGUAGE, OF_FORM, ORIGIN, SOURCE, Entered, Faulty

LABELS: Final[Mapping[str, AnyPhrase]] = {
    LANGUAGE: DeskPhrase.LANGUAGE,
    SOURCE: StaffPhrase.ADD_SOURCE,
    ORIGIN: DeskPhrase.ORIGIN,
    CONSENT: DeskPhrase.CONSENT,
}
"""What fields are called that are none of the form."""
ASKED: Final = tuple(name for name in FIELDS if name in OF_FORM or name in LABELS)
COMMAND: Final = "/add"


def label_of(name: str, voice: Voice) -> str:
    """What a field is called."""
    if name in LABELS:
        return voice.say(LABELS[name])
    return next(voice.pick(field.label) for field in voice.knowledge.form.fields if field.id == name)


def read_lines(text: str, voice: Voice) -> dict[str, str]:
    """Read `label: value` lines, by labels in any of the languages; other lines go on with the one before."""
    known = _labels(voice)
    values: dict[str, str] = {}
    last = ""
    for line in text.splitlines():
        label, colon, value = line.partition(":")
        name = known.get(plain(label)) if colon else None
        if name is not None:
            last = name
            values[name] = value.strip()
        elif last:
            values[last] = f"{values[last]}\n{line}".strip()
    return values


def _labels(voice: Voice) -> dict[str, str]:
    """The fields by what people call them, folded."""
    named: dict[str, str] = {}
    for language in voice.knowledge.talk.languages:
        spoken = voice.speaking(language)
        named |= {plain(label_of(name, spoken)): name for name in LABELS}
        for field in voice.knowledge.form.fields:
            if field.id in OF_FORM:
                said = (field.label.get(language, ""), *field.words.get(language, ()))
                named |= {plain(each): field.id for each in said if each}
    return named


def explain(voice: Voice) -> tuple[Part, ...]:
    """Say how a lead is entered, with lines to be copied and filled in."""
    values = {
        SOURCE: voice.say(StaffPhrase.SOURCE_FAIR),
        LANGUAGE: voice.language_name(voice.language),
        CONSENT: voice.say(DeskPhrase.NOT_ASKED),
    }
    lines = [f"{label_of(name, voice)}: {values.get(name, '')}".rstrip() for name in ASKED]
    sheet = "\n".join((COMMAND, *lines))
    return lay_out([Run(voice.say(StaffPhrase.ADD_HOW)), Run("\n\n"), Run(sheet, "code")])


class Adding:
    """Takes what staff enter."""

    def __init__(self, context: StaffContext) -> None:
        self._context = context

    async def called(self, call: Called, who: Staff) -> None:
        """Make a lead of the lines behind the command, or say what is wrong with them."""
        voice = self._context.voice(call.caller, call.place)
        typed = read_lines(call.argument, voice)
        if not typed:
            return self._context.tell(call.place, explain(voice))
        match await self._context.parts.by_hand.enter(typed, who, voice.language):
            case Entered(reference):
                told = speak(voice, StaffPhrase.ADD_DONE, reference=reference)
            case Faulty(reasons):
                lines = [f"• {label_of(name, voice)}: {reason}" for name, reason in reasons.items()]
                told = lay_out([Run("\n".join((voice.say(StaffPhrase.ADD_FAULTY), *lines)))])
            case _:
                told = speak(voice, StaffPhrase.FORBIDDEN)
        return self._context.tell(call.place, told)
