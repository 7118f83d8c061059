"""The outbox: what staff must see, until they have seen it."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import distinct, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.store.database import mark_notices
from bot.store.schema import CardRow, LeadRow, NoticeRow


class Kind(StrEnum):
    """What a notice asks for."""

    CARD = "card"
    """Post the card of a lead, or bring a posted one up to date."""
    TEXT = "text"
    """Say one of the bot's own sentences to staff."""
    TO_VISITOR = "to-visitor"
    """Bring a visitor what staff wrote."""
    TO_STAFF = "to-staff"
    """Show staff what a visitor wrote to them."""
    FILE_LEFT = "file-left"
    """Tell a visitor that what they sent with a message did not reach staff."""
    NUDGE = "nudge"
    """Remind staff of a lead that waits."""
    DIGEST = "digest"
    """Show staff how the week went."""
    LATE_ANSWER = "late-answer"
    """Bring a visitor the answer to what they asked once."""
    REPORT = "report"
    """Bring a confidential report to one lead manager."""
    REPORT_UNREACHED = "report-unreached"
    """Tell a visitor that their report could be brought to no lead manager."""
    REPORT_ERASED = "report-erased"
    """Empty the messages that show a report which its visitor has erased."""
    UNSENT = "unsent"
    """Warn somebody of the staff in private that enquiries do not reach the staff chat."""
    UNSENT_OVER = "unsent-over"
    """Take such a warning back."""


@dataclass(frozen=True, slots=True)
class CardRef:
    """Where a card stands: a message in a staff chat."""

    chat_id: str
    message_id: str


UNSURE: Final = "may have arrived"
"""The error of an attempt whose message may be out all the same."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice that one courier has for itself."""

    notice: NoticeRow
    is_repeat: bool
    """Whether an attempt before may have brought it: its courier died over it, or nobody knows."""


NO_STAFF_CHAT: Final = "no staff chat"
"""Why a notice waits where no staff chat is set: that is no fault, and nothing to warn of."""
_ENQUIRIES: Final = (Kind.CARD.value, Kind.TO_STAFF.value)
"""What must reach the staff chat, or an enquiry is overlooked."""

_OPEN: Final = NoticeRow.done_at.is_(None) & NoticeRow.parked_at.is_(None)


def add_card(session: AsyncSession, lead_id: int, lead_version: int | None, at: datetime) -> None:
    """Have staff see a lead as it is after this transaction.

    With None for its version, no card that is under way to another message covers that.
    """
    _add(session, Kind.CARD, "{}", at, lead_id=lead_id, lead_version=lead_version)


def add_text(
    session: AsyncSession,
    phrase: str,
    values: Mapping[str, str],
    at: datetime,
    warns_of: int | None = None,
) -> None:
    """Have a sentence said to staff; `values` fill its placeholders and hold no personal data.

    With `warns_of` it says that this notice was not delivered, and is left out once it is.
    """
    warning = {} if warns_of is None else {"warns_of": warns_of}
    _add(session, Kind.TEXT, json.dumps({"phrase": phrase, "values": dict(values), **warning}), at)


def add(session: AsyncSession, kind: Kind, payload: Mapping[str, object], at: datetime) -> None:
    """Have something delivered; the payload names rows and holds no personal data."""
    _add(session, kind, json.dumps(payload), at)


def add_messages(session: AsyncSession, kind: Kind, lead_id: int, ids: Sequence[int], at: datetime) -> None:
    """Have the parts of a message brought to the other side, after all that waits there about the lead."""
    for number, message_id in enumerate(ids, 1):
        payload = json.dumps({"message": message_id, "then": list(ids[number:])})
        _add(session, kind, payload, at, lead_id=lead_id)


def _add(
    session: AsyncSession,
    kind: Kind,
    payload: str,
    at: datetime,
    *,
    lead_id: int | None = None,
    lead_version: int | None = None,
) -> None:
    session.add(
        NoticeRow(
            kind=kind.value,
            lead_id=lead_id,
            lead_version=lead_version,
            payload=payload,
            created_at=at,
            attempts=0,
            due_at=at,
        )
    )
    mark_notices(session)


async def next_due(session: AsyncSession) -> datetime | None:
    """Give when the next open notice may be tried; None if there is none."""
    return await session.scalar(select(func.min(NoticeRow.due_at)).where(_OPEN))


