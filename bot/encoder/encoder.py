"""The sentence encoder of the matcher: multilingual-e5-small, its upper layers tuned on our knowledge.

One file beside this one holds the network, its vocabulary and its licence; `MODEL.md` says what it was made
from and how well it does, and `training/` makes it. It runs on ONNX Runtime, on one thread a text.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from logging import getLogger
from os import cpu_count
from pathlib import Path
from typing import Final, Protocol
from zipfile import BadZipFile, ZipFile
from zlib import crc32

import numpy as np

from bot.encoder.tokeniser import Pieces, read
from bot.matching.ranking.base import Matrix, Vector

FILE: Final = Path(__file__).with_name("e5-small-tuned.zip")
DIMENSIONS: Final = 384
RUNTIME: Final = "onnxruntime"
_NETWORK, _PIECES, _SCORES = "network.onnx", "pieces.txt", "scores.f32"
_PREFIX: Final = "query: "
"""What the published model was trained to find before a question."""
_TOKENS: Final = 128
_ERRORS_ONLY: Final = 3

_log = getLogger(__name__)


class NoEncoderError(Exception):
    """Says in one sentence why there is no encoder, and what brings it back."""


class Network(Protocol):
    """Runs the network; ONNX Runtime's `InferenceSession` does."""

    def run(self, outputs: None, inputs: dict[str, object]) -> Sequence[Matrix]:
        """Give the vectors of texts × tokens."""
        ...


class SentenceEncoder:
    """Turns a text into a vector of length one; the cosine of two tells how near their meanings are."""

    def __init__(self, name: str, pieces: Pieces, network: Network) -> None:
        """Put the parts together; see `open_encoder`."""
        self.name = name
        """Of the model and its checksum: with another name, vectors are others."""
        self._pieces = pieces
        self._network = network
        self._prefix = [pieces.begin, *pieces.cut(_PREFIX)]

    def encode(self, text: str) -> Vector:
        """Give the vector of one text: 384 numbers, float32, of length one.

        It is all zeros, near to nothing, where the vocabulary lacks the letters of most words: those are of
        another script then.
        """
        text = read(text)
        ids = self._pieces.cut(text)
        if 2 * ids.count(self._pieces.unknown) > len(text.split()):
            return np.zeros(DIMENSIONS, dtype=np.float32)
        ids = [*self._prefix, *ids][: _TOKENS - 1]
        (vectors,) = self._network.run(None, {"ids": np.array([[*ids, self._pieces.end]], dtype=np.int64)})
        vector: Vector = vectors[0]
        return vector

    def encode_all(self, texts: Sequence[str]) -> Matrix:
        """Give the vectors of several texts, one a row."""
        # Not in batches: numbers are rounded by what stands beside them, and a vector would depend on it.
        vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        with ThreadPoolExecutor(cpu_count()) as pool:
            for number, vector in enumerate(pool.map(self.encode, texts)):
                vectors[number] = vector
        return vectors


def load_encoder(file: Path = FILE, runtime: str = RUNTIME) -> SentenceEncoder | None:
    """Load the encoder; None, with a warning, leaves the matcher its lexical tier. See `open_encoder`."""
    try:
        return open_encoder(file, runtime)
    except NoEncoderError as error:
        _log.warning("Questions are ranked by words and letters alone: %s", error)
        return None


def open_encoder(file: Path = FILE, runtime: str = RUNTIME) -> SentenceEncoder:
    """Load the encoder.

    Args:
        file: The model.
        runtime: The module that runs it.

    Raises:
        NoEncoderError: The model or what runs it is missing or damaged.
    """
    try:
        with ZipFile(file) as parts:
            network, pieces, scores = (parts.read(name) for name in (_NETWORK, _PIECES, _SCORES))
            checksums = [parts.getinfo(name).CRC for name in (_NETWORK, _PIECES, _SCORES)]
    except FileNotFoundError:
        raise NoEncoderError(f"{file} is missing") from None
    except (OSError, BadZipFile, KeyError) as error:
        raise NoEncoderError(f"{file} is damaged: {error}") from None
    try:
        running = _started(network, runtime)
    except ImportError as error:
        raise NoEncoderError(f"{RUNTIME} cannot be loaded: {error}") from None
    vocabulary = Pieces(pieces.decode().split("\n"), np.frombuffer(scores, dtype="<f4").tolist())
    name = f"{file.stem}-{crc32(repr(checksums).encode()):08x}"
    return SentenceEncoder(name, vocabulary, running)


def _started(network: bytes, runtime: str) -> Network:
    module = import_module(runtime)
    options = module.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    session: Network = module.InferenceSession(network, options, providers=["CPUExecutionProvider"])
    return session
