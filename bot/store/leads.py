"""Leads and their history. Whoever changes a lead adds the history row and the notice in the same breath."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.duplicates import Identity
from bot.core.lead import Enquiry, Happening, Lead, Staff, Status, What
from bot.store import outbox
from bot.store.schema import HistoryRow, LeadRow

VISITOR = Staff(id="", name="")
"""Who does what no staff did."""


async def submit(
    session: AsyncSession, enquiry: Enquiry, *, reference: str, channel: str, chat_id: str, at: datetime
) -> LeadRow:
    """Make a lead of an enquiry, with its first history row and the notice to staff."""
    row = LeadRow(
        reference=reference,
        status=Status.NEW.value,
        company=enquiry.company,
        contact_name=enquiry.contact_name,
        email=enquiry.email,
        phone=enquiry.phone,
        country=enquiry.country,
        way=enquiry.way,
        message=enquiry.message,
        language=enquiry.language,
        channel=channel,
        chat_id=chat_id,
        origin=enquiry.origin,
        created_at=at,
        updated_at=at,
        version=1,
        consent_version=enquiry.consent_version,
        consent_at=enquiry.consent_at,
        consent_language=enquiry.language,
    )
    session.add(row)
    await session.flush()
    _record(session, row.id, at=at, who=VISITOR, what=What.SUBMITTED, detail=enquiry.origin)
    outbox.add_card(session, row.id, row.version, at)
    return row


async def change(
    session: AsyncSession,
    row: LeadRow,
    values: Mapping[str, object],
    *,
    at: datetime,
    who: Staff,
    what: What,
    detail: str,
) -> bool:
    """Change a lead unless somebody else has since `row` was read; history and notice go with it.

    Returns:
        False if somebody was quicker; then nothing is changed.
    """
    changed = await session.scalar(
        update(LeadRow)
        .where(LeadRow.id == row.id, LeadRow.version == row.version)
        .values(**values, version=LeadRow.version + 1, updated_at=at)
        .returning(LeadRow.version)
        .execution_options(synchronize_session=False)
    )
    if changed is None:
        return False
    _record(session, row.id, at=at, who=who, what=what, detail=detail)
    outbox.add_card(session, row.id, changed, at)
    await session.flush()
    await session.refresh(row)
    return True


def _record(
    session: AsyncSession, lead_id: int, *, at: datetime, who: Staff, what: What, detail: str
) -> None:
    session.add(
        HistoryRow(lead_id=lead_id, at=at, who_id=who.id, who=who.name, what=what.value, detail=detail)
    )


async def erase(session: AsyncSession, row: LeadRow, at: datetime, who: Staff) -> bool:
    """Erase the personal data of a lead, notes included; its status and what happened to it stay.

    Returns:
        False if somebody else changed the lead since `row` was read; then nothing is erased.
    """
    bare = {
        "company": "",
        "contact_name": "",
        "email": None,
        "phone": None,
        "country": None,
        "message": None,
        "chat_id": None,
        "origin": "",
        "erased_at": at,
    }
    if not await change(session, row, bare, at=at, who=who, what=What.ERASED, detail=""):
        return False
    await session.execute(
        update(HistoryRow)
        .where(
            HistoryRow.lead_id == row.id,
            HistoryRow.what.in_((What.NOTED.value, What.SUBMITTED.value)),
        )
        .values(detail="")
    )
    return True


async def find(session: AsyncSession, reference: str) -> LeadRow | None:
    """Give the lead with a reference, locked where the database locks rows."""
    return await session.scalar(select(LeadRow).where(LeadRow.reference == reference).with_for_update())


async def get(session: AsyncSession, lead_id: int) -> LeadRow:
    """Give the lead that a row refers to."""
    return await session.get_one(LeadRow, lead_id)


async def of_visitor(session: AsyncSession, channel: str, chat_id: str) -> Sequence[LeadRow]:
    """Give the leads that came from a visitor, oldest first."""
    found = await session.scalars(
        select(LeadRow)
        .where(LeadRow.channel == channel, LeadRow.chat_id == chat_id)
        .order_by(LeadRow.id)
        .with_for_update()
    )
    return found.all()


async def search(
    session: AsyncSession,
    *,
    statuses: Collection[Status] = (),
    assignee_id: str | None = None,
    text: str = "",
    most: int | None = None,
    skip: int = 0,
) -> Sequence[LeadRow]:
    """Give leads, newest first.

    Args:
        session: The transaction.
        statuses: Only those that stand at one of these; every lead if empty.
        assignee_id: Only those assigned to this member of the staff.
        text: Only those with this text in reference, company, person, address, number or message.
        most: At most so many.
        skip: After leaving out so many.
    """
    asked = select(LeadRow).order_by(LeadRow.id.desc()).limit(most).offset(skip or None)
    if statuses:
        asked = asked.where(LeadRow.status.in_([status.value for status in statuses]))
    if assignee_id is not None:
        asked = asked.where(LeadRow.assignee_id == assignee_id)
    if text:
        searched = (
            LeadRow.reference,
            LeadRow.company,
            LeadRow.contact_name,
            LeadRow.email,
            LeadRow.phone,
            LeadRow.message,
        )
        asked = asked.where(or_(*(column.icontains(text, autoescape=True) for column in searched)))
    return (await session.scalars(asked)).all()


async def counts(session: AsyncSession) -> dict[Status, int]:
    """Give how many leads stand at each status; statuses without leads are left out."""
    found = await session.execute(select(LeadRow.status, func.count()).group_by(LeadRow.status))
    return {Status(status): count for status, count in found}


async def identities(session: AsyncSession) -> list[Identity]:
    """Give what tells whose each lead is, oldest first; erased ones are left out."""
    found = await session.execute(
        select(LeadRow.reference, LeadRow.company, LeadRow.email, LeadRow.phone)
        .where(LeadRow.erased_at.is_(None))
        .order_by(LeadRow.id)
    )
    return [Identity(reference, company, email, phone) for reference, company, email, phone in found]


async def histories(session: AsyncSession, lead_ids: Iterable[int]) -> dict[int, tuple[Happening, ...]]:
    """Give what happened to each of the leads, oldest first."""
    wanted = list(lead_ids)
    # One lead or all of them: a list of every id would outgrow what a statement may hold.
    chosen = [HistoryRow.lead_id == wanted[0]] if len(wanted) == 1 else []
    rows = await session.scalars(select(HistoryRow).where(*chosen).order_by(HistoryRow.id))
    grouped: dict[int, list[Happening]] = defaultdict(list)
    for row in rows:
        grouped[row.lead_id].append(Happening(row.at, row.who, What(row.what), row.detail))
    return {lead_id: tuple(grouped.get(lead_id, ())) for lead_id in wanted}


def identity_of(row: LeadRow) -> Identity:
    """Give what tells whose lead a row is."""
    return Identity(row.reference, row.company, row.email, row.phone)


def as_lead(row: LeadRow, history: tuple[Happening, ...] = (), duplicates: tuple[str, ...] = ()) -> Lead:
    """Give a row as the value that staff see."""
    assignee = None if row.assignee_id is None else Staff(row.assignee_id, row.assignee_name or "")
    return Lead(
        reference=row.reference,
        status=Status(row.status),
        company=row.company,
        contact_name=row.contact_name,
        email=row.email,
        phone=row.phone,
        country=row.country,
        way=row.way,
        message=row.message,
        language=row.language,
        channel=row.channel,
        chat_id=row.chat_id,
        origin=row.origin,
        assignee=assignee,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
        consent_version=row.consent_version,
        consent_at=row.consent_at,
        consent_language=row.consent_language,
        erased_at=row.erased_at,
        possible_duplicates=duplicates,
        history=history,
    )
