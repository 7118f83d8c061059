"""How surely each candidate of a ranking is what was meant: a probability, from several kinds of evidence.

The ranker's confidence looks at whole texts. What it does not look at is how much of the utterance a
candidate speaks of at all, in its phrasings and in its answer, rare words counting more. The sum of both,
each with its weight, puts the candidates in order (conditional logit: McFadden 1974, "Conditional Logit
Analysis of Qualitative Choice Behavior"). A logistic regression (Cox 1958, "The Regression Analysis of Binary
Sequences") then says how probable each is. All weights stand in `bot.yaml`; `evaluate --tune` fits them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log
from typing import Final

from bot.core.knowledge import Certainty, Knowledge, Order
from bot.core.match import Candidate, Evidence, Key, Support
from bot.core.query import EVERYONE, PREFIX
from bot.core.types import Language
from bot.matching.ranking.base import Ranking
from bot.matching.ranking.features import Stem
from bot.matching.vocabulary import Vocabulary, lines, word_set

Features = tuple[float, ...]
"""Confidence, lead over the best other, shares phrased and answered, whether people speak of themselves,
length, and the confidence that it is off topic."""

OFF_TOPIC: Final = "off-topic"
"""The label of what the bot is not for; no answer stands under it."""
_LONG: Final = 12
_SHORTEST: Final = 2

Stems = frozenset[str]


@dataclass(frozen=True, slots=True)
class _SpokenOf:
    """The stems of everything that a candidate says."""

    phrased: Stems
    answered: Stems = frozenset()


class Judge:
    """Hears what speaks for the candidates of a ranking, and rates them."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary) -> None:
        self._weights = knowledge.talk.certainty
        self._grammar = vocabulary.grammar
        self._question = vocabulary.question
        self._speaker = {
            language: word_set(texts) for language, texts in knowledge.talk.speaker_words.items()
        }
        self._stem = vocabulary.stem
        self._spoken_of = _spoken_of(knowledge, vocabulary.stem)
        held = Counter(
            word for spoken in self._spoken_of.values() for word in spoken.phrased | spoken.answered
        )
        count = len(self._spoken_of)
        self._weight = {word: log((count + 1) / (times + 0.5)) for word, times in held.items()}
        self._unheard = log((count + 1) / 0.5)

    def gather(self, ranking: Ranking, language: Language) -> Evidence:
        """Gather what speaks for each candidate."""
        words = [
            self._stem(word) for word in ranking.words if word not in self._grammar and len(word) >= _SHORTEST
        ]
        off_topic = (each.confidence for each in ranking.candidates if each.label == OFF_TOPIC)
        return Evidence(
            tuple(
                self._evidence(words, each.label, each.confidence)
                for each in ranking.candidates
                if each.label != OFF_TOPIC
            ),
            next(off_topic, 0.0),
            self._is_about_speaker(ranking.words, language),
            min(_LONG, len(words)) / _LONG,
            ranking.exact,
        )

    def rate(self, evidence: Evidence) -> tuple[Candidate, ...]:
        """Give the candidates, likeliest first, each with its probability."""
        if evidence.is_exact:
            return tuple(Candidate(each.key, 1.0) for each in evidence.candidates)
        return tuple(
            Candidate(key, probability(features, self._weights))
            for key, features in put_in_order(evidence, self._weights.order)
        )

    def _is_about_speaker(self, words: Sequence[str], language: Language) -> bool:
        """Tell whether people say something of themselves; in `how do I` they only ask."""
        told = self._speaker.get(language, frozenset())
        return any(
            word in told and before not in self._question
            for before, word in zip(("", *words), words, strict=False)
        )

    def _evidence(self, words: Sequence[str], key: Key, confidence: float) -> Support:
        spoken = self._spoken_of.get(key, _SpokenOf(frozenset()))
        weights = [(word, self._weight.get(word, self._unheard)) for word in words]
        total = sum(weight for _, weight in weights) or 1.0

        def share(stems: Stems) -> float:
            return max(0.0, sum(weight for word, weight in weights if word in stems) / total)

        return Support(key, confidence, share(spoken.phrased), share(spoken.answered))


def worth(evidence: Support, order: Order) -> float:
    """Give the number by which candidates are put in order."""
    return evidence.confidence + order.phrased * evidence.phrased + order.answered * evidence.answered


def put_in_order(evidence: Evidence, order: Order) -> tuple[tuple[Key, Features], ...]:
    """Give the candidates, best first, each with the features of its probability.

    What is off topic is no candidate, but the others' lead is measured against it as well.
    """
    worths = [(worth(each, order), each) for each in evidence.candidates]
    worths.sort(key=lambda pair: -pair[0])
    rivals = [value for value, _ in worths[:2]]
    return tuple(
        (
            each.key,
            (
                each.confidence,
                value - max((evidence.off_topic, *rivals[:at], *rivals[at + 1 :])),
                each.phrased,
                each.answered,
                float(evidence.speaker),
                evidence.length,
                evidence.off_topic,
            ),
        )
        for at, (value, each) in enumerate(worths)
    )


def probability(features: Features, weights: Certainty) -> float:
    """Give the probability that these features belong to what was meant."""
    by_feature = (
        weights.confidence,
        weights.lead,
        weights.phrased,
        weights.answered,
        weights.speaker,
        weights.length,
        weights.off_topic,
    )
    odds = weights.bias + sum(value * weight for value, weight in zip(features, by_feature, strict=True))
    return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))


@lru_cache(maxsize=4096)
def _stemmed(words: frozenset[str], stem: Stem) -> Stems:
    return frozenset(map(stem, words))


def _spoken_of(knowledge: Knowledge, stem: Stem) -> Mapping[Key, _SpokenOf]:
    """Give the words of everything that can be answered."""

    def stems(texts: Iterable[str]) -> Stems:
        return _stemmed(word_set(texts), stem)

    talk = knowledge.talk
    spoken: dict[Key, _SpokenOf] = {
        entry.id: _SpokenOf(
            stems((*lines(entry.questions), *entry.title.values())),
            stems(entry.answer.values()),
        )
        for entry in knowledge.entries.values()
    }
    spoken |= {intent.id: _SpokenOf(stems(lines(intent.questions))) for intent in talk.intents}
    for facet in (*talk.sectors, *talk.relations):
        spoken[PREFIX + facet.id] = _SpokenOf(
            stems((*facet.title.values(), *lines(facet.words), *lines(facet.questions)))
        )
    everyone = stems((*lines(talk.lists.everyone), *lines(talk.lists.anyone)))
    return spoken | {EVERYONE: _SpokenOf(everyone)}
