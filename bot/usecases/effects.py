"""What the dialogue asks for, done in the transaction of the turn: every effect in one table.

A new effect is a value in `dialogue.turn` and a row of `EFFECTS`. Visitors work on what is their own: nobody
else's enquiry or question can be reached this way.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.phrases import AnyPhrase, Phrase
from bot.core.staff_phrases import StaffPhrase
from bot.core.voice import Voice
from bot.dialogue.buttons import mark_of, offers
from bot.dialogue.opening import reopen_form
from bot.dialogue.questions import ask
from bot.dialogue.turn import (
    CorrectLead,
    Effect,
    Forget,
    LogQuestion,
    OpenForm,
    PassOn,
    RateAnswer,
    Reply,
    ShowData,
    ShowStatus,
    State,
    StopWatching,
    SubmitLead,
    SubmitReport,
    WatchQuestion,
    WithdrawLead,
)
from bot.leads import changes
from bot.leads.changes import Change, Changed
from bot.leads.lead import Enquiry, Lead, Stage, What, is_over, new_reference, stage_of
from bot.leads.report import KeptReport
from bot.store import conversations, leads, questions, watchers
from bot.store.conversations import Conflict
from bot.store.outbox import CardRef
from bot.store.schema import Conversation, LeadRow, Question, TurnRow
from bot.usecases import reports
from bot.usecases.exchange import Answer, pass_on, worked_on

LOOKED_BACK: Final = 100
"""Questions of a conversation that buttons still work for."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Whose turn it is, and in which transaction."""

    session: AsyncSession
    conversation: Conversation
    row: TurnRow
    voice: Voice
    state: State
    """As the dialogue left it: with the form that is open already."""
    draw: Callable[[str], str]
    """Picks one sign of a string at random; references are made of it."""

    @property
    def at(self) -> datetime:
        return self.row.at

    def say(self, phrase: AnyPhrase, **values: object) -> "Told":
        return Told(Reply(self.voice.say(phrase, **values)))


@dataclass(frozen=True, slots=True)
class Told:
    """What the visitor is told, and the form that is open from now on, if one was opened."""

    reply: Reply
    form: OpenForm | None = None


async def carry_out(effect: Effect, visit: Visit) -> Told | None:
    """Do what the dialogue asks for, and give what the visitor is to be told of it.

    Raises:
        Conflict: Somebody else was quicker with a row; the turn is to be stepped again.
    """
    return await EFFECTS[type(effect)](effect, visit)


async def _log(effect: LogQuestion, visit: Visit) -> None:
    await questions.add(visit.session, visit.row, effect)


async def _submit(effect: SubmitLead, visit: Visit) -> Told:
    enquiry = effect.enquiry
    if effect.corrects and (told := await _correct_lead(enquiry, effect.corrects, visit)):
        return told
    reference = new_reference(visit.draw)
    while await leads.find(visit.session, reference) is not None:
        reference = new_reference(visit.draw)
    await leads.submit(
        visit.session,
        enquiry,
        reference=reference,
        channel=visit.row.channel,
        chat_id=visit.conversation.chat_id,
        at=visit.at,
    )
    phrase = Phrase.LEAD_SENT if enquiry.email or enquiry.phone else Phrase.LEAD_SENT_CHAT
    return Told(Reply(visit.voice.speaking(enquiry.language).say(phrase, reference=reference)))


async def _submit_report(effect: SubmitReport, visit: Visit) -> Told:
    report = effect.report
    reference, can_be_told = await reports.submit(
        visit.session, report, visit.conversation, visit.draw, visit.at
    )
    phrase = Phrase.REPORT_SENT if can_be_told else Phrase.REPORT_SENT_UNREACHED
    return Told(Reply(visit.voice.speaking(report.language).say(phrase, reference=reference)))


async def _show_status(effect: ShowStatus, visit: Visit) -> Told:
    reply = _status_reply(await _own_leads(visit), visit.voice)
    return Told(replace(reply, text=f"{effect.before}\n\n{reply.text}") if effect.before else reply)


async def _show_data(_: ShowData, visit: Visit) -> Told:
    asked = await questions.of_conversation(visit.session, visit.conversation.id)
    reported = await reports.own(visit.session, visit.conversation)
    return Told(Reply(_data_text(visit, asked, await _own_leads(visit), reported)))


async def _own_leads(visit: Visit) -> tuple[Lead, ...]:
    rows = await leads.of_visitor(visit.session, visit.row.channel, visit.conversation.chat_id)
    return tuple(leads.as_lead(row) for row in rows)


async def _forget(_: Forget, visit: Visit) -> None:
    """Erase what is kept about a visitor, but for what keeps a repeated event from being worked on again."""
    session = visit.session
    await watchers.erase(session, visit.conversation)
    await questions.erase(session, visit.conversation.id)
    await conversations.blank_turns(session, visit.row, visit.at)
    await reports.erase_own(session, visit.conversation, visit.at)
    for row in await leads.of_visitor(session, visit.row.channel, visit.conversation.chat_id):
        if not await leads.erase(session, row, visit.at, leads.VISITOR):
            raise Conflict


