"""From a match to a reply: what the bot says of an entry, a partner or a list, and what is remember of it.

Entries that belong together are derived from shared partners, ways and topics, never written down.
"""

from collections.abc import Iterable
from dataclasses import replace

from bot.core.knowledge import Entry, Knowledge, Partner
from bot.core.match import Candidate, Key, Match, Rule, Verdict
from bot.core.phrases import Phrase
from bot.core.query import is_list
from bot.core.snapshot import Snapshot
from bot.core.types import Language
from bot.core.voice import Voice, own_name
from bot.dialogue.buttons import entry_choice, mark_of
from bot.dialogue.intents import BY_INTENT, OFFERED, PHRASE_OF_INTENT, assent
from bot.dialogue.partner_lists import SOURCES_SHOWN, is_running, word_list
from bot.dialogue.turn import Choice, Reply, State

SHOWN = 3
BUTTONS_EACH = 2
"""Rows of buttons that each of several answers in one message brings."""
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


NOT_SAID = {
    "where": Phrase.WHERE_UNKNOWN,
    "when": Phrase.WHEN_UNKNOWN,
    "amount": Phrase.AMOUNT_UNKNOWN,
    "rank": Phrase.RANK_UNKNOWN,
    "reason": Phrase.REASON_UNKNOWN,
    "today": Phrase.TODAY_UNKNOWN,
}
"""What is said of all that can be asked about a partner besides who it is, where no source tells it."""
ASPECTS = tuple(NOT_SAID)

Rows = tuple[tuple[Choice, ...], ...]


def reply_to(match: Match, knowledge: Knowledge) -> Reply:
    """Word the reply to any verdict, in the language of the match; several parts in one message."""
    if not match.parts:
        return _reply_to_one(match, knowledge)
    told = [_reply_to_one(each, knowledge) for each in (replace(match, parts=()), *match.parts)]
    texts = [told[0].text, *(f"{each.title}\n{each.text}".strip() for each in told[1:])]
    if match.is_cut:
        texts.append(Voice(knowledge, match.language).say(Phrase.PARTS_LEFT))
    sources = dict.fromkeys(source for each in told for source in each.sources[:1])
    rows = dict.fromkeys(row for each in told for row in each.choices[:BUTTONS_EACH])
    return replace(told[0], text="\n\n".join(texts), sources=tuple(sources), choices=tuple(rows))


def _reply_to_one(match: Match, knowledge: Knowledge) -> Reply:
    voice = Voice(knowledge, match.language)
    match match.verdict:
        case Verdict.ANSWER if match.key is not None:
            found = answer(match.key, voice, match.aspect, is_new=not match.goes_on)
            return found if match.goes_on else _with_suggestions(found, match, voice)
        case Verdict.SUGGEST if rows := _offer(match.suggestions, voice):
            none = Choice(voice.say(Phrase.NONE_OF_THESE), "/topics")
            return Reply(voice.say(Phrase.SUGGEST), choices=(*rows, (none,)))
        case Verdict.NOT_LISTED:
            return _decline(match, voice)
        case _ if match.explanation.rule is Rule.FOREIGN_SCRIPT:
            spoken = voice.languages_spoken()
            text = voice.say(Phrase.FOREIGN_SCRIPT, languages=spoken)
            return Reply(text, choices=language_choices(voice))
        case _:
            return Reply(voice.say(Phrase.FALLBACK), choices=ways_out(voice))


def language_choices(voice: Voice) -> Rows:
    """A button for each language that the bot speaks, named as it calls itself."""
    live = voice.knowledge.talk.languages
    return tuple((Choice(own_name(code).capitalize(), f"lang:{code}"),) for code in live)


