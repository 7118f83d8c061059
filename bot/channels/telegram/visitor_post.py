"""Bringing visitors what they did not ask for at that moment."""

from collections.abc import Iterable

from telegram import ForceReply

from bot.channels.telegram.carrying import Carrier
from bot.channels.telegram.markup import Part, Run, lay_out, noted, parts
from bot.channels.telegram.outbound import Post, Target, or_raise
from bot.core.phrases import Phrase
from bot.core.snapshot import Live
from bot.core.staff_phrases import StaffPhrase
from bot.core.voice import Voice
from bot.dialogue.turn import Reply
from bot.leads.lead import Lead
from bot.leads.staff import Message
from bot.usecases.posts import Brought


class TelegramVisitorPost:
    """Brings visitors what was not asked for at that moment; see `bot.usecases.posts.VisitorPost`."""

    def __init__(self, post: Post, live: Live, *, again: bool = False) -> None:
        """With `again`, say with each message that it may have arrived before."""
        self._post = post
        self._live = live
        self._again = again

    async def staff_message(self, lead: Lead, chat_id: str, message: Message) -> Brought:
        """Bring a visitor what staff wrote or sent, ready to be replied to."""
        voice = Voice(self._live.snapshot.knowledge, lead.language)
        phrase = StaffPhrase.TEAM_CORRECTS if message.is_correction else StaffPhrase.TEAM_WRITES
        title = voice.say(phrase, reference=lead.reference)
        placeholder = voice.say(StaffPhrase.TEAM_PLACEHOLDER)
        runs = [
            Run(title, "b"),
            Run(f"\n\n{message.text}\n\n" if message.text else "\n\n"),
            Run(voice.say(StaffPhrase.TEAM_HINT), "i"),
        ]
        left = lay_out([Run(voice.say(StaffPhrase.TEAM_FILE_LEFT), "i")])
        return await Carrier(self._post, or_raise).bring(
            _target(chat_id),
            noted(lay_out(runs), self._note(voice)),
            message.file,
            left,
            ForceReply(input_field_placeholder=placeholder[:64]),
        )

    async def late_answer(self, chat_id: str, replies: tuple[Reply, ...], language: str) -> None:
        """Bring a visitor the answer to what they asked once."""
        pieces = [part for reply in replies for part in parts(reply)]
        note = self._note(Voice(self._live.snapshot.knowledge, language))
        await self._send(chat_id, noted(pieces, note))

    def _note(self, voice: Voice) -> str:
        return voice.say(Phrase.MAY_BE_AGAIN) if self._again else ""

    async def _send(self, chat_id: str, pieces: Iterable[Part]) -> None:
        for piece in pieces:
            or_raise(await self._post.send(_target(chat_id), piece))


def _target(chat_id: str) -> Target:
    chat, _, _ = chat_id.partition(":")
    return Target(int(chat))
