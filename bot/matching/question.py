"""One utterance on its way to a verdict, and the ways a rule may decide about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.core.knowledge import Thresholds
from bot.core.match import Candidate, Context, Evidence, Explanation, Key, Match, Rule, Verdict
from bot.core.query import Query
from bot.core.types import Id, Language
from bot.matching.ranking.base import Ranking
from bot.matching.reading import Reading

SUGGESTED_MOST: Final = 3
_NEIGHBOURS_SHOWN: Final = 3
_NOTHING: Final = Candidate("", 0.0)


@dataclass(frozen=True, slots=True)
class Question:
    """Everything known about an utterance before a rule decides."""

    reading: Reading
    ranking: Ranking
    context: Context
    language: Language
    """The language to answer in."""
    thresholds: Thresholds
    rated: tuple[Candidate, ...]
    """What it may mean by likeness, likeliest first, each with its probability."""
    evidence: Evidence
    """What the probabilities were computed from."""

    @property
    def repaired(self) -> Mapping[str, str]:
        """The folded words that were read as others."""
        return dict(self.ranking.repairs)

    @property
    def best(self) -> Candidate:
        """The first of the rated, or one that nothing stands under and that is never good enough."""
        return self.rated[0] if self.rated else _NOTHING

    @property
    def is_off_topic(self) -> bool:
        """True if nothing that can be answered is as near as what the bot is not for."""
        return self.evidence.off_topic > max(
            (each.confidence for each in self.evidence.candidates), default=0.0
        )

    @property
    def likely(self) -> tuple[Candidate, ...]:
        """What is good enough to be offered."""
        if self.best.score < self.thresholds.suggest:
            return ()
        return self.rated[:SUGGESTED_MOST]

    def answer(
        self, key: Key, rule: Rule, score: float, aspect: Id | None = None, beside: Iterable[Candidate] = ()
    ) -> Match:
        """Decide for one answer, perhaps with others to offer beside it."""
        return Match(
            Verdict.ANSWER,
            self.language,
            key,
            score,
            aspect,
            suggestions=tuple(beside),
            explanation=self._explain(rule),
        )

    def answer_list(self, query: Query, rule: Rule, score: float, beside: Iterable[Candidate] = ()) -> Match:
        """Decide for the list of a query, and for what is asked of those on it."""
        match = self.answer(query.key, rule, score, query.asked, beside)
        return replace(match, explanation=replace(match.explanation, query=str(query)))

    def go_on(self, key: Key, score: float, aspect: Id | None = None, rule: Rule = Rule.FOLLOW_UP) -> Match:
        """Decide for one answer that rests on what was spoken of; whatever else fits is offered beside it."""
        least = self.thresholds.suggest
        beside = [each for each in self.likely if each.key != key and each.score >= least]
        return replace(self.answer(key, rule, score, aspect, beside), goes_on=True)

    def offer(self, first: Iterable[Candidate], rule: Rule) -> Match:
        """Decide to offer some keys, and what the ranking holds besides; without any, decline."""
        offered: dict[Key, Candidate] = {}
        for candidate in (*first, *self.likely):
            offered.setdefault(candidate.key, candidate)
        chosen = tuple(offered.values())[:SUGGESTED_MOST]
        if not chosen:
            return self.decline(rule)
        return Match(
            Verdict.SUGGEST,
            self.language,
            score=chosen[0].score,
            suggestions=chosen,
            explanation=self._explain(rule),
        )

    def not_listed(self, name: str, offered: Iterable[Candidate], rule: Rule) -> Match:
        """Decide that an organisation is asked about that is not among the listed partners."""
        return Match(
            Verdict.NOT_LISTED,
            self.language,
            score=self.best.score,
            name=name,
            suggestions=tuple(offered)[:SUGGESTED_MOST],
            explanation=self._explain(rule),
        )

    def decline(self, rule: Rule) -> Match:
        """Decide that nothing is good enough."""
        return Match(Verdict.FALLBACK, self.language, score=self.best.score, explanation=self._explain(rule))

    def _explain(self, rule: Rule) -> Explanation:
        reading = self.reading
        meant = {word: typed for typed, word in self.repaired.items()}
        typed = reading.utterance.typed
        return Explanation(
            words=tuple(f"{meant[word]}→{word}" if word in meant else word for word in self.ranking.words),
            names=(
                *(f"{typed(each.start, each.end)}→{'|'.join(each.partners)}" for each in reading.names),
                *(f"{typed(found.start, found.end)}→{found.value.value}" for found in reading.places),
                *(f"{typed(found.start, found.end)}→{found.value}" for found in reading.aspects),
            ),
            neighbours=tuple(
                (near.text, near.label, near.similarity)
                for near in self.ranking.neighbours[:_NEIGHBOURS_SHOWN]
            ),
            rule=rule,
            first=self.best.key,
            evidence=self.evidence,
            answer_from=self.thresholds.answer,
            suggest_from=self.thresholds.suggest,
        )
