"""Gaps in the knowledge: questions without a good answer, those that ask for the same put together."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from rapidfuzz import fuzz, process

from bot.core.knowledge import Entry, Knowledge
from bot.core.match import Verdict
from bot.core.text import plain
from bot.core.types import Id, Language

ALIKE_FROM: Final = 82.0
"""Likeness of the words in any order, in percent, from which two questions count as the same."""

FOLDED_MOST: Final = 200
"""Signs of a question by which it is told from others; an index cannot hold texts of any length."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that got no good answer, however often and in whatever words and spelling."""

    text: str
    """As it was asked last, in the most frequent wording."""
    language: Language
    count: int
    first_at: datetime
    last_at: datetime
    verdict: Verdict
    """What the bot made of it last."""
    question_id: int = 0
    """The latest question of it, by which it is named in buttons and addresses."""
    badly_rated: int = 0
    """How often its visitors found the answer bad."""
    wordings: tuple[str, ...] = ()
    """Other wordings of it."""
    folded: tuple[str, ...] = ()
    """Every wording without case and accents, the most frequent first."""


@dataclass(frozen=True, slots=True)
class ApprovedPhrasing:
    """Another way of asking for an entry, approved by staff."""

    entry: Id
    language: Language
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry that staff want to be written."""

    id: Id
    language: Language
    texts: tuple[str, ...]
    """How people ask for it."""


def put_together(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Join the gaps of one language whose wordings are alike.

    Args:
        gaps: One for each wording.

    Returns:
        The most frequent first, then the latest.
    """
    joined: dict[Language, dict[str, Gap]] = {}
    for gap in sorted(gaps, key=lambda each: (each.count, each.last_at), reverse=True):
        leaders = joined.setdefault(gap.language, {})
        name = gap.folded[0] if gap.folded else folded_question(gap.text)
        found = process.extractOne(
            name, leaders.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE_FROM
        )
        if found is None:
            leaders[name] = gap
        else:
            leaders[found[0]] = _joined(leaders[found[0]], gap)
    listed = [gap for leaders in joined.values() for gap in leaders.values()]
    return tuple(sorted(listed, key=lambda each: (each.count, each.last_at), reverse=True))


def _joined(leader: Gap, other: Gap) -> Gap:
    later = other if other.last_at > leader.last_at else leader
    return replace(
        leader,
        count=leader.count + other.count,
        first_at=min(leader.first_at, other.first_at),
        last_at=later.last_at,
        verdict=later.verdict,
        badly_rated=leader.badly_rated + other.badly_rated,
        wordings=(*leader.wordings, other.text),
        folded=(*leader.folded, *other.folded),
    )


def is_live(phrasing: ApprovedPhrasing, knowledge: Knowledge) -> bool:
    """True if the entry has this phrasing already."""
    entry: Entry | None = knowledge.entries.get(phrasing.entry)
    if entry is None:
        return False
    known = {folded_question(text) for text in entry.questions.get(phrasing.language, ())}
    return folded_question(phrasing.text) in known


def folded_question(text: str) -> str:
    """The words of a question without case and accents: the same for every spelling of it."""
    return (plain(text) or text.strip())[:FOLDED_MOST]
