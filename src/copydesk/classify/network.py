"""The network: features of a page → for each block the probability that it is body.

Four steps, each a few matrix products over all blocks or zones at once:

1. every zone becomes a vector, from its numbers and the words of its names;
2. every block becomes a vector, from its numbers, its words, the zones around it, and the kind of the page;
3. convolutions along the page let neighbours speak to each other;
4. what the blocks of a zone have in common, and the page as a whole, is handed back to them, and convolved once more.

The weights are trained by `training/` and described in `docs/model.md`. Inference is NumPy alone. On a page of usual
size a call of NumPy costs as much as its arithmetic: what zones say to blocks is multiplied zone by zone and handed
out once, and the words of a name are looked up once for each distinct name.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from copydesk.classify.features import Features, Floats, Whole, name_words

WIDTH: Final = 3
"""Blocks that one convolution sees at once."""
FIRST_REACH: Final = (1, 2, 4)
LAST_REACH: Final = (1, 3)
"""Distance between the blocks that each convolution sees, before and after the zones have spoken."""
_KNOWN: Final = 16_384
"""Names whose words are kept looked up: what one page leaves there changes nothing in the next."""


class Weights(NamedTuple):
    """The trained numbers, and the vocabularies that lead from a word to its row."""

    layers: Mapping[str, Floats]
    zone_words: Mapping[str, int]
    text_words: Mapping[str, int]
    named: Callable[[str], tuple[int, ...]]
    """Rows of the words of a name; row 0, which is empty, first."""


def answer(features: Features, weights: Weights) -> Floats:
    """The probability of body of each of a page's n blocks, n at least 1."""
    layers = weights.layers
    parents, zone = features.parents, features.zone_of
    outer = parents[parents]
    zones = np.concatenate(
        [features.zones, layers["tag"][features.tags], _named(features.zone_names, weights)[features.named]], axis=1
    )
    zones = _layer(_layer(zones, layers, "zone_1"), layers, "zone_2")
    around = _around(zones, parents, outer)
    told = np.concatenate([zones, zones[parents], zones[outer], around], axis=1) @ layers["block.zones"]
    blocks: Floats = features.blocks @ layers["block.weight"]
    blocks += told[zone]
    blocks += features.kinds @ layers["block.kinds"] + layers["block.bias"]
    if features.inline_names:
        names = {name: place for place, name in enumerate(dict.fromkeys(features.inline_names.values()))}
        inline = _named(list(names), weights) @ layers["block.inline"]
        blocks[list(features.inline_names)] += inline[[names[name] for name in features.inline_names.values()]]
    if features.short:
        blocks[features.short] += _said(features.short_words, weights) @ layers["block.text"]
    np.maximum(blocks, 0, out=blocks)
    for place, reach in enumerate(FIRST_REACH):
        blocks += _convolved(blocks, layers, f"first_{place}", reach)
    weight = features.blocks[:, :1] + np.float32(0.1)
    pooled = _pooled(blocks, weight, features.first, features.last)
    shared = _layer(pooled, layers, "zone_mean")
    page = _layer(np.concatenate([pooled[0], blocks.mean(axis=0, dtype=np.float32)])[None], layers, "page")
    told = np.concatenate([shared, shared[parents], shared[outer]], axis=1) @ layers["join.zones"]
    heads = blocks @ layers["join.heading"]
    last: Floats = blocks @ layers["join.weight"]
    last += told[zone]
    last += np.where((features.heading >= 0)[:, None], heads[features.heading], np.float32(0))
    last += page @ layers["join.page"] + features.kinds @ layers["join.kinds"] + layers["join.bias"]
    np.maximum(last, 0, out=last)
    for place, reach in enumerate(LAST_REACH):
        last += _convolved(last, layers, f"last_{place}", reach)
    return _sigmoid((last @ layers["body.weight"] + layers["body.bias"])[:, 0])


def _around(zones: Floats, parents: Whole, outer: Whole) -> Floats:
    """The mean of every zone and the seven around it; the page stands in for the ones beyond it."""
    two = zones + zones[parents]
    four = two + two[outer]
    eight: Floats = four + four[outer[outer]]
    eight *= np.float32(0.125)
    return eight


def _layer(numbers: Floats, layers: Mapping[str, Floats], name: str) -> Floats:
    out: Floats = numbers @ layers[f"{name}.weight"]
    out += layers[f"{name}.bias"]
    np.maximum(out, 0, out=out)
    return out


def _convolved(blocks: Floats, layers: Mapping[str, Floats], name: str, reach: int) -> Floats:
    """One convolution along the page; beyond its ends stand zeros."""
    count, size = blocks.shape
    seen = np.zeros((count, WIDTH * size), np.float32)
    seen[reach:, :size] = blocks[:-reach]
    seen[:, size : 2 * size] = blocks
    seen[:-reach, 2 * size :] = blocks[reach:]
    return _layer(seen, layers, name)


def _pooled(blocks: Floats, weight: Floats, first: Whole, last: Whole) -> Floats:
    """The weighted mean of the vectors inside every zone."""
    running = np.zeros((len(blocks) + 1, blocks.shape[1] + 1), np.float32)
    np.multiply(blocks, weight, out=running[1:, :-1])
    running[1:, -1:] = weight
    np.cumsum(running, axis=0, out=running)
    total: Floats = running[last]
    total -= running[first]
    mean: Any = total[:, :-1] / np.maximum(total[:, -1:], np.float32(1e-3))
    return mean  # type: ignore[no-any-return]


def _named(names: Sequence[str], weights: Weights) -> Floats:
    """The sum of the vectors of the known words of every name."""
    named = weights.named
    rows: list[int] = []
    starts: list[int] = []
    for name in names:
        starts.append(len(rows))
        rows.extend(named(name))
    sums: Floats = np.add.reduceat(
        weights.layers["zone_word"][np.frombuffer(array("q", rows), np.int64)], starts, axis=0
    )
    return sums


def _said(words: Sequence[str], weights: Weights) -> Floats:
    """The sum of the vectors of the known words of every short block; a line end closes each block's."""
    known = weights.text_words
    rows: list[int] = []
    starts: list[int] = []
    fresh = True
    for word in words:
        if fresh:
            starts.append(len(rows))
            rows.append(0)
        fresh = word == "\n"
        row = known.get(word)
        if row is not None:
            rows.append(row)
    sums: Floats = np.add.reduceat(
        weights.layers["text_word"][np.frombuffer(array("q", rows), np.int64)], starts, axis=0
    )
    return sums


def _sigmoid(numbers: Any) -> Floats:
    found: Floats = (1.0 / (1.0 + np.exp(-np.clip(numbers, -30, 30)))).astype(np.float32)
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

    @lru_cache(maxsize=_KNOWN)
    def named(name: str) -> tuple[int, ...]:
        return (0, *(zone[word] for word in name_words(name) if word in zone))

    return Weights(layers, zone, text, named)


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
