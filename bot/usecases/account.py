"""What visitors are told about themselves: how their enquiries stand, and everything that is kept."""

from collections.abc import Sequence

from babel import Locale

from bot.core.dates import day
from bot.core.frozen import Country, Id, Language
from bot.core.knowledge import Knowledge
from bot.core.lead import Lead, Stage, stage_of
from bot.core.own_buttons import offers
from bot.core.phrases import Phrase, say
from bot.core.turn import Reply, State
from bot.store.schema import Conversation, Question

_PHRASES = {
    Stage.RECEIVED: Phrase.STAGE_RECEIVED,
    Stage.SEEN: Phrase.STAGE_SEEN,
    Stage.ASSIGNED: Phrase.STAGE_ASSIGNED,
    Stage.ANSWERED: Phrase.STAGE_ANSWERED,
    Stage.CLOSED: Phrase.STAGE_CLOSED,
}


def status_reply(leads: Sequence[Lead], knowledge: Knowledge, language: Language) -> Reply:
    """Tell a visitor how their enquiries stand, with buttons to correct or withdraw those still open."""
    if not leads:
        return Reply(say(knowledge, Phrase.STATUS_NONE, language))
    lines = [
        say(
            knowledge,
            Phrase.STATUS_LINE,
            language,
            reference=lead.reference,
            date=day(lead.created_at.date(), language),
            status=say(knowledge, _PHRASES[stage_of(lead)], language),
        )
        for lead in leads
    ]
    return Reply("\n".join(lines), choices=offers(tuple(leads), language, knowledge))


def data_text(
    conversation: Conversation,
    state: State,
    *,
    questions: Sequence[Question],
    leads: Sequence[Lead],
    knowledge: Knowledge,
    language: Language,
) -> str:
    """Tell a visitor everything that is kept about them."""
    since = day(conversation.created_at.date(), language)
    parts = [say(knowledge, Phrase.MYDATA_CHAT, language, date=since)]
    if spoken := state.language or state.spoken:
        name = Locale.parse(language).languages.get(spoken, spoken)
        parts.append(say(knowledge, Phrase.MYDATA_LANGUAGE, language, name=name))
    if questions:
        listed = _bullets([question.text for question in questions])
        parts.append(
            say(knowledge, Phrase.MYDATA_QUESTIONS, language, count=len(questions), questions=listed)
        )
    if state.form and any(state.form.values.values()):
        values = _bullets(list(state.form.values.values()))
        parts.append(say(knowledge, Phrase.MYDATA_FORM, language, values=values))
    parts.extend(_lead_text(lead, knowledge, language) for lead in leads)
    return say(knowledge, Phrase.MYDATA, language, data="\n\n".join(parts))


def _lead_text(lead: Lead, knowledge: Knowledge, language: Language) -> str:
    values = (
        _way(lead.way, knowledge, language),
        lead.company,
        lead.contact_name,
        lead.email,
        lead.phone,
        _country(lead.country, language),
        lead.message,
    )
    return say(
        knowledge,
        Phrase.MYDATA_LEAD,
        language,
        reference=lead.reference,
        date=day(lead.created_at.date(), language),
        consent=day(lead.consent_at.date(), language),
        values=_bullets(values),
    )


def _bullets(values: Sequence[str | None]) -> str:
    return "\n".join(f"• {value}" for value in values if value)


def _way(way: Id, knowledge: Knowledge, language: Language) -> str:
    titles = {known.id: known.title for known in knowledge.talk.ways}
    return titles.get(way, {}).get(language, way)


def _country(country: Country | None, language: Language) -> str | None:
    return Locale.parse(language).territories.get(country, country) if country else None
