"""Carrying what people send besides text: the server copies it, with words of ours around it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.channels.telegram.api import Trouble
from bot.channels.telegram.markup import Part, units
from bot.channels.telegram.outbound import Copied, Keyboard, Post, Sent, Target
from bot.leads.staff import File
from bot.store.outbox import CardRef
from bot.usecases.posts import Brought

CAPTION_LIMIT: Final = 1024
"""UTF-16 units that a caption may have, after its entities were parsed."""
_CAPTIONED: Final = frozenset({"animation", "audio", "document", "photo", "video", "voice"})
"""Kinds that have their words below them; with any other they stand in a message before."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """Brings words and what was sent with them to one side."""

    post: Post
    sure: Callable[[Sent], Sent]
    """Gives what was sent, or raises as couriers want it: `or_raise`, as it suits that side."""

    async def bring(
        self,
        target: Target,
        pieces: Sequence[Part],
        file: File | None,
        left: Sequence[Part],
        keyboard: Keyboard | None = None,
    ) -> Brought:
        """Bring a message.

        Args:
            target: Where to.
            pieces: Its words, at least one message of them.
            file: What was sent with them.
            left: What is said if the server does not carry that.
            keyboard: Goes with the words.

        Raises:
            NotNow, RetryLater, Undeliverable: As `sure` does.
        """
        if file is None:
            return _brought(target, await self._say(target, pieces, keyboard))
        copied = Copied(int(file.chat_id), int(file.message_id))
        refused = False
        if file.kind in _CAPTIONED and len(pieces) == 1 and units(pieces[0].plain) <= CAPTION_LIMIT:
            whole = await self.post.copy(target, copied, pieces[0], keyboard or pieces[0].keyboard)
            refused = _is_refused(whole)
            if not refused:
                return _brought(target, self.sure(whole))
        # The words tell whether it is the file or the chat that is refused: where they pass, it was the file.
        words = await self._say(target, pieces, keyboard)
        below = replace(target, reply_to=words.message_id)
        if not refused:
            bare = await self.post.copy(below, copied, None, None)
            if not _is_refused(bare):
                copy = self.sure(bare)
                return replace(_brought(target, words), copy_id=str(copy.message_id))
        await self._say(below, left, None)
        return replace(_brought(target, words), file_left=True)

    async def _say(self, target: Target, pieces: Sequence[Part], keyboard: Keyboard | None) -> Sent:
        """Send messages, and give what became of the last."""
        sent = Sent()
        for piece in pieces:
            sent = self.sure(await self.post.send(target, piece, keyboard))
        return sent


def _is_refused(sent: Sent) -> bool:
    return sent.trouble in (Trouble.REFUSED, Trouble.UNREACHABLE)


def _brought(target: Target, sent: Sent) -> Brought:
    return Brought(CardRef(str(target.chat_id), str(sent.message_id)))
