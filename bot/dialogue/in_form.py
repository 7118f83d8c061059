"""What is said while an enquiry form is open: a value, a question beside it, or what may be either."""

from dataclasses import replace

from bot.core.knowledge import FieldKind, FormField, Knowledge
from bot.core.match import Context, Rule, Verdict
from bot.core.phrases import Phrase
from bot.core.snapshot import Snapshot
from bot.core.voice import Voice
from bot.dialogue import form as enquiry
from bot.dialogue import hearing, names, opening
from bot.dialogue.answers import command_meant, remember, small_talk, way_meant, word_reply
from bot.dialogue.beside import beside_form, go_on, open_form
from bot.dialogue.fields import IN_CHAT
from bot.dialogue.hearing import Act, Heard
from bot.dialogue.intents import BY_INTENT, is_question
from bot.dialogue.obeying import forget, obey, speak
from bot.dialogue.questions import line, pending
from bot.dialogue.turn import Chose, LogQuestion, OpenForm, Reply, Said, State, Turn

_OF_FORM = frozenset({"/enquire", "/cancel"})
"""Commands that a question in the middle of a form does not mean."""


def hear_talk(state: State, form: OpenForm, event: Said, snapshot: Snapshot) -> Turn | None:
    """Answer what is said besides a value; None where a text says nothing of the kind."""
    heard = hearing.hear(form, event.text, snapshot)
    return None if heard is None else _answer(state, form, event, heard, snapshot.knowledge)


def _answer(state: State, form: OpenForm, event: Said, heard: Heard, knowledge: Knowledge) -> Turn:
    match heard.act:
        case Act.LEAVE:
            return go_on(state, enquiry.act(form, "cancel", "", event.at, knowledge))
        case Act.FORGET:
            return forget(Voice(knowledge, form.language))
        case Act.SPEAK:
            return speak(state, Voice(knowledge, heard.value))
        case Act.LACKING if heard.field is not None and _is_settled(form, heard.field, knowledge):
            return beside_form(state, (Reply(line(form, heard.field, knowledge)),), knowledge)
        case _ if heard.field is not None:
            return go_on(state, _put_right(form, heard, heard.field, event, knowledge))
        case _:
            return beside_form(state, (), knowledge)


def _is_settled(form: OpenForm, field: FormField, knowledge: Knowledge) -> bool:
    return field is not pending(form, knowledge) and bool(form.values.get(field.id))


def _put_right(
    form: OpenForm, heard: Heard, field: FormField, event: Said, knowledge: Knowledge
) -> enquiry.Step:
    """Carry out what is said of a field."""
    match heard.act:
        case Act.EXPLAIN:
            return enquiry.explain(form, field, knowledge)
        case Act.LACKING:
            return enquiry.offer_otherwise(form, field, knowledge)
        case Act.CHANGE:
            return enquiry.act(form, "edit", field.id, event.at, knowledge)
        case Act.CORRECT if field is pending(form, knowledge):
            return enquiry.take_value(form, field, heard.value, knowledge)
        case Act.CORRECT:
            return enquiry.correct(form, field, heard.value, knowledge)
        case _:
            value = IN_CHAT if heard.act is Act.HERE else heard.value
            return enquiry.settle(form, field, value, knowledge)


def take_name(state: State, form: OpenForm, text: str, knowledge: Knowledge) -> Turn:
    field = pending(form, knowledge)
    if field is None or field.kind not in (FieldKind.TEXT, FieldKind.MESSAGE):
        return beside_form(state, (), knowledge)
    return go_on(state, enquiry.take_value(form, field, text, knowledge))


def hear(state: State, form: OpenForm, event: Said, snapshot: Snapshot) -> Turn:
    """Take a value, or answer a question and come back to the field."""
    knowledge = snapshot.knowledge
    voice = Voice(knowledge, form.language)
    field = pending(form, knowledge)
    free = field is not None and field.kind is FieldKind.MESSAGE
    if free or enquiry.means(event.text, "why", knowledge) or not is_question(event.text, knowledge):
        return _take(state, form, event, snapshot)
    match = snapshot.matcher.match(event.text, form.language, Context(state.key, state.aspect))
    command = command_meant(match)
    if command:
        if command in _OF_FORM:
            turn = beside_form(state, (), knowledge)
        else:
            turn = obey(state, event, command, voice)
        return replace(turn, effects=(*turn.effects, LogQuestion(event.text, match)))
    if match.verdict in (Verdict.ANSWER, Verdict.NOT_LISTED):
        reply = replace(word_reply(match, knowledge), choices=())
        turn = beside_form(remember(state, match), (reply,), knowledge)
        return replace(turn, effects=(LogQuestion(event.text, match),))
    if "?" not in event.text:
        return _take(state, form, event, snapshot)
    unknown = Reply(voice.say(Phrase.FORM_QUESTION_UNKNOWN))
    if match.explanation.rule is Rule.FOREIGN_SCRIPT:
        unknown = replace(word_reply(match, knowledge), choices=())
    return replace(beside_form(state, (unknown,), knowledge), effects=(LogQuestion(event.text, match),))


