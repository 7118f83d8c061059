"""How the knowledge stands: what it says in which language, and which entries are to be read again."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.core.knowledge import Entry, Knowledge
from bot.core.types import Language

SOON: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Spoken:
    """How much the knowledge says in one language."""

    language: Language
    entries: int
    partners: int
    questions: int
    names: int


@dataclass(frozen=True, slots=True)
class KnowledgeState:
    """One version of the knowledge, in figures."""

    version: str
    entries: int
    partners: int
    spoken: tuple[Spoken, ...]
    overdue: tuple[Entry, ...]
    """Entries whose review should have been by now, the longest overdue first."""
    due_soon: tuple[Entry, ...]
    """Entries whose review is due soon, the next first."""


def state_of(knowledge: Knowledge, today: date) -> KnowledgeState:
    by_review = sorted(knowledge.entries.values(), key=lambda entry: (entry.review_by, entry.id))
    return KnowledgeState(
        version=knowledge.version,
        entries=len(knowledge.entries),
        partners=len(knowledge.partners),
        spoken=tuple(_spoken(knowledge, language) for language in knowledge.talk.languages),
        overdue=tuple(entry for entry in by_review if entry.review_by < today),
        due_soon=tuple(entry for entry in by_review if today <= entry.review_by < today + SOON),
    )


def _spoken(knowledge: Knowledge, language: Language) -> Spoken:
    partners = knowledge.partners.values()
    return Spoken(
        language=language,
        entries=sum(language in entry.answer for entry in knowledge.entries.values()),
        partners=sum(language in partner.answer for partner in partners),
        questions=sum(len(entry.questions.get(language, ())) for entry in knowledge.entries.values()),
        names=sum(len(partner.names.get(key, ())) for partner in partners for key in ("any", language)),
    )
