"""The network of `copydesk.classify.network`, made to be trained: the same steps in PyTorch, on many pages at once.

Pages of a batch stand behind each other with a gap of empty blocks between them, so that no convolution reaches from
one into the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import torch
from dataset import Example
from torch import Tensor, nn
from torch.nn import functional

from copydesk.classify.features import TAGS
from copydesk.classify.network import ANCESTORS, FIRST_REACH, KIND_ORDER, LAST_REACH, WIDTH

GAP: Final = max(FIRST_REACH + LAST_REACH) * (WIDTH // 2)
HIDDEN: Final = 48
"""Numbers of a block's vector."""
ZONE: Final = 32
"""Numbers of a zone's vector."""
NAME: Final = 16
"""Numbers of the vector of a word of class, id and role names."""
WORD: Final = 8
"""Numbers of the vector of a word of a short text."""
TAG: Final = 8


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
        self.block = nn.Linear(block_features + 4 * ZONE + NAME + WORD, HIDDEN)
        self.first = nn.ModuleList(_convolution(reach) for reach in FIRST_REACH)
        self.zone_mean = nn.Linear(HIDDEN, ZONE)
        self.page = nn.Linear(2 * HIDDEN, ZONE)
        self.join = nn.Linear(2 * HIDDEN + 4 * ZONE, HIDDEN)
        self.last = nn.ModuleList(_convolution(reach) for reach in LAST_REACH)
        self.body = nn.Linear(HIDDEN, 1)
        self.early = nn.Linear(HIDDEN, 1)
        self.kind = nn.Linear(ZONE, len(KIND_ORDER))
        self.dropout = nn.Dropout(dropout)

    def forward(self, batch: Mapping[str, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of body for every block, those before the zones have spoken, and logits of kind for every page."""
        bag = functional.embedding_bag
        named = bag(batch["zone_ids"], self.zone_word, batch["zone_starts"], mode="sum")
        zones = torch.cat([batch["zones"], self.tag[batch["tags"]], named], 1)
        zones = torch.relu(self.zone_2(torch.relu(self.zone_1(zones))))
        zone = batch["zone_of"]
        outer = batch["parents"][zone]
        outmost = batch["parents"][outer]
        around = zones[batch["ancestors"]].mean(1)
        inline = bag(batch["inline_ids"], self.zone_word, batch["inline_starts"], mode="sum")
        text = bag(batch["text_ids"], self.text_word, batch["text_starts"], mode="sum")
        blocks = torch.cat([batch["blocks"], zones[zone], zones[outer], zones[outmost], around[zone], inline, text], 1)
        real = batch["real"]
        blocks = torch.relu(self.block(self.dropout(blocks))) * real
        for layer in self.first:
            blocks = (blocks + torch.relu(layer(blocks.t()[None])[0].t())) * real
        early = self.early(blocks)[:, 0]
        pooled = _pooled(blocks, batch["size"], batch["first"], batch["last"])
        mean = _pooled(blocks, real, batch["first"], batch["last"])
        shared = torch.relu(self.zone_mean(pooled))
        roots = batch["roots"]
        page = torch.relu(self.page(torch.cat([pooled[roots], mean[roots]], 1)))
        above = torch.where(
            (batch["heading"] >= 0)[:, None], blocks[batch["heading"].clamp_min(0)], torch.zeros_like(blocks)
        )
        last = torch.cat([blocks, shared[zone], shared[outer], shared[outmost], page[batch["page"]], above], 1)
        last = torch.relu(self.join(self.dropout(last))) * real
        for layer in self.last:
            last = (last + torch.relu(layer(last.t()[None])[0].t())) * real
        return self.body(last)[:, 0], early, self.kind(page)


def _convolution(reach: int) -> nn.Conv1d:
    return nn.Conv1d(HIDDEN, HIDDEN, WIDTH, padding=reach * (WIDTH // 2), dilation=reach)


def _pooled(blocks: Tensor, weight: Tensor, first: Tensor, last: Tensor) -> Tensor:
    def within(values: Tensor) -> Tensor:
        running = torch.cat([values.new_zeros(1, values.shape[1]), torch.cumsum(values, 0)])
        return running[last] - running[first]

    return within(blocks * weight) / within(weight).clamp_min(1e-3)


# ---- batches


def batch_of(
    examples: Sequence[Example],
    scale: Scale,
    vocabulary: Vocabulary,
    *,
    chance: np.random.Generator | None = None,
    word_loss: float = 0.15,
    page_loss: float = 0.12,
) -> tuple[dict[str, Tensor], list[slice]]:
    """The tensors of some pages, and where the blocks of each stand.

    With `chance`, words are left out at random, each for itself and on some pages all: names of one site must not
    carry the decision.
    """
    parts: dict[str, list[Any]] = {}
    ids: dict[str, list[int]] = {"zone": [], "inline": [], "text": []}
    starts: dict[str, list[int]] = {"zone": [], "inline": [], "text": []}
    slices, roots, blocks_before, zones_before = [], [], 0, 0

    def put(name: str, values: Any) -> None:
        parts.setdefault(name, []).append(values)

    def put_words(name: str, rows: Sequence[Sequence[str]], known: Mapping[str, int], gap: int, keep: float) -> None:
        for row in (*rows, *[()] * gap):
            starts[name].append(len(ids[name]))
            found = [known[word] for word in row if word in known]
            if chance is not None and found:
                found = [place for place, drawn in zip(found, chance.random(len(found)), strict=True) if drawn < keep]
            ids[name] += found

    for place, example in enumerate(examples):
        features = example.features
        count, zones = len(features.blocks), len(features.zones)
        keep = 0.0 if chance is not None and chance.random() < page_loss else 1 - word_loss
        put_words("zone", features.zone_words, vocabulary.zone, 0, keep)
        put_words("inline", features.inline_words, vocabulary.zone, GAP, keep)
        put_words("text", features.text_words, vocabulary.text, GAP, keep)
        put("blocks", _padded((features.blocks - scale.block_mean) / scale.block_deviation, 0.0))
        put("zones", (features.zones - scale.zone_mean) / scale.zone_deviation)
        put("tags", features.tags)
        put("parents", features.parents + zones_before)
        put("ancestors", _ancestors(features.parents) + zones_before)
        put("first", features.first + blocks_before)
        put("last", features.last + blocks_before)
        put("zone_of", _padded(features.zone_of + zones_before, zones_before))
        put("heading", _padded(np.where(features.heading >= 0, features.heading + blocks_before, -1), -1))
        put("size", _padded(np.log1p(features.size) + 0.1, 0.0)[:, None])
        put("real", _padded(np.ones(count, np.float32), 0.0)[:, None])
        put("page", np.full(count + GAP, place))
        put("target", _padded(example.target, 0.0))
        put("weight", _padded(example.weight, 0.0))
        put("kinds", np.array([example.kind]))
        roots.append(zones_before)
        slices.append(slice(blocks_before, blocks_before + count))
        blocks_before += count + GAP
        zones_before += zones
    batch = {name: torch.from_numpy(np.concatenate(values)) for name, values in parts.items()}
    for name in ("blocks", "zones", "size", "real", "target", "weight"):
        batch[name] = batch[name].float()
    for name in ids:
        batch[f"{name}_ids"] = torch.tensor(ids[name], dtype=torch.long)
        batch[f"{name}_starts"] = torch.tensor(starts[name], dtype=torch.long)
    batch["roots"] = torch.tensor(roots)
    return batch, slices


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
    for name in ("zone_1", "zone_2", "block", "zone_mean", "page", "join", "body", "kind"):
        layers[f"{name}.weight"] = state[f"{name}.weight"].T.copy()
        layers[f"{name}.bias"] = state[f"{name}.bias"].copy()
    for name, mean, deviation in (
        ("zone_1", scale.zone_mean, scale.zone_deviation),
        ("block", scale.block_mean, scale.block_deviation),
    ):
        weight = layers[f"{name}.weight"]
        weight[: len(mean)] /= deviation[:, None]
        layers[f"{name}.bias"] -= mean @ weight[: len(mean)]
    for group, reaches in (("first", FIRST_REACH), ("last", LAST_REACH)):
        for place in range(len(reaches)):
            kernel = state[f"{group}.{place}.weight"]  # out × in × width
            layers[f"{group}_{place}.weight"] = kernel.transpose(2, 1, 0).reshape(-1, kernel.shape[0])
            layers[f"{group}_{place}.bias"] = state[f"{group}.{place}.bias"]
    return layers
