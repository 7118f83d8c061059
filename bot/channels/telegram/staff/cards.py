"""Lead cards and their buttons: what staff see of them. Pure.

A card stands in a chat for good, so it shows no address and no number: these are behind its contact button.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.markup import Part, Run, lay_out
from bot.channels.telegram.updates import STAFF_MARK
from bot.core.desk_phrases import FILE_PHRASES, DeskPhrase
from bot.core.phrases import AnyPhrase, Phrase, phrase_of
from bot.core.staff_phrases import StaffPhrase
from bot.core.types import Id
from bot.core.voice import Voice
from bot.leads.lead import (
    CLOSED,
    TRANSITIONS,
    Consent,
    Lead,
    Source,
    Status,
    What,
    last_reason,
    read_reference,
)
from bot.leads.reachable import Way, Ways, can_try, way_to
from bot.leads.similar import partners_like
from bot.leads.staff import Direction, File, Message, Sending

CLAIM: Final = "claim"
RELEASE: Final = "release"
NOTE: Final = "note"
CONSENT: Final = "consent"
CONTACT: Final = "contact"
SNOOZE: Final = "snooze"
"""Asks for how long; `snooze-3` puts aside for three days."""
WAKE: Final = "wake"
CANNED: Final = "canned"
"""Shows the canned replies; `canned-thanks` shows the draft of one."""
SEND: Final = "send"
"""`send-thanks` sends a draft."""
BACK: Final = "back"
SHOW: Final = "show"
LINKED_MOST: Final = 3
"""Earlier leads of the same visitor that a card has buttons for."""
_PLAIN: Final = (CLAIM, RELEASE, NOTE, CONTACT, SNOOZE, WAKE, CANNED, CONSENT, BACK, SHOW, *Status)
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
    reply: Id = ""
    """Which canned reply; empty where none is meant."""

    @property
    def token(self) -> str:
        more = self.reply or self.days
        action = f"{self.action}-{more}" if more else self.action
        return f"{STAFF_MARK}{action}/{self.reference}/{self.version}"


def read_button(token: str) -> Button | None:
    """Read the data of a press; None for what no card of ours carries."""
    parts = token.removeprefix(STAFF_MARK).split("/")
    if not token.startswith(STAFF_MARK) or len(parts) != 3 or not _is_number(parts[2]):
        return None
    reference, version = read_reference(parts[1]), int(parts[2][:9])
    action, _, more = parts[0].partition("-")
    if reference is None:
        return None
    if action == SNOOZE and _is_number(more):
        return Button(action, reference, version, days=int(more[:4]))
    if action in (CANNED, SEND) and more:
        return Button(action, reference, version, reply=more)
    return Button(action, reference, version) if action in _PLAIN and not more else None


def status_name(status: Status, voice: Voice) -> str:
    return voice.say(STATUS_PHRASES[status])


def buttons(
    lead: Lead,
    voice: Voice,
    ways: Ways = Ways(),  # noqa: B008 - a frozen value
) -> InlineKeyboardMarkup | None:
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
    if lead.consent is Consent.NOT_ASKED:
        rows.append([button(CONSENT, StaffPhrase.CARD_CONSENT)])
    elif voice.knowledge.replies.replies and can_try(lead, ways):
        rows.append([button(CANNED, StaffPhrase.CARD_CANNED)])
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


def reply_buttons(lead: Lead, voice: Voice) -> InlineKeyboardMarkup:
    """The choice of a canned reply, by titles that staff read."""
    rows = [
        [plain_button(Button(CANNED, lead.reference, lead.version, reply=reply.id), voice.pick(reply.title))]
        for reply in voice.knowledge.replies.replies
    ]
    return InlineKeyboardMarkup([*rows, [_button(lead, BACK, voice.say(StaffPhrase.CARD_BACK))]])


def link(reference: str, version: int) -> InlineKeyboardButton:
    """A button that shows the card of a lead."""
    return InlineKeyboardButton(f"🔗 {reference}", callback_data=Button(SHOW, reference, version).token)


def _move_label(now: Status, to: Status, voice: Voice) -> str:
    if now in CLOSED and to is not Status.SPAM:
        return voice.say(Phrase.CARD_REOPEN)
    return voice.say(Phrase.CARD_MOVE, status=status_name(to, voice))


def _button(lead: Lead, action: str, label: str) -> InlineKeyboardButton:
    return plain_button(Button(action, lead.reference, lead.version), label)


def plain_button(button: Button, label: str) -> InlineKeyboardButton:
    """A button as Telegram has it."""
    return InlineKeyboardButton(label, callback_data=button.token)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


ICONS: Final = {
    Status.NEW: "🆕",
    Status.CONTACTED: "📨",
    Status.QUALIFIED: "⭐",
    Status.WON: "✅",
    Status.LOST: "⚪",
    Status.SPAM: "🚫",
}
SENDING_PHRASES: Final = {
    Sending.WAITING: StaffPhrase.SENDING_WAITING,
    Sending.SENT: StaffPhrase.SENDING_SENT,
    Sending.BLOCKED: StaffPhrase.SENDING_BLOCKED,
}
MESSAGE_MOST: Final = 1500
"""Characters of the message that a card shows; the rest is seen on the desk."""
VALUE_MOST: Final = 200
"""Characters of anything else."""
SHOWN_LAST: Final = 5
"""Notes, earlier questions and messages on a card."""
LISTED_MOST: Final = 10


def card(
    lead: Lead,
    asked_before: Iterable[str],
    voice: Voice,
    ways: Ways = Ways(),  # noqa: B008 - a frozen value
) -> Part:
    """Show a lead as one message with its buttons.

    Args:
        lead: As it stands now.
        asked_before: What the visitor asked before the enquiry, oldest first.
        voice: The one that staff read.
        ways: By which ways people can be reached from here.
    """
    asked = tuple(asked_before)
    keyboard = buttons(lead, voice, ways)
    for scale in (1, 2, 4):
        parts = lay_out(_write(lead, asked, voice, ways, scale), keyboard)
        if len(parts) == 1:
            break
    return replace(parts[0], keyboard=keyboard)


def contact(lead: Lead) -> str:
    """How the visitor of a lead can be reached, a line each."""
    return "\n".join(filter(None, (lead.contact_name, lead.email, lead.phone)))


def _write(lead: Lead, asked: tuple[str, ...], voice: Voice, ways: Ways, scale: int) -> list[Run]:
    """The card's text; values are cut to their limits divided by `scale`."""
    most = VALUE_MOST // scale

    def line(phrase: AnyPhrase, value: str) -> list[Run]:
        return [Run("\n"), Run(voice.say(phrase, value=value))] if value else []

    status = status_name(lead.status, voice)
    title = voice.say(Phrase.CARD_TITLE, reference=lead.reference, status=status)
    notes = [f"{row.who}: {row.detail}" for row in lead.history if row.what is What.NOTED and row.detail]
    said = [_quote(message, voice) for message in lead.messages if message.text or message.file]
    like = partners_like(lead.company, lead.email, voice.knowledge)
    loose = [each for each in lead.possible_duplicates if each not in lead.same_person]
    return [
        Run(f"{ICONS[lead.status]} "),
        Run(title, "b"),
        Run("\n"),
        *line(Phrase.CARD_COMPANY, short(lead.company, most)),
        *line(StaffPhrase.CARD_PARTNER, _name_partners(like.same, voice)),
        *line(StaffPhrase.CARD_PARTNER_LIKE, _name_partners(like.alike, voice)),
        *line(Phrase.CARD_WAY, voice.way(lead.way)),
        *line(Phrase.CARD_PERSON, short(lead.contact_name, most)),
        *line(Phrase.CARD_COUNTRY, voice.country(lead.country)),
        *line(Phrase.CARD_LANGUAGE, voice.language_name(lead.language)),
        *line(StaffPhrase.CARD_SOURCE, source_name(lead.channel, voice)),
        *line(Phrase.CARD_ORIGIN, short(lead.origin, most)),
        *line(StaffPhrase.CARD_CONSENTED, short(_consent_of(lead), most)),
        *line(Phrase.CARD_RECEIVED, _at(lead.created_at, voice)),
        *line(Phrase.CARD_MESSAGE, short(lead.message or "", MESSAGE_MOST // scale)),
        *line(Phrase.CARD_ASKED, _bullets(asked, most)),
        *line(StaffPhrase.CARD_SAME_PERSON, ", ".join(lead.same_person[-LISTED_MOST:])),
        *line(Phrase.CARD_DUPLICATES, ", ".join(loose[:LISTED_MOST])),
        *line(StaffPhrase.CARD_EXCHANGE, _lines(said, most)),
        *line(Phrase.CARD_NOTES, _bullets(notes, most)),
        Run("\n\n"),
        Run("\n".join(_tell_state(lead, voice, ways)), "i"),
    ]


def _tell_state(lead: Lead, voice: Voice, ways: Ways) -> Iterable[str]:
    if lead.erased_at is not None:
        yield voice.say(Phrase.CARD_ERASED)
        return
    if lead.merged_into is not None:
        yield voice.say(StaffPhrase.CARD_MERGED, reference=lead.merged_into)
        return
    happened = [row.what for row in lead.history if row.what in (What.MOVED, What.WITHDRAWN)]
    if happened and happened[-1] is What.WITHDRAWN:
        yield voice.say(StaffPhrase.CARD_WITHDRAWN)
    if lead.status not in CLOSED:
        yield from _tell_way(lead, voice, ways)
    if lead.status is Status.LOST and (reason := last_reason(lead)):
        yield voice.say(StaffPhrase.CARD_LOST, value=short(reason, VALUE_MOST))
    if lead.snoozed_until is not None and lead.status not in CLOSED:
        until = voice.day(lead.snoozed_until.date())
        yield voice.say(StaffPhrase.CARD_SNOOZED, date=until)
    if lead.assignee is None:
        yield voice.say(Phrase.CARD_UNASSIGNED)
    else:
        yield voice.say(Phrase.CARD_ASSIGNEE, name=lead.assignee.name)


def _tell_way(lead: Lead, voice: Voice, ways: Ways) -> Iterable[str]:
    """How the person can be written to, where that is not as usual."""
    way = way_to(lead, ways)
    if lead.consent is Consent.NOT_ASKED:
        yield voice.say(StaffPhrase.CARD_NOT_ASKED)
    elif way is Way.MAIL:
        yield voice.say(StaffPhrase.CARD_BY_MAIL)
    elif way is None:
        value = ", ".join(filter(None, (lead.email, lead.phone)))
        yield voice.say(StaffPhrase.CARD_UNREACHABLE, value=short(value, VALUE_MOST))


def _consent_of(lead: Lead) -> str:
    """Where and to whom consent was given, for a lead that was entered by hand."""
    return f"{lead.consent_where} · {lead.consent_by}" if lead.consent_where else ""


def source_name(channel: str, voice: Voice) -> str:
    """Where a lead that was entered by hand came from; empty for one of the bot's own."""
    return voice.say(phrase_of(f"lead_source_{channel}")) if channel in list(Source) else ""


def _quote(message: Message, voice: Voice) -> str:
    mark = "✏️ " if message.is_correction else ""
    said = " ".join(filter(None, (_name_file(message.file, voice), message.text)))
    if message.direction is Direction.FROM_VISITOR:
        return f"← {voice.say(StaffPhrase.CARD_VISITOR)}: {mark}{said}"
    is_letter = message.by_mail and message.state is Sending.SENT
    state = voice.say(StaffPhrase.SENDING_MAILED if is_letter else SENDING_PHRASES[message.state])
    return f"→ {message.who} ({state}): {mark}{said}"


def file_kind(file: File | None, voice: Voice) -> str:
    """What was sent, in words; the most general one for kinds without a word of their own."""
    return voice.say(FILE_PHRASES.get(file.kind if file else "", DeskPhrase.FILE_OTHER))


def _name_file(file: File | None, voice: Voice) -> str:
    if file is None:
        return ""
    kind = file_kind(file, voice)
    told = f"{kind}: {file.name}" if file.name else kind
    return voice.say(StaffPhrase.CARD_FILE_LEFT, file=told) if file.is_left else f"[{told}]"


def _name_partners(keys: Sequence[str], voice: Voice) -> str:
    return ", ".join(voice.title(key) for key in keys[:SHOWN_LAST])


def _bullets(lines: Sequence[str], most: int) -> str:
    return _lines([f"• {line}" for line in lines], most)


def _lines(lines: Sequence[str], most: int) -> str:
    return "\n".join(short(line, most) for line in lines[-SHOWN_LAST:])


COMPANY_MOST: Final = 60
"""Characters of a company's name where others stand beside it."""


def short(text: str, most: int) -> str:
    """Cut a text that is longer than `most` characters."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _at(moment: datetime, voice: Voice) -> str:
    at = moment.astimezone(UTC)
    return f"{voice.day(at.date())}, {at:%H:%M}"
