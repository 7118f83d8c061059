"""What staff and visitors write to each other through the bot.

Each message is kept with the lead and leaves through the outbox; where it stands on either side is kept as
well, and that alone decides what a reply is about. Its text is never read for that.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.text import in_parts
from bot.leads import changes
from bot.leads.changes import Change, Changed, Forbidden, Outcome, Outdated, Unknown
from bot.leads.lead import Staff, read_reference
from bot.leads.reachable import Ways
from bot.leads.similar import CommonTraits
from bot.leads.staff import Direction, File, Purpose, Right, may
from bot.store import leads, messages, outbox, topics
from bot.store.database import Database
from bot.store.outbox import CardRef, Kind
from bot.store.schema import CardRow, LeadRow
from bot.usecases.lead_reading import Common, asked_before, read_whole

PART_MOST: Final = 3000
"""UTF-16 units of a message; with what the bot adds it must fit into one of the channel's. A longer one is
several, each of them sent, and replied to, like any other."""


class Exchange:
    """Keeps messages and has them delivered."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        common: Common = CommonTraits,
        ways: Ways = Ways(),  # noqa: B008 - a frozen value
    ) -> None:
        self._database = database
        self._clock = clock
        self._common = common
        self._ways = ways

    async def reply_to_visitor(
        self,
        reference: str,
        text: str,
        who: Staff,
        *,
        event_id: str,
        staff_at: CardRef | None = None,
        seen: int | None = None,
        files: Sequence[File] = (),
    ) -> Outcome:
        """Have the bot bring a visitor what staff write or send.

        Args:
            reference: Which lead; may be typed loosely.
            text: What to say, as plain text.
            who: Who says it.
            event_id: Names the update or form that it came with; a second time nothing is sent.
            staff_at: Where it stands in the staff chat, if it was written there.
            seen: The version that `who` looked at; None to act on whatever is there.
            files: What was sent with it.

        Returns:
            `Changed` once it is kept; the lead's messages tell when it is sent or could not be.
        """
        while True:
            async with self._database.transaction() as session:
                row = await leads.find(session, read_reference(reference) or "")
                if row is None:
                    return Unknown(reference)
                lead = await read_whole(session, row, self._common)
                if not may(who.role, Right.WORK):
                    return Forbidden(lead, Right.WORK)
                if await messages.of_event(session, event_id) is not None:
                    return Changed(lead)
                if seen is not None and seen != lead.version:
                    return Outdated(lead)
                now = self._clock()
                decision = changes.replied(lead, text, now, self._ways, has_file=bool(files))
                if not isinstance(decision, Change):
                    return decision
                if not await leads.carry_out(session, row, decision, who, now):
                    continue
                parts = await messages.add(
                    session,
                    row.id,
                    at=now,
                    direction=Direction.TO_VISITOR,
                    who=who.name,
                    texts=in_parts(decision.detail, PART_MOST),
                    event_id=event_id,
                    staff_at=staff_at,
                    files=files,
                )
                outbox.add_messages(session, Kind.TO_VISITOR, row.id, parts, now)
                return Changed(await read_whole(session, row, self._common))

    async def corrected_by_staff(
        self, channel: str, at: CardRef, text: str, who: Staff, *, edit: str, files: Sequence[File] = ()
    ) -> Outcome | None:
        """Bring a visitor what somebody of the staff edited in a message that was passed on.

        Args:
            channel: That of the visitor.
            at: The message in the staff chat.
            text: What it says now.
            who: Who edited it.
            edit: Tells the edit from others of the message; a second time nothing is sent.
            files: What is sent with it now; it is carried again where it is not the same as before.

        Returns:
            None if it was not passed on, or says the same as before.
        """
        changed = await self._changed(channel, Direction.TO_VISITOR, at, text, files)
        if changed is None:
            return None
        reference, fresh = changed
        event_id = _event_of(channel, at, edit)
        return await self.reply_to_visitor(reference, text, who, event_id=event_id, staff_at=at, files=fresh)

    async def corrected_by_visitor(
        self, channel: str, at: CardRef, text: str, *, edit: str, files: Sequence[File] = ()
    ) -> Outcome | None:
        """Bring staff what a visitor edited in a message that was passed on; None as above."""
        changed = await self._changed(channel, Direction.FROM_VISITOR, at, text, files)
        if changed is None:
            return None
        reference, fresh = changed
        return await self._bring(reference, at, text, _event_of(channel, at, edit), fresh)

    async def _changed(
        self, channel: str, direction: Direction, at: CardRef, text: str, files: Sequence[File]
    ) -> tuple[str, tuple[File, ...]] | None:
        """The lead that an edited message was passed on about, and which of its files are other ones now.

        None if it says the same as before.
        """
        async with self._database.reading() as session:
            said = await messages.said_last(session, channel, direction, at)
        if said is None:
            return None
        fresh = tuple(file for file in files if file.unique_id and file.unique_id != said.unique_id)
        same = said.words == "".join(text.split()) and not fresh
        return None if same else (said.reference, fresh)

    async def from_visitor(
        self,
        channel: str,
        at: CardRef,
        to_message_id: str,
        text: str,
        *,
        event_id: str,
        files: Sequence[File] = (),
    ) -> Outcome | None:
        """Bring staff a visitor's answer to one of their messages.

        Args:
            channel: Where the visitor writes.
            at: The visitor's chat and message.
            to_message_id: The message that it is a reply to.
            text: What the visitor wrote.
            event_id: Names the update that it came with; a second time nothing is kept.
            files: What was sent with it.

        Returns:
            None if that message is not part of an exchange; then the text is meant for the bot.
        """
        async with self._database.reading() as session:
            answered = CardRef(at.chat_id, to_message_id)
            reference = await messages.reference_at_visitor(session, channel, answered)
        return None if reference is None else await self._bring(reference, at, text, event_id, files)

    async def sent(self, reference: str, message_id: int) -> tuple[File, CardRef | None] | None:
        """Give what was sent with a message of a lead, and where that stands in the staff chat.

        None if there is no such message, or nothing was sent with it that can be opened.
        """
        async with self._database.reading() as session:
            row = await leads.find(session, read_reference(reference) or "")
            if row is None:
                return None
            lead = await read_whole(session, row, self._common)
            message = next((each for each in lead.messages if each.id == message_id), None)
            if message is None or message.file is None or not message.file.id:
                return None
            return message.file, await messages.at_staff(session, message_id)

    async def _bring(
        self, reference: str, at: CardRef, text: str, event_id: str, files: Sequence[File]
    ) -> Outcome | None:
        """Bring staff what the visitor of a lead wrote in a message."""
        answer = Answer(at, text, event_id, tuple(files))
        while True:
            async with self._database.transaction() as session:
                row = await worked_on(session, reference)
                if row is None:
                    return None
                outcome = await pass_on(session, row, answer, self._clock())
                if outcome is not None:
                    return outcome


