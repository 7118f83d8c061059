"""Buttons under what was said before: of a visitor's own enquiries, and of answers and their absence."""

from dataclasses import dataclass
from hashlib import sha256

from bot.core.gaps import folded_question
from bot.core.match import Key
from bot.core.phrases import Phrase
from bot.core.voice import Voice
from bot.dialogue.turn import Choice, CorrectLead, Effect, RateAnswer, Reply, WatchQuestion, WithdrawLead
from bot.leads.lead import Lead, is_over, read_reference

LEADS_OFFERED = 3
"""Enquiries that `/status` has buttons for, the latest first."""
LABEL_MOST = 60
"""Characters of a button's label."""
RATINGS = {"good": 1, "bad": -1}


@dataclass(frozen=True, slots=True)
class Pressed:
    """What such a button asks for; an effect brings its own reply."""

    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()


def entry_choice(key: Key, voice: Voice) -> Choice:
    """A button that opens what stands under a key."""
    label = voice.title(key)
    return Choice(label if len(label) <= LABEL_MOST else label[: LABEL_MOST - 1] + "…", f"e:{key}")


def mark_of(question: str) -> str:
    """A short mark of a question, by which its buttons name it; every spelling has the same one."""
    return sha256(folded_question(question).encode()).hexdigest()[:12]


def press(token: str, voice: Voice) -> Pressed | None:
    """Read a button; None if it is none of these.

    Args:
        token: What the button sends; it may be forged, so nothing in it is believed to be the visitor's own.
        voice: In which to reply.
    """
    match token.split(":"):
        case ["watch", mark]:
            return Pressed(effects=(WatchQuestion(mark),))
        case ["rate", mark, said] if said in RATINGS:
            return Pressed(effects=(RateAnswer(mark, RATINGS[said]),))
        case ["lead", typed, action] if reference := read_reference(typed):
            return _own_lead(reference, action, voice)
        case _:
            return None


def offers(leads: tuple[Lead, ...], voice: Voice) -> tuple[tuple[Choice, ...], ...]:
    """The buttons by which a visitor corrects or withdraws the latest enquiries that are still open."""
    own = [lead for lead in reversed(leads) if not is_over(lead)]
    return tuple(
        (
            Choice(
                voice.say(Phrase.STATUS_CORRECT, reference=lead.reference),
                f"lead:{lead.reference}:correct",
            ),
            Choice(
                voice.say(Phrase.STATUS_WITHDRAW, reference=lead.reference),
                f"lead:{lead.reference}:withdraw",
            ),
        )
        for lead in own[:LEADS_OFFERED]
    )


def _own_lead(reference: str, action: str, voice: Voice) -> Pressed | None:
    match action:
        case "correct":
            return Pressed(effects=(CorrectLead(reference),))
        case "withdraw":
            yes = voice.say(Phrase.WITHDRAW_YES)
            no = voice.say(Phrase.WITHDRAW_NO)
            text = voice.say(Phrase.WITHDRAW_ASK, reference=reference)
            choices = (
                Choice(yes, f"lead:{reference}:withdraw-yes", "yes"),
                Choice(no, f"lead:{reference}:keep", "no"),
            )
            return Pressed((Reply(text, choices=(choices,)),))
        case "withdraw-yes":
            return Pressed(effects=(WithdrawLead(reference),))
        case "keep":
            return Pressed((Reply(voice.say(Phrase.WITHDRAW_KEPT, reference=reference)),))
        case _:
            return None