def _take(state: State, form: OpenForm, event: Said, snapshot: Snapshot) -> Turn:
    """Take a value; a wish in other words than those of its button is understood like a question."""
    knowledge = snapshot.knowledge
    field = pending(form, knowledge)
    is_name = field is not None and field.kind is FieldKind.TEXT and form.editing is None
    is_button = enquiry.is_button(form, event.text, knowledge)
    if is_name and not is_button and (small := small_talk(event.text, form.language, snapshot)):
        return _beside_small_talk(state, form, event.text, small, knowledge)
    taken = enquiry.take_text(form, event.text, event.at, knowledge)
    is_wish = field is not None and field.kind is FieldKind.WAY and taken.is_refused
    if is_wish and (way := way_meant(snapshot.matcher.match(event.text, form.language), knowledge)):
        taken = enquiry.act(form, "set", way, event.at, knowledge)
    return go_on(state, taken)


def _beside_small_talk(state: State, form: OpenForm, text: str, small: Reply, knowledge: Knowledge) -> Turn:
    """Ask for the name again after talk that stands alone, with a button for those whose name it is."""
    state = state.model_copy(update={"form": form.model_copy(update={"doubtful": text})})
    turn = beside_form(state, (small,), knowledge)
    *before, question = turn.replies
    row = (names.take_choice(form, text, Voice(knowledge, form.language)),)
    return replace(turn, replies=(*before, replace(question, choices=(row, *question.choices))))


def hear_while_paused(state: State, form: OpenForm, event: Said, snapshot: Snapshot) -> Turn:
    """Never take a text as a value of a form that was left alone: offer to go on, and answer a question."""
    knowledge = snapshot.knowledge
    if enquiry.means(event.text, "resume", knowledge):
        return go_on(state, enquiry.act(form, "resume", "", event.at, knowledge))
    match = snapshot.matcher.match(event.text, form.language, Context(state.key, state.aspect))
    if heard := hearing.hear_while_paused(event.text, match, knowledge):
        return _answer(state, form, event, heard, knowledge)
    if match.verdict is not Verdict.ANSWER or match.key in BY_INTENT:
        return beside_form(state, (), knowledge)
    reply = word_reply(match, knowledge)
    turn = beside_form(remember(state, match), (reply,), knowledge)
    return replace(turn, effects=(LogQuestion(event.text, match),))


def _settle_name(state: State, form: OpenForm, event: Chose, snapshot: Snapshot, *, is_name: bool) -> Turn:
    """Take what was doubtful for the name, or hear it as what else it may be."""
    text = form.doubtful
    form = form.model_copy(update={"paused": False, "doubtful": ""})
    state = state.model_copy(update={"form": form})
    if is_name:
        return take_name(state, form, text, snapshot.knowledge)
    return _hear_beside(state, form, Said(event.id, text, event.at, event.hint), snapshot)


def _hear_beside(state: State, form: OpenForm, event: Said, snapshot: Snapshot) -> Turn:
    """Hear what is no value: a question, a wish, talk; else ask again."""
    knowledge = snapshot.knowledge
    match = snapshot.matcher.match(event.text, form.language, Context(state.key, state.aspect))
    voice = Voice(knowledge, form.language)
    if enquiry.is_button(form, event.text, knowledge):
        return go_on(state, enquiry.take_text(form, event.text, event.at, knowledge))
    if small := small_talk(event.text, form.language, snapshot):
        return _beside_small_talk(state, form, event.text, small, knowledge)
    command = command_meant(match)
    if command and command not in _OF_FORM:
        return obey(state, event, command, voice)
    is_known = match.verdict in (Verdict.ANSWER, Verdict.NOT_LISTED) and not command
    replies = (replace(word_reply(match, knowledge), choices=()),) if is_known else ()
    turn = beside_form(remember(state, match) if is_known else state, replies, knowledge)
    return replace(turn, effects=(LogQuestion(event.text, match),) if is_known else ())


def press_button(state: State, event: Chose, rest: str, voice: Voice, snapshot: Snapshot) -> Turn:
    knowledge = voice.knowledge
    form_id, action, argument = (*rest.split(":", 2), "", "")[:3]
    if state.form is None or state.form.id != form_id:
        sent = state.sent_form is not None and state.sent_form == form_id
        phrase = Phrase.LEAD_SENT_ALREADY if sent else Phrase.FORM_GONE
        return beside_form(state, (Reply(voice.say(phrase)),), knowledge)
    if action == "restart":
        opened = opening.open_form(event.id, None, state.form.origin, voice)
        return open_form(state, opened, event, knowledge)
    if action in ("name", "talk") and state.form.doubtful:
        return _settle_name(state, state.form, event, snapshot, is_name=action == "name")
    return go_on(state, enquiry.act(state.form, action, argument, event.at, knowledge))
