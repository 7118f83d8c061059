"""Messages in which the bot asked staff for a note, so that the reply is known to be one."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.desk_schema import PromptRow
from bot.store.outbox import CardRef
from bot.store.schema import LeadRow


async def keep(session: AsyncSession, lead_id: int, at: CardRef) -> None:
    """Remember that a message asks for a note on a lead."""
    session.add(PromptRow(lead_id=lead_id, chat_id=at.chat_id, message_id=at.message_id))
    await session.flush()


async def lead_of(session: AsyncSession, at: CardRef) -> str | None:
    """Give the reference of the lead that a message asks for a note on; None if it asks for none."""
    return await session.scalar(
        select(LeadRow.reference)
        .join(PromptRow, PromptRow.lead_id == LeadRow.id)
        .where(PromptRow.chat_id == at.chat_id, PromptRow.message_id == at.message_id)
    )
