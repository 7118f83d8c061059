"""What need not be computed again at a start: sentence vectors, and what a ranker learnt from them.

It ships with the knowledge, and what is not shipped lies in a cache. Every file here can be made again, so it
is written as a whole or not at all, and may vanish or break: what is of no use is told and counts as missing.
"""

import logging
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from bot.matching.ranking.base import Matrix

FORMAT: Final = 1
"""Raised when the files are laid out otherwise, or when texts are read or compared otherwise."""

_log = logging.getLogger(__name__)

Grid = NDArray[np.int8]
Arrays = Mapping[str, NDArray[Any]]


def write_whole(path: Path, data: bytes) -> bool:
    """Write `data` to `path` in one step, so that no reader ever meets half of it.

    Returns:
        Whether it was written; False where the folder cannot be written to or the disk is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            # Who wrote it may be another user than who reads it.
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError:
        return False
    return True


class UnusableError(Exception):
    """A file of arrays that is missing, damaged or made for something else; says which."""


class MissingError(UnusableError):
    """There is no such file."""


@dataclass(frozen=True, slots=True)
class ArrayFile:
    """Arrays in a file, with checksums, and the format and the encoder for which they were made."""

    path: Path
    encoder: str
    """The encoder's name; empty where letters alone count."""

    def read(self, *names: str) -> Arrays:
        """Read the arrays of these names that are there, or all where none is named.

        Raises:
            UnusableError: The file is of no use.
        """
        try:
            with np.load(BytesIO(self.path.read_bytes()), allow_pickle=False) as file:
                wanted = {*names, _MADE_FOR} if names else set(file.files)
                arrays = {key: file[key] for key in wanted.intersection(file.files)}
        except (FileNotFoundError, NotADirectoryError):
            raise MissingError("missing") from None
        except OSError as error:
            raise UnusableError(f"a file that cannot be read ({error.strerror})") from None
        except (ValueError, KeyError, EOFError, BadZipFile, NotImplementedError, AttributeError):
            raise UnusableError("damaged") from None
        version, _, encoder = str(arrays.pop(_MADE_FOR, "")).partition(" ")
        if version != str(FORMAT):
            raise UnusableError("of another version")
        if encoder != self.encoder:
            raise UnusableError(f"made with {encoder or 'no encoder'} instead of {self.encoder or 'none'}")
        return arrays

    def write(self, arrays: Arrays) -> bool:
        """Write everything; False where that cannot be."""
        buffer = BytesIO()
        named: dict[str, Any] = {_MADE_FOR: np.array(f"{FORMAT} {self.encoder}"), **arrays}
        np.savez(buffer, **named)
        return write_whole(self.path, buffer.getvalue())

    def leave_aside(self, error: UnusableError) -> None:
        """Tell why the file is not used, unless it is merely missing."""
        if not isinstance(error, MissingError):
            _tell_once(self.path, str(error))


@lru_cache(maxsize=64)
def _tell_once(path: Path, why: str) -> None:
    """Warn of a file, which is looked into several times at a start, the first time alone."""
    _log.warning("%s is %s: it is left aside, and its contents are made again", path, why)


_MADE_FOR: Final = "made_for"


def to_grid(vectors: Matrix) -> Grid:
    """Round vectors, one a row, to 8 bits a number; the greatest number of each becomes 127."""
    greatest = np.abs(vectors).max(axis=1, initial=_LEAST, keepdims=True)
    grid: Grid = np.rint(vectors * (_GREATEST / greatest)).astype(np.int8)
    return grid


def from_grid(grid: Grid) -> Matrix:
    """Give the vectors of length one that point where the rounded ones do."""
    vectors = grid.astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    vectors /= np.maximum(lengths, 1)[:, None]
    return vectors


_GREATEST: Final = np.float32(127)
_LEAST: Final = 1e-20
_DIGEST: Final = 8
_STALE_MOST: Final = 3
"""How many times as many vectors as are asked for may lie in the file."""


