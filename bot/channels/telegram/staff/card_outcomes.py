"""What came of something that staff wanted to do with a lead, in words for a chat."""

from bot.channels.telegram.staff.cards import COMPANY_MOST, short, status_name
from bot.core.phrases import AnyPhrase, Phrase
from bot.core.staff_phrases import StaffPhrase
from bot.core.voice import Voice
from bot.leads.changes import (
    Changed,
    Forbidden,
    Gone,
    Merged,
    NeedsReason,
    NoConsent,
    NotAllowed,
    Outcome,
    Outdated,
    Taken,
    Unchanged,
    Unknown,
    Unreachable,
)
from bot.leads.lead import Lead, What

_DONE: dict[What, AnyPhrase] = {
    What.ASSIGNED: Phrase.LEAD_CLAIMED,
    What.RELEASED: Phrase.LEAD_RELEASED,
    What.SNOOZED: StaffPhrase.LEAD_SNOOZED,
    What.WOKEN: StaffPhrase.LEAD_WOKEN,
    What.CONSENTED: StaffPhrase.LEAD_CONSENTED,
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
        case NoConsent():
            text = voice.say(StaffPhrase.LEAD_NO_CONSENT, reference=reference)
        case NeedsReason():
            text = voice.say(StaffPhrase.LEAD_NEEDS_REASON, reference=reference)
        case Forbidden():
            text = voice.say(StaffPhrase.LEAD_FORBIDDEN, reference=reference)
        case Gone():
            text = voice.say(Phrase.CARD_ERASED)
        case _:
            text = voice.say(Phrase.LEAD_CHANGED, reference=reference, status=status)
    return text, True


def _tell_change(lead: Lead, voice: Voice) -> str:
    last = next((row.what for row in reversed(lead.history) if row.what is not What.REASON), None)
    phrase = _DONE.get(last) if last else None
    until = voice.day(lead.snoozed_until.date()) if lead.snoozed_until else ""
    if phrase is StaffPhrase.LEAD_SNOOZED:
        return voice.say(phrase, reference=lead.reference, date=until)
    if phrase is not None:
        return voice.say(phrase, reference=lead.reference)
    status = status_name(lead.status, voice)
    return voice.say(Phrase.LEAD_MOVED, reference=lead.reference, status=status)


def tell_taken(lead: Lead, voice: Voice) -> str:
    """Say for whom a reply was taken, so that one to the wrong card is seen at once."""
    company = short(lead.company, COMPANY_MOST)
    return voice.say(StaffPhrase.REPLY_TAKEN, reference=lead.reference, company=company)
