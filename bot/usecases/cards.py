"""Which message in the staff chat is the living card of a lead."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete

from bot.core.lead import read_reference
from bot.store import leads, outbox
from bot.store.database import Database
from bot.store.outbox import CardRef
from bot.store.schema import CardRow


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
