"""Builds the encoder as an ONNX graph with 8-bit weights and activations.

The network is BERT's (Devlin et al., 2018): embeddings, then layers of self-attention and feed-forward,
each followed by a residual sum and a layer norm; the sentence vector is the mean of the last layer.
Matrices are symmetric int8 with a scale for each output channel. Activations are quantised in steps that
were fixed beforehand, so that a sentence's vector does not depend on what else is in its batch; before that
each channel is divided by a factor that its row of the matrix is multiplied by, as a few channels are far
larger than the rest (Xiao et al., "SmoothQuant", 2022).
"""

from typing import Dict, List, Mapping, NamedTuple, Sequence, Union

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from okpay_engine.encoder.packed import Shape

OPSET = 17
IR_VERSION = 9
# Operators of ONNX Runtime's own, each of which does in one what takes several of the standard's.
FUSED, FUSED_OPSET = "com.microsoft", 1
# How much of a channel's size is moved from the activations into the matrix: of 0.4 to 1, nearest to the
# vectors of the unquantised network.
MIGRATION = 0.8
LEVELS = 127
ZERO = 128
EPSILON = 1e-5

Ranges = Mapping[str, np.ndarray]


class _Input(NamedTuple):
    """What matrices are multiplied with: a result, and what their rows have to be scaled by."""

    name: str
    scale: np.ndarray


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

    def matrix_input(self, name: str, x: str, weights: Sequence[np.ndarray]) -> _Input:
        raise NotImplementedError

    def linear(self, name: str, x: _Input, weight: np.ndarray, bias: np.ndarray) -> str:
        raise NotImplementedError

    def layer_norm(self, name: str, x: str, weight: np.ndarray, bias: np.ndarray, eps: float) -> str:
        inputs = [x, self.constant(f"{name}.w", weight), self.constant(f"{name}.b", bias)]
        return self.node("LayerNormalization", inputs, axis=-1, epsilon=eps)

    def gelu(self, x: str) -> str:
        """By its approximation with tanh (Hendrycks and Gimpel, 2016)."""
        return self.node("FastGelu", [x], domain=FUSED)


class _Quantising(_Builder):
    """Multiplies in 8 bits; `ranges` are the largest absolute values of each channel of each input."""

    def __init__(self, ranges: Ranges) -> None:
        super().__init__()
        self._ranges = ranges

    def matrix_input(self, name: str, x: str, weights: Sequence[np.ndarray]) -> _Input:
        sizes = np.maximum(self._ranges[name], EPSILON)
        rows = np.maximum(np.max([np.abs(weight).max(axis=0) for weight in weights], axis=0), EPSILON)
        factors = sizes**MIGRATION / rows ** (1.0 - MIGRATION)
        factors *= (sizes / factors).max() / LEVELS
        steps = self.node("Mul", [x, self.constant(f"{name}.in", (1.0 / factors).astype(np.float32))])
        return _Input(self.node("QuantizeLinear", [steps, self._one(), self._zero()]), factors)

    def linear(self, name: str, x: _Input, weight: np.ndarray, bias: np.ndarray) -> str:
        scaled = weight * x.scale
        unit = np.abs(scaled).max(axis=1) / LEVELS
        levels = np.round(scaled / unit[:, None]).astype(np.int8)
        factors, weights = self.constant(f"{name}.s", unit.astype(np.float32)), f"{name}.w"
        inputs = [x.name, self.constant(weights, levels.T), self._one(), factors, self._zero(), ""]
        return self.node("MatMulIntegerToFloat", [*inputs, self.constant(f"{name}.b", bias)], domain=FUSED)

    def _one(self) -> str:
        return self.constant("one", np.array(1.0, np.float32))

    def _zero(self) -> str:
        return self.constant("zero", np.array(ZERO, np.uint8))


