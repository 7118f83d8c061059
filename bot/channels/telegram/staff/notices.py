"""The staff chat: where it is, who belongs to it, and how notices get there."""

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from telegram import ChatMember, InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.channels.telegram.api import Client, Trouble
from bot.channels.telegram.carrying import Carrier
from bot.channels.telegram.markup import Part, Run, lay_out, noted, parts
from bot.channels.telegram.outbound import Post, Sent, Target, or_raise
from bot.channels.telegram.staff.cards import card as lead_card
from bot.channels.telegram.staff.cards import file_kind, link, status_name
from bot.channels.telegram.updates import Caller
from bot.core.phrases import Phrase
from bot.core.snapshot import Live
from bot.core.staff_phrases import StaffPhrase
from bot.core.voice import Voice
from bot.dialogue.turn import Reply
from bot.leads.lead import Lead, Staff
from bot.leads.reachable import Ways
from bot.leads.staff import Message
from bot.store.outbox import CardRef
from bot.store.topics import Topic
from bot.usecases.posts import Brought, TopicGone

CACHE_SECONDS: Final = 60.0
"""How long it is believed who is a member: who leaves the staff chat has no rights a minute later."""
COMPANY_MOST: Final = 80
TOPIC_MOST: Final = 128
"""Characters of a topic's name."""
_INSIDE: Final = (ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER)

log = logging.getLogger(__name__)


class StaffChat:
    """Knows the staff chat's id, which changes when the group becomes a supergroup.

    The new id is not stored: Telegram tells it whenever the old one is used, which `look` does at start.
    """

    def __init__(self, chat_id: int | None) -> None:
        self.chat_id = chat_id

    def migrated(self, old: int, new: int) -> None:
        """Follow a group to its new id, if it is the staff chat."""
        if self.chat_id == old:
            self.chat_id = new
            log.warning("The staff chat became a supergroup: set STAFF_CHAT_ID=%d", new)

    async def look(self, client: Client) -> None:
        """See whether the bot can write to the staff chat, and whether it still has that id."""
        if self.chat_id is None:
            log.warning("STAFF_CHAT_ID is not set: enquiries are kept, but staff are not told of them")
            return
        try:
            await client.send_chat_action(self.chat_id, "typing")
        except ChatMigrated as error:
            self.migrated(self.chat_id, error.new_chat_id)
        except TelegramError as error:
            log.warning("The staff chat cannot be reached (%s): add the bot to it", type(error).__name__)


class Membership:
    """Tells who is staff: those listed by id, and the members of the staff chat."""

    def __init__(self, client: Client, chat: StaffChat, user_ids: frozenset[int]) -> None:
        self._client = client
        self._chat = chat
        self._user_ids = user_ids
        self._known: dict[int, tuple[bool, float]] = {}

    def is_listed(self, caller: Caller) -> bool:
        """True if the settings name somebody as staff."""
        return self.is_named(caller.user_id)

    async def is_staff(self, caller: Caller, chat_id: int) -> bool:
        """Decide whether somebody may see and change leads; whoever cannot be looked up may not.

        Args:
            caller: Who calls or presses.
            chat_id: Where; an anonymous administrator counts in the staff chat alone, and so does a channel
                that the settings name: which of its administrators writes, nobody knows.
        """
        if caller.as_channel:
            return chat_id == self._chat.chat_id and self.is_named(caller.user_id)
        if caller.anonymous:
            return chat_id == self._chat.chat_id
        return await self.is_member(caller.user_id)

    def is_named(self, user_id: int) -> bool:
        """True if the settings name somebody as staff."""
        return user_id in self._user_ids

    async def is_member(self, user_id: int) -> bool:
        """True for somebody whom the settings name, or who is surely in the staff chat now."""
        return await self.look_up(user_id) or False

    async def look_up(self, user_id: int) -> bool | None:
        """Tell as `is_member` does; None if it cannot be told now."""
        if self.is_named(user_id):
            return True
        is_member, until = self._known.get(user_id, (False, 0.0))
        if time.monotonic() < until:
            return is_member
        if self._chat.chat_id is None:
            return False
        try:
            member = await self._client.get_chat_member(self._chat.chat_id, user_id)
        except BadRequest:
            return False
        except TelegramError as error:
            log.info("Whether somebody is staff could not be looked up (%s)", type(error).__name__)
            return None
        is_member = member.status in _INSIDE or bool(getattr(member, "is_member", False))
        if len(self._known) > 10_000:
            self._known.clear()
        self._known[user_id] = (is_member, time.monotonic() + CACHE_SECONDS)
        return is_member


