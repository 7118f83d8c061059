"""Messages between staff and the visitors of leads, and those in which the bot asked staff for a note."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.errors import OurFaultError
from bot.leads.lead import Consent
from bot.leads.staff import Direction, File, Message, Purpose, Sending
from bot.store.desk_schema import MessageRow, PromptRow
from bot.store.outbox import CardRef
from bot.store.schema import LeadRow

_PART: Final = "#"
"""Begins the number of a further part in the name of its event."""
CORRECTS: Final = ":edit:"
"""Stands in the name of the event of an edit, before what tells it from others of the same message."""


async def add(
    session: AsyncSession,
    lead_id: int,
    *,
    at: datetime,
    direction: Direction,
    who: str,
    texts: Sequence[str],
    event_id: str,
    staff_at: CardRef | None = None,
    visitor_message_id: str | None = None,
    files: Sequence[File] = (),
) -> tuple[int, ...]:
    """Keep a message, or the parts of a long one, and give their ids; they wait to be sent.

    The first of the files goes with the last words, any other in a part of its own.

    Raises:
        OurFaultError: It is for a person who was not asked for consent.
    """
    asked = await session.scalar(select(LeadRow.consent).where(LeadRow.id == lead_id))
    if direction is Direction.TO_VISITOR and asked == Consent.NOT_ASKED.value:
        raise OurFaultError("A message to somebody who was not asked for consent.")
    *before, last = texts or ("",)
    first, *others = files or (None,)
    parts = [*((text, None) for text in before), (last, first), *(("", file) for file in others)]
    rows = [
        MessageRow(
            lead_id=lead_id,
            at=at,
            direction=direction.value,
            who=who,
            text=text,
            state=Sending.WAITING.value,
            event_id=f"{event_id}{_PART}{number}" if number else event_id,
            staff_chat_id=staff_at.chat_id if staff_at else None,
            staff_message_id=(file.message_id if file else staff_at.message_id) if staff_at else None,
            visitor_message_id=file.message_id if file and visitor_message_id else visitor_message_id,
            **_file_columns(file),
        )
        for number, (text, file) in enumerate(parts)
    ]
    session.add_all(rows)
    await session.flush()
    return tuple(row.id for row in rows)


def _file_columns(file: File | None) -> dict[str, str | int | None]:
    return {
        "file_kind": file.kind if file else None,
        "file_id": file.id if file else None,
        "file_unique_id": file.unique_id if file else None,
        "file_name": file.name if file else None,
        "file_size": file.size if file else None,
        "file_chat_id": file.chat_id if file else None,
        "file_message_id": file.message_id if file else None,
    }


async def get(session: AsyncSession, message_id: int) -> MessageRow:
    """Give the message that a notice refers to."""
    return await session.get_one(MessageRow, message_id)


async def at_staff(session: AsyncSession, message_id: int) -> CardRef | None:
    """Give where a message stands in the staff chat, its file if that stands by itself."""
    row = await session.get_one(MessageRow, message_id)
    is_copied = row.direction == Direction.FROM_VISITOR.value and row.copy_message_id
    stands = row.copy_message_id if is_copied else row.staff_message_id
    return CardRef(row.staff_chat_id, stands) if row.staff_chat_id and stands else None


async def of_event(session: AsyncSession, event_id: str) -> MessageRow | None:
    """Give the message that was made of an event; None if the event is new."""
    return await session.scalar(select(MessageRow).where(MessageRow.event_id == event_id))


async def reference_at_staff(session: AsyncSession, at: CardRef) -> str | None:
    """Give the reference of the lead that a message in the staff chat is about; None if of none."""
    return await session.scalar(
        select(LeadRow.reference)
        .join(MessageRow, MessageRow.lead_id == LeadRow.id)
        .where(
            MessageRow.staff_chat_id == at.chat_id,
            or_(
                MessageRow.staff_message_id == at.message_id,
                _is_copy(at, Direction.FROM_VISITOR),
            ),
        )
        .limit(1)
    )


async def reference_at_visitor(session: AsyncSession, channel: str, at: CardRef) -> str | None:
    """Give the reference of the lead that a message in a visitor's chat is about; None if of none."""
    return await session.scalar(
        select(LeadRow.reference)
        .join(MessageRow, MessageRow.lead_id == LeadRow.id)
        .where(
            or_(
                MessageRow.visitor_message_id == at.message_id,
                _is_copy(at, Direction.TO_VISITOR),
            ),
            LeadRow.channel == channel,
            LeadRow.chat_id == at.chat_id,
        )
        .limit(1)
    )


