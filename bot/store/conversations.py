"""Conversations with their turns, and how far visitors come with forms, without what they filled in."""

from datetime import datetime
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import case, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.dialogue.turn import OpenForm, Reply, State
from bot.store.desk_schema import FormRow
from bot.store.schema import Conversation, Failure, TurnRow

_REPLIES: Final = TypeAdapter(tuple[Reply, ...])
_CONFIDENTIAL: Final = '"confidential":true'
"""As it stands in the JSON of such a reply, and of no other: quotation marks within a text are escaped."""


class Conflict(Exception):  # noqa: N818 - a signal to try again, not an error
    """Another turn of the same conversation was saved in the meantime."""


def replies_json(replies: tuple[Reply, ...]) -> str:
    """Write replies down as they are kept with a turn."""
    return _REPLIES.dump_json(replies, exclude_defaults=True).decode()


def read_replies(json: str) -> tuple[Reply, ...]:
    """Give the replies that `replies_json` wrote down."""
    return _REPLIES.validate_json(json)


async def begin(session: AsyncSession, channel: str, chat_id: str, at: datetime) -> Conversation:
    """Give the conversation with a visitor, a new one if there is none yet.

    Until the transaction ends no other turn of it gets further than this, where the database locks rows.
    """
    asked = select(Conversation).where(Conversation.channel == channel, Conversation.chat_id == chat_id)
    found = await session.scalar(asked.with_for_update())
    if found is not None:
        return found
    made = Conversation(
        channel=channel,
        chat_id=chat_id,
        state=State().model_dump_json(),
        version=0,
        language=None,
        created_at=at,
        updated_at=at,
    )
    session.add(made)
    await session.flush()
    return made


async def find(session: AsyncSession, channel: str, chat_id: str) -> Conversation | None:
    """Give the conversation with a visitor, None if there has been none."""
    return await session.scalar(
        select(Conversation).where(Conversation.channel == channel, Conversation.chat_id == chat_id)
    )


async def save_state(session: AsyncSession, conversation: Conversation, state: State, at: datetime) -> None:
    """Keep what the dialogue remembers.

    Raises:
        Conflict: The conversation has moved on since `conversation` was read.
    """
    saved = await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation.id, Conversation.version == conversation.version)
        .values(
            state=state.model_dump_json(),
            language=state.language or state.spoken,
            version=Conversation.version + 1,
            updated_at=at,
        )
        .returning(Conversation.id)
        .execution_options(synchronize_session=False)
    )
    if saved.scalar() is None:
        raise Conflict


async def find_turn(session: AsyncSession, channel: str, event_id: str) -> TurnRow | None:
    """Give the turn that was made of an event, None if the event is new."""
    return await session.scalar(
        select(TurnRow).where(TurnRow.channel == channel, TurnRow.event_id == event_id)
    )


async def unsent_turns(session: AsyncSession, channel: str) -> list[tuple[TurnRow, str]]:
    """Give the turns whose replies were not sent, oldest first, each with the id of its chat."""
    found = await session.execute(
        select(TurnRow, Conversation.chat_id)
        .join(Conversation, Conversation.id == TurnRow.conversation_id)
        .where(TurnRow.channel == channel, TurnRow.sent_at.is_(None))
        .order_by(TurnRow.id)
    )
    return [(turn, chat_id) for turn, chat_id in found]


async def mark_sent(session: AsyncSession, turn_id: int, at: datetime) -> None:
    """Note that the replies of a turn have been sent; those that are confidential are not kept any longer."""
    passing = TurnRow.replies.contains(_CONFIDENTIAL, autoescape=True)
    await session.execute(
        update(TurnRow)
        .where(TurnRow.id == turn_id, TurnRow.sent_at.is_(None))
        .values(sent_at=at, replies=case((passing, replies_json(())), else_=TurnRow.replies))
    )


async def blank_turns(session: AsyncSession, last: TurnRow, at: datetime) -> None:
    """Erase what was replied before the `last` turn of a conversation, and what of it is still to be sent.

    What stays is that the events have been met.
    """
    blank = replies_json(())
    turns = update(TurnRow).where(TurnRow.conversation_id == last.conversation_id, TurnRow.id != last.id)
    await session.execute(turns.values(replies=blank))
    await session.execute(turns.where(TurnRow.sent_at.is_(None)).values(sent_at=at))


async def count_failure(session: AsyncSession, channel: str, event_id: str, error: str, at: datetime) -> int:
    """Note that an event could not be worked on, and give how often that has happened to it."""
    found = await session.scalar(
        select(Failure).where(Failure.channel == channel, Failure.event_id == event_id).with_for_update()
    )
    if found is None:
        found = Failure(channel=channel, event_id=event_id, attempts=0, error=error, at=at)
        session.add(found)
    found.attempts += 1
    found.error = error
    found.at = at
    return found.attempts


async def follow(
    session: AsyncSession, conversation_id: int, before: State, after: State, at: datetime
) -> None:
    """Keep what a turn did to the form of a conversation; most turns do nothing."""
    form = after.form
    if form is not None and form.corrects is None and _progress(form) != _progress(before.form):
        row = await _row(session, conversation_id, form.id)
        if row is None:
            row = FormRow(
                conversation_id=conversation_id,
                form_id=form.id,
                opened_at=at,
                language=form.language,
                origin=form.origin,
                filled=0,
            )
            session.add(row)
        row.filled = max(row.filled, _progress(form)[1])
    if after.sent_form is not None and after.sent_form != before.sent_form:
        row = await _row(session, conversation_id, after.sent_form)
        if row is not None:
            row.sent_at = at


def _progress(form: OpenForm | None) -> tuple[str, int]:
    return ("", 0) if form is None else (form.id, len(form.values))


async def _row(session: AsyncSession, conversation_id: int, form_id: str) -> FormRow | None:
    return await session.scalar(
        select(FormRow).where(FormRow.conversation_id == conversation_id, FormRow.form_id == form_id)
    )
