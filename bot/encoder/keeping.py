"""An encoder that encodes no text of the knowledge twice, and tells how far it is."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from bot.encoder.cache import KeptVectors
from bot.matching.progress import Progress
from bot.matching.ranking.base import Encoder, Matrix, Vector

_AT_ONCE: Final = 128
_REMEMBERED: Final = 64
"""Texts whose vectors are at hand: several rankers ask for the same one in turn."""


class KeepingEncoder:
    """Implements `matching.build.Encodes` with any encoder."""

    def __init__(self, encoder: Encoder, kept: KeptVectors, progress: Progress) -> None:
        self._encoder = encoder
        self._remembered = lru_cache(maxsize=_REMEMBERED)(encoder.encode)
        self._kept = kept
        self._progress = progress

    def encode(self, text: str) -> Vector:
        """Give the vector of one text, as exact as it comes."""
        return self._remembered(text)

    def encode_all(self, texts: Sequence[str]) -> Matrix:
        """Give the vectors of the texts of a knowledge base, one a row, rounded as they are kept."""
        return self._kept.complete(texts, self._encode)

    def count_new(self, texts: Sequence[str]) -> int:
        """Tell how many of `texts` would have to be encoded."""
        return self._kept.count_new(texts)

    def prune(self) -> None:
        """Forget the vectors of texts that nobody asked for."""
        self._kept.prune()

    def _encode(self, texts: Sequence[str]) -> Matrix:
        vectors: list[Matrix] = []
        for start in range(0, len(texts), _AT_ONCE):
            some = texts[start : start + _AT_ONCE]
            vectors.append(self._encoder.encode_all(some))
            self._progress.advance(len(some))
        whole: Matrix = np.concatenate(vectors)
        return whole
