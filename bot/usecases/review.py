"""What staff do with leads: look, claim, move, note, erase. Chat, desk and command line all call this."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.duplicates import Duplicates
from bot.core.lead import TRANSITIONS, Lead, Staff, Status, What, read_reference
from bot.store import leads, outbox
from bot.store.database import Database
from bot.store.outbox import CardRef
from bot.store.schema import LeadRow

NOTE_MOST: Final = 2000
"""Characters of a note that are kept."""


@dataclass(frozen=True, slots=True)
class Changed:
    """It is done; the lead as it is now."""

    lead: Lead


@dataclass(frozen=True, slots=True)
class Unknown:
    """There is no lead with that reference."""

    reference: str


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody else has the lead already."""

    lead: Lead
    by: Staff


@dataclass(frozen=True, slots=True)
class Outdated:
    """The lead has changed since the version that was named; look at it again."""

    lead: Lead


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """There is no such move from where the lead stands."""

    lead: Lead
    to: Status


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The lead is like that already."""

    lead: Lead


@dataclass(frozen=True, slots=True)
class Gone:
    """The personal data of the lead has been erased; there is nothing left to do that with."""

    lead: Lead


Outcome = Changed | Unknown | Taken | Outdated | NotAllowed | Unchanged | Gone


@dataclass(frozen=True, slots=True)
class _Change:
    """What a decision wants done to a row."""

    what: What
    values: dict[str, object]
    detail: str


_Decision = _Change | Taken | NotAllowed | Unchanged | Gone


class Review:
    """The leads, as staff work on them."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], legal_forms: Iterable[str] = ()
    ) -> None:
        """Put the parts together.

        Args:
            database: Where leads are kept.
            clock: Gives the time, aware.
            legal_forms: Words that do not tell one company from another (`talk.names.legal_forms`).
        """
        self._database = database
        self._clock = clock
        self._legal_forms = tuple(legal_forms)

    async def show(self, reference: str) -> Lead | None:
        """Give one lead with its history, None if there is none; the reference may be typed loosely."""
        async with self._database.reading() as session:
            row = await leads.find(session, read_reference(reference) or "")
            return (await self._read(session, [row]))[0] if row else None

    async def show_card(self, card: CardRef) -> Lead | None:
        """Give the lead that a message in the staff chat shows, None if it is no card."""
        async with self._database.reading() as session:
            reference = await outbox.lead_of_card(session, card)
        return await self.show(reference) if reference else None

    async def list(
        self,
        statuses: Collection[Status] = (),
        *,
        assignee_id: str | None = None,
        text: str = "",
        most: int | None = None,
        skip: int = 0,
    ) -> tuple[Lead, ...]:
        """Give leads with their histories, newest first.

        Args:
            statuses: Only those that stand at one of these; every lead if empty.
            assignee_id: Only those assigned to this member of the staff.
            text: Only those with this text in reference, company, person, address, number or message.
            most: At most so many.
            skip: After leaving out so many.
        """
        async with self._database.reading() as session:
            rows = await leads.search(
                session, statuses=statuses, assignee_id=assignee_id, text=text, most=most, skip=skip
            )
            return await self._read(session, rows)

    async def counts(self) -> dict[Status, int]:
        """Give how many leads stand at each status, in the order of the statuses."""
        async with self._database.reading() as session:
            found = await leads.counts(session)
        return {status: found.get(status, 0) for status in Status}

    async def move(self, reference: str, to: Status, who: Staff, seen: int | None = None) -> Outcome:
        """Move a lead along `TRANSITIONS`.

        Args:
            reference: Which lead; may be typed loosely.
            to: Where it shall stand.
            who: Who does it.
            seen: The version that `who` looked at; None to act on whatever is there.
        """
        return await self._change(reference, who, seen, lambda lead: _moved(lead, to))

    async def claim(self, reference: str, who: Staff) -> Outcome:
        """Assign a lead to whoever asks first; `Taken` for everybody else."""
        return await self._change(reference, who, None, lambda lead: _claimed(lead, who))

    async def assign(
        self, reference: str, assignee: Staff | None, who: Staff, seen: int | None = None
    ) -> Outcome:
        """Give a lead to somebody, whoever has it now; to nobody with None."""
        return await self._change(reference, who, seen, lambda lead: _assigned(lead, assignee))

    async def note(self, reference: str, text: str, who: Staff) -> Outcome:
        """Add a note to the history of a lead."""
        return await self._change(reference, who, None, lambda lead: _noted(lead, text))

    async def erase(self, reference: str, who: Staff) -> Outcome:
        """Erase the personal data of a lead; its status and what happened to it stay."""
        while True:
            async with self._database.transaction() as session:
                row = await leads.find(session, read_reference(reference) or "")
                if row is None:
                    return Unknown(reference)
                if row.erased_at is not None:
                    return Unchanged((await self._read(session, [row]))[0])
                if await leads.erase(session, row, self._clock(), who):
                    return Changed((await self._read(session, [row]))[0])

    async def _change(
        self, reference: str, who: Staff, seen: int | None, decide: Callable[[Lead], _Decision]
    ) -> Outcome:
        """Let `decide` look at the lead, and carry its decision out unless the lead has changed since."""
        while True:
            async with self._database.transaction() as session:
                row = await leads.find(session, read_reference(reference) or "")
                if row is None:
                    return Unknown(reference)
                (lead,) = await self._read(session, [row])
                if seen is not None and seen != lead.version:
                    return Outdated(lead)
                decision = decide(lead)
                if not isinstance(decision, _Change):
                    return decision
                if await leads.change(
                    session,
                    row,
                    decision.values,
                    at=self._clock(),
                    who=who,
                    what=decision.what,
                    detail=decision.detail,
                ):
                    return Changed((await self._read(session, [row]))[0])

    async def _read(self, session: AsyncSession, rows: Iterable[LeadRow]) -> tuple[Lead, ...]:
        listed = list(rows)
        known = Duplicates(await leads.identities(session), self._legal_forms)
        histories = await leads.histories(session, [row.id for row in listed])
        return tuple(
            leads.as_lead(row, histories[row.id], () if row.erased_at else known.of(leads.identity_of(row)))
            for row in listed
        )


