"""What staff do with leads: look, claim, move, note, snooze, put right, merge, erase.

Staff chat, desk and command line all call this. Whoever asks needs the right to; each change is one
transaction with its row of the history, its row of the audit, and the notice that renews the card.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from bot.core.errors import OurFaultError
from bot.leads import changes
from bot.leads.changes import (
    Change,
    Changed,
    Decision,
    Forbidden,
    Gone,
    Outcome,
    Outdated,
    Unchanged,
    Unknown,
)
from bot.leads.lead import Lead, Staff, Status, read_reference
from bot.leads.listing import LeadFilter
from bot.leads.similar import CommonTraits
from bot.leads.staff import Right, may
from bot.store import audit, lead_search, leads, messages, outbox
from bot.store.database import Database
from bot.store.outbox import CardRef
from bot.usecases.lead_reading import (
    Common,
    LeadInContext,
    bare_leads,
    read_in_context,
    read_leads,
    read_whole,
)


class Review:
    """The leads, as staff work on them."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], common: Common = CommonTraits
    ) -> None:
        """Put the parts together.

        Args:
            database: Where leads are kept.
            clock: Gives the time, aware.
            common: Gives what tells no organisation from another; by itself there is no such thing.
        """
        self._database = database
        self._clock = clock
        self._common = common

    async def show(self, reference: str) -> Lead | None:
        """Give one lead with all that belongs to it, None if there is none; loosely typed will do."""
        async with self._database.reading() as session:
            row = await leads.find(session, read_reference(reference) or "")
            return await read_whole(session, row, self._common) if row else None

    async def show_in_context(self, reference: str) -> LeadInContext | None:
        """One lead with alike leads beside it, and with what its visitor asked before."""
        async with self._database.reading() as session:
            row = await leads.find(session, read_reference(reference) or "")
            return await read_in_context(session, row, self._common) if row else None

    async def show_card(self, card: CardRef) -> Lead | None:
        """Give the lead that a message in the staff chat is about: a card, or a part of the exchange."""
        async with self._database.reading() as session:
            reference = await outbox.lead_of_card(session, card)
            reference = reference or await messages.reference_at_staff(session, card)
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
        """Give leads with all that belongs to them, newest first; for many leads `page` is quicker."""
        wanted = LeadFilter(statuses=tuple(statuses), assignee_id=assignee_id, text=text)
        return await self.search(wanted, most, skip)

    async def search(self, wanted: LeadFilter, most: int | None = None, skip: int = 0) -> tuple[Lead, ...]:
        """Give the leads that pass a filter, with all that belongs to them."""
        async with self._database.reading() as session:
            rows = await lead_search.search(session, wanted, most, skip)
            return await read_leads(session, rows, self._common)

    async def page(self, wanted: LeadFilter, most: int, skip: int = 0) -> tuple[Lead, ...]:
        """Give the leads that pass a filter, without history, exchange and duplicates."""
        async with self._database.reading() as session:
            return bare_leads(await lead_search.search(session, wanted, most, skip))

    async def count(self, wanted: LeadFilter) -> int:
        """Give how many leads pass a filter."""
        async with self._database.reading() as session:
            return await lead_search.count(session, wanted)

    async def count_open_of(self, who: Staff) -> int:
        """Give how many leads somebody has on which work goes on."""
        async with self._database.reading() as session:
            return await lead_search.count_open_of(session, who.id)

    async def counts(self) -> dict[Status, int]:
        """Give how many leads stand at each status, in the order of the statuses."""
        async with self._database.reading() as session:
            found = await lead_search.counts(session)
        return {status: found.get(status, 0) for status in Status}

    async def mark_seen(self, reference: str) -> None:
        """Note that a member of the staff has looked at a lead; its visitor may know."""
        async with self._database.transaction() as session:
            await leads.mark_seen(session, read_reference(reference) or "", self._clock())

    async def show_contact(self, reference: str, who: Staff) -> Outcome:
        """Give a lead with its visitor's address and number, and write down who looked; `Changed` if so."""
        async with self._database.transaction() as session:
            row = await leads.find(session, read_reference(reference) or "")
            if row is None:
                return Unknown(reference)
            lead = await read_whole(session, row, self._common)
            if not may(who.role, Right.SEE_CONTACT):
                return Forbidden(lead, Right.SEE_CONTACT)
            if lead.erased_at is not None:
                return Gone(lead)
            now = self._clock()
            audit.add(session, who, "contact-shown", f"lead {lead.reference}", at=now)
            await leads.mark_seen(session, lead.reference, now)
            return Changed(lead)

    async def move(
        self, reference: str, to: Status, who: Staff, seen: int | None = None, reason: str = ""
    ) -> Outcome:
        """Move a lead along `TRANSITIONS`.

        Args:
            reference: Which lead; may be typed loosely.
            to: Where it shall stand.
            who: Who does it.
            seen: The version that `who` looked at; None to act on whatever is there.
            reason: Why; needed for what is lost.
        """
        return await self._change(reference, who, seen, lambda lead: changes.moved(lead, to, reason))

    async def claim(self, reference: str, who: Staff) -> Outcome:
        """Assign a lead to whoever asks first; `Taken` for everybody else."""
        return await self._change(reference, who, None, lambda lead: changes.claimed(lead, who))

    async def assign(
        self, reference: str, assignee: Staff | None, who: Staff, seen: int | None = None
    ) -> Outcome:
        """Give a lead to somebody, whoever has it now; to nobody with None."""
        return await self._change(reference, who, seen, lambda lead: changes.assigned(lead, assignee))

    async def note(self, reference: str, text: str, who: Staff) -> Outcome:
        """Add a note to the history of a lead."""
        return await self._change(reference, who, None, lambda lead: changes.noted(lead, text))

    async def consent(self, reference: str, where: str, by: str, who: Staff) -> Outcome:
        """Note that the person of a lead that was entered by hand agreed after all; `changes.consented`."""
        now = self._clock()
        return await self._change(reference, who, None, lambda lead: changes.consented(lead, where, by, now))

    async def snooze(
        self, reference: str, until: datetime | None, who: Staff, seen: int | None = None
    ) -> Outcome:
        """Put a lead aside until a time, so that nobody is reminded of it; take it up again with None."""
        now = self._clock()
        return await self._change(reference, who, seen, lambda lead: changes.snoozed(lead, until, now))

    async def edit(
        self, reference: str, values: Mapping[str, str | None], who: Staff, seen: int | None = None
    ) -> Outcome:
        """Put right what a visitor mistyped; `values` by field, of `changes.EDITABLE`."""
        return await self._change(reference, who, seen, lambda lead: changes.edited(lead, values))

    async def move_all(
        self, references: Iterable[str], to: Status, who: Staff, reason: str = ""
    ) -> dict[str, Outcome]:
        """Move several leads; each is a change of its own, so that one that cannot move keeps none back."""
        return {
            each: await self._in_bulk(each, who, lambda lead: changes.moved(lead, to, reason))
            for each in references
        }

    async def assign_all(
        self, references: Iterable[str], assignee: Staff | None, who: Staff
    ) -> dict[str, Outcome]:
        """Give several leads to somebody, to nobody with None."""
        return {
            each: await self._in_bulk(each, who, lambda lead: changes.assigned(lead, assignee))
            for each in references
        }

    async def merge(self, reference: str, into: str, who: Staff) -> Outcome:
        """Make a lead a duplicate of another.

        Both histories stay; the lead that is left points to the other, which shows both from now on.

        Returns:
            `Changed` with the lead that is worked on from now on.
        """
        async with self._database.transaction() as session:
            # In the order of their references, so that two who merge crosswise do not wait for each other.
            names = sorted({read_reference(reference) or "", read_reference(into) or ""})
            rows = {name: await leads.find(session, name) for name in names}
            row, kept = rows.get(read_reference(reference) or ""), rows.get(read_reference(into) or "")
            if row is None or kept is None:
                return Unknown(reference if row is None else into)
            lead = await read_whole(session, row, self._common)
            if not may(who.role, Right.MERGE):
                return Forbidden(lead, Right.MERGE)
            target = await read_whole(session, kept, self._common)
            decision = changes.merged(lead, target)
            if not isinstance(decision, Change):
                return decision
            now = self._clock()
            await leads.adopt_merged(session, lead.reference, target.reference)
            back = Change(decision.what, {}, f"← {lead.reference}")
            for changed, change in ((row, decision), (kept, back)):
                if not await leads.carry_out(session, changed, change, who, now):
                    raise OurFaultError(f"{changed.reference} changed while it was locked.")
            return Changed(await read_whole(session, kept, self._common))

    async def erase(self, reference: str, who: Staff) -> Outcome:
        """Erase the personal data of a lead; its status and what happened to it stay."""
        while True:
            async with self._database.transaction() as session:
                row = await leads.find(session, read_reference(reference) or "")
                if row is None:
                    return Unknown(reference)
                if not may(who.role, Right.ERASE):
                    return Forbidden(await read_whole(session, row, self._common), Right.ERASE)
                if row.erased_at is not None:
                    return Unchanged(await read_whole(session, row, self._common))
                if await leads.erase(session, row, self._clock(), who):
                    return Changed(await read_whole(session, row, self._common))

    async def _in_bulk(self, reference: str, who: Staff, decide: Callable[[Lead], Decision]) -> Outcome:
        return await self._change(reference, who, None, decide, Right.BULK)

    async def _change(
        self,
        reference: str,
        who: Staff,
        seen: int | None,
        decide: Callable[[Lead], Decision],
        right: Right = Right.WORK,
    ) -> Outcome:
        """Let `decide` look at the lead, and carry its decision out unless the lead has changed since."""
        while True:
            async with self._database.transaction() as session:
                row = await leads.find(session, read_reference(reference) or "")
                if row is None:
                    return Unknown(reference)
                lead = await read_whole(session, row, self._common)
                if not may(who.role, right):
                    return Forbidden(lead, right)
                if seen is not None and seen != lead.version:
                    return Outdated(lead)
                decision = decide(lead)
                if not isinstance(decision, Change):
                    return decision
                if await leads.carry_out(session, row, decision, who, self._clock()):
                    return Changed(await read_whole(session, row, self._common))
