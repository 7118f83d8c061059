"""What a turn leaves of an open form: it goes on, it is asked again after other talk, it waits."""

from dataclasses import replace

from bot.core.knowledge import Knowledge
from bot.core.phrases import Phrase
from bot.core.voice import Voice
from bot.dialogue import form as enquiry
from bot.dialogue import report as confidential
from bot.dialogue.questions import ask, ask_after, at_end, paused_choices, pending
from bot.dialogue.turn import OpenForm, Reply, Spoken, State, SubmitLead, Turn
from bot.dialogue.whereabouts import region_of


def beside_form(state: State, replies: tuple[Reply, ...], knowledge: Knowledge) -> Turn:
    """Add what an open form or report is waiting for after replies that are not its own.

    What is only words goes into one message with the question, which is always the last.
    """
    form = state.form
    if state.report is not None:
        return confidential.come_back(state, replies, state.report, Voice.fallback(knowledge))
    if form is None:
        return Turn(state, replies)
    voice = Voice(knowledge, form.language)
    if form.paused:
        paused = Reply(voice.say(Phrase.FORM_PAUSED), choices=paused_choices(form, knowledge))
        return Turn(state, (*replies, paused))
    back = voice.say(Phrase.FORM_BACK_TO)
    if pending(form, knowledge) is None:
        question = at_end(f"{back} {voice.say(Phrase.FORM_SEND_ASK)}", form, knowledge)
    else:
        question = ask(form, knowledge)
        question = replace(question, text=f"{back}\n{question.text}")
    if replies and _is_plain(replies[-1]):
        before = replies[-1].text
        return Turn(state, (*replies[:-1], replace(question, text=f"{before}\n\n{question.text}")))
    return Turn(state, (*replies, question))


def _is_plain(reply: Reply) -> bool:
    """True for nothing but words, which may stand in one message with a question."""
    return reply == Reply(reply.text)


def beside_enquiry(reported: Turn, knowledge: Knowledge) -> Turn:
    """Go on with the enquiry that something else was said in the middle of, unless a report is open."""
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


def open_form(state: State, form: OpenForm, event: Spoken, knowledge: Knowledge) -> Turn:
    """Show the first question of a form, in one message with what it is for."""
    form = form.model_copy(update={"region": region_of(event.hint)})
    start = Voice(knowledge, form.language).say(Phrase.FORM_START)
    opened = state.model_copy(update={"form": form, "clarified": False})
    return Turn(opened, (ask_after(start, form, knowledge),))


def pause(form: OpenForm) -> OpenForm:
    return form.model_copy(update={"paused": True})
