"""The Telegram channel: its parts put together, from start to stop."""

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import Final

from telegram import Update
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.api import REFUSED_BY_TELEGRAM, Client, keep_token_out_of_logs, make_client
from bot.channels.telegram.chat_queues import Lanes
from bot.channels.telegram.feed import Feed, Handlers
from bot.channels.telegram.files import TelegramFiles
from bot.channels.telegram.inline import answer_inline
from bot.channels.telegram.menus import set_menus
from bot.channels.telegram.outbound import Post
from bot.channels.telegram.staff.access import NewcomerGate
from bot.channels.telegram.staff.asking import Asking
from bot.channels.telegram.staff.commands import StaffDesk
from bot.channels.telegram.staff.confidential import TelegramManagerPost
from bot.channels.telegram.staff.context import StaffContext
from bot.channels.telegram.staff.notices import Membership, StaffChat, TelegramStaffPost
from bot.channels.telegram.staff.replies import Replies
from bot.channels.telegram.staff.report import Report
from bot.channels.telegram.staff.talk import StaffTalk
from bot.channels.telegram.updates import (
    AskedInline,
    Called,
    Edited,
    Entered,
    Gone,
    Ignored,
    Joined,
    Me,
    Migrated,
    Place,
    Pressed,
    Replied,
    Talked,
    translate,
)
from bot.channels.telegram.visitor_post import TelegramVisitorPost
from bot.channels.telegram.visitors import CHANNEL, Visitors
from bot.core.errors import BotError
from bot.core.phrases import Phrase
from bot.core.voice import Voice
from bot.usecases.delivery import until_stopped
from bot.usecases.parts import Parts
from bot.usecases.posts import Posts

