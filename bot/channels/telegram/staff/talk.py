"""Words in the staff chat that are no command and no reply to a card: staff are not visitors.

What an entry answers is answered; else staff hear what the bot does for them here. Nothing of it is
kept, so that it never counts among the questions of visitors.
"""

from telegram import InlineKeyboardMarkup

from bot.channels.telegram.markup import Part, Run, lay_out, parts
from bot.channels.telegram.staff.context import StaffContext
from bot.channels.telegram.staff.lead_list import View, filter_row
from bot.channels.telegram.updates import VISITOR_COMMANDS, Talked
from bot.core.match import Verdict
from bot.core.snapshot import Snapshot
from bot.core.staff_phrases import StaffPhrase
from bot.core.voice import Voice
from bot.dialogue.answers import reply_to
from bot.dialogue.turn import Reply, Said


class StaffTalk:
    """Answers staff who simply write."""

    def __init__(self, context: StaffContext) -> None:
        self._context = context

    def hear(self, talked: Talked) -> bool:
        """Answer what is said in the staff chat, beside the feed; false for commands and elsewhere."""
        event = talked.event
        here = not talked.place.private and talked.place.chat_id == self._context.chat.chat_id
        if not here or not isinstance(event, Said) or _is_command(event.text):
            return False
        voice = self._context.shared_voice
        found = _known(event.text, voice, self._context.parts.live.snapshot)
        self._context.tell(talked.place, parts(found) if found is not None else _hint(voice))
        return True


def _is_command(text: str) -> bool:
    word = text.split(maxsplit=1)[0] if text.strip() else ""
    return word.startswith("/") and word[1:].lower() in VISITOR_COMMANDS


def _known(text: str, voice: Voice, snapshot: Snapshot) -> Reply | None:
    """What an entry answers for sure; without buttons, behind which a visitor's conversation begins.

    Lists are not among it: staff who ask which enquiries there are do not mean consultants.
    """
    if not text.strip() or text.startswith("/"):
        return None
    match = snapshot.matcher.match(text, voice.language)
    is_answer = match.verdict is Verdict.ANSWER and match.key in snapshot.knowledge.entries
    if not (is_answer or match.verdict is Verdict.NOT_LISTED):
        return None
    reply = reply_to(match, snapshot.knowledge)
    return Reply(reply.text, title=reply.title, sources=reply.sources, footer=reply.footer)


def _hint(voice: Voice) -> tuple[Part, ...]:
    keyboard = InlineKeyboardMarkup([filter_row(View(""), voice)])
    return lay_out([Run(voice.say(StaffPhrase.TALK))], keyboard)
