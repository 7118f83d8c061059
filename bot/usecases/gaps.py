"""The gap board: what the bot could not answer well, and what staff decide to do about it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.content.patch import make_patch
from bot.core.gaps import ApprovedPhrasing, Draft, Gap, folded_question, is_live, put_together
from bot.core.match import Verdict
from bot.core.snapshot import Live
from bot.core.text import words
from bot.core.types import Id, Language
from bot.core.voice import Voice
from bot.leads.lead import Staff
from bot.leads.staff import Decision, Right, may
from bot.store import audit, gaps
from bot.store.database import Database

LOOKED_AT: Final = 300
"""Wordings that are put together; rarer ones are not worth anybody's time yet."""
TITLE_WORDS: Final = 6


@dataclass(frozen=True, slots=True)
class Likely:
    """An entry that a gap may be a phrasing of."""

    entry: Id
    title: str
    score: float


class GapBoard:
    """What is missing in the knowledge."""

    def __init__(self, database: Database, live: Live, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._live = live
        self._clock = clock

    async def open(self, most: int = 50, language: Language | None = None) -> tuple[Gap, ...]:
        """The gaps that nobody has decided on, most frequent first."""
        async with self._database.reading() as session:
            found = put_together(await gaps.most_frequent(session, LOOKED_AT))
        return tuple(gap for gap in found if language in (None, gap.language))[:most]

    async def find(self, question_id: int) -> Gap | None:
        """The open gap that a question belongs to, None if it is decided on or erased."""
        async with self._database.reading() as session:
            question = await gaps.question(session, question_id)
            if question is None:
                return None
            found = put_together(await gaps.most_frequent(session, LOOKED_AT))
        return next(
            (gap for gap in found if gap.language == question.language and question.folded in gap.folded),
            None,
        )

    def likely(self, gap: Gap, most: int = 4) -> tuple[Likely, ...]:
        """The entries that a gap may be a phrasing of, likeliest first."""
        snapshot = self._live.snapshot
        match = snapshot.matcher.match(gap.text, gap.language)
        keys = [(match.key, match.score)] if match.verdict is Verdict.ANSWER and match.key else []
        keys += [(candidate.key, candidate.score) for candidate in match.suggestions]
        voice = Voice(snapshot.knowledge, gap.language)
        known = snapshot.knowledge.entries
        return tuple(Likely(key, voice.title(key), score) for key, score in keys if key in known)[:most]

    async def decide(
        self, question_id: int, decision: Decision, who: Staff, entry: Id | None = None
    ) -> Gap | None:
        """Decide what becomes of a gap, in all its wordings.

        Args:
            question_id: A question of the gap.
            decision: What becomes of it.
            who: Who decides; needs the right to.
            entry: For a phrasing the entry that it asks for; for a draft the id to have, if one is wished.

        Returns:
            The gap as it was; None if there is none any more, nobody may decide, or there is no such entry.
        """
        gap = await self.find(question_id)
        known = self._live.snapshot.knowledge.entries
        if gap is None or not may(who.role, Right.DECIDE_GAPS):
            return None
        if decision is Decision.PHRASING and entry not in known:
            return None
        if decision is Decision.DRAFT and (entry is None or entry in known):
            entry = "-".join(words(gap.text)[:TITLE_WORDS])[:40].strip("-") or f"draft-{question_id}"
        now = self._clock()
        async with self._database.transaction() as session:
            await gaps.decide(session, gap, decision=decision.value, entry=entry, who=who.name, at=now)
            detail = f"{decision} {entry or ''}".strip()
            audit.add(session, who, "decided", f"gap {gap.language} {question_id}", at=now, detail=detail)
        return gap

    async def approved(self) -> tuple[tuple[ApprovedPhrasing, ...], tuple[Draft, ...]]:
        """The phrasings and drafts that are decided on and not in the knowledge yet."""
        knowledge = self._live.snapshot.knowledge
        async with self._database.reading() as session:
            rows = await gaps.decisions(session, (Decision.PHRASING.value, Decision.DRAFT.value))
        phrasings = [
            ApprovedPhrasing(row.entry, row.language, row.text)
            for row in rows
            if row.decision == Decision.PHRASING and row.entry
        ]
        drafts: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in rows:
            if row.decision == Decision.DRAFT and row.entry and row.entry not in knowledge.entries:
                drafts[row.entry, row.language].append(row.text)
        fresh = {
            (each.entry, each.language, folded_question(each.text)): each
            for each in phrasings
            if each.entry in knowledge.entries and not is_live(each, knowledge)
        }
        return tuple(fresh.values()), tuple(
            Draft(entry, language, tuple(texts)) for (entry, language), texts in drafts.items()
        )

    async def patch(self, folder: Path) -> str:
        """All that is approved as a unified diff of the knowledge files; empty if there is nothing.

        `git apply` takes it, from the folder above `folder`.

        Raises:
            BotError: A file has changed so that the phrasing finds no place.
        """
        phrasings, drafts = await self.approved()
        return make_patch(folder, phrasings, drafts)
