"""The ranker: which labels an utterance may mean, best first, each with a confidence."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from heapq import nlargest
from typing import Final, Self

import numpy as np

from bot.core.text import shorten
from bot.matching.ranking.base import Encoder, Keeps, Neighbour, Phrasing, Ranked, Ranking, Vector
from bot.matching.ranking.features import Stem, stemmer
from bot.matching.ranking.learning import MOST_ANCHORS, Edit, Model, adapt, confidence, learn
from bot.matching.spelling import Lexicon, Respeller, folded_words

_CANDIDATES: Final = 10
_NEIGHBOURS: Final = 5
_EDITED_MOST: Final = 500
"""Phrasings that may be new, or gone, for what was learnt to be worth adapting."""
_SHORTLIST: Final = 32
"""Labels whose scores are computed, those of the likest phrasings; the best one is practically among them."""


@dataclass(frozen=True, slots=True)
class _Phrasings:
    """Phrasings in the order in which they are numbered, each with what is read of it."""

    phrasings: Sequence[Phrasing]
    words: Sequence[tuple[str, ...]]
    labels: Sequence[str]

    @classmethod
    def of(cls, phrasings: Iterable[Phrasing], known: Mapping[str, tuple[str, ...]] | None = None) -> Self:
        """Read phrasings, except the texts that are `known`."""
        known = known or {}
        ordered = sorted(phrasings, key=lambda phrasing: (phrasing.label, phrasing.text))
        words = [known.get(each.text) or folded_words(shorten(each.text)) for each in ordered]
        return cls(ordered, words, sorted({phrasing.label for phrasing in ordered}))

    def texts(self) -> list[str]:
        """Give what is read of each phrasing."""
        return [shorten(phrasing.text) for phrasing in self.phrasings]


@dataclass(frozen=True, slots=True)
class _Means:
    """What a ranker is made with, apart from the phrasings."""

    encoder: Encoder | None
    lexicon: Lexicon
    stem: Stem
    protected: Container[str]
    cache_size: int


class Ranker:
    """The phrasings of a knowledge base, arranged for asking; made by `build`, immutable but for a cache."""

    def __init__(
        self,
        base: _Phrasings,
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
        """False where some phrasings were only added to what had been learnt."""
        self._holders: dict[tuple[str, ...], list[str]] = {}
        for phrasing, read in zip(base.phrasings, base.words, strict=True):
            holders = self._holders.setdefault(read, [])
            if phrasing.label not in holders:
                holders.append(phrasing.label)
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
        cache_size: int = 1024,
        most_anchors: int = MOST_ANCHORS,
        keeps: Keeps | None = None,
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
        """
        base = _Phrasings.of(phrasings)
        means = _Means(encoder, vocabulary or Lexicon(), stemmer(endings), protected, cache_size)
        texts = base.texts()
        respeller = Respeller(texts, means.lexicon, protected)
        if not texts:
            return cls(base, means, respeller, None, is_learnt=True)
        vectors = encoder.encode_all(texts) if encoder else None
        model = learn(base.phrasings, base.words, vectors, means.stem, most_anchors, keeps)
        return cls(base, means, respeller, model, is_learnt=True)

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
        base = _Phrasings.of(phrasings, {phrasing.text: words for phrasing, words in read})
        before = _before(former, base)
        size = len(former.phrasings)
        if before == list(range(size)):
            if protected == means.protected:
                return self
            means = replace(means, protected=protected)
            respeller = Respeller((), means.lexicon, protected, self._respeller)
            return type(self)(base, means, respeller, self._model, is_learnt=self.is_learnt)
        number = {label: at for at, label in enumerate(former.labels)}
        now = {label: at for at, label in enumerate(base.labels)}
        label_of = [now[phrasing.label] for phrasing in base.phrasings]
        edit = Edit(base.words, label_of, before, [number.get(label) for label in base.labels])
        gone = size - len(before) + len(edit.fresh)
        is_small = base.phrasings and max(gone, len(edit.fresh)) <= _EDITED_MOST
        if self._model is None or not is_small or len(self._model.anchors) < size:
            return None
        fresh = [base.texts()[at] for at in edit.fresh]
        encode = means.encoder and means.encoder.encode
        vectors = np.array([encode(text) for text in fresh]) if encode and fresh else None
        return type(self)(
            base,
            replace(means, protected=protected),
            Respeller(fresh, means.lexicon, protected, self._respeller),
            adapt(self._model, edit, vectors, means.stem),
            is_learnt=False,
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
            near += zip(cosines.tolist(), phrasings, strict=True)
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


def _before(former: _Phrasings, edited: _Phrasings) -> list[int | None]:
    """Give the number that each phrasing had in the former base, or None for a new one."""
    places: dict[tuple[str, str], list[int]] = {}
    for at in reversed(range(len(former.phrasings))):
        phrasing = former.phrasings[at]
        places.setdefault((phrasing.label, phrasing.text), []).append(at)
    found = (places.get((phrasing.label, phrasing.text)) for phrasing in edited.phrasings)
    return [same.pop() if same else None for same in found]
