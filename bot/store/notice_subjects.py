"""What the notices of the outbox are about, and whom those of them are for that name somebody."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.desk_schema import MessageRow, ReportRow, StaffRow
from bot.store.schema import LeadRow, NoticeRow


@dataclass(frozen=True, slots=True)
class Subject:
    """What a notice is about; each is empty where it is about none."""

    lead: str = ""
    """Reference of a lead."""
    company: str = ""
    visitor: str = ""
    """Name of whoever sent that lead."""
    report: str = ""
    """Reference of a confidential report."""
    staff: str = ""
    """Name of the one of the staff that it is for."""


@dataclass(frozen=True, slots=True)
class _Named:
    """What the payload of a notice names."""

    lead: int | None
    message: int | None
    report: int | None
    staff: str
    reference: str


async def subjects(session: AsyncSession, rows: Sequence[NoticeRow]) -> Mapping[int, Subject]:
    """Give by number what notices are about, in a fixed number of statements."""
    named = {row.id: _read(row) for row in rows}
    messages = await _messages(session, {each.message for each in named.values()})
    ids = {each.lead for each in named.values()} | set(messages.values())
    found = await _leads(session, ids, {each.reference for each in named.values()})
    reports = await _reports(session, {each.report for each in named.values()})
    staff = await _staff(session, {each.staff for each in named.values()})

    def subject(each: _Named) -> Subject:
        row = found.get(each.lead or messages.get(each.message or 0) or each.reference)
        report = reports.get(each.report or 0, "" if row else each.reference)
        name = staff.get(each.staff, "")
        if row is None:
            return Subject(report=report, staff=name)
        return Subject(row.reference, row.company, row.contact_name, staff=name)

    return {number: subject(each) for number, each in named.items()}


def _read(row: NoticeRow) -> _Named:
    payload: Mapping[str, Any] = json.loads(row.payload)
    return _Named(
        lead=row.lead_id or payload.get("lead"),
        message=payload.get("message") if isinstance(payload.get("message"), int) else None,
        report=payload.get("report"),
        staff=payload.get("manager") or payload.get("staff") or "",
        reference=payload.get("values", {}).get("reference", ""),
    )


async def _messages(session: AsyncSession, ids: Collection[int | None]) -> Mapping[int, int]:
    asked = select(MessageRow.id, MessageRow.lead_id).where(MessageRow.id.in_(filter(None, ids)))
    return dict((await session.execute(asked)).all())


async def _leads(
    session: AsyncSession, ids: Collection[int | None], references: Collection[str]
) -> Mapping[int | str, Any]:
    """Leads by number and by reference."""
    asked = select(LeadRow.id, LeadRow.reference, LeadRow.company, LeadRow.contact_name)
    wanted = or_(LeadRow.id.in_(filter(None, ids)), LeadRow.reference.in_(filter(None, references)))
    rows = (await session.execute(asked.where(wanted))).all()
    return {key: row for row in rows for key in (row.id, row.reference)}


async def _reports(session: AsyncSession, ids: Collection[int | None]) -> Mapping[int, str]:
    asked = select(ReportRow.id, ReportRow.reference).where(ReportRow.id.in_(filter(None, ids)))
    return dict((await session.execute(asked)).all())


async def _staff(session: AsyncSession, ids: Collection[str]) -> Mapping[str, str]:
    asked = select(StaffRow.id, StaffRow.name).where(StaffRow.id.in_(filter(None, ids)))
    return dict((await session.execute(asked)).all())
