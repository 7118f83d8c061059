"""The ranker: which labels an utterance may mean, best first, each with a confidence."""

import re
import unicodedata
from collections.abc import Container, Sequence
from functools import lru_cache
from typing import Final, Self

import numpy as np

from bot.core.matching import features, ridge, thresholds
from bot.core.matching.ranking import Encoder, Matrix, Neighbour, Phrasing, Ranked, Ranking, Vector
from bot.core.matching.repair import Repairer
from bot.core.text import fold, shorten

_WORD: Final = re.compile(r"\w+")
_CANDIDATES: Final = 10
_NEIGHBOURS: Final = 5
_SEMANTIC: Final = np.float32(0.7)
_NEAREST: Final = np.float32(0.5)


class Ranker:
    """The phrasings of a knowledge base, arranged for asking; made by `build`, immutable but for a cache."""

    def __init__(
        self,
        phrasings: Sequence[Phrasing],
        encoder: Encoder | None,
        vocabulary: Container[str],
        protected: Container[str],
        cache_size: int,
    ) -> None:
        """Arrange the phrasings; see `build`."""
        self._encoder = encoder
        self._labels = sorted({phrasing.label for phrasing in phrasings})
        self._phrasings = sorted(phrasings, key=lambda phrasing: phrasing.label)
        number = {label: count for count, label in enumerate(self._labels)}
        self._label_of = [number[phrasing.label] for phrasing in self._phrasings]
        self._starts = [self._label_of.index(count) for count in range(len(self._labels))]
        self._surfaces: dict[str, str] = {}
        read = []
        self._exact: dict[str, list[str]] = {}
        for phrasing in self._phrasings:
            found = _tokens(shorten(phrasing.text))
            for surface, word in found:
                self._surfaces.setdefault(word, surface)
            read.append([word for _, word in found])
            holders = self._exact.setdefault(" ".join(read[-1]), [])
            if phrasing.label not in holders:
                holders.append(phrasing.label)
        self._repairer = Repairer(self._surfaces, vocabulary, protected)
        self._words = features.Postings([features.word_features(words) for words in read], self._label_of)
        self._chars = features.Postings([features.char_features(words) for words in read], self._label_of)
        self._vectors = (
            encoder.encode_all([phrasing.text for phrasing in self._phrasings]) if encoder else None
        )
        self.thresholds = self._learn(read)
        self._cached = lru_cache(maxsize=cache_size)(self._rank)

    @classmethod
    def build(
        cls,
        phrasings: Sequence[Phrasing],
        encoder: Encoder | None = None,
        vocabulary: Container[str] = frozenset(),
        protected: Container[str] = frozenset(),
        cache_size: int = 1024,
    ) -> Self:
        """Make a ranker.

        Args:
            phrasings: All phrasings of all labels; none is fine.
            encoder: Sentence vectors; without them only the letters count.
            vocabulary: Folded real words, which spelling repair leaves alone.
            protected: Folded words that no other word is repaired to.
            cache_size: How many utterances are remembered.
        """
        return cls(phrasings, encoder, vocabulary, protected, cache_size)

    def rank(self, text: str) -> Ranking:
        """Rank the labels by how well they fit `text`; any string is fine."""
        return self._cached(shorten(text))

    def _rank(self, text: str) -> Ranking:
        tokens = _tokens(text)
        if not tokens or not self._phrasings:
            return Ranking()
        typed = [word for _, word in tokens]
        if holders := self._exact.get(" ".join(typed)):
            return Ranking(
                candidates=tuple(Ranked(label, 1.0) for label in holders), words=tuple(typed), exact=True
            )
        words = [self._repairer.repair(word) for word in typed]
        repairs = {old: new for old, new in zip(typed, words, strict=True) if old != new}
        vector = self._encoder.encode(self._respell(text, repairs)) if self._encoder else None
        kernel, nearness = self._kernel(words, vector)
        scores = kernel @ self._coefficients
        nearest = np.maximum.reduceat(nearness, self._starts)
        confidences = _confidence(scores, nearest)
        best = np.argsort(-scores, kind="stable")[:_CANDIDATES]
        near = np.argsort(-nearness, kind="stable")[:_NEIGHBOURS]
        return Ranking(
            candidates=tuple(Ranked(self._labels[at], float(confidences[at])) for at in best),
            neighbours=tuple(self._neighbour(int(at), float(nearness[at])) for at in near),
            words=tuple(words),
            repairs=tuple(repairs.items()),
        )

    def _respell(self, text: str, repairs: dict[str, str]) -> str:
        if not repairs:
            return text

        def respelt(found: re.Match[str]) -> str:
            new = repairs.get(fold(found[0]))
            return found[0] if new is None else self._surfaces[new]

        return _WORD.sub(respelt, _plain(text))

    def _kernel(self, words: Sequence[str], vector: Vector | None) -> tuple[Vector, Vector]:
        """Give the likeness of a text to each phrasing, and its cosine."""
        by_words = self._words.cosines(features.word_features(words))
        by_chars = self._chars.cosines(features.char_features(words))
        lexical = np.float32(0.4) * np.exp(np.float32(2) * (by_words - 1))
        lexical += np.float32(0.6) * np.exp(np.float32(3) * (by_chars - 1))
        if vector is None or self._vectors is None:
            return lexical, by_chars
        cosines = self._vectors @ vector
        return (1 - _SEMANTIC) * lexical + _SEMANTIC * np.exp(np.float32(4) * (cosines - 1)), cosines

    def _learn(self, read: Sequence[Sequence[str]]) -> thresholds.Cut:
        size = len(self._phrasings)
        if not size:
            return thresholds.UNLEARNT
        kernel: Matrix = np.empty((size, size), dtype=np.float32)
        nearness: Matrix = np.empty((size, size), dtype=np.float32)
        for at, words in enumerate(read):
            kernel[at], nearness[at] = self._kernel(
                words, None if self._vectors is None else self._vectors[at]
            )
        targets = np.zeros((size, len(self._labels)), dtype=np.float32)
        targets[range(size), self._label_of] = 1
        fitted = ridge.fit(kernel, targets)
        self._coefficients = fitted.coefficients
        groups: dict[str, list[int]] = {}
        for at, phrasing in enumerate(self._phrasings):
            groups.setdefault(phrasing.group or f"\n{at}", []).append(at)
        scores = ridge.left_out(fitted, targets, groups.values())
        trials = []
        for members in groups.values():
            nearness[np.ix_(members, members)] = 0
            for at in members:
                winner = int(scores[at].argmax())
                own = nearness[at, self._starts[winner] : self._starts[winner] + self._label_of.count(winner)]
                trials.append(
                    (float(_confidence(scores[at, winner], own.max())), winner == self._label_of[at])
                )
        return thresholds.learn(trials)

    def _neighbour(self, at: int, similarity: float) -> Neighbour:
        phrasing = self._phrasings[at]
        return Neighbour(phrasing.text, phrasing.label, phrasing.language, max(0.0, min(1.0, similarity)))


def _confidence(score: Vector, nearest: Vector) -> Vector:
    return np.clip((score + _NEAREST * nearest) / (1 + _NEAREST), 0, 1)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _tokens(text: str) -> list[tuple[str, str]]:
    return [(surface, fold(surface)) for surface in _WORD.findall(_plain(text))]
