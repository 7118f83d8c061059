"""One search over leads and knowledge, which forgives slips of the finger."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from bot.core.knowledge import Entry, Partner
from bot.core.snapshot import Live
from bot.core.text import words
from bot.core.types import Id, Language
from bot.core.voice import Voice
from bot.leads.lead import Lead
from bot.leads.listing import LeadFilter
from bot.store import lead_search
from bot.store.database import Database
from bot.usecases.lead_reading import bare_leads

ALIKE_FROM: Final = 78.0
"""Likeness in percent from which a name or title counts as the one that was meant."""
TEXT_MOST: Final = 100
"""Characters of the wish that are looked at."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, likeliest first."""

    leads: tuple[Lead, ...]
    entries: tuple[tuple[Id, str], ...]
    """Entries of the knowledge with their titles."""


class Find:
    """Searches."""

    def __init__(self, database: Database, live: Live) -> None:
        self._database = database
        self._live = live

    async def find(self, text: str, language: Language, most: int = 10) -> Found:
        """Search leads by all that is in them, knowledge by question, name and title.

        Args:
            text: What somebody typed.
            language: In which language titles are to be.
            most: At most so many of each.
        """
        wish = text.strip()[:TEXT_MOST]
        if not words(wish):
            return Found((), ())
        async with self._database.reading() as session:
            exact = list(await lead_search.search(session, LeadFilter(text=wish), most))
            known = {row.id for row in exact}
            ids = [each for each in await lead_search.with_words(session, wish) if each not in known]
            near = await lead_search.rows_of(session, ids) if ids else ()
        scored = [
            (likeness, row)
            for row in near
            if (likeness := _likeness(wish, (row.company, row.contact_name))) >= ALIKE_FROM
        ]
        scored.sort(key=lambda each: each[0], reverse=True)
        rows = [*exact, *(row for _, row in scored)][:most]
        return Found(bare_leads(rows), self._entries(wish, language, most))

    def _entries(self, wish: str, language: Language, most: int) -> tuple[tuple[Id, str], ...]:
        snapshot = self._live.snapshot
        voice = Voice(snapshot.knowledge, language)
        match = snapshot.matcher.match(wish, language)
        keys = [match.key, *(candidate.key for candidate in match.suggestions)]
        named = _by_title(wish, voice)
        found = [key for key in dict.fromkeys((*keys, *named)) if key in snapshot.knowledge.entries]
        return tuple((key, voice.title(key)) for key in found[:most] if key)


def _likeness(wish: str, names: Iterable[str]) -> float:
    """How like a name the wish is, in percent: each word of it against the likest of the name."""
    wanted = words(wish)
    best = 0.0
    for name in names:
        spelt = words(name)
        if spelt and wanted:
            each = (max(fuzz.ratio(word, other) for other in spelt) for word in wanted)
            best = max(best, sum(each) / len(wanted))
    return best


def _by_title(wish: str, voice: Voice) -> list[Id]:
    scored = []
    for entry in voice.knowledge.entries.values():
        likeness = _likeness(wish, _names(entry, voice))
        if likeness >= ALIKE_FROM:
            scored.append((likeness, entry.id))
    return [key for _, key in sorted(scored, key=lambda each: -each[0])]


def _names(entry: Entry, voice: Voice) -> list[str]:
    named = [name for names in entry.names.values() for name in names] if isinstance(entry, Partner) else []
    return [voice.pick(entry.title), *named]
