"""What visitors do with their own enquiries and questions, and what they are told of themselves.

Nobody else's can be reached this way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from babel import Locale
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.dates import day
from bot.core.knowledge import Knowledge
from bot.core.phrases import Phrase, say
from bot.core.types import Country, Id, Language
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
    knowledge: Knowledge
    language: Language
    at: datetime
    event_id: str
    form: OpenForm | None
    """The form that is open already."""

    def said(self, phrase: Phrase, **values: object) -> "Told":
        return Told(Reply(say(self.knowledge, phrase, self.language, **values)))


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
    form = reopen_form(visit.event_id, leads.as_lead(row), visit.language, visit.knowledge)
    return Told(ask(form, visit.knowledge), form)


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


def status_reply(leads: Sequence[Lead], knowledge: Knowledge, language: Language) -> Reply:
    """Tell a visitor how their enquiries stand, with buttons to correct or withdraw those still open."""
    if not leads:
        return Reply(say(knowledge, Phrase.STATUS_NONE, language))
    lines = [
        say(
            knowledge,
            Phrase.STATUS_LINE,
            language,
            reference=lead.reference,
            date=day(lead.created_at.date(), language),
            status=say(knowledge, _PHRASES[stage_of(lead)], language),
        )
        for lead in leads
    ]
    return Reply("\n".join(lines), choices=offers(tuple(leads), language, knowledge))


def data_text(
    conversation: Conversation,
    state: State,
    *,
    questions: Sequence[Question],
    leads: Sequence[Lead],
    knowledge: Knowledge,
    language: Language,
) -> str:
    """Tell a visitor everything that is kept about them."""
    since = day(conversation.created_at.date(), language)
    parts = [say(knowledge, Phrase.MYDATA_CHAT, language, date=since)]
    if spoken := state.language or state.spoken:
        name = Locale.parse(language).languages.get(spoken, spoken)
        parts.append(say(knowledge, Phrase.MYDATA_LANGUAGE, language, name=name))
    if questions:
        listed = _bullets([question.text for question in questions])
        parts.append(
            say(knowledge, Phrase.MYDATA_QUESTIONS, language, count=len(questions), questions=listed)
        )
    if state.form and any(state.form.values.values()):
        values = _bullets(list(state.form.values.values()))
        parts.append(say(knowledge, Phrase.MYDATA_FORM, language, values=values))
    parts.extend(_lead_text(lead, knowledge, language) for lead in leads)
    return say(knowledge, Phrase.MYDATA, language, data="\n\n".join(parts))


def _lead_text(lead: Lead, knowledge: Knowledge, language: Language) -> str:
    values = (
        _way(lead.way, knowledge, language),
        lead.company,
        lead.contact_name,
        lead.email,
        lead.phone,
        _country(lead.country, language),
        lead.message,
    )
    return say(
        knowledge,
        Phrase.MYDATA_LEAD,
        language,
        reference=lead.reference,
        date=day(lead.created_at.date(), language),
        consent=day(lead.consent_at.date(), language),
        values=_bullets(values),
    )


def _bullets(values: Sequence[str | None]) -> str:
    return "\n".join(f"• {value}" for value in values if value)


def _way(way: Id, knowledge: Knowledge, language: Language) -> str:
    titles = {known.id: known.title for known in knowledge.talk.ways}
    return titles.get(way, {}).get(language, way)


def _country(country: Country | None, language: Language) -> str | None:
    return Locale.parse(language).territories.get(country, country) if country else None
