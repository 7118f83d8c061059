"""The dialogue: a pure and total function from a state and an event to the next state, replies and effects.

Commands come first in every state, then what must be heard before anything else: danger, a report, a wish
about the bot itself. Then an open form takes what is said, unless it is a question that the
knowledge answers; else the matcher decides. Every event gets a reply, and nothing raises on what people type.
"""

from dataclasses import replace
from datetime import timedelta

from bot.core.knowledge import FieldKind, Knowledge
from bot.core.match import Alert, Concern, Context, Rule, Verdict
from bot.core.phrases import Phrase
from bot.core.snapshot import Snapshot
from bot.core.types import Language
from bot.core.voice import Voice
from bot.dialogue import alerts, names, team
from bot.dialogue import form as enquiry
from bot.dialogue import report as confidential
from bot.dialogue.amending import amend, keep_source, leave_file
from bot.dialogue.answers import (
    add_marks,
    answer,
    command_meant,
    remember,
    small_talk,
    told_already,
    way_meant,
    word_reply,
)
from bot.dialogue.buttons import press
from bot.dialogue.commands import Request, language_named, run, topic_entries
from bot.dialogue.fields import is_one_of
from bot.dialogue.form import paused_choices
from bot.dialogue.intents import BY_INTENT, assent, is_question
from bot.dialogue.names import Reading
from bot.dialogue.turn import (
    Amended,
    Chose,
    Event,
    Forget,
    LogQuestion,
    OpenForm,
    Reply,
    Said,
    Spoken,
    State,
    StopWatching,
    SubmitLead,
    Turn,
)
from bot.matching.vocabulary import lines

_OF_FORM = frozenset({"/enquire", "/cancel"})
"""Commands that a question in the middle of a form does not mean."""
TEXT_MOST = 4096
"""Characters of a message that are read; Telegram sends no longer ones."""


def step(state: State, event: Event, snapshot: Snapshot) -> Turn:
    """Answer one event.

    Args:
        state: What the conversation remembers.
        event: What reached it; its time decides whether a form has been left alone.
        snapshot: The knowledge and the matcher to answer from.

    Returns:
        The next state, at least one reply unless an effect brings its own, and the effects to carry out.
    """
    knowledge = snapshot.knowledge
    state = _pause_if_left(state, event, knowledge)
    voice = Voice(knowledge, language_of(state, event, knowledge))
    if isinstance(event, Amended):
        return _amend(state, event, voice)
    if isinstance(event, Said):
        event = replace(event, text=event.text[:TEXT_MOST].strip())
    if reported := confidential.turn(state, event, voice):
        turn = _beside_enquiry(alerts.hear_in_report(state, event, reported, voice, snapshot), knowledge)
    elif passed := team.pass_on(state, event, voice, snapshot):
        turn = _beside_enquiry(passed, knowledge)
    elif isinstance(event, Said):
        turn = team.offer(state, event, _hear(state, event, voice, snapshot), voice)
    else:
        turn = _press(state, event, voice, snapshot)
    if isinstance(event, Said):
        turn = keep_source(state, leave_file(turn, state, event, knowledge), event)
    return _settle(turn, event, voice)


def _amend(state: State, event: Amended, voice: Voice) -> Turn:
    turn = amend(state, event, voice)
    if not turn.replies:
        return turn
    return _settle(_beside_form(turn.state, turn.replies, voice.knowledge), event, voice)


def _settle(turn: Turn, event: Event, voice: Voice) -> Turn:
    """Remember what every turn leaves behind."""
    known = {
        "spoken": turn.state.spoken or voice.language,
        "last_at": event.at,
        "awaits": {
            choice.stands_for: choice.token
            for reply in turn.replies
            for row in reply.choices
            for choice in row
            if choice.stands_for
        },
    }
    return replace(turn, state=turn.state.model_copy(update=known))


def language_of(state: State, event: Event, knowledge: Knowledge) -> Language:
    """The visitor's language: chosen, else spoken last, else the channel's hint, else the fallback."""
    hint = (event.hint or "").split("-")[0].lower()
    wished = (state.language, state.spoken, hint)
    live = knowledge.talk.languages
    return next((code for code in wished if code in live), knowledge.talk.fallback_language)


def _pause_if_left(state: State, event: Event, knowledge: Knowledge) -> State:
    """Mark what is open as paused if nobody has touched it for long; derived from the time of the event."""
    if state.last_at is None or event.at - state.last_at <= timedelta(minutes=knowledge.form.pause_minutes):
        return state
    open_now = {"form": state.form, "report": state.report}
    paused = {name: each.model_copy(update={"paused": True}) for name, each in open_now.items() if each}
    return state.model_copy(update=paused)


