"""The tokeniser of the sentence encoder: SentencePiece's unigram model over one word at a time.

A text is cut into the pieces of the vocabulary whose log probabilities have the greatest sum (Kudo 2018,
"Subword Regularization", section 3.2; Viterbi's algorithm). No piece of this vocabulary reaches across a
space, so the words of a text can be cut one by one and what was found for a word can be remembered.

The vocabulary is that of multilingual-e5-small without the pieces that the bot's languages do not need.
"""

from collections.abc import Sequence
from typing import Final
from unicodedata import category, normalize

BEGIN: Final = "<s>"
END: Final = "</s>"
UNKNOWN: Final = "<unk>"
_SPACE: Final = "▁"
_ZERO_WIDTH_SPACE: Final = "\u200b"
_ENDS: Final = " \t\r\n.!?…¿¡"
_LONGEST_TEXT: Final = 2_000
"""Characters of a text that are read; more would not fit into the tokens that are."""
_UNKNOWN_PENALTY: Final = 10.0
_WORDS_KEPT: Final = 20_000
_LONGEST_WORD_KEPT: Final = 30


def read(text: str) -> str:
    """Give what is read of a text: in lower case, without signs at both ends, and not without end."""
    return text[:_LONGEST_TEXT].lower().strip(_ENDS)


class Pieces:
    """A vocabulary, and the cutting of texts into it."""

    def __init__(self, pieces: Sequence[str], scores: Sequence[float]) -> None:
        """Take the pieces in the order of their ids, with their log probabilities."""
        self._ids = {piece: number for number, piece in enumerate(pieces)}
        self.begin, self.end, self.unknown = (self._ids.pop(mark) for mark in (BEGIN, END, UNKNOWN))
        self._scores = scores
        self._longest = max(map(len, self._ids), default=0)
        self._unknown_score = min(scores) - _UNKNOWN_PENALTY
        self._kept: dict[str, tuple[int, ...]] = {}

    def cut(self, text: str) -> list[int]:
        """Give the ids of the pieces of `text`, without marks for begin and end."""
        ids: list[int] = []
        for word in _normal(text).split():
            found = self._kept.get(word)
            if found is None:
                found = self._cut_word(_SPACE + word)
                if len(word) <= _LONGEST_WORD_KEPT:
                    if len(self._kept) >= _WORDS_KEPT:
                        self._kept.clear()
                    self._kept[word] = found
            ids += found
        return ids

    def _cut_word(self, text: str) -> tuple[int, ...]:
        size = len(text)
        best = [0.0] + [-1e38] * size
        start_of = [0] * (size + 1)
        piece_of = [self.unknown] * (size + 1)
        for start in range(size):
            for end in range(start + 1, min(start + self._longest, size) + 1):
                piece = self._ids.get(text[start:end])
                if piece is not None:
                    score = best[start] + self._scores[piece]
                elif end == start + 1:
                    piece, score = self.unknown, best[start] + self._unknown_score
                else:
                    continue
                if score > best[end]:
                    best[end], start_of[end], piece_of[end] = score, start, piece
        ids: list[int] = []
        while size:
            # Signs that are unknown one after the other are one unknown piece.
            if not ids or ids[-1] != self.unknown or piece_of[size] != self.unknown:
                ids.append(piece_of[size])
            size = start_of[size]
        return tuple(reversed(ids))


def _normal(text: str) -> str:
    """Give a text in composed and compatible form (NFKC), with a space for what parts words unseen."""
    composed = normalize("NFKC", text)
    if composed.isprintable():
        return composed
    told = composed.replace(_ZERO_WIDTH_SPACE, " ")
    return "".join(
        " " if sign.isspace() else sign for sign in told if sign.isspace() or category(sign) != "Cc"
    )
