"""What the bot says to what is heard before any question: short, and never more than it can do."""

from dataclasses import replace
from typing import Final

from bot.core.knowledge import FieldKind, Knowledge
from bot.core.match import Concern
from bot.core.phrases import Phrase
from bot.core.safety import Contact
from bot.core.snapshot import Snapshot
from bot.core.text import words
from bot.core.voice import Voice
from bot.dialogue import report as confidential
from bot.dialogue.answers import ways_out
from bot.dialogue.buttons import entry_choice
from bot.dialogue.form import is_button
from bot.dialogue.hearing import hear_of_reach
from bot.dialogue.intents import assent
from bot.dialogue.names import is_titled
from bot.dialogue.questions import button, pending
from bot.dialogue.turn import Choice, Event, OpenForm, Reply, Said, State, StopWatching, Turn
from bot.matching.utterance import Tokeniser

REPORT: str = "report"
"""Token of the button that begins a confidential report."""

_WISH_MOST: Final = 10
"""Words up to which a wish about the bot is no answer to a question of a report."""

Rows = tuple[tuple[Choice, ...], ...]


def word_danger(form: OpenForm | None, voice: Voice) -> Reply:
    """Say what a bot cannot do and who can, and nothing else; one button each for a message and the form."""
    contacts = [each for each in voice.knowledge.safety.contacts if _is_for(each, voice)]
    lines = [
        voice.say(Phrase.DANGER_CONTACT, name=voice.pick(each.title), reach=each.reach) for each in contacts
    ]
    parts = [voice.say(Phrase.DANGER), "\n".join(lines), voice.say(Phrase.DANGER_MESSAGE)]
    resume = [(button(form, "resume", voice.say(Phrase.FORM_RESUME)),)] if form is not None else []
    return Reply(
        "\n\n".join(filter(None, parts)),
        sources=tuple(each.source for each in contacts),
        choices=(*_report(voice), *resume),
    )


def word(concern: Concern, voice: Voice, *, in_form: bool) -> Reply:
    """Word the reply to any other concern; in a form the ways out are those of the form.

    Who wants a person while no form is open is led into one, so that here it is open.
    """
    match concern:
        case Concern.REPORT:
            return _word_report(voice)
        case Concern.STOP:
            forget = Choice(voice.say(Phrase.STOPPED_CHOICE), "/forget")
            return Reply(voice.say(Phrase.STOPPED), choices=((forget,),))
        case Concern.PROGRAM:
            return Reply(voice.say(Phrase.PROGRAM), choices=() if in_form else ways_out(voice))
        case _:
            return Reply(voice.say(Phrase.PERSON_IN_FORM))


def word_alone(concern: Concern, voice: Voice) -> Reply:
    """Word the reply to a concern outside of any conversation."""
    match concern:
        case Concern.DANGER:
            return word_danger(None, voice)
        case Concern.PERSON:
            return Reply(voice.say(Phrase.PERSON))
        case _:
            return word(concern, voice, in_form=False)


def is_otherwise_heard(concern: Concern, text: str, state: State, knowledge: Knowledge) -> bool:
    """Tell whether what is said means something else here: a name, a yes or no, a button, a message.

    Danger never does.
    """
    if concern is Concern.DANGER:
        return False
    if assent(text, knowledge):
        return True
    form = state.form
    if form is None or form.paused:
        return False
    field = pending(form, knowledge)
    kind = field.kind if field else None
    if kind is FieldKind.TEXT and is_titled(Tokeniser().read(text), knowledge):
        return True
    if kind is FieldKind.REACH and hear_of_reach(field, text, knowledge):
        return True
    is_read = kind is FieldKind.MESSAGE and concern is Concern.PERSON
    return is_read or is_button(form, text, knowledge)


def hear_in_report(state: State, event: Event, turn: Turn, voice: Voice, snapshot: Snapshot) -> Turn:
    """Hear what comes before everything else while a report is open, of which danger is a part."""
    if state.report is None or not isinstance(event, Said) or event.text[:1] in ("", "/"):
        return turn
    alert = snapshot.matcher.hear_alert(event.text, voice.language)
    if alert is None or alert.concern is Concern.REPORT:
        return turn
    here = voice.speaking(alert.language)
    if alert.concern is Concern.DANGER:
        said = replace(word_danger(None, here), choices=())
        return replace(turn, replies=(said, *turn.replies))
    if len(words(event.text)) > _WISH_MOST:
        return turn
    effects = (StopWatching(),) if alert.concern is Concern.STOP else ()
    reply = word(alert.concern, here, in_form=True)
    return replace(confidential.come_back(state, (reply,), state.report, voice), effects=effects)


def _is_for(contact: Contact, voice: Voice) -> bool:
    return not contact.languages or voice.language in contact.languages


def _report(voice: Voice) -> Rows:
    return ((Choice(voice.say(Phrase.REPORT_CHOICE), REPORT),),)


def _word_report(voice: Voice) -> Reply:
    """Offer a confidential report; point to the entry that tells of complaints, or say that there is none."""
    named = voice.knowledge.entries.get(voice.knowledge.safety.complaints or "")
    known = Phrase.REPORT_NAMED if named else Phrase.REPORT_UNNAMED
    rows = ((entry_choice(named.id, voice),),) if named else ()
    return Reply(f"{voice.say(Phrase.REPORT)}\n\n{voice.say(known)}", choices=(*_report(voice), *rows))
