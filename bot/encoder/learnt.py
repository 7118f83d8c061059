"""Files of what a ranker learnt: coefficients, in 16 bits where that loses nothing, and the letters' index.

The index is kept as the distances between its pairs, which are small numbers and pack well.
"""

import zlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bot.encoder.cache import ArrayFile, Arrays, UnusableError
from bot.matching.ranking.base import Learnt, Occurrences

_LETTERS: Final = ("words", "chars")


class LearntFiles:
    """Implements `Keeps` with files that may vanish or break at any time."""

    def __init__(self, files: Sequence[ArrayFile]) -> None:
        """Take files, of which the last one is written, and the others are looked into before it."""
        self._files = files

    def recall(self) -> Iterator[Learnt]:
        """Give what the files hold; what cannot be used is told."""
        for file in self._files:
            try:
                yield read_learnt(file)
            except UnusableError as error:
                file.leave_aside(error)

    def keep(self, learnt: Learnt) -> None:
        """Keep something, in place of what was kept before."""
        rounded = learnt.coefficients.astype(np.float16)
        self._files[-1].write(
            {
                "labels": _packed("\n".join(learnt.labels)),
                "phrasings": learnt.phrasings,
                "coefficients": rounded
                if np.array_equal(rounded, learnt.coefficients)
                else learnt.coefficients,
                "reading": np.array(learnt.reading),
                **_pack("words", learnt.letters[0]),
                **_pack("chars", learnt.letters[1]),
            }
        )


def read_learnt(file: ArrayFile) -> Learnt:
    """Read what was kept in a file.

    Raises:
        UnusableError: The file is of no use.
    """
    arrays = file.read()
    try:
        return Learnt(
            labels=_unpacked(arrays["labels"]).decode().split("\n"),
            phrasings=arrays["phrasings"].astype(np.uint64, casting="no"),
            coefficients=arrays["coefficients"].astype(np.float32),
            reading=str(arrays["reading"]),
            letters=(_unpack("words", arrays), _unpack("chars", arrays)),
        )
    except (KeyError, TypeError, ValueError, zlib.error):
        raise UnusableError("damaged") from None


def _pack(name: str, found: Occurrences) -> Arrays:
    return {
        f"{name}_names": _packed("\n".join(found.names)),
        f"{name}_pairs": _packed(np.diff(found.pairs, prepend=0).astype("<u4").tobytes()),
        f"{name}_times": _packed(found.times.astype("<u2").tobytes()),
    }


def _unpack(name: str, arrays: Arrays) -> Occurrences:
    steps = np.frombuffer(_unpacked(arrays[f"{name}_pairs"]), dtype="<u4")
    times = np.frombuffer(_unpacked(arrays[f"{name}_times"]), dtype="<u2")
    names = _unpacked(arrays[f"{name}_names"]).decode()
    return Occurrences(
        names.split("\n") if names else [], np.cumsum(steps, dtype=np.int64), times.astype(np.int64)
    )


def _packed(data: str | bytes) -> NDArray[np.uint8]:
    return np.frombuffer(zlib.compress(data.encode() if isinstance(data, str) else data), dtype=np.uint8)


def _unpacked(packed: NDArray[Any]) -> bytes:
    return zlib.decompress(packed.tobytes())
