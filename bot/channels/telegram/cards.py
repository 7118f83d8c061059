"""Lead cards: what staff see of a lead, and its buttons. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from babel import Locale
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.markup import Part, Run, lay_out
from bot.channels.telegram.translate import STAFF_MARK
from bot.core.countries import name_of
from bot.core.dates import day
from bot.core.knowledge import Knowledge, Language
from bot.core.lead import TRANSITIONS, Lead, Status, What, read_reference
from bot.core.phrases import Phrase, say

ICONS: Final = {
    Status.NEW: "🆕",
    Status.CONTACTED: "📨",
    Status.QUALIFIED: "⭐",
    Status.WON: "✅",
    Status.LOST: "⚪",
    Status.SPAM: "🚫",
}
STATUS_PHRASES: Final = {
    Status.NEW: Phrase.LEAD_STATUS_NEW,
    Status.CONTACTED: Phrase.LEAD_STATUS_CONTACTED,
    Status.QUALIFIED: Phrase.LEAD_STATUS_QUALIFIED,
    Status.WON: Phrase.LEAD_STATUS_WON,
    Status.LOST: Phrase.LEAD_STATUS_LOST,
    Status.SPAM: Phrase.LEAD_STATUS_SPAM,
}
CLOSED: Final = (Status.WON, Status.LOST, Status.SPAM)
MESSAGE_MOST: Final = 1500
"""Characters of the message that a card shows; the rest is seen with the command line."""
VALUE_MOST: Final = 200
"""Characters of anything else."""
SHOWN_LAST: Final = 5
"""Notes and earlier questions on a card."""
CLAIM: Final = "claim"
RELEASE: Final = "release"


@dataclass(frozen=True, slots=True)
class Button:
    """What a press on a card asks for."""

    action: str
    """`claim`, `release`, or the status to move to."""
    reference: str
    version: int
    """The version of the lead that the card showed."""

    @property
    def token(self) -> str:
        return f"{STAFF_MARK}{self.action}/{self.reference}/{self.version}"


def read_button(token: str) -> Button | None:
    """Read the data of a press; None for what no card of ours carries."""
    parts = token.removeprefix(STAFF_MARK).split("/")
    if not token.startswith(STAFF_MARK) or len(parts) != 3 or not parts[2].isdecimal():
        return None
    action, reference, version = parts[0], read_reference(parts[1]), int(parts[2][:9])
    known = (CLAIM, RELEASE, *Status)
    return Button(action, reference, version) if reference and action in known else None


def status_name(status: Status, knowledge: Knowledge, language: Language) -> str:
    """What staff call a status."""
    return say(knowledge, STATUS_PHRASES[status], language)


def card(lead: Lead, asked_before: Iterable[str], knowledge: Knowledge, language: Language) -> Part:
    """Show a lead as one message with its buttons.

    Args:
        lead: As it stands now.
        asked_before: What the visitor asked before the enquiry, oldest first.
        knowledge: For the words.
        language: The language that staff read.
    """
    asked = tuple(asked_before)
    keyboard = buttons(lead, knowledge, language)
    for scale in (1, 2, 4):
        parts = lay_out(_runs(lead, asked, knowledge, language, scale), keyboard)
        if len(parts) == 1:
            break
    return replace(parts[0], keyboard=keyboard)


def _runs(
    lead: Lead, asked: tuple[str, ...], knowledge: Knowledge, language: Language, scale: int
) -> list[Run]:
    """The card's text; values are cut to their limits divided by `scale`."""
    most = VALUE_MOST // scale

    def line(phrase: Phrase, value: str) -> list[Run]:
        return [Run("\n"), Run(say(knowledge, phrase, language, value=value))] if value else []

    status = status_name(lead.status, knowledge, language)
    title = say(knowledge, Phrase.CARD_TITLE, language, reference=lead.reference, status=status)
    way = next((way.title[language] for way in knowledge.talk.ways if way.id == lead.way), lead.way)
    spoken = str(Locale.parse(language).languages.get(lead.language, lead.language))
    notes = [f"{row.who}: {row.detail}" for row in lead.history if row.what is What.NOTED and row.detail]
    return [
        Run(f"{ICONS[lead.status]} "),
        Run(title, "b"),
        Run("\n"),
        *line(Phrase.CARD_COMPANY, _short(lead.company, most)),
        *line(Phrase.CARD_WAY, way),
        *line(Phrase.CARD_PERSON, _short(lead.contact_name, most)),
        *line(Phrase.CARD_EMAIL, _short(lead.email or "", most)),
        *line(Phrase.CARD_PHONE, _short(lead.phone or "", most)),
        *line(Phrase.CARD_COUNTRY, name_of(lead.country, language) if lead.country else ""),
        *line(Phrase.CARD_LANGUAGE, spoken),
        *line(Phrase.CARD_ORIGIN, _short(lead.origin, most)),
        *line(Phrase.CARD_RECEIVED, _at(lead.created_at, language)),
        *line(Phrase.CARD_MESSAGE, _short(lead.message or "", MESSAGE_MOST // scale)),
        *line(Phrase.CARD_ASKED, _bullets(asked, most)),
        *line(Phrase.CARD_DUPLICATES, ", ".join(lead.possible_duplicates[:10])),
        *line(Phrase.CARD_NOTES, _bullets(notes, most)),
        Run("\n\n"),
        Run(_whose(lead, knowledge, language), "i"),
    ]


def buttons(lead: Lead, knowledge: Knowledge, language: Language) -> InlineKeyboardMarkup | None:
    """The moves that a lead allows now, and taking it or giving it back."""
    if lead.erased_at is not None:
        return None
    own = CLAIM if lead.assignee is None else RELEASE
    label = Phrase.CARD_CLAIM if own == CLAIM else Phrase.CARD_RELEASE
    rows = [[_button(lead, own, say(knowledge, label, language))]] if lead.status not in CLOSED else []
    moves = [
        _button(lead, to, _move_label(lead.status, to, knowledge, language))
        for to in TRANSITIONS[lead.status]
    ]
    return InlineKeyboardMarkup([*rows, moves])


def leads_list(leads: list[Lead], more: int, knowledge: Knowledge, language: Language) -> tuple[Part, ...]:
    """Show leads as a short list, with the number of those left out."""
    if not leads:
        return lay_out([Run(say(knowledge, Phrase.LEADS_NONE, language))])
    runs = [Run(say(knowledge, Phrase.LEADS_TITLE, language, count=len(leads) + more), "b"), Run("\n")]
    for lead in leads:
        text = say(
            knowledge,
            Phrase.LEADS_LINE,
            language,
            reference=lead.reference,
            status=status_name(lead.status, knowledge, language),
            company=_short(lead.company, 60) or "—",
            date=f"{lead.created_at.astimezone(UTC):%Y-%m-%d}",
        )
        taken = f" · {lead.assignee.name}" if lead.assignee else ""
        runs.append(Run(f"\n{ICONS[lead.status]} {text}{taken}"))
    if more:
        runs.append(Run("\n\n" + say(knowledge, Phrase.LEADS_MORE, language, count=more)))
    return lay_out(runs)


def _whose(lead: Lead, knowledge: Knowledge, language: Language) -> str:
    if lead.erased_at is not None:
        return say(knowledge, Phrase.CARD_ERASED, language)
    if lead.assignee is None:
        return say(knowledge, Phrase.CARD_UNASSIGNED, language)
    return say(knowledge, Phrase.CARD_ASSIGNEE, language, name=lead.assignee.name)


def _move_label(now: Status, to: Status, knowledge: Knowledge, language: Language) -> str:
    if now in CLOSED and to is not Status.SPAM:
        return say(knowledge, Phrase.CARD_REOPEN, language)
    return say(knowledge, Phrase.CARD_MOVE, language, status=status_name(to, knowledge, language))


def _button(lead: Lead, action: str, label: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=Button(action, lead.reference, lead.version).token)


def _bullets(lines: Sequence[str], most: int) -> str:
    return "\n".join(f"• {_short(line, most)}" for line in lines[-SHOWN_LAST:])


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _at(moment: datetime, language: Language) -> str:
    at = moment.astimezone(UTC)
    return f"{day(at.date(), language)}, {at:%H:%M}"