async def _correct_lead(enquiry: Enquiry, reference: str, visit: Visit) -> Told | None:
    """Put what a corrected form says into the lead it was opened from; None if that is closed by now."""
    row = await _own(reference, visit)
    if row is None or is_over(leads.as_lead(row)):
        return None
    fresh = {name: getattr(enquiry, name) for name in changes.EDITABLE}
    changed = {name: value for name, value in fresh.items() if value != getattr(row, name)}
    if changed:
        change = Change(What.EDITED, changed, ", ".join(changed))
        await _write(row, change, visit)
    return visit.say(Phrase.LEAD_CORRECTED, reference=reference)


async def _withdraw(effect: WithdrawLead, visit: Visit) -> Told:
    reference, row = effect.reference, await _own(effect.reference, visit)
    decision = changes.withdrawn(leads.as_lead(row)) if row is not None else None
    if row is None or not isinstance(decision, Change):
        return visit.say(Phrase.ENQUIRY_SETTLED, reference=reference)
    await _write(row, decision, visit)
    return visit.say(Phrase.WITHDRAWN, reference=reference)


async def _correct(effect: CorrectLead, visit: Visit) -> Told:
    reference, row = effect.reference, await _own(effect.reference, visit)
    if row is None or is_over(leads.as_lead(row)):
        return visit.say(Phrase.ENQUIRY_SETTLED, reference=reference)
    if visit.state.form is not None:
        return visit.say(Phrase.FORM_FIRST)
    form = reopen_form(visit.row.event_id, leads.as_lead(row), visit.voice)
    return Told(ask(form, visit.voice.knowledge), form)


async def _watch(effect: WatchQuestion, visit: Visit) -> Told:
    question = await _question(effect.mark, visit)
    if question is None:
        return visit.say(Phrase.STALE_CHOICE)
    await watchers.add(visit.session, visit.conversation, question, visit.at)
    return visit.say(Phrase.WATCH_KEPT)


async def _stop_watching(_: StopWatching, visit: Visit) -> None:
    await watchers.erase(visit.session, visit.conversation)


async def _rate(effect: RateAnswer, visit: Visit) -> Told:
    question = await _question(effect.mark, visit)
    if question is None:
        return visit.say(Phrase.STALE_CHOICE)
    question.rating = effect.rating
    return visit.say(Phrase.RATED_GOOD if effect.rating > 0 else Phrase.RATED_BAD)


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


def _status_reply(leads: Sequence[Lead], voice: Voice) -> Reply:
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


def _data_text(
    visit: Visit, asked: Sequence[Question], own: Sequence[Lead], reported: Sequence[KeptReport]
) -> str:
    """Tell a visitor everything that is kept about them."""
    voice, state = visit.voice, visit.state
    parts = [voice.say(Phrase.MYDATA_CHAT, date=voice.day(visit.conversation.created_at.date()))]
    if spoken := state.language or state.spoken:
        parts.append(voice.say(Phrase.MYDATA_LANGUAGE, name=voice.language_name(spoken)))
    if state.origin:
        parts.append(voice.say(Phrase.MYDATA_ORIGIN, origin=state.origin))
    if asked:
        listed = _bullets([question.text for question in asked])
        parts.append(voice.say(Phrase.MYDATA_QUESTIONS, count=len(asked), questions=listed))
    if state.form and any(state.form.values.values()):
        values = _bullets(list(state.form.values.values()))
        parts.append(voice.say(Phrase.MYDATA_FORM, values=values))
    if state.report:
        parts.append(voice.say(Phrase.MYDATA_REPORT_OPEN))
    parts.extend(_lead_text(lead, voice) for lead in own)
    for report in reported:
        sent = voice.day(report.created_at.date())
        parts.append(voice.say(Phrase.MYDATA_REPORT, reference=report.reference, date=sent))
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


async def _pass_on(effect: PassOn, visit: Visit) -> Told:
    said, own = effect.said, visit.conversation
    row = await worked_on(visit.session, said.reference)
    if row is None:
        return visit.say(StaffPhrase.NOT_PASSED_ON)
    event_id = f"{own.channel}:{own.chat_id}:{said.message}"
    answer = Answer(CardRef(own.chat_id, said.message), said.text, event_id, said.files)
    outcome = await pass_on(visit.session, row, answer, visit.at)
    if outcome is None:
        raise Conflict
    if not isinstance(outcome, Changed):
        return visit.say(StaffPhrase.NOT_PASSED_ON)
    return visit.say(StaffPhrase.PASSED_ON, reference=outcome.lead.reference)


EFFECTS: Final[Mapping[type, Callable[[Any, Visit], Awaitable[Told | None]]]] = {
    LogQuestion: _log,
    SubmitLead: _submit,
    SubmitReport: _submit_report,
    ShowStatus: _show_status,
    ShowData: _show_data,
    Forget: _forget,
    WithdrawLead: _withdraw,
    CorrectLead: _correct,
    WatchQuestion: _watch,
    StopWatching: _stop_watching,
    RateAnswer: _rate,
    PassOn: _pass_on,
}
