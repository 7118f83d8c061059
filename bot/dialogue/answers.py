"""From a match to a reply: what the bot says of an entry, a partner or a list, and what is remember of it.

Entries that belong together are derived from shared partners, ways and topics, never written down.
"""

from collections.abc import Iterable
from dataclasses import replace

from bot.core.countries import name_of
from bot.core.dates import day, in_words
from bot.core.knowledge import Entry, Knowledge, Partner, Source
from bot.core.match import Candidate, Key, Match, Verdict
from bot.core.partner_lists import heading, is_list, members, parse
from bot.core.phrases import Phrase, say
from bot.core.snapshot import Snapshot
from bot.core.types import Language
from bot.dialogue.buttons import mark_of
from bot.dialogue.intents import BY_INTENT, OFFERED, PHRASE_OF_INTENT, assent
from bot.dialogue.turn import Choice, Reply, State

SHOWN = 3
SHARED_PARTNER = 4
SAME_WAY = 2
SAME_TOPIC = 1


def related(entry: Entry, knowledge: Knowledge) -> tuple[Entry, ...]:
    """The entries closest to one, at most three, closest first; ties in the order of the knowledge.

    A partner and an entry about it are closest, then entries about the same partners, then those that lead
    to the same way to get involved, then those of the same topic; two partners are close by their sector and
    by the countries in which they work.
    """
    closeness = {other.id: _closeness(entry, other, knowledge) for other in knowledge.entries.values()}
    near = sorted((key for key, points in closeness.items() if points), key=lambda key: -closeness[key])
    return tuple(knowledge.entries[key] for key in near[:SHOWN])


def _closeness(entry: Entry, other: Entry, knowledge: Knowledge) -> int:
    if other.id == entry.id:
        return 0
    points = SHARED_PARTNER * len(knowledge.about[entry.id] & knowledge.about[other.id])
    if isinstance(entry, Partner) and isinstance(other, Partner):
        return points + (entry.sector == other.sector) + bool({*entry.countries} & {*other.countries})
    if entry.way is not None and entry.way == other.way:
        points += SAME_WAY
    topic = knowledge.topic_of.get(entry.id)
    if topic is not None and topic is knowledge.topic_of.get(other.id):
        points += SAME_TOPIC
    return points


SOURCES_SHOWN = 3
LISTED_PER_PAGE = 8
NAMED_AT_MOST = 40
LABEL_MOST = 60
ASPECTS = ("where", "when")
"""What can be told of a partner apart from who it is."""

Rows = tuple[tuple[Choice, ...], ...]


def reply_to(match: Match, knowledge: Knowledge) -> Reply:
    """Word the reply to any verdict, in the language of the match."""
    language = match.language
    match match.verdict:
        case Verdict.ANSWER if match.key is not None:
            found = answer(match.key, knowledge, language, match.aspect, is_new=not match.goes_on)
            return found if match.goes_on else _with_suggestions(found, match, knowledge)
        case Verdict.SUGGEST if rows := _titles(match.suggestions, knowledge, language):
            none = Choice(say(knowledge, Phrase.NONE_OF_THESE, language), "/topics")
            return Reply(say(knowledge, Phrase.SUGGEST, language), choices=(*rows, (none,)))
        case Verdict.NOT_LISTED:
            return _not_listed(match, knowledge)
        case _:
            return Reply(say(knowledge, Phrase.FALLBACK, language), choices=ways_out(knowledge, language))


def answer(
    key: Key,
    knowledge: Knowledge,
    language: Language,
    aspect: str | None = None,
    page: int = 0,
    *,
    is_new: bool = False,
) -> Reply:
    """Say what is known under a key; a key that no longer exists gets a sentence that says so.

    Args:
        key: What is asked about.
        knowledge: What is known.
        language: In which to say it.
        aspect: What is asked about a partner: where or when.
        page: Of a long list.
        is_new: True where the partner was not spoken of before, so that more than the aspect is told.
    """
    if is_list(key):
        return _list(key, knowledge, language, page)
    entry = knowledge.entries.get(key)
    if entry is None:
        return Reply(say(knowledge, Phrase.ENTRY_GONE, language), choices=ways_out(knowledge, language))
    return Reply(
        _text(entry, aspect, knowledge, language, is_new=is_new),
        title=entry.title[language],
        sources=entry.sources[:SOURCES_SHOWN],
        footer=_footer(entry, knowledge, language),
        choices=_further(entry, knowledge, language),
    )


def told_already(match: Match, knowledge: Knowledge) -> Reply:
    """Say that what is known under the key of an answer was said just before."""
    language = match.language
    title = title_of(match.key or "", knowledge, language)
    reply = Reply(
        say(knowledge, Phrase.TOLD_ALREADY, language, title=title), choices=ways_out(knowledge, language)[1:]
    )
    return _with_suggestions(reply, match, knowledge)


