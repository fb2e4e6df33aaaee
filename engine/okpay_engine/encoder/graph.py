"""Builds the encoder as an ONNX graph with 8-bit weights.

The network is BERT's (Devlin et al., 2018): embeddings, then layers of self-attention and feed-forward,
each followed by a residual sum and a layer norm; the sentence vector is the mean of the last layer.
Matrices are symmetric int8 with a scale for each output channel; activations are quantised as they come.
"""

from typing import Dict, List, Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from okpay_engine.encoder.packed import Shape

OPSET = 17
IR_VERSION = 9


class _Builder:
    """Collects nodes and constants; every method returns the name of its result."""

    def __init__(self) -> None:
        self.nodes: List[onnx.NodeProto] = []
        self.constants: Dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: np.ndarray) -> str:
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def node(self, kind: str, inputs: Sequence[str], outputs: int = 1, **attributes: object) -> str:
        names = [f"n{len(self.nodes)}_{index}" for index in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, **attributes))
        return names[0]

    def quantised(self, x: str) -> List[str]:
        self.node("DynamicQuantizeLinear", [x], outputs=3)
        return list(self.nodes[-1].output)

    def linear(self, name: str, x: List[str], weight: np.ndarray, bias: np.ndarray) -> str:
        scale = np.abs(weight).max(axis=1) / 127.0
        levels = np.round(weight / scale[:, None]).astype(np.int8)
        product = self.node(
            "MatMulInteger",
            [x[0], self.constant(f"{name}.w", levels.T), x[2]],
        )
        unit = self.node("Mul", [x[1], self.constant(f"{name}.s", scale.astype(np.float32))])
        scaled = self.node("Mul", [self.node("Cast", [product], to=TensorProto.FLOAT), unit])
        return self.node("Add", [scaled, self.constant(f"{name}.b", bias)])

    def layer_norm(self, name: str, x: str, weight: np.ndarray, bias: np.ndarray, eps: float) -> str:
        inputs = [x, self.constant(f"{name}.w", weight), self.constant(f"{name}.b", bias)]
        return self.node("LayerNormalization", inputs, axis=-1, epsilon=eps)

    def gelu(self, x: str) -> str:
        root = self.constant("sqrt2", np.array(np.sqrt(2.0), np.float32))
        erf = self.node("Erf", [self.node("Div", [x, root])])
        gate = self.node("Add", [erf, self.constant("one", np.array(1.0, np.float32))])
        half = self.constant("half", np.array(0.5, np.float32))
        return self.node("Mul", [self.node("Mul", [x, gate]), half])


def _embed(build: _Builder, tensors: Dict[str, np.ndarray], rows: np.ndarray, shape: Shape) -> str:
    words = tensors["emb.word"][rows]
    scale = np.abs(words).max(axis=1, keepdims=True) / 127.0
    scale[scale == 0] = 1.0
    levels = np.round(words / scale).astype(np.int8)
    word = build.node("Gather", [build.constant("word", levels), "ids"])
    unit = build.node("Gather", [build.constant("word.s", scale.astype(np.float32)), "ids"])
    vectors = build.node("Mul", [build.node("Cast", [word], to=TensorProto.FLOAT), unit])

    places = tensors["emb.pos"].reshape(-1, shape.hidden) + tensors["emb.type"][: shape.hidden]
    length = build.node("Shape", ["ids"], start=1, end=2)
    zero = build.constant("zero1", np.array([0], np.int64))
    place = build.node("Slice", [build.constant("pos", places), zero, length, zero])
    total = build.node("Add", [vectors, place])
    return build.layer_norm("emb.ln", total, tensors["emb.ln.w"], tensors["emb.ln.b"], shape.epsilon)


def _attention(build: _Builder, x: str, prefix: str, tensors: Dict[str, np.ndarray], shape: Shape) -> str:
    size = shape.hidden // shape.heads
    inner = build.quantised(x)
    split = build.constant("split", np.array([0, 0, shape.heads, size], np.int64))
    merged = build.constant("merge", np.array([0, 0, shape.hidden], np.int64))

    def heads(part: str, order: List[int], factor: float = 1.0) -> str:
        weight, bias = tensors[f"{prefix}.{part}.w"], tensors[f"{prefix}.{part}.b"]
        y = build.linear(f"{prefix}.{part}", inner, weight * factor, bias * factor)
        return build.node("Transpose", [build.node("Reshape", [y, split])], perm=order)

    query = heads("q", [0, 2, 1, 3], 1.0 / float(np.sqrt(size)))
    key = heads("k", [0, 2, 3, 1])
    value = heads("v", [0, 2, 1, 3])
    weights = build.node("Softmax", [build.node("MatMul", [query, key])], axis=-1)
    mixed = build.node("Transpose", [build.node("MatMul", [weights, value])], perm=[0, 2, 1, 3])
    joined = build.quantised(build.node("Reshape", [mixed, merged]))
    return build.linear(f"{prefix}.ao", joined, tensors[f"{prefix}.ao.w"], tensors[f"{prefix}.ao.b"])


def _feed_forward(build: _Builder, x: str, prefix: str, tensors: Dict[str, np.ndarray], shape: Shape) -> str:
    wide = build.linear(
        f"{prefix}.fi", build.quantised(x), tensors[f"{prefix}.fi.w"], tensors[f"{prefix}.fi.b"]
    )
    narrow = build.quantised(build.gelu(wide))
    return build.linear(f"{prefix}.fo", narrow, tensors[f"{prefix}.fo.w"], tensors[f"{prefix}.fo.b"])


def build_graph(
    tensors: Dict[str, np.ndarray], rows: np.ndarray, shape: Shape, pooled: Sequence[int]
) -> onnx.ModelProto:
    """The encoder for the vocabulary `rows`.

    Input `ids`: int64 (batch, length), every sentence of a batch of one length. Output `vectors`: float32
    (batch, len(pooled) * hidden), the mean over the sentence of each layer named in `pooled` (from 1).
    """
    build = _Builder()
    x = _embed(build, tensors, rows, shape)
    means = []
    for layer in range(max(pooled)):
        prefix = f"l{layer}"
        for part, norm in ((_attention, "aln"), (_feed_forward, "oln")):
            y = part(build, x, prefix, tensors, shape)
            total = build.node("Add", [x, y])
            weight, bias = tensors[f"{prefix}.{norm}.w"], tensors[f"{prefix}.{norm}.b"]
            x = build.layer_norm(f"{prefix}.{norm}", total, weight, bias, shape.epsilon)
        if layer + 1 in pooled:
            means.append(build.node("ReduceMean", [x], axes=[1], keepdims=0))
    build.nodes.append(helper.make_node("Concat", means, ["vectors"], axis=-1))

    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "length"])
    out = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", len(pooled) * shape.hidden])
    graph = helper.make_graph(build.nodes, "encoder", [ids], [out], list(build.constants.values()))
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
