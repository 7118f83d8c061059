"""Confidential reports in lead managers' private chats; nobody else sees one, and no group shows one.

Who asks or presses is looked at anew each time; a button says no more than which report it is about.
"""

from datetime import UTC
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.markup import Part, Run, lay_out, noted
from bot.channels.telegram.outbound import NotDeliveredError, Post, Target, or_raise
from bot.channels.telegram.staff.context import StaffContext, speak, target
from bot.channels.telegram.staff.notices import Membership
from bot.channels.telegram.updates import STAFF_MARK, Called, Place, Pressed
from bot.channels.telegram.visitors import CHANNEL
from bot.core.phrases import Phrase
from bot.core.snapshot import Live
from bot.core.staff_phrases import StaffPhrase
from bot.core.voice import Voice
from bot.dialogue.report import QUESTIONS
from bot.leads.lead import Staff
from bot.leads.report import FOLLOWING, KeptReport, Progress, read_report_reference
from bot.leads.staff import Right, may
from bot.store.outbox import CardRef
from bot.usecases.posts import Undeliverable
from bot.usecases.reports import Refusal
from bot.usecases.staff import Guests

_MARK: Final = f"{STAFF_MARK}report/"
OPEN: Final = "open"
TYPED_MOST: Final = 20
"""Characters of a wrong reference that are repeated."""
LISTED: Final = 20
"""Reports that `/reports` has buttons for."""
_STATES: Final = {
    Progress.NEW: StaffPhrase.REPORT_NEW,
    Progress.SEEN: StaffPhrase.REPORT_SEEN,
    Progress.DONE: StaffPhrase.REPORT_DONE,
}
_LABELS: Final = {
    Progress.SEEN: StaffPhrase.REPORT_MARK_SEEN,
    Progress.DONE: StaffPhrase.REPORT_MARK_DONE,
}


def is_of_report(token: str) -> bool:
    """True for a press that is about a report, or pretends to be."""
    return token.startswith(_MARK)


def read_report_button(token: str) -> tuple[str, str] | None:
    """Read what a press asks for, and of which report; None for what is no button of a report."""
    action, _, typed = token.removeprefix(_MARK).partition("/")
    reference = read_report_reference(typed)
    is_one = is_of_report(token) and action in (OPEN, *_LABELS)
    return (action, reference) if is_one and reference else None


def lay_out_report(kept: KeptReport, voice: Voice) -> tuple[Part, ...]:
    """Show all of a report, in as many messages as it takes, with the buttons on the last."""
    if kept.report is None:
        return speak(voice, StaffPhrase.REPORT_ERASED, reference=kept.reference)
    received = kept.created_at.astimezone(UTC)
    at = voice.say(StaffPhrase.REPORT_RECEIVED, value=f"{voice.day(received.date())}, {received:%H:%M}")
    language = voice.say(Phrase.CARD_LANGUAGE, value=voice.language_name(kept.language))
    state = voice.say(_STATES[kept.progress], name=kept.by)
    runs = [Run(voice.say(StaffPhrase.REPORT_TITLE, reference=kept.reference), "b")]
    runs.append(Run(f"\n{state}\n{at}\n{language}"))
    for question in QUESTIONS:
        said = getattr(kept.report, question.id) or voice.say(Phrase.FORM_SKIPPED)
        runs += [Run("\n\n"), Run(voice.say(question.label), "b"), Run(f"\n{said}")]
    return lay_out(runs, _buttons(kept, voice))


def _buttons(kept: KeptReport, voice: Voice) -> InlineKeyboardMarkup:
    row = [_button(after, kept.reference, voice.say(_LABELS[after])) for after in FOLLOWING[kept.progress]]
    return InlineKeyboardMarkup([row] if row else [])


def _opener(reference: str, voice: Voice) -> InlineKeyboardButton:
    return _button(OPEN, reference, voice.say(StaffPhrase.REPORT_OPEN, reference=reference))


def _button(action: str, reference: str, label: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=f"{_MARK}{action}/{reference}")


