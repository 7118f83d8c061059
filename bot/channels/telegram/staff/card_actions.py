"""Presses on lead cards, and what staff are told of them.

Who presses is checked anew each time, whatever the card shows.
"""

from datetime import timedelta

from telegram import ForceReply

from bot.channels.telegram.markup import Run, lay_out
from bot.channels.telegram.outbound import Target
from bot.channels.telegram.staff.canned import Drafts
from bot.channels.telegram.staff.cards import (
    BACK,
    CANNED,
    CLAIM,
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
    status_name,
)
from bot.channels.telegram.staff.context import StaffContext
from bot.channels.telegram.updates import Pressed
from bot.core.phrases import AnyPhrase, Phrase
from bot.core.staff_phrases import StaffPhrase
from bot.core.voice import Voice
from bot.leads.changes import (
    Changed,
    Forbidden,
    Gone,
    Merged,
    NotAllowed,
    Outcome,
    Outdated,
    Taken,
    Unchanged,
    Unknown,
    Unreachable,
)
from bot.leads.lead import Lead, Staff, Status, What
from bot.leads.staff import Right, may
from bot.store.outbox import CardRef

_DONE: dict[What, AnyPhrase] = {
    What.ASSIGNED: Phrase.LEAD_CLAIMED,
    What.RELEASED: Phrase.LEAD_RELEASED,
    What.SNOOZED: StaffPhrase.LEAD_SNOOZED,
    What.WOKEN: StaffPhrase.LEAD_WOKEN,
}


def tell_outcome(outcome: Outcome, voice: Voice) -> tuple[str, bool]:  # noqa: C901 - one table
    """The sentence, and whether whoever asked must see it."""
    match outcome:
        case Unknown(reference):
            return voice.say(Phrase.LEAD_UNKNOWN, reference=reference), True
        case Changed(lead):
            return _tell_change(lead, voice), False
    lead = outcome.lead
    reference, status = lead.reference, status_name(lead.status, voice)
    match outcome:
        case Taken():
            text = voice.say(Phrase.LEAD_TAKEN, reference=reference, name=outcome.by.name)
        case Outdated():
            text = voice.say(Phrase.LEAD_CHANGED, reference=reference, status=status)
        case NotAllowed():
            text = voice.say(Phrase.LEAD_UNMOVABLE, reference=reference, status=status)
        case Unchanged():
            return voice.say(StaffPhrase.LEAD_SAME, reference=reference), False
        case Merged():
            into = lead.merged_into or ""
            text = voice.say(StaffPhrase.LEAD_MERGED, reference=reference, into=into)
        case Unreachable():
            text = voice.say(StaffPhrase.LEAD_UNREACHABLE, reference=reference)
        case Forbidden():
            text = voice.say(StaffPhrase.LEAD_FORBIDDEN, reference=reference)
        case Gone():
            text = voice.say(Phrase.CARD_ERASED)
        case _:
            text = voice.say(Phrase.LEAD_CHANGED, reference=reference, status=status)
    return text, True


def _tell_change(lead: Lead, voice: Voice) -> str:
    last = lead.history[-1].what if lead.history else None
    phrase = _DONE.get(last) if last else None
    until = voice.day(lead.snoozed_until.date()) if lead.snoozed_until else ""
    if phrase is StaffPhrase.LEAD_SNOOZED:
        return voice.say(phrase, reference=lead.reference, date=until)
    if phrase is not None:
        return voice.say(phrase, reference=lead.reference)
    status = status_name(lead.status, voice)
    return voice.say(Phrase.LEAD_MOVED, reference=lead.reference, status=status)


ALERT_MOST = 200
"""Characters that an alert can show."""
NAME_MOST = 64


class Presses:
    """Carries out the buttons of cards."""

    def __init__(self, context: StaffContext) -> None:
        self._context = context
        self._parts = context.parts
        self._drafts = Drafts(context)

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
        if button.action in (BACK, NOTE, CANNED) or (button.action == SNOOZE and not button.days):
            return await self._open(press, button, who)
        if button.action == CONTACT:
            return await self._contact(press, button, who)
        outcome = await self._act(button, who)
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
        if lead is not None and button.action in (NOTE, SNOOZE, CANNED) and not may(who.role, Right.WORK):
            refusal = Forbidden(lead, Right.WORK)
        if refusal is not None or lead is None:
            text, alert = tell_outcome(refusal or Unknown(button.reference), voice)
            return self.answer(press, text, alert=alert)
        chat = press.place.chat_id
        if button.action == NOTE:
            context.lanes.put(chat, self._ask_note(press, lead))
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
            text = voice.say(StaffPhrase.REPLY_TAKEN, reference=outcome.lead.reference)
        return self.answer(press, text, alert=alert)

    async def _ask_note(self, press: Pressed, lead: Lead) -> None:
        """Ask for a note; that the reply to this very message is one is kept by its id."""
        voice = self._context.voice(press.caller, press.place)
        name = press.caller.name[:NAME_MOST]
        ask = voice.say(StaffPhrase.NOTE_ASK, name="\0", reference=lead.reference)
        before, _, after = ask.partition("\0")
        # A mention, so that `selective` opens the reply for the one who pressed and nobody else.
        mention = Run(name, url=f"tg://user?id={press.caller.user_id}")
        (part, *_) = lay_out([Run(before), mention, Run(after)])
        keyboard = ForceReply(
            selective=True,
            input_field_placeholder=voice.say(StaffPhrase.NOTE_PLACEHOLDER)[:64],
        )
        where = Target(press.place.chat_id, press.place.thread_id, press.message_id)
        sent = await self._context.post.send_retrying(where, part, keyboard)
        if sent.message_id is not None:
            at = CardRef(str(press.place.chat_id), str(sent.message_id))
            await self._parts.cards.expect_note(lead.reference, at)

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
