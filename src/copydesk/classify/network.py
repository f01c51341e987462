"""The network: features of a page → for each block the probability that it is body, and how like each kind the page is.

Four steps, each a few matrix products over all blocks or zones at once:

1. every zone becomes a vector, from its numbers and the words of its names;
2. every block becomes a vector, from its numbers, its words, and the zones around it;
3. convolutions along the page let neighbours speak to each other;
4. what the blocks of a zone have in common, and the page as a whole, is handed back to them, and convolved once more.

The weights are trained by `training/` and described in `docs/model.md`. Inference is NumPy alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from copydesk.classify.features import Features, Floats, Whole

ANCESTORS: Final = 8
"""Zones around a block that its vector is told of, itself the first."""
WIDTH: Final = 5
"""Blocks that one convolution sees at once."""
FIRST_REACH: Final = (1, 2, 4)
LAST_REACH: Final = (1, 3)
"""Distance between the blocks that each convolution sees, before and after the zones have spoken."""


class Weights(NamedTuple):
    """The trained numbers, and the vocabularies that lead from a word to its row."""

    layers: Mapping[str, Floats]
    zone_words: Mapping[str, int]
    text_words: Mapping[str, int]


class Answer(NamedTuple):
    """What the network says of a page of n blocks."""

    body: Floats
    """n: the probability that each block is body."""
    kinds: Floats
    """The probability of each kind of KIND_ORDER."""


KIND_ORDER: Final = ("article", "service", "collection", "product", "forum", "listing", "documentation")


def answer(features: Features, weights: Weights) -> Answer:
    """Run the network over a page; the features must have at least one block."""
    layers = weights.layers
    zones = np.concatenate(
        [
            features.zones,
            layers["tag"][features.tags],
            _bag(features.zone_words, weights.zone_words, layers["zone_word"]),
        ],
        axis=1,
    )
    zones = _layer(_layer(zones, layers, "zone_1"), layers, "zone_2")
    zone, outer, outmost = _around(features)
    around = zones[_ancestors(features.parents)].mean(axis=1)
    blocks = np.concatenate(
        [
            features.blocks,
            zones[zone],
            zones[outer],
            zones[outmost],
            around[zone],
            _bag(features.inline_words, weights.zone_words, layers["zone_word"]),
            _bag(features.text_words, weights.text_words, layers["text_word"]),
        ],
        axis=1,
    )
    blocks = _layer(blocks, layers, "block")
    for place, reach in enumerate(FIRST_REACH):
        blocks = blocks + _convolved(blocks, layers, f"first_{place}", reach)
    weight = (np.log1p(features.size) + np.float32(0.1))[:, None]
    pooled = _pooled(blocks, weight, features.first, features.last)
    mean = blocks.mean(axis=0, dtype=np.float32)
    shared = _layer(pooled, layers, "zone_mean")
    page = _layer(np.concatenate([pooled[0], mean])[None], layers, "page")
    above = np.where((features.heading >= 0)[:, None], blocks[features.heading], np.float32(0))
    last = np.concatenate(
        [blocks, shared[zone], shared[outer], shared[outmost], np.repeat(page, len(blocks), axis=0), above], axis=1
    )
    last = _layer(last, layers, "join")
    for place, reach in enumerate(LAST_REACH):
        last = last + _convolved(last, layers, f"last_{place}", reach)
    body = _sigmoid((last @ layers["body.weight"] + layers["body.bias"])[:, 0])
    kinds = _softmax((page @ layers["kind.weight"] + layers["kind.bias"])[0])
    return Answer(body, kinds)


def _around(features: Features) -> tuple[Whole, Whole, Whole]:
    """The zone of every block, the one around it, and the one around that."""
    zone = features.zone_of
    outer = features.parents[zone]
    return zone, outer, features.parents[outer]


def _ancestors(parents: Whole) -> Whole:
    """M × ANCESTORS: every zone and those around it; the page stands in for the ones beyond it."""
    found = np.empty((len(parents), ANCESTORS), np.int64)
    found[:, 0] = np.arange(len(parents))
    for step in range(1, ANCESTORS):
        found[:, step] = parents[found[:, step - 1]]
    return found


def _layer(numbers: Floats, layers: Mapping[str, Floats], name: str) -> Floats:
    out: Floats = numbers @ layers[f"{name}.weight"]
    out += layers[f"{name}.bias"]
    np.maximum(out, 0, out=out)
    return out


def _convolved(blocks: Floats, layers: Mapping[str, Floats], name: str, reach: int) -> Floats:
    """One convolution along the page; beyond its ends stand zeros."""
    count, size = blocks.shape
    edge = reach * (WIDTH // 2)
    padded = np.zeros((count + 2 * edge, size), np.float32)
    padded[edge : edge + count] = blocks
    seen = np.concatenate([padded[step * reach : step * reach + count] for step in range(WIDTH)], axis=1)
    return _layer(seen, layers, name)


def _pooled(blocks: Floats, weight: Floats, first: Whole, last: Whole) -> Floats:
    """The weighted mean of the vectors inside every zone."""
    running = np.zeros((len(blocks) + 1, blocks.shape[1] + 1))
    np.cumsum(np.concatenate([blocks * weight, weight], axis=1), axis=0, out=running[1:])
    total = running[last] - running[first]
    mean: Floats = (total[:, :-1] / np.maximum(total[:, -1:], 1e-3)).astype(np.float32)
    return mean


def _bag(rows: Sequence[Sequence[str]], vocabulary: Mapping[str, int], vectors: Floats) -> Floats:
    """The sum of the vectors of each row's known words."""
    numbers: list[int] = []
    ends = []
    for row in rows:
        for word in row:
            place = vocabulary.get(word)
            if place is not None:
                numbers.append(place)
        ends.append(len(numbers))
    running = np.zeros((len(numbers) + 1, vectors.shape[1]), np.float32)
    np.cumsum(vectors[numbers], axis=0, out=running[1:])
    end = np.array(ends, np.int64)
    begin = np.concatenate([[0], end[:-1]])
    sums: Floats = running[end] - running[begin]
    return sums


