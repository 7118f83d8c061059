"""How surely the best of a ranking is what was meant: a probability, from several kinds of evidence.

A logistic regression (Cox 1958, "The regression analysis of binary sequences") over what the ranker says and
what it does not look at: how much of the utterance, weighed by rarity, the candidate speaks of at all. Its
weights stand in `bot.yaml`; `evaluate --tune` fits them to the half of the cases that is for tuning.
"""

from collections import Counter
from collections.abc import Sequence
from math import exp, log
from typing import Final

from bot.core.knowledge import Certainty, Knowledge, Language
from bot.core.matching.features import stem
from bot.core.matching.lists import EVERYONE, PREFIX
from bot.core.matching.match import Candidate, Key
from bot.core.matching.ranking import Ranking
from bot.core.matching.vocabulary import Vocabulary, lines, word_set

Features = tuple[float, ...]
"""Confidence, lead over the best other candidate, share known, whether people speak of themselves, length."""

OFF_TOPIC: Final = "off-topic"
"""The label of what the bot is not for; no answer stands under it."""
_SPOKEN_OF: Final = 0.1
"""What it adds to a candidate's confidence, for the order, if it speaks of all the words of the utterance."""
_LONG: Final = 12
_SHORTEST: Final = 2


class Judge:
    """Rates the candidates of a ranking."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary) -> None:
        self._weights = knowledge.talk.certainty
        self._grammar = vocabulary.grammar
        self._question = vocabulary.question
        self._speaker = {
            language: word_set(texts) for language, texts in knowledge.talk.speaker_words.items()
        }
        self._spoken_of = {key: frozenset(map(stem, spoken)) for key, spoken in _texts(knowledge).items()}
        self._held = Counter(word for spoken in self._spoken_of.values() for word in spoken)

    def rate(self, ranking: Ranking, language: Language) -> tuple[tuple[Candidate, ...], Features]:
        """Give the candidates, likeliest first, each with its probability, and the features of the first.

        What is off topic is no candidate, but the others' lead is measured against it as well.
        """
        words = [stem(word) for word in ranking.words if word not in self._grammar and len(word) >= _SHORTEST]
        known = {ranked.label: self._share(words, ranked.label) for ranked in ranking.candidates}
        worth = {
            ranked.label: ranked.confidence + _SPOKEN_OF * known[ranked.label]
            for ranked in ranking.candidates
        }
        speaker = self._is_about_speaker(ranking.words, language)
        length = min(_LONG, len(words)) / _LONG
        rated: list[tuple[Candidate, Features]] = []
        for ranked in sorted(ranking.candidates, key=lambda each: -worth[each.label]):
            if ranked.label == OFF_TOPIC:
                continue
            others = [other.confidence for other in ranking.candidates if other is not ranked]
            lead = ranked.confidence - max(others, default=0.0)
            features = (ranked.confidence, lead, known[ranked.label], float(speaker), length)
            sure = 1.0 if ranking.exact else probability(features, self._weights)
            rated.append((Candidate(ranked.label, sure), features))
        return tuple(candidate for candidate, _ in rated), rated[0][1] if rated else ()

    def _is_about_speaker(self, words: Sequence[str], language: Language) -> bool:
        """Tell whether people say something of themselves; in `how do I` they only ask."""
        told = self._speaker.get(language, frozenset())
        return any(
            word in told and before not in self._question
            for before, word in zip(("", *words), words, strict=False)
        )

    def _share(self, words: list[str], key: Key) -> float:
        """Give the share of the words, weighed by rarity, that a candidate speaks of."""
        weights = [log((len(self._spoken_of) + 1) / (self._held[word] + 0.5)) for word in words]
        spoken_of = self._spoken_of.get(key, frozenset())
        spoken = sum(weight for word, weight in zip(words, weights, strict=True) if word in spoken_of)
        return spoken / sum(weights) if sum(weights) > 0 else 0.0


def probability(features: Features, weights: Certainty) -> float:
    """Give the probability that these features belong to what was meant."""
    by_feature = (weights.confidence, weights.lead, weights.known, weights.speaker, weights.length)
    odds = weights.bias + sum(value * weight for value, weight in zip(features, by_feature, strict=True))
    return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))


def _texts(knowledge: Knowledge) -> dict[Key, frozenset[str]]:
    """Give the words of everything that can be answered."""
    talk = knowledge.talk
    spoken: dict[Key, frozenset[str]] = {
        entry.id: word_set((*lines(entry.questions), *entry.title.values(), *entry.answer.values()))
        for entry in knowledge.entries.values()
    }
    spoken |= {intent.id: word_set(lines(intent.questions)) for intent in talk.intents}
    for facet in (*talk.sectors, *talk.relations):
        spoken[PREFIX + facet.id] = word_set(
            (*facet.title.values(), *lines(facet.words), *lines(facet.questions))
        )
    spoken[EVERYONE] = word_set((*lines(talk.lists.everyone), *lines(talk.lists.anyone)))
    return spoken
