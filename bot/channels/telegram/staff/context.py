"""What every part of the staff's side needs: the use cases, the way out, and who somebody is."""

from dataclasses import dataclass

from bot.channels.telegram.chat_queues import Lanes
from bot.channels.telegram.markup import Part, Run, lay_out
from bot.channels.telegram.outbound import Post, Target
from bot.channels.telegram.staff.cards import card
from bot.channels.telegram.staff.notices import Membership, StaffChat
from bot.channels.telegram.staff.report import Report
from bot.channels.telegram.updates import Caller, Place
from bot.core.phrases import AnyPhrase, Phrase
from bot.core.staff_phrases import StaffPhrase
from bot.core.voice import Voice
from bot.leads.lead import Lead, Staff
from bot.leads.staff import Face
from bot.store.outbox import CardRef
from bot.usecases.parts import Parts


@dataclass(frozen=True, slots=True)
class StaffContext:
    """The use cases, and what it takes to answer."""

    parts: Parts
    post: Post
    lanes: Lanes
    chat: StaffChat
    membership: Membership
    report: Report

    async def who(self, caller: Caller, place: Place) -> Staff | None:
        """Who of the staff calls, with their role; None for anybody else."""
        if not await self.membership.is_staff(caller, place.chat_id):
            return None
        name = f"telegram:{caller.user_id}"
        if not self.membership.is_listed(caller) and await self.parts.guests.is_guest(name):
            return None
        return await self.parts.roster.meet(name, caller.name, Face.TELEGRAM)

    def refusal(self, caller: Caller) -> tuple[Part, ...]:
        """Say why somebody is not taken for staff."""
        voice = self.voice(caller)
        if caller.as_channel:
            return speak(voice, StaffPhrase.ONLY_CHANNEL, name=caller.name, id=caller.user_id)
        return speak(voice, Phrase.STAFF_ONLY)

    @property
    def shared_voice(self) -> Voice:
        """The voice of what everybody in a staff chat sees."""
        return Voice.of_staff(self.parts.live.snapshot.knowledge)

    def voice(self, caller: Caller, place: Place | None = None) -> Voice:
        """The voice to answer somebody in: the staff chat has one language, elsewhere they have their own."""
        if place is not None and place.chat_id == self.chat.chat_id:
            return self.shared_voice
        return Voice.hinted(self.parts.live.snapshot.knowledge, caller.hint)

    def tell(self, place: Place, pieces: tuple[Part, ...]) -> None:
        """Answer beside the feed."""
        self.lanes.put(place.chat_id, self.post.tell(target(place), pieces))

    async def card(self, lead: Lead, voice: Voice) -> Part:
        """Lay the card of a lead out."""
        return card(lead, await self.parts.cards.asked_before(lead.reference), voice, self.parts.ways)

    async def post_card(self, place: Place, lead: Lead, voice: Voice) -> None:
        """Post a card; in the staff chat it is the living one from now on."""
        sent = await self.post.send_retrying(target(place), await self.card(lead, voice))
        if sent.message_id is not None and place.chat_id == self.chat.chat_id:
            await self.parts.cards.adopt(lead.reference, CardRef(str(place.chat_id), str(sent.message_id)))


def target(place: Place) -> Target:
    """Where to answer what happened at a place."""
    return Target(place.chat_id, place.thread_id, place.message_id)


def speak(voice: Voice, phrase: AnyPhrase, **values: object) -> tuple[Part, ...]:
    """Say a sentence as messages."""
    return lay_out([Run(voice.say(phrase, **values))])
