"""Lists of leads in a chat, with buttons that open a card, filter and turn pages. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.markup import Part, Run, lay_out
from bot.channels.telegram.staff.cards import COMPANY_MOST, ICONS, short, status_name
from bot.channels.telegram.updates import STAFF_MARK
from bot.core.desk_phrases import DeskPhrase
from bot.core.phrases import AnyPhrase, Phrase
from bot.core.staff_phrases import StaffPhrase
from bot.core.voice import Voice
from bot.leads.due import is_late
from bot.leads.lead import Lead, Status, read_reference

PAGE: Final = 10
"""Leads on one page."""
LABEL_MOST: Final = 24
"""Characters of the company on the button that opens its card."""
DUE: Final = "🔴"
SNOOZED: Final = "💤"
ALL_OPEN: Final = "open"
MINE: Final = "mine"
FREE: Final = "free"
OVERDUE: Final = "overdue"
FILTERS: Final = {
    ALL_OPEN: DeskPhrase.OPEN_LEADS,
    MINE: DeskPhrase.MINE,
    FREE: DeskPhrase.NOBODYS,
    OVERDUE: DeskPhrase.OVERDUE_LEADS,
}
_TITLES: Final[dict[str, AnyPhrase]] = {
    ALL_OPEN: Phrase.LEADS_TITLE,
    MINE: StaffPhrase.LEADS_MINE,
    FREE: StaffPhrase.LEADS_FREE,
    OVERDUE: StaffPhrase.LEADS_OVERDUE,
}
_MARK: Final = f"{STAFF_MARK}list/"
CARD: Final = "card"
"""Unlike the buttons of cards, those of a list make no reply to it one that is about a lead."""


@dataclass(frozen=True, slots=True)
class View:
    """Which leads a list shows, and which page of them."""

    which: str = ALL_OPEN
    """One of the filters, or a status."""
    page: int = 0

    @property
    def token(self) -> str:
        return f"{_MARK}{self.which}/{self.page}"


def read_view(token: str) -> View | None:
    """Read the data of a press; None for what is no button of a list."""
    which, _, page = token.removeprefix(_MARK).partition("/")
    known = token.startswith(_MARK) and which in (*FILTERS, *Status)
    return View(which, int(page[:6])) if known and page.isascii() and page.isdecimal() else None


def read_opener(token: str) -> str | None:
    """Read which lead's card a button of a list opens; None for another button."""
    which, _, reference = token.removeprefix(_MARK).partition("/")
    return read_reference(reference) if token.startswith(_MARK) and which == CARD else None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of leads, and how many there are in all."""

    leads: Sequence[Lead]
    count: int


def lay_out_list(view: View, found: Found, voice: Voice, now: datetime, whose: str = "") -> Part:
    """Show a page of leads with its buttons.

    Args:
        view: What was asked for.
        found: What there is of it.
        voice: The one of the chat.
        now: The time, by which leads are as old as they are, and late.
        whose: Whose leads they are, where others read along.
    """
    status = status_name(Status(view.which), voice) if view.which in list(Status) else ""
    phrase = _TITLES.get(view.which) or StaffPhrase.LEADS_AT
    title = voice.say(phrase, count=found.count, status=status)
    if view == View() and not found.count:
        title = voice.say(Phrase.LEADS_NONE)
    runs = [
        Run(f"{title} · {whose}" if whose else title, "b"),
        Run("\n"),
        *lead_lines(found.leads, voice, now),
    ]
    if not found.leads and view != View():
        runs.append(Run("\n" + voice.say(StaffPhrase.LEADS_EMPTY)))
    if any(is_late(lead, voice.knowledge.talk.desk, now) for lead in found.leads):
        runs.append(Run(f"\n\n{DUE} {voice.say(StaffPhrase.LEADS_DUE_MARK)}", "i"))
    return lay_out(runs, _keyboard(view, found, voice))[-1]


def _keyboard(view: View, found: Found, voice: Voice) -> InlineKeyboardMarkup:
    cards = [
        InlineKeyboardButton(
            f"{lead.reference} · {short(lead.company, LABEL_MOST) or '—'}",
            callback_data=f"{_MARK}{CARD}/{lead.reference}",
        )
        for lead in found.leads
    ]
    rows = _in_rows(cards, 2)
    pages = -(-found.count // PAGE)
    turn = [
        InlineKeyboardButton(label, callback_data=View(view.which, to).token)
        for label, to in (("‹", view.page - 1), (f"{view.page + 1}/{pages}", view.page), ("›", view.page + 1))
        if 0 <= to < pages and pages > 1
    ]
    rows += [turn] if turn else []
    rows.append(filter_row(view, voice))
    statuses = [_filter(each, f"{ICONS[each]} {status_name(each, voice)}", view) for each in Status]
    return InlineKeyboardMarkup([*rows, *_in_rows(statuses, 3)])


def filter_row(view: View, voice: Voice) -> list[InlineKeyboardButton]:
    """A row of buttons that show all open leads, or some of them; the one of the view is marked."""
    return [_filter(which, voice.say(label), view) for which, label in FILTERS.items()]


def _in_rows(buttons: Sequence[InlineKeyboardButton], width: int) -> list[list[InlineKeyboardButton]]:
    return [list(buttons[start : start + width]) for start in range(0, len(buttons), width)]


def _filter(which: str, label: str, view: View) -> InlineKeyboardButton:
    marked = f"• {label}" if which == view.which else label
    return InlineKeyboardButton(marked, callback_data=View(which).token)


def lead_lines(leads: Sequence[Lead], voice: Voice, now: datetime) -> list[Run]:
    """Two lines for each lead: where it stands and since when; how old it is, from where, what for, whose."""
    runs = []
    for lead in leads:
        first = voice.say(
            Phrase.LEADS_LINE,
            reference=lead.reference,
            status=status_name(lead.status, voice),
            company=short(lead.company, COMPANY_MOST) or "—",
            date=f"{lead.created_at.astimezone(UTC):%Y-%m-%d}",
        )
        age = voice.duration((now - lead.created_at).total_seconds() / 3600)
        owner = lead.assignee.name if lead.assignee else voice.say(DeskPhrase.NOBODY)
        second = " · ".join(filter(None, (age, voice.country(lead.country), voice.way(lead.way), owner)))
        marks = f"{DUE} " if is_late(lead, voice.knowledge.talk.desk, now) else ""
        marks += f"{SNOOZED} " if lead.snoozed_until is not None and lead.snoozed_until > now else ""
        runs.append(Run(f"\n{ICONS[lead.status]} {first}\n     {marks}{second}"))
    return runs


def lay_out_found(
    leads: Sequence[Lead], entries: Sequence[tuple[str, str]], voice: Voice, now: datetime
) -> tuple[Part, ...]:
    """Show what a search found: leads, and entries of the knowledge as id and title."""
    runs: list[Run] = []
    if leads:
        runs += [Run(voice.say(StaffPhrase.FIND_LEADS), "b"), Run("\n")]
        runs += [*lead_lines(leads, voice, now), Run("\n\n")]
    if entries:
        runs += [Run(voice.say(StaffPhrase.FIND_ENTRIES), "b"), Run("\n")]
        for key, title in entries:
            runs += [Run(f"\n{title} · "), Run(key, "code")]
    return lay_out(runs)
