"""A confidential report as a conversation: a notice, at most four questions, a summary, and it is sent.

It stands above everything but commands: what is typed while it is open is part of it and is never matched, so
that nothing of it is kept as a question. An enquiry form that was open waits below and goes on afterwards.
Like the form it has no step counter: the next question is the first one without an answer.
"""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from bot.core.phrases import Phrase
from bot.core.text import tidy
from bot.core.voice import Voice
from bot.dialogue.form import means
from bot.dialogue.intents import assent
from bot.dialogue.turn import Choice, Chose, OpenReport, Reply, Said, Spoken, State, SubmitReport, Turn
from bot.leads.report import Report

WORD: Final = "report"
"""The choice that begins a report; the command is the same word."""
MARK: Final = "r:"
"""Begins the tokens of an open report's buttons."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a report."""

    id: str
    ask: Phrase
    label: Phrase
    most: int
    """Greatest number of characters."""
    required: bool = False


QUESTIONS: Final = (
    Question("what", Phrase.REPORT_ASK_WHAT, Phrase.REPORT_WHAT, 4096, True),
    Question("place", Phrase.REPORT_ASK_PLACE, Phrase.REPORT_PLACE, 500),
    Question("since", Phrase.REPORT_ASK_SINCE, Phrase.REPORT_SINCE, 500),
    Question("reach", Phrase.REPORT_ASK_REACH, Phrase.REPORT_REACH, 500),
)


def turn(state: State, event: Spoken, voice: Voice) -> Turn | None:
    """Answer an event that begins a report or belongs to the one that is open; None to any other."""
    token = event.token if isinstance(event, Chose) else event.text if event.text.startswith("/") else ""
    if _begins_report(token):
        return _begin(state, event, voice)
    if state.report is None:
        return _tell_gone(state, token, voice) if token.startswith(MARK) else None
    here = voice.speaking(state.report.language)
    if token:
        return _act(state, state.report, token, here)
    return _hear(state, state.report, event.text, here) if isinstance(event, Said) else None


def pending(report: OpenReport) -> Question | None:
    """The question to ask now; None when each has an answer or was skipped."""
    return next((each for each in QUESTIONS if not _is_settled(each, report)), None)


def ask(report: OpenReport, voice: Voice) -> Reply:
    """The pending question, the summary when there is none, or whether to go on after a long silence."""
    here = voice.speaking(report.language)
    if report.paused:
        resume = _button(report, "resume", here.say(Phrase.FORM_RESUME))
        discard = _button(report, "cancel", here.say(Phrase.REPORT_DISCARD))
        return Reply(here.say(Phrase.REPORT_PAUSED), choices=((resume,), (discard,)))
    question = pending(report)
    if question is None:
        return _summary(report, here)
    skip = [] if question.required else [_button(report, "skip", here.say(Phrase.FORM_SKIP))]
    number = here.say(Phrase.FORM_STEP, number=QUESTIONS.index(question) + 1, total=len(QUESTIONS))
    buttons = (*skip, _button(report, "cancel", here.say(Phrase.FORM_CANCEL)))
    return Reply(here.say(question.ask), footer=number, choices=(buttons,))


def come_back(state: State, replies: tuple[Reply, ...], report: OpenReport, voice: Voice) -> Turn:
    """Add what an open report is waiting for after replies that are not its own."""
    question = ask(report, voice)
    if not report.paused:
        back = voice.speaking(report.language).say(Phrase.REPORT_BACK_TO)
        question = replace(question, text=f"{back}\n{question.text}")
    return Turn(state, (*replies, question))


def _is_settled(question: Question, report: OpenReport) -> bool:
    value = report.values.get(question.id)
    return bool(value) or (value is not None and not question.required)


def _begins_report(token: str) -> bool:
    command, _, argument = token.partition(" ")
    name = command.split("@")[0].lower()
    return token == WORD or name == f"/{WORD}" or (name, argument.strip()) == ("/start", WORD)


def _begin(state: State, event: Spoken, voice: Voice) -> Turn:
    if state.report is not None:
        return _go_on(state, state.report.model_copy(update={"paused": False}), voice)
    report = OpenReport(id=sha256(event.id.encode()).hexdigest()[:8], language=voice.language)
    begun = _go_on(state, report, voice)
    return replace(begun, replies=(Reply(voice.say(Phrase.REPORT_NOTICE)), *begun.replies))


def _tell_gone(state: State, token: str, voice: Voice) -> Turn:
    is_sent = state.sent_report is not None and token.startswith(f"{MARK}{state.sent_report}:")
    return Turn(state, (Reply(voice.say(Phrase.REPORT_SENT_ALREADY if is_sent else Phrase.REPORT_GONE)),))


