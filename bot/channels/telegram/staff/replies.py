"""Replies to messages of the bot: notes, what staff write to visitors, and what visitors answer.

What a reply is about is known by the id of the message replied to, as it was kept; a card that was posted
but not kept is known by the data of its own buttons. What the message says is never read for that.
"""

from bot.channels.telegram.markup import Run, lay_out
from bot.channels.telegram.staff.card_outcomes import tell_outcome, tell_taken
from bot.channels.telegram.staff.cards import read_button
from bot.channels.telegram.staff.context import StaffContext, speak
from bot.channels.telegram.updates import Edited, Replied
from bot.channels.telegram.visitors import CHANNEL
from bot.core.phrases import Phrase
from bot.core.staff_phrases import StaffPhrase
from bot.core.voice import Voice
from bot.leads.changes import Changed, Outcome
from bot.leads.lead import Lead, Staff, What
from bot.leads.staff import Purpose
from bot.store.outbox import CardRef


class Replies:
    """Takes replies of staff and visitors to where they belong."""

    def __init__(self, context: StaffContext) -> None:
        self._context = context
        self._parts = context.parts

    async def from_staff(self, reply: Replied) -> bool:
        """Take a note, or have a visitor written to; False if the reply is about no lead."""
        at = CardRef(str(reply.place.chat_id), str(reply.to_message_id))
        asked = await self._parts.cards.asked_for(at)
        noted = asked[0] if asked is not None and asked[1] is Purpose.NOTE else None
        reference = noted or await self._reference(reply, at)
        if reference is None:
            return False
        voice = self._context.voice(reply.caller, reply.place)
        who = await self._context.who(reply.caller, reply.place)
        if who is None:
            self._context.tell(reply.place, self._context.refusal(reply.caller))
        elif noted and not reply.text.strip():
            self._context.tell(reply.place, speak(voice, StaffPhrase.ONLY_TEXT))
        else:
            outcome = await (self._note if noted else self._write)(reference, reply, who)
            text, _ = tell_outcome(outcome, voice)
            if isinstance(outcome, Changed):
                text = _tell_noted(reply, outcome.lead, voice) if noted else tell_taken(outcome.lead, voice)
            self._context.tell(reply.place, lay_out([Run(text)]))
        return True

    async def from_visitor(self, reply: Replied) -> bool:
        """Bring staff what a visitor answers them; False if the reply is no such answer."""
        outcome = await self._parts.exchange.from_visitor(
            CHANNEL,
            CardRef(str(reply.place.chat_id), str(reply.message_id)),
            str(reply.to_message_id),
            reply.text,
            event_id=_event(reply),
            files=reply.files,
        )
        if outcome is None:
            return False
        self._tell_visitor(outcome, reply)
        return True

    async def edited_by_staff(self, edit: Edited) -> None:
        """Bring a visitor what somebody edited in a message to them; edits of other talk are no matter."""
        who = await self._context.who(edit.caller, edit.place)
        if who is None:
            return
        at = CardRef(str(edit.place.chat_id), str(edit.message_id))
        outcome = await self._parts.exchange.corrected_by_staff(
            CHANNEL, at, edit.text, who, edit=edit.edit, files=edit.files
        )
        if outcome is None:
            return
        voice = self._context.voice(edit.caller, edit.place)
        text, _ = tell_outcome(outcome, voice)
        if isinstance(outcome, Changed):
            text = tell_taken(outcome.lead, voice)
        self._context.tell(edit.place, lay_out([Run(text)]))

    async def edited_by_visitor(self, edit: Edited) -> bool:
        """Bring staff what a visitor edited in a message to them; False if it was no such message."""
        at = CardRef(str(edit.place.chat_id), str(edit.message_id))
        outcome = await self._parts.exchange.corrected_by_visitor(
            CHANNEL, at, edit.text, edit=edit.edit, files=edit.files
        )
        if outcome is None:
            return False
        self._tell_visitor(outcome, edit)
        return True

    def _tell_visitor(self, outcome: Outcome, what: Replied | Edited) -> None:
        voice = self._context.voice(what.caller)
        if not isinstance(outcome, Changed):
            return self._context.tell(what.place, speak(voice, StaffPhrase.NOT_PASSED_ON))
        voice = voice.speaking(outcome.lead.language)
        passed_on = voice.say(StaffPhrase.PASSED_ON, reference=outcome.lead.reference)
        return self._context.tell(what.place, lay_out([Run(passed_on)]))

    async def _reference(self, reply: Replied, at: CardRef) -> str | None:
        lead = await self._parts.review.show_card(at)
        if lead is not None:
            return lead.reference
        button = read_button(reply.token)
        return button.reference if button is not None else None

    async def _note(self, reference: str, reply: Replied, who: Staff) -> Outcome:
        lead = await self._parts.review.show(reference)
        # The same update may come twice after a crash; a note need not.
        if lead is not None and any(
            row.what is What.NOTED and (row.who, row.detail) == (who.name, reply.text.strip())
            for row in lead.history
        ):
            return Changed(lead)
        return await self._parts.review.note(reference, reply.text, who)

    async def _write(self, reference: str, reply: Replied, who: Staff) -> Outcome:
        return await self._parts.exchange.reply_to_visitor(
            reference,
            reply.text,
            who,
            event_id=_event(reply),
            staff_at=CardRef(str(reply.place.chat_id), str(reply.message_id)),
            files=reply.files,
        )


def _tell_noted(reply: Replied, lead: Lead, voice: Voice) -> str:
    noted = voice.say(Phrase.LEAD_NOTED, reference=lead.reference)
    return f"{noted}\n{voice.say(Phrase.FILE_LEFT)}" if reply.files else noted


def _event(reply: Replied) -> str:
    return f"{CHANNEL}:{reply.place.chat_id}:{reply.message_id}"
