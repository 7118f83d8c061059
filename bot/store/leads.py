"""Leads and their history. Whoever changes a lead adds the history row and the notice in the same breath."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.leads.changes import Change
from bot.leads.lead import Consent, Enquiry, Happening, Lead, Staff, Status, What
from bot.leads.similar import Identity
from bot.leads.staff import Message
from bot.store import audit, lead_search, messages, outbox
from bot.store.schema import HistoryRow, LeadRow

VISITOR = Staff(id="", name="")
"""Who does what no staff did."""

IDS_MOST: Final = 500
"""Ids that a statement names; beyond it every row is read."""
_FOUND_BY: Final = frozenset({"company", "contact_name", "email", "phone", "message", "erased_at"})
"""Columns that a lead is found by."""
_TELLING: Final = (
    What.NOTED,
    What.SUBMITTED,
    What.REPLIED,
    What.ANSWERED,
    What.REASON,
    What.CONSENTED,
)
"""Rows of a history whose detail may hold personal data."""
_AUDITED_DETAIL: Final = frozenset({What.MOVED, What.ASSIGNED, What.EDITED, What.SNOOZED, What.MERGED})


async def submit(
    session: AsyncSession,
    enquiry: Enquiry,
    *,
    reference: str,
    channel: str,
    chat_id: str | None,
    at: datetime,
    who: Staff = VISITOR,
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
        consent=enquiry.consent.value,
        consent_where=enquiry.consent_where,
        consent_by=enquiry.consent_by,
    )
    session.add(row)
    await session.flush()
    await lead_search.index(session, row)
    record(session, row.id, at=at, who=who, what=What.SUBMITTED, detail=enquiry.origin)
    if who.id:
        audit.add(session, who, What.SUBMITTED.value, f"lead {reference}", at=at, detail=channel)
    outbox.add_card(session, row.id, row.version, at)
    return row


async def entered_since(session: AsyncSession, enquiry: Enquiry, channel: str, since: datetime) -> str | None:
    """Give the reference of a lead that says the same and came the same way since a time; None if of none."""
    told = ("company", "contact_name", "email", "phone", "country", "way", "message", "origin")
    same = [getattr(LeadRow, name).is_not_distinct_from(getattr(enquiry, name)) for name in told]
    return await session.scalar(
        select(LeadRow.reference)
        .where(LeadRow.created_at >= since, LeadRow.channel == channel, *same)
        .order_by(LeadRow.id)
        .limit(1)
    )


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
    # A change is what staff were to be reminded of, so reminding starts afresh.
    stamps: dict[str, object] = {"nudged": 0}
    if who.id and row.seen_at is None:
        stamps["seen_at"] = at
    if values.get("status") == Status.CONTACTED.value and row.replied_at is None:
        stamps["replied_at"] = at
    changed = await session.scalar(
        update(LeadRow)
        .where(LeadRow.id == row.id, LeadRow.version == row.version)
        .values(**{**stamps, **values}, version=LeadRow.version + 1, updated_at=at)
        .returning(LeadRow.version)
        .execution_options(synchronize_session=False)
    )
    if changed is None:
        return False
    record(session, row.id, at=at, who=who, what=what, detail=detail)
    if who.id:
        told = detail if what in _AUDITED_DETAIL else ""
        audit.add(session, who, what.value, f"lead {row.reference}", at=at, detail=told)
    outbox.add_card(session, row.id, changed, at)
    await session.flush()
    await session.refresh(row)
    if _FOUND_BY & values.keys():
        await lead_search.index(session, row)
    return True


async def carry_out(session: AsyncSession, row: LeadRow, change_: Change, who: Staff, at: datetime) -> bool:
    """Do what was decided, as `change`."""
    is_done = await change(
        session, row, change_.values, at=at, who=who, what=change_.what, detail=change_.detail
    )
    if is_done and change_.reason:
        record(session, row.id, at=at, who=who, what=What.REASON, detail=change_.reason)
    return is_done


async def mark_seen(session: AsyncSession, reference: str, at: datetime) -> None:
    """Note that staff looked at a lead, if they had not before."""
    seen = update(LeadRow).where(LeadRow.reference == reference, LeadRow.seen_at.is_(None))
    await session.execute(seen.values(seen_at=at).execution_options(synchronize_session=False))


async def adopt_merged(session: AsyncSession, old: str, new: str) -> None:
    """Have the duplicates of one lead point to another."""
    merged = update(LeadRow).where(LeadRow.merged_into == old).values(merged_into=new)
    await session.execute(merged.execution_options(synchronize_session=False))


def record(
    session: AsyncSession, lead_id: int, *, at: datetime, who: Staff, what: What, detail: str = ""
) -> None:
    """Add a row to the history of a lead."""
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
        "consent_where": "",
        "consent_by": "",
        "snoozed_until": None,
        "erased_at": at,
    }
    if not await change(session, row, bare, at=at, who=who, what=What.ERASED, detail=""):
        return False
    await session.execute(
        update(HistoryRow)
        .where(HistoryRow.lead_id == row.id, HistoryRow.what.in_([what.value for what in _TELLING]))
        .values(detail="")
    )
    await messages.erase(session, row.id)
    return True


async def find(session: AsyncSession, reference: str) -> LeadRow | None:
    """Give the lead with a reference, locked where the database locks rows."""
    return await session.scalar(select(LeadRow).where(LeadRow.reference == reference).with_for_update())


async def get(session: AsyncSession, lead_id: int) -> LeadRow:
    """Give the lead that a row refers to."""
    return await session.get_one(LeadRow, lead_id)


async def of_references(session: AsyncSession, references: Collection[str]) -> Sequence[LeadRow]:
    """The leads with these references, oldest first."""
    found = await session.scalars(
        select(LeadRow).where(LeadRow.reference.in_(references)).order_by(LeadRow.id)
    )
    return found.all()


async def of_visitor(session: AsyncSession, channel: str, chat_id: str) -> Sequence[LeadRow]:
    """Give the leads that came from a visitor, oldest first."""
    found = await session.scalars(
        select(LeadRow)
        .where(LeadRow.channel == channel, LeadRow.chat_id == chat_id)
        .order_by(LeadRow.id)
        .with_for_update()
    )
    return found.all()


async def merged_into(session: AsyncSession, reference: str) -> Sequence[LeadRow]:
    """Give the leads that were duplicates of a lead, oldest first."""
    found = await session.scalars(
        select(LeadRow).where(LeadRow.merged_into == reference).order_by(LeadRow.id)
    )
    return found.all()


async def histories(session: AsyncSession, lead_ids: Iterable[int]) -> dict[int, tuple[Happening, ...]]:
    """Give what happened to each of the leads, oldest first."""
    wanted = list(lead_ids)
    # Some leads or all of them: a list of every id would outgrow what a statement may hold.
    chosen = [HistoryRow.lead_id.in_(wanted)] if len(wanted) <= IDS_MOST else []
    rows = await session.scalars(select(HistoryRow).where(*chosen).order_by(HistoryRow.id))
    grouped: dict[int, list[Happening]] = defaultdict(list)
    for row in rows:
        grouped[row.lead_id].append(Happening(row.at, row.who, What(row.what), row.detail))
    return {lead_id: tuple(grouped.get(lead_id, ())) for lead_id in wanted}


def identity_of(row: LeadRow) -> Identity:
    """Give what tells whose lead a row is."""
    return Identity(row.reference, row.company, row.email, row.phone)


def as_lead(
    row: LeadRow,
    history: tuple[Happening, ...] = (),
    duplicates: tuple[str, ...] = (),
    same_person: tuple[str, ...] = (),
    exchange: tuple[Message, ...] = (),
) -> Lead:
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
        consent=Consent(row.consent),
        consent_where=row.consent_where,
        consent_by=row.consent_by,
        seen_at=row.seen_at,
        replied_at=row.replied_at,
        snoozed_until=row.snoozed_until,
        nudged=row.nudged,
        merged_into=row.merged_into,
        possible_duplicates=duplicates,
        same_person=same_person,
        history=history,
        messages=exchange,
    )
