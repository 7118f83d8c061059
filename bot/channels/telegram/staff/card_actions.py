"""Presses on lead cards, and what staff are told of them.

Who presses is checked anew each time, whatever the card shows.
"""

from datetime import timedelta

from bot.channels.telegram.markup import Run, lay_out
from bot.channels.telegram.outbound import Target
from bot.channels.telegram.staff.asking import Asking
from bot.channels.telegram.staff.canned import Drafts
from bot.channels.telegram.staff.card_outcomes import tell_outcome, tell_taken
from bot.channels.telegram.staff.cards import (
    BACK,
    CANNED,
    CLAIM,
    CONSENT,
    CONTACT,
    NOTE,
    RELEASE,
    SEND,
    SHOW,
    SNOOZE,
    WAKE,
    Button,
    contact,
    read_button,
    reply_buttons,
    snooze_buttons,
)
from bot.channels.telegram.staff.context import StaffContext
from bot.channels.telegram.updates import Pressed
from bot.core.phrases import Phrase
from bot.core.staff_phrases import StaffPhrase
from bot.leads.changes import (
    Changed,
    Forbidden,
    NeedsReason,
    Outcome,
    Unknown,
)
from bot.leads.lead import Staff, Status
from bot.leads.staff import Purpose, Right, may
from bot.store.outbox import CardRef

ALERT_MOST = 200
"""Characters that an alert can show."""
_PURPOSES = {NOTE: Purpose.NOTE, CONSENT: Purpose.CONSENT}


class Presses:
    """Carries out the buttons of cards."""

    def __init__(self, context: StaffContext) -> None:
        self._context = context
        self._parts = context.parts
        self._drafts = Drafts(context)
        self._asking = Asking(context)

    async def pressed(self, press: Pressed, who: Staff) -> None:
        """Carry out a button, and say what came of it to whoever pressed it."""
        voice = self._context.voice(press.caller, press.place)
        button = read_button(press.token)
        days = voice.knowledge.talk.desk.snooze_days
        if button is None or (button.days and button.days not in days):
            return self.answer(press, voice.say(Phrase.STALE_CHOICE), alert=True)
        if button.action == SEND:
            return await self._send(press, button, who)
        if button.action == SHOW:
            return await self.open_card(press, button.reference)
        if button.action in (BACK, NOTE, CONSENT, CANNED) or (button.action == SNOOZE and not button.days):
            return await self._open(press, button, who)
        if button.action == CONTACT:
            return await self._contact(press, button, who)
        outcome = await self._act(button, who)
        if isinstance(outcome, NeedsReason):
            asking = self._asking.ask(press, outcome.lead, Purpose.LOST)
            self._context.lanes.put(press.place.chat_id, asking)
            return self.answer(press)
        text, alert = tell_outcome(outcome, voice)
        await self._refresh(press, outcome)
        return self.answer(press, text, alert=alert)

    def answer(self, press: Pressed, text: str = "", *, alert: bool = False) -> None:
        """Answer a press beside the feed."""
        context = self._context
        context.lanes.put(press.query_id, context.post.answer(press.query_id, text, alert=alert))

    async def open_card(self, press: Pressed, reference: str) -> None:
        """Post the card of a lead below the button that was pressed."""
        voice = self._context.voice(press.caller, press.place)
        lead = await self._parts.review.show(reference)
        if lead is None:
            text, alert = tell_outcome(Unknown(reference), voice)
            return self.answer(press, text, alert=alert)
        await self._parts.review.mark_seen(reference)
        self._context.lanes.put(press.place.chat_id, self._context.post_card(press.place, lead, voice))
        return self.answer(press)

    async def _act(self, button: Button, who: Staff) -> Outcome:
        review, reference, seen = self._parts.review, button.reference, button.version
        match button.action:
            case action if action == CLAIM:
                return await review.claim(reference, who)
            case action if action == RELEASE:
                return await review.assign(reference, None, who, seen)
            case action if action == WAKE:
                return await review.snooze(reference, None, who, seen)
            case action if action == SNOOZE:
                until = self._parts.clock() + timedelta(days=button.days)
                return await review.snooze(reference, until, who, seen)
        return await review.move(reference, Status(button.action), who, seen)

    async def _open(self, press: Pressed, button: Button, who: Staff) -> None:
        """What changes nothing yet: the card as it was, the choice of days, the question for a note."""
        context = self._context
        voice = context.voice(press.caller, press.place)
        lead = await self._parts.review.show(button.reference)
        refusal: Outcome | None = Unknown(button.reference) if lead is None else None
        if lead is not None and button.action != BACK and not may(who.role, Right.WORK):
            refusal = Forbidden(lead, Right.WORK)
        if refusal is not None or lead is None:
            text, alert = tell_outcome(refusal or Unknown(button.reference), voice)
            return self.answer(press, text, alert=alert)
        chat = press.place.chat_id
        if (purpose := _PURPOSES.get(button.action)) is not None:
            context.lanes.put(chat, self._asking.ask(press, lead, purpose))
        elif button.action == BACK:
            part = await context.card(lead, voice)
            context.lanes.put(chat, context.post.edit_quietly(chat, press.message_id, part))
        elif button.reply:
            if not await self._drafts.show(press, button, lead):
                return self.answer(press, voice.say(Phrase.STALE_CHOICE), alert=True)
        else:
            choose = snooze_buttons if button.action == SNOOZE else reply_buttons
            keyboard = choose(lead, voice)
            context.lanes.put(chat, context.post.edit_keyboard(chat, press.message_id, keyboard))
        return self.answer(press)

    async def _send(self, press: Pressed, button: Button, who: Staff) -> None:
        """Send the draft under the finger."""
        voice = self._context.voice(press.caller, press.place)
        outcome = await self._drafts.send(press, button, who)
        if outcome is None:
            return self.answer(press, voice.say(Phrase.STALE_CHOICE), alert=True)
        text, alert = tell_outcome(outcome, voice)
        if isinstance(outcome, Changed):
            text = tell_taken(outcome.lead, voice)
        return self.answer(press, text, alert=alert)

    async def _contact(self, press: Pressed, button: Button, who: Staff) -> None:
        """Show the visitor's address and number to the one who presses; that they looked is kept."""
        voice = self._context.voice(press.caller, press.place)
        outcome = await self._parts.review.show_contact(button.reference, who)
        if not isinstance(outcome, Changed):
            text, alert = tell_outcome(outcome, voice)
            return self.answer(press, text, alert=alert)
        text = contact(outcome.lead)
        if len(text.encode("utf-16-le")) // 2 > ALERT_MOST:
            where = Target(press.place.chat_id, press.place.thread_id, press.message_id)
            below = self._context.post.tell(where, lay_out([Run(text)]))
            self._context.lanes.put(press.place.chat_id, below)
            text = voice.say(StaffPhrase.CONTACT_BELOW)
        return self.answer(press, text, alert=True)

    async def _refresh(self, press: Pressed, outcome: Outcome) -> None:
        """See to it that the card under the finger shows how the lead stands."""
        if isinstance(outcome, Unknown):
            return
        lead, chat = outcome.lead, press.place.chat_id
        cards, here = self._parts.cards, CardRef(str(chat), str(press.message_id))
        is_staff_chat = chat == self._context.chat.chat_id
        if is_staff_chat and await cards.adopt(lead.reference, here):
            return
        if not is_staff_chat or await cards.has_topic(lead.reference):
            voice = self._context.voice(press.caller, press.place)
            part = await self._context.card(lead, voice)
            self._context.lanes.put(chat, self._context.post.edit_quietly(chat, press.message_id, part))
