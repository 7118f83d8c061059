"""What staff are told of what became of their wish. Pure."""

from bot.channels.telegram.buttons import status_name
from bot.core.dates import day
from bot.core.frozen import Language
from bot.core.knowledge import Knowledge
from bot.core.lead import Lead, What
from bot.core.outcome import (
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
from bot.core.phrases import AnyPhrase, Phrase, say
from bot.core.staff_phrases import StaffPhrase

_DONE: dict[What, AnyPhrase] = {
    What.ASSIGNED: Phrase.LEAD_CLAIMED,
    What.RELEASED: Phrase.LEAD_RELEASED,
    What.SNOOZED: StaffPhrase.LEAD_SNOOZED,
    What.WOKEN: StaffPhrase.LEAD_WOKEN,
}


def spoken(outcome: Outcome, knowledge: Knowledge, language: Language) -> tuple[str, bool]:
    """Give the sentence, and whether whoever asked must see it."""
    match outcome:
        case Unknown():
            return say(knowledge, Phrase.LEAD_UNKNOWN, language, reference=outcome.reference), True
        case Changed():
            return _done(outcome.lead, knowledge, language), False
    lead = outcome.lead
    reference, status = lead.reference, status_name(lead.status, knowledge, language)
    match outcome:
        case Taken():
            text = say(knowledge, Phrase.LEAD_TAKEN, language, reference=reference, name=outcome.by.name)
        case Outdated():
            text = say(knowledge, Phrase.LEAD_CHANGED, language, reference=reference, status=status)
        case NotAllowed():
            text = say(knowledge, Phrase.LEAD_UNMOVABLE, language, reference=reference, status=status)
        case Unchanged():
            return say(knowledge, StaffPhrase.LEAD_SAME, language, reference=reference), False
        case Merged():
            into = lead.merged_into or ""
            text = say(knowledge, StaffPhrase.LEAD_MERGED, language, reference=reference, into=into)
        case Unreachable():
            text = say(knowledge, StaffPhrase.LEAD_UNREACHABLE, language, reference=reference)
        case Forbidden():
            text = say(knowledge, StaffPhrase.LEAD_FORBIDDEN, language, reference=reference)
        case Gone():
            text = say(knowledge, Phrase.CARD_ERASED, language)
        case _:
            text = say(knowledge, Phrase.LEAD_CHANGED, language, reference=reference, status=status)
    return text, True


def _done(lead: Lead, knowledge: Knowledge, language: Language) -> str:
    last = lead.history[-1].what if lead.history else None
    phrase = _DONE.get(last) if last else None
    until = day(lead.snoozed_until.date(), language) if lead.snoozed_until else ""
    if phrase is StaffPhrase.LEAD_SNOOZED:
        return say(knowledge, phrase, language, reference=lead.reference, date=until)
    if phrase is not None:
        return say(knowledge, phrase, language, reference=lead.reference)
    status = status_name(lead.status, knowledge, language)
    return say(knowledge, Phrase.LEAD_MOVED, language, reference=lead.reference, status=status)
