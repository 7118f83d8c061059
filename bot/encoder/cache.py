"""What need not be computed again at a restart: sentence vectors, and what a ranker learnt from them.

Every file here can be made again, so it is written as a whole or not at all, and may vanish or break.
"""

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np

from bot.matching.ranking.base import Matrix


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
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError:
        return False
    return True


_DIGEST: Final = 16
_STALE_MOST: Final = 3
"""How many times as many vectors as are asked for may lie in the file."""


class KeptVectors:
    """The vectors of one knowledge base, in a file that may vanish or break at any time."""

    def __init__(self, file: Path, encoder_name: str) -> None:
        """Use `file`; vectors of encoders with other names are not found in it."""
        self._file = file
        self._salt = encoder_name.encode()
        self._asked: set[bytes] = set()

    def complete(self, texts: Sequence[str], encode: Callable[[Sequence[str]], Matrix]) -> Matrix:
        """Give the vectors of `texts`: those kept from the file, the others from `encode`.

        The file then holds them as well. What was not asked for since this object was made stays in it too,
        unless that is most of the file.
        """
        digests = [self._digest(text) for text in texts]
        self._asked.update(digests)
        kept = self._read()
        missing = [at for at, digest in enumerate(digests) if digest not in kept]
        new = encode([texts[at] for at in missing])
        kept |= {digests[at]: vector for at, vector in zip(missing, new, strict=True)}
        if missing:
            is_stale = len(kept) > _STALE_MOST * len(self._asked)
            self._write({each: kept[each] for each in kept if not is_stale or each in self._asked})
        return np.array([kept[digest] for digest in digests], dtype=np.float32)

    def _digest(self, text: str) -> bytes:
        return blake2b(text.encode(errors="replace"), digest_size=_DIGEST, key=self._salt[:64]).digest()

    def _read(self) -> dict[bytes, Matrix]:
        try:
            with self._file.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
                digests, vectors = file["digests"], file["vectors"]
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return {}
        if (
            digests.dtype != np.uint8
            or digests.shape != (len(vectors), _DIGEST)
            or vectors.dtype != np.float32
        ):
            return {}
        return {digest.tobytes(): vector for digest, vector in zip(digests, vectors, strict=True)}

    def _write(self, kept: Mapping[bytes, Matrix]) -> None:
        buffer = BytesIO()
        digests = np.frombuffer(b"".join(kept), dtype=np.uint8).reshape(len(kept), _DIGEST)
        np.savez(buffer, digests=digests, vectors=np.array(list(kept.values()), dtype=np.float32))
        write_whole(self._file, buffer.getvalue())


_KEY: Final = "key"


class LearntFile:
    """Implements `Keeps` with one file, which may vanish or break at any time; the last thing kept stays."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def recall(self, key: str) -> Matrix | None:
        """Give what was kept last if it was kept under `key`."""
        try:
            with np.load(BytesIO(self._file.read_bytes()), allow_pickle=False) as file:
                if str(file[_KEY]) != key:
                    return None
                kept = file["coefficients"]
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return None
        return kept if kept.dtype == np.float32 else None

    def keep(self, key: str, coefficients: Matrix) -> None:
        """Keep something, in place of what was kept before."""
        buffer = BytesIO()
        np.savez(buffer, key=np.array(key), coefficients=coefficients)
        write_whole(self._file, buffer.getvalue())
