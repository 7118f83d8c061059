"""What matching gives: the words of its contract, without any of its machinery."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.core.types import Language

Key = str
"""What can be answered: the id of an entry, a partner or an intent, or a list such as `list:mint:PE`
(`list:` and the ids of sectors, relations and countries that must all hold; `list:all` for everyone)."""


class Verdict(StrEnum):
    """The decision about an utterance."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    NOT_LISTED = "not_listed"
    """It asks about a named organisation that is not among the listed partners."""
    FALLBACK = "fallback"


@dataclass(frozen=True, slots=True)
class Context:
    """What the conversation is about, so that a follow-up can be understood."""

    key: Key | None = None
    aspect: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing the utterance may mean, with a confidence in 0..1."""

    key: Key
    score: float


Rate = Callable[[str, Language], tuple[Candidate, ...]]
"""What a text in a language may mean by likeness, likeliest first."""


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for one candidate; all in 0..1."""

    key: Key
    confidence: float
    """The ranker's own, from the likeness to its phrasings."""
    phrased: float = 0.0
    """Share of the words, weighed by rarity, that its phrasings hold."""
    answered: float = 0.0
    """Share that its answer holds."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What likeness makes of an utterance, before any weight is laid on it; see `certainty`."""

    candidates: tuple[Support, ...] = ()
    off_topic: float = 0.0
    """The ranker's confidence that it is nothing the bot is for."""
    speaker: bool = False
    """True if people say something of themselves."""
    length: float = 0.0
    """Words that count, as a share of many."""
    is_exact: bool = False
    """True if it is a phrasing, word for word."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What led to a verdict; for staff and for `ask --explain`."""

    words: tuple[str, ...] = ()
    """The folded words that counted, after repair; a repaired one as `typed→read`."""
    names: tuple[str, ...] = ()
    """Names, facets and places found, each as `typed→key`."""
    neighbours: tuple[tuple[str, Key, float], ...] = ()
    """The nearest phrasings: text, what it belongs to, similarity."""
    rule: str = ""
    """The rule that decided: `exact`, `name`, `list`, `ranking`, `follow-up`, `unknown name`, ..."""
    first: Key = ""
    """The likeliest by likeness, whether or not it was good enough."""
    evidence: Evidence = Evidence()
    """What the confidence in it was computed from."""
    answer_from: float = 0.0
    suggest_from: float = 0.0


@dataclass(frozen=True, slots=True)
class Match:
    """A verdict and what it rests on."""

    verdict: Verdict
    language: Language
    """The language to answer in: that of the phrasing that matched, else the visitor's."""
    key: Key | None = None
    """What to answer; only with `ANSWER`."""
    score: float = 0.0
    aspect: str | None = None
    """Only with a partner's key: the aspect asked about, `where` or `when`."""
    name: str | None = None
    """Only with `NOT_LISTED`: the organisation as the visitor wrote it."""
    suggestions: tuple[Candidate, ...] = ()
    """At most three: what may be meant, or with `ANSWER` what is offered beside it."""
    goes_on: bool = False
    """True for an answer that rests on what was spoken of before."""
    explanation: Explanation = Explanation()


class Matches(Protocol):
    """What the dialogue needs of a matcher."""

    def match(self, text: str, language: Language, context: Context = Context()) -> Match:
        """Decide what `text` asks.

        Args:
            text: Any string as a visitor typed it; empty and very long ones included.
            language: The visitor's language, used where the words do not tell.
            context: What the conversation is about.

        Returns:
            A verdict; never raises on what people type.
        """
        ...
