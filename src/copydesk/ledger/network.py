"""The tagger's network in NumPy: a small transformer over a window, and a smaller one that reads it for each cue.

Shapes: B windows of P pieces and W words, C cues in all of them together; D the encoder's width, H the reader's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

HEADS: Final = 12
READER_HEADS: Final = 4
DISTANCES: Final = 32
"""Steps of the table of distances to either side of a cue."""
_EPSILON: Final = np.float32(1e-12)
_FAR: Final = np.float32(-1e9)


class Batch(NamedTuple):
    """Windows filled up to one length."""

    pieces: Ints
    shapes: Ints
    quoted: Ints
    pieces_there: Mask
    heads: Ints
    words_there: Mask


class Network(Protocol):
    """What finds cues, and reads a window for each."""

    def encode(self, batch: Batch) -> tuple[Floats, Floats]:
        """States of the words (B, W, D), and their scores as cues (B, W, 3)."""

    def read(self, states: Floats, there: Mask, windows: Ints, cues: Mask) -> tuple[Floats, Floats]:
        """Scores of the roles (C, W, R) for each cue, and of what the statement is (C, …)."""


class NumPyNetwork:
    """The network as products of matrices, from tensors as they are stored.

    A product is `NAME.float` and `NAME.bias`, or `NAME.int8` with a scale for each column; several names side by side
    ("query+key+value") are one. What is multiplied with integers is rounded first, as onnxruntime does it, so that the
    two differ as little as can be.
    """

    def __init__(self, stored: Mapping[str, NDArray[Any]]) -> None:
        self.tensors: dict[str, Floats] = {name: values.astype(np.float32) for name, values in stored.items()}
        for name in ("piece", "position"):
            self.tensors[f"{name}.weight"] = self.tensors[f"{name}.int8"] * self.tensors[f"{name}.scale"]
        self.layers = _count(stored, "layers.")
        self.readers = _count(stored, "reader.")

    def encode(self, batch: Batch) -> tuple[Floats, Floats]:
        """States of the words (B, W, D), and their scores as cues (B, W, 3)."""
        table = self.tensors
        states = table["piece.weight"][batch.pieces] + table["position.weight"][: batch.pieces.shape[1]]
        states = states + table["shape.weight"][batch.shapes] + table["quoted.weight"][batch.quoted]
        states = self._norm(states, "norm")
        away = np.where(batch.pieces_there, np.float32(0), _FAR)[:, None, None, :]
        for number in range(self.layers):
            states = self._layer(states, away, f"layers.{number}.", HEADS)
        states = np.take_along_axis(states, batch.heads[:, :, None], 1)
        return states, self._linear(states, "cue")

    def read(self, states: Floats, there: Mask, windows: Ints, cues: Mask) -> tuple[Floats, Floats]:
        """Scores of the roles (C, W, R) for each cue, and of what the statement is (C, …)."""
        table = self.tensors
        weights = cues.astype(np.float32)
        weights /= weights.sum(1, keepdims=True)
        means = np.einsum("cw,cwd->cd", weights, states[windows])
        seen = self._linear(states, "word_in")[windows] + self._linear(means, "cue_in")[:, None, :]
        seen = seen + table["distance.weight"][distances(cues)] + table["is_cue.weight"][cues.astype(np.int64)]
        seen = self._norm(seen, "reader_norm")
        away = np.where(there[windows], np.float32(0), _FAR)[:, None, None, :]
        for number in range(self.readers):
            seen = self._layer(seen, away, f"reader.{number}.", READER_HEADS)
        middle = np.einsum("cw,cwd->cd", weights, seen)
        bonds = self._linear(means, "cue_bond").reshape(len(cues), -1, self.tensors["word_bond.bias"].size)
        direct = self._linear(states, "word_bond")[windows] @ bonds.transpose(0, 2, 1)
        direct *= np.float32(bonds.shape[2] ** -0.5)
        return self._linear(seen, "role") + direct, self._linear(middle, "told")

    def _layer(self, states: Floats, away: Floats, name: str, heads: int) -> Floats:
        size, length, width = states.shape
        mixed = self._linear(states, f"{name}query+{name}key+{name}value")
        query, key, value = mixed.reshape(size, length, 3, heads, width // heads).transpose(2, 0, 3, 1, 4)
        scores = query @ key.transpose(0, 1, 3, 2) * np.float32(1 / np.sqrt(width // heads)) + away
        scores -= scores.max(-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(-1, keepdims=True)
        seen = (scores @ value).transpose(0, 2, 1, 3).reshape(size, length, width)
        states = self._norm(states + self._linear(seen, f"{name}out"), f"{name}norm")
        grown = self._linear(gelu(self._linear(states, f"{name}inner")), f"{name}outer")
        return self._norm(states + grown, f"{name}last_norm")

    def _linear(self, states: Floats, name: str) -> Floats:
        flat = states.reshape(-1, states.shape[-1])
        weight = self.tensors.get(f"{name}.float")
        if weight is None:
            rounded, step = _rounded(flat)
            product = rounded @ self.tensors[f"{name}.int8"]
            product *= step * self.tensors[f"{name}.scale"]
        else:
            product = flat @ weight
        product += self.tensors[f"{name}.bias"]
        return product.reshape(*states.shape[:-1], -1)

    def _norm(self, states: Floats, name: str) -> Floats:
        centred = states - states.mean(-1, keepdims=True)
        spread = np.einsum("...d,...d->...", centred, centred)[..., None] / np.float32(states.shape[-1])
        centred /= np.sqrt(spread + _EPSILON)
        centred *= self.tensors[f"{name}.weight"]
        centred += self.tensors[f"{name}.bias"]
        answer: Floats = centred
        return answer


def _count(stored: Mapping[str, NDArray[Any]], begin: str) -> int:
    """How many layers are stored under a name."""
    return len({name.split(".")[1] for name in stored if name.startswith(begin)})


def _rounded(values: Floats) -> tuple[Floats, np.float32]:
    """Values in 255 even steps, and the step (DynamicQuantizeLinear of ONNX, its zero point taken off again)."""
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
    step = np.float32((high - low) / 255 or 1)
    zero = np.rint(np.float32(-low) / step)
    found = np.rint(values / step)
    np.clip(found, -zero, 255 - zero, out=found)
    return found, step


def gelu(values: Floats) -> Floats:
    """The Gaussian error linear unit (Hendrycks, Gimpel 2016), its error function by Abramowitz and Stegun 7.1.26."""
    size = np.abs(values) * np.float32(0.70710678)
    step = np.float32(1) / (np.float32(1) + np.float32(0.3275911) * size)
    curve = step * np.float32(1.061405429)
    for number in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        curve += np.float32(number)
        curve *= step
    curve *= np.exp(-size * size)
    half = values * np.float32(0.5)
    answer: Floats = half + np.abs(half) * (1 - curve)
    return answer


def distances(cues: Mask) -> Ints:
    """How far each word is from the nearest end of its cue (C, W), in steps that widen: an index of the table."""
    count = cues.shape[1]
    places = np.arange(count)
    first = cues.argmax(1)[:, None]
    last = (count - 1 - cues[:, ::-1].argmax(1))[:, None]
    away = np.where(places < first, places - first, np.where(places > last, places - last, 0))
    size = np.maximum(np.abs(away), 1).astype(np.float32)
    steps = np.where(size <= 16, size, 16 + 4 * np.log2(size / 16)).astype(np.int64)
    answer: Ints = DISTANCES + np.sign(away) * np.minimum(steps, DISTANCES)
    return answer
