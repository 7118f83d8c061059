"""The log of questions: what visitors asked and what the bot made of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.gaps import folded_question
from bot.dialogue.turn import LogQuestion
from bot.store.schema import Question, TurnRow


async def add(session: AsyncSession, turn: TurnRow, asked: LogQuestion) -> None:
    """Keep a question that was met in a turn, whose row must be saved already."""
    match = asked.match
    session.add(
        Question(
            at=turn.at,
            channel=turn.channel,
            conversation_id=turn.conversation_id,
            turn_id=turn.id,
            language=match.language,
            text=asked.text,
            verdict=match.verdict.value,
            entry=match.key,
            score=float(match.score),
            knowledge_version=turn.knowledge_version,
            folded=folded_question(asked.text),
        )
    )


async def of_conversation(
    session: AsyncSession, conversation_id: int, most: int | None = None
) -> list[Question]:
    """Give the questions of a conversation, oldest first; with `most`, the latest so many."""
    asked = (
        select(Question)
        .where(Question.conversation_id == conversation_id)
        .order_by(Question.id.desc())
        .limit(most)
    )
    return list(reversed((await session.scalars(asked)).all()))


async def erase(session: AsyncSession, conversation_id: int) -> None:
    """Erase every question of a conversation."""
    await session.execute(delete(Question).where(Question.conversation_id == conversation_id))


async def between(session: AsyncSession, begin: datetime, last: datetime) -> list[tuple[Question, str]]:
    """Give the questions asked from `begin` to `last`, each with the replies it got, as JSON."""
    found = await session.execute(
        select(Question, TurnRow.replies)
        .join(TurnRow, TurnRow.id == Question.turn_id)
        .where(Question.at >= begin, Question.at <= last)
        .order_by(Question.id)
    )
    return [(question, replies) for question, replies in found]


async def latest(session: AsyncSession, most: int) -> Sequence[Question]:
    """Give the latest questions, newest first."""
    return (await session.scalars(select(Question).order_by(Question.id.desc()).limit(most))).all()
