"""The ranking of labels by how well their phrasings fit an utterance."""

from collections.abc import Iterator, Sequence
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


@dataclass(frozen=True, slots=True, eq=False)
class Occurrences:
    """Which features there are in some documents, and how often each stands in each."""

    names: Sequence[str]
    """The features, in the order in which they are numbered; none has the end of a line in it."""
    pairs: NDArray[np.int64]
    """`feature * number of documents + document` where the document has the feature, ascending."""
    times: NDArray[np.int64]
    """How often, for each pair."""


Letters = tuple[Occurrences, Occurrences]
"""Words with pairs of words, and character n-grams."""


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """What a ranker learnt, and what from, so that later it can be told how much of it still holds."""

    labels: Sequence[str]
    """Ascending."""
    phrasings: NDArray[np.uint64]
    """A checksum of each phrasing with its label, ordered as they were learnt."""
    coefficients: Matrix
    """One row a label, one column a phrasing; many are rounded to 16 bits."""
    reading: str
    """A checksum of the words that were read, and of the endings without which they are compared."""
    letters: Letters
    """What was read in the phrasings."""


class Keeps(Protocol):
    """Keeps what a ranker learnt, so that a restart need not learn an unchanged base again."""

    def recall(self) -> Iterator[Learnt]:
        """Give what was kept, of this base or of an earlier one; what fits likeliest comes first."""
        ...

    def keep(self, learnt: Learnt) -> None:
        """Keep something; it may be forgotten at any time."""
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