GRACE_SECONDS: Final = (1.5, 2.5)
"""How long a stop waits for updates at hand, then for replies under way: less than five seconds in all. What
is left comes at the next start."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Access:
    """Which bot on which server, and who is staff there."""

    token: str
    api_url: str
    staff_chat_id: int | None
    staff_user_ids: frozenset[int]


class TelegramChannel:
    """Serves one bot by polling. `posts` is for couriers, `files` for the desk; both work from `start` on."""

    def __init__(self, access: Access, parts: Parts) -> None:
        """Put the parts together; nothing is asked of the server before `start`.

        Raises:
            BotError: The token cannot be one.
        """
        keep_token_out_of_logs(access.token)
        self._parts = parts
        self._client: Client = make_client(access.token, access.api_url)
        self._chat = StaffChat(access.staff_chat_id)
        self._lanes = Lanes()
        self._me = Me(0, "")
        post = Post(self._client, self._chat.migrated)
        self._post = post
        self.files = TelegramFiles(self._client)
        report = Report(post, parts.live, parts.figures, parts.attend)
        self._visitors = Visitors(
            talk=parts.talk, live=parts.live, post=post, lanes=self._lanes, me=lambda: self._me
        )
        membership = Membership(self._client, self._chat, access.staff_user_ids)

        def posts(*, again: bool) -> Posts:
            staff_post = TelegramStaffPost(
                post, self._chat, parts.live, report.digest, ways=parts.ways, again=again
            )
            managers = TelegramManagerPost(post, parts.live, parts.guests, membership, again=again)
            return Posts(staff_post, {CHANNEL: TelegramVisitorPost(post, parts.live, again=again)}, managers)

        self.posts = replace(posts(again=False), again=posts(again=True))
        context = StaffContext(parts, post, self._lanes, self._chat, membership, report)
        self._staff = StaffDesk(context, lambda: self._me)
        self._asking = Asking(context)
        self._replies = Replies(context)
        self._staff_talk = StaffTalk(context)
        self._door = NewcomerGate(context)

    async def start(self) -> None:
        """Log in, and make Telegram hand updates to us rather than to a webhook; none is dropped.

        Raises:
            BotError: Telegram does not accept the token or cannot be reached; or the store cannot be.
        """
        try:
            await self._client.initialize()
            await self._client.delete_webhook(drop_pending_updates=False)
        except InvalidToken:
            # Without the cause: its message holds the token.
            raise BotError(REFUSED_BY_TELEGRAM) from None
        except TelegramError as error:
            raise BotError(
                f"The Bot API server cannot be reached ({type(error).__name__}):"
                " check the network and TELEGRAM_API_URL, then start again."
            ) from error
        await self._parts.roster.enlist()
        account = self._client.bot
        self._me = Me(account.id, account.username or "")
        log.info("Serving @%s", self._me.username)

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, then finish what is under way.

        Raises:
            BotError: The store cannot be read at start, or Telegram no longer accepts the token.
        """
        feed = Feed(self._client, Handlers(self.handle, self._give_up))
        settling = asyncio.create_task(self._settle())
        try:
            await self._visitors.send_unsent()
            await until_stopped(feed.run(stop), stop, GRACE_SECONDS[0])
        finally:
            settling.cancel()
            await asyncio.gather(settling, return_exceptions=True)
            await self._lanes.drain(GRACE_SECONDS[1])
            await self._client.shutdown()

    async def _settle(self) -> None:
        """What need not be done before the first answer."""
        await self._chat.look(self._client)
        await set_menus(self._client, self._parts.live.snapshot.knowledge, self._chat.chat_id)

    async def handle(self, update: Update) -> None:  # noqa: C901 - one table
        """Work on one update and commit what it brings; everything is sent beside this.

        Raises:
            BotError: The store is out of reach.
        """
        meaning = translate(update, self._me, self._chat.chat_id, self._parts.clock())
        query = update.callback_query
        if query is not None and not isinstance(meaning, Pressed):
            self._lanes.put(query.id, self._post.answer(query.id))
        match meaning:
            case Talked():
                await self._talked(meaning)
            case Replied():
                await self._replied(meaning)
            case Edited():
                await self._edited(meaning)
            case Called():
                await self._staff.called(meaning)
            case Pressed():
                if meaning.content is not None:
                    self._post.shown.learn(meaning.place.chat_id, meaning.message_id, meaning.content)
                await self._staff.pressed(meaning)
            case Entered():
                await self._door.entered(meaning)
            case Joined():
                joined = self._voice(meaning.hint).say(Phrase.GROUP_JOINED, username=self._me.username)
                self._visitors.tell(meaning.place, joined)
            case Gone():
                log.info("The bot was blocked or removed by a chat")
            case Migrated():
                self._chat.migrated(meaning.old_chat_id, meaning.new_chat_id)
            case AskedInline():
                asked = answer_inline(self._client, meaning, self._parts.live.snapshot)
                self._lanes.put(meaning.query_id, asked)
            case Ignored():
                log.debug("Update %d was ignored: %s", update.update_id, meaning.reason)

    async def _talked(self, talked: Talked) -> None:
        if not self._staff_talk.hear(talked):
            await self._visitors.meet(talked)

    async def _replied(self, reply: Replied) -> None:
        if await self._asking.take(reply) or await self._replies.from_staff(reply):
            return
        if not (reply.place.private and await self._replies.from_visitor(reply)):
            await self._talked(reply.talked)

    async def _edited(self, edit: Edited) -> None:
        if not edit.place.private:
            await self._replies.edited_by_staff(edit)
        elif not await self._replies.edited_by_visitor(edit):
            await self._visitors.meet(Talked(edit.place, edit.event))

    async def _give_up(self, update_id: int, update: Update | None, error: Exception) -> None:
        """Record an update that failed again and again, have staff told, and tell the visitor."""
        await self._parts.talk.give_up(CHANNEL, str(update_id), type(error).__name__)
        message = update.effective_message if update is not None else None
        user = update.effective_user if update is not None else None
        if message is not None and user is not None and message.chat.type == "private":
            place = Place(message.chat.id, user.id, private=True)
            self._visitors.tell(place, self._voice(user.language_code).say(Phrase.TROUBLE))

    def _voice(self, hint: str | None) -> Voice:
        return Voice.hinted(self._parts.live.snapshot.knowledge, hint)
