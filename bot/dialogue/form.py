"""The enquiry form as a conversation: its questions, its summary, its buttons, and what is answered to them.

The form has no step counter: the next question is the first field without a value (or the one being
edited), so that the fields may change while somebody fills it in.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from bot.core.knowledge import FieldKind, FormField, Knowledge
from bot.core.phrases import Phrase
from bot.core.text import words
from bot.core.voice import Voice
from bot.dialogue.fields import CONSENTED, Accepted, Refused, holds_one_of, is_one_of, read
from bot.dialogue.intents import assent
from bot.dialogue.turn import Choice, OpenForm, Reply
from bot.leads.lead import Enquiry, Lead
from bot.leads.reach import is_reach_alone, merge_reach, split_reach
from bot.matching.vocabulary import lines

Rows = tuple[tuple[Choice, ...], ...]


def question(field: FormField, form: OpenForm, knowledge: Knowledge) -> Reply:
    """Ask for a field, with the buttons that help."""
    voice = Voice(knowledge, form.language)
    fields = knowledge.form.fields
    step = voice.say(Phrase.FORM_STEP, number=fields.index(field) + 1, total=len(fields))
    rows: list[tuple[Choice, ...]] = []
    if field.kind is FieldKind.WAY:
        rows += [(button(form, f"set:{way.id}", voice.pick(way.title)),) for way in knowledge.talk.ways]
    if field.kind is FieldKind.CONSENT:
        rows.append((button(form, "agree", voice.say(Phrase.FORM_AGREE)),))
    if not field.required:
        rows.append((button(form, "skip", voice.say(Phrase.FORM_SKIP)),))
    labels = [("why", Phrase.FORM_WHY), ("cancel", Phrase.FORM_CANCEL)]
    if form.editing or fields.index(field):
        labels.insert(0, ("back", Phrase.FORM_BACK))
    rows.append(tuple(button(form, action, voice.say(label)) for action, label in labels))
    return Reply(
        voice.pick(field.ask),
        footer=step,
        choices=tuple(rows),
        wants_contact=field.kind is FieldKind.REACH,
        placeholder=voice.pick(field.label),
    )


def summary(form: OpenForm, knowledge: Knowledge) -> Reply:
    """Show everything before it is sent, with a button to change each field."""
    voice = Voice(knowledge, form.language)
    shown = [field for field in knowledge.form.fields if field.kind is not FieldKind.CONSENT]
    values = {voice.pick(field.label): _show(field, form, voice) for field in shown}
    lines = [voice.say(Phrase.FORM_LINE, label=label, value=value) for label, value in values.items()]
    edits = [
        button(form, f"edit:{field.id}", voice.say(Phrase.FORM_EDIT, field=voice.pick(field.label)))
        for field in shown
    ]
    return Reply(
        voice.say(Phrase.FORM_SUMMARY) + "\n\n" + "\n".join(lines),
        choices=(
            (button(form, "send", voice.say(Phrase.FORM_SEND)),),
            *(tuple(edits[at : at + 2]) for at in range(0, len(edits), 2)),
            (button(form, "cancel", voice.say(Phrase.FORM_CANCEL)),),
        ),
    )


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
    return Reply(voice.say(Phrase.FORM_DROP_ASK), choices=((yes, no),))


def _show(field: FormField, form: OpenForm, voice: Voice) -> str:
    value = form.values.get(field.id, "")
    if not value:
        return voice.say(Phrase.FORM_SKIPPED)
    if field.kind is FieldKind.WAY:
        return voice.way(value)
    return voice.country(value) if field.kind is FieldKind.COUNTRY else value


def button(form: OpenForm, action: str, label: str, stands_for: Literal["", "yes", "no"] = "") -> Choice:
    """A button of this very form."""
    return Choice(label, f"f:{form.id}:{action}", stands_for)


_DROPS_MOST = 7
"""Words of a message that may say no more than that it shall not be sent."""
_ASSENTS = frozenset({"agree", "send", "resume"})
"""Actions that a yes in any words means where they are offered."""


@dataclass(frozen=True, slots=True)
class Step:
    """What an action did to the form: the form as it is now (None: closed), what to say, what to send."""

    form: OpenForm | None
    replies: tuple[Reply, ...] = ()
    enquiry: Enquiry | None = None
    is_refused: bool = False
    """True if a typed value could not be taken."""


def open_form(event_id: str, way: str | None, origin: str, voice: Voice) -> OpenForm:
    """Start an empty form, with its way filled in where it is known."""
    known = {way.id for way in voice.knowledge.talk.ways}
    fields = [field.id for field in voice.knowledge.form.fields if field.kind is FieldKind.WAY]
    values = {fields[0]: way} if way in known and way is not None and fields else {}
    return OpenForm(
        id=sha256(event_id.encode()).hexdigest()[:8],
        values=values,
        language=voice.language,
        origin=origin,
    )


def reopen_form(event_id: str, lead: Lead, voice: Voice) -> OpenForm:
    """Open the form with what a lead holds, so that its visitor can put it right; consent stands."""
    by_kind = {
        FieldKind.WAY: lead.way,
        FieldKind.REACH: ", ".join(value for value in (lead.email, lead.phone) if value),
        FieldKind.COUNTRY: lead.country or "",
        FieldKind.MESSAGE: lead.message or "",
        FieldKind.CONSENT: CONSENTED,
    }
    by_id = {"company": lead.company, "contact-name": lead.contact_name}
    values = {
        field.id: by_id.get(field.id, by_kind.get(field.kind, "")) for field in voice.knowledge.form.fields
    }
    form = open_form(event_id, None, lead.origin, voice)
    return form.model_copy(
        update={"values": values, "consent_at": lead.consent_at, "corrects": lead.reference}
    )


def pending(form: OpenForm, knowledge: Knowledge) -> FormField | None:
    """The field to ask now; None when every field has a value that still counts."""
    fields = knowledge.form.fields
    edited = next((field for field in fields if field.id == form.editing), None)
    return edited or next((field for field in fields if not _has_value(field, form, knowledge)), None)


def ask(form: OpenForm, knowledge: Knowledge) -> Reply:
    """The question of the pending field, or the summary when there is none."""
    field = pending(form, knowledge)
    return summary(form, knowledge) if field is None else question(field, form, knowledge)


def take_text(form: OpenForm, text: str, at: datetime, knowledge: Knowledge) -> Step:
    """Take what was typed: a word that stands for a button, or a value for the pending field."""
    field = pending(form, knowledge)
    action = _typed_action(text, field, knowledge)
    if form.editing and assent(text, knowledge) == "no":
        action = "back"
    if action:
        return act(form, action, "", at, knowledge)
    if _drops(text, field, knowledge):
        return act(form, "drop", "", at, knowledge)
    if field is not None and (step := _take_contact(form, field, text, knowledge)):
        return step
    if field is not None:
        return take_value(form, field, text, knowledge)
    return _at_summary(form, text, at, knowledge)


def act(form: OpenForm, action: str, argument: str, at: datetime, knowledge: Knowledge) -> Step:
    """Carry out a button of this form; one that no longer fits just asks the pending question again."""
    form = form.model_copy(update={"paused": False})
    field = pending(form, knowledge)
    match action:
        case "cancel" | "discard":
            return Step(None, (Reply(Voice(knowledge, form.language).say(Phrase.FORM_CANCELLED)),))
        case "drop":
            return Step(form, (drop_question(form, knowledge),))
        case "send" if field is None:
            return _send(form, knowledge)
        case "why" if field is not None:
            return Step(form, (Reply(Voice(knowledge, form.language).pick(field.why)), ask(form, knowledge)))
        case "skip" if field is not None and not field.required:
            return _ask_next(_set_value(form, field, ""), knowledge)
        case "back":
            return _ask_next(_step_back(form, knowledge), knowledge)
        case "edit" if argument in {known.id for known in knowledge.form.fields}:
            return _ask_next(form.model_copy(update={"editing": argument}), knowledge)
        case "agree" if field is not None and field.kind is FieldKind.CONSENT:
            return _ask_next(_consent(form, field, at), knowledge)
        case "set" if field is not None or form.offered:
            return _take_choice(form, field, argument, knowledge)
        case _:
            return Step(form, (ask(form, knowledge),))


def _drops(text: str, field: FormField | None, knowledge: Knowledge) -> bool:
    """Tell whether a text says that nothing shall be sent; a longer message may speak of anything."""
    if field is not None and field.kind is FieldKind.MESSAGE and len(words(text)) > _DROPS_MOST:
        return False
    if (field is None or field.kind is FieldKind.CONSENT) and assent(text, knowledge) == "no":
        return True
    return holds_one_of(text, lines(knowledge.form.words.get("drop", {})))


def _at_summary(form: OpenForm, text: str, at: datetime, knowledge: Knowledge) -> Step:
    """Send, take an address or a number for the one given before, or ask for the field that is named."""
    if _begins(text, "send", knowledge):
        return act(form, "send", "", at, knowledge)
    fields = knowledge.form.fields
    reach = _reach_field(knowledge)
    voice = Voice(knowledge, form.language)
    reading = read(reach, text, voice) if reach else None
    if reach and reading and (isinstance(reading, Accepted) or reading.values):
        return take_value(form, reach, text, knowledge)
    named = next((field.id for field in fields if holds_one_of(text, lines(field.words))), "")
    if named:
        return act(form, "edit", named, at, knowledge)
    return Step(form, (Reply(voice.say(Phrase.FORM_UNCLEAR)), ask(form, knowledge)))


def means(text: str, action: str, knowledge: Knowledge) -> bool:
    """True if the text is one of the words that stand for a button of the form."""
    is_word = is_one_of(text, lines(knowledge.form.words.get(action, {})))
    return is_word or (action in _ASSENTS and assent(text, knowledge) == "yes")


def _begins(text: str, action: str, knowledge: Knowledge) -> bool:
    """Tell whether a text is a word that stands for a button and perhaps one more: `send it please`."""
    first = " ".join(words(text)[:-1])
    return bool(first) and means(first, action, knowledge)


def _has_value(field: FormField, form: OpenForm, knowledge: Knowledge) -> bool:
    value = form.values.get(field.id)
    if value is None or (field.required and not value):
        return False
    if field.kind is FieldKind.WAY:
        return value in {way.id for way in knowledge.talk.ways}
    return field.kind is not FieldKind.CONSENT or form.consent_at is not None


def is_button(form: OpenForm, text: str, knowledge: Knowledge) -> bool:
    """True if the typed words stand for a button of the form, or say that nothing shall be sent."""
    field = pending(form, knowledge)
    is_sent = field is None and _begins(text, "send", knowledge)
    return bool(_typed_action(text, field, knowledge)) or is_sent or _drops(text, field, knowledge)


def _typed_action(text: str, field: FormField | None, knowledge: Knowledge) -> str:
    """The button that the typed words stand for here; empty if they stand for none."""
    here = ["cancel", "back"]
    if field is None:
        here.append("send")
    else:
        here.append("why")
        here += ["skip"] if not field.required else []
        here += ["agree"] if field.kind is FieldKind.CONSENT else []
    return next((action for action in here if means(text, action, knowledge)), "")


def take_value(form: OpenForm, field: FormField, text: str, knowledge: Knowledge) -> Step:
    """Take a text as the value of a field, or say why it cannot be."""
    voice = Voice(knowledge, form.language)
    reading = read(field, text, voice)
    if isinstance(reading, Accepted):
        return _ask_next(_set_value(form, field, reading.value), knowledge)
    again = ask(form, knowledge)
    offered = tuple(
        (button(form, f"set:{country}", voice.country(country)),) for country in reading.countries
    )
    if reading.values:
        form = form.model_copy(update={"offered": reading.values})
        sole: Literal["", "yes"] = "yes" if len(reading.values) == 1 else ""
        offered = tuple((button(form, f"set:{_mark(each)}", each, sole),) for each in reading.values)
    return Step(
        form,
        (Reply(reading.reason, choices=(*offered, *again.choices), wants_contact=again.wants_contact),),
        is_refused=True,
    )


def _take_contact(form: OpenForm, field: FormField, text: str, knowledge: Knowledge) -> Step | None:
    """Take an address or a number alone for that, whatever was asked: a contact may be shared any time.

    Returns:
        None where it is asked for, and where a message may as well hold what is not valid.
    """
    reach = _reach_field(knowledge)
    if reach is None or field.kind is FieldKind.REACH or not is_reach_alone(text):
        return None
    voice = Voice(knowledge, form.language)
    reading = read(reach, text, voice)
    if isinstance(reading, Refused):
        is_free = field.kind is FieldKind.MESSAGE
        return None if is_free else take_value(form, reach, text, knowledge)
    value = merge_reach(form.values.get(reach.id, ""), reading.value)
    if len(value) > reach.most:
        return None
    form = form.model_copy(update={"values": {**form.values, reach.id: value}})
    taken = voice.say(Phrase.FORM_LINE, label=voice.pick(reach.label), value=value)
    return Step(form, (Reply(taken), ask(form, knowledge)))


def _reach_field(knowledge: Knowledge) -> FormField | None:
    return next((field for field in knowledge.form.fields if field.kind is FieldKind.REACH), None)


def _mark(value: str) -> str:
    """What stands for an offered value on its button, which holds few signs."""
    return sha256(value.encode()).hexdigest()[:8]


def _take_choice(form: OpenForm, field: FormField | None, value: str, knowledge: Knowledge) -> Step:
    offered = next((each for each in form.offered if _mark(each) == value), None)
    reach = _reach_field(knowledge)
    if offered is not None and reach is not None:
        kept = form.editing if field != reach else None
        return _ask_next(_set_value(form, reach, offered).model_copy(update={"editing": kept}), knowledge)
    if field is not None and field.kind is FieldKind.WAY and value in {way.id for way in knowledge.talk.ways}:
        return _ask_next(_set_value(form, field, value), knowledge)
    if field is not None and field.kind is FieldKind.COUNTRY:
        return take_value(form, field, value, knowledge)
    return Step(form, (ask(form, knowledge),))


def _set_value(form: OpenForm, field: FormField, value: str) -> OpenForm:
    return form.model_copy(
        update={"values": {**form.values, field.id: value}, "editing": None, "offered": ()}
    )


def _consent(form: OpenForm, field: FormField, at: datetime) -> OpenForm:
    return _set_value(form, field, CONSENTED).model_copy(update={"consent_at": at})


def _step_back(form: OpenForm, knowledge: Knowledge) -> OpenForm:
    """Leave an edit, or forget the value before the pending one so that it is asked again."""
    if form.editing is not None:
        return form.model_copy(update={"editing": None})
    field = pending(form, knowledge)
    ids = [known.id for known in knowledge.form.fields]
    before = ids[: ids.index(field.id)] if field else ids
    if not before:
        return form
    return form.model_copy(update={"values": {key: v for key, v in form.values.items() if key != before[-1]}})


def _ask_next(form: OpenForm, knowledge: Knowledge) -> Step:
    form = form.model_copy(update={"doubtful": ""})
    return Step(form, (ask(form, knowledge),))


def _send(form: OpenForm, knowledge: Knowledge) -> Step:
    values = {field.kind: form.values.get(field.id, "") for field in knowledge.form.fields}
    email, phone = split_reach(values.get(FieldKind.REACH, ""))
    company, person = form.values.get("company", ""), form.values.get("contact-name", "")
    if not (company and person and (email or phone) and form.consent_at):
        return Step(form, (summary(form, knowledge),))
    enquiry = Enquiry(
        way=values.get(FieldKind.WAY, ""),
        company=company,
        contact_name=person,
        email=email,
        phone=phone,
        country=values.get(FieldKind.COUNTRY) or None,
        message=values.get(FieldKind.MESSAGE) or None,
        language=form.language,
        origin=form.origin,
        consent_version=knowledge.form.consent_version,
        consent_at=form.consent_at,
    )
    return Step(None, enquiry=enquiry)
