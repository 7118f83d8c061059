"""What the enquiry form shows: its questions, its summary, and the buttons below them, six at most."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal

from bot.core.knowledge import FieldKind, FormField, Knowledge
from bot.core.phrases import Phrase
from bot.core.voice import Voice
from bot.dialogue.fields import IN_CHAT, LATER
from bot.dialogue.turn import Choice, OpenForm, Reply
from bot.dialogue.whereabouts import told_countries

Rows = tuple[tuple[Choice, ...], ...]

BUTTONS_MOST: Final = 6
"""Buttons of a screen; what does not fit goes on another page."""
COMPANY: Final = "company"
"""The field that takes the name of an organisation."""
_COUNTRIES_SHOWN: Final = 2
"""Countries that are guessed and shown for confirmation."""
_EDITS_SHOWN: Final = 4
"""Fields that are offered for a change on one page."""


def button(form: OpenForm, action: str, label: str, stands_for: Literal["", "yes", "no"] = "") -> Choice:
    """A button of this very form."""
    return Choice(label, f"f:{form.id}:{action}", stands_for)


def pending(form: OpenForm, knowledge: Knowledge) -> FormField | None:
    """The field to ask now; None when every field has a value that still counts."""
    fields = knowledge.form.fields
    edited = next((field for field in fields if field.id == form.editing), None)
    return edited or next((field for field in fields if not has_value(field, form, knowledge)), None)


def has_value(field: FormField, form: OpenForm, knowledge: Knowledge) -> bool:
    """True if a field has a value that still counts."""
    value = form.values.get(field.id)
    if value is None or (field.required and not value):
        return False
    if field.kind is FieldKind.WAY:
        return value in {way.id for way in knowledge.talk.ways}
    return field.kind is not FieldKind.CONSENT or form.consent_at is not None


def ask(form: OpenForm, knowledge: Knowledge, page: int = 0) -> Reply:
    """The question of the pending field, or the summary when there is none."""
    field = pending(form, knowledge)
    return summary(form, knowledge) if field is None else question(field, form, knowledge, page)


def ask_after(text: str, form: OpenForm, knowledge: Knowledge) -> Reply:
    """The same in one message with something that is said before it."""
    asked = ask(form, knowledge)
    return replace(asked, text=f"{text}\n\n{asked.text}")


def question(field: FormField, form: OpenForm, knowledge: Knowledge, page: int = 0) -> Reply:
    """Ask for a field, with the buttons that help."""
    voice = Voice(knowledge, form.language)
    ways_back = _ways_back(field, form, knowledge)
    return Reply(
        voice.pick(field.ask),
        footer=step_of(field, form, knowledge),
        choices=(*_helping(field, form, voice, page, BUTTONS_MOST - len(ways_back)), ways_back),
        wants_contact=field.kind is FieldKind.REACH,
        placeholder=voice.pick(field.label),
    )


def step_of(field: FormField | None, form: OpenForm, knowledge: Knowledge) -> str:
    """Tell how far the form has come; the summary is its last step."""
    fields = knowledge.form.fields
    number = fields.index(field) + 1 if field else len(fields)
    return Voice(knowledge, form.language).say(Phrase.FORM_STEP, number=number, total=len(fields))


def _ways_back(field: FormField, form: OpenForm, knowledge: Knowledge) -> tuple[Choice, ...]:
    labels = [("cancel", Phrase.FORM_CANCEL)]
    if field.kind is not FieldKind.WAY:
        labels.insert(0, ("why", Phrase.FORM_WHY))
    if form.editing or knowledge.form.fields.index(field):
        labels.insert(0, ("back", Phrase.FORM_BACK))
    voice = Voice(knowledge, form.language)
    return tuple(button(form, action, voice.say(label)) for action, label in labels)


def _helping(field: FormField, form: OpenForm, voice: Voice, page: int, room: int) -> Rows:
    """The answers that need not be typed."""
    if field.kind is FieldKind.WAY:
        ways = [button(form, f"set:{way.id}", voice.pick(way.title)) for way in voice.knowledge.talk.ways]
        return _page(ways, form, voice, page, room)
    rows: list[tuple[Choice, ...]] = []
    if field.kind is FieldKind.COUNTRY:
        likely = told_countries(form, voice.knowledge)[:_COUNTRIES_SHOWN]
        rows += [(button(form, f"set:{country}", voice.country(country)),) for country in likely]
    if field.id == COMPANY and (alone := voice.knowledge.form.talk.alone.get(form.language)):
        rows.append((button(form, "alone", alone[0]),))
    if field.kind is FieldKind.CONSENT:
        rows.append((button(form, "agree", voice.say(Phrase.FORM_AGREE)),))
    if not field.required:
        rows.append((button(form, "skip", voice.say(Phrase.FORM_SKIP)),))
    return tuple(rows)


def _page(choices: Sequence[Choice], form: OpenForm, voice: Voice, page: int, room: int) -> Rows:
    """One page of choices, the last choice on each, and a button for the next page, or the first again."""
    if len(choices) <= room:
        return tuple((choice,) for choice in choices)
    *paged, last = choices
    shown = room - 2
    pages = -(-len(paged) // shown)
    page %= pages
    more = button(form, f"page:{(page + 1) % pages}", voice.say(Phrase.MORE))
    return tuple((choice,) for choice in (*paged[page * shown : (page + 1) * shown], last, more))


def summary(form: OpenForm, knowledge: Knowledge) -> Reply:
    """Show everything before it is sent."""
    voice = Voice(knowledge, form.language)
    lines = [line(form, field, knowledge) for field in _shown(knowledge)]
    text = voice.say(Phrase.FORM_SUMMARY) + "\n\n" + "\n".join(lines)
    return replace(at_end(text, form, knowledge), footer=step_of(None, form, knowledge))


def at_end(text: str, form: OpenForm, knowledge: Knowledge) -> Reply:
    """Say something where all is filled in, with the ways on from there."""
    voice = Voice(knowledge, form.language)
    buttons = (("send", Phrase.FORM_SEND), ("change", Phrase.FORM_CHANGE), ("cancel", Phrase.FORM_CANCEL))
    choices = tuple((button(form, action, voice.say(label)),) for action, label in buttons)
    return Reply(text, choices=choices, footer=step_of(None, form, knowledge))


def changes(form: OpenForm, knowledge: Knowledge, page: int) -> Reply:
    """Ask which field shall be changed."""
    voice = Voice(knowledge, form.language)
    shown = _shown(knowledge)
    pages = -(-len(shown) // _EDITS_SHOWN)
    page %= pages
    edits = [
        button(form, f"edit:{field.id}", voice.say(Phrase.FORM_EDIT, field=voice.pick(field.label)))
        for field in shown[page * _EDITS_SHOWN : (page + 1) * _EDITS_SHOWN]
    ]
    more = button(form, f"change:{(page + 1) % pages}", voice.say(Phrase.MORE))
    back = button(form, "resume", voice.say(Phrase.FORM_BACK))
    return Reply(
        voice.say(Phrase.FORM_CHANGE_ASK),
        footer=step_of(None, form, knowledge),
        choices=(
            *(tuple(edits[at : at + 2]) for at in range(0, len(edits), 2)),
            (more, back) if pages > 1 else (back,),
        ),
    )


def _shown(knowledge: Knowledge) -> tuple[FormField, ...]:
    return tuple(field for field in knowledge.form.fields if field.kind is not FieldKind.CONSENT)


def paused_choices(form: OpenForm, knowledge: Knowledge) -> Rows:
    """The ways on from a paused form."""
    buttons = (
        ("resume", Phrase.FORM_RESUME),
        ("restart", Phrase.FORM_RESTART),
        ("discard", Phrase.FORM_DISCARD),
    )
    voice = Voice(knowledge, form.language)
    return tuple((button(form, action, voice.say(label)),) for action, label in buttons)


def drop_question(form: OpenForm, knowledge: Knowledge) -> Reply:
    """Ask whether nothing shall be sent."""
    voice = Voice(knowledge, form.language)
    yes = button(form, "cancel", voice.say(Phrase.FORM_DROP_YES), "yes")
    no = button(form, "resume", voice.say(Phrase.FORM_DROP_NO), "no")
    step = step_of(pending(form, knowledge), form, knowledge)
    return Reply(voice.say(Phrase.FORM_DROP_ASK), footer=step, choices=((yes, no),))


def line(form: OpenForm, field: FormField, knowledge: Knowledge) -> str:
    """A field with its value."""
    voice = Voice(knowledge, form.language)
    return voice.say(Phrase.FORM_LINE, label=voice.pick(field.label), value=show(field, form, voice))


SETTLED: Final = {
    FieldKind.REACH: (IN_CHAT, Phrase.FORM_REACH_HERE_TAKEN),
    FieldKind.COUNTRY: (LATER, Phrase.FORM_SKIPPED),
}
"""What fields hold that were settled without a value, and how that reads."""


def show(field: FormField, form: OpenForm, voice: Voice) -> str:
    """The value of a field as its visitor reads it."""
    value = form.values.get(field.id, "")
    if not value:
        return voice.say(Phrase.FORM_SKIPPED)
    if field.kind is FieldKind.WAY:
        return voice.way(value)
    if field.kind in SETTLED and value == SETTLED[field.kind][0]:
        return voice.say(SETTLED[field.kind][1])
    return voice.country(value) if field.kind is FieldKind.COUNTRY else value
