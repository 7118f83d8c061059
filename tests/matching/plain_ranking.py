"""The ranking written down as its formulas read: slow, in double precision, without any shortcut."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from math import exp, log, sqrt

import numpy as np

from bot.core.text import words
from bot.matching.ranking.base import Phrasing
from bot.matching.ranking.features import char_features, stemmer, word_features

Weights = dict[str, float]

ENDINGS = ("ing", "es", "s", "a", "o")
"""Endings without which words are compared."""


class FakeEncoder:
    """Vectors that are a function of the words alone: texts that share words are near."""

    def encode(self, text: str) -> np.ndarray:
        total = np.full(8, 0.1, dtype=np.float32)
        for word in words(text):
            digest = blake2b(word.encode(), digest_size=8).digest()
            total += np.frombuffer(digest, dtype=np.uint8).astype(np.float32) / 255
        return (total / np.linalg.norm(total)).astype(np.float32)

    def encode_all(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([self.encode(text) for text in texts], dtype=np.float32)


@dataclass
class Trial:
    scores: dict[str, float]
    winner: str
    confidence: float


class PlainRanking:
    """All formulas in full, over lists and dictionaries."""

    def __init__(self, phrasings: Sequence[Phrasing], encoder: FakeEncoder | None = None) -> None:
        self.phrasings = list(phrasings)
        self.labels = sorted({phrasing.label for phrasing in phrasings})
        self.encoder = encoder
        self.word_idf = self._idf(partial(word_features, stem=stemmer(ENDINGS)))
        self.char_idf = self._idf(char_features)
        self.matrix = [[self._kernel(a.text, b.text) for b in phrasings] for a in phrasings]

    def trial(self, text: str, without: Sequence[int] = ()) -> Trial:
        """Score `text` as if the phrasings `without` were not in the base."""
        left = [at for at in range(len(self.phrasings)) if at not in without]
        matrix = np.array([[self.matrix[a][b] for b in left] for a in left]) + 0.05 * np.eye(len(left))
        row = [self._kernel(text, self.phrasings[at].text) for at in left]
        solved = np.linalg.solve(matrix, np.array(row))
        scores = dict.fromkeys(self.labels, 0.0)
        for at, value in zip(left, solved, strict=True):
            scores[self.phrasings[at].label] += float(value)
        winner = max(self.labels, key=lambda label: scores[label])
        near = [
            self._cosine(text, self.phrasings[at].text) for at in left if self.phrasings[at].label == winner
        ]
        mixed = (scores[winner] + 0.5 * max(near, default=0.0) + 0.5 * sum(scores.values())) / 2
        return Trial(scores, winner, min(1.0, max(0.0, mixed)))

    def _idf(self, features: Callable[[Sequence[str]], list[str]]) -> Callable[[Sequence[str]], Weights]:
        held: dict[str, set[str]] = {}
        for phrasing in self.phrasings:
            for feature in features(words(phrasing.text)):
                held.setdefault(feature, set()).add(phrasing.label)
        count = len(self.labels)

        def weigh(read: Sequence[str]) -> Weights:
            raw = {
                feature: (1 + log(tf)) * (1 + log((1 + count) / (1 + len(held[feature]))))
                for feature, tf in Counter(features(read)).items()
                if feature in held
            }
            norm = sqrt(sum(weight**2 for weight in raw.values())) or 1
            return {feature: weight / norm for feature, weight in raw.items()}

        return weigh

    def _letters(self, one: str, other: str, weigh: Callable[[Sequence[str]], Weights]) -> float:
        left, right = weigh(words(one)), weigh(words(other))
        return sum(weight * right.get(feature, 0.0) for feature, weight in left.items())

    def _cosine(self, one: str, other: str) -> float:
        if self.encoder is None:
            return self._letters(one, other, self.char_idf)
        return float(self.encoder.encode(one).astype(float) @ self.encoder.encode(other).astype(float))

    def _kernel(self, one: str, other: str) -> float:
        by_words = self._letters(one, other, self.word_idf)
        by_chars = self._letters(one, other, self.char_idf)
        letters = 0.4 * exp(2 * (by_words - 1)) + 0.6 * exp(3 * (by_chars - 1))
        if self.encoder is None:
            return letters
        return 0.3 * letters + 0.7 * exp(3 * (self._cosine(one, other) - 1))
