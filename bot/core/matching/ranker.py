"""The ranker: which labels an utterance may mean, best first, each with a confidence."""

from collections.abc import Container, Sequence
from functools import lru_cache
from heapq import nlargest
from typing import Final, Self

import numpy as np

from bot.core.matching import thresholds
from bot.core.matching.learning import MOST_ANCHORS, Model, confidence, learn
from bot.core.matching.lexicon import Lexicon
from bot.core.matching.ranking import Encoder, Keeps, Neighbour, Phrasing, Ranked, Ranking, Vector
from bot.core.matching.respelling import Respeller, folded_words
from bot.core.matching.thresholds import UNLEARNT, Cut
from bot.core.text import shorten

_CANDIDATES: Final = 10
_NEIGHBOURS: Final = 5
_SHORTLIST: Final = 32
"""Labels whose scores are computed, those of the likest phrasings; the best one is practically among them."""


class Ranker:
    """The phrasings of a knowledge base, arranged for asking; made by `build`, immutable but for a cache."""

    def __init__(
        self,
        phrasings: Sequence[Phrasing],
        encoder: Encoder | None,
        lexicon: Lexicon,
        *,
        protected: Container[str],
        cache_size: int,
        most_anchors: int,
        keeps: Keeps | None,
    ) -> None:
        """Arrange the phrasings; see `build`."""
        self._phrasings = sorted(
            phrasings, key=lambda phrasing: (phrasing.label, phrasing.text, phrasing.group)
        )
        self._labels = sorted({phrasing.label for phrasing in phrasings})
        self._encoder = encoder
        texts = [shorten(phrasing.text) for phrasing in self._phrasings]
        words = [folded_words(text) for text in texts]
        self._holders: dict[tuple[str, ...], list[str]] = {}
        for phrasing, read in zip(self._phrasings, words, strict=True):
            holders = self._holders.setdefault(read, [])
            if phrasing.label not in holders:
                holders.append(phrasing.label)
        self._respeller = Respeller(texts, lexicon, protected)
        self._model: Model | None = None
        self.thresholds: Cut = UNLEARNT
        """From when on to answer and to suggest, as far as the base itself tells."""
        if texts:
            vectors = encoder.encode_all(texts) if encoder else None
            learnt = learn(self._phrasings, words, vectors, most_anchors, keeps)
            self._model, self.thresholds = learnt.model, thresholds.learn(learnt.trials)
        self._remembered = lru_cache(maxsize=cache_size)(self._rank)

    @classmethod
    def build(
        cls,
        phrasings: Sequence[Phrasing],
        encoder: Encoder | None = None,
        vocabulary: Lexicon | None = None,
        *,
        protected: Container[str] = frozenset(),
        cache_size: int = 1024,
        most_anchors: int = MOST_ANCHORS,
        keeps: Keeps | None = None,
    ) -> Self:
        """Make a ranker; this takes a moment, so it is done off the event loop.

        Args:
            phrasings: All phrasings of all labels; none is fine.
            encoder: Sentence vectors; without them only the letters count.
            vocabulary: Real words, which spelling repair leaves alone.
            protected: Folded words, such as names, that are neither repaired nor repaired to.
            cache_size: How many utterances are remembered.
            most_anchors: Up to how many phrasings an utterance is compared with each of them.
            keeps: Where what is learnt is kept for the next start.
        """
        return cls(
            phrasings,
            encoder,
            vocabulary or Lexicon(),
            protected=protected,
            cache_size=cache_size,
            most_anchors=most_anchors,
            keeps=keeps,
        )

    def rank(self, text: str) -> Ranking:
        """Rank the labels by how well they fit `text`; any string is fine."""
        return self._remembered(shorten(text))

    def _rank(self, text: str) -> Ranking:
        typed = folded_words(text)
        if not typed or self._model is None:
            return Ranking(words=typed)
        if holders := self._holders.get(typed):
            return Ranking(tuple(Ranked(label, 1.0) for label in holders), words=typed, exact=True)
        read = self._respeller.read(text)
        vector = self._encoder.encode(read.text) if self._encoder else None
        candidates, neighbours = self._compare(self._model, read.words, vector)
        return Ranking(candidates, neighbours, read.words, read.repairs)

    def _compare(
        self, model: Model, words: Sequence[str], vector: Vector | None
    ) -> tuple[tuple[Ranked, ...], tuple[Neighbour, ...]]:
        likeness, to_anchors = model.kernel.row(words, vector)
        evidence = float(likeness @ model.evidence)
        candidates: list[Ranked] = []
        near: list[tuple[float, int]] = []
        least = 1.0
        for label, score in self._best(model, likeness):
            phrasings, cosines = model.nearness(label, to_anchors, vector)
            near += zip(cosines.tolist(), phrasings, strict=True)
            least = min(least, confidence(score, float(cosines.max(initial=0)), evidence))
            candidates.append(Ranked(self._labels[label], least))
        nearest = nlargest(_NEIGHBOURS, near)
        return tuple(candidates), tuple(self._neighbour(*found) for found in nearest)

    def _best(self, model: Model, likeness: Vector) -> list[tuple[int, float]]:
        """Give the best labels by number, best first, with their scores."""
        if len(self._labels) > _SHORTLIST and len(model.anchors) == len(self._phrasings):
            likest = np.maximum.reduceat(likeness, model.starts[:-1])
            labels = np.sort(np.argpartition(-likest, _SHORTLIST)[:_SHORTLIST])
            scores = model.coefficients[labels] @ likeness
        else:
            labels = np.arange(len(self._labels))
            scores = model.coefficients @ likeness
        best = np.argsort(-scores, kind="stable")[:_CANDIDATES]
        return list(zip(labels[best].tolist(), scores[best].tolist(), strict=True))

    def _neighbour(self, similarity: float, at: int) -> Neighbour:
        phrasing = self._phrasings[at]
        return Neighbour(phrasing.text, phrasing.label, phrasing.language, min(1.0, max(0.0, similarity)))