def _is_copy(at: CardRef, direction: Direction) -> ColumnElement[bool]:
    return and_(MessageRow.copy_message_id == at.message_id, MessageRow.direction == direction.value)


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What somebody wrote in a message, as it was passed on last."""

    reference: str
    words: str
    """Without white space."""
    unique_id: str
    """That of its file; empty without one."""


async def lead_heard_at(session: AsyncSession, channel: str, chat_id: str, at: datetime) -> LeadRow | None:
    """Give the lead that something a visitor said at a moment was passed on about; None if nothing was."""
    return await session.scalar(
        select(LeadRow)
        .join(MessageRow, MessageRow.lead_id == LeadRow.id)
        .where(
            LeadRow.channel == channel,
            LeadRow.chat_id == chat_id,
            MessageRow.direction == Direction.FROM_VISITOR.value,
            MessageRow.at == at,
        )
        .limit(1)
    )


async def kept_files(session: AsyncSession, chat_id: str, message_ids: Collection[str]) -> frozenset[str]:
    """Give which of the messages of a chat had their files kept."""
    found = await session.scalars(
        select(MessageRow.file_message_id).where(
            MessageRow.file_chat_id == chat_id, MessageRow.visitor_message_id.in_(message_ids)
        )
    )
    return frozenset(number for number in found if number is not None)


async def last_written(session: AsyncSession, channel: str, chat_id: str) -> tuple[str, datetime] | None:
    """Give the lead that staff wrote to a visitor about last, and when; None if they never did."""
    found = await session.execute(
        select(LeadRow.reference, MessageRow.at)
        .join(MessageRow, MessageRow.lead_id == LeadRow.id)
        .where(
            LeadRow.channel == channel,
            LeadRow.chat_id == chat_id,
            MessageRow.direction == Direction.TO_VISITOR.value,
            MessageRow.state == Sending.SENT.value,
        )
        .order_by(MessageRow.id.desc())
        .limit(1)
    )
    row = found.first()
    return (row.reference, row.at) if row is not None else None


async def said_last(
    session: AsyncSession, channel: str, direction: Direction, at: CardRef
) -> PassedOn | None:
    """Give what somebody wrote in a message, as it was passed on last.

    Args:
        session: The transaction.
        channel: Where the visitor of the lead writes.
        direction: Where it was passed on to.
        at: The message: the visitor's own, or the one in the staff chat.

    Returns:
        None if it was not passed on.
    """
    by_staff = (MessageRow.staff_chat_id == at.chat_id, MessageRow.staff_message_id == at.message_id)
    by_visitor = (
        MessageRow.visitor_message_id == at.message_id,
        LeadRow.channel == channel,
        LeadRow.chat_id == at.chat_id,
    )
    whose = by_staff if direction is Direction.TO_VISITOR else by_visitor
    found = await session.execute(
        select(MessageRow, LeadRow.reference)
        .join(LeadRow, MessageRow.lead_id == LeadRow.id)
        .where(MessageRow.direction == direction.value, *whose)
        .order_by(MessageRow.id)
    )
    rows = [(row, reference) for row, reference in found]
    if not rows:
        return None
    latest = _event_of(rows[-1][0])
    said = "".join(row.text for row, _ in rows if _event_of(row) == latest)
    file = next((row.file_unique_id for row, _ in reversed(rows) if row.file_unique_id), "")
    return PassedOn(rows[-1][1], "".join(said.split()), file)


def _event_of(row: MessageRow) -> str:
    return (row.event_id or "").partition(_PART)[0]


async def of_leads(
    session: AsyncSession, lead_ids: Collection[int] | None = None
) -> dict[int, tuple[Message, ...]]:
    """Give the exchange of each of the leads that has one, oldest first; None: of every lead."""
    asked = select(MessageRow).order_by(MessageRow.id)
    if lead_ids is not None:
        asked = asked.where(MessageRow.lead_id.in_(lead_ids))
    grouped: dict[int, list[Message]] = defaultdict(list)
    for row in await session.scalars(asked):
        grouped[row.lead_id].append(as_message(row))
    return {lead_id: tuple(exchange) for lead_id, exchange in grouped.items()}


async def settle(
    session: AsyncSession,
    row: MessageRow,
    state: Sending,
    *,
    staff_at: CardRef | None = None,
    visitor_message_id: str | None = None,
    copy_message_id: str | None = None,
    file_left: bool = False,
    by_mail: bool = False,
) -> None:
    """Note what became of a message, and where it stands now."""
    row.state, row.copy_message_id, row.file_left = state.value, copy_message_id, file_left
    row.by_mail = by_mail
    if staff_at is not None:
        row.staff_chat_id, row.staff_message_id = staff_at.chat_id, staff_at.message_id
    if visitor_message_id is not None:
        row.visitor_message_id = visitor_message_id
    await session.flush()


async def erase(session: AsyncSession, lead_id: int) -> None:
    """Erase what the messages of a lead say and what was sent with them; that there were any stays."""
    bare = {"text": "", **_file_columns(None)}
    await session.execute(update(MessageRow).where(MessageRow.lead_id == lead_id).values(bare))


def as_message(row: MessageRow) -> Message:
    """Give a row as the value that staff see."""
    corrects = CORRECTS in (row.event_id or "")
    return Message(
        id=row.id,
        at=row.at,
        direction=Direction(row.direction),
        who=row.who,
        text=row.text,
        state=Sending(row.state),
        is_correction=corrects,
        file=_file(row),
        by_mail=row.by_mail,
    )


def _file(row: MessageRow) -> File | None:
    if row.file_kind is None:
        return None
    return File(
        kind=row.file_kind,
        chat_id=row.file_chat_id or "",
        message_id=row.file_message_id or "",
        id=row.file_id or "",
        unique_id=row.file_unique_id or "",
        name=row.file_name or "",
        size=row.file_size or 0,
        is_left=row.file_left,
    )


async def keep(session: AsyncSession, lead_id: int, at: CardRef, purpose: Purpose = Purpose.NOTE) -> None:
    """Remember that a message asks for words about a lead."""
    session.add(
        PromptRow(lead_id=lead_id, chat_id=at.chat_id, message_id=at.message_id, purpose=purpose.value)
    )
    await session.flush()


async def asked_for(session: AsyncSession, at: CardRef) -> tuple[str, Purpose] | None:
    """Give the reference of the lead that a message asks for words about, and which; None if for none."""
    found = await session.execute(
        select(LeadRow.reference, PromptRow.purpose)
        .join(PromptRow, PromptRow.lead_id == LeadRow.id)
        .where(PromptRow.chat_id == at.chat_id, PromptRow.message_id == at.message_id)
    )
    row = found.first()
    return None if row is None else (row.reference, Purpose(row.purpose))
