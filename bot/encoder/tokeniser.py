"""The tokeniser of the sentence encoder: SentencePiece's unigram model over one word at a time.

A text is cut into the pieces of the vocabulary whose log probabilities have the greatest sum (Kudo 2018,
"Subword Regularization", section 3.2; Viterbi's algorithm). No piece of this vocabulary reaches across a
space, so the words of a text can be cut one by one and what was found for a word can be remembered.
"""

from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from struct import unpack_from
from typing import Final

_UNKNOWN: Final = 0
_UNKNOWN_PENALTY: Final = 10.0
_WORDS_KEPT: Final = 20_000
_LONGEST_WORD_KEPT: Final = 30

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


class Pieces:
    """The vocabulary of a SentencePiece unigram model, and the cutting of texts into it."""

    def __init__(self, model: Path, normaliser: Callable[[bytes], Callable[[str], str]]) -> None:
        """Read the vocabulary.

        Args:
            model: A file with a serialised SentencePiece `ModelProto`.
            normaliser: Makes the model's normaliser of texts from its table of characters.

        Raises:
            OSError: The file cannot be read.
            ValueError: It holds no pieces.
        """
        data = model.read_bytes()
        self._ids: dict[str, int] = {}
        self._scores = array("f")
        charsmap = b""
        for field, start, end in _fields(data, 0, len(data)):
            if field == 1:
                self._add_piece(data, start, end)
            elif field == 3:
                inner = {number: (begin, stop) for number, begin, stop in _fields(data, start, end)}
                charsmap = data[slice(*inner.get(2, (0, 0)))]
        if not self._ids:
            raise ValueError(f"{model} holds no pieces")
        self._longest = max(map(len, self._ids))
        self._unknown_score = min(self._scores) - _UNKNOWN_PENALTY
        self._normalise = normaliser(charsmap)
        self._kept: dict[str, tuple[int, ...]] = {}

    def _add_piece(self, data: bytes, start: int, end: int) -> None:
        text, score = "", 0.0
        for field, begin, stop in _fields(data, start, end):
            if field == 1:
                text = data[begin:stop].decode()
            elif field == 2:
                (score,) = unpack_from("<f", data, begin)
        self._ids[text] = len(self._scores)
        self._scores.append(score)

    def __len__(self) -> int:
        return len(self._scores)

    def cut(self, text: str) -> list[int]:
        """Give the ids of the pieces of `text`, without marks for begin and end; one unknown for no text."""
        ids: list[int] = []
        for word in text.split():
            found = self._kept.get(word)
            if found is None:
                found = self._cut_word(word)
                if len(word) <= _LONGEST_WORD_KEPT:
                    if len(self._kept) >= _WORDS_KEPT:
                        self._kept.clear()
                    self._kept[word] = found
            ids += found
        return ids or [_UNKNOWN]

    def _cut_word(self, word: str) -> tuple[int, ...]:
        text = self._normalise(word)
        size = len(text)
        best = [0.0] + [-1e38] * size
        start_of = [0] * (size + 1)
        piece_of = [_UNKNOWN] * (size + 1)
        for start in range(size):
            for end in range(start + 1, min(start + self._longest, size) + 1):
                piece = self._ids.get(text[start:end])
                if piece is not None:
                    score = best[start] + self._scores[piece]
                elif end == start + 1:
                    piece, score = _UNKNOWN, best[start] + self._unknown_score
                else:
                    continue
                if score > best[end]:
                    best[end], start_of[end], piece_of[end] = score, start, piece
        ids: list[int] = []
        while size:
            ids.append(piece_of[size])
            size = start_of[size]
        return tuple(reversed(ids))


def _fields(data: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Give number, start and end of each field of a protocol buffers message (wire format, proto3 guide)."""
    at = start
    while at < end:
        key, at = _varint(data, at)
        wire = key & 7
        if wire == _VARINT:
            stop = _varint(data, at)[1]
        elif wire == _BYTES:
            size, at = _varint(data, at)
            stop = at + size
        elif wire in (_FIXED32, _FIXED64):
            stop = at + (4 if wire == _FIXED32 else 8)
        else:
            raise ValueError(f"unknown wire type {wire}")
        yield key >> 3, at, stop
        at = stop


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
