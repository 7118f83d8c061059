"""What a visitor says after staff wrote to them: for whom it is, and how it reaches staff.

For a time after a message of staff they are meant, unless a command, an alert, what the bot itself asked or a
question that the knowledge surely answers comes first; that is answered, with a button that passes it on.
Files, which the bot reads not, are for staff whenever there is an enquiry that they may belong to.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.core.knowledge import Knowledge
from bot.core.match import Concern, Context, Verdict
from bot.core.phrases import Phrase
from bot.core.snapshot import Snapshot
from bot.core.voice import Voice
from bot.dialogue.alerts import is_otherwise_heard
from bot.dialogue.answers import command_meant
from bot.dialogue.intents import assent, is_question
from bot.dialogue.turn import Asked, Choice, Chose, Event, ForTeam, PassOn, Reply, Said, State, Turn

_MARK: Final = "team:"
_KEPT_MOST: Final = 3
"""Messages whose button works; an earlier one is told that it no longer does."""


def pass_on(state: State, event: Event, voice: Voice, snapshot: Snapshot) -> Turn | None:
    """Pass on what is for staff; None for what is for the bot."""
    if isinstance(event, Chose):
        message = event.token.removeprefix(_MARK) if event.token.startswith(_MARK) else None
        said = next((each for each in state.for_team if each.message == message), None)
        return Turn(state, (), (PassOn(said),)) if said else None
    if not isinstance(event, Said) or event.asked is None or not _is_for_team(state, event, voice, snapshot):
        return None
    return Turn(state.model_copy(update={"clarified": False}), (), (PassOn(_kept(event, event.asked)),))


def offer(state: State, event: Said, turn: Turn, voice: Voice) -> Turn:
    """Let the visitor pass on with one tap what the bot answered instead of staff."""
    asked, knowledge = event.asked, voice.knowledge
    if asked is None or not event.message or not event.text or event.text.startswith("/"):
        return turn
    is_heard = bool(event.files) or _is_open(asked, event.at, knowledge)
    if not is_heard or _is_for_bot(state, event, asked, knowledge):
        return turn
    row = (Choice(voice.say(Phrase.TEAM_CHOICE), f"{_MARK}{event.message}"),)
    first, *rest = turn.replies or (Reply(voice.say(Phrase.TEAM_OFFER)),)
    kept = (*turn.state.for_team, _kept(event, asked))[-_KEPT_MOST:]
    return replace(
        turn,
        state=turn.state.model_copy(update={"for_team": kept}),
        replies=(replace(first, choices=(*first.choices, row)), *rest),
    )


def _is_for_team(state: State, event: Said, voice: Voice, snapshot: Snapshot) -> bool:
    asked, knowledge = event.asked, voice.knowledge
    if not event.text:
        return bool(event.files)
    if asked is None or event.text.startswith("/") or not _is_open(asked, event.at, knowledge):
        return False
    if _is_for_bot(state, event, asked, knowledge):
        return False
    alert = snapshot.matcher.hear_alert(event.text, voice.language)
    if alert is not None and alert.concern is not Concern.PERSON:
        return is_otherwise_heard(alert.concern, event.text, state, knowledge)
    return bool(event.files) or not _is_answered(state, event.text, voice, snapshot)


def _is_open(asked: Asked, at: datetime, knowledge: Knowledge) -> bool:
    """True as long as what a visitor writes is taken for an answer to staff."""
    hours = knowledge.talk.desk.answer_hours
    return asked.at is not None and at - asked.at < timedelta(hours=hours)


def _is_for_bot(state: State, event: Said, asked: Asked, knowledge: Knowledge) -> bool:
    """True for an answer to what the bot itself asked after staff last wrote."""
    if asked.at is not None and (state.last_at is None or asked.at > state.last_at):
        return False
    is_filling = state.form is not None and not state.form.paused
    return is_filling or bool(state.awaits.get(assent(event.text, knowledge)))


def _is_answered(state: State, text: str, voice: Voice, snapshot: Snapshot) -> bool:
    """True for what is plainly a question, and one that the knowledge surely answers."""
    if not is_question(text, voice.knowledge):
        return False
    match = snapshot.matcher.match(text, voice.language, Context(state.key, state.aspect))
    return match.verdict is Verdict.ANSWER or bool(command_meant(match))


def _kept(event: Said, asked: Asked) -> ForTeam:
    return ForTeam(reference=asked.reference, message=event.message, text=event.text, files=event.files)