async def claim(session: AsyncSession, now: datetime, until: datetime) -> Claimed | None:
    """Take the oldest due notice, so that no other courier has it before `until`; None if there is none.

    Of the notices of a kind about one lead only the oldest can be taken: two couriers never work on the same
    card, and messages arrive in the order in which they were written.
    """
    earlier = aliased(NoticeRow)
    due = (
        select(NoticeRow)
        .where(
            _OPEN,
            NoticeRow.due_at <= now,
            NoticeRow.claimed_until.is_(None) | (NoticeRow.claimed_until < now),
            ~exists().where(
                earlier.lead_id == NoticeRow.lead_id,
                earlier.kind == NoticeRow.kind,
                earlier.id < NoticeRow.id,
                earlier.done_at.is_(None),
                earlier.parked_at.is_(None),
            ),
        )
        .order_by(NoticeRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    notice = await session.scalar(due)
    if notice is None:
        return None
    # Whoever ends an attempt gives the claim back: one that has run out belonged to a courier that died.
    is_repeat = notice.claimed_until is not None or notice.last_error == UNSURE
    notice.claimed_until, notice.attempts = until, notice.attempts + 1
    await session.flush()
    return Claimed(notice, is_repeat)


async def finish(session: AsyncSession, notice: NoticeRow, shown: int | None, at: datetime) -> None:
    """Note that a notice is delivered.

    Args:
        session: The transaction.
        notice: The one that was claimed.
        shown: The version of the lead that the card shows; it covers every notice up to that version.
        at: Now.
    """
    done = {"done_at": at, "claimed_until": None, "last_error": None}
    await session.execute(update(NoticeRow).where(NoticeRow.id == notice.id).values(done))
    if notice.lead_id is not None and shown is not None:
        await session.execute(
            update(NoticeRow)
            .where(
                NoticeRow.lead_id == notice.lead_id,
                NoticeRow.kind == Kind.CARD.value,
                NoticeRow.lead_version <= shown,
                _OPEN,
            )
            .values(done)
        )


async def put_off(
    session: AsyncSession, notice: NoticeRow, due_at: datetime, error: str, *, counts: bool = True
) -> None:
    """Have a notice tried again at `due_at`; with `counts` false the attempt is not held against it."""
    await session.execute(
        update(NoticeRow)
        .where(NoticeRow.id == notice.id)
        .values(
            due_at=due_at,
            claimed_until=None,
            last_error=error,
            attempts=NoticeRow.attempts if counts else NoticeRow.attempts - 1,
        )
    )


async def park(session: AsyncSession, notice: NoticeRow, at: datetime, error: str) -> None:
    """Give a notice up until somebody has put right what is wrong."""
    await session.execute(
        update(NoticeRow)
        .where(NoticeRow.id == notice.id)
        .values(parked_at=at, claimed_until=None, last_error=error)
    )


async def retry_parked(session: AsyncSession, at: datetime) -> int:
    """Take up parked notices again, and give how many there were."""
    revived = await session.scalars(
        update(NoticeRow)
        .where(NoticeRow.parked_at.is_not(None), NoticeRow.done_at.is_(None))
        .values(parked_at=None, attempts=0, due_at=at)
        .returning(NoticeRow.id)
    )
    count = len(revived.all())
    if count:
        mark_notices(session)
    return count


async def retry(session: AsyncSession, ids: Collection[int], at: datetime) -> int:
    """Have notices that are not delivered yet tried again now, and give how many there were."""
    hastened = await session.scalars(
        update(NoticeRow)
        .where(NoticeRow.id.in_(ids), NoticeRow.done_at.is_(None))
        .values(parked_at=None, attempts=0, due_at=at)
        .returning(NoticeRow.id)
    )
    count = len(hastened.all())
    if count:
        mark_notices(session)
    return count


async def card_of(session: AsyncSession, lead_id: int) -> CardRef | None:
    """Give the latest card of a lead, None if none was posted."""
    row = await session.scalar(
        select(CardRow).where(CardRow.lead_id == lead_id).order_by(CardRow.id.desc()).limit(1)
    )
    return CardRef(row.chat_id, row.message_id) if row else None


async def keep_card(session: AsyncSession, lead_id: int, card: CardRef) -> None:
    """Remember where a card stands."""
    known = await session.scalar(
        select(CardRow).where(CardRow.chat_id == card.chat_id, CardRow.message_id == card.message_id)
    )
    if known is None:
        session.add(CardRow(lead_id=lead_id, chat_id=card.chat_id, message_id=card.message_id))


async def lead_of_card(session: AsyncSession, card: CardRef) -> str | None:
    """Give the reference of the lead that a message shows, None if it is no card."""
    return await session.scalar(
        select(LeadRow.reference)
        .join(CardRow, CardRow.lead_id == LeadRow.id)
        .where(CardRow.chat_id == card.chat_id, CardRow.message_id == card.message_id)
    )


async def count_late(session: AsyncSession, before: datetime) -> int:
    """Give how many enquiries, and messages about them, staff should have seen that were made `before`.

    Counted is only what was tried in vain: what nobody delivers is no trouble of the staff chat.
    """
    late = (
        NoticeRow.kind.in_(_ENQUIRIES),
        NoticeRow.done_at.is_(None),
        NoticeRow.created_at < before,
        NoticeRow.last_error.is_not(None),
        NoticeRow.last_error != NO_STAFF_CHAT,
    )
    # Each change of a lead makes a notice, and one card covers them all.
    found = await session.execute(
        select(NoticeRow.kind, func.count(distinct(NoticeRow.lead_id)), func.count(NoticeRow.id))
        .where(*late)
        .group_by(NoticeRow.kind)
    )
    return sum(leads if kind == Kind.CARD.value else notices for kind, leads, notices in found)


async def is_done(session: AsyncSession, notice_id: int) -> bool:
    """True for a notice that is delivered."""
    return await session.scalar(select(NoticeRow.done_at).where(NoticeRow.id == notice_id)) is not None


async def keep_place(session: AsyncSession, notice_id: int, at: CardRef) -> None:
    """Remember with a notice where it stands, so that it can be taken back."""
    row = await session.get_one(NoticeRow, notice_id)
    place = {"chat": at.chat_id, "message": at.message_id}
    row.payload = json.dumps({**json.loads(row.payload), "at": place})


async def take_places(session: AsyncSession, kind: Kind) -> tuple[CardRef, ...]:
    """Give where the delivered notices of a kind stand, and forget it."""
    found = await session.scalars(
        select(NoticeRow).where(NoticeRow.kind == kind.value, NoticeRow.payload.contains('"at"'))
    )
    places = []
    for row in found:
        payload = json.loads(row.payload)
        at = payload.pop("at")
        row.payload = json.dumps(payload)
        places.append(CardRef(at["chat"], at["message"]))
    return tuple(places)


async def tally(session: AsyncSession) -> tuple[int, int]:
    """Give how many notices wait, and how many are parked."""
    waiting = await session.scalar(select(func.count(NoticeRow.id)).where(_OPEN))
    parked = await session.scalar(select(func.count(NoticeRow.id)).where(NoticeRow.parked_at.is_not(None)))
    return waiting or 0, parked or 0
