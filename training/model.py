"""The network of `copydesk.classify.network`, made to be trained: the same steps in PyTorch, on many pages at once.

Pages of a batch stand behind each other with a gap of empty blocks between them, so that no convolution reaches from
one into the next. What a page gives is turned into tensors once; a batch only puts them together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import torch
from dataset import Example
from torch import Tensor, nn
from torch.nn import functional

from copydesk.classify.features import TAGS, name_words
from copydesk.classify.kind import KINDS
from copydesk.classify.network import FIRST_REACH, LAST_REACH, WIDTH

GAP: Final = max(FIRST_REACH + LAST_REACH) * (WIDTH // 2)
ANCESTORS: Final = 8
"""Zones around a block that its vector is told the mean of, itself the first."""
HIDDEN: Final = 32
"""Numbers of a block's vector."""
ZONE: Final = 24
"""Numbers of a zone's vector."""
NAME: Final = 12
"""Numbers of the vector of a word of class, id and role names."""
WORD: Final = 8
"""Numbers of the vector of a word of a short text."""
TAG: Final = 8
WORD_LOSS: Final = 0.15
"""Share of words left out in training, each for itself: names of one site must not carry the decision."""
PAGE_LOSS: Final = 0.12
"""Share of pages that lose all their words."""
ADDRESS_LOSS: Final = 0.3
"""Share of pages whose kind is told without their address."""
KIND_LOSS: Final = 0.05
"""Share of pages of whose kind nothing is said."""


class Scale(NamedTuple):
    """Mean and deviation of the features of the training pages."""

    block_mean: np.ndarray
    block_deviation: np.ndarray
    zone_mean: np.ndarray
    zone_deviation: np.ndarray


class Vocabulary(NamedTuple):
    """Words with a row of their own; row 0 is kept for none."""

    zone: dict[str, int]
    text: dict[str, int]


