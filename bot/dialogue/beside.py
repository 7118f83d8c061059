"""What a turn leaves of an open form: it goes on, it is asked again after other talk, it waits."""

from dataclasses import replace

from bot.core.knowledge import Knowledge
from bot.core.phrases import Phrase
from bot.core.voice import Voice
from bot.dialogue import form as enquiry
from bot.dialogue import report as confidential
from bot.dialogue.form import paused_choices
from bot.dialogue.turn import OpenForm, Reply, State, SubmitLead, Turn


def beside_form(state: State, replies: tuple[Reply, ...], knowledge: Knowledge) -> Turn:
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


def beside_enquiry(reported: Turn, knowledge: Knowledge) -> Turn:
    """Go on with the enquiry that a report was begun in the middle of, once the report is closed."""
    if reported.state.report is not None:
        return reported
    return replace(beside_form(reported.state, reported.replies, knowledge), effects=reported.effects)


def go_on(state: State, done: enquiry.Step) -> Turn:
    update: dict[str, object] = {"form": done.form}
    if done.enquiry is None:
        return Turn(state.model_copy(update=update), done.replies)
    sent, corrects = (state.form.id, state.form.corrects) if state.form else (None, None)
    said = tuple(state.form.said) if state.form else ()
    after = state.model_copy(update={**update, "sent_form": sent, "sent_said": said})
    return Turn(after, (), (SubmitLead(done.enquiry, corrects),))


def open_form(state: State, form: OpenForm, knowledge: Knowledge) -> Turn:
    start = Reply(Voice(knowledge, form.language).say(Phrase.FORM_START))
    return Turn(
        state.model_copy(update={"form": form, "clarified": False}), (start, enquiry.ask(form, knowledge))
    )


def pause(form: OpenForm) -> OpenForm:
    return form.model_copy(update={"paused": True})