def _moved(lead: Lead, to: Status) -> _Decision:
    if lead.status is to:
        return Unchanged(lead)
    if to not in TRANSITIONS[lead.status]:
        return NotAllowed(lead, to)
    return _Change(What.MOVED, {"status": to.value}, f"{lead.status} → {to}")


def _claimed(lead: Lead, who: Staff) -> _Decision:
    if lead.assignee is not None and lead.assignee.id != who.id:
        return Taken(lead, lead.assignee)
    return _assigned(lead, who)


def _assigned(lead: Lead, assignee: Staff | None) -> _Decision:
    if lead.erased_at is not None:
        return Gone(lead)
    if lead.assignee == assignee:
        return Unchanged(lead)
    if assignee is None:
        return _Change(What.RELEASED, {"assignee_id": None, "assignee_name": None}, "")
    return _Change(What.ASSIGNED, {"assignee_id": assignee.id, "assignee_name": assignee.name}, assignee.name)


def _noted(lead: Lead, text: str) -> _Decision:
    if lead.erased_at is not None:
        return Gone(lead)
    kept = text.strip()[:NOTE_MOST]
    return _Change(What.NOTED, {}, kept) if kept else Unchanged(lead)


def why_not(outcome: Outcome) -> str:
    """Say why nothing was changed; empty if something was."""
    match outcome:
        case Changed():
            return ""
        case Unknown(reference):
            return f"There is no lead {reference}; `leads list` shows those there are."
        case Taken(lead, by):
            return f"{lead.reference} is already taken by {by.name}."
        case Outdated(lead):
            return f"{lead.reference} has changed meanwhile; look at it again."
        case NotAllowed(lead, to):
            allowed = ", ".join(TRANSITIONS[lead.status])
            return f"{lead.reference} is {lead.status} and cannot become {to}; possible: {allowed}."
        case Unchanged(lead):
            return f"{lead.reference} is like that already."
        case Gone(lead):
            return f"The personal data of {lead.reference} were erased; nothing more can be done with it."