def _with_suggestions(reply: Reply, match: Match, knowledge: Knowledge) -> Reply:
    if not match.suggestions:
        return reply
    besides = say(knowledge, Phrase.NOT_LISTED_BESIDES, match.language)
    rows = _titles(match.suggestions, knowledge, match.language)
    return replace(reply, text=f"{reply.text}\n\n{besides}", choices=(*rows, *reply.choices))


def title_of(key: Key, knowledge: Knowledge, language: Language) -> str:
    """The title of an entry, a partner or a list; the key itself where nothing stands under it."""
    if is_list(key):
        return heading(key, knowledge, language) or say(knowledge, Phrase.LIST_EVERYONE, language)
    entry = knowledge.entries.get(key)
    return entry.title[language] if entry else key


def ways_out(knowledge: Knowledge, language: Language) -> Rows:
    """The choices that always help: subjects, partners, a person."""
    return (
        (
            Choice(say(knowledge, Phrase.SEE_TOPICS, language), "/topics"),
            Choice(say(knowledge, Phrase.SEE_PARTNERS, language), "/partners"),
        ),
        (Choice(say(knowledge, Phrase.PERSON_CHOICE, language), "/enquire"),),
    )


def entry_choice(key: Key, knowledge: Knowledge, language: Language) -> Choice:
    """A button that opens what stands under a key."""
    label = title_of(key, knowledge, language)
    return Choice(label if len(label) <= LABEL_MOST else label[: LABEL_MOST - 1] + "…", f"e:{key}")


def _titles(offered: Iterable[Candidate], knowledge: Knowledge, language: Language) -> Rows:
    buttons = (
        _intent_choice(each.key, knowledge, language)
        if each.key in knowledge.intents
        else entry_choice(each.key, knowledge, language)
        for each in offered
    )
    return tuple((button,) for button in buttons if button is not None)


def _intent_choice(key: Key, knowledge: Knowledge, language: Language) -> Choice | None:
    label = OFFERED.get(key)
    return None if label is None else Choice(say(knowledge, label, language), BY_INTENT[key])


def _text(entry: Entry, aspect: str | None, knowledge: Knowledge, language: Language, *, is_new: bool) -> str:
    text = entry.answer[language]
    if entry.inference:
        text += "\n\n" + say(knowledge, Phrase.INFERENCE, language)
    if not isinstance(entry, Partner) or aspect is None:
        return text
    told = _where(entry, knowledge, language) if aspect == "where" else _when(entry, knowledge, language)
    if told and not is_new:
        return told
    unknown = Phrase.WHERE_UNKNOWN if aspect == "where" else Phrase.WHEN_UNKNOWN
    return (told or say(knowledge, unknown, language, name=entry.title[language])) + "\n\n" + text


def _where(partner: Partner, knowledge: Knowledge, language: Language) -> str:
    places = [name_of(country, language) for country in partner.countries]
    places += [partner.places[language]] if language in partner.places else []
    if not places:
        return ""
    name = partner.title[language]
    return say(knowledge, Phrase.WHERE, language, name=name, places=", ".join(places))


def _when(partner: Partner, knowledge: Knowledge, language: Language) -> str:
    period = in_words(partner.period, language, knowledge)
    return (
        say(knowledge, Phrase.WHEN, language, name=partner.title[language], period=period) if period else ""
    )


def _footer(entry: Entry, knowledge: Knowledge, language: Language) -> str:
    date = _dated(entry, knowledge, language)
    if not isinstance(entry, Partner):
        return date
    titles = {facet.id: facet.title for facet in (*knowledge.talk.relations, *knowledge.talk.sectors)}
    groups = ", ".join(titles[group][language] for group in (*entry.relations, entry.sector))
    return say(knowledge, Phrase.PARTNER_FACTS, language, groups=groups) + "\n" + date


def _dated(entry: Entry, knowledge: Knowledge, language: Language) -> str:
    reviewed = day(entry.reviewed_on, language)
    periods = [in_words(source.as_of, language, knowledge) for source in entry.sources[:SOURCES_SHOWN]]
    dated = "; ".join(dict.fromkeys(period for period in periods if period))
    if dated:
        return say(knowledge, Phrase.DATED, language, period=dated, reviewed=reviewed)
    return say(knowledge, Phrase.UNDATED, language, reviewed=reviewed)


def _further(entry: Entry, knowledge: Knowledge, language: Language) -> Rows:
    rows: Rows = tuple((entry_choice(other.id, knowledge, language),) for other in related(entry, knowledge))
    if entry.way is None:
        return rows
    label = say(knowledge, Phrase.ENQUIRE_CHOICE, language)
    return (*rows, (Choice(label, f"/enquire {entry.way}"),))