def _sigmoid(numbers: Any) -> Floats:
    found: Floats = (1.0 / (1.0 + np.exp(-np.clip(numbers, -30, 30)))).astype(np.float32)
    return found


def _softmax(numbers: Any) -> Floats:
    grown = np.exp(numbers - numbers.max())
    found: Floats = (grown / grown.sum()).astype(np.float32)
    return found


# ---- the file of weights


@cache
def weights_of(name: str) -> Weights:
    """The weights that come with the package: `page` for HTML, `text` for captures without markup."""
    return read_weights(files(__package__).joinpath(f"weights/{name}.npz").read_bytes())


def read_weights(data: bytes) -> Weights:
    """Weights from the bytes of their file."""
    with np.load(BytesIO(data), allow_pickle=False) as stored:
        layers = {name: stored[name].astype(np.float32) for name in stored.files if not name.startswith("words:")}
        zone, text = (_vocabulary(stored[f"words:{name}"]) for name in ("zone", "text"))
    return Weights(layers, zone, text)


def _vocabulary(stored: NDArray[np.uint8]) -> dict[str, int]:
    return {word: place for place, word in enumerate(json.loads(stored.tobytes()))}


def write_weights(layers: Mapping[str, Any], zone_words: Sequence[str], text_words: Sequence[str]) -> bytes:
    """The bytes of a file of weights: half precision, vocabularies as lists of words in the order of their rows.

    The same weights give the same bytes: the members carry no time.
    """
    out = BytesIO()
    arrays = {name: np.asarray(values, np.float16) for name, values in layers.items()}
    for name, vocabulary in (("zone", zone_words), ("text", text_words)):
        arrays[f"words:{name}"] = np.frombuffer(json.dumps(list(vocabulary)).encode(), np.uint8)
    np.savez_compressed(out, **arrays)  # type: ignore[arg-type]  # names are strings, whatever they say
    return out.getvalue()