class ReportDesk:
    """Shows reports to the lead managers who ask for them."""

    def __init__(self, context: StaffContext) -> None:
        self._context = context
        self._reports = context.parts.reports

    async def called(self, call: Called, who: Staff) -> None:
        """List what waits, or open the report that is named."""
        voice = self._context.voice(call.caller, call.place)
        refused = _why_not(call.place, who)
        if refused is not None:
            return self._context.tell(call.place, speak(voice, refused))
        if call.argument:
            text = await self._open(call.place, call.argument, who, voice)
            return self._context.tell(call.place, lay_out([Run(text)]) if text else ())
        found = await self._reports.latest(who)
        if isinstance(found, Refusal) or not found:
            return self._context.tell(call.place, speak(voice, StaffPhrase.REPORTS_NONE))
        rows = [[_opener(kept.reference, voice)] for kept in found[:LISTED]]
        title = voice.say(StaffPhrase.REPORTS_TITLE, count=len(found))
        return self._context.tell(call.place, lay_out([Run(title)], InlineKeyboardMarkup(rows)))

    async def pressed(self, press: Pressed, who: Staff) -> tuple[str, bool]:
        """Carry out a button; gives what to tell whoever pressed it, and whether they must see it."""
        voice, button = self._context.voice(press.caller, press.place), read_report_button(press.token)
        refused = Phrase.STALE_CHOICE if button is None else _why_not(press.place, who)
        if button is None or refused is not None:
            return voice.say(refused or Phrase.STALE_CHOICE), True
        action, reference = button
        if action == OPEN:
            text = await self._open(press.place, reference, who, voice)
            return text, bool(text)
        marked = await self._reports.mark(reference, Progress(action), who)
        if isinstance(marked, Refusal):
            return voice.say(StaffPhrase.REPORT_UNKNOWN, reference=reference), True
        self._refresh(press, marked.kept)
        phrase = StaffPhrase.REPORT_MARKED if marked.changed else StaffPhrase.REPORT_STANDS
        if marked.kept.report is None:
            phrase = StaffPhrase.REPORT_ERASED
        return voice.say(phrase, reference=reference), not marked.changed

    async def _open(self, place: Place, typed: str, who: Staff, voice: Voice) -> str:
        """Show a report below; gives a sentence instead where there is none."""
        reference = read_report_reference(typed)
        kept = await self._reports.open(reference, who) if reference else Refusal.UNKNOWN
        if isinstance(kept, Refusal):
            return voice.say(StaffPhrase.REPORT_UNKNOWN, reference=reference or typed[:TYPED_MOST])
        self._context.lanes.put(place.chat_id, self._show(place, kept))
        return ""

    async def _show(self, place: Place, kept: KeptReport) -> None:
        copies = []
        for part in lay_out_report(kept, self._context.shared_voice):
            sent = await self._context.post.send_retrying(target(place), part)
            if sent.message_id is not None:
                copies.append(CardRef(str(place.chat_id), str(sent.message_id)))
        await self._reports.keep_copies(kept.reference, tuple(copies))

    def _refresh(self, press: Pressed, kept: KeptReport) -> None:
        """Leave the buttons that still say something; of an erased report nothing else stays either."""
        chat, post, voice = press.place.chat_id, self._context.post, self._context.shared_voice
        if kept.report is None:
            (erased, *_) = lay_out_report(kept, voice)
            self._context.lanes.put(chat, post.edit_quietly(chat, press.message_id, erased))
        else:
            self._context.lanes.put(chat, post.edit_keyboard(chat, press.message_id, _buttons(kept, voice)))


def _why_not(place: Place, who: Staff) -> StaffPhrase | None:
    """Why somebody is shown no report here; None if they may see it."""
    if not may(who.role, Right.READ_REPORTS):
        return StaffPhrase.FORBIDDEN
    return None if place.private else StaffPhrase.REPORTS_PRIVATE


class TelegramManagerPost:
    """Writes to lead managers and other staff in private; see `bot.usecases.posts.ManagerPost`."""

    def __init__(
        self, post: Post, live: Live, guests: Guests, membership: Membership, *, again: bool = False
    ) -> None:
        """With `again`, say with each report that it may have arrived before."""
        self._again = again
        self._post = post
        self._live = live
        self._guests = guests
        self._membership = membership

    async def report(self, report: KeptReport, manager_id: str) -> tuple[CardRef, ...]:
        """Bring a report to a private chat, and give its messages."""
        user_id = await self._chat_of(manager_id)
        copies = []
        for part in noted(lay_out_report(report, self._voice), self._note):
            sent = or_raise(await self._post.send(Target(user_id), part))
            copies.append(CardRef(str(user_id), str(sent.message_id)))
        return tuple(copies)

    async def empty(self, copy: CardRef, reference: str) -> None:
        """Take a report out of a message that showed it."""
        await self.change(copy, self._voice.say(StaffPhrase.REPORT_ERASED, reference=reference))

    async def say(self, text: str, staff_id: str) -> CardRef:
        """Say something in the private chat of somebody of the staff."""
        user_id = await self._chat_of(staff_id)
        (part, *_) = noted(lay_out([Run(text)]), self._note)
        sent = or_raise(await self._post.send(Target(user_id), part))
        return CardRef(str(user_id), str(sent.message_id))

    async def change(self, at: CardRef, text: str) -> None:
        """Say something else in a message."""
        (part, *_) = lay_out([Run(text)])
        or_raise(await self._post.edit(int(at.chat_id), int(at.message_id), part))

    async def _chat_of(self, manager_id: str) -> int:
        """The private chat of somebody who is on the staff still."""
        kind, _, number = manager_id.partition(":")
        if kind != CHANNEL or not number.isdecimal():
            raise Undeliverable("somebody who is not on Telegram")
        is_member = await self._membership.look_up(int(number))
        if is_member is None:
            raise NotDeliveredError
        is_listed = self._membership.is_named(int(number))
        if not is_member or (not is_listed and await self._guests.is_guest(manager_id)):
            raise Undeliverable("not on the staff any more")
        return int(number)

    @property
    def _note(self) -> str:
        return self._voice.say(Phrase.MAY_BE_AGAIN) if self._again else ""

    @property
    def _voice(self) -> Voice:
        return Voice.of_staff(self._live.snapshot.knowledge)
