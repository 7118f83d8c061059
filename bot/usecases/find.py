"""Finding by whatever somebody remembers: a part of a name, an address, a misspelt company, a question."""

from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from bot.core.answer import title_of
from bot.core.knowledge import Id, Language
from bot.core.lead import Lead
from bot.core.lead_filter import LeadFilter
from bot.core.matching.match import Verdict
from bot.core.text import fold
from bot.store import lead_search, signs
from bot.store.database import Database
from bot.store.schema import LeadRow
from bot.usecases.deliver import Live
from bot.usecases.lead_view import bare_leads

ALIKE_FROM: Final = 75.0
"""Likeness in percent from which a lead is worth showing for a misspelt name."""


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """An entry of the knowledge that may be meant."""

    key: Id
    title: str
    score: float


class Find:
    """Looks through leads and knowledge, forgiving slips."""

    def __init__(self, database: Database, live: Live) -> None:
        """Put the parts together.

        Args:
            database: Where the leads are.
            live: Gives the knowledge of the moment.
        """
        self._database = database
        self._live = live

    async def leads(self, text: str, most: int = 10) -> tuple[Lead, ...]:
        """Give the leads with a text somewhere in them, newest first, then those with nearly such a name."""
        if not text.strip():
            return ()
        async with self._database.reading() as session:
            exact = list(await lead_search.search(session, LeadFilter(text=text, merged=True), most))
            if len(exact) < most:
                known = {row.id for row in exact}
                near = await lead_search.rows_of(session, await signs.with_words(session, text))
                exact += _alike(text, [row for row in near if row.id not in known])
            return bare_leads(exact[:most])

    def entries(self, text: str, language: Language, most: int = 5) -> tuple[FoundEntry, ...]:
        """Give the entries that the bot would answer or suggest, likeliest first."""
        snapshot = self._live.snapshot
        match = snapshot.matcher.match(text, language)
        found = [(match.key, match.score)] if match.verdict is Verdict.ANSWER and match.key else []
        found += [(candidate.key, candidate.score) for candidate in match.suggestions]
        return tuple(
            FoundEntry(key, title_of(key, snapshot.knowledge, language), score) for key, score in found
        )[:most]


def _alike(text: str, rows: list[LeadRow]) -> list[LeadRow]:
    """Give those whose company or person is nearly as written, the likest first."""
    said = fold(text)
    scored = [
        (max(fuzz.partial_ratio(said, fold(name)) for name in (row.company, row.contact_name)), row)
        for row in rows
    ]
    alike = [(score, row) for score, row in scored if score >= ALIKE_FROM]
    return [row for _, row in sorted(alike, key=lambda pair: pair[0], reverse=True)]
