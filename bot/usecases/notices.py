"""Every kind of notice in one table: what it needs, who brings it, and what is kept once it is out.

A new kind is a member of `outbox.Kind` and a row of `KINDS`; the courier (`delivery`) does the rest in the
same way for all: claim, try again, park, tell. What is kept of a delivery is written in the transaction that
finishes the notice, since a message that is out must not be sent again because of a crash between the two.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.match import Verdict
from bot.core.phrases import Phrase, phrase_of
from bot.core.snapshot import Live
from bot.core.staff_phrases import StaffPhrase
from bot.core.types import Language
from bot.core.voice import Voice
from bot.dialogue.answers import reply_to
from bot.dialogue.turn import Reply
from bot.leads.lead import CLOSED, Lead, Staff, What, is_over
from bot.leads.similar import CommonTraits
from bot.leads.staff import Face, Message, Right, Sending, may
from bot.store import audit, leads, messages, outbox, reminders, reports, staff, topics, watchers
from bot.store.database import Database
from bot.store.outbox import CardRef, Kind
from bot.store.schema import LeadRow, NoticeRow
from bot.usecases.exchange import QUESTIONS_SHOWN
from bot.usecases.lead_reading import read_asked, read_whole
from bot.usecases.posts import Brought, NotNow, Posts, TopicGone, Undeliverable
from bot.usecases.topics import Spot, Subject, find_spot
from bot.usecases.unsent import warned


@dataclass(frozen=True, slots=True)
class Round:
    """What the delivery of a notice stands on."""

    database: Database
    posts: Posts
    live: Live
    clock: Callable[[], datetime]

    @property
    def voice(self) -> Voice:
        """That of what staff read."""
        return Voice.of_staff(self.live.snapshot.knowledge)

    def speaking(self, language: Language) -> Voice:
        """That of what a visitor reads."""
        return Voice(self.live.snapshot.knowledge, language)

    async def read_lead(self, session: AsyncSession, row: LeadRow) -> Lead:
        return await read_whole(session, row, lambda: CommonTraits.known(self.live.snapshot.knowledge))

    async def read_subject(self, lead_id: int) -> Subject:
        async with self.database.reading() as session:
            row = await leads.get(session, lead_id)
            lead = await self.read_lead(session, row)
            asked = await read_asked(session, row, QUESTIONS_SHOWN)
            return Subject(row.id, lead, asked, await outbox.card_of(session, row.id))

    async def spot(self, subject: Subject) -> Spot:
        """Where staff speak of a lead."""
        wanted = self.live.snapshot.knowledge.talk.desk.topics
        return await find_spot(self.database, self.posts.staff, subject, wanted=wanted)


@dataclass(frozen=True, slots=True)
class Delivered:
    """A notice that is out, or that nobody needs any more."""

    keep: Callable[[AsyncSession], Awaitable[None]] | None = None
    """Writes what is to be kept of it."""
    shown: int | None = None
    """The version of the lead that the card shows; it covers every notice up to that version."""


MAIL_PATIENCE: Final = timedelta(hours=4)
"""How long a letter is tried; after that staff hear that it did not go, rather than wait for ever."""
NO_NEED: Final = Delivered()

Deliver = Callable[[Round, NoticeRow], Awaitable[Delivered | None]]
"""Delivers one notice; None if there is no staff chat to bring it to yet."""


async def _card(here: Round, notice: NoticeRow) -> Delivered | None:
    subject = await here.read_subject(notice.lead_id or 0)
    spot = await here.spot(subject)
    lead, asked = subject.lead, subject.asked_before
    at = await (
        spot.post.edit_card(lead, asked, spot.card) if spot.card else spot.post.lead_card(lead, asked)
    )
    if at is None:
        return None
    is_closed = spot.topic is not None and spot.topic.closed
    if spot.topic is not None and is_over(lead) is not is_closed:
        is_closed = not is_closed
        await spot.post.close_topic(spot.topic, closed=is_closed)
    kept = partial(_keep_card, lead_id=subject.id, card=at, is_closed=is_closed)
    return Delivered(kept, shown=lead.version)


async def _keep_card(session: AsyncSession, lead_id: int, card: CardRef, *, is_closed: bool) -> None:
    await outbox.keep_card(session, lead_id, card)
    await topics.mark(session, lead_id, closed=is_closed)


async def _text(here: Round, notice: NoticeRow) -> Delivered | None:
    payload = json.loads(notice.payload)
    if (warns_of := payload.get("warns_of")) is not None:
        async with here.database.reading() as session:
            # It got through after all, before this could be said.
            if await outbox.is_done(session, warns_of):
                return NO_NEED
    text = here.voice.say(phrase_of(payload["phrase"]), **payload["values"])
    return NO_NEED if await here.posts.staff.staff_text(text) else None


async def _to_visitor(here: Round, notice: NoticeRow) -> Delivered | None:
    message, lead_id = await _message(here, notice)
    if message.state is not Sending.WAITING:
        return NO_NEED
    lead = (await here.read_subject(lead_id)).lead
    post = here.posts.visitors.get(lead.channel)
    stands: Brought | None = None
    if lead.chat_id is not None and post is not None:
        with suppress(Undeliverable):
            stands = await post.staff_message(lead, lead.chat_id, message)
    by_mail = stands is None and await _is_mailed(here, notice, lead, message)
    then, at = list(json.loads(notice.payload).get("then", ())), here.clock()
    return Delivered(
        partial(_settle, message_id=message.id, then=then, stands=stands, at=at, by_mail=by_mail)
    )


async def _is_mailed(here: Round, notice: NoticeRow, lead: Lead, message: Message) -> bool:
    """Write a letter where no chat reaches somebody; false if that cannot be done, or could not for long."""
    if here.posts.mail is None or lead.email is None or not message.text:
        return False
    try:
        await here.posts.mail.letter(lead, lead.email, message)
    except Undeliverable:
        return False
    except NotNow:
        if here.clock() - notice.created_at < MAIL_PATIENCE:
            raise
        return False
    return True


async def _settle(
    session: AsyncSession,
    message_id: int,
    then: list[int],
    stands: Brought | None,
    at: datetime,
    *,
    by_mail: bool,
) -> None:
    """Keep what became of a message, and have the card show it; None if it is in no chat.

    `then` are the parts that follow: they could not be sent either.
    """
    row = await messages.get(session, message_id)
    lead = await leads.get(session, row.lead_id)
    if stands is None and not by_mail:
        for each in (message_id, *then):
            await messages.settle(session, await messages.get(session, each), Sending.BLOCKED)
        leads.record(session, lead.id, at=at, who=leads.VISITOR, what=What.BLOCKED)
        outbox.add_text(session, StaffPhrase.REPLY_BLOCKED, {"reference": lead.reference}, at)
    else:
        # A letter carries words alone.
        file_left = stands.file_left if stands else row.file_kind is not None
        await messages.settle(
            session,
            row,
            Sending.SENT,
            visitor_message_id=stands.at.message_id if stands else None,
            copy_message_id=stands.copy_id if stands else None,
            file_left=file_left,
            by_mail=by_mail,
        )
        if file_left:
            outbox.add_text(session, StaffPhrase.FILE_NOT_CARRIED, {"reference": lead.reference}, at)
    outbox.add_card(session, lead.id, lead.version, at)


async def _to_staff(here: Round, notice: NoticeRow) -> Delivered | None:
    message, lead_id = await _message(here, notice)
    # What was erased meanwhile says nothing any more.
    if message.state is not Sending.WAITING or not (message.text or message.file):
        return NO_NEED
    subject = await here.read_subject(lead_id)
    spot = await here.spot(subject)
    stands = await spot.post.visitor_message(subject.lead, message, spot.card)
    if stands is None:
        return None
    return Delivered(partial(_keep_place, message_id=message.id, stands=stands, at=here.clock()))


async def _keep_place(session: AsyncSession, message_id: int, stands: Brought, at: datetime) -> None:
    row = await messages.get(session, message_id)
    await messages.settle(
        session,
        row,
        Sending.SENT,
        staff_at=stands.at,
        copy_message_id=stands.copy_id,
        file_left=stands.file_left,
    )
    if stands.file_left:
        outbox.add(session, Kind.FILE_LEFT, {"message": message_id}, at)


async def _file_left(here: Round, notice: NoticeRow) -> Delivered | None:
    """Tell a visitor that what they sent did not reach staff."""
    message, lead_id = await _message(here, notice)
    lead = (await here.read_subject(lead_id)).lead
    if message.file is not None:
        text = here.speaking(lead.language).say(StaffPhrase.FILE_NOT_PASSED_ON, reference=lead.reference)
        await _say_to_visitor(here, lead.channel, message.file.chat_id, text, lead.language)
    return NO_NEED


async def _say_to_visitor(here: Round, channel: str, chat_id: str, text: str, language: Language) -> None:
    """Say something to a visitor if there is a way to them; whoever has left hears nothing."""
    post = here.posts.visitors.get(channel)
    if post is not None:
        with suppress(Undeliverable):
            await post.late_answer(chat_id, (Reply(text),), language)


async def _message(here: Round, notice: NoticeRow) -> tuple[Message, int]:
    """The message that a notice is about, and the id of its lead."""
    async with here.database.reading() as session:
        row = await messages.get(session, int(json.loads(notice.payload)["message"]))
        return messages.as_message(row), row.lead_id


async def _nudge(here: Round, notice: NoticeRow) -> Delivered | None:
    payload = json.loads(notice.payload)
    subject = await here.read_subject(payload["lead"])
    lead = subject.lead
    # Somebody may have taken care of it since; a reminder would only annoy.
    if lead.status in CLOSED or lead.version != payload["version"] or lead.erased_at is not None:
        return NO_NEED
    spot = await here.spot(subject)
    return NO_NEED if await spot.post.nudge(lead, payload["level"], spot.card) else None


async def _digest(here: Round, notice: NoticeRow) -> Delivered | None:
    return NO_NEED if await here.posts.staff.digest(notice.created_at) else None


async def _late_answer(here: Round, notice: NoticeRow) -> Delivered | None:
    async with here.database.reading() as session:
        row = await watchers.get(session, int(json.loads(notice.payload)["watcher"]))
    post = here.posts.visitors.get(row.channel) if row else None
    if row is None or post is None:
        return NO_NEED
    snapshot = here.live.snapshot
    match = snapshot.matcher.match(row.text, row.language)
    if match.verdict is Verdict.ANSWER:
        opening = Voice(snapshot.knowledge, match.language).say(Phrase.LATE_ANSWER, text=row.text)
        # Whoever has blocked the bot since does not wait any more.
        with suppress(Undeliverable):
            replies = (Reply(opening), reply_to(match, snapshot.knowledge))
            await post.late_answer(row.chat_id, replies, match.language)
    return NO_NEED


async def _report(here: Round, notice: NoticeRow) -> Delivered | None:
    """Bring a report to a lead manager, unless they have lost that role or it was erased since."""
    payload, post = json.loads(notice.payload), here.posts.managers
    async with here.database.reading() as session:
        row = await reports.get(session, payload["report"])
        manager = await staff.known_staff(session, payload["manager"])
        kept = reports.as_kept(row, opened=True)
    if kept.report is None:
        return NO_NEED
    if manager is not None and may(manager.role, Right.READ_REPORTS) and post is not None:
        with suppress(Undeliverable):
            copies = await post.report(kept, manager.id)
            reader = replace(manager, face=Face.TELEGRAM)
            return Delivered(partial(_brought, report=row.id, to=reader, copies=copies, at=here.clock()))
    return Delivered(partial(_missed, report=row.id, at=here.clock()))


async def _brought(
    session: AsyncSession, report: int, to: Staff, copies: tuple[CardRef, ...], at: datetime
) -> None:
    row = await reports.get(session, report, to_change=True)
    row.to_reach = None
    await reports.keep_copies(session, row.id, copies)
    audit.add(session, to, "received", f"report {row.reference}", at=at)
    if row.erased_at is not None:
        outbox.add(session, Kind.REPORT_ERASED, {"report": row.id}, at)


async def _missed(session: AsyncSession, report: int, at: datetime) -> None:
    """Note that one lead manager could not be reached; after the last one the visitor is told."""
    row = await reports.get(session, report, to_change=True)
    if row.to_reach is None:
        return
    row.to_reach -= 1
    if row.to_reach <= 0:
        row.to_reach = None
        outbox.add(session, Kind.REPORT_UNREACHED, {"report": row.id}, at)


async def _report_unreached(here: Round, notice: NoticeRow) -> Delivered | None:
    async with here.database.reading() as session:
        row = await reports.get(session, json.loads(notice.payload)["report"])
    if row.chat_id is not None:
        text = here.speaking(row.language).say(Phrase.REPORT_UNREACHED, reference=row.reference)
        await _say_to_visitor(here, row.channel, row.chat_id, text, row.language)
    return NO_NEED


async def _report_erased(here: Round, notice: NoticeRow) -> Delivered | None:
    async with here.database.reading() as session:
        row = await reports.get(session, json.loads(notice.payload)["report"])
        copies = await reports.copies_of(session, row.id)
    post = here.posts.managers
    if post is None:
        return NO_NEED
    for copy in copies:
        with suppress(Undeliverable):
            await post.empty(copy, row.reference)
    return Delivered(partial(reports.forget_copies, report_id=row.id))


async def _unsent(here: Round, notice: NoticeRow) -> Delivered | None:
    """Warn somebody, unless the staff chat has everything by now."""
    staff_id, post = json.loads(notice.payload)["staff"], here.posts.managers
    async with here.database.reading() as session:
        is_late = await reminders.is_begun(session, warned(staff_id))
    if not is_late or post is None:
        return NO_NEED
    with suppress(Undeliverable):
        at = await post.say(here.voice.say(StaffPhrase.UNSENT), staff_id)
        return Delivered(
            partial(_keep_warning, notice_id=notice.id, staff_id=staff_id, at=at, now=here.clock())
        )
    return NO_NEED


async def _keep_warning(
    session: AsyncSession, notice_id: int, staff_id: str, at: CardRef, now: datetime
) -> None:
    if await reminders.is_begun(session, warned(staff_id)):
        await outbox.keep_place(session, notice_id, at)
    else:
        outbox.add(session, Kind.UNSENT_OVER, {"chat": at.chat_id, "message": at.message_id}, now)


async def _unsent_over(here: Round, notice: NoticeRow) -> Delivered | None:
    payload, post = json.loads(notice.payload), here.posts.managers
    if post is not None:
        with suppress(Undeliverable):
            await post.change(
                CardRef(payload["chat"], payload["message"]), here.voice.say(StaffPhrase.UNSENT_OVER)
            )
    return NO_NEED


def _healing(deliver: Deliver) -> Deliver:
    """Deliver what belongs into the topic of a lead; one that was deleted is opened again."""

    async def delivered(here: Round, notice: NoticeRow) -> Delivered | None:
        try:
            return await deliver(here, notice)
        except TopicGone as gone:
            async with here.database.transaction() as session:
                await topics.forget(session, gone.topic)
        return await deliver(here, notice)

    return delivered


KINDS: Final[Mapping[Kind, Deliver]] = {
    Kind.CARD: _healing(_card),
    Kind.TEXT: _text,
    Kind.TO_VISITOR: _to_visitor,
    Kind.TO_STAFF: _healing(_to_staff),
    Kind.FILE_LEFT: _file_left,
    Kind.NUDGE: _healing(_nudge),
    Kind.DIGEST: _digest,
    Kind.LATE_ANSWER: _late_answer,
    Kind.REPORT: _report,
    Kind.REPORT_UNREACHED: _report_unreached,
    Kind.REPORT_ERASED: _report_erased,
    Kind.UNSENT: _unsent,
    Kind.UNSENT_OVER: _unsent_over,
}
