"""One turn of talk, in one transaction: state, replies, questions, leads and notices are saved together.

What takes long, understanding what was said, is done before that transaction opens and off the event loop:
the turn is stepped from the state as it stands. Only where another turn of the same conversation is saved
meanwhile is it stepped once more, under the lock.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.errors import OurFaultError
from bot.core.phrases import Phrase
from bot.core.snapshot import Live, Snapshot
from bot.core.types import Language
from bot.core.voice import Voice
from bot.dialogue import step as dialogue
from bot.dialogue.turn import Asked, Event, Reply, Said, State, Turn
from bot.leads.lead import OPEN
from bot.store import conversations, leads, messages, outbox
from bot.store.conversations import Conflict, read_replies, replies_json
from bot.store.database import Database
from bot.store.outbox import CardRef
from bot.store.schema import Conversation, TurnRow
from bot.usecases.effects import Visit, carry_out
from bot.usecases.exchange import Answer, pass_on

ATTEMPTS: Final = 20
"""How often a turn that lost a race is stepped again. Rows are locked where the database can, so that one
repetition is the rule; the rest is for the first turns of a conversation, which have no row to lock."""

Step = Callable[[State, Event, Snapshot], Turn]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """A turn that is committed."""

    turn_id: int
    replies: tuple[Reply, ...]
    fresh: bool
    """False if the event was met before; then the replies are those of the record."""
    sent: bool = False
    """True if the replies have been sent already: nothing is left to do."""
    language: Language | None = None
    """That of the conversation, for what a channel adds of its own; None if taken from the record."""


@dataclass(frozen=True, slots=True)
class _Foreseen:
    """What a turn comes to if the conversation still stands as it did."""

    version: int
    snapshot: Snapshot
    before: State
    turn: Turn


@dataclass(frozen=True, slots=True)
class Unsent:
    """Replies that were committed but not sent, as after a crash."""

    turn_id: int
    chat_id: str
    replies: tuple[Reply, ...]


class Talk:
    """Leads conversations, whatever the channel."""

    def __init__(
        self,
        database: Database,
        live: Live,
        clock: Callable[[], datetime],
        *,
        draw: Callable[[str], str] = secrets.choice,
        step: Step = dialogue.step,
    ) -> None:
        """Put the parts together.

        Args:
            database: Where everything is kept.
            live: Gives the knowledge of the moment; one snapshot serves a whole turn.
            clock: Gives the time, aware.
            draw: Picks one sign of a string at random; references are made of it.
            step: The dialogue; it may be called more than once for an event.
        """
        self._database = database
        self._live = live
        self._clock = clock
        self._draw = draw
        self._step = step

    async def turn(self, channel: str, chat_id: str, event: Event) -> Done:
        """Answer an event once, however often it comes.

        Args:
            channel: Where it came from: `telegram`, `terminal`.
            chat_id: The conversation within the channel.
            event: What the visitor said or chose; its id is unique within the channel.

        Returns:
            The replies to send; call `mark_sent` when that is done.

        Raises:
            BotError: The database cannot be reached, read or written; nothing of the turn is kept.
        """
        foreseen = await self._foresee(channel, chat_id, event)
        if isinstance(foreseen, Done):
            return foreseen
        for _ in range(ATTEMPTS):
            try:
                async with self._database.transaction() as session:
                    return await self._attempt(session, channel, chat_id, event, foreseen)
            except (Conflict, IntegrityError) as error:
                # Another process was quicker with this conversation, event or reference: look again.
                cause = error
        raise OurFaultError(f"A turn could not be saved in {ATTEMPTS} attempts.") from cause

    async def mark_sent(self, turn_id: int) -> None:
        """Note that the replies of a turn have been sent, so that a restart does not send them again."""
        async with self._database.transaction() as session:
            await conversations.mark_sent(session, turn_id, self._clock())

    async def unsent(self, channel: str) -> tuple[Unsent, ...]:
        """What a crash kept from being sent, oldest first."""
        async with self._database.reading() as session:
            return tuple(
                Unsent(turn.id, chat_id, read_replies(turn.replies))
                for turn, chat_id in await conversations.unsent_turns(session, channel)
            )

    async def give_up(self, channel: str, event_id: str, error: str) -> None:
        """Record an event that cannot be worked on, and have staff told.

        Args:
            channel: Where it came from.
            event_id: Its id within the channel.
            error: What kind of error it was, without anything that the visitor wrote.
        """
        async with self._database.transaction() as session:
            now = self._clock()
            if await conversations.count_failure(session, channel, event_id, error, now) == 1:
                values = {"event": f"{channel} {event_id}", "error": error}
                outbox.add_text(session, Phrase.STAFF_EVENT_FAILED, values, now)

    async def _carry_late(self, session: AsyncSession, known: TurnRow, chat_id: str, event: Said) -> None:
        """Pass on what comes after the rest of its album, if that was passed on; nobody is told again."""
        row = await messages.lead_heard_at(session, known.channel, chat_id, known.at)
        kept = await messages.kept_files(session, chat_id, [file.message_id for file in event.files])
        late = tuple(file for file in event.files if file.message_id not in kept)
        if row is None or not late:
            return
        at = CardRef(chat_id, late[0].message_id)
        text = "" if kept else event.text
        answer = Answer(at, text, f"{known.channel}:{chat_id}:{at.message_id}", late)
        if await pass_on(session, row, answer, self._clock()) is None:
            raise Conflict

    async def _foresee(self, channel: str, chat_id: str, event: Event) -> Done | _Foreseen:
        """Step the turn from what stands now, or give it from the record."""
        async with self._database.reading() as session:
            known = await conversations.find_turn(session, channel, event.id)
            if known is not None and not _has_files(event):
                return _recorded(known)
            conversation = await conversations.find(session, channel, chat_id)
            event = await _completed(session, channel, chat_id, event)
        before = _read_state(conversation) if conversation else State()
        snapshot = self._live.snapshot
        turn = await asyncio.to_thread(self._step, before, event, snapshot)
        return _Foreseen(conversation.version if conversation else 0, snapshot, before, turn)

    async def _attempt(
        self, session: AsyncSession, channel: str, chat_id: str, event: Event, foreseen: _Foreseen
    ) -> Done:
        met = await conversations.find_turn(session, channel, event.id)
        if met is not None:
            if isinstance(event, Said) and event.files:
                await self._carry_late(session, met, chat_id, event)
            return _recorded(met)
        snapshot, now = foreseen.snapshot, self._clock()
        conversation = await conversations.begin(session, channel, chat_id, now)
        before, turn = foreseen.before, foreseen.turn
        if conversation.version != foreseen.version:
            before = _read_state(conversation)
            turn = self._step(before, await _completed(session, channel, chat_id, event), snapshot)
        row = TurnRow(
            channel=channel,
            event_id=event.id,
            conversation_id=conversation.id,
            at=now,
            knowledge_version=snapshot.knowledge.version,
            replies=replies_json(()),
        )
        session.add(row)
        await session.flush()
        voice = Voice.fallback(snapshot.knowledge)
        if spoken := turn.state.language or turn.state.spoken:
            voice = voice.speaking(spoken)
        visit = Visit(session, conversation, row, voice, turn.state, self._draw)
        told = [said for effect in turn.effects if (said := await carry_out(effect, visit))]
        # What an effect has to say comes first: an open form's question must stay the last word.
        replies = (*(said.reply for said in told), *turn.replies)
        opened = next((said.form for said in told if said.form), turn.state.form)
        state = turn.state.model_copy(update={"form": opened})
        row.replies = replies_json(replies)
        await conversations.follow(session, conversation.id, before, state, now)
        await conversations.save_state(session, conversation, state, now)
        return Done(row.id, replies, fresh=True, language=voice.language)


def _recorded(turn: TurnRow) -> Done:
    return Done(turn.id, read_replies(turn.replies), fresh=False, sent=turn.sent_at is not None)


def _has_files(event: Event) -> bool:
    """True for what may bring a picture that comes after the rest of its album."""
    return isinstance(event, Said) and bool(event.files)


async def _completed(session: AsyncSession, channel: str, chat_id: str, event: Event) -> Event:
    """Add to what a visitor said what only the database knows."""
    if not isinstance(event, Said):
        return event
    return replace(event, asked=await _asked(session, channel, chat_id, event))


async def _asked(session: AsyncSession, channel: str, chat_id: str, said: Said) -> Asked | None:
    """The enquiry that staff wrote about last; if about none, then with a file the latest that is open."""
    if (written := await messages.last_written(session, channel, chat_id)) is not None:
        return Asked(*written)
    if not said.files:
        return None
    own = await leads.of_visitor(session, channel, chat_id)
    waiting = [row.reference for row in own if row.status in OPEN and row.merged_into is None]
    return Asked(waiting[-1], None) if waiting else None


def _read_state(conversation: Conversation) -> State:
    try:
        return State.model_validate_json(conversation.state)
    except ValidationError:
        # Written by a version that remembered other things. Starting afresh beats never answering again.
        log.warning("Conversation %d had a state that cannot be read; it starts afresh", conversation.id)
        return State()
