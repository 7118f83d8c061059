"""Files that stay with Telegram, opened on demand."""

from typing import Final

from telegram.error import TelegramError

from bot.channels.telegram.api import Client
from bot.leads.staff import File
from bot.store.outbox import CardRef
from bot.usecases.posts import NotOpened

SIZE_MOST: Final = 20 * 2**20
"""Bytes of a file that Telegram hands to bots."""
_SUPERGROUP: Final = "-100"


class TelegramFiles:
    """See `bot.usecases.posts.FileSource`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def read(self, file: File) -> bytes:
        """Fetch a file; it is kept in memory alone.

        Raises:
            NotOpened: It is too large, or Telegram does not have it, or not now.
        """
        if file.size > SIZE_MOST:
            raise NotOpened(is_too_large=True)
        try:
            found = await self._client.get_file(file.id)
            return bytes(await found.download_as_bytearray())
        except TelegramError as error:
            # Without the cause: its message may hold the address, and with it the token.
            raise NotOpened(is_too_large="too big" in error.message.lower()) from None

    def link(self, at: CardRef) -> str | None:
        """Give the address of a message, which those of supergroups alone have."""
        if not at.chat_id.startswith(_SUPERGROUP):
            return None
        return f"https://t.me/c/{at.chat_id.removeprefix(_SUPERGROUP)}/{at.message_id}"
