"""What matching gives: the words of its contract, without any of its machinery."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.core.types import Language

Key = str
"""What can be answered: the id of an entry, a partner or an intent, or a list such as `list:mint:PE`
(see `query`; `list:all` for everyone)."""


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


class Rule(StrEnum):
    """What decided about an utterance; staff read of it under `rule_…` in `phrases.yaml`."""

    NOTHING_TO_READ = "nothing_to_read"
    EXACT = "exact"
    """It is a phrasing of the knowledge."""
    EXACT_SHARED = "exact_shared"
    """It is a phrasing of several entries."""
    EXACT_OFF_TOPIC = "exact_off_topic"
    """It is an example of what the bot is not for."""
    FOLLOW_UP = "follow_up"
    FOLLOW_UP_AND_RANKING = "follow_up_and_ranking"
    FOLLOW_UP_WITHOUT_CONTEXT = "follow_up_without_context"
    NAME = "name"
    """It names a partner, and asks for nothing else."""
    NAME_AMONG_OTHER_WORDS = "name_among_other_words"
    NAME_AND_RANKING = "name_and_ranking"
    """It names a partner, and is like the phrasings of an entry about it."""
    SEVERAL_NAMES = "several_names"
    SEVERAL_NAMES_AND_RANKING = "several_names_and_ranking"
    LIST = "list"
    """It asks for a list of partners, and for nothing else."""
    LIST_AMONG_OTHER_WORDS = "list_among_other_words"
    LIST_BY_LIKENESS = "list_by_likeness"
    PLACE = "place"
    """It names a country and nothing else."""
    NAME_NEARLY_LISTED = "name_nearly_listed"
    """It names something that looks like a partner's name, but may well be another's."""
    WELL_KNOWN_NAME = "well_known_name"
    """It names a well-known organisation that is no partner."""
    KIND_WITH_NAME = "kind_with_name"
    """It names a kind of organisation with a name beside it that is no partner's."""
    UNKNOWN_NAME = "unknown_name"
    STRANGE_WORD = "strange_word"
    """It asks about a word that nothing explains as people ask about partners."""
    FOREIGN_SCRIPT = "foreign_script"
    """It is written in letters that no language of the bot has."""
    RANKING = "ranking"
    """The likeness to the phrasings of the knowledge alone."""


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
    query: str = ""
    """The query that was read, printed; empty where none was answered or offered."""
    names: tuple[str, ...] = ()
    """Names, facets and places found, each as `typed→key`."""
    neighbours: tuple[tuple[str, Key, float], ...] = ()
    """The nearest phrasings: text, what it belongs to, similarity."""
    rule: Rule | None = None
    """What decided; None where nothing is known of it."""
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
    parts: tuple["Match", ...] = ()
    """Of a message that asks several things: what is decided about the others, after this first one."""
    is_cut: bool = False
    """True if it asks more things than are answered."""
    explanation: Explanation = Explanation()


class Concern(StrEnum):
    """What must be heard before anything else is matched, in every state of a talk."""

    DANGER = "danger"
    """Somebody is or may be in danger now: hurt, threatened, trapped, or thinking of suicide."""
    REPORT = "report"
    """Somebody wants to report abuse or complain, or asks whom to tell in confidence."""
    PROGRAM = "program"
    """Somebody asks whether they talk to a person or a program."""
    PERSON = "person"
    """Somebody wants a person instead of the bot."""
    STOP = "stop"
    """Somebody wants no more messages."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A concern that was heard, and the language to answer in."""

    concern: Concern
    language: Language


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

    def hear_alert(self, text: str, language: Language) -> Alert | None:
        """Hear whether `text` raises a concern; asked before `match`, and never raises either."""
        ...