def _hear(state: State, event: Said, voice: Voice, snapshot: Snapshot) -> Turn:
    knowledge = voice.knowledge
    if event.text.startswith("/"):
        return _command(state, event, event.text, voice)
    if not event.text:
        return _beside_form(state, (Reply(voice.say(Phrase.NOT_TEXT)),), knowledge)
    alert = snapshot.matcher.hear_alert(event.text, voice.language)
    if alert is not None and not alerts.is_otherwise_heard(alert.concern, event.text, state, knowledge):
        return _alert(state, event, alert, voice.speaking(alert.language))
    reading = names.read_in_form(state, event.text, snapshot)
    if reading is not Reading.NAME and (token := state.awaits.get(assent(event.text, knowledge))):
        return _press(state, Chose(event.id, token, event.at, event.hint), voice, snapshot)
    if state.form is None:
        return _ask(state, event, voice, snapshot)
    if state.form.paused:
        return _hear_while_paused(state, state.form, event, snapshot)
    if reading is Reading.DOUBT:
        doubted, asked = names.ask_back(state.form, event.text, knowledge)
        return Turn(state.model_copy(update={"form": doubted}), (asked,))
    if reading is Reading.NAME:
        return _take_name(state, state.form, event.text, knowledge)
    return _hear_in_form(state, state.form, event, snapshot)


def _take_name(state: State, form: OpenForm, text: str, knowledge: Knowledge) -> Turn:
    field = enquiry.pending(form, knowledge)
    if field is None or field.kind is not FieldKind.TEXT:
        return _beside_form(state, (), knowledge)
    return _go_on(state, enquiry.take_value(form, field, text, knowledge))


def _alert(state: State, event: Said, alert: Alert, voice: Voice) -> Turn:
    """Answer what comes before everything else; an open form keeps what it holds."""
    heard = state.model_copy(update={"spoken": voice.language, "clarified": False})
    if alert.concern is Concern.PERSON and state.form is None:
        opened = _command(heard, event, BY_INTENT["enquire"], voice)
        return replace(opened, replies=(Reply(voice.say(Phrase.PERSON)), *opened.replies))
    if alert.concern is not Concern.DANGER:
        effects = (StopWatching(),) if alert.concern is Concern.STOP else ()
        reply = alerts.word(alert.concern, voice, in_form=state.form is not None)
        return replace(_beside_form(heard, (reply,), voice.knowledge), effects=effects)
    if heard.form is not None:
        # Nothing that is said now may be taken for a value of the form.
        heard = heard.model_copy(update={"form": _pause(heard.form)})
    return Turn(heard, (alerts.word_danger(heard.form, voice),))


def _ask(state: State, event: Said, voice: Voice, snapshot: Snapshot) -> Turn:
    """Answer a question outside of any form."""
    knowledge = voice.knowledge
    if is_one_of(event.text, lines(knowledge.talk.no_words)):
        return Turn(state, (Reply(voice.say(Phrase.ALL_RIGHT)),))
    match = snapshot.matcher.match(event.text, voice.language, Context(state.key, state.aspect))
    if match.key == "cancel" and not match.explanation.evidence.is_exact:
        match = replace(match, verdict=Verdict.FALLBACK)
    command = command_meant(match)
    if command:
        if command == "/language":
            command = f"/language {language_named(event.text, knowledge)}"
        return _command(state, event, command, voice.speaking(match.language))
    if match.verdict is Verdict.SUGGEST and state.clarified:
        match = replace(match, verdict=Verdict.FALLBACK)
    is_told = match.goes_on and match.key == state.key and match.aspect in (None, state.aspect)
    reply = told_already(match, knowledge) if is_told else word_reply(match, knowledge)
    return Turn(
        remember(state, match).model_copy(update={"clarified": match.verdict is Verdict.SUGGEST}),
        (add_marks(reply, event.text, match),),
        (LogQuestion(event.text, match),),
    )


def _hear_in_form(state: State, form: OpenForm, event: Said, snapshot: Snapshot) -> Turn:
    """Take a value, or answer a question and come back to the field."""
    knowledge = snapshot.knowledge
    voice = Voice(knowledge, form.language)
    field = enquiry.pending(form, knowledge)
    free = field is not None and field.kind is FieldKind.MESSAGE
    if free or enquiry.means(event.text, "why", knowledge) or not is_question(event.text, knowledge):
        return _take(state, form, event, snapshot)
    match = snapshot.matcher.match(event.text, form.language, Context(state.key, state.aspect))
    command = command_meant(match)
    if command:
        if command in _OF_FORM:
            turn = _beside_form(state, (), knowledge)
        else:
            turn = _command(state, event, command, voice)
        return replace(turn, effects=(*turn.effects, LogQuestion(event.text, match)))
    if match.verdict in (Verdict.ANSWER, Verdict.NOT_LISTED):
        reply = replace(word_reply(match, knowledge), choices=())
        turn = _beside_form(remember(state, match), (reply,), knowledge)
        return replace(turn, effects=(LogQuestion(event.text, match),))
    if "?" not in event.text:
        return _take(state, form, event, snapshot)
    unknown = Reply(voice.say(Phrase.FORM_QUESTION_UNKNOWN))
    if match.explanation.rule is Rule.FOREIGN_SCRIPT:
        unknown = replace(word_reply(match, knowledge), choices=())
    return replace(_beside_form(state, (unknown,), knowledge), effects=(LogQuestion(event.text, match),))


