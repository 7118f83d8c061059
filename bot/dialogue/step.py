"""The dialogue: a pure and total function from a state and an event to the next state, replies and effects.

Commands come first in every state, then what must be heard before anything else: danger, a report, a wish
about the bot itself. Then an open form takes what is said, unless it is a question that the
knowledge answers; else the matcher decides. Every event gets a reply, and nothing raises on what people type.
"""

from dataclasses import replace
from datetime import timedelta

from bot.core.knowledge import Knowledge
from bot.core.match import Alert, Concern, Context, Verdict
from bot.core.phrases import Phrase
from bot.core.snapshot import Snapshot
from bot.core.types import Language
from bot.core.voice import Voice
from bot.dialogue import alerts, in_form, names, team
from bot.dialogue import report as confidential
from bot.dialogue.aftermath import hear_after_sent
from bot.dialogue.amending import amend, keep_source, leave_file
from bot.dialogue.answers import (
    add_marks,
    answer,
    command_meant,
    remember,
    told_already,
    word_reply,
)
from bot.dialogue.beside import beside_enquiry, beside_form, pause
from bot.dialogue.buttons import press
from bot.dialogue.commands import topic_entries
from bot.dialogue.fields import is_one_of
from bot.dialogue.intents import BY_INTENT, assent
from bot.dialogue.languages import language_named, wished_language
from bot.dialogue.names import Reading
from bot.dialogue.obeying import forget, obey, speak
from bot.dialogue.questions import ask_after
from bot.dialogue.turn import (
    Amended,
    Chose,
    Event,
    LogQuestion,
    Reply,
    Said,
    State,
    StopWatching,
    SubmitLead,
    Turn,
)
from bot.matching.vocabulary import lines

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
        turn = beside_enquiry(alerts.hear_in_report(state, event, reported, voice, snapshot), knowledge)
    elif passed := team.pass_on(state, event, voice, snapshot):
        turn = beside_enquiry(passed, knowledge)
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
    return _settle(beside_form(turn.state, turn.replies, voice.knowledge), event, voice)