class Network(nn.Module):
    """The trained twin; names of layers are those of the file of weights."""

    def __init__(self, block_features: int, zone_features: int, vocabulary: Vocabulary, dropout: float) -> None:
        super().__init__()
        self.zone_word = nn.Parameter(torch.randn(len(vocabulary.zone) + 1, NAME) * 0.1)
        self.text_word = nn.Parameter(torch.randn(len(vocabulary.text) + 1, WORD) * 0.1)
        self.tag = nn.Parameter(torch.randn(len(TAGS) + 1, TAG) * 0.1)
        self.zone_1 = nn.Linear(zone_features + TAG + NAME, ZONE)
        self.zone_2 = nn.Linear(ZONE, ZONE)
        self.block = nn.Linear(block_features + 4 * ZONE + NAME + WORD + len(KINDS), HIDDEN)
        self.first = nn.ModuleList(nn.Linear(WIDTH * HIDDEN, HIDDEN) for _ in FIRST_REACH)
        self.zone_mean = nn.Linear(HIDDEN, ZONE)
        self.page = nn.Linear(2 * HIDDEN, ZONE)
        self.join = nn.Linear(2 * HIDDEN + 4 * ZONE + len(KINDS), HIDDEN)
        self.last = nn.ModuleList(nn.Linear(WIDTH * HIDDEN, HIDDEN) for _ in LAST_REACH)
        self.body = nn.Linear(HIDDEN, 1)
        self.early = nn.Linear(HIDDEN, 1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, batch: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
        """Logits of body for every block, and those before the zones have spoken."""
        kinds = batch["shares"][batch["page"]]
        zones = torch.cat([batch["zones"], self.tag[batch["tags"]], _bag(batch, "zone", self.zone_word)], 1)
        zones = torch.relu(self.zone_2(torch.relu(self.zone_1(zones))))
        zone = batch["zone_of"]
        outer = batch["parents"][zone]
        outmost = batch["parents"][outer]
        around = zones[batch["ancestors"]].mean(1)
        words = (_bag(batch, "inline", self.zone_word), _bag(batch, "text", self.text_word))
        blocks = torch.cat([batch["blocks"], zones[zone], zones[outer], zones[outmost], around[zone], *words], 1)
        real, size = batch["real"], batch["size"]
        blocks = torch.relu(self.block(torch.cat([self.dropout(blocks), kinds], 1))) * real
        for layer, reach in zip(self.first, FIRST_REACH, strict=True):
            blocks = (blocks + _convolved(blocks, layer, reach)) * real
        early = self.early(blocks)[:, 0]
        ranges = (batch["first"], batch["last"])
        pooled = _within(blocks * size, *ranges) / _within(size, *ranges).clamp_min(1e-3)
        roots = batch["roots"]
        ends = (batch["first"][roots], batch["last"][roots])
        mean = _within(blocks, *ends) / _within(real, *ends).clamp_min(1)
        shared = torch.relu(self.zone_mean(pooled))
        page = torch.relu(self.page(torch.cat([pooled[roots], mean], 1)))
        known = (batch["heading"] >= 0)[:, None]
        above = torch.where(known, blocks[batch["heading"].clamp_min(0)], torch.zeros_like(blocks))
        last = torch.cat([blocks, above, shared[zone], shared[outer], shared[outmost], page[batch["page"]]], 1)
        last = torch.relu(self.join(torch.cat([self.dropout(last), kinds], 1))) * real
        for layer, reach in zip(self.last, LAST_REACH, strict=True):
            last = (last + _convolved(last, layer, reach)) * real
        return self.body(last)[:, 0], early


def _convolved(blocks: Tensor, layer: nn.Module, reach: int) -> Tensor:
    edge = reach * (WIDTH // 2)
    padded = functional.pad(blocks, (0, 0, edge, edge))
    seen = torch.cat([padded[step * reach : step * reach + len(blocks)] for step in range(WIDTH)], 1)
    return torch.relu(layer(seen))


def _bag(batch: Mapping[str, Tensor], name: str, vectors: Tensor) -> Tensor:
    ids, starts, kept = (batch[f"{name}_{part}"] for part in ("ids", "starts", "kept"))
    return functional.embedding_bag(ids, vectors, starts, mode="sum", per_sample_weights=kept)


def _within(values: Tensor, first: Tensor, last: Tensor) -> Tensor:
    running = torch.cat([values.new_zeros(1, values.shape[1]), torch.cumsum(values, 0)])
    return running[last] - running[first]


# ---- batches

# What has to be moved behind what the pages before it have, and which count moves it.
_MOVED: Final = {
    "parents": "zones",
    "ancestors": "zones",
    "zone_of": "zones",
    "first": "rows",
    "last": "rows",
    "heading": "rows",
    "zone_starts": "zone_ids",
    "inline_starts": "inline_ids",
    "text_starts": "text_ids",
}


class Prepared(NamedTuple):
    """One page as tensors, with its counts: rows (its blocks and the gap), zones, ids of each kind."""

    tensors: dict[str, Tensor]
    counts: dict[str, int]
    blocks: int
    shares: np.ndarray
    """How likely it is each kind, with its address and without."""
    f1: float
    """What the loss 1 - F1 counts for; 0 where the gold is not the whole text."""


def prepared(example: Example, scale: Scale, vocabulary: Vocabulary) -> Prepared:
    """The tensors of one page."""
    features = example.features
    letters = example.letters * (example.weight > 0)
    held = letters * example.share.clip(0, 1)
    arrays: dict[str, Any] = {
        "blocks": _padded((features.blocks - scale.block_mean) / scale.block_deviation, 0.0),
        "zones": (features.zones - scale.zone_mean) / scale.zone_deviation,
        "tags": features.tags,
        "parents": features.parents,
        "ancestors": _ancestors(features.parents),
        "first": features.first,
        "last": features.last,
        "zone_of": _padded(features.zone_of, 0),
        "heading": _padded(features.heading, -1),
        "size": _padded(np.log1p(features.size) + 0.1, 0.0)[:, None],
        "real": _padded(np.ones(len(features.blocks)), 0.0)[:, None],
        "target": _padded(example.target, 0.0),
        "weight": _padded(example.weight, 0.0),
        "letters": _padded(letters, 0.0),
        "held": _padded(held, 0.0),
    }
    names = [name_words(name) for name in features.zone_names]
    zone = [names[place] for place in features.named]
    inline = [name_words(features.inline_names.get(rank, "")) for rank in range(len(features.blocks))]
    rows = (
        ("zone", zone, vocabulary.zone, 0),
        ("inline", inline, vocabulary.zone, GAP),
        ("text", text_words(features), vocabulary.text, GAP),
    )
    for name, words, known, gap in rows:
        arrays[f"{name}_ids"], arrays[f"{name}_starts"] = _ids(words, known, gap)
    tensors = {
        name: torch.from_numpy(np.ascontiguousarray(values, np.int64 if values.dtype.kind == "i" else np.float32))
        for name, values in arrays.items()
    }
    counts = {
        "rows": len(tensors["real"]),
        "zones": len(features.zones),
        **{f"{name}_ids": len(tensors[f"{name}_ids"]) for name in ("zone", "inline", "text")},
    }
    return Prepared(tensors, counts, len(features.blocks), example.shares, example.f1 if held.sum() > 0 else 0.0)


def batch_of(pages: Sequence[Prepared], chance: np.random.Generator | None = None) -> dict[str, Tensor]:
    """The tensors of some pages behind each other; with `chance`, words and kinds are left out at random."""
    parts: dict[str, list[Tensor]] = defaultdict(list)
    before: dict[str, int] = defaultdict(int)
    for place, page in enumerate(pages):
        bare = chance is not None and chance.random() < PAGE_LOSS
        for name, values in page.tensors.items():
            if name == "heading":
                values = torch.where(values >= 0, values + before["rows"], -1)
            elif name in _MOVED:
                values = values + before[_MOVED[name]]
            parts[name].append(values)
        for name in ("zone", "inline", "text"):
            count = page.counts[f"{name}_ids"]
            kept = np.ones(count) if chance is None else chance.random(count) >= (1.0 if bare else WORD_LOSS)
            parts[f"{name}_kept"].append(torch.from_numpy(kept.astype(np.float32)))
        parts["roots"].append(torch.tensor([before["zones"]]))
        parts["page"].append(torch.full((page.counts["rows"],), place))
        shares = page.shares[0]
        if chance is not None:
            shares = page.shares[int(chance.random() < ADDRESS_LOSS)] * (chance.random() >= KIND_LOSS)
        parts["shares"].append(torch.from_numpy(shares.astype(np.float32))[None])
        parts["f1"].append(torch.tensor([page.f1]))
        for name, count in page.counts.items():
            before[name] += count
    return {name: torch.cat(values) for name, values in parts.items()}


def text_words(features: Any) -> list[list[str]]:
    """The words of every block that is short; none of the others."""
    found: list[list[str]] = [[] for _ in range(len(features.blocks))]
    ranks = iter(features.short)
    words: list[str] = []
    for word in features.short_words:
        if word == "\n":
            found[next(ranks)] = words
            words = []
        elif word.isalpha():
            words.append(word)
    return found


def _ids(rows: Sequence[Sequence[str]], known: Mapping[str, int], gap: int) -> tuple[np.ndarray, np.ndarray]:
    ids: list[int] = []
    starts: list[int] = []
    for row in (*rows, *[()] * gap):
        starts.append(len(ids))
        ids += [known[word] for word in row if word in known]
    return np.array(ids, np.int64), np.array(starts, np.int64)


def _padded(values: np.ndarray, value: float) -> np.ndarray:
    return np.concatenate([values, np.full((GAP, *values.shape[1:]), value, values.dtype)])


def _ancestors(parents: np.ndarray) -> np.ndarray:
    found = [np.arange(len(parents))]
    for _ in range(ANCESTORS - 1):
        found.append(parents[found[-1]])
    return np.stack(found, 1)


# ---- export


def layers_of(network: Network, scale: Scale) -> dict[str, np.ndarray]:
    """The layers as `network.answer` wants them; the scale of the features goes into the first layers' weights."""
    state = {name: value.detach().double().numpy() for name, value in network.state_dict().items()}
    layers: dict[str, np.ndarray] = {name: state[name] for name in ("zone_word", "text_word", "tag")}
    layers["zone_word"][0] = layers["text_word"][0] = 0.0
    names = {name: name for name in ("zone_1", "zone_2", "block", "zone_mean", "page", "join", "body")}
    for group, reaches in (("first", FIRST_REACH), ("last", LAST_REACH)):
        names |= {f"{group}_{place}": f"{group}.{place}" for place in range(len(reaches))}
    for name, kept in names.items():
        layers[f"{name}.weight"] = state[f"{kept}.weight"].T.copy()
        layers[f"{name}.bias"] = state[f"{kept}.bias"].copy()
    for name, mean, deviation in (
        ("zone_1", scale.zone_mean, scale.zone_deviation),
        ("block", scale.block_mean, scale.block_deviation),
    ):
        weight = layers[f"{name}.weight"]
        weight[: len(mean)] /= deviation[:, None]
        layers[f"{name}.bias"] -= mean @ weight[: len(mean)]
    _split(
        layers,
        "block",
        (
            ("weight", len(scale.block_mean)),
            ("zones", 4 * ZONE),
            ("inline", NAME),
            ("text", WORD),
            ("kinds", len(KINDS)),
        ),
    )
    _split(
        layers,
        "join",
        (("weight", HIDDEN), ("heading", HIDDEN), ("zones", 3 * ZONE), ("page", ZONE), ("kinds", len(KINDS))),
    )
    return layers


def _split(layers: dict[str, np.ndarray], name: str, parts: Sequence[tuple[str, int]]) -> None:
    """Cut a layer's weight by what it is multiplied with."""
    whole = layers.pop(f"{name}.weight")
    at = 0
    for part, rows in parts:
        layers[f"{name}.{part}"] = whole[at : at + rows]
        at += rows
