"""What every part of the staff's side needs: the use cases, the way out, and who somebody is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.channels.telegram.cards import card
from bot.channels.telegram.figures import Report
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.language import hinted
from bot.channels.telegram.markup import Part, Run, lay_out
from bot.channels.telegram.meaning import Caller, Place
from bot.channels.telegram.post import Post, Target
from bot.channels.telegram.staff_chat import Membership, StaffChat
from bot.channels.telegram.visitors import Live
from bot.core.desk import Face
from bot.core.frozen import Language
from bot.core.knowledge import Knowledge
from bot.core.lead import Lead, Staff
from bot.core.phrases import AnyPhrase, say
from bot.store.outbox import CardRef
from bot.usecases.attend import Attend
from bot.usecases.cards import Cards
from bot.usecases.exchange import Exchange
from bot.usecases.export import Export
from bot.usecases.figures import Figures
from bot.usecases.find import Find
from bot.usecases.gaps import GapBoard
from bot.usecases.guests import Guests
from bot.usecases.review import Review
from bot.usecases.roster import Roster

Reload = Callable[[], Awaitable[tuple[str, ...]]]
"""Reads the knowledge again; gives its problems, a line each, and none if all is well."""


DeskLink = Callable[[Staff], Awaitable[str]]
"""Makes an address that lets somebody into the desk once."""


@dataclass(frozen=True, slots=True)
class StaffWork:
    """What the staff's side leads to."""

    review: Review
    cards: Cards
    exchange: Exchange
    attend: Attend
    figures: Figures
    gaps: GapBoard
    roster: Roster
    guests: Guests
    find: Find
    export: Export
    knowledge_dir: Path
    reload: Reload
    clock: Callable[[], datetime]
    desk_link: DeskLink | None = None
    """None while there is no desk in the browser."""


@dataclass(frozen=True, slots=True)
class StaffParts:
    """The use cases, and what it takes to answer."""

    work: StaffWork
    live: Live
    post: Post
    lanes: Lanes
    chat: StaffChat
    membership: Membership
    report: Report

    async def who(self, caller: Caller, place: Place) -> Staff | None:
        """Give who of the staff calls, with their role; None for anybody else."""
        if not await self.membership.is_staff(caller, place.chat_id):
            return None
        name = f"telegram:{caller.user_id}"
        if not self.membership.is_listed(caller) and await self.work.guests.is_guest(name):
            return None
        return await self.work.roster.meet(name, caller.name, Face.TELEGRAM)

    def words(self, caller: Caller) -> tuple[Knowledge, Language]:
        """Give the knowledge of the moment and the language to answer in."""
        knowledge = self.live.snapshot.knowledge
        return knowledge, hinted(caller.hint, knowledge)

    def tell(self, place: Place, pieces: tuple[Part, ...]) -> None:
        """Answer beside the feed."""
        self.lanes.put(place.chat_id, self.post.tell(target(place), pieces))

    async def card(self, lead: Lead) -> Part:
        """Lay the card of a lead out as everybody sees it."""
        knowledge = self.live.snapshot.knowledge
        asked = await self.work.cards.asked_before(lead.reference)
        return card(lead, asked, knowledge, knowledge.talk.fallback_language)

    async def post_card(self, place: Place, lead: Lead) -> None:
        """Post a card; in the staff chat it is the living one from now on."""
        sent = await self.post.insist(target(place), await self.card(lead))
        if sent.message_id is not None and place.chat_id == self.chat.chat_id:
            await self.work.cards.adopt(lead.reference, CardRef(str(place.chat_id), str(sent.message_id)))


def target(place: Place) -> Target:
    """Where to answer what happened at a place."""
    return Target(place.chat_id, place.thread_id, place.message_id)


def said(knowledge: Knowledge, phrase: AnyPhrase, language: Language, **values: object) -> tuple[Part, ...]:
    """Give a sentence as messages."""
    return lay_out([Run(say(knowledge, phrase, language, **values))])
