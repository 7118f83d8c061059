"""Which messages in the staff chat are about a lead: its living card, and questions for a note on it."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy import delete

from bot.core.lead import read_reference
from bot.store import leads, outbox, prompts
from bot.store.database import Database
from bot.store.outbox import CardRef
from bot.store.schema import CardRow
from bot.usecases.asked_before import asked_before

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
        return await asked_before(self._database, reference, QUESTIONS_SHOWN)

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
