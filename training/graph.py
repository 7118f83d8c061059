"""The network as a graph for ONNX Runtime, with weights of eight bits.

Each matrix has one scale an output; what it is multiplied with is rounded to eight bits text by text. Weights
keep to seven bits with their sign, since processors without dot products of bytes overflow with more.
"""

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper
from published import EPSILON, HEADS, WIDTH, Tensors

TOKENS = 128
"""How many tokens of a text are read."""
_MOST = 63
_MOST_EMBEDDED = 127
_OPSET = 20


def merged(tensors: Tensors, number: int) -> Tensors:
    """Give the tensors of a layer, with queries, keys and values in one matrix."""
    own = {name.split(".", 1)[1]: each for name, each in tensors.items() if name.startswith(f"l{number}.")}
    for kind, width in (("w", WIDTH), ("b", 1)):
        own[f"qkv.{kind}"] = np.concatenate([own[f"{part}.{kind}"].reshape(-1, width) for part in "qkv"])
    return own


class Graph:
    """The network, put together node by node."""

    def __init__(self, tensors: Tensors, kept: list[int]) -> None:
        """Begin with the rows of the pieces that are kept, and the places."""
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []
        rows, scales = _rounded(tensors["emb.word"][kept], _MOST_EMBEDDED)
        self._hold("pieces", rows)
        self._hold("piece_scales", scales[:, None])
        self._hold(
            "places",
            (tensors["emb.pos"][:TOKENS] + tensors["emb.type"].reshape(2, WIDTH)[0]).astype(np.float32),
        )
        self._hold("zero", np.array([0], dtype=np.int64))
        self._hold("one", np.array([1], dtype=np.int64))
        self._add("Gather", "pieces", "ids", out="rows8")
        self._add("Cast", "rows8", out="rows", to=TensorProto.FLOAT)
        self._add("Gather", "piece_scales", "ids", out="row_scales")
        self._add("Mul", "rows", "row_scales", out="embedded")
        self._add("Shape", "ids", out="shape")
        self._add("Slice", "shape", "one", self._hold("two", np.array([2], dtype=np.int64)), out="length")
        self._add("Slice", "places", "zero", "length", "zero", out="here")
        self._add("Add", "embedded", "here", out="placed")
        self._states = self._norm("start", "placed", tensors["emb.ln.w"], tensors["emb.ln.b"])
        self._hold("heads", np.array([0, 0, 3, HEADS, WIDTH // HEADS], dtype=np.int64))
        self._hold("flat", np.array([0, 0, WIDTH], dtype=np.int64))
        self._hold("divided", np.array((WIDTH // HEADS) ** -0.5, dtype=np.float32))

    def layer(self, name: str, own: Tensors) -> None:
        """Add one layer."""
        states = self._states
        split = self._linear(f"{name}_qkv", states, own["qkv.w"], own["qkv.b"])
        self._add("Reshape", split, "heads", out=f"{name}_heads")
        for at, part in enumerate("qkv"):
            self._add(
                "Gather",
                f"{name}_heads",
                self._hold(f"{name}_{part}_at", np.array(at, dtype=np.int64)),
                out=f"{name}_{part}_of",
                axis=2,
            )
            self._add(
                "Transpose",
                f"{name}_{part}_of",
                out=f"{name}_{part}",
                perm=[0, 2, 3, 1] if part == "k" else [0, 2, 1, 3],
            )
        self._add("MatMul", f"{name}_q", f"{name}_k", out=f"{name}_alike")
        self._add("Mul", f"{name}_alike", "divided", out=f"{name}_scaled")
        self._add("Softmax", f"{name}_scaled", out=f"{name}_shares", axis=-1)
        self._add("MatMul", f"{name}_shares", f"{name}_v", out=f"{name}_heard")
        self._add("Transpose", f"{name}_heard", out=f"{name}_turned", perm=[0, 2, 1, 3])
        self._add("Reshape", f"{name}_turned", "flat", out=f"{name}_joined")
        gathered = self._linear(f"{name}_ao", f"{name}_joined", own["ao.w"], own["ao.b"])
        middle = self._norm(
            f"{name}_middle",
            self._add("Add", states, gathered, out=f"{name}_with"),
            own["aln.w"],
            own["aln.b"],
        )
        wide = self._linear(f"{name}_fi", middle, own["fi.w"], own["fi.b"])
        inner = self._linear(
            f"{name}_fo", self._add("Gelu", wide, out=f"{name}_bent"), own["fo.w"], own["fo.b"]
        )
        self._states = self._norm(
            f"{name}_last", self._add("Add", middle, inner, out=f"{name}_sum"), own["oln.w"], own["oln.b"]
        )

    def until_here(self) -> ModelProto:
        """Give the layers so far, which end in the states of the tokens."""
        return self._made(self._states, ["texts", "tokens", WIDTH])

    def whole(self, mean: NDArray[np.float32]) -> ModelProto:
        """Give all, which ends in vectors of length one."""
        self._add("ReduceMean", self._states, "one", out="pooled", keepdims=0)
        self._add("Sub", "pooled", self._hold("mean", mean.astype(np.float32)), out="centred")
        self._add("ReduceL2", "centred", "one", out="size", keepdims=1)
        return self._made(self._add("Div", "centred", "size", out="vectors"), ["texts", WIDTH])

    def _made(self, result: str, shape: list[str | int]) -> ModelProto:
        graph = helper.make_graph(
            self._nodes,
            "sentence",
            [helper.make_tensor_value_info("ids", TensorProto.INT64, ["texts", "tokens"])],
            [helper.make_tensor_value_info(result, TensorProto.FLOAT, shape)],
            self._constants,
        )
        made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=9)
        checker.check_model(made)
        return made

    def _hold(self, name: str, value: NDArray[np.generic]) -> str:
        self._constants.append(
            numpy_helper.from_array(np.ascontiguousarray(value).reshape(value.shape), name)
        )
        return name

    def _add(self, kind: str, *given: str, out: str, **options: object) -> str:
        self._nodes.append(helper.make_node(kind, list(given), [out], name=out, **options))
        return out

    def _linear(
        self, name: str, given: str, weights: NDArray[np.float32], biases: NDArray[np.float32]
    ) -> str:
        rounded, scales = _rounded(weights, _MOST)
        self._hold(f"{name}_w", rounded.T)
        self._hold(f"{name}_s", scales)
        self._hold(f"{name}_b", biases.reshape(-1).astype(np.float32))
        self._nodes.append(
            helper.make_node(
                "DynamicQuantizeLinear", [given], [f"{name}_x8", f"{name}_xs", f"{name}_xz"], name=f"{name}_x"
            )
        )
        self._add("MatMulInteger", f"{name}_x8", f"{name}_w", f"{name}_xz", out=f"{name}_i")
        self._add("Cast", f"{name}_i", out=f"{name}_f", to=TensorProto.FLOAT)
        self._add("Mul", f"{name}_xs", f"{name}_s", out=f"{name}_ss")
        self._add("Mul", f"{name}_f", f"{name}_ss", out=f"{name}_m")
        return self._add("Add", f"{name}_m", f"{name}_b", out=f"{name}_y")

    def _norm(self, name: str, given: str, weights: NDArray[np.float32], biases: NDArray[np.float32]) -> str:
        self._hold(f"{name}_w", weights.reshape(-1))
        self._hold(f"{name}_b", biases.reshape(-1))
        return self._add(
            "LayerNormalization", given, f"{name}_w", f"{name}_b", out=f"{name}_n", axis=-1, epsilon=EPSILON
        )


def _rounded(weights: NDArray[np.float32], most: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Give whole numbers and one scale a row."""
    scales = np.abs(weights).max(axis=1) / most
    scales[scales == 0] = 1
    return np.round(weights / scales[:, None]).astype(np.int8), scales.astype(np.float32)
