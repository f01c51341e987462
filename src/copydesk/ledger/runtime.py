"""The network of a folder of weights: run by onnxruntime where that is installed, else multiplied in NumPy."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np

from copydesk.ledger.network import Batch, Floats, Ints, Mask, Network, NumPyNetwork, distances
from copydesk.ledger.pieces import Vocabulary

ENCODE: Final = "encode.onnx"
READ: Final = "read.onnx"
PIECES: Final = "pieces.txt"
_TYPES: Final = {1: "<f4", 3: "<i1", 7: "<i8"}
"""Element types of tensors (onnx.proto: FLOAT, INT8, INT64)."""


def vocabulary_of(folder: Path) -> Vocabulary:
    """The pieces that a network knows."""
    return Vocabulary((folder / PIECES).read_text(encoding="utf-8").split("\n")[:-1])


def network_of(folder: Path, *, numpy_only: bool = False) -> Network:
    """The network of a folder."""
    if not numpy_only and find_spec("onnxruntime") is not None:
        return OnnxNetwork(folder)
    return NumPyNetwork({**tensors_of(folder / ENCODE), **tensors_of(folder / READ)})


class OnnxNetwork:
    """The network as onnxruntime runs it, on one thread: many articles are read at once by many processes."""

    def __init__(self, folder: Path) -> None:
        self._encode, self._read = (_session(folder / name) for name in (ENCODE, READ))

    def encode(self, batch: Batch) -> tuple[Floats, Floats]:
        """States of the words (B, W, D), and their scores as cues (B, W, 3)."""
        words, cue = self._encode.run(
            ["words", "cue"],
            {
                "pieces": batch.pieces,
                "shapes": batch.shapes,
                "quoted": batch.quoted,
                "positions": np.arange(batch.pieces.shape[1]),
                "there": batch.pieces_there.astype(np.float32),
                "heads": batch.heads[:, :, None],
            },
        )
        return words, cue

    def read(self, states: Floats, there: Mask, windows: Ints, cues: Mask) -> tuple[Floats, Floats]:
        """Scores of the roles (C, W, R) for each cue, and of what the statement is (C, …)."""
        weights = cues.astype(np.float32)
        weights /= weights.sum(1, keepdims=True)
        roles, told = self._read.run(
            ["roles", "told"],
            {
                "words": states,
                "there": there.astype(np.float32),
                "windows": windows,
                "weights": weights,
                "cues": cues.astype(np.int64),
                "distances": distances(cues),
            },
        )
        return roles, told


def _session(path: Path) -> Any:
    import onnxruntime  # type: ignore[import-untyped]

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


# ── The same weights without onnxruntime ──────────────────────────────────────────────────────────


def tensors_of(path: Path) -> dict[str, np.ndarray]:
    """The tensors that an ONNX file stores, by name (onnx.proto: Model 7, Graph 5, Tensor 1, 2, 8, 9)."""
    found = {}
    for graph in _fields(path.read_bytes(), 7):
        for tensor in _fields(graph, 5):
            name = bytes(next(_fields(tensor, 8))).decode()
            shape = [size for number, size in _numbers(tensor) if number == 1]
            kind = next((value for number, value in _numbers(tensor) if number == 2), 1)
            shape += [size for packed in _fields(tensor, 1) for size in _packed(packed)]
            raw = next(_fields(tensor, 9), b"")
            found[name] = np.frombuffer(raw, _TYPES[kind]).reshape(shape)
    return found


def _fields(data: bytes | memoryview, wanted: int) -> Iterator[memoryview]:
    """The parts of a message (protobuf) that have a number and a length."""
    for number, value in _message(data):
        if number == wanted and isinstance(value, memoryview):
            yield value


def _numbers(data: memoryview) -> Iterator[tuple[int, int]]:
    for number, value in _message(data):
        if isinstance(value, int):
            yield number, value


def _message(data: bytes | memoryview) -> Iterator[tuple[int, int | memoryview]]:
    view = memoryview(data)
    at = 0
    while at < len(view):
        key, at = _varint(view, at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, at = _varint(view, at)
            yield number, value
        elif kind == 2:
            size, at = _varint(view, at)
            yield number, view[at : at + size]
            at += size
        elif kind in (1, 5):
            at += 8 if kind == 1 else 4
        else:
            raise ValueError(f"not a message: a field of kind {kind}")


def _packed(data: memoryview) -> Iterator[int]:
    at = 0
    while at < len(data):
        value, at = _varint(data, at)
        yield value


def _varint(view: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = view[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
