"""Whether a misspelt word is a slip of the hand for another one, or more likely a word of its own.

A wrong partner is worse than no answer: only slips that hardly ever turn one organisation's name into
another's count as sure. Everything else that is near is offered, never assumed.
"""

import re
from enum import Enum
from typing import Final

from rapidfuzz.distance import OSA

LEAST: Final = 5
"""Letters from which a word may be misspelt at all; shorter ones count only when exact."""
_LONG: Final = 9
"""Letters from which two slips are allowed."""
_HEAD: Final = 3
"""First letters in which a replaced letter makes another name: Macrosoft is not Microsoft."""

_SOUNDS: Final = (
    ("ph", "f"),
    ("qu", "k"),
    ("ck", "k"),
    ("ch", "k"),
    ("c", "k"),
    ("z", "s"),
    ("y", "i"),
    ("j", "g"),
    ("v", "b"),
    ("h", ""),
)
_SILENT: Final = frozenset("destx")
"""Last letters that are not heard, so that people leave them out or add one."""
_DOUBLE: Final = re.compile(r"(.)\1+")


class Slip(Enum):
    """How surely one word was meant by another."""

    SURE = "sure"
    """A letter doubled, dropped, added or swapped, or written as it sounds: `Choppard`, `Mircosoft`."""
    LIKELY = "likely"
    """One letter replaced by another: a slip where the rest of the name is there, else a name of its own."""


def sound(word: str) -> str:
    """Give a folded word roughly as it sounds: `fairphone` and `fairfone` come out alike."""
    for letters, heard in _SOUNDS:
        word = word.replace(letters, heard)
    return _DOUBLE.sub(r"\1", word)


def _ends_unheard(typed: str, meant: str) -> bool:
    """Tell whether a long word lacks its end, or one of them has one more letter that is not heard."""
    short, long = sorted((typed, meant), key=len)
    if not long.startswith(short):
        return False
    missing = long[len(short) :]
    return len(short) >= _LONG or (len(short) > LEAST and len(missing) == 1 and missing in _SILENT)


def slip(typed: str, meant: str) -> Slip | None:
    """Judge whether the folded word `typed` is a misspelling of the folded word `meant`.

    Returns:
        How sure that is, or None if the words are too far apart or too short to tell.
    """
    if min(len(typed), len(meant)) < LEAST or typed[0] != meant[0]:
        return None
    if sound(typed) == sound(meant) or _ends_unheard(typed, meant):
        return Slip.SURE
    if len(meant) < _LONG and (typed.startswith(meant) or meant.startswith(typed)):
        return Slip.LIKELY if abs(len(typed) - len(meant)) == 1 else None
    distance = OSA.distance(typed, meant, score_cutoff=2)
    if distance > 2 or (distance == 2 and len(meant) < _LONG):
        return None
    if len(typed) != len(meant) or sorted(typed) == sorted(meant):
        return Slip.SURE if distance == 1 or typed[-1] == meant[-1] else Slip.LIKELY
    if distance == 1 and len(meant) > _LONG and typed[:_HEAD] == meant[:_HEAD]:
        return Slip.SURE
    return Slip.LIKELY
