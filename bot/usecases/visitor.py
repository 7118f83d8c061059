"""What visitors do with their own enquiries and questions, and what they are told of themselves.

Nobody else's can be reached this way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.phrases import Phrase
from bot.core.voice import Voice
from bot.dialogue.buttons import is_changeable, mark_of, offers
from bot.dialogue.form import ask, reopen_form
from bot.dialogue.turn import CorrectLead, OpenForm, RateAnswer, Reply, State, WatchQuestion, WithdrawLead
from bot.leads import changes
from bot.leads.changes import Change
from bot.leads.lead import Enquiry, Lead, Stage, What, stage_of
from bot.store import leads, questions, watchers
from bot.store.conversations import Conflict
from bot.store.schema import Conversation, LeadRow, Question

LOOKED_BACK: Final = 100
"""Questions of a conversation that buttons still work for."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Whose turn it is, and in which transaction."""

    session: AsyncSession
    conversation: Conversation
    voice: Voice
    at: datetime
    event_id: str
    form: OpenForm | None
    """The form that is open already."""

    def said(self, phrase: Phrase, **values: object) -> "Told":
        return Told(Reply(self.voice.say(phrase, **values)))


@dataclass(frozen=True, slots=True)
class Told:
    """What the visitor is told, and the form that is open from now on, if one was opened."""

    reply: Reply
    form: OpenForm | None = None


Own = CorrectLead | WithdrawLead | WatchQuestion | RateAnswer


async def carry_out(effect: Own, visit: Visit) -> Told:
    """Do what a visitor wants done with something of their own."""
    match effect:
        case WithdrawLead(reference):
            return await _withdraw(reference, visit)
        case CorrectLead(reference):
            return await _correct(reference, visit)
        case WatchQuestion(mark):
            return await _watch(mark, visit)
        case RateAnswer(mark, rating):
            return await _rate(mark, rating, visit)


async def correct(enquiry: Enquiry, reference: str, visit: Visit) -> Told | None:
    """Put what a corrected form says into the lead it was opened from; None if that is closed by now."""
    row = await _own(reference, visit)
    if row is None or not is_changeable(leads.as_lead(row)):
        return None
    fresh = {name: getattr(enquiry, name) for name in changes.EDITABLE}
    changed = {name: value for name, value in fresh.items() if value != getattr(row, name)}
    if changed:
        change = Change(What.EDITED, changed, ", ".join(changed))
        await _write(row, change, visit)
    return visit.said(Phrase.LEAD_CORRECTED, reference=reference)


async def _withdraw(reference: str, visit: Visit) -> Told:
    row = await _own(reference, visit)
    decision = changes.withdrawn(leads.as_lead(row)) if row is not None else None
    if row is None or not isinstance(decision, Change):
        return visit.said(Phrase.ENQUIRY_SETTLED, reference=reference)
    await _write(row, decision, visit)
    return visit.said(Phrase.WITHDRAWN, reference=reference)


async def _correct(reference: str, visit: Visit) -> Told:
    row = await _own(reference, visit)
    if row is None or not is_changeable(leads.as_lead(row)):
        return visit.said(Phrase.ENQUIRY_SETTLED, reference=reference)
    if visit.form is not None:
        return visit.said(Phrase.FORM_FIRST)
    form = reopen_form(visit.event_id, leads.as_lead(row), visit.voice)
    return Told(ask(form, visit.voice.knowledge), form)


async def _watch(mark: str, visit: Visit) -> Told:
    question = await _question(mark, visit)
    if question is None:
        return visit.said(Phrase.STALE_CHOICE)
    await watchers.add(visit.session, visit.conversation, question, visit.at)
    return visit.said(Phrase.WATCH_KEPT)


async def _rate(mark: str, rating: int, visit: Visit) -> Told:
    question = await _question(mark, visit)
    if question is None:
        return visit.said(Phrase.STALE_CHOICE)
    question.rating = rating
    return visit.said(Phrase.RATED_GOOD if rating > 0 else Phrase.RATED_BAD)


async def _question(mark: str, visit: Visit) -> Question | None:
    """The latest question of this visitor with a mark."""
    asked = await questions.of_conversation(visit.session, visit.conversation.id, LOOKED_BACK)
    return next((question for question in reversed(asked) if mark_of(question.text) == mark), None)


async def _own(reference: str, visit: Visit) -> LeadRow | None:
    row = await leads.find(visit.session, reference)
    own = (visit.conversation.channel, visit.conversation.chat_id)
    return row if row is not None and (row.channel, row.chat_id) == own else None


async def _write(row: LeadRow, change: Change, visit: Visit) -> None:
    if not await leads.carry_out(visit.session, row, change, leads.VISITOR, visit.at):
        raise Conflict


_PHRASES = {
    Stage.RECEIVED: Phrase.STAGE_RECEIVED,
    Stage.SEEN: Phrase.STAGE_SEEN,
    Stage.ASSIGNED: Phrase.STAGE_ASSIGNED,
    Stage.ANSWERED: Phrase.STAGE_ANSWERED,
    Stage.CLOSED: Phrase.STAGE_CLOSED,
}


def status_reply(leads: Sequence[Lead], voice: Voice) -> Reply:
    """Tell a visitor how their enquiries stand, with buttons to correct or withdraw those still open."""
    if not leads:
        return Reply(voice.say(Phrase.STATUS_NONE))
    lines = [
        voice.say(
            Phrase.STATUS_LINE,
            reference=lead.reference,
            date=voice.day(lead.created_at.date()),
            status=voice.say(_PHRASES[stage_of(lead)]),
        )
        for lead in leads
    ]
    return Reply("\n".join(lines), choices=offers(tuple(leads), voice))


def data_text(
    conversation: Conversation,
    state: State,
    *,
    questions: Sequence[Question],
    leads: Sequence[Lead],
    voice: Voice,
) -> str:
    """Tell a visitor everything that is kept about them."""
    since = voice.day(conversation.created_at.date())
    parts = [voice.say(Phrase.MYDATA_CHAT, date=since)]
    if spoken := state.language or state.spoken:
        parts.append(voice.say(Phrase.MYDATA_LANGUAGE, name=voice.language_name(spoken)))
    if questions:
        listed = _bullets([question.text for question in questions])
        parts.append(voice.say(Phrase.MYDATA_QUESTIONS, count=len(questions), questions=listed))
    if state.form and any(state.form.values.values()):
        values = _bullets(list(state.form.values.values()))
        parts.append(voice.say(Phrase.MYDATA_FORM, values=values))
    parts.extend(_lead_text(lead, voice) for lead in leads)
    return voice.say(Phrase.MYDATA, data="\n\n".join(parts))


def _lead_text(lead: Lead, voice: Voice) -> str:
    values = (
        voice.way(lead.way),
        lead.company,
        lead.contact_name,
        lead.email,
        lead.phone,
        voice.country(lead.country),
        lead.message,
    )
    return voice.say(
        Phrase.MYDATA_LEAD,
        reference=lead.reference,
        date=voice.day(lead.created_at.date()),
        consent=voice.day(lead.consent_at.date()),
        values=_bullets(values),
    )


def _bullets(values: Sequence[str | None]) -> str:
    return "\n".join(f"• {value}" for value in values if value)
