"""Canned replies in a staff chat: picked on the card, shown as a draft, sent as it stands or changed.

To change one, staff reply to the draft with words of their own; what is sent is always what they saw.
"""

from telegram import InlineKeyboardMarkup

from bot.channels.telegram.markup import Part, Run, lay_out
from bot.channels.telegram.outbound import Target
from bot.channels.telegram.shown import content_of
from bot.channels.telegram.staff.cards import SEND, Button, plain_button
from bot.channels.telegram.staff.context import StaffContext
from bot.channels.telegram.updates import Pressed
from bot.channels.telegram.visitors import CHANNEL
from bot.core.canned import CannedReply
from bot.core.staff_phrases import StaffPhrase
from bot.core.voice import Voice
from bot.leads.canned import find_reply, written_for
from bot.leads.changes import Changed, Outcome, Unknown
from bot.leads.lead import Lead, Staff
from bot.store.outbox import CardRef


def draft(reply: CannedReply, lead: Lead, version: int, voice: Voice) -> tuple[Part, ...]:
    """Show what the visitor would get, with a button that sends it.

    Args:
        reply: The one that was picked.
        lead: As it stands now.
        version: The version of the lead that staff looked at when they picked it.
        voice: The one that staff read; the reply itself is in the visitor's language.
    """
    label = voice.say(StaffPhrase.CANNED_SEND)
    send = plain_button(Button(SEND, lead.reference, version, reply=reply.id), label)
    language = voice.language_name(lead.language)
    title = voice.say(StaffPhrase.CANNED_DRAFT, reference=lead.reference, language=language)
    hint = Run("\n\n" + voice.say(StaffPhrase.CANNED_HINT), "i")
    return lay_out([*_below(title, reply, lead, voice), hint], InlineKeyboardMarkup([[send]]))


def sent(reply: CannedReply, lead: Lead, voice: Voice) -> Part:
    """Show what a draft has become."""
    language = voice.language_name(lead.language)
    title = voice.say(StaffPhrase.CANNED_SENT, reference=lead.reference, language=language)
    return lay_out(_below(title, reply, lead, voice))[-1]


def _below(title: str, reply: CannedReply, lead: Lead, voice: Voice) -> list[Run]:
    # In apps a tap on text set as code copies it.
    return [Run(title, "b"), Run("\n\n"), Run(written_for(reply, lead, voice.knowledge), "code")]


class Drafts:
    """Shows drafts and sends them."""

    def __init__(self, context: StaffContext) -> None:
        self._context = context

    async def show(self, press: Pressed, button: Button, lead: Lead) -> bool:
        """Post the draft of a reply below the card; false if editors took the reply away."""
        voice = self._context.voice(press.caller, press.place)
        reply = find_reply(button.reply, voice.knowledge)
        if reply is None:
            return False
        where = Target(press.place.chat_id, press.place.thread_id, press.message_id)
        pieces = draft(reply, lead, lead.version, voice)
        self._context.lanes.put(where.chat_id, self._context.post.tell(where, pieces))
        return True

    async def send(self, press: Pressed, button: Button, who: Staff) -> Outcome | None:
        """Have the visitor brought what the draft shows; None if it is not what would be written now."""
        voice = self._context.voice(press.caller, press.place)
        lead = await self._context.parts.review.show(button.reference)
        if lead is None:
            return Unknown(button.reference)
        reply = find_reply(button.reply, voice.knowledge)
        if reply is None or not _shows(press, draft(reply, lead, button.version, voice)):
            return None
        chat, message = press.place.chat_id, press.message_id
        outcome = await self._context.parts.exchange.reply_to_visitor(
            button.reference,
            written_for(reply, lead, voice.knowledge),
            who,
            event_id=f"{CHANNEL}:{chat}:{message}",
            staff_at=CardRef(str(chat), str(message)),
            seen=button.version,
        )
        if isinstance(outcome, Changed):
            done = sent(reply, lead, voice)
            self._context.lanes.put(chat, self._context.post.edit_quietly(chat, message, done))
        return outcome


def _shows(press: Pressed, pieces: tuple[Part, ...]) -> bool:
    """True if the message under the finger still is the draft as it would be laid out now."""
    return press.content == content_of(pieces[-1].plain, pieces[-1].keyboard)
