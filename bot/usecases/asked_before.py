"""What the visitor of a lead asked before, as staff see it beside the lead."""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.lead import read_reference
from bot.store import conversations, leads, questions
from bot.store.database import Database
from bot.store.schema import LeadRow

SHOWN: Final = 10


async def asked_before(database: Database, reference: str, most: int = SHOWN) -> tuple[str, ...]:
    """Give the latest questions of a lead's visitor, oldest first; none once they asked to be forgotten.

    Args:
        database: Where conversations are kept.
        reference: Which lead; may be typed loosely.
        most: At most so many.
    """
    async with database.reading() as session:
        row = await leads.find(session, read_reference(reference) or "")
        return await read_asked(session, row, most) if row is not None else ()


async def read_asked(session: AsyncSession, row: LeadRow, most: int = SHOWN) -> tuple[str, ...]:
    """Give the same within a transaction."""
    if row.chat_id is None:
        return ()
    conversation = await conversations.find(session, row.channel, row.chat_id)
    if conversation is None:
        return ()
    return tuple(each.text for each in await questions.of_conversation(session, conversation.id, most))
