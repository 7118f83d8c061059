"""Lists of partners in words: who is on them, since when, and what the sources do not say of them."""

from collections.abc import Iterable, Sequence

from bot.core.dates import years
from bot.core.knowledge import Partner
from bot.core.match import Key
from bot.core.partner_lists import find, listed, split
from bot.core.phrases import Phrase
from bot.core.query import EVERYONE, NOBODY, Query, parse
from bot.core.types import Id, Source
from bot.core.voice import Voice
from bot.dialogue.buttons import entry_choice
from bot.dialogue.turn import Choice, Reply

SOURCES_SHOWN = 3
LISTED_PER_PAGE = 5
NAMED_AT_MOST = 40
GROUPED_FROM = 9
"""Names from which a list is grouped by what the sources say of their time."""

NOT_SAID = {
    "amount": Phrase.LIST_AMOUNT,
    "rank": Phrase.LIST_RANK,
    "reason": Phrase.LIST_REASON,
    "today": Phrase.LIST_TODAY,
}
"""What is said first of an aspect that the sources do not tell of several together."""


def word_list(key: Key, voice: Voice, page: int = 0, asked: Id | None = None) -> Reply:
    """Word the list of a query.

    Args:
        key: The key of the query.
        voice: What is known, and in which language to say it.
        page: Which of its members have buttons.
        asked: The aspect that is asked of its members.
    """
    query = parse(key)
    if query == NOBODY:
        return Reply(voice.say(Phrase.LIST_NOBODY), choices=((entry_choice(EVERYONE, voice),),))
    found = listed(voice.knowledge, query)
    footer = _footer(query, voice)
    if not found:
        text = f"{voice.say(Phrase.LIST_NONE)}\n\n{footer}".rstrip()
        wider = tuple((entry_choice(each.key, voice),) for each in _wider(query, voice))
        return Reply(text, title=voice.title(key), choices=wider)
    told = [voice.say(NOT_SAID[asked])] if asked in NOT_SAID else []
    told.append(voice.say(Phrase.LIST_FOUND, count=len(found)) + " " + _names(query, found, voice))
    on_page = found[page * LISTED_PER_PAGE : (page + 1) * LISTED_PER_PAGE]
    buttons = [entry_choice(partner.id, voice) for partner in on_page]
    if (page + 1) * LISTED_PER_PAGE < len(found):
        buttons.append(Choice(voice.say(Phrase.MORE), f"e:{key}@{page + 1}"))
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    if query.placed() != query:
        rows.append((entry_choice(query.placed().key, voice),))
    sources: dict[str, Source] = {
        source.url or source.title: source for partner in on_page for source in partner.sources[:1]
    }
    return Reply(
        "\n\n".join(told),
        title=voice.title(key),
        sources=tuple(sources.values())[:SOURCES_SHOWN],
        footer=f"{voice.say(Phrase.LIST_NOTE)} {footer}".rstrip(),
        choices=tuple(rows),
    )


def _footer(query: Query, voice: Voice) -> str:
    """What a country means, and of how many the seat is known."""
    if not query.places:
        return ""
    partners = voice.knowledge.partners.values()
    known = sum(bool(partner.seats) for partner in partners)
    return voice.say(Phrase.LIST_PLACES, known=known, count=len(partners))


def _wider(query: Query, voice: Voice) -> Iterable[Query]:
    """Conditions that are left out one after the other until somebody fits."""
    eased = [query.placed(), *(query.without([clause]) for clause in query.clauses)]
    fitting = (each for each in eased if each.clauses and each != query and find(voice.knowledge, each))
    return tuple(fitting)[:2]


def _names(query: Query, found: Sequence[Partner], voice: Voice) -> str:
    """The names: by the alternatives of the query, where it has any, else by time, where they are many."""
    parts = split(voice.knowledge, query)
    if parts:
        return "".join(
            f"\n{voice.term(term)} ({len(some)}): {_enumerated(some, voice)}" for term, some in parts.items()
        )
    if len(found) < GROUPED_FROM:
        return _enumerated(found, voice)
    shown = found[:NAMED_AT_MOST]
    by_time: dict[Phrase, list[Partner]] = {
        Phrase.LIST_RUNNING: [each for each in shown if is_running(each)],
        Phrase.LIST_DATED: [each for each in shown if years(each.period) and not is_running(each)],
        Phrase.LIST_UNDATED: [each for each in shown if not years(each.period)],
    }
    lines = [f"\n{voice.say(phrase)} {_enumerated(some, voice)}" for phrase, some in by_time.items() if some]
    return "".join(lines) + (" …" if len(found) > NAMED_AT_MOST else "")


def _enumerated(partners: Sequence[Partner], voice: Voice) -> str:
    """Names with their time; a dash where there are none."""
    names = [_dated(partner, voice) for partner in partners[:NAMED_AT_MOST]]
    more = " …" if len(partners) > NAMED_AT_MOST else "."
    return ", ".join(names) + more if names else "–"


def _dated(partner: Partner, voice: Voice) -> str:
    period = voice.period(partner.period)
    return f"{voice.pick(partner.title)} ({period})" if period else voice.pick(partner.title)


def is_running(partner: Partner) -> bool:
    """True if the sources, as they were last read, say that the work goes on."""
    span = years(partner.period)
    return span is not None and span[1] >= partner.reviewed_on.year
