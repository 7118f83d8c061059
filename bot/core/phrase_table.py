"""Sentences of the bot by name: what every table of them is."""

from enum import StrEnum
from typing import Self


class PhraseTable(StrEnum):
    """Sentences by name: each its key in `phrases.yaml`, then the placeholders that the code fills in."""

    placeholders: frozenset[str]

    def __new__(cls, key: str, *placeholders: str) -> Self:
        phrase = str.__new__(cls, key)
        phrase._value_ = key
        phrase.placeholders = frozenset(placeholders)
        return phrase
