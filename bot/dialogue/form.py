"""The enquiry form as a conversation: what is typed and pressed, and what becomes of it.

The form has no step counter: the next question is the first field without a value (or the one being
edited), so that the fields may change while somebody fills it in. What it shows stands in `questions`.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from bot.core.knowledge import FieldKind, FormField, Knowledge
from bot.core.phrases import Phrase
from bot.core.text import words
from bot.core.types import Wordings
from bot.core.voice import Voice
from bot.dialogue.fields import (
    CONSENTED,
    IN_CHAT,
    LATER,
    Accepted,
    Refused,
    holds_one_of,
    is_one_of,
    read,
)
from bot.dialogue.intents import assent
from bot.dialogue.questions import (
    BUTTONS_MOST,
    COMPANY,
    SETTLED,
    Rows,
    ask,
    ask_after,
    at_end,
    button,
    changes,
    drop_question,
    line,
    pending,
    show,
    step_of,
    summary,
)
from bot.dialogue.turn import OpenForm, Reply
from bot.dialogue.whereabouts import whereabouts
from bot.dialogue.wording import says_only
from bot.leads.lead import NO_NUMBER, Enquiry
from bot.leads.reach import is_reach_alone, merge_reach, show_number, split_reach
from bot.matching.vocabulary import lines

_DROPS_MOST = 7
"""Words of a message that may say no more than that it shall not be sent."""
_ASSENTS = frozenset({"agree", "send", "resume"})
"""Actions that a yes in any words means where they are offered."""
_WORDINGS = 3
"""Ways to say that a value cannot be taken: what would do, the same otherwise, another way."""


@dataclass(frozen=True, slots=True)
class Step:
    """What an action did to the form: the form as it is now (None: closed), what to say, what to send."""

    form: OpenForm | None
    replies: tuple[Reply, ...] = ()
    enquiry: Enquiry | None = None
    is_refused: bool = False
    """True if a typed value could not be taken."""


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


def act(  # noqa: C901 - one table
    form: OpenForm, action: str, argument: str, at: datetime, knowledge: Knowledge
) -> Step:
    """Carry out a button of this form; one that no longer fits just asks the pending question again."""
    form = form.model_copy(update={"paused": False})
    field = pending(form, knowledge)
    page = int(argument[:3]) if argument.isdecimal() else 0
    match action:
        case "cancel" | "discard":
            return Step(None, (Reply(Voice(knowledge, form.language).say(Phrase.FORM_CANCELLED)),))
        case "drop":
            return Step(form, (drop_question(form, knowledge),))
        case "send" if field is None:
            return _send(form, knowledge)
        case "change" if field is None:
            return Step(form, (changes(form, knowledge, page),))
        case "why" if field is not None:
            return explain(form, field, knowledge)
        case "skip" if field is not None and not field.required:
            return _ask_next(_set_value(form, field, ""), knowledge)
        case "later" if field is not None and field.kind in SETTLED:
            return _ask_next(_set_value(form, field, SETTLED[field.kind][0]), knowledge)
        case "alone" if field is not None and field.id == COMPANY and form.language in _alone(knowledge):
            return take_value(form, field, _alone(knowledge)[form.language][0], knowledge)
        case "back":
            return _ask_next(_step_back(form, knowledge), knowledge)
        case "edit" if argument in {known.id for known in knowledge.form.fields}:
            return _ask_next(form.model_copy(update={"editing": argument}), knowledge)
        case "agree" if field is not None and field.kind is FieldKind.CONSENT:
            return _ask_next(_consent(form, field, at), knowledge)
        case "set" if field is not None or form.offered:
            return _take_choice(form, field, argument, knowledge)
        case "page":
            return Step(form, (ask(form, knowledge, page),))
        case _:
            return Step(form, (ask(form, knowledge),))


def _alone(knowledge: Knowledge) -> Wordings:
    return knowledge.form.talk.alone


def explain(form: OpenForm, field: FormField, knowledge: Knowledge) -> Step:
    """Say why a field is asked for, then ask on."""
    why = Voice(knowledge, form.language).pick(field.why)
    return Step(form, (ask_after(why, form, knowledge),))


def _drops(text: str, field: FormField | None, knowledge: Knowledge) -> bool:
    """Tell whether a text says that nothing shall be sent; a longer message may speak of anything."""
    if field is not None and field.kind is FieldKind.MESSAGE and len(words(text)) > _DROPS_MOST:
        return False
    if (field is None or field.kind is FieldKind.CONSENT) and assent(text, knowledge) == "no":
        return True
    return holds_one_of(text, lines(knowledge.form.words.get("drop", {})))


def _at_summary(form: OpenForm, text: str, at: datetime, knowledge: Knowledge) -> Step:
    """Send, take an address or a number for the one given before, or ask for the field that is named."""
    if approves(text, knowledge):
        return act(form, "send", "", at, knowledge)
    fields = [field for field in knowledge.form.fields if field.kind is not FieldKind.CONSENT]
    reach = _reach_field(knowledge)
    reading = read_value(form, reach, text, knowledge) if reach else None
    if reach and reading and (isinstance(reading, Accepted) or reading.values):
        return take_value(form, reach, text, knowledge)
    named = next((field.id for field in fields if holds_one_of(text, lines(field.words))), "")
    if named:
        return act(form, "edit", named, at, knowledge)
    return Step(form, (at_end(Voice(knowledge, form.language).say(Phrase.FORM_UNCLEAR), form, knowledge),))


def means(text: str, action: str, knowledge: Knowledge) -> bool:
    """True if the text is one of the words that stand for a button of the form."""
    is_word = is_one_of(text, lines(knowledge.form.words.get(action, {})))
    return is_word or (action in _ASSENTS and assent(text, knowledge, to_erase=False) == "yes")


def approves(text: str, knowledge: Knowledge) -> bool:
    """True if a text says, and says only, that what was shown is right or shall be sent."""
    if "?" in text or assent(text, knowledge) == "no":
        return False
    said = words(text)
    is_word = bool(said) and means(" ".join(said[:-1]), "send", knowledge)
    refuses = not {*said}.isdisjoint({word for each in _no_words(knowledge) for word in words(each)[:1]})
    return is_word or (not refuses and says_only(text, (knowledge.form.talk.approve,), knowledge))


def _no_words(knowledge: Knowledge) -> list[str]:
    return [each for each in lines(knowledge.talk.no_words) if len(words(each)) == 1]


def is_button(form: OpenForm, text: str, knowledge: Knowledge) -> bool:
    """True if the typed words stand for a button of the form, or say that nothing shall be sent."""
    field = pending(form, knowledge)
    is_sent = field is None and approves(text, knowledge)
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


def read_value(form: OpenForm, field: FormField, text: str, knowledge: Knowledge) -> Accepted | Refused:
    """Read a text as the value of a field, in the light of what the form holds already."""
    return read(field, text, Voice(knowledge, form.language), whereabouts(form, knowledge))


def take_value(form: OpenForm, field: FormField, text: str, knowledge: Knowledge) -> Step:
    """Take a text as the value of a field, or say why it cannot be."""
    reading = read_value(form, field, text, knowledge)
    if isinstance(reading, Accepted):
        return _ask_next(_set_value(form, field, reading.value), knowledge)
    return _refuse(form, field, reading, knowledge)


def correct(form: OpenForm, field: FormField, text: str, knowledge: Knowledge) -> Step:
    """Take a text in the place of the value that a field has, and go on where the form was."""
    reading = read_value(form, field, text, knowledge)
    if isinstance(reading, Refused):
        return _refuse(form.model_copy(update={"editing": field.id}), field, reading, knowledge)
    return settle(form, field, reading.value, knowledge)


def settle(form: OpenForm, field: FormField, value: str, knowledge: Knowledge) -> Step:
    """Put a value that needs no reading into a field, and go on where the form was."""
    kept = form.editing if form.editing != field.id else None
    form = _set_value(form, field, value).model_copy(update={"editing": kept, "doubtful": ""})
    return _tell_taken(form, field, knowledge)


def _tell_taken(form: OpenForm, field: FormField, knowledge: Knowledge) -> Step:
    """Say what a field holds now, and go on where the form was; at the end without all of it again."""
    voice = Voice(knowledge, form.language)
    taken = voice.say(Phrase.EDIT_TAKEN, label=voice.pick(field.label), value=show(field, form, voice))
    if pending(form, knowledge) is None:
        return Step(form, (at_end(f"{taken}\n\n{voice.say(Phrase.FORM_SEND_ASK)}", form, knowledge),))
    return Step(form, (ask_after(taken, form, knowledge),))


def offer_otherwise(form: OpenForm, field: FormField, knowledge: Knowledge) -> Step:
    """Offer another way to somebody who has no value for a field."""
    refused = Refused(Voice(knowledge, form.language).pick(field.wrong))
    return _refuse(form.model_copy(update={"refused": _WORDINGS - 1}), field, refused, knowledge)


def _refuse(form: OpenForm, field: FormField, reading: Refused, knowledge: Knowledge) -> Step:
    """Say why a value cannot be taken: never the same sentence three times, and at last another way."""
    voice = Voice(knowledge, form.language)
    is_asked = field is pending(form, knowledge)
    at = form.refused % _WORDINGS if is_asked else 0
    form = form.model_copy(
        update={"refused": form.refused + (is_asked and not reading.is_close), "offered": reading.values}
    )
    reason = reading.reason
    rows: Rows = ()
    if at == _WORDINGS - 1:
        wording, label = _OTHERWISE.get(field.kind, (Phrase.FORM_STUCK, None))
        reason = reason if reading.is_close else voice.say(wording)
        rows = ((button(form, "later", voice.say(label)),),) if label else ()
    elif at and field.again and not reading.is_close:
        reason = voice.pick(field.again)
    offered = (*_offers(form, reading, voice), *rows)
    again = ask(form, knowledge)
    room = BUTTONS_MOST - len(offered) - len(again.choices[-1])
    helping = again.choices[:-1] if is_asked and not offered else ()
    shown = (*offered, *helping[:room], again.choices[-1])
    step = step_of(pending(form, knowledge), form, knowledge)
    return Step(
        form,
        (Reply(reason, choices=shown, footer=step, wants_contact=again.wants_contact),),
        is_refused=True,
    )


def _offers(form: OpenForm, reading: Refused, voice: Voice) -> Rows:
    """What may be meant, each a button; a single one may be typed as yes."""
    if reading.values:
        sole: Literal["", "yes"] = "yes" if len(reading.values) == 1 else ""
        return tuple(
            (button(form, f"set:{_mark(each)}", show_number(each, voice.country), sole),)
            for each in reading.values[:_WORDINGS]
        )
    return tuple(
        (button(form, f"set:{country}", voice.country(country)),) for country in reading.countries[:_WORDINGS]
    )


_OTHERWISE = {
    FieldKind.REACH: (Phrase.FORM_REACH_HERE, Phrase.FORM_REACH_HERE_CHOICE),
    FieldKind.COUNTRY: (Phrase.FORM_COUNTRY_LATER, Phrase.FORM_COUNTRY_LATER_CHOICE),
}
"""Another way than a value, and what its button says."""


def _take_contact(form: OpenForm, field: FormField, text: str, knowledge: Knowledge) -> Step | None:
    """Take an address or a number alone for that, whatever was asked: a contact may be shared any time.

    Returns:
        None where it is asked for, and where a message may as well hold what is not valid.
    """
    reach = _reach_field(knowledge)
    if reach is None or field.kind is FieldKind.REACH or not is_reach_alone(text):
        return None
    reading = read_value(form, reach, text, knowledge)
    if isinstance(reading, Refused):
        is_free = field.kind is FieldKind.MESSAGE
        return None if is_free else take_value(form, reach, text, knowledge)
    before = form.values.get(reach.id, "")
    value = merge_reach("" if before == IN_CHAT else before, reading.value)
    if len(value) > reach.most:
        return None
    form = form.model_copy(update={"values": {**form.values, reach.id: value}})
    return Step(form, (ask_after(line(form, reach, knowledge), form, knowledge),))


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
        update={"values": {**form.values, field.id: value}, "editing": None, "offered": (), "refused": 0}
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
    form = form.model_copy(update={"doubtful": "", "refused": 0})
    return Step(form, (ask(form, knowledge),))


def _send(form: OpenForm, knowledge: Knowledge) -> Step:
    values = {field.kind: form.values.get(field.id, "") for field in knowledge.form.fields}
    reach, country = values.get(FieldKind.REACH, ""), values.get(FieldKind.COUNTRY, "")
    email, phone = (None, NO_NUMBER) if reach == IN_CHAT else split_reach(reach)
    company, person = form.values.get("company", ""), form.values.get("contact-name", "")
    if not (company and person and reach and form.consent_at):
        return Step(form, (summary(form, knowledge),))
    enquiry = Enquiry(
        way=values.get(FieldKind.WAY, ""),
        company=company,
        contact_name=person,
        email=email,
        phone=phone,
        country=None if country in ("", LATER) else country,
        message=values.get(FieldKind.MESSAGE) or None,
        language=form.language,
        origin=form.origin,
        consent_version=knowledge.form.consent_version,
        consent_at=form.consent_at,
    )
    return Step(None, enquiry=enquiry)