def _event_of(channel: str, at: CardRef, edit: str) -> str:
    """The name of an edit of a message, which no other has."""
    return f"{channel}:{at.chat_id}:{at.message_id}{messages.CORRECTS}{edit}"


@dataclass(frozen=True, slots=True)
class Answer:
    """Something that a visitor wrote or sent for staff."""

    at: CardRef
    """Their chat and message."""
    text: str
    event_id: str
    """Names what it came with; a second time nothing is kept."""
    files: tuple[File, ...] = ()


async def pass_on(session: AsyncSession, row: LeadRow, answer: Answer, now: datetime) -> Outcome | None:
    """Keep what a visitor wrote about a lead, and have staff see it.

    Returns:
        What came of it, with the lead by itself; None if somebody changed the lead meanwhile.
    """
    if await messages.of_event(session, answer.event_id) is not None:
        return Changed(leads.as_lead(row))
    decision = changes.answered(leads.as_lead(row), answer.text, has_file=bool(answer.files))
    if not isinstance(decision, Change):
        return decision
    if not await leads.carry_out(session, row, decision, leads.VISITOR, now):
        return None
    parts = await messages.add(
        session,
        row.id,
        at=now,
        direction=Direction.FROM_VISITOR,
        who="",
        texts=in_parts(decision.detail, PART_MOST),
        event_id=answer.event_id,
        visitor_message_id=answer.at.message_id,
        files=answer.files,
    )
    outbox.add_messages(session, Kind.TO_STAFF, row.id, parts, now)
    return Changed(leads.as_lead(row))


async def worked_on(session: AsyncSession, reference: str) -> LeadRow | None:
    """The lead with a reference, or the one that it was merged into."""
    row = await leads.find(session, reference)
    if row is not None and row.merged_into is not None:
        row = await leads.find(session, row.merged_into)
    return row


QUESTIONS_SHOWN: Final = 5


class Cards:
    """Cards may be posted again, and then the latest one that staff touched is kept up to date."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def adopt(self, reference: str, card: CardRef) -> bool:
        """Make a message the living card of a lead, and have it brought up to date.

        Args:
            reference: Which lead.
            card: The message.

        Returns:
            False if it was the living card already, if there is no such lead, or if it has a topic: there its
            living card is at the head.
        """
        async with self._database.transaction() as session:
            row = await leads.find(session, read_reference(reference) or "")
            if row is None or await outbox.card_of(session, row.id) == card:
                return False
            if await topics.of_lead(session, row.id) is not None:
                return False
            at_card = (CardRow.chat_id == card.chat_id, CardRow.message_id == card.message_id)
            await session.execute(delete(CardRow).where(*at_card))
            await outbox.keep_card(session, row.id, card)
            # A card that is brought up to date at this moment may be the earlier one.
            outbox.add_card(session, row.id, None, self._clock())
            return True

    async def has_topic(self, reference: str) -> bool:
        """True for a lead that is spoken of in a topic of its own."""
        async with self._database.reading() as session:
            row = await leads.find(session, read_reference(reference) or "")
            return row is not None and await topics.of_lead(session, row.id) is not None

    async def asked_before(self, reference: str) -> tuple[str, ...]:
        """The last questions of the visitor of a lead, oldest first."""
        return await asked_before(self._database, reference, QUESTIONS_SHOWN)

    async def expect_note(self, reference: str, asked_at: CardRef, purpose: Purpose = Purpose.NOTE) -> None:
        """Remember that a message asks for a note on a lead, or why it is lost."""
        async with self._database.transaction() as session:
            row = await leads.find(session, read_reference(reference) or "")
            if row is not None:
                await messages.keep(session, row.id, asked_at, purpose)

    async def asked_for(self, asked_at: CardRef) -> tuple[str, Purpose] | None:
        """The lead that a message asks for words on, by reference, and what for; None if it asks for none."""
        async with self._database.reading() as session:
            return await messages.asked_for(session, asked_at)