Digest = Callable[[Target, datetime], Awaitable[Sent]]
"""Posts how a week went."""


class TelegramStaffPost:
    """Brings notices to the staff chat; see `bot.usecases.posts.StaffPost`."""

    def __init__(
        self,
        post: Post,
        chat: StaffChat,
        live: Live,
        digest: Digest,
        *,
        ways: Ways = Ways(),  # noqa: B008 - a frozen value
        again: bool = False,
        topic: Topic | None = None,
    ) -> None:
        """With `again`, say with each message that it may have arrived before; say everything in `topic`."""
        self._ways = ways
        self._again = again
        self._topic = topic
        self._post = post
        self._chat = chat
        self._live = live
        self._digest = digest

    async def digest(self, at: datetime) -> bool:
        """Post the digest of the week before a moment; false while there is no staff chat."""
        if self._chat.chat_id is None:
            return False
        self._sure(await self._digest(Target(self._chat.chat_id), at))
        return True

    async def open_topic(self, lead: Lead) -> Topic | None:
        """Open a topic, named without anything that tells whose it is; None in a chat without topics."""
        if self._chat.chat_id is None:
            return None
        voice = Voice.of_staff(self._live.snapshot.knowledge)
        name = f"{lead.reference} · {voice.way(lead.way)}"[:TOPIC_MOST]
        sent = await self._post.open_topic(self._chat.chat_id, name)
        if sent.trouble is Trouble.REFUSED:
            log.warning(
                "The staff chat has no topics, or the bot may not manage them: cards go there as before"
            )
            return None
        return Topic(str(self._chat.chat_id), str(self._sure(sent).message_id))

    async def close_topic(self, topic: Topic, *, closed: bool) -> None:
        """Close a topic or open it again; where the bot may not, it stays as it is."""
        sent = await self._post.close_topic(int(topic.chat_id), int(topic.thread_id), closed=closed)
        if sent.trouble is not Trouble.REFUSED:
            self._sure(sent)

    def within(self, topic: Topic) -> "TelegramStaffPost":
        """Give the same, with everything said in a topic."""
        return TelegramStaffPost(
            self._post, self._chat, self._live, self._digest, again=self._again, topic=topic
        )

    async def lead_card(self, lead: Lead, asked_before: tuple[str, ...]) -> CardRef | None:
        """Post a card; None while there is no staff chat."""
        if self._chat.chat_id is None:
            return None
        sent = await self._send(self._target(self._chat.chat_id), [self._part(lead, asked_before)])
        return CardRef(str(self._chat.chat_id), str(sent.message_id))

    async def edit_card(self, lead: Lead, asked_before: tuple[str, ...], card: CardRef) -> CardRef | None:
        """Edit a card in place; post it again where the old message is gone or in an earlier chat."""
        if self._chat.chat_id is None:
            return None
        if card.chat_id != str(self._chat.chat_id):
            return await self.lead_card(lead, asked_before)
        part = self._part(lead, asked_before)
        sent = await self._post.edit(int(card.chat_id), int(card.message_id), part)
        if sent.trouble in (Trouble.REFUSED, Trouble.UNREACHABLE):
            return await self.lead_card(lead, asked_before)
        self._sure(sent)
        return card

    async def staff_text(self, text: str) -> bool:
        """Say something to staff; False while there is no staff chat."""
        if self._chat.chat_id is None:
            return False
        await self._send(Target(self._chat.chat_id), parts(Reply(text)))
        return True

    async def visitor_message(self, lead: Lead, message: Message, card: CardRef | None) -> Brought | None:
        """Show what a visitor wrote or sent, under the card; None while there is no staff chat."""
        if self._chat.chat_id is None:
            return None
        voice = Voice.of_staff(self._live.snapshot.knowledge)
        company = lead.company[:COMPANY_MOST]
        phrase = StaffPhrase.VISITOR_CORRECTS if message.is_correction else StaffPhrase.VISITOR_WRITES
        title = voice.say(phrase, company=company, reference=lead.reference)
        left = voice.say(StaffPhrase.VISITOR_FILE_LEFT, kind=file_kind(message.file, voice))
        brought = await Carrier(self._post, self._sure).bring(
            self._target(self._chat.chat_id, card),
            noted(lay_out([Run(title, "b"), Run(f"\n\n{message.text}")]), self._note(voice)),
            message.file,
            lay_out([Run(left, "i")]),
        )
        # The group may have become a supergroup meanwhile.
        return replace(brought, at=CardRef(str(self._chat.chat_id), brought.at.message_id))

    async def nudge(self, lead: Lead, level: int, card: CardRef | None) -> bool:
        """Remind of a lead that waits: its owner (1), or everybody (2); false without a staff chat."""
        voice = Voice.of_staff(self._live.snapshot.knowledge)
        phrase = StaffPhrase.NUDGE_EVERYBODY if level > 1 else StaffPhrase.NUDGE_OWNER
        if level <= 1 and lead.assignee is None:
            phrase = StaffPhrase.NUDGE_NOBODYS
        values = {
            "name": "\0",
            "reference": lead.reference,
            "company": lead.company[:COMPANY_MOST],
            "status": status_name(lead.status, voice),
            "date": voice.day(lead.updated_at.date()),
        }
        before, named, after = voice.say(phrase, **values).partition("\0")
        runs = [Run(before), _mention(lead.assignee), Run(after)] if named else [Run(before)]
        keyboard = InlineKeyboardMarkup([[link(lead.reference, lead.version)]])
        return await self._below(card, lay_out(runs, keyboard)) is not None

    async def _below(self, card: CardRef | None, pieces: Sequence[Part]) -> Sent | None:
        """Say something below a card; None while there is no staff chat. A card that is gone is no matter."""
        if self._chat.chat_id is None:
            return None
        return await self._send(self._target(self._chat.chat_id, card), pieces)

    def _target(self, chat_id: int, card: CardRef | None = None) -> Target:
        """Where something is said: in the topic of the lead, or as a reply to its card."""
        if self._topic is not None:
            if self._topic.chat_id != str(chat_id):
                raise TopicGone(self._topic)
            return Target(chat_id, int(self._topic.thread_id), is_lead=True)
        here = card is not None and card.chat_id == str(chat_id)
        return Target(chat_id, None, int(card.message_id) if card is not None and here else None)

    async def _send(self, target: Target, pieces: Sequence[Part]) -> Sent:
        """Send messages, and give what became of the last."""
        sent = Sent()
        for piece in noted(pieces, self._note(Voice.of_staff(self._live.snapshot.knowledge))):
            sent = self._sure(await self._post.send(target, piece))
        return sent

    def _sure(self, sent: Sent) -> Sent:
        """Give what was sent, or raise."""
        if sent.trouble is Trouble.NO_TOPIC and self._topic is not None:
            raise TopicGone(self._topic)
        return or_raise(sent, may_pass=True)

    def _note(self, voice: Voice) -> str:
        return voice.say(Phrase.MAY_BE_AGAIN) if self._again else ""

    def _part(self, lead: Lead, asked_before: tuple[str, ...]) -> Part:
        return lead_card(lead, asked_before, Voice.of_staff(self._live.snapshot.knowledge), self._ways)


def _mention(staff: Staff | None) -> Run:
    """Name somebody of the staff so that their app tells them."""
    if staff is None:
        return Run("")
    kind, _, number = staff.id.partition(":")
    return Run(staff.name, url=f"tg://user?id={number}" if kind == "telegram" else "")