def answer(
    key: Key, voice: Voice, aspect: str | None = None, page: int = 0, *, is_new: bool = False
) -> Reply:
    """Say what is known under a key; a key that no longer exists gets a sentence that says so.

    Args:
        key: What is asked about.
        voice: What is known, and in which language to say it.
        aspect: What is asked about a partner: where or when.
        page: Of a long list.
        is_new: True where the partner was not spoken of before, so that more than the aspect is told.
    """
    if is_list(key):
        return word_list(key, voice, page, aspect)
    entry = voice.knowledge.entries.get(key)
    if entry is None:
        return Reply(voice.say(Phrase.ENTRY_GONE), choices=ways_out(voice))
    return Reply(
        _word_entry(entry, aspect, voice, is_new=is_new),
        title=voice.pick(entry.title),
        sources=entry.sources[:SOURCES_SHOWN],
        footer=_word_footer(entry, voice),
        choices=_lead_on(entry, voice),
    )


def told_already(match: Match, knowledge: Knowledge) -> Reply:
    """Say that what is known under the key of an answer was said just before."""
    voice = Voice(knowledge, match.language)
    title = voice.title(match.key or "")
    reply = Reply(voice.say(Phrase.TOLD_ALREADY, title=title), choices=ways_out(voice)[1:])
    return _with_suggestions(reply, match, voice)


def _with_suggestions(reply: Reply, match: Match, voice: Voice) -> Reply:
    if not match.suggestions:
        return reply
    rows = _offer(match.suggestions, voice)
    besides = voice.say(Phrase.NOT_LISTED_BESIDES)
    return replace(reply, text=f"{reply.text}\n\n{besides}", choices=(*rows, *reply.choices))


def ways_out(voice: Voice) -> Rows:
    """The choices that always help: subjects, partners, a person."""
    return (
        (
            Choice(voice.say(Phrase.SEE_TOPICS), "/topics"),
            Choice(voice.say(Phrase.SEE_PARTNERS), "/partners"),
        ),
        (Choice(voice.say(Phrase.PERSON_CHOICE), "/enquire"),),
    )


def _offer(offered: Iterable[Candidate], voice: Voice) -> Rows:
    buttons = (
        _intent_choice(each.key, voice)
        if each.key in voice.knowledge.intents
        else entry_choice(each.key, voice)
        for each in offered
    )
    return tuple((button,) for button in buttons if button is not None)


def _intent_choice(key: Key, voice: Voice) -> Choice | None:
    label = OFFERED.get(key)
    return None if label is None else Choice(voice.say(label), BY_INTENT[key])


def _word_entry(entry: Entry, aspect: str | None, voice: Voice, *, is_new: bool) -> str:
    text = voice.pick(entry.answer)
    if entry.inference:
        text += "\n\n" + voice.say(Phrase.INFERENCE)
    if not isinstance(entry, Partner) or aspect is None or aspect in entry.tells:
        return text
    told = _tell(entry, aspect, voice)
    if told and not is_new:
        return told
    return (told or voice.say(NOT_SAID[aspect], name=voice.pick(entry.title))) + "\n\n" + text


def _tell(partner: Partner, aspect: str, voice: Voice) -> str:
    """What the fields of a partner tell of an aspect; empty where they tell nothing."""
    match aspect:
        case "where":
            return _tell_where(partner, voice)
        case "when":
            return _tell_when(partner, voice)
        case "today":
            told = _tell_when(partner, voice)
            return f"{told} {voice.say(Phrase.TODAY_UNKNOWN)}" if told and not is_running(partner) else told
        case _:
            return ""


def _tell_where(partner: Partner, voice: Voice) -> str:
    name = voice.pick(partner.title)
    places = [voice.country(country) for country in partner.countries]
    places += [voice.pick(partner.places)] if voice.language in partner.places else []
    seats = [voice.country(seat.country) for seat in partner.seats]
    told = [voice.say(Phrase.WHERE, name=name, places=", ".join(places))] if places else []
    told += [voice.say(Phrase.WHERE_BASED, name=name, places=", ".join(seats))] if seats else []
    return "\n".join(told)


