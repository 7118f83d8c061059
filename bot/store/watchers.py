"""Visitors who want to be told once the bot knows the answer to their question."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.desk_schema import WatcherRow
from bot.store.schema import Conversation, Question


async def add(session: AsyncSession, conversation: Conversation, question: Question, at: datetime) -> None:
    """Remember that a visitor waits for an answer; once is enough."""
    known = await session.scalar(
        select(WatcherRow.id).where(
            WatcherRow.channel == conversation.channel,
            WatcherRow.chat_id == conversation.chat_id,
            WatcherRow.question_id == question.id,
        )
    )
    if known is None:
        session.add(
            WatcherRow(
                channel=conversation.channel,
                chat_id=conversation.chat_id,
                question_id=question.id,
                text=question.text,
                language=question.language,
                at=at,
            )
        )


async def waiting(session: AsyncSession, after: int, most: int) -> Sequence[WatcherRow]:
    """Give those who have not been told, oldest first, from after an id on."""
    found = await session.scalars(
        select(WatcherRow)
        .where(WatcherRow.told_at.is_(None), WatcherRow.id > after)
        .order_by(WatcherRow.id)
        .limit(most)
    )
    return found.all()


async def get(session: AsyncSession, watcher_id: int) -> WatcherRow | None:
    """Give one of them, None if they have had everything about them erased."""
    return await session.get(WatcherRow, watcher_id)


async def erase(session: AsyncSession, conversation: Conversation) -> None:
    """Forget that a visitor waits for anything."""
    await session.execute(
        delete(WatcherRow).where(
            WatcherRow.channel == conversation.channel, WatcherRow.chat_id == conversation.chat_id
        )
    )
