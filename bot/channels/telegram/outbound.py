"""Sending: one message at a time, with an answer to every way in which Telegram may refuse it."""

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from telegram import (
    ForceReply,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.channels.telegram.api import Backoff, Client, Trouble, sort_out
from bot.channels.telegram.markup import Part
from bot.channels.telegram.pacing import seconds_to_wait
from bot.channels.telegram.shown import Content, Shown, content_of, rows_of
from bot.usecases.posts import NotNow, RetryLater, Undeliverable, Unsure

Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply
SEND_TRIES: Final = 20
"""With pauses that grow to a minute this is a quarter of an hour."""
NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes."""

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None
    is_lead: bool = False
    """True for the topic of a lead: with that gone, it is not sent into the chat at large."""

    @property
    def at_large(self) -> "Target":
        return Target(self.chat_id, None, self.reply_to)


@dataclass(frozen=True, slots=True)
class File:
    """What is sent besides text; all of it is in memory."""

    name: str
    content: bytes
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class Copied:
    """A message whose content is sent on; it stays with the server."""

    chat_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a message."""

    message_id: int | None = None
    trouble: Trouble = Trouble.NONE
    wait: float = 0.0
    """Seconds that the server asks to wait for."""


class NotDeliveredError(NotNow):
    """It did not arrive."""


class Post:
    """Sends and edits messages; never raises what Telegram may answer."""

    def __init__(self, client: Client, migrated: Callable[[int, int], None]) -> None:
        """`migrated` is told the old and the new id of a group that became a supergroup."""
        self._client = client
        self._migrated = migrated
        self.shown = Shown()

    async def send(self, target: Target, part: Part, keyboard: Keyboard | None = None) -> Sent:
        """Send one message; follows a migrated group and does without markup if that is refused."""
        keyboard = keyboard or part.keyboard
        try:
            return await self._send(target, part, keyboard)
        except ChatMigrated as error:
            self._migrated(target.chat_id, error.new_chat_id)
            target = Target(error.new_chat_id)
        except BadRequest as error:
            trouble = sort_out(error)
            if trouble is Trouble.NO_TOPIC and target.thread_id is not None and not target.is_lead:
                # The topic was deleted meanwhile; the chat still stands.
                return await self.send(target.at_large, part, keyboard)
            if trouble is not Trouble.REFUSED:
                return _failed(error)
            log.warning("Telegram refused a message (%s); sending it without markup", error.message)
            where = replace(target, reply_to=None) if target.is_lead else Target(target.chat_id)
            target, part = where, Part("", part.plain)
        except TelegramError as error:
            return _failed(error)
        try:
            return await self._send(target, part, keyboard)
        except TelegramError as error:
            return _failed(error)

    async def send_retrying(self, target: Target, part: Part, keyboard: Keyboard | None = None) -> Sent:
        """Send one message, again and again while it surely did not arrive."""
        return await retrying(lambda: self.send(target, part, keyboard))

    async def tell(self, target: Target, pieces: Iterable[Part]) -> None:
        """Send several messages in order, as far as Telegram lets them through."""
        for piece in pieces:
            await self.send_retrying(target, piece)

    async def _send(self, target: Target, part: Part, keyboard: Keyboard | None) -> Sent:
        message = await self._client.send_message(
            target.chat_id,
            part.html or part.plain,
            parse_mode=ParseMode.HTML if part.html else None,
            link_preview_options=NO_PREVIEW,
            message_thread_id=target.thread_id,
            reply_parameters=_reply(target),
            reply_markup=keyboard,
        )
        self.shown.keep(target.chat_id, message.message_id, content_of(part.plain, keyboard))
        return Sent(message.message_id)

    async def send_file(self, target: Target, file: File, caption: Part) -> Sent:
        """Send a file or a picture with a caption; follows a migrated group."""
        try:
            return await self._upload(target, file, caption)
        except ChatMigrated as error:
            self._migrated(target.chat_id, error.new_chat_id)
            target = Target(error.new_chat_id)
        except TelegramError as error:
            return _failed(error)
        try:
            return await self._upload(target, file, caption)
        except TelegramError as error:
            return _failed(error)

    async def send_file_retrying(self, target: Target, file: File, caption: Part) -> Sent:
        """Send a file, again and again while it surely did not arrive."""
        return await retrying(lambda: self.send_file(target, file, caption))

    async def _upload(self, target: Target, file: File, caption: Part) -> Sent:
        more: dict[str, Any] = {
            "caption": caption.html,
            "parse_mode": ParseMode.HTML,
            "message_thread_id": target.thread_id,
            "reply_parameters": _reply(target),
            "reply_markup": caption.keyboard,
        }
        content = InputFile(file.content, file.name)
        if file.is_picture:
            message = await self._client.send_photo(target.chat_id, content, **more)
        else:
            message = await self._client.send_document(target.chat_id, content, **more)
        return Sent(message.message_id)

    async def copy(
        self, target: Target, file: Copied, caption: Part | None, keyboard: Keyboard | None
    ) -> Sent:
        """Copy a message that somebody sent, with another caption or none.

        Follows a migrated group, and does without a topic that was deleted.
        """
        try:
            return await self._copy(target, file, caption, keyboard)
        except ChatMigrated as error:
            self._migrated(target.chat_id, error.new_chat_id)
            target = Target(error.new_chat_id)
        except BadRequest as error:
            is_gone = sort_out(error) is Trouble.NO_TOPIC and target.thread_id is not None
            if not is_gone or target.is_lead:
                return _failed(error)
            target = target.at_large
        except TelegramError as error:
            return _failed(error)
        try:
            return await self._copy(target, file, caption, keyboard)
        except TelegramError as error:
            return _failed(error)

    async def _copy(
        self, target: Target, file: Copied, caption: Part | None, keyboard: Keyboard | None
    ) -> Sent:
        copied = await self._client.copy_message(
            target.chat_id,
            file.chat_id,
            file.message_id,
            caption=caption.html if caption else "",
            parse_mode=ParseMode.HTML if caption else None,
            message_thread_id=target.thread_id,
            reply_parameters=_reply(target),
            reply_markup=keyboard,
        )
        return Sent(copied.message_id)

    async def open_topic(self, chat_id: int, name: str) -> Sent:
        """Open a topic in a group; what was sent is its number."""
        try:
            topic = await self._client.create_forum_topic(chat_id, name)
        except TelegramError as error:
            return _failed(error)
        return Sent(topic.message_thread_id)

    async def close_topic(self, chat_id: int, thread_id: int, *, closed: bool) -> Sent:
        """Close a topic, or open it again."""
        change = self._client.close_forum_topic if closed else self._client.reopen_forum_topic
        try:
            await change(chat_id, thread_id)
        except TelegramError as error:
            return _failed(error)
        return Sent(thread_id)

    async def edit(self, chat_id: int, message_id: int, part: Part) -> Sent:
        """Change a message in place; one that shows this already is left alone."""
        content = content_of(part.plain, part.keyboard)
        async with self.shown.lock(chat_id, message_id):
            if self.shown.of(chat_id, message_id) == content:
                return Sent(message_id)
            sent = await self._edit(chat_id, message_id, part)
            self._keep(chat_id, message_id, content, sent)
        return sent

    def _keep(self, chat_id: int, message_id: int, content: Content, sent: Sent) -> None:
        if sent.trouble is Trouble.NONE:
            self.shown.keep(chat_id, message_id, content)
        elif sent.trouble is not Trouble.LATER:
            self.shown.forget(chat_id, message_id)

    async def _edit(self, chat_id: int, message_id: int, part: Part) -> Sent:
        try:
            await self._client.edit_message_text(
                part.html,
                chat_id=chat_id,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=part.keyboard,
            )
        except ChatMigrated as error:
            self._migrated(chat_id, error.new_chat_id)
            return Sent(trouble=Trouble.UNREACHABLE)
        except TelegramError as error:
            return _failed(error, message_id)
        return Sent(message_id)

    async def edit_keyboard(self, chat_id: int, message_id: int, keyboard: InlineKeyboardMarkup) -> None:
        """Change the buttons of a message and nothing else, where nobody waits for the outcome."""
        await retrying(lambda: self._edit_keyboard(chat_id, message_id, keyboard))

    async def _edit_keyboard(self, chat_id: int, message_id: int, keyboard: InlineKeyboardMarkup) -> Sent:
        async with self.shown.lock(chat_id, message_id):
            before = self.shown.of(chat_id, message_id)
            content = (before[0], rows_of(keyboard)) if before is not None else None
            if content is not None and content == before:
                return Sent(message_id)
            sent = await self._replace_keyboard(chat_id, message_id, keyboard)
            if content is not None:
                self._keep(chat_id, message_id, content, sent)
        return sent

    async def _replace_keyboard(self, chat_id: int, message_id: int, keyboard: InlineKeyboardMarkup) -> Sent:
        try:
            await self._client.edit_message_reply_markup(
                chat_id=chat_id, message_id=message_id, reply_markup=keyboard
            )
        except TelegramError as error:
            return _failed(error, message_id)
        return Sent(message_id)

    async def edit_quietly(self, chat_id: int, message_id: int, part: Part) -> None:
        """Edit as `edit` does, where nobody waits for the outcome."""
        await retrying(lambda: self.edit(chat_id, message_id, part))

    async def answer(self, query_id: str, text: str = "", *, alert: bool = False) -> None:
        """Answer a press, so that the button stops turning; an answer that comes too late does not matter."""
        await retrying(lambda: self._answer(query_id, text[:200] or None, alert=alert))

    async def _answer(self, query_id: str, text: str | None, *, alert: bool) -> Sent:
        try:
            await self._client.answer_callback_query(query_id, text, show_alert=alert)
        except TelegramError as error:
            return _failed(error)
        return Sent()


async def retrying(attempt: Callable[[], Awaitable[Sent]]) -> Sent:
    """Do something again and again, with pauses that grow, while it surely did not arrive."""
    backoff = Backoff()
    for _ in range(SEND_TRIES):
        sent = await attempt()
        if sent.trouble is not Trouble.LATER:
            break
        await backoff.pause(sent.wait)
    return sent


def _reply(target: Target) -> ReplyParameters | None:
    if target.reply_to is None:
        return None
    return ReplyParameters(target.reply_to, allow_sending_without_reply=True)


def _failed(error: TelegramError, message_id: int | None = None) -> Sent:
    trouble = sort_out(error)
    if trouble is Trouble.NONE:
        return Sent(message_id)
    # People block bots every day; that is no reason to alarm anybody.
    level = logging.INFO if trouble is Trouble.UNREACHABLE else logging.WARNING
    log.log(level, "Telegram did not take a message (%s: %s)", trouble.name.lower(), type(error).__name__)
    return Sent(message_id, trouble, seconds_to_wait(error))


def or_raise(sent: Sent, *, may_pass: bool = False) -> Sent:
    """Give what was sent, or raise as couriers want it.

    Args:
        sent: What became of a message.
        may_pass: True for a chat that is mended some day when it takes nothing. What we say is never refused
            as plain text for what it is, so that a refusal is about the chat.
    """
    match sent.trouble:
        case Trouble.NONE:
            return sent
        case Trouble.UNREACHABLE | Trouble.REFUSED if may_pass:
            raise NotNow("the chat does not take it")
        case Trouble.UNREACHABLE | Trouble.REFUSED:
            raise Undeliverable("Telegram refuses the message")
        case _ if sent.wait:
            raise RetryLater(sent.wait)
        case Trouble.UNSURE:
            raise Unsure
        case _:
            raise NotDeliveredError
