"""The audit: who of the staff did what, and from where. Written in the transaction of what it tells of."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.leads.lead import Staff
from bot.store.desk_schema import AuditRow


def add(
    session: AsyncSession, who: Staff, what: str, subject: str, *, at: datetime, detail: str = ""
) -> None:
    """Write down that somebody did something.

    Args:
        session: The transaction of what was done.
        who: Who did it, and from where.
        what: What was done, in one word.
        subject: What it was done to: `lead K7F-2MX`.
        at: When.
        detail: More of it, without personal data of visitors.
    """
    session.add(
        AuditRow(
            at=at,
            who_id=who.id,
            who=who.name,
            face=who.face.value,
            what=what,
            subject=subject,
            detail=detail[:500],
        )
    )


async def latest(
    session: AsyncSession, *, subject: str = "", who_id: str = "", most: int = 100, skip: int = 0
) -> Sequence[AuditRow]:
    """Give what was written down last, newest first; of one subject or person where one is named."""
    asked = select(AuditRow).order_by(AuditRow.id.desc()).limit(most).offset(skip)
    if subject:
        asked = asked.where(AuditRow.subject == subject)
    if who_id:
        asked = asked.where(AuditRow.who_id == who_id)
    return (await session.scalars(asked)).all()
