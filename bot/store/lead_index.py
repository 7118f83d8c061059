"""The index of signs by which leads of the same visitor or organisation find each other."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import CompoundSelect, Select, delete, func, insert, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from bot.leads.index_terms import search_text, signs_of, word_signs
from bot.leads.similar import CommonTraits, Identity
from bot.store.desk_schema import SignRow
from bot.store.schema import LeadRow

CANDIDATES_MOST: Final = 200
"""Leads that are looked at for one lead; those with most signs in common come first."""


def searchable(row: LeadRow) -> str:
    """Give what a search looks at in a lead; nothing once it is erased."""
    if row.erased_at is not None:
        return ""
    return search_text(row.reference, row.company, row.contact_name, row.email, row.phone, row.message)


OFTEN: Final = 20
"""How many times as many leads with a sign are counted as may come of it."""


async def index(session: AsyncSession, row: LeadRow) -> None:
    """Have a lead found under what it holds now; an erased one is found under nothing."""
    row.search_text = searchable(row)
    await session.execute(delete(SignRow).where(SignRow.lead_id == row.id))
    if row.erased_at is None:
        found = signs_of(row.company, row.contact_name, row.email, row.phone)
        await session.execute(insert(SignRow), [{"sign": sign, "lead_id": row.id} for sign in sorted(found)])


async def candidates(
    session: AsyncSession,
    whose: Collection[Identity],
    common: CommonTraits,
    most: int = CANDIDATES_MOST,
) -> Sequence[Identity]:
    """Give the leads that may be of the same organisation as some, oldest first.

    Args:
        session: The transaction.
        whose: Whose the leads are.
        common: What nearly all would share, so that nothing is looked for by it.
        most: How many to look at for each, by person and by name; most signs in common come first.
    """
    wanted = [
        signs
        for identity in whose
        for signs in (
            sorted(set(common.telling_signs(identity))),
            sorted(set(word_signs(common.bare_name(identity.company)))),
        )
        if signs
    ]
    if not wanted:
        return []
    found = [select(_with(signs, most).subquery().c.lead_id) for signs in wanted]
    return await identities(session, union_all(*found))


async def with_words(session: AsyncSession, text: str, most: int = CANDIDATES_MOST) -> tuple[int, ...]:
    """Give the ids of leads with most of the words of a text in their names, however misspelt."""
    wanted = sorted(set(word_signs(text)))
    return tuple(await session.scalars(_with(wanted, most))) if wanted else ()


async def identities(session: AsyncSession, lead_ids: CompoundSelect[Any] | None = None) -> list[Identity]:
    """Give what tells whose each lead is, oldest first; erased ones are left out. None: of every lead."""
    asked = (
        select(LeadRow.reference, LeadRow.company, LeadRow.email, LeadRow.phone)
        .where(LeadRow.erased_at.is_(None))
        .order_by(LeadRow.id)
    )
    if lead_ids is not None:
        asked = asked.where(LeadRow.id.in_(lead_ids))
    return [Identity(*row) for row in await session.execute(asked)]


def _with(signs: Collection[str], most: int) -> Select[Any]:
    """The ids of the leads with most of the signs, of the newest that have each of them.

    A sign that very many leads have tells little, and must not cost the time of all of them.
    """
    newest = [
        select(
            select(SignRow.lead_id)
            .where(SignRow.sign == sign)
            .order_by(SignRow.lead_id.desc())
            .limit(most * OFTEN)
            .subquery()
            .c.lead_id
        )
        for sign in signs
    ]
    found = union_all(*newest).subquery()
    return (
        select(found.c.lead_id)
        .group_by(found.c.lead_id)
        .order_by(func.count().desc(), found.c.lead_id.desc())
        .limit(most)
    )
