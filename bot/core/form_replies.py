"""What the enquiry form says: its questions, its summary, its buttons."""

from typing import Literal

from bot.core.countries import name_of
from bot.core.knowledge import FieldKind, FormField, Knowledge
from bot.core.phrases import Phrase, say
from bot.core.turn import Choice, OpenForm, Reply

Rows = tuple[tuple[Choice, ...], ...]


def question(field: FormField, form: OpenForm, knowledge: Knowledge) -> Reply:
    """Ask for a field, with the buttons that help."""
    language = form.language
    fields = knowledge.form.fields
    step = say(knowledge, Phrase.FORM_STEP, language, number=fields.index(field) + 1, total=len(fields))
    rows: list[tuple[Choice, ...]] = []
    if field.kind is FieldKind.WAY:
        rows += [(button(form, f"set:{way.id}", way.title[language]),) for way in knowledge.talk.ways]
    if field.kind is FieldKind.CONSENT:
        rows.append((button(form, "agree", say(knowledge, Phrase.FORM_AGREE, language)),))
    if not field.required:
        rows.append((button(form, "skip", say(knowledge, Phrase.FORM_SKIP, language)),))
    labels = [("why", Phrase.FORM_WHY), ("cancel", Phrase.FORM_CANCEL)]
    if form.editing or fields.index(field):
        labels.insert(0, ("back", Phrase.FORM_BACK))
    rows.append(tuple(button(form, action, say(knowledge, label, language)) for action, label in labels))
    return Reply(
        field.ask[language],
        footer=step,
        choices=tuple(rows),
        wants_contact=field.kind is FieldKind.REACH,
        placeholder=field.label[language],
    )


def summary(form: OpenForm, knowledge: Knowledge) -> Reply:
    """Show everything before it is sent, with a button to change each field."""
    language = form.language
    shown = [field for field in knowledge.form.fields if field.kind is not FieldKind.CONSENT]
    values = {field.label[language]: _shown(field, form, knowledge) for field in shown}
    lines = [
        say(knowledge, Phrase.FORM_LINE, language, label=label, value=value)
        for label, value in values.items()
    ]
    edits = [
        button(
            form, f"edit:{field.id}", say(knowledge, Phrase.FORM_EDIT, language, field=field.label[language])
        )
        for field in shown
    ]
    return Reply(
        say(knowledge, Phrase.FORM_SUMMARY, language) + "\n\n" + "\n".join(lines),
        choices=(
            (button(form, "send", say(knowledge, Phrase.FORM_SEND, language)),),
            *(tuple(edits[at : at + 2]) for at in range(0, len(edits), 2)),
            (button(form, "cancel", say(knowledge, Phrase.FORM_CANCEL, language)),),
        ),
    )


def paused_choices(form: OpenForm, knowledge: Knowledge) -> Rows:
    """The ways on from a paused form."""
    buttons = (
        ("resume", Phrase.FORM_RESUME),
        ("restart", Phrase.FORM_RESTART),
        ("discard", Phrase.FORM_DISCARD),
    )
    return tuple((button(form, action, say(knowledge, label, form.language)),) for action, label in buttons)


def drop_question(form: OpenForm, knowledge: Knowledge) -> Reply:
    """Ask whether nothing shall be sent."""
    language = form.language
    yes = button(form, "cancel", say(knowledge, Phrase.FORM_DROP_YES, language), "yes")
    no = button(form, "resume", say(knowledge, Phrase.FORM_DROP_NO, language), "no")
    return Reply(say(knowledge, Phrase.FORM_DROP_ASK, language), choices=((yes, no),))


def _shown(field: FormField, form: OpenForm, knowledge: Knowledge) -> str:
    value = form.values.get(field.id, "")
    if not value:
        return say(knowledge, Phrase.FORM_SKIPPED, form.language)
    if field.kind is FieldKind.WAY:
        return next((way.title[form.language] for way in knowledge.talk.ways if way.id == value), value)
    return name_of(value, form.language) if field.kind is FieldKind.COUNTRY else value


def button(form: OpenForm, action: str, label: str, stands_for: Literal["", "yes", "no"] = "") -> Choice:
    """A button of this very form."""
    return Choice(label, f"f:{form.id}:{action}", stands_for)
