"""Topics of the staff chat in which leads are spoken of."""

from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.desk_schema import TopicRow
from bot.store.schema import CardRow


@dataclass(frozen=True, slots=True)
class Topic:
    """The topic of a lead."""

    chat_id: str
    thread_id: str
    closed: bool = False


async def of_lead(session: AsyncSession, lead_id: int) -> Topic | None:
    """Give the topic of a lead; None if it has none."""
    row = await session.scalar(select(TopicRow).where(TopicRow.lead_id == lead_id))
    return Topic(row.chat_id, row.thread_id, row.closed) if row is not None else None


async def keep(session: AsyncSession, lead_id: int, topic: Topic) -> None:
    """Remember the topic of a lead."""
    row = TopicRow(lead_id=lead_id, chat_id=topic.chat_id, thread_id=topic.thread_id, closed=topic.closed)
    session.add(row)
    await session.flush()


async def mark(session: AsyncSession, lead_id: int, *, closed: bool) -> None:
    """Note that a topic was closed, or opened again."""
    await session.execute(update(TopicRow).where(TopicRow.lead_id == lead_id).values(closed=closed))


async def forget(session: AsyncSession, topic: Topic) -> None:
    """Forget a topic that is gone, and with it the cards of its lead."""
    at_topic = (TopicRow.chat_id == topic.chat_id, TopicRow.thread_id == topic.thread_id)
    lead_id = await session.scalar(select(TopicRow.lead_id).where(*at_topic))
    await session.execute(delete(TopicRow).where(*at_topic))
    await session.execute(delete(CardRow).where(CardRow.lead_id == lead_id))
