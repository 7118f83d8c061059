"""Patterns with a slot: what stands in the place of `{name}` in `is {name} a partner of yours`."""

from collections.abc import Iterable, Sequence
from typing import Final

from bot.core.text import words

SLOT: Final = "{name}"
NAME_MOST: Final = 7
"""Words that may stand in a slot; a longer run is not a name."""

Words = tuple[str, ...]


class Patterns:
    """Several patterns, matched against whole utterances."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take the patterns; the ones with more words around the slot are tried first."""
        parts = {
            (tuple(words(before)), tuple(words(after)))
            for before, slot, after in (text.partition(SLOT) for text in texts)
            if slot
        }
        self._parts: dict[str, list[tuple[Words, Words]]] = {}
        """By the word they begin with; those that begin with the slot under the empty word."""
        for before, after in sorted(parts, key=lambda pair: (-len(pair[0]) - len(pair[1]), pair)):
            self._parts.setdefault(before[0] if before else "", []).append((before, after))

    def slot(self, folded: Sequence[str]) -> tuple[int, int] | None:
        """Give where the slot begins and ends in the folded words of an utterance, or None."""
        for before, after in (*self._parts.get(folded[0] if folded else "", ()), *self._parts.get("", ())):
            end = len(folded) - len(after)
            if (
                0 < end - len(before) <= NAME_MOST
                and tuple(folded[: len(before)]) == before
                and tuple(folded[end:]) == after
            ):
                return len(before), end
        return None
