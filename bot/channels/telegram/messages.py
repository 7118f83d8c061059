"""What is in a message, as far as it matters to us, whatever else Telegram puts there. Pure."""

import re
from typing import Final

from telegram import Chat, Contact, MaybeInaccessibleMessage, Message

from bot.channels.telegram.raw import UNREAD, rich_text
from bot.channels.telegram.shown import Content, content_of

_OF_CARD: Final = re.compile(
    r"^(?:[\w-]+\.)?(?:EMAIL[^:\r\n]*:|TEL[^:\r\n]*:(?:tel:)?(?=\+))(?P<value>[^\r\n]+)",
    re.IGNORECASE | re.MULTILINE,
)
"""The addresses and whole numbers of a vCard (RFC 6350)."""
_RICH: Final = "rich_message"
_FILES: Final = (
    "animation",
    "audio",
    "checklist",
    "dice",
    "document",
    "game",
    "live_photo",
    "location",
    "paid_media",
    "photo",
    "poll",
    "sticker",
    "story",
    "venue",
    "video",
    "video_note",
    "voice",
)
"""What people send besides text and contacts. All else is what Telegram tells of a chat, and kinds to come:
these are not answered, since nobody would know what to say."""


def clean(text: str) -> str:
    """Text that can be encoded: JSON may carry halves of surrogate pairs."""
    return text.encode("utf-8", "replace").decode()


def text_of(message: Message) -> str:
    """What was said in words; a picture has its caption, a sticker nothing."""
    if message.contact is not None:
        return _shared(message, message.contact)
    return clean(message.text or message.caption or rich_text(message.api_kwargs.get(_RICH)))


def is_sent(message: Message) -> bool:
    """Tell whether somebody sent something that is no text, of the kinds that people know."""
    return message.contact is not None or _RICH in message.api_kwargs or has_file(message)


def has_file(message: Message) -> bool:
    unread = message.api_kwargs.get(UNREAD, ())
    return any(getattr(message, kind) or kind in unread for kind in _FILES)


def _shared(message: Message, contact: Contact) -> str:
    """How a contact is reached: what its card tells, then its number."""
    number = clean(contact.phone_number)
    # Telegram gives a person's own number in international form, but not always with its plus sign.
    if message.from_user is not None and contact.user_id == message.from_user.id:
        number = f"+{number.lstrip('+')}"
    return ", ".join((*_OF_CARD.findall(clean(contact.vcard or "")), number))


def channel_of(message: Message) -> Chat | None:
    """The channel in whose name somebody writes in a group; Telegram does not tell who."""
    sender = message.sender_chat
    return sender if sender is not None and sender.id != message.chat_id else None


def topic_of(message: Message) -> int | None:
    return message.message_thread_id if message.is_topic_message else None


def is_anonymous(message: Message) -> bool:
    return message.sender_chat is not None and message.sender_chat.id == message.chat_id


def first_token(message: Message) -> str:
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    tokens = (button.callback_data for row in rows for button in row)
    return next((token for token in tokens if isinstance(token, str)), "")


def content_shown(message: MaybeInaccessibleMessage) -> Content | None:
    if not isinstance(message, Message) or not message.text:
        return None
    return content_of(clean(message.text), message.reply_markup)
