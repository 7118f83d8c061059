"""The ranker: which labels an utterance may mean, best first, each with a confidence."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from heapq import nlargest
from typing import Final, Self

import numpy as np

from bot.core.text import shorten
from bot.matching.ranking.adapting import EDITED_MOST, Edit, adapt
from bot.matching.ranking.base import Encoder, Keeps, Neighbour, Phrasing, Ranked, Ranking, Vector
from bot.matching.ranking.features import stemmer
from bot.matching.ranking.learning import MOST_ANCHORS, Base, Model, Tick, confidence, learn, learn_some
from bot.matching.ranking.recalling import closest, reading, recall, summary
from bot.matching.spelling import Lexicon, Respeller, folded_words

_CANDIDATES: Final = 10
_NEIGHBOURS: Final = 5
_REMEMBERED: Final = 1024
_STANDING_IN: Final = 2_000
"""Up to how many phrasings a ranker that stands in compares a text with."""
_SHORTLIST: Final = 32
"""Labels whose scores are computed, those of the likest phrasings; the best one is practically among them."""


@dataclass(frozen=True, slots=True)
class _Means:
    """What a ranker is made with, apart from the phrasings."""

    encoder: Encoder | None
    lexicon: Lexicon
    protected: Container[str]
    cache_size: int


class Ranker:
    """The phrasings of a knowledge base, arranged for asking; made by `build`, immutable but for a cache."""

    def __init__(
        self,
        base: Base,
        means: _Means,
        respeller: Respeller,
        model: Model | None,
        *,
        is_learnt: bool,
    ) -> None:
        """Arrange the phrasings; see `build` and `adapted`."""
        self._base = base
        self._means = means
        self._model = model
        self.is_learnt = is_learnt
        """False where phrasings were only added to what had been learnt, or letters stand in for meaning."""
        self._holders: dict[tuple[str, ...], tuple[str, ...]] = {}
        for label, read in zip(base.label_of, base.words, strict=True):
            holders, name = self._holders.get(read, ()), base.labels[label]
            if name not in holders:
                self._holders[read] = (*holders, name)
        self._respeller = respeller
        self._remembered = lru_cache(maxsize=means.cache_size)(self._rank)

    @classmethod
    def build(
        cls,
        phrasings: Sequence[Phrasing],
        encoder: Encoder | None = None,
        vocabulary: Lexicon | None = None,
        *,
        endings: tuple[str, ...] = (),
        protected: Container[str] = frozenset(),
        cache_size: int = _REMEMBERED,
        most_anchors: int = MOST_ANCHORS,
        keeps: Keeps | None = None,
        tick: Tick | None = None,
    ) -> Self:
        """Make a ranker; this takes a moment, so it is done off the event loop.

        Args:
            phrasings: All phrasings of all labels; none is fine.
            encoder: Sentence vectors; without them only the letters count.
            vocabulary: Real words, which spelling repair leaves alone.
            endings: Endings without which words are compared.
            protected: Folded words, such as names, that are neither repaired nor repaired to.
            cache_size: How many utterances are remembered.
            most_anchors: Up to how many phrasings an utterance is compared with each of them.
            keeps: Where what is learnt is kept for the next start.
            tick: Told how the learning goes on.
        """
        base = Base.of(phrasings, stemmer(endings))
        means = _Means(encoder, vocabulary or Lexicon(), protected, cache_size)
        texts = base.texts()
        respeller = Respeller(texts, means.lexicon, protected)
        if not texts:
            return cls(base, means, respeller, None, is_learnt=True)
        vectors = encoder.encode_all(texts) if encoder else None
        found = closest(keeps, base) if keeps and len(texts) <= most_anchors else None
        recalled = recall(base, *found, vectors) if found and found[1].is_none else None
        if recalled and recalled.is_whole:
            return cls(base, means, respeller, recalled.model, is_learnt=True)
        model, letters = learn(base, vectors, most_anchors, tick)
        if keeps:
            keeps.keep(summary(base, model, letters))
        return cls(base, means, respeller, model, is_learnt=True)

    @classmethod
    def recalled(
        cls,
        phrasings: Sequence[Phrasing],
        keeps: Keeps,
        encoder: Encoder | None = None,
        vocabulary: Lexicon | None = None,
        *,
        endings: tuple[str, ...] = (),
        protected: Container[str] = frozenset(),
        cache_size: int = _REMEMBERED,
    ) -> Self | None:
        """Make a ranker at once of what was kept, corrected for what was edited since; see `build`.

        Returns:
            The ranker, learnt where no phrasing differs; None where it takes `build`, since much differs or
            what was kept does not hold any more.
        """
        base = Base.of(phrasings, stemmer(endings))
        found = closest(keeps, base) if phrasings else None
        if found is None:
            return None
        texts = base.texts()
        recalled = recall(base, *found, encoder.encode_all(texts) if encoder else None)
        if recalled is None:
            return None
        means = _Means(encoder, vocabulary or Lexicon(), protected, cache_size)
        respeller = Respeller(texts, means.lexicon, protected)
        return cls(base, means, respeller, recalled.model, is_learnt=recalled.is_whole)

    @classmethod
    def by_letters(
        cls,
        phrasings: Sequence[Phrasing],
        vocabulary: Lexicon | None = None,
        *,
        endings: tuple[str, ...] = (),
        protected: Container[str] = frozenset(),
    ) -> Self:
        """Make a ranker that stands in at once until another one is built; see `build`."""
        base = Base.of(phrasings, stemmer(endings))
        means = _Means(None, vocabulary or Lexicon(), protected, _REMEMBERED)
        model = learn_some(base, _STANDING_IN) if phrasings else None
        respeller = Respeller(base.texts(), means.lexicon, protected)
        return cls(base, means, respeller, model, is_learnt=False)

    def adapted(
        self, phrasings: Sequence[Phrasing], *, protected: Container[str] = frozenset()
    ) -> Self | None:
        """Make a ranker of edited phrasings at once, from what this one has learnt.

        Returns:
            The ranker, learnt like this one where no phrasing differs; None where it takes `build`, since
            much differs or nothing was learnt.
        """
        former, means = self._base, self._means
        read = zip(former.phrasings, former.words, strict=True)
        base = Base.of(phrasings, former.stem, {phrasing.text: words for phrasing, words in read})
        edit = Edit.between(_keys(former), _keys(base), former.labels, base.labels)
        if edit.is_none:
            if protected == means.protected:
                return self
            means = replace(means, protected=protected)
            respeller = Respeller((), means.lexicon, protected, self._respeller)
            return type(self)(base, means, respeller, self._model, is_learnt=self.is_learnt)
        is_small = bool(base.phrasings) and edit.size <= EDITED_MOST
        if self._model is None or not is_small or len(self._model.anchors) < len(former.phrasings):
            return None
        texts = base.texts()
        fresh = [texts[at] for at in edit.fresh]
        vectors = means.encoder.encode_all(fresh) if means.encoder and fresh else None
        return type(self)(
            base,
            replace(means, protected=protected),
            Respeller(fresh, means.lexicon, protected, self._respeller),
            adapt(self._model, base, edit, vectors),
            is_learnt=False,
        )

    def rank(self, text: str) -> Ranking:
        """Rank the labels by how well they fit `text`; any string is fine."""
        return self._remembered(shorten(text))

    def holders(self, text: str) -> Sequence[str]:
        """Give the labels of which `text` is a phrasing, word for word."""
        return self._holders.get(folded_words(shorten(text)), ())

    def _rank(self, text: str) -> Ranking:
        typed = folded_words(text)
        if not typed or self._model is None:
            return Ranking(words=typed)
        if holders := self._holders.get(typed):
            return Ranking(tuple(Ranked(label, 1.0) for label in holders), words=typed, exact=True)
        read = self._respeller.read(text)
        encoder = self._means.encoder
        vector = encoder.encode(read.text) if encoder else None
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
            near += _nearest(cosines, phrasings)
            least = min(least, confidence(score, float(cosines.max(initial=0)), evidence))
            candidates.append(Ranked(self._base.labels[label], least))
        nearest = nlargest(_NEIGHBOURS, near)
        return tuple(candidates), tuple(self._neighbour(*found) for found in nearest)

    def _best(self, model: Model, likeness: Vector) -> list[tuple[int, float]]:
        """Give the best labels by number, best first, with their scores."""
        if len(self._base.labels) > _SHORTLIST and len(model.anchors) == len(self._base.phrasings):
            likest = np.maximum.reduceat(likeness, model.starts[:-1])
            labels = np.sort(np.argpartition(-likest, _SHORTLIST)[:_SHORTLIST])
            scores = model.coefficients[labels] @ likeness
        else:
            labels = np.arange(len(self._base.labels))
            scores = model.coefficients @ likeness
        best = np.argsort(-scores, kind="stable")[:_CANDIDATES]
        return list(zip(labels[best].tolist(), scores[best].tolist(), strict=True))

    def _neighbour(self, similarity: float, at: int) -> Neighbour:
        phrasing = self._base.phrasings[at]
        return Neighbour(phrasing.text, phrasing.label, phrasing.language, min(1.0, max(0.0, similarity)))


def _nearest(cosines: Vector, phrasings: Sequence[int]) -> list[tuple[float, int]]:
    """Give the phrasings of a label that may be among the nearest of all."""
    if len(cosines) <= _NEIGHBOURS:
        return list(zip(cosines.tolist(), phrasings, strict=True))
    least = np.partition(cosines, -_NEIGHBOURS)[-_NEIGHBOURS]
    return [(float(cosines[at]), phrasings[at]) for at in np.flatnonzero(cosines >= least).tolist()]


def _keys(base: Base) -> list[tuple[str, str]]:
    return [(phrasing.label, phrasing.text) for phrasing in base.phrasings]


def count_stale(phrasings: Sequence[Phrasing], endings: tuple[str, ...], keeps: Keeps) -> int:
    """Tell of how many phrasings nothing is kept that holds for them, or of how many others something is."""
    base = Base.of(phrasings, stemmer(endings))
    found = closest(keeps, base)
    if found is None or (found[1].is_none and found[0].reading != reading(base)):
        return len(phrasings)
    return found[1].size
