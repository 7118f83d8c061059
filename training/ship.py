"""The tuned model as one file: the graph, the pieces with their scores, and the licence.

The file is a ZIP without compression, whose checksums tell of damage.
"""

from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import numpy as np
from graph import Graph, merged
from published import FROZEN, LAYERS, Tensors
from tune import Tuned

_WRITTEN = (1980, 1, 1, 0, 0, 0)


def write(
    out: Path, tensors: Tensors, tuned: Tuned, kept: list[int], pieces: list[tuple[str, float]], licence: Path
) -> None:
    """Write the file."""
    graph = Graph(tensors, kept)
    for number in range(LAYERS):
        own = merged(tensors, number) if number < FROZEN else _tuned(tuned, number - FROZEN)
        graph.layer(f"l{number}", own)
    parts = {
        "network.onnx": graph.whole(tuned.mean.numpy()).SerializeToString(),
        "pieces.txt": "\n".join(pieces[number][0] for number in kept).encode(),
        "scores.f32": np.array([pieces[number][1] for number in kept], dtype="<f4").tobytes(),
        "LICENCE.txt": licence.read_bytes(),
    }
    with ZipFile(out, "w", ZIP_STORED) as file:
        for name, data in parts.items():
            file.writestr(ZipInfo(name, _WRITTEN), data)


def _tuned(tuned: Tuned, number: int) -> Tensors:
    layer = tuned.layers[number]
    named = {
        "qkv": layer.attend,
        "ao": layer.gather,
        "aln": layer.middle,
        "fi": layer.widen,
        "fo": layer.narrow,
        "oln": layer.last,
    }
    return {
        f"{name}.{kind}": tensor.detach().numpy()
        for name, part in named.items()
        for kind, tensor in (("w", part.weight), ("b", part.bias))
    }
