"""Messages to visitors that answer no event of theirs: what staff write, and late answers."""

from collections.abc import Iterable

from telegram import ForceReply

from bot.channels.telegram.client import Trouble
from bot.channels.telegram.markup import Part, Run, lay_out, parts
from bot.channels.telegram.post import Keyboard, NotDeliveredError, Post, Sent, Target
from bot.core.desk import Message
from bot.core.lead import Lead
from bot.core.phrases import say
from bot.core.snapshot import Live
from bot.core.staff_phrases import StaffPhrase
from bot.core.turn import Reply
from bot.usecases.deliver import RetryLater, Undeliverable


class TelegramVisitorPost:
    """Brings visitors what was not asked for at that moment; see `bot.usecases.carry.VisitorPost`."""

    def __init__(self, post: Post, live: Live) -> None:
        self._post = post
        self._live = live

    async def staff_message(self, lead: Lead, chat_id: str, message: Message) -> str:
        """Bring a visitor what staff wrote, ready to be replied to; gives the id of the message."""
        knowledge = self._live.snapshot.knowledge
        title = say(knowledge, StaffPhrase.TEAM_WRITES, lead.language, reference=lead.reference)
        hint = say(knowledge, StaffPhrase.TEAM_HINT, lead.language)
        placeholder = say(knowledge, StaffPhrase.TEAM_PLACEHOLDER, lead.language)
        runs = [Run(title, "b"), Run(f"\n\n{message.text}\n\n"), Run(hint, "i")]
        keyboard = ForceReply(input_field_placeholder=placeholder[:64])
        sent = await self._send(chat_id, lay_out(runs), keyboard)
        return str(sent.message_id)

    async def late_answer(self, chat_id: str, replies: tuple[Reply, ...]) -> None:
        """Bring a visitor the answer to what they asked once."""
        for reply in replies:
            await self._send(chat_id, parts(reply))

    async def _send(self, chat_id: str, pieces: Iterable[Part], keyboard: Keyboard | None = None) -> Sent:
        chat, _, _ = chat_id.partition(":")
        sent = Sent()
        for piece in pieces:
            sent = await self._post.send(Target(int(chat)), piece, keyboard)
            match sent.trouble:
                case Trouble.NONE:
                    continue
                case Trouble.UNREACHABLE | Trouble.REFUSED:
                    raise Undeliverable("the visitor cannot be reached")
                case _ if sent.wait:
                    raise RetryLater(sent.wait)
                case _:
                    raise NotDeliveredError
        return sent
