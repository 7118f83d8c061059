"""Edits: what becomes of a message that its visitor changes after it was read.

A value of what is still open is taken anew, once for each message; after that the visitor is told how to
correct it. Which message gave which value is kept with the form. An edited question stays answered as it was.
Neither are files taken, which is said where their words are.
"""

from dataclasses import replace
from typing import TypeVar

from bot.core.knowledge import FieldKind, FormField, Knowledge
from bot.core.phrases import Phrase
from bot.core.voice import Voice
from bot.dialogue.fields import Accepted, read
from bot.dialogue.report import QUESTIONS, read_answer
from bot.dialogue.turn import Amended, OpenForm, OpenReport, PassOn, Reply, Said, State, Turn

Open = TypeVar("Open", OpenForm, OpenReport)


def keep_source(before: State, turn: Turn, event: Said) -> Turn:
    """Keep with what is open which value the message of an event gave."""
    form, report = turn.state.form, turn.state.report
    if not event.message or (form is before.form and report is before.report):
        return turn
    kept: dict[str, object] = {}
    if form is not None:
        kept["form"] = _with_source(before.form, form, event.message)
    if report is not None:
        kept["report"] = _with_source(before.report, report, event.message)
    return Turn(turn.state.model_copy(update=kept), turn.replies, turn.effects)


def _with_source(before: Open | None, after: Open, message: str) -> Open:
    old = before.values if before is not None and before.id == after.id else {}
    given = [name for name, value in after.values.items() if value and value != old.get(name)]
    if not given:
        # What was asked back, and settled by a button, is changed by a button as well.
        asked_back = isinstance(after, OpenForm) and after.doubtful
        return after.model_copy(update={"said": {**after.said, message: ""}}) if asked_back else after
    name = given[0]
    # A value that came from several messages, or was given anew, is not that of the earlier ones any more.
    said = {each: "" if source == name else source for each, source in after.said.items()}
    is_added = bool(old.get(name)) and old[name] in after.values[name]
    return after.model_copy(update={"said": {**said, message: "" if is_added else name}})


def amend(state: State, event: Amended, voice: Voice) -> Turn:
    """Take an edited message; nothing is said of one that gave no value."""
    text, message = event.text.strip(), event.message
    if not text or text.startswith("/"):
        return Turn(state, ())
    if state.report is not None and message in state.report.said:
        return _amend_report(state, state.report, text, message, voice.speaking(state.report.language))
    if state.form is not None and message in state.form.said:
        return _amend_form(state, state.form, text, message, voice.speaking(state.form.language))
    if message in state.sent_said:
        return Turn(state, (Reply(voice.say(Phrase.EDIT_AFTER_SENT)),))
    return Turn(state, ())


def _amend_form(state: State, form: OpenForm, text: str, message: str, voice: Voice) -> Turn:
    how = voice.say(Phrase.EDIT_HOW)
    field = _field(form, message, voice.knowledge)
    if field is None or form.paused:
        return Turn(state, (Reply(how),))
    reading = read(field, text, voice)
    if not isinstance(reading, Accepted):
        return Turn(state, (Reply(f"{reading.reason}\n{how}"),))
    told = voice.say(
        Phrase.EDIT_TAKEN, label=voice.pick(field.label), value=_shown(field, reading.value, voice)
    )
    return Turn(
        state.model_copy(update={"form": _amended(form, field.id, reading.value, message)}), (Reply(told),)
    )


def _field(form: OpenForm, message: str, knowledge: Knowledge) -> FormField | None:
    """The field whose value a message gave and may change; None for one that buttons give."""
    if message in form.amended:
        return None
    typed = (each for each in knowledge.form.fields if each.kind not in (FieldKind.WAY, FieldKind.CONSENT))
    return next((each for each in typed if each.id == form.said[message]), None)


def _shown(field: FormField, value: str, voice: Voice) -> str:
    return voice.country(value) if field.kind is FieldKind.COUNTRY else value


def _amend_report(state: State, report: OpenReport, text: str, message: str, voice: Voice) -> Turn:
    how = voice.say(Phrase.EDIT_HOW)
    question = next((each for each in QUESTIONS if each.id == report.said[message]), None)
    if question is None or message in report.amended or report.paused:
        return Turn(state, (Reply(how),))
    value, refusal = read_answer(question, text, voice)
    if refusal:
        return Turn(state, (Reply(f"{refusal}\n{how}"),))
    told = Reply(
        voice.say(Phrase.EDIT_TAKEN, label=voice.say(question.label), value=value), confidential=True
    )
    return Turn(state.model_copy(update={"report": _amended(report, question.id, value, message)}), (told,))


def _amended(opened: Open, name: str, value: str, message: str) -> Open:
    values = {**opened.values, name: value}
    return opened.model_copy(update={"values": values, "amended": (*opened.amended, message)})


def leave_file(turn: Turn, before: State, event: Said, knowledge: Knowledge) -> Turn:
    """Say that a file goes no further, where its words may have gone into what was open."""
    is_open = before.report or before.form
    is_passed_on = any(isinstance(effect, PassOn) for effect in turn.effects)
    if is_open is None or is_passed_on or not (event.has_file and event.text):
        return turn
    left = Reply(Voice(knowledge, is_open.language).say(Phrase.FILE_LEFT))
    return replace(turn, replies=(left, *turn.replies))
