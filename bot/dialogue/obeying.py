"""Commands carried out: what `commands` reads becomes a turn."""

from dataclasses import replace

from bot.core.phrases import Phrase
from bot.core.voice import Voice
from bot.dialogue import opening
from bot.dialogue.answers import answer
from bot.dialogue.beside import beside_form, open_form, pause
from bot.dialogue.commands import Request, run
from bot.dialogue.turn import Forget, Reply, Spoken, State, Turn


def obey(state: State, event: Spoken, text: str, voice: Voice) -> Turn:
    knowledge = voice.knowledge
    asked: Request = run(text, state, voice)
    if asked.origin and not state.origin:
        state = state.model_copy(update={"origin": asked.origin})
    if asked.language is not None:
        return speak(state, voice.speaking(asked.language))
    if asked.form is not None:
        form = state.form
        if form is not None and not form.paused and asked.form.way in (None, *form.values.values()):
            return beside_form(state, (), knowledge)
        if state.form is not None:
            return beside_form(state.model_copy(update={"form": pause(state.form)}), (), knowledge)
        opened = opening.open_form(event.id, asked.form.way, asked.form.origin, voice)
        return open_form(state, opened, event, knowledge)
    if asked.cancels:
        phrase = Phrase.FORM_CANCELLED if state.form else Phrase.NOTHING_TO_CANCEL
        return Turn(state.model_copy(update={"form": None}), (Reply(voice.say(phrase)),))
    known = state.model_copy(
        update={
            "clarified": False,
            "spoken": voice.language,
            **({"key": asked.key, "aspect": None} if asked.key or asked.is_afresh else {}),
        }
    )
    return replace(beside_form(known, asked.replies, knowledge), effects=asked.effects)


def forget(voice: Voice) -> Turn:
    """Erase at once what is kept of a visitor; nothing that they say next is about what was open."""
    return Turn(State(spoken=voice.language), (Reply(voice.say(Phrase.FORGOTTEN)),), (Forget(),))


def speak(state: State, voice: Voice) -> Turn:
    """Speak the language of a voice from now on."""
    language = voice.language
    form = state.form.model_copy(update={"language": language}) if state.form else None
    report = state.report.model_copy(update={"language": language}) if state.report else None
    chosen = state.model_copy(
        update={
            "language": language,
            "spoken": language,
            "form": form,
            "report": report,
            "key": None,
            "aspect": None,
        }
    )
    said = Reply(voice.say(Phrase.LANGUAGE_SET))
    is_free = form is None and report is None
    again = (answer(state.key, voice, state.aspect),) if state.key and is_free else ()
    return beside_form(chosen, (said, *again), voice.knowledge)
