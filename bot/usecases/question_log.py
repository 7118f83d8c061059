"""What the log of questions tells staff: where the knowledge has gaps, and what was said on a day."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from bot.core.gaps import Gap, put_together
from bot.core.match import Key, Verdict
from bot.core.types import Language
from bot.dialogue.turn import Reply
from bot.store import gaps, questions
from bot.store.conversations import read_replies
from bot.store.database import Database
from bot.store.schema import Question

OpenStore = Callable[[], AbstractAsyncContextManager[Database]]
"""Opens the database for the time of one command."""

GAPS_MOST: Final = 300
"""Wordings that are looked at."""


@dataclass(frozen=True, slots=True)
class LoggedQuestion:
    """A question and what was said to it."""

    at: datetime
    channel: str
    text: str
    language: Language
    verdict: Verdict
    entry: Key | None
    score: float
    knowledge_version: str
    replies: tuple[Reply, ...] = ()
    """Empty where only the question was looked up, or once the visitor asked to be forgotten."""


class QuestionLog:
    """Looks into the log; changes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def unanswered(self, day: date | None = None) -> tuple[Gap, ...]:
        """The questions without a good answer that nobody has decided on, most frequent first.

        Args:
            day: Only those of this day (UTC).
        """
        period = _bounds(day) if day else ()
        async with self._database.reading() as session:
            return put_together(await gaps.most_frequent(session, GAPS_MOST, *period))

    async def asked_on(self, day: date) -> tuple[LoggedQuestion, ...]:
        """What was asked on a day (UTC), what was replied, and from which version of the knowledge."""
        async with self._database.reading() as session:
            found = await questions.between(session, *_bounds(day))
        return tuple(_asked(question, read_replies(replies)) for question, replies in found)

    async def latest(self, most: int = 100) -> tuple[LoggedQuestion, ...]:
        """The latest questions, newest first, without replies."""
        async with self._database.reading() as session:
            return tuple(_asked(question) for question in await questions.latest(session, most))


def _bounds(day: date) -> tuple[datetime, datetime]:
    """The first and the last moment of a day; the calendar's last day has no day after it."""
    return datetime.combine(day, time.min, UTC), datetime.combine(day, time.max, UTC)


def _asked(question: Question, replies: tuple[Reply, ...] = ()) -> LoggedQuestion:
    return LoggedQuestion(
        at=question.at,
        channel=question.channel,
        text=question.text,
        language=question.language,
        verdict=Verdict(question.verdict),
        entry=question.entry,
        score=question.score,
        knowledge_version=question.knowledge_version,
        replies=replies,
    )