def _take(state: State, form: OpenForm, event: Said, snapshot: Snapshot) -> Turn:
    """Take a value; a wish in other words than those of its button is understood like a question."""
    knowledge = snapshot.knowledge
    field = enquiry.pending(form, knowledge)
    is_name = field is not None and field.kind is FieldKind.TEXT and form.editing is None
    if is_name and (small := small_talk(event.text, form.language, snapshot)):
        return _beside_small_talk(state, form, event.text, small, knowledge)
    taken = enquiry.take_text(form, event.text, event.at, knowledge)
    is_wish = field is not None and field.kind is FieldKind.WAY and taken.is_refused
    if is_wish and (way := way_meant(snapshot.matcher.match(event.text, form.language), knowledge)):
        taken = enquiry.act(form, "set", way, event.at, knowledge)
    return _go_on(state, taken)


def _beside_small_talk(state: State, form: OpenForm, text: str, small: Reply, knowledge: Knowledge) -> Turn:
    """Ask for the name again after talk that stands alone, with a button for those whose name it is."""
    state = state.model_copy(update={"form": form.model_copy(update={"doubtful": text})})
    turn = _beside_form(state, (small,), knowledge)
    *before, question = turn.replies
    row = (names.take_choice(form, text, Voice(knowledge, form.language)),)
    return replace(turn, replies=(*before, replace(question, choices=(row, *question.choices))))


def _hear_while_paused(state: State, form: OpenForm, event: Said, snapshot: Snapshot) -> Turn:
    """Never take a text as a value of a form that was left alone: offer to go on, and answer a question."""
    knowledge = snapshot.knowledge
    if enquiry.means(event.text, "resume", knowledge):
        return _go_on(state, enquiry.act(form, "resume", "", event.at, knowledge))
    match = snapshot.matcher.match(event.text, form.language, Context(state.key, state.aspect))
    if match.verdict is not Verdict.ANSWER or match.key in BY_INTENT:
        return _beside_form(state, (), knowledge)
    reply = word_reply(match, knowledge)
    turn = _beside_form(remember(state, match), (reply,), knowledge)
    return replace(turn, effects=(LogQuestion(event.text, match),))


def _press(state: State, event: Chose, voice: Voice, snapshot: Snapshot) -> Turn:
    """Carry out a button, or say that it no longer works; a forged one is no different from a stale one."""
    knowledge = voice.knowledge
    kind, _, rest = event.token.partition(":")
    if event.token.startswith("/"):
        return _command(state, event, event.token, voice)
    if kind == "e" and rest:
        key, _, page = rest.partition("@")
        reply = answer(key, voice, page=min(int(page), 999) if page.isdecimal() else 0)
        shown = state.model_copy(update={"key": key, "aspect": None, "clarified": False})
        return _beside_form(shown, (reply,), knowledge)
    if kind == "t" and rest:
        return _beside_form(state, (topic_entries(rest, voice),), knowledge)
    if kind == "lang" and rest in knowledge.talk.languages:
        return _speak(state, voice.speaking(rest))
    if kind == "forget" and rest == "yes":
        return Turn(State(spoken=voice.language), (Reply(voice.say(Phrase.FORGOTTEN)),), (Forget(),))
    if kind == "forget" and rest == "no":
        return _beside_form(state, (Reply(voice.say(Phrase.FORGET_KEPT)),), knowledge)
    if own := press(event.token, voice):
        return replace(_beside_form(state, own.replies, knowledge), effects=own.effects)
    if kind == "f":
        return _form_button(state, event, rest, voice, snapshot)
    return _beside_form(state, (Reply(voice.say(Phrase.STALE_CHOICE)),), knowledge)


def _form_button(state: State, event: Chose, rest: str, voice: Voice, snapshot: Snapshot) -> Turn:
    knowledge = voice.knowledge
    form_id, action, argument = (*rest.split(":", 2), "", "")[:3]
    if state.form is None or state.form.id != form_id:
        sent = state.sent_form is not None and state.sent_form == form_id
        phrase = Phrase.LEAD_SENT_ALREADY if sent else Phrase.FORM_GONE
        return _beside_form(state, (Reply(voice.say(phrase)),), knowledge)
    if action == "restart":
        opened = enquiry.open_form(event.id, None, state.form.origin, voice)
        return _open(state, opened, knowledge)
    if action in ("name", "talk") and state.form.doubtful:
        return _settle_name(state, state.form, event, snapshot, is_name=action == "name")
    return _go_on(state, enquiry.act(state.form, action, argument, event.at, knowledge))