def _settle(turn: Turn, event: Event, voice: Voice) -> Turn:
    """Remember what every turn leaves behind."""
    sends = any(isinstance(effect, SubmitLead) for effect in turn.effects)
    known = {
        "sent_at": event.at if sends else turn.state.sent_at,
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
        return obey(state, event, event.text, voice)
    if not event.text:
        return beside_form(state, (Reply(voice.say(Phrase.NOT_TEXT)),), knowledge)
    alert = snapshot.matcher.hear_alert(event.text, voice.language)
    if alert is not None and not alerts.is_otherwise_heard(alert.concern, event.text, state, knowledge):
        return _alert(state, event, alert, voice.speaking(alert.language))
    reading = names.read_in_form(state, event.text, snapshot)
    if reading is not Reading.NAME and (token := state.awaits.get(assent(event.text, knowledge))):
        return _press(state, Chose(event.id, token, event.at, event.hint), voice, snapshot)
    if state.form is None:
        return _ask(state, event, voice, snapshot)
    if state.form.paused:
        return in_form.hear_while_paused(state, state.form, event, snapshot)
    if turn := in_form.hear_talk(state, state.form, event, snapshot):
        return turn
    if reading is Reading.DOUBT or names.is_odd_message(state.form, event.text, knowledge):
        doubted, asked = names.ask_back(state.form, event.text, knowledge)
        return Turn(state.model_copy(update={"form": doubted}), (asked,))
    if reading is Reading.NAME:
        return in_form.take_name(state, state.form, event.text, knowledge)
    return in_form.hear(state, state.form, event, snapshot)


def _alert(state: State, event: Said, alert: Alert, voice: Voice) -> Turn:
    """Answer what comes before everything else; an open form keeps what it holds."""
    heard = state.model_copy(update={"spoken": voice.language, "clarified": False})
    if alert.concern is Concern.PERSON and state.form is None:
        opened = obey(heard, event, BY_INTENT["enquire"], voice)
        said = voice.say(Phrase.PERSON)
        asked = ask_after(said, opened.state.form, voice.knowledge) if opened.state.form else Reply(said)
        return replace(opened, replies=(asked,))
    if alert.concern is not Concern.DANGER:
        effects = (StopWatching(),) if alert.concern is Concern.STOP else ()
        reply = alerts.word(alert.concern, voice, in_form=state.form is not None)
        return replace(beside_form(heard, (reply,), voice.knowledge), effects=effects)
    if heard.form is not None:
        # Nothing that is said now may be taken for a value of the form.
        heard = heard.model_copy(update={"form": pause(heard.form)})
    return Turn(heard, (alerts.word_danger(heard.form, voice),))


def _ask(state: State, event: Said, voice: Voice, snapshot: Snapshot) -> Turn:
    """Answer a question outside of any form."""
    knowledge = voice.knowledge
    if is_one_of(event.text, lines(knowledge.talk.no_words)):
        return Turn(state, (Reply(voice.say(Phrase.ALL_RIGHT)),))
    if language := wished_language(event.text, knowledge):
        return obey(state, event, f"/language {language}", voice)
    match = snapshot.matcher.match(event.text, voice.language, Context(state.key, state.aspect))
    if after := hear_after_sent(state, event, match, voice):
        return after
    if match.key == "cancel" and not match.explanation.evidence.is_exact:
        match = replace(match, verdict=Verdict.FALLBACK)
    is_bare_yes = is_one_of(event.text, lines(knowledge.talk.yes_words))
    if is_bare_yes and not match.explanation.evidence.is_exact:
        return Turn(state, (Reply(voice.say(Phrase.ALL_RIGHT)),))
    command = command_meant(match)
    if command:
        if command == "/language":
            command = f"/language {language_named(event.text, knowledge)}"
        return obey(state, event, command, voice.speaking(match.language))
    if match.verdict is Verdict.SUGGEST and state.clarified:
        match = replace(match, verdict=Verdict.FALLBACK)
    is_told = match.goes_on and match.key == state.key and match.aspect in (None, state.aspect)
    reply = told_already(match, knowledge) if is_told else word_reply(match, knowledge)
    return Turn(
        remember(state, match).model_copy(update={"clarified": match.verdict is Verdict.SUGGEST}),
        (add_marks(reply, event.text, match),),
        (LogQuestion(event.text, match),),
    )


def _press(state: State, event: Chose, voice: Voice, snapshot: Snapshot) -> Turn:
    """Carry out a button, or say that it no longer works; a forged one is no different from a stale one."""
    knowledge = voice.knowledge
    kind, _, rest = event.token.partition(":")
    if event.token.startswith("/"):
        return obey(state, event, event.token, voice)
    if kind == "e" and rest:
        key, _, page = rest.partition("@")
        reply = answer(key, voice, page=min(int(page), 999) if page.isdecimal() else 0)
        shown = state.model_copy(update={"key": key, "aspect": None, "clarified": False})
        return beside_form(shown, (reply,), knowledge)
    if kind == "t" and rest:
        shown = state.model_copy(update={"key": None, "aspect": None})
        return beside_form(shown, (topic_entries(rest, voice),), knowledge)
    if kind == "lang" and rest in knowledge.talk.languages:
        return speak(state, voice.speaking(rest))
    if kind == "forget" and rest == "yes":
        return forget(voice)
    if kind == "forget" and rest == "no":
        return beside_form(state, (Reply(voice.say(Phrase.FORGET_KEPT)),), knowledge)
    if own := press(event.token, voice):
        return replace(beside_form(state, own.replies, knowledge), effects=own.effects)
    if kind == "f":
        return in_form.press_button(state, event, rest, voice, snapshot)
    return beside_form(state, (Reply(voice.say(Phrase.STALE_CHOICE)),), knowledge)
