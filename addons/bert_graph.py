"""BERT graph: all-MiniLM-L6-v2 written out as an ONNX graph, node by node, from its weights.

Six layers of 12 heads, 384 wide, then the mean over the tokens and an L2 norm.
Inputs `input_ids` and `attention_mask`, int64, batch x tokens; output `sentence`, float32,
batch x 384.
Architecture: Devlin et al. 2018 (BERT); sizes from the package's config.json.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from addons import onnx_file

LAYERS, HEADS, WIDTH = 6, 12, 384
HEAD = WIDTH // HEADS
EPSILON = 1e-12
OPSET, IR_VERSION = 17, 8

Array = NDArray[np.float32]


class _Graph:
    """Collects nodes and constants; every node's output is named after the node."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        self.weights = weights
        self.nodes: list[bytes] = []
        self.constants: dict[str, bytes] = {}

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        if name not in self.constants:
            self.constants[name] = onnx_file.tensor(name, value)
        return name

    def integers(self, *values: int) -> str:
        name = "ints_" + "_".join(map(str, values))
        return self.constant(name, np.array(values, dtype=np.int64))

    def number(self, value: float) -> str:
        return self.constant(f"number_{value!r}", np.array(value, dtype=np.float32))

    def node(self, kind: str, *inputs: str, name: str = "", **attributes: float | list[int]) -> str:
        output = name or f"{kind}_{len(self.nodes)}"
        self.nodes.append(onnx_file.node(kind, list(inputs), output, **attributes))
        return output

    def dense(self, inputs: str, name: str, scale: float = 1.0) -> str:
        """x W + b. The weights are stored output first, as PyTorch does."""
        scaled = np.float32(scale)
        weight = self.constant(f"{name}.weight", self.weights[f"{name}.weight"].T * scaled)
        bias = self.constant(f"{name}.bias", self.weights[f"{name}.bias"] * scaled)
        return self.node("Add", self.node("MatMul", inputs, weight), bias)

    def norm(self, inputs: str, name: str) -> str:
        weight = self.constant(f"{name}.weight", self.weights[f"{name}.weight"])
        bias = self.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        return self.node("LayerNormalization", inputs, weight, bias, axis=-1, epsilon=EPSILON)

    def heads(self, inputs: str, order: list[int]) -> str:
        split = self.node("Reshape", inputs, self.integers(0, 0, HEADS, HEAD))
        return self.node("Transpose", split, perm=order)


def _embeddings(graph: _Graph) -> str:
    words = graph.constant("words", graph.weights["embeddings.word_embeddings.weight"])
    # Every message is one segment, so the segment's row is the same at every position.
    places = (
        graph.weights["embeddings.position_embeddings.weight"]
        + graph.weights["embeddings.token_type_embeddings.weight"][0]
    )
    length = graph.node("Gather", graph.node("Shape", "input_ids"), graph.integers(1))
    used = graph.node(
        "Slice", graph.constant("places", places), graph.integers(0), length, graph.integers(0)
    )
    total = graph.node("Add", graph.node("Gather", words, "input_ids"), used)
    return graph.norm(total, "embeddings.LayerNorm")


def _attention(graph: _Graph, inputs: str, closed: str, layer: str) -> str:
    name = f"{layer}.attention.self"
    query = graph.heads(graph.dense(inputs, f"{name}.query", scale=HEAD**-0.5), [0, 2, 1, 3])
    key = graph.heads(graph.dense(inputs, f"{name}.key"), [0, 2, 3, 1])
    value = graph.heads(graph.dense(inputs, f"{name}.value"), [0, 2, 1, 3])
    scores = graph.node("Add", graph.node("MatMul", query, key), closed)
    mixed = graph.node("MatMul", graph.node("Softmax", scores, axis=-1), value)
    joined = graph.node("Transpose", mixed, perm=[0, 2, 1, 3])
    flat = graph.node("Reshape", joined, graph.integers(0, 0, WIDTH))
    return graph.dense(flat, f"{layer}.attention.output.dense")


def _gelu(graph: _Graph, inputs: str) -> str:
    """x / 2 (1 + erf(x / sqrt 2)), the exact form."""
    curve = graph.node("Erf", graph.node("Div", inputs, graph.number(2**0.5)))
    doubled = graph.node("Mul", inputs, graph.node("Add", curve, graph.number(1.0)))
    return graph.node("Mul", doubled, graph.number(0.5))


def _layer(graph: _Graph, inputs: str, closed: str, layer: str) -> str:
    attended = graph.node("Add", _attention(graph, inputs, closed, layer), inputs)
    attended = graph.norm(attended, f"{layer}.attention.output.LayerNorm")
    wide = _gelu(graph, graph.dense(attended, f"{layer}.intermediate.dense"))
    out = graph.node("Add", graph.dense(wide, f"{layer}.output.dense"), attended)
    return graph.norm(out, f"{layer}.output.LayerNorm")


def bert_sentence_model(weights: Mapping[str, Array]) -> bytes:
    """The content of an ONNX file over the safetensors' weights (names as in the file)."""
    graph = _Graph(weights)
    mask = graph.node("Cast", "attention_mask", to=onnx_file.DATA_TYPES["float32"])
    # 0 where a token is, a large negative number where padding is, for every head and query.
    absent = graph.node("Sub", mask, graph.number(1.0))
    closed = graph.node(
        "Unsqueeze", graph.node("Mul", absent, graph.number(1e9)), graph.integers(1, 2)
    )
    hidden = _embeddings(graph)
    for number in range(LAYERS):
        hidden = _layer(graph, hidden, closed, f"encoder.layer.{number}")
    tokens = graph.node("Unsqueeze", mask, graph.integers(2))
    total = graph.node(
        "ReduceSum", graph.node("Mul", hidden, tokens), graph.integers(1), keepdims=0
    )
    count = graph.node("ReduceSum", mask, graph.integers(1), keepdims=1)
    graph.node("LpNormalization", graph.node("Div", total, count), name="sentence", axis=1, p=2)
    return onnx_file.model(
        "all-MiniLM-L6-v2",
        graph.nodes,
        list(graph.constants.values()),
        inputs=[
            onnx_file.value_info(name, "int64", ["batch", "tokens"])
            for name in ("input_ids", "attention_mask")
        ],
        outputs=[onnx_file.value_info("sentence", "float32", ["batch", WIDTH])],
        opset=OPSET,
        ir_version=IR_VERSION,
    )
