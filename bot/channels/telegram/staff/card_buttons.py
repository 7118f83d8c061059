"""The buttons of lead cards: which there are, and what their presses mean. Pure."""

from dataclasses import dataclass
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.updates import STAFF_MARK
from bot.core.phrases import AnyPhrase, Phrase
from bot.core.staff_phrases import StaffPhrase
from bot.core.voice import Voice
from bot.leads.lead import CLOSED, TRANSITIONS, Lead, Status, read_reference

CLAIM: Final = "claim"
RELEASE: Final = "release"
NOTE: Final = "note"
CONTACT: Final = "contact"
SNOOZE: Final = "snooze"
"""Asks for how long; `snooze-3` puts aside for three days."""
WAKE: Final = "wake"
BACK: Final = "back"
SHOW: Final = "show"
LINKED_MOST: Final = 3
"""Earlier leads of the same visitor that a card has buttons for."""
_PLAIN: Final = (CLAIM, RELEASE, NOTE, CONTACT, SNOOZE, WAKE, BACK, SHOW, *Status)
STATUS_PHRASES: Final = {
    Status.NEW: Phrase.LEAD_STATUS_NEW,
    Status.CONTACTED: Phrase.LEAD_STATUS_CONTACTED,
    Status.QUALIFIED: Phrase.LEAD_STATUS_QUALIFIED,
    Status.WON: Phrase.LEAD_STATUS_WON,
    Status.LOST: Phrase.LEAD_STATUS_LOST,
    Status.SPAM: Phrase.LEAD_STATUS_SPAM,
}


@dataclass(frozen=True, slots=True)
class Button:
    """What a press on a card asks for."""

    action: str
    """One of the words above, or the status to move to."""
    reference: str
    version: int
    """The version of the lead that the card showed."""
    days: int = 0
    """For how long to put the lead aside; 0 where that is not what is asked for."""

    @property
    def token(self) -> str:
        action = f"{self.action}-{self.days}" if self.days else self.action
        return f"{STAFF_MARK}{action}/{self.reference}/{self.version}"


def read_button(token: str) -> Button | None:
    """Read the data of a press; None for what no card of ours carries."""
    parts = token.removeprefix(STAFF_MARK).split("/")
    if not token.startswith(STAFF_MARK) or len(parts) != 3 or not _is_number(parts[2]):
        return None
    reference, version = read_reference(parts[1]), int(parts[2][:9])
    action, _, days = parts[0].partition("-")
    if reference is None or action not in _PLAIN or (days and action != SNOOZE):
        return None
    if days and not _is_number(days):
        return None
    return Button(action, reference, version, int(days[:4] or 0))


def status_name(status: Status, voice: Voice) -> str:
    return voice.say(STATUS_PHRASES[status])


def buttons(lead: Lead, voice: Voice) -> InlineKeyboardMarkup | None:
    """What can be done with a lead now; None once it is erased."""
    if lead.erased_at is not None:
        return None

    def button(action: str, phrase: AnyPhrase) -> InlineKeyboardButton:
        return _button(lead, action, voice.say(phrase))

    if lead.merged_into is not None:
        return InlineKeyboardMarkup([[link(lead.merged_into, lead.version)]])
    is_open = lead.status not in CLOSED
    own = (CLAIM, Phrase.CARD_CLAIM) if lead.assignee is None else (RELEASE, Phrase.CARD_RELEASE)
    rows = [[button(*own)]] if is_open else []
    rows.append([_button(lead, to, _move_label(lead.status, to, voice)) for to in TRANSITIONS[lead.status]])
    more = [button(NOTE, StaffPhrase.CARD_NOTE)]
    if lead.snoozed_until is not None:
        more.append(button(WAKE, StaffPhrase.CARD_WAKE))
    elif is_open:
        more.append(button(SNOOZE, StaffPhrase.CARD_SNOOZE))
    rows.append([*more, button(CONTACT, StaffPhrase.CARD_CONTACT)])
    linked = lead.same_person[-LINKED_MOST:]
    if linked:
        rows.append([link(reference, 0) for reference in linked])
    return InlineKeyboardMarkup(rows)


def snooze_buttons(lead: Lead, voice: Voice) -> InlineKeyboardMarkup:
    """The choice of how long to put a lead aside."""
    days = [
        InlineKeyboardButton(
            voice.say(StaffPhrase.CARD_SNOOZE_DAYS, count=count),
            callback_data=Button(SNOOZE, lead.reference, lead.version, count).token,
        )
        for count in voice.knowledge.talk.desk.snooze_days
    ]
    rows = [days[start : start + 4] for start in range(0, len(days), 4)]
    return InlineKeyboardMarkup([*rows, [_button(lead, BACK, voice.say(StaffPhrase.CARD_BACK))]])


def link(reference: str, version: int) -> InlineKeyboardButton:
    """A button that shows the card of a lead."""
    return InlineKeyboardButton(f"🔗 {reference}", callback_data=Button(SHOW, reference, version).token)


def _move_label(now: Status, to: Status, voice: Voice) -> str:
    if now in CLOSED and to is not Status.SPAM:
        return voice.say(Phrase.CARD_REOPEN)
    return voice.say(Phrase.CARD_MOVE, status=status_name(to, voice))


def _button(lead: Lead, action: str, label: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=Button(action, lead.reference, lead.version).token)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()
