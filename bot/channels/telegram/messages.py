"""What is in a message, as far as it matters to us, whatever else Telegram puts there. Pure."""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from telegram import Chat, Contact, MaybeInaccessibleMessage, Message

from bot.channels.telegram.raw import UNREAD, Raw, rich_text
from bot.channels.telegram.shown import Content, content_of
from bot.leads.staff import File

_OF_CARD: Final = re.compile(
    r"^(?:[\w-]+\.)?(?:EMAIL[^:\r\n]*:|TEL[^:\r\n]*:(?:tel:)?(?=\+))(?P<value>[^\r\n]+)",
    re.IGNORECASE | re.MULTILINE,
)
"""The addresses and whole numbers of a vCard (RFC 6350)."""
_TOPIC: Final = "forum_topic_created"
_RICH: Final = "rich_message"
_NAME_MOST: Final = 200
"""Characters of a file's name that are kept."""
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


ALBUM: Final = "album"
"""Key of a message under which the other pictures of its album stand, as they came over the wire."""
_KINDS: Final = (
    *("animation", "live_photo", "photo", "video", "video_note", "voice", "audio", "document", "sticker"),
    *("venue", "location", "contact"),
    *(kind for kind in _FILES),
)
"""Kinds in the order in which they are looked for: an animation is shown as a document as well, a venue as a
location."""


def files_of(message: Message) -> tuple[File, ...]:
    """Give what was sent besides text: one, or each of an album."""
    if not (has_file(message) or message.contact is not None):
        return ()
    unread = message.api_kwargs.get(UNREAD, ())
    rest = message.api_kwargs.get(ALBUM, ())
    return (_file(message.to_dict(), unread), *(_file(each, ()) for each in rest))


def _file(raw: Raw, unread: Collection[str]) -> File:
    kind = next((each for each in _KINDS if each in raw or each in unread), "file")
    content = raw.get(kind)
    # A photo comes in several sizes, the largest last.
    content = content[-1] if isinstance(content, list) and content else content
    about = content if isinstance(content, Mapping) else {}
    size = about.get("file_size")
    return File(
        kind=kind,
        chat_id=str(raw["chat"]["id"]),
        message_id=str(raw["message_id"]),
        id=clean(str(about.get("file_id", ""))),
        unique_id=clean(str(about.get("file_unique_id", ""))),
        name=clean(_name_of(kind, about))[:_NAME_MOST],
        size=size if isinstance(size, int) and size > 0 else 0,
    )


def _name_of(kind: str, about: Mapping[str, Any]) -> str:
    match kind:
        case "location":
            return ", ".join(str(about.get(name, "")) for name in ("latitude", "longitude"))
        case "venue":
            return ", ".join(str(about.get(name, "")) for name in ("title", "address"))
        case "contact":
            names = (about.get(name) for name in ("first_name", "last_name"))
            return " ".join(str(name) for name in names if name)
        case _:
            return str(about.get("file_name") or about.get("emoji") or "")


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


def begins_topic(message: Message) -> bool:
    """True for the message that opens a topic: whatever is said there counts as a reply to it."""
    return message.forum_topic_created is not None or _TOPIC in message.api_kwargs.get(UNREAD, ())


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