def _list(key: Key, knowledge: Knowledge, language: Language, page: int) -> Reply:
    found = members(knowledge, key)
    title = title_of(key, knowledge, language)
    places = say(knowledge, Phrase.LIST_PLACES, language) if parse(key).places else ""
    if not found:
        text = f"{say(knowledge, Phrase.LIST_NONE, language)}\n\n{places}".rstrip()
        return Reply(text, title=title, choices=ways_out(knowledge, language))
    names = [partner.title[language] for partner in found]
    shown = ", ".join(names[:NAMED_AT_MOST]) + (" …" if len(names) > NAMED_AT_MOST else "")
    text = say(knowledge, Phrase.LIST_FOUND, language, count=len(found)) + " " + shown + "."
    start = page * LISTED_PER_PAGE
    on_page = found[start : start + LISTED_PER_PAGE]
    buttons = [entry_choice(partner.id, knowledge, language) for partner in on_page]
    rows: Rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    if start + LISTED_PER_PAGE < len(found):
        rows += ((Choice(say(knowledge, Phrase.MORE, language), f"e:{key}@{page + 1}"),),)
    sources: dict[str, Source] = {
        source.url or source.title: source for partner in on_page for source in partner.sources[:1]
    }
    return Reply(
        text,
        title=title,
        sources=tuple(sources.values())[:SOURCES_SHOWN],
        footer=f"{say(knowledge, Phrase.LIST_NOTE, language)} {places}".rstrip(),
        choices=rows,
    )


def _not_listed(match: Match, knowledge: Knowledge) -> Reply:
    language = match.language
    text = say(knowledge, Phrase.NOT_LISTED, language, name=match.name or "?")
    if any(candidate.key in knowledge.partners for candidate in match.suggestions):
        text += "\n\n" + say(knowledge, Phrase.NOT_LISTED_CLOSE, language)
    elif match.suggestions:
        text += "\n\n" + say(knowledge, Phrase.NOT_LISTED_BESIDES, language)
    rows = _titles(match.suggestions, knowledge, language)
    return Reply(text, choices=(*rows, *ways_out(knowledge, language)))


_WISHED = 0.45
"""Confidence of the matcher from which words in place of a button are taken for a wish."""


def command_meant(match: Match) -> str | None:
    """Give the command that an answered wish stands for, if it is one."""
    return BY_INTENT.get(match.key or "") if match.verdict is Verdict.ANSWER else None


def word_reply(match: Match, knowledge: Knowledge) -> Reply:
    """Word the reply to a verdict; a wish that is only talk gets a sentence."""
    phrase = PHRASE_OF_INTENT.get(match.key or "") if match.verdict is Verdict.ANSWER else None
    if phrase is None:
        return reply_to(match, knowledge)
    leads_on = phrase in (Phrase.GREETING, Phrase.COMPLAINT)
    choices = ways_out(knowledge, match.language) if leads_on else ()
    return Reply(say(knowledge, phrase, match.language), choices=choices)


def add_marks(reply: Reply, question: str, match: Match) -> Reply:
    """Let channels ask how good an answer is, or offer to tell once there is one."""
    if match.verdict is not Verdict.ANSWER:
        return replace(reply, watch=f"watch:{mark_of(question)}")
    return reply if match.key in PHRASE_OF_INTENT else replace(reply, rate=f"rate:{mark_of(question)}")


def remember(state: State, match: Match) -> State:
    """Remember what was answered, and in which language."""
    update: dict[str, object] = {"spoken": match.language}
    if match.verdict is Verdict.ANSWER and match.key not in PHRASE_OF_INTENT:
        update |= {"key": match.key, "aspect": match.aspect}
    return state.model_copy(update=update)


def way_meant(match: Match, knowledge: Knowledge) -> str | None:
    """Give the way to get involved that the likeliest entry belongs to, if any is likely at all."""
    supports = match.explanation.evidence.candidates
    likely = [support.key for support in supports if support.confidence >= _WISHED]
    decided = (match.key, *(candidate.key for candidate in match.suggestions))
    found = (knowledge.entries.get(key) for key in (*(each for each in decided if each in likely), *likely))
    return next((entry.way for entry in found if entry and entry.way), None)


def small_talk(text: str, language: Language, snapshot: Snapshot) -> Reply | None:
    """Give the reply to thanks, a greeting or a mere yes or no; None to anything else."""
    if assent(text, snapshot.knowledge):
        return Reply(say(snapshot.knowledge, Phrase.ALL_RIGHT, language))
    match = snapshot.matcher.match(text, language)
    is_talk = match.explanation.evidence.is_exact and match.key in PHRASE_OF_INTENT
    return replace(word_reply(match, snapshot.knowledge), choices=()) if is_talk else None
