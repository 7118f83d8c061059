"""Lead cards and lists of leads: what staff see of them. Pure.

A card stands in a chat for good, so it shows no address and no number: these are behind its contact button.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from bot.channels.telegram.markup import Part, Run, lay_out
from bot.channels.telegram.staff.card_buttons import buttons, status_name
from bot.core.phrases import AnyPhrase, Phrase
from bot.core.staff_phrases import StaffPhrase
from bot.core.voice import Voice
from bot.leads.lead import CLOSED, Lead, Status, What
from bot.leads.similar import partners_like
from bot.leads.staff import Direction, Message, Sending

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


def card(lead: Lead, asked_before: Iterable[str], voice: Voice) -> Part:
    """Show a lead as one message with its buttons.

    Args:
        lead: As it stands now.
        asked_before: What the visitor asked before the enquiry, oldest first.
        voice: The one that staff read.
    """
    asked = tuple(asked_before)
    keyboard = buttons(lead, voice)
    for scale in (1, 2, 4):
        parts = lay_out(_write(lead, asked, voice, scale), keyboard)
        if len(parts) == 1:
            break
    return replace(parts[0], keyboard=keyboard)


def contact(lead: Lead) -> str:
    """How the visitor of a lead can be reached, a line each."""
    return "\n".join(filter(None, (lead.contact_name, lead.email, lead.phone)))


def _write(lead: Lead, asked: tuple[str, ...], voice: Voice, scale: int) -> list[Run]:
    """The card's text; values are cut to their limits divided by `scale`."""
    most = VALUE_MOST // scale

    def line(phrase: AnyPhrase, value: str) -> list[Run]:
        return [Run("\n"), Run(voice.say(phrase, value=value))] if value else []

    status = status_name(lead.status, voice)
    title = voice.say(Phrase.CARD_TITLE, reference=lead.reference, status=status)
    notes = [f"{row.who}: {row.detail}" for row in lead.history if row.what is What.NOTED and row.detail]
    said = [_quote(message, voice) for message in lead.messages if message.text]
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
        *line(Phrase.CARD_ORIGIN, short(lead.origin, most)),
        *line(Phrase.CARD_RECEIVED, _at(lead.created_at, voice)),
        *line(Phrase.CARD_MESSAGE, short(lead.message or "", MESSAGE_MOST // scale)),
        *line(Phrase.CARD_ASKED, _bullets(asked, most)),
        *line(StaffPhrase.CARD_SAME_PERSON, ", ".join(lead.same_person[-LISTED_MOST:])),
        *line(Phrase.CARD_DUPLICATES, ", ".join(loose[:LISTED_MOST])),
        *line(StaffPhrase.CARD_EXCHANGE, _lines(said, most)),
        *line(Phrase.CARD_NOTES, _bullets(notes, most)),
        Run("\n\n"),
        Run("\n".join(_tell_state(lead, voice)), "i"),
    ]


def _tell_state(lead: Lead, voice: Voice) -> Iterable[str]:
    if lead.erased_at is not None:
        yield voice.say(Phrase.CARD_ERASED)
        return
    if lead.merged_into is not None:
        yield voice.say(StaffPhrase.CARD_MERGED, reference=lead.merged_into)
        return
    happened = [row.what for row in lead.history if row.what in (What.MOVED, What.WITHDRAWN)]
    if happened and happened[-1] is What.WITHDRAWN:
        yield voice.say(StaffPhrase.CARD_WITHDRAWN)
    if lead.snoozed_until is not None and lead.status not in CLOSED:
        until = voice.day(lead.snoozed_until.date())
        yield voice.say(StaffPhrase.CARD_SNOOZED, date=until)
    if lead.assignee is None:
        yield voice.say(Phrase.CARD_UNASSIGNED)
    else:
        yield voice.say(Phrase.CARD_ASSIGNEE, name=lead.assignee.name)


def _quote(message: Message, voice: Voice) -> str:
    if message.direction is Direction.FROM_VISITOR:
        return f"← {voice.say(StaffPhrase.CARD_VISITOR)}: {message.text}"
    state = voice.say(SENDING_PHRASES[message.state])
    return f"→ {message.who} ({state}): {message.text}"


def _name_partners(keys: Sequence[str], voice: Voice) -> str:
    return ", ".join(voice.title(key) for key in keys[:SHOWN_LAST])


def _bullets(lines: Sequence[str], most: int) -> str:
    return _lines([f"• {line}" for line in lines], most)


def _lines(lines: Sequence[str], most: int) -> str:
    return "\n".join(short(line, most) for line in lines[-SHOWN_LAST:])


def short(text: str, most: int) -> str:
    """Cut a text that is longer than `most` characters."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _at(moment: datetime, voice: Voice) -> str:
    at = moment.astimezone(UTC)
    return f"{voice.day(at.date())}, {at:%H:%M}"


COMPANY_MOST = 60


def leads_list(title: str, leads: Sequence[Lead], more: int, voice: Voice) -> tuple[Part, ...]:
    """Show leads below a title, a line each, with the number of those left out."""
    runs = [Run(title, "b"), Run("\n"), *lead_lines(leads, voice)]
    if not leads:
        runs.append(Run("\n" + voice.say(StaffPhrase.LEADS_EMPTY)))
    if more > 0:
        runs.append(Run("\n\n" + voice.say(Phrase.LEADS_MORE, count=more)))
    return lay_out(runs)


def found_list(leads: Sequence[Lead], entries: Sequence[tuple[str, str]], voice: Voice) -> tuple[Part, ...]:
    """Show what a search found: leads, and entries of the knowledge as id and title."""
    runs: list[Run] = []
    if leads:
        runs += [Run(voice.say(StaffPhrase.FIND_LEADS), "b"), Run("\n")]
        runs += [*lead_lines(leads, voice), Run("\n\n")]
    if entries:
        runs += [Run(voice.say(StaffPhrase.FIND_ENTRIES), "b"), Run("\n")]
        for key, title in entries:
            runs += [Run(f"\n{title} · "), Run(key, "code")]
    return lay_out(runs)


def lead_lines(leads: Sequence[Lead], voice: Voice) -> list[Run]:
    """A line for each lead: where it stands, whose it is, since when."""
    runs = []
    for lead in leads:
        text = voice.say(
            Phrase.LEADS_LINE,
            reference=lead.reference,
            status=status_name(lead.status, voice),
            company=short(lead.company, COMPANY_MOST) or "—",
            date=f"{lead.created_at.astimezone(UTC):%Y-%m-%d}",
        )
        taken = f" · {lead.assignee.name}" if lead.assignee else ""
        runs.append(Run(f"\n{ICONS[lead.status]} {text}{taken}"))
    return runs
