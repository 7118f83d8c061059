"""What couriers bring besides cards: messages to and from visitors, reminders, digests, late answers."""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.snapshot import Live
from bot.core.staff_phrases import StaffPhrase
from bot.dialogue.turn import Reply
from bot.leads.lead import CLOSED, Lead, What
from bot.leads.staff import Message, Sending
from bot.store import leads, messages, outbox
from bot.store.database import Database
from bot.store.outbox import CardRef, Kind
from bot.store.schema import NoticeRow
from bot.usecases.delivery import Carrier, Undeliverable
from bot.usecases.lead_reading import read_whole


class StaffPost(Protocol):
    """Where staff are; each method raises `RetryLater` or `Undeliverable`, or may be tried again."""

    async def visitor_message(self, lead: Lead, message: Message, card: CardRef | None) -> CardRef | None:
        """Show what a visitor wrote, under the card of the lead.

        Returns:
            Where it stands, so that a reply to it is known to be about the lead; None if there is no staff
            chat yet.
        """
        ...

    async def nudge(self, lead: Lead, level: int, card: CardRef | None) -> bool:
        """Remind of a lead that waits: its owner (1) or everybody (2); false if there is no staff chat."""
        ...

    async def digest(self, at: datetime) -> bool:
        """Post the digest of the week before a moment; false if there is no staff chat."""
        ...


class VisitorPost(Protocol):
    """Where visitors of one channel are; its methods raise as those of `StaffPost` do."""

    async def staff_message(self, lead: Lead, chat_id: str, message: Message) -> str:
        """Bring a visitor what staff wrote, and give the id of the message in the visitor's chat."""
        ...

    async def late_answer(self, chat_id: str, replies: tuple[Reply, ...]) -> None:
        """Bring a visitor the answer to what they asked once."""
        ...


@dataclass(frozen=True, slots=True)
class Posts:
    """Where staff are, and visitors by channel."""

    staff: StaffPost
    visitors: Mapping[str, VisitorPost]


class Carriers:
    """Brings each kind of notice to where it goes."""

    def __init__(self, database: Database, posts: Posts, live: Live, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._posts = posts
        self._live = live
        self._clock = clock

    def by_kind(self) -> Mapping[Kind, Carrier]:
        """Give what a courier needs to deliver these notices."""
        return {
            Kind.TO_VISITOR: self._to_visitor,
            Kind.TO_STAFF: self._to_staff,
            Kind.NUDGE: self._nudge,
            Kind.DIGEST: self._digest,
        }

    async def _to_visitor(self, notice: NoticeRow) -> bool:
        lead, message, _ = await self._message(notice)
        if message.state is not Sending.WAITING:
            return True
        post = self._posts.visitors.get(lead.channel)
        stands: str | None = None
        if lead.chat_id is not None and post is not None:
            with suppress(Undeliverable):
                stands = await post.staff_message(lead, lead.chat_id, message)
        # The message is out: if that were lost now, the next attempt would send it again.
        await asyncio.shield(self._settle(notice, stands))
        return True

    async def _settle(self, notice: NoticeRow, stands: str | None) -> None:
        """Keep what became of a message, and have the card show it; None if it could not be sent."""
        state = Sending.BLOCKED if stands is None else Sending.SENT
        async with self._database.transaction() as session:
            row = await messages.get(session, _number(notice, "message"))
            await messages.settle(session, row, state, visitor_message_id=stands)
            lead = await leads.get(session, row.lead_id)
            now = self._clock()
            if state is Sending.BLOCKED:
                leads.record(session, lead.id, at=now, who=leads.VISITOR, what=What.BLOCKED)
                outbox.add_text(session, StaffPhrase.REPLY_BLOCKED, {"reference": lead.reference}, now)
            outbox.add_card(session, lead.id, lead.version, now)

    async def _to_staff(self, notice: NoticeRow) -> bool:
        lead, message, card = await self._message(notice)
        if message.state is not Sending.WAITING:
            return True
        stands = await self._posts.staff.visitor_message(lead, message, card)
        if stands is None:
            return False
        await asyncio.shield(self._shown(message.id, stands))
        return True

    async def _shown(self, message_id: int, stands: CardRef) -> None:
        async with self._database.transaction() as session:
            row = await messages.get(session, message_id)
            await messages.settle(session, row, Sending.SENT, staff_at=stands)

    async def _nudge(self, notice: NoticeRow) -> bool:
        payload = json.loads(notice.payload)
        async with self._database.reading() as session:
            row = await leads.get(session, payload["lead"])
            card = await outbox.card_of(session, row.id)
            lead = leads.as_lead(row)
        # Somebody may have taken care of it since; a reminder would only annoy.
        if lead.status in CLOSED or lead.version != payload["version"] or lead.erased_at is not None:
            return True
        return await self._posts.staff.nudge(lead, payload["level"], card)

    async def _digest(self, notice: NoticeRow) -> bool:
        return await self._posts.staff.digest(notice.created_at)

    async def _message(self, notice: NoticeRow) -> tuple[Lead, Message, CardRef | None]:
        async with self._database.reading() as session:
            row = await messages.get(session, _number(notice, "message"))
            lead = await leads.get(session, row.lead_id)
            forms = self._live.snapshot.knowledge.talk.names.legal_forms
            whole = await read_whole(session, lead, forms)
            return whole, messages.as_message(row), await outbox.card_of(session, lead.id)


def _number(notice: NoticeRow, name: str) -> int:
    return int(json.loads(notice.payload)[name])