def _act(state: State, report: OpenReport, token: str, voice: Voice) -> Turn | None:
    """Carry out a button or a command; None to those that have nothing to do with reports or forms."""
    kind, _, rest = token.partition(":")
    command, _, argument = token.partition(" ")
    command = command.split("@")[0].lower()
    if command == "/cancel":
        return _cancel(state, voice)
    is_enquiry = command == "/enquire" or (command == "/start" and argument.startswith("enquire"))
    if is_enquiry or kind in {"f", "lead"}:
        return come_back(state, (Reply(voice.say(Phrase.REPORT_FIRST)),), report, voice)
    if not token.startswith(MARK):
        return None
    named, action, argument = (*rest.split(":", 2), "", "")[:3]
    if named != report.id:
        gone = _tell_gone(state, token, voice)
        return come_back(state, gone.replies, report, voice)
    report, question = report.model_copy(update={"paused": False}), pending(report)
    match action:
        case "cancel":
            return _cancel(state, voice)
        case "send" if question is None:
            return _send(state, report)
        case "skip" if question is not None and not question.required:
            return _go_on(state, _answer(report, question, ""), voice)
        case "edit":
            kept = {name: value for name, value in report.values.items() if name != argument}
            return _go_on(state, report.model_copy(update={"values": kept}), voice)
        case _:
            return _go_on(state, report, voice)


def _hear(state: State, report: OpenReport, text: str, voice: Voice) -> Turn | None:
    """Take what was typed as a word for a button, or as the answer to the pending question."""
    knowledge = voice.knowledge
    if state.awaits.get(assent(text, knowledge)):
        return None
    if not text:
        return _go_on(state, report, voice, voice.say(Phrase.REPORT_ONLY_TEXT))
    if means(text, "cancel", knowledge):
        return _cancel(state, voice)
    if report.paused:
        resumes = means(text, "resume", knowledge)
        return _go_on(state, report.model_copy(update={"paused": not resumes}), voice)
    question = pending(report)
    if question is not None:
        return _take(state, report, question, text, voice)
    if means(text, "send", knowledge):
        return _send(state, report)
    return _go_on(state, report, voice, voice.say(Phrase.REPORT_UNCLEAR))


def _take(state: State, report: OpenReport, question: Question, text: str, voice: Voice) -> Turn:
    if not question.required and means(text, "skip", voice.knowledge):
        return _go_on(state, _answer(report, question, ""), voice)
    value, refusal = read_answer(question, text, voice)
    return _go_on(state, report if refusal else _answer(report, question, value), voice, refusal)


def read_answer(question: Question, text: str, voice: Voice) -> tuple[str, str]:
    """Give an answer as it is kept, and why it cannot be taken; that is empty where it can."""
    value = tidy(text, keep_lines=True)
    if not any(sign.isalnum() for sign in value):
        return "", voice.say(Phrase.REPORT_EMPTY)
    if len(value) > question.most:
        return "", voice.say(Phrase.FORM_TOO_LONG, most=question.most, length=len(value))
    return value, ""


def _go_on(state: State, report: OpenReport, voice: Voice, said: str = "") -> Turn:
    """Ask what is pending now, after a sentence where one is to be said."""
    first = (Reply(said),) if said else ()
    return Turn(state.model_copy(update={"report": report}), (*first, ask(report, voice)))


def _answer(report: OpenReport, question: Question, value: str) -> OpenReport:
    return report.model_copy(update={"values": {**report.values, question.id: value}})


def _cancel(state: State, voice: Voice) -> Turn:
    return Turn(state.model_copy(update={"report": None}), (Reply(voice.say(Phrase.REPORT_CANCELLED)),))


def _send(state: State, report: OpenReport) -> Turn:
    values = {each.id: report.values.get(each.id, "") for each in QUESTIONS}
    after = state.model_copy(update={"report": None, "sent_report": report.id})
    return Turn(after, (), (SubmitReport(Report(language=report.language, **values)),))


def _summary(report: OpenReport, voice: Voice) -> Reply:
    """Show all of it before it is sent; what repeats a report is not kept longer than it takes to send."""
    lines = [
        voice.say(
            Phrase.FORM_LINE,
            label=voice.say(each.label),
            value=report.values.get(each.id) or voice.say(Phrase.FORM_SKIPPED),
        )
        for each in QUESTIONS
    ]
    edits = [
        _button(report, f"edit:{each.id}", voice.say(Phrase.FORM_EDIT, field=voice.say(each.label)))
        for each in QUESTIONS
    ]
    return Reply(
        voice.say(Phrase.REPORT_SUMMARY) + "\n\n" + "\n".join(lines),
        choices=(
            (_button(report, "send", voice.say(Phrase.REPORT_SEND)),),
            *(tuple(edits[at : at + 2]) for at in range(0, len(edits), 2)),
            (_button(report, "cancel", voice.say(Phrase.FORM_CANCEL)),),
        ),
        confidential=True,
    )


def _button(report: OpenReport, action: str, label: str) -> Choice:
    return Choice(label, f"{MARK}{report.id}:{action}")
