"""What our messages show now, as far as this process knows, so that no edit is made that changes nothing."""

import asyncio
from collections import OrderedDict
from hashlib import sha256
from typing import Final
from weakref import WeakValueDictionary

from telegram import InlineKeyboardMarkup

MOST: Final = 10_000
"""Messages that are remembered; for others Telegram says whether an edit changed anything."""

Content = tuple[bytes, tuple[tuple[tuple[str, str], ...], ...]]
"""A digest of the text without markup, which follows from it, and the buttons row by row: label and where it
leads. What a message says is nobody's business here."""


def content_of(text: str, keyboard: object) -> Content:
    """Give what a message with this text and these inline buttons shows."""
    return sha256(text.encode()).digest(), rows_of(keyboard)


def rows_of(keyboard: object) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Give the inline buttons, as they stand in a content."""
    rows = keyboard.inline_keyboard if isinstance(keyboard, InlineKeyboardMarkup) else ()
    return tuple(
        tuple((button.text, str(button.callback_data or button.url or "")) for button in row) for row in rows
    )


class Shown:
    """Remembers the content of messages, latest first."""

    def __init__(self) -> None:
        self._contents: OrderedDict[tuple[int, int], Content] = OrderedDict()
        self._locks: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()

    def learn(self, chat_id: int, message_id: int, content: Content) -> None:
        """Take what Telegram says of a message that nothing is known of; it may be a while ago."""
        if self.of(chat_id, message_id) is None:
            self.keep(chat_id, message_id, content)

    def keep(self, chat_id: int, message_id: int, content: Content) -> None:
        """Remember what a message shows from now on."""
        self._contents[chat_id, message_id] = content
        self._contents.move_to_end((chat_id, message_id))
        if len(self._contents) > MOST:
            self._contents.popitem(last=False)

    def of(self, chat_id: int, message_id: int) -> Content | None:
        """Give what a message shows; None if that is not known."""
        return self._contents.get((chat_id, message_id))

    def forget(self, chat_id: int, message_id: int) -> None:
        """Know nothing of a message any more, as when nobody can tell whether an edit arrived."""
        self._contents.pop((chat_id, message_id), None)

    def lock(self, chat_id: int, message_id: int) -> asyncio.Lock:
        """Give what is to be held during an edit: two of a message at once would not know of each other."""
        return self._locks.setdefault((chat_id, message_id), asyncio.Lock())