def _settle_name(state: State, form: OpenForm, event: Chose, snapshot: Snapshot, *, is_name: bool) -> Turn:
    """Take what was doubtful for the name, or hear it as what else it may be."""
    text = form.doubtful
    form = form.model_copy(update={"paused": False, "doubtful": ""})
    state = state.model_copy(update={"form": form})
    if is_name:
        return _take_name(state, form, text, snapshot.knowledge)
    return _hear_in_form(state, form, Said(event.id, text, event.at, event.hint), snapshot)


def _command(state: State, event: Spoken, text: str, voice: Voice) -> Turn:
    knowledge = voice.knowledge
    asked: Request = run(text, state, voice)
    if asked.origin and not state.origin:
        state = state.model_copy(update={"origin": asked.origin})
    if asked.language is not None:
        return _speak(state, voice.speaking(asked.language))
    if asked.form is not None:
        form = state.form
        if form is not None and not form.paused and asked.form.way in (None, *form.values.values()):
            return _beside_form(state, (), knowledge)
        if state.form is not None:
            return _beside_form(state.model_copy(update={"form": _pause(state.form)}), (), knowledge)
        opened = enquiry.open_form(event.id, asked.form.way, asked.form.origin, voice)
        return _open(state, opened, knowledge)
    if asked.cancels:
        phrase = Phrase.FORM_CANCELLED if state.form else Phrase.NOTHING_TO_CANCEL
        return Turn(state.model_copy(update={"form": None}), (Reply(voice.say(phrase)),))
    known = state.model_copy(
        update={
            "clarified": False,
            "spoken": voice.language,
            **({"key": asked.key, "aspect": None} if asked.key else {}),
        }
    )
    return replace(_beside_form(known, asked.replies, knowledge), effects=asked.effects)


def _speak(state: State, voice: Voice) -> Turn:
    """Speak the language of a voice from now on."""
    language = voice.language
    form = state.form.model_copy(update={"language": language}) if state.form else None
    report = state.report.model_copy(update={"language": language}) if state.report else None
    chosen = state.model_copy(
        update={"language": language, "spoken": language, "form": form, "report": report}
    )
    said = Reply(voice.say(Phrase.LANGUAGE_SET))
    is_free = form is None and report is None
    again = (answer(state.key, voice, state.aspect),) if state.key and is_free else ()
    return _beside_form(chosen, (said, *again), voice.knowledge)


def _pause(form: OpenForm) -> OpenForm:
    return form.model_copy(update={"paused": True})


def _open(state: State, form: OpenForm, knowledge: Knowledge) -> Turn:
    start = Reply(Voice(knowledge, form.language).say(Phrase.FORM_START))
    return Turn(
        state.model_copy(update={"form": form, "clarified": False}), (start, enquiry.ask(form, knowledge))
    )


def _go_on(state: State, done: enquiry.Step) -> Turn:
    update: dict[str, object] = {"form": done.form}
    if done.enquiry is None:
        return Turn(state.model_copy(update=update), done.replies)
    sent, corrects = (state.form.id, state.form.corrects) if state.form else (None, None)
    said = tuple(state.form.said) if state.form else ()
    after = state.model_copy(update={**update, "sent_form": sent, "sent_said": said})
    return Turn(after, (), (SubmitLead(done.enquiry, corrects),))


def _beside_enquiry(reported: Turn, knowledge: Knowledge) -> Turn:
    """Go on with the enquiry that something else was said in the middle of, unless a report is open."""
    if reported.state.report is not None:
        return reported
    return replace(_beside_form(reported.state, reported.replies, knowledge), effects=reported.effects)


def _beside_form(state: State, replies: tuple[Reply, ...], knowledge: Knowledge) -> Turn:
    """Add what an open form or report is waiting for after replies that are not its own."""
    form = state.form
    if state.report is not None:
        return confidential.come_back(state, replies, state.report, Voice.fallback(knowledge))
    if form is None:
        return Turn(state, replies)
    voice = Voice(knowledge, form.language)
    if form.paused:
        paused = Reply(voice.say(Phrase.FORM_PAUSED), choices=paused_choices(form, knowledge))
        return Turn(state, (*replies, paused))
    question = enquiry.ask(form, knowledge)
    back = voice.say(Phrase.FORM_BACK_TO)
    return Turn(state, (*replies, replace(question, text=f"{back}\n{question.text}")))