class _Measuring(_Builder):
    """Multiplies in 32 bits, and has the range of every input among its results."""

    def __init__(self) -> None:
        super().__init__()
        self.ranges: List[str] = []

    def matrix_input(self, name: str, x: str, weights: Sequence[np.ndarray]) -> _Input:
        largest = self.node("ReduceMax", [self.node("Abs", [x])], axes=[0, 1], keepdims=0)
        self.nodes.append(helper.make_node("Identity", [largest], [name]))
        self.ranges.append(name)
        return _Input(x, np.ones(weights[0].shape[1]))

    def linear(self, name: str, x: _Input, weight: np.ndarray, bias: np.ndarray) -> str:
        product = self.node("MatMul", [x.name, self.constant(f"{name}.w", weight.T)])
        return self.node("Add", [product, self.constant(f"{name}.b", bias)])


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
    matrices = [tensors[f"{prefix}.{part}.w"] for part in "qkv"]
    inner = build.matrix_input(f"{prefix}.qkv.range", x, matrices)
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
    return _projected(build, build.node("Reshape", [mixed, merged]), f"{prefix}.ao", tensors)


def _feed_forward(build: _Builder, x: str, prefix: str, tensors: Dict[str, np.ndarray], shape: Shape) -> str:
    wide = _projected(build, x, f"{prefix}.fi", tensors)
    return _projected(build, build.gelu(wide), f"{prefix}.fo", tensors)


def _projected(build: _Builder, x: str, name: str, tensors: Dict[str, np.ndarray]) -> str:
    weight, bias = tensors[f"{name}.w"], tensors[f"{name}.b"]
    return build.linear(name, build.matrix_input(f"{name}.range", x, [weight]), weight, bias)


def measuring_graph(tensors: Dict[str, np.ndarray], rows: np.ndarray, shape: Shape) -> onnx.ModelProto:
    """The unquantised encoder, without its vectors; every output is a range, by the name it has in Ranges."""
    build = _Measuring()
    _layers(build, _embed(build, tensors, rows, shape), tensors, shape, range(shape.layers))
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in build.ranges]
    return _model(build, _ids(), outputs)


def build_part(
    tensors: Dict[str, np.ndarray],
    rows: np.ndarray,
    shape: Shape,
    ranges: Ranges,
    begin: int,
    pooled: Sequence[int],
) -> onnx.ModelProto:
    """The layers from `begin` (from 0) to the last of `pooled` (from 1), quantised by `ranges`.

    Input of the part that begins at 0 `ids`: int64 (batch, length) in the vocabulary `rows`, every sentence
    of a batch of one length; of others `hidden_before`, the `hidden` of the part before. Outputs `vectors`:
    float32 (batch, len(pooled) * hidden), the mean over the sentence of each layer in `pooled`; and `hidden`:
    float32 (batch, length, hidden).
    """
    build = _Quantising(ranges)
    shapes: Dict[str, List[Union[str, int]]] = {
        "vectors": ["batch", len(pooled) * shape.hidden],
        "hidden": ["batch", "length", shape.hidden],
    }
    given = _ids() if begin == 0 else _floats("hidden_before", shapes["hidden"])
    x = _embed(build, tensors, rows, shape) if begin == 0 else given.name
    layers = _layers(build, x, tensors, shape, range(begin, max(pooled)))
    means = [build.node("ReduceMean", [layers[layer - 1 - begin]], axes=[1], keepdims=0) for layer in pooled]
    build.nodes.append(helper.make_node("Concat", means, ["vectors"], axis=-1))
    build.nodes.append(helper.make_node("Identity", [layers[-1]], ["hidden"]))
    return _model(build, given, [_floats(name, size) for name, size in shapes.items()])


def _layers(
    build: _Builder, x: str, tensors: Dict[str, np.ndarray], shape: Shape, numbers: range
) -> List[str]:
    results = []
    for number in numbers:
        prefix = f"l{number}"
        for part, norm in ((_attention, "aln"), (_feed_forward, "oln")):
            y = part(build, x, prefix, tensors, shape)
            total = build.node("Add", [x, y])
            weight, bias = tensors[f"{prefix}.{norm}.w"], tensors[f"{prefix}.{norm}.b"]
            x = build.layer_norm(f"{prefix}.{norm}", total, weight, bias, shape.epsilon)
        results.append(x)
    return results


def _ids() -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "length"])


def _floats(name: str, size: Sequence[Union[str, int]]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, size)


def _model(
    build: _Builder, given: onnx.ValueInfoProto, outputs: List[onnx.ValueInfoProto]
) -> onnx.ModelProto:
    graph = helper.make_graph(build.nodes, "encoder", [given], outputs, list(build.constants.values()))
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, FUSED_OPSET)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
