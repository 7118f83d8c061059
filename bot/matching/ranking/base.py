"""The ranking of labels by how well their phrasings fit an utterance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into vectors of length one whose cosines tell how near their meanings are."""

    def encode(self, text: str) -> Vector:
        """Give the vector of one text."""
        ...

    def encode_all(self, texts: Sequence[str]) -> Matrix:
        """Give the vectors of the knowledge base's phrasings, one a row."""
        ...


class Keeps(Protocol):
    """Keeps what a ranker learnt, so that a restart need not learn an unchanged base again."""

    def recall(self, key: str) -> Matrix | None:
        """Give the coefficients kept under `key`, one row a label, if they are still there."""
        ...

    def keep(self, key: str, coefficients: Matrix) -> None:
        """Keep coefficients under `key`; they may be forgotten at any time."""
        ...


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way to ask for a label."""

    label: str
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A label and the confidence, in 0..1, that it is meant."""

    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A phrasing near the utterance, and how near (cosine, in 0..1)."""

    text: str
    label: str
    language: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """What the ranker makes of an utterance."""

    candidates: tuple[Ranked, ...] = ()
    """Best first; at most ten; none where the base is empty or the utterance has no words."""
    neighbours: tuple[Neighbour, ...] = ()
    """The nearest phrasings, best first, at most five."""
    words: tuple[str, ...] = ()
    """The folded words that were read, after repair."""
    repairs: tuple[tuple[str, str], ...] = ()
    """The folded words that were read as others: as typed, as read."""
    exact: bool = False
    """True if the utterance, folded, is a phrasing."""
