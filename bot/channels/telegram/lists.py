"""Lists for staff: leads by wish, and what a search found. Pure."""

from collections.abc import Sequence
from datetime import UTC

from bot.channels.telegram.buttons import status_name
from bot.channels.telegram.cards import ICONS, short
from bot.channels.telegram.markup import Part, Run, lay_out
from bot.core.frozen import Language
from bot.core.knowledge import Knowledge
from bot.core.lead import Lead
from bot.core.phrases import Phrase, say
from bot.core.staff_phrases import StaffPhrase

COMPANY_MOST = 60


def leads_list(
    title: str, leads: Sequence[Lead], more: int, knowledge: Knowledge, language: Language
) -> tuple[Part, ...]:
    """Show leads below a title, a line each, with the number of those left out."""
    runs = [Run(title, "b"), Run("\n"), *lead_lines(leads, knowledge, language)]
    if not leads:
        runs.append(Run("\n" + say(knowledge, StaffPhrase.LEADS_EMPTY, language)))
    if more > 0:
        runs.append(Run("\n\n" + say(knowledge, Phrase.LEADS_MORE, language, count=more)))
    return lay_out(runs)


def found_list(
    leads: Sequence[Lead], entries: Sequence[tuple[str, str]], knowledge: Knowledge, language: Language
) -> tuple[Part, ...]:
    """Show what a search found: leads, and entries of the knowledge as id and title."""
    runs: list[Run] = []
    if leads:
        runs += [Run(say(knowledge, StaffPhrase.FIND_LEADS, language), "b"), Run("\n")]
        runs += [*lead_lines(leads, knowledge, language), Run("\n\n")]
    if entries:
        runs += [Run(say(knowledge, StaffPhrase.FIND_ENTRIES, language), "b"), Run("\n")]
        for key, title in entries:
            runs += [Run(f"\n{title} · "), Run(key, "code")]
    return lay_out(runs)


def lead_lines(leads: Sequence[Lead], knowledge: Knowledge, language: Language) -> list[Run]:
    """Give a line for each lead: where it stands, whose it is, since when."""
    runs = []
    for lead in leads:
        text = say(
            knowledge,
            Phrase.LEADS_LINE,
            language,
            reference=lead.reference,
            status=status_name(lead.status, knowledge, language),
            company=short(lead.company, COMPANY_MOST) or "—",
            date=f"{lead.created_at.astimezone(UTC):%Y-%m-%d}",
        )
        taken = f" · {lead.assignee.name}" if lead.assignee else ""
        runs.append(Run(f"\n{ICONS[lead.status]} {text}{taken}"))
    return runs