class KeptVectors:
    """The vectors of one knowledge base, in files that may vanish or break at any time.

    All come rounded to the same grid, wherever they are from: an answer does not depend on what was kept.
    """

    def __init__(self, file: Path | None, encoder_name: str, shipped: Path | None = None) -> None:
        """Use files, of which vectors of encoders with other names are not taken.

        Args:
            file: Where vectors are kept; None keeps none.
            encoder_name: The encoder that made them.
            shipped: A file that is looked into first, and never written.
        """
        self._own = ArrayFile(file, encoder_name) if file else None
        self._shipped = ArrayFile(shipped, encoder_name) if shipped else None
        self._asked: set[int] = set()

    def complete(self, texts: Sequence[str], encode: Callable[[Sequence[str]], Matrix]) -> Matrix:
        """Give the vectors of `texts`: those kept from the files, the others from `encode`.

        The own file then holds the others as well. What was not asked for since this object was made stays in
        it too, unless that is most of the file.
        """
        digests = _digests(texts)
        self._asked.update(digests.tolist())
        found = [np.empty((0, 0), dtype=np.int8)]
        places = [np.empty(0, dtype=np.intp)]
        left = np.arange(len(texts))
        for layer in self._layers():
            at, is_there = layer.find(digests[left])
            places.append(left[is_there])
            found.append(layer.grid[at])
            left = left[~is_there]
            if not left.size:
                break
        if left.size:
            fresh = to_grid(encode([texts[at] for at in left.tolist()]))
            places.append(left)
            found.append(fresh)
            self._add(_Layer.of(digests[left], fresh))
        grid = np.concatenate([each for each in found if len(each)])
        vectors = np.empty(grid.shape, dtype=np.float32)
        vectors[np.concatenate(places)] = from_grid(grid)
        return vectors

    def count_new(self, texts: Sequence[str]) -> int:
        """Tell how many of `texts` have no vector in the files."""
        left = np.unique(_digests(texts))
        for file in self._files():
            try:
                left = np.setdiff1d(left, file.read("digests").get("digests", ()), assume_unique=True)
            except UnusableError as error:
                file.leave_aside(error)
        return len(left)

    def prune(self) -> None:
        """Leave in the own file what was asked for since this object was made, and nothing else."""
        kept = _read(self._own) if self._own else None
        if self._own and kept and (left := kept.only(self._asked)).size < kept.size:
            left.write(self._own)

    def _layers(self) -> Iterator["_Layer"]:
        return (layer for layer in map(_read, self._files()) if layer)

    def _files(self) -> Iterator[ArrayFile]:
        return (file for file in (self._shipped, self._own) if file)

    def _add(self, fresh: "_Layer") -> None:
        if self._own is None:
            return
        kept = _read(self._own)
        whole = fresh if kept is None or kept.width != fresh.width else kept.joined(fresh)
        if whole.size > _STALE_MOST * len(self._asked):
            whole = whole.only(self._asked)
        whole.write(self._own)


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """What lies in one file."""

    digests: NDArray[np.uint64]
    """Of the texts, ascending, each once."""
    grid: Grid
    """Their rounded vectors, one a row."""

    @classmethod
    def of(cls, digests: NDArray[np.uint64], grid: Grid) -> "_Layer":
        """Put vectors in order."""
        once, firsts = np.unique(digests, return_index=True)
        return cls(once, grid[firsts])

    @property
    def size(self) -> int:
        return len(self.digests)

    @property
    def width(self) -> int:
        return int(self.grid.shape[1])

    def find(self, digests: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Give the rows of the texts that are here, and of each text whether it is."""
        at = np.searchsorted(self.digests, digests).clip(max=self.size - 1)
        is_there: NDArray[np.bool_] = self.digests[at] == digests
        return at[is_there], is_there

    def joined(self, other: "_Layer") -> "_Layer":
        """Give what is in either."""
        return self.of(np.concatenate([self.digests, other.digests]), np.concatenate([self.grid, other.grid]))

    def only(self, asked: set[int]) -> "_Layer":
        """Give those that were asked for."""
        is_asked = np.isin(self.digests, np.array(sorted(asked), dtype=np.uint64))
        return _Layer(self.digests[is_asked], self.grid[is_asked])

    def write(self, file: ArrayFile) -> None:
        file.write({"digests": self.digests, "vectors": self.grid})


def _read(file: ArrayFile) -> _Layer | None:
    """Read a file; None if there is nothing of use in it, which is told."""
    try:
        layer = _unpacked(file.read())
    except UnusableError as error:
        file.leave_aside(error)
        return None
    return layer if layer.size else None


def _unpacked(arrays: Arrays) -> _Layer:
    digests, grid = arrays.get("digests"), arrays.get("vectors")
    if digests is None or grid is None or digests.dtype != np.uint64 or grid.dtype != np.int8:
        raise UnusableError("damaged")
    if grid.ndim != 2 or digests.shape != (len(grid),):
        raise UnusableError("damaged")
    return _Layer(digests, grid)


def _digests(texts: Sequence[str]) -> NDArray[np.uint64]:
    joined = b"".join(blake2b(text.encode(errors="replace"), digest_size=_DIGEST).digest() for text in texts)
    return np.frombuffer(joined, dtype="<u8").astype(np.uint64)
