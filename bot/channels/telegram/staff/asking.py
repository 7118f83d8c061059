"""What staff are asked for in words: a note, why a lead is lost, where consent was given.

The reply to the very message that asks is the answer; which message that is, is kept.
"""

from typing import Final

from telegram import ForceReply

from bot.channels.telegram.markup import Run, lay_out
from bot.channels.telegram.outbound import Target
from bot.channels.telegram.staff.card_outcomes import tell_outcome
from bot.channels.telegram.staff.context import StaffContext, speak
from bot.channels.telegram.updates import Pressed, Replied
from bot.core.staff_phrases import StaffPhrase
from bot.leads.changes import Outcome
from bot.leads.lead import Lead, Staff, Status
from bot.leads.staff import Purpose
from bot.store.outbox import CardRef

NAME_MOST: Final = 64
ASKS: Final = {
    Purpose.NOTE: StaffPhrase.NOTE_ASK,
    Purpose.LOST: StaffPhrase.LOST_ASK,
    Purpose.CONSENT: StaffPhrase.CONSENT_ASK,
}
PLACEHOLDERS: Final = {
    Purpose.NOTE: StaffPhrase.NOTE_PLACEHOLDER,
    Purpose.LOST: StaffPhrase.LOST_PLACEHOLDER,
    Purpose.CONSENT: StaffPhrase.CONSENT_PLACEHOLDER,
}


class Asking:
    """Asks below a card, and takes the replies that are neither notes nor for a visitor."""

    def __init__(self, context: StaffContext) -> None:
        self._context = context
        self._parts = context.parts

    async def ask(self, press: Pressed, lead: Lead, purpose: Purpose) -> None:
        """Ask whoever pressed a button."""
        voice = self._context.voice(press.caller, press.place)
        name = press.caller.name[:NAME_MOST]
        ask = voice.say(ASKS[purpose], name="\0", reference=lead.reference)
        before, _, after = ask.partition("\0")
        # A mention, so that `selective` opens the reply for the one who pressed and nobody else.
        mention = Run(name, url=f"tg://user?id={press.caller.user_id}")
        (part, *_) = lay_out([Run(before), mention, Run(after)])
        keyboard = ForceReply(selective=True, input_field_placeholder=voice.say(PLACEHOLDERS[purpose])[:64])
        where = Target(press.place.chat_id, press.place.thread_id, press.message_id)
        sent = await self._context.post.send_retrying(where, part, keyboard)
        if sent.message_id is not None:
            at = CardRef(str(press.place.chat_id), str(sent.message_id))
            await self._parts.cards.expect_note(lead.reference, at, purpose)

    async def take(self, reply: Replied) -> bool:
        """Take a reason, or where consent was given; false if the reply answers no such question."""
        at = CardRef(str(reply.place.chat_id), str(reply.to_message_id))
        asked = await self._parts.cards.asked_for(at)
        if asked is None or asked[1] is Purpose.NOTE:
            return False
        await self._answer(reply, *asked)
        return True

    async def _answer(self, reply: Replied, reference: str, purpose: Purpose) -> None:
        voice = self._context.voice(reply.caller, reply.place)
        who = await self._context.who(reply.caller, reply.place)
        if who is None:
            self._context.tell(reply.place, self._context.refusal(reply.caller))
        elif not reply.text.strip():
            self._context.tell(reply.place, speak(voice, StaffPhrase.ONLY_TEXT))
        else:
            outcome = await self._do(reference, reply.text, purpose, who)
            self._context.tell(reply.place, lay_out([Run(tell_outcome(outcome, voice)[0])]))

    async def _do(self, reference: str, text: str, purpose: Purpose, who: Staff) -> Outcome:
        review = self._parts.review
        if purpose is Purpose.CONSENT:
            return await review.consent(reference, text, who.name, who)
        return await review.move(reference, Status.LOST, who, reason=text)
