"""ONNX file: what a fixed graph needs of the ONNX format, in protobuf's wire format.

Written by hand because the onnx package of the lock needs a newer protobuf than Rasa can live with.
Field numbers: onnx.proto of ONNX 1.23 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto);
wire format: https://protobuf.dev/programming-guides/encoding/.
"""

import numpy as np
from numpy.typing import NDArray

# TensorProto.DataType, by NumPy's name.
DATA_TYPES = {"float32": 1, "int64": 7}
# AttributeProto.AttributeType.
FLOAT, INT, INTS = 1, 2, 7


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1  # negative numbers travel as two's complement
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _float(field: int, value: float) -> bytes:
    return _varint(field << 3 | 5) + np.array(value, dtype="<f4").tobytes()


def _bytes(field: int, value: bytes | str) -> bytes:
    content = value.encode() if isinstance(value, str) else value
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def tensor(name: str, value: NDArray[np.generic]) -> bytes:
    """A TensorProto with the array's own type (float32 or int64) and shape."""
    shape = b"".join(_number(1, size) for size in value.shape)
    data = np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<")).tobytes()
    return shape + _number(2, DATA_TYPES[value.dtype.name]) + _bytes(8, name) + _bytes(9, data)


def _attribute(name: str, value: float | list[int]) -> bytes:
    head = _bytes(1, name)
    if isinstance(value, list):
        return head + b"".join(_number(8, item) for item in value) + _number(20, INTS)
    if isinstance(value, int):
        return head + _number(3, value) + _number(20, INT)
    return head + _float(2, value) + _number(20, FLOAT)


def node(kind: str, inputs: list[str], output: str, **attributes: float | list[int]) -> bytes:
    """A NodeProto with one output, named after it."""
    return b"".join(
        [
            *(_bytes(1, name) for name in inputs),
            _bytes(2, output),
            _bytes(3, output),
            _bytes(4, kind),
            *(_bytes(5, _attribute(name, value)) for name, value in attributes.items()),
        ]
    )


def value_info(name: str, dtype: str, shape: list[str | int]) -> bytes:
    """A ValueInfoProto: an input or output; a text as size is free, and named so."""
    sizes = [_number(1, size) if isinstance(size, int) else _bytes(2, size) for size in shape]
    tensor_shape = b"".join(_bytes(1, size) for size in sizes)
    tensor_type = _number(1, DATA_TYPES[dtype]) + _bytes(2, tensor_shape)
    return _bytes(1, name) + _bytes(2, _bytes(1, tensor_type))


def model(
    name: str,
    nodes: list[bytes],
    tensors: list[bytes],
    inputs: list[bytes],
    outputs: list[bytes],
    *,
    opset: int,
    ir_version: int,
) -> bytes:
    """A whole ModelProto, ready to be written to a file; the same parts give the same bytes."""
    graph = b"".join(
        [
            *(_bytes(1, item) for item in nodes),
            _bytes(2, name),
            *(_bytes(5, item) for item in tensors),
            *(_bytes(11, item) for item in inputs),
            *(_bytes(12, item) for item in outputs),
        ]
    )
    operators = _bytes(1, "") + _number(2, opset)
    return _number(1, ir_version) + _bytes(2, "mend") + _bytes(7, graph) + _bytes(8, operators)
