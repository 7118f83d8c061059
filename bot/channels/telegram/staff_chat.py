"""The staff chat: where it is, who belongs to it, and how notices get there."""

import logging
import time
from typing import Final

from telegram import ChatMember
from telegram.error import ChatMigrated, TelegramError

from bot.channels.telegram.cards import card as lead_card
from bot.channels.telegram.client import Client, Trouble
from bot.channels.telegram.markup import Part, parts
from bot.channels.telegram.meaning import Caller
from bot.channels.telegram.post import Post, Sent, Target
from bot.channels.telegram.visitors import Live
from bot.core.lead import Lead
from bot.core.turn import Reply
from bot.store.outbox import CardRef
from bot.usecases.deliver import RetryLater, Undeliverable

CACHE_SECONDS: Final = 60.0
"""How long it is believed who is a member: who leaves the staff chat has no rights a minute later."""
UNREACHABLE_PAUSE: Final = 60.0
"""Until the bot is let into the staff chat, notices wait rather than being given up."""
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

    async def is_staff(self, caller: Caller, chat_id: int) -> bool:
        """Decide whether somebody may see and change leads; whoever cannot be looked up may not.

        Args:
            caller: Who calls or presses.
            chat_id: Where; an anonymous administrator counts in the staff chat alone.
        """
        if caller.anonymous:
            return chat_id == self._chat.chat_id
        if caller.user_id in self._user_ids:
            return True
        is_member, until = self._known.get(caller.user_id, (False, 0.0))
        if time.monotonic() < until:
            return is_member
        if self._chat.chat_id is None:
            return False
        try:
            member = await self._client.get_chat_member(self._chat.chat_id, caller.user_id)
        except TelegramError as error:
            log.info("Whether somebody is staff could not be looked up (%s)", type(error).__name__)
            return False
        is_member = member.status in _INSIDE or bool(getattr(member, "is_member", False))
        if len(self._known) > 10_000:
            self._known.clear()
        self._known[caller.user_id] = (is_member, time.monotonic() + CACHE_SECONDS)
        return is_member


class TelegramNotifier:
    """Brings notices to the staff chat; see `bot.usecases.deliver.Notifier`."""

    def __init__(self, post: Post, chat: StaffChat, live: Live) -> None:
        self._post = post
        self._chat = chat
        self._live = live

    async def lead_card(self, lead: Lead, asked_before: tuple[str, ...]) -> CardRef | None:
        """Post a card; None while there is no staff chat."""
        if self._chat.chat_id is None:
            return None
        sent = _or_raise(await self._post.send(Target(self._chat.chat_id), self._part(lead, asked_before)))
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
        _or_raise(sent)
        return card

    async def staff_text(self, text: str) -> bool:
        """Say something to staff; False while there is no staff chat."""
        if self._chat.chat_id is None:
            return False
        for part in parts(Reply(text)):
            _or_raise(await self._post.send(Target(self._chat.chat_id), part))
        return True

    def _part(self, lead: Lead, asked_before: tuple[str, ...]) -> Part:
        knowledge = self._live.snapshot.knowledge
        return lead_card(lead, asked_before, knowledge, knowledge.talk.fallback_language)


class NotDeliveredError(Exception):
    """It did not arrive, or nobody knows: a card shown twice is better than a lead that nobody sees."""


def _or_raise(sent: Sent) -> Sent:
    match sent.trouble:
        case Trouble.NONE:
            return sent
        case Trouble.UNREACHABLE:
            raise RetryLater(UNREACHABLE_PAUSE)
        case Trouble.REFUSED:
            raise Undeliverable("Telegram refuses the message")
        case _ if sent.wait:
            raise RetryLater(sent.wait)
        case _:
            raise NotDeliveredError