def _tell_when(partner: Partner, voice: Voice) -> str:
    period = voice.period(partner.period)
    return voice.say(Phrase.WHEN, name=voice.pick(partner.title), period=period) if period else ""


def _word_footer(entry: Entry, voice: Voice) -> str:
    date = _tell_dates(entry, voice)
    if not isinstance(entry, Partner):
        return date
    talk = voice.knowledge.talk
    titles = {facet.id: facet.title for facet in (*talk.relations, *talk.sectors)}
    groups = ", ".join(voice.pick(titles[group]) for group in (*entry.relations, entry.sector))
    return voice.say(Phrase.PARTNER_FACTS, groups=groups) + "\n" + date


def _tell_dates(entry: Entry, voice: Voice) -> str:
    reviewed = voice.day(entry.reviewed_on)
    periods = [voice.period(source.as_of) for source in entry.sources[:SOURCES_SHOWN]]
    dated = "; ".join(dict.fromkeys(period for period in periods if period))
    if dated:
        return voice.say(Phrase.DATED, period=dated, reviewed=reviewed)
    return voice.say(Phrase.UNDATED, reviewed=reviewed)


def _lead_on(entry: Entry, voice: Voice) -> Rows:
    rows: Rows = tuple((entry_choice(other.id, voice),) for other in related(entry, voice.knowledge))
    if entry.way is None:
        return rows
    label = voice.say(Phrase.ENQUIRE_CHOICE)
    return (*rows, (Choice(label, f"/enquire {entry.way}"),))


def _decline(match: Match, voice: Voice) -> Reply:
    text = voice.say(Phrase.NOT_LISTED, name=match.name or "?")
    if any(candidate.key in voice.knowledge.partners for candidate in match.suggestions):
        text += "\n\n" + voice.say(Phrase.NOT_LISTED_CLOSE)
    elif match.suggestions:
        text += "\n\n" + voice.say(Phrase.NOT_LISTED_BESIDES)
    rows = _offer(match.suggestions, voice)
    return Reply(text, choices=(*rows, *ways_out(voice)))


_WISHED = 0.45
"""Confidence of the matcher from which words in place of a button are taken for a wish."""


def command_meant(match: Match) -> str | None:
    """The command that an answered wish stands for, if it is one."""
    return BY_INTENT.get(match.key or "") if match.verdict is Verdict.ANSWER else None


def word_reply(match: Match, knowledge: Knowledge) -> Reply:
    """Word the reply to a verdict; a wish that is only talk gets a sentence."""
    phrase = PHRASE_OF_INTENT.get(match.key or "") if match.verdict is Verdict.ANSWER else None
    if phrase is None:
        return reply_to(match, knowledge)
    voice = Voice(knowledge, match.language)
    leads_on = phrase in (Phrase.GREETING, Phrase.COMPLAINT)
    return Reply(voice.say(phrase), choices=ways_out(voice) if leads_on else ())


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
    """The way to get involved that the likeliest entry belongs to, if any is likely at all."""
    supports = match.explanation.evidence.candidates
    likely = [support.key for support in supports if support.confidence >= _WISHED]
    decided = (match.key, *(candidate.key for candidate in match.suggestions))
    found = (knowledge.entries.get(key) for key in (*(each for each in decided if each in likely), *likely))
    return next((entry.way for entry in found if entry and entry.way), None)


def small_talk(text: str, language: Language, snapshot: Snapshot) -> Reply | None:
    """The reply to thanks, a greeting or a mere yes or no; None to anything else."""
    if assent(text, snapshot.knowledge):
        return Reply(Voice(snapshot.knowledge, language).say(Phrase.ALL_RIGHT))
    match = snapshot.matcher.match(text, language)
    is_talk = match.explanation.evidence.is_exact and match.key in PHRASE_OF_INTENT
    return replace(word_reply(match, snapshot.knowledge), choices=()) if is_talk else None
