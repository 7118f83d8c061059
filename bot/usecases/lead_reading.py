"""Leads as staff see them: with history, exchange, what the visitor asked before, and alike leads.

The number of statements does not grow with that of the leads, nor with how much belongs to them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.leads.lead import Lead, read_reference
from bot.leads.similar import CommonTraits, Duplicates
from bot.store import lead_search, leads, messages
from bot.store.database import Database
from bot.store.schema import LeadRow

Common = Callable[[], CommonTraits]
"""Gives what tells no organisation from another; asked only where there are leads to be told apart."""

ONE_BY_ONE_MOST: Final = 100
"""Leads whose duplicates are looked up one by one; for more it is quicker to read all that tells of any."""

LISTED_CANDIDATES_MOST: Final = 40
"""Leads that are looked at for each lead of a list; a lead by itself has more looked at."""

ALIKE_SHOWN: Final = 10
"""Possible duplicates that stand beside a lead."""

SHOWN: Final = 10
"""Questions that stand beside a lead."""


async def read_leads(session: AsyncSession, rows: Iterable[LeadRow], common: Common) -> tuple[Lead, ...]:
    """Rows as leads with all that belongs to them.

    Args:
        session: The transaction.
        rows: Any number of leads.
        common: Gives what tells no organisation from another.
    """
    listed = list(rows)
    ids = [row.id for row in listed]
    histories = await leads.histories(session, ids)
    exchanges = await messages.of_leads(session, ids if len(ids) <= ONE_BY_ONE_MOST else None)
    known = await _candidates(session, listed, common)
    return tuple(
        leads.as_lead(row, histories[row.id], *_duplicates(row, known), exchanges.get(row.id, ()))
        for row in listed
    )


async def read_whole(session: AsyncSession, row: LeadRow, common: Common) -> Lead:
    """A row as a lead whose history and exchange hold those of its merged duplicates as well."""
    ids = [row.id, *(each.id for each in await leads.merged_into(session, row.reference))]
    histories = await leads.histories(session, ids)
    exchanges = await messages.of_leads(session, ids)
    happened = sorted((each for history in histories.values() for each in history), key=lambda each: each.at)
    said = sorted(
        (each for exchange in exchanges.values() for each in exchange), key=lambda each: (each.at, each.id)
    )
    known = await _candidates(session, [row], common)
    return leads.as_lead(row, tuple(happened), *_duplicates(row, known), tuple(said))


@dataclass(frozen=True, slots=True)
class LeadInContext:
    """A lead with what the desk shows beside it."""

    lead: Lead
    alike: tuple[Lead, ...]
    """The first of its possible duplicates, without history, exchange and duplicates of their own."""
    asked_before: tuple[str, ...]
    """The latest questions of its visitor, oldest first."""


async def read_in_context(session: AsyncSession, row: LeadRow, common: Common) -> LeadInContext:
    """A row as the page of a lead shows it."""
    lead = await read_whole(session, row, common)
    alike = await leads.of_references(session, lead.possible_duplicates[:ALIKE_SHOWN])
    return LeadInContext(lead, bare_leads(alike), await read_asked(session, row))


def bare_leads(rows: Sequence[LeadRow]) -> tuple[Lead, ...]:
    """Rows as leads for a list: without history, exchange and duplicates."""
    return tuple(leads.as_lead(row) for row in rows)


def _duplicates(row: LeadRow, known: Duplicates) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The possible duplicates of a lead and those surely of the same person; an erased one has neither."""
    if row.erased_at is not None:
        return (), ()
    identity = leads.identity_of(row)
    return known.of(identity), known.of_person(identity)


async def _candidates(session: AsyncSession, rows: Sequence[LeadRow], common: Common) -> Duplicates:
    rows = [row for row in rows if row.erased_at is None]
    if not rows:
        return Duplicates((), CommonTraits())
    traits = common()
    if len(rows) > ONE_BY_ONE_MOST:
        return Duplicates(await lead_search.identities(session), traits)
    identities = [leads.identity_of(row) for row in rows]
    most = lead_search.CANDIDATES_MOST if len(rows) == 1 else LISTED_CANDIDATES_MOST
    return Duplicates(await lead_search.candidates(session, identities, traits, most), traits)


async def asked_before(database: Database, reference: str, most: int = SHOWN) -> tuple[str, ...]:
    """The latest questions of a lead's visitor, oldest first; none once they asked to be forgotten.

    Args:
        database: Where conversations are kept.
        reference: Which lead; may be typed loosely.
        most: At most so many.
    """
    async with database.reading() as session:
        row = await leads.find(session, read_reference(reference) or "")
        return await read_asked(session, row, most) if row is not None else ()


async def read_asked(session: AsyncSession, row: LeadRow, most: int = SHOWN) -> tuple[str, ...]:
    """As `asked_before`, within a transaction."""
    if row.chat_id is None:
        return ()
    # Who only lists leads does not wait for what reads conversations.
    from bot.store import conversations, questions  # noqa: PLC0415

    conversation = await conversations.find(session, row.channel, row.chat_id)
    if conversation is None:
        return ()
    return tuple(each.text for each in await questions.of_conversation(session, conversation.id, most))
