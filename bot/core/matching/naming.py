"""One name of a partner, a place in an utterance where one stands, and how alike two names are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import JaroWinkler

from bot.core.frozen import Id
from bot.core.matching.tokens import Utterance

_AS_LONG: Final = 0.65
"""Share of the longer name that the shorter one must have for their letters to count: SAM is not Samsung."""


@dataclass(frozen=True, slots=True)
class Naming:
    """One name of one partner."""

    partner: Id
    typed: str
    words: tuple[str, ...]
    """Folded, without connectors and legal forms."""
    is_common: bool
    """True if it reads like ordinary words in small letters: `impact`, `both ends`."""


@dataclass(frozen=True, slots=True)
class Named:
    """A partner's name that stands from word `start` up to, not including, word `end`."""

    start: int
    end: int
    partners: tuple[Id, ...]
    """More than one if they share the name."""
    is_sure: bool
    """False if it may as well be another organisation."""
    is_common: bool = False
    """True if the words may as well not be a name at all; only a question about a name settles it."""

    @property
    def length(self) -> int:
        return self.end - self.start


def cased_alike(utterance: Utterance, start: int, end: int, naming: Naming) -> bool:
    """Tell whether ordinary words were typed with the capital letters of the name."""
    if not utterance.case_tells and end - start < len(utterance.tokens):
        return False
    typed = [token for token in utterance.tokens[start:end] if token.folded in naming.words]
    if len(typed) > 1:
        return all(token.is_capitalised for token in typed)
    return any(token.typed in naming.typed or token.typed.rstrip("s").isupper() for token in typed)


def likeness(asked: Sequence[str], name: Sequence[str]) -> float:
    """Rate 0..1 how alike two names are: by the letters of the whole, or by a telling word they share."""
    one, other = sorted(("".join(asked), "".join(name)), key=len)
    whole = JaroWinkler.similarity(one, other) if len(one) >= _AS_LONG * len(other) else 0.0
    shared = [word for word in asked if word in name and len(word) > 3]
    return max(whole, 0.9 * bool(shared) * len(shared) / max(1, min(len(asked), len(name))))
