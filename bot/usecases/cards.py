"""Which messages in the staff chat are about a lead: its living card, and questions for a note on it."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.lead import read_reference
from bot.store import conversations, leads, outbox, prompts, questions
from bot.store.database import Database
from bot.store.outbox import CardRef
from bot.store.schema import CardRow, LeadRow

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
            False if it was the living card already, or if there is no such lead.
        """
        async with self._database.transaction() as session:
            row = await leads.find(session, read_reference(reference) or "")
            if row is None or await outbox.card_of(session, row.id) == card:
                return False
            at_card = (CardRow.chat_id == card.chat_id, CardRow.message_id == card.message_id)
            await session.execute(delete(CardRow).where(*at_card))
            await outbox.keep_card(session, row.id, card)
            outbox.add_card(session, row.id, row.version, self._clock())
            return True

    async def asked_before(self, reference: str) -> tuple[str, ...]:
        """Give the last questions of the visitor of a lead, oldest first."""
        async with self._database.reading() as session:
            row = await leads.find(session, read_reference(reference) or "")
            return await read_asked(session, row) if row is not None else ()

    async def expect_note(self, reference: str, asked_at: CardRef) -> None:
        """Remember that a message asks for a note on a lead."""
        async with self._database.transaction() as session:
            row = await leads.find(session, read_reference(reference) or "")
            if row is not None:
                await prompts.keep(session, row.id, asked_at)

    async def note_expected(self, asked_at: CardRef) -> str | None:
        """Give the reference of the lead that a message asks for a note on; None if it asks for none."""
        async with self._database.reading() as session:
            return await prompts.lead_of(session, asked_at)


async def read_asked(session: AsyncSession, row: LeadRow) -> tuple[str, ...]:
    """Give the last questions of the visitor of a lead, oldest first."""
    if row.chat_id is None:
        return ()
    conversation = await conversations.find(session, row.channel, row.chat_id)
    if conversation is None:
        return ()
    found = await questions.of_conversation(session, conversation.id, QUESTIONS_SHOWN)
    return tuple(question.text for question in found)
