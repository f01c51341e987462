"""The tagger in PyTorch: an encoder over a window, a head that finds cues, and one that reads a window for one cue.

Shapes: B windows of P pieces and W words; C cues in all of them together; D the width of the encoder, H that of the
reader.
"""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH: Final = 384
LAYERS: Final = 6
ATTENTION: Final = 12
READER: Final = 128
READER_LAYERS: Final = 2
READER_ATTENTION: Final = 4
CUE_LABELS: Final = 3
"""Outside, begins a cue, inside one."""
PART_LABELS: Final = 7
"""Outside, and begin and inside of each role: an aim beside the others that teaches the encoder."""
ROLE_LABELS: Final = 6
"""Nothing, source, content, addressee, venue, time."""
CLASSES: Final = 6
POLARITIES: Final = 6
KINDS: Final = 8
"""Kinds of sources, as `examples` lists them: an aim beside the others, not exported."""
BOND: Final = 128
"""Width in which cue and word are compared directly, beside the reader."""
DISTANCES: Final = 32


class Layer(nn.Module):
    """One layer of a transformer as BERT has it: the norm behind each sum."""

    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.dropout = dropout
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.out = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.inner = nn.Linear(width, inner)
        self.outer = nn.Linear(inner, width)
        self.last_norm = nn.LayerNorm(width, eps=1e-12)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """States (B, P, D) and which of them are there (B, P) to states."""
        size, length, width = states.shape

        def split(values: Tensor) -> Tensor:
            return values.view(size, length, self.heads, width // self.heads).transpose(1, 2)

        mixed = functional.scaled_dot_product_attention(
            split(self.query(states)),
            split(self.key(states)),
            split(self.value(states)),
            attn_mask=mask[:, None, None, :],
            dropout_p=self.dropout if self.training else 0.0,
        )
        mixed = self.out(mixed.transpose(1, 2).reshape(size, length, width))
        states = self.norm(states + functional.dropout(mixed, self.dropout, self.training))
        grown = self.outer(functional.gelu(self.inner(states)))
        return self.last_norm(states + functional.dropout(grown, self.dropout, self.training))


class Tagger(nn.Module):
    """Cues of a window, and for each of them what the other words are to it."""

    def __init__(self, pieces: int, shapes: int, quoted: int, positions: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.dropout = dropout
        self.piece = nn.Embedding(pieces, WIDTH)
        self.position = nn.Embedding(positions, WIDTH)
        self.shape = nn.Embedding(shapes, WIDTH)
        self.quoted = nn.Embedding(quoted, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(WIDTH, ATTENTION, 4 * WIDTH, dropout) for _ in range(LAYERS))
        self.cue = nn.Linear(WIDTH, CUE_LABELS)
        self.part = nn.Linear(WIDTH, PART_LABELS)
        self.word_in = nn.Linear(WIDTH, READER)
        self.cue_in = nn.Linear(WIDTH, READER)
        self.distance = nn.Embedding(2 * DISTANCES + 1, READER)
        self.is_cue = nn.Embedding(2, READER)
        self.reader_norm = nn.LayerNorm(READER, eps=1e-12)
        self.reader = nn.ModuleList(Layer(READER, READER_ATTENTION, 4 * READER, dropout) for _ in range(READER_LAYERS))
        self.role = nn.Linear(READER, ROLE_LABELS)
        self.cue_bond = nn.Linear(WIDTH, ROLE_LABELS * BOND)
        self.word_bond = nn.Linear(WIDTH, BOND)
        self.told = nn.Linear(READER, 1 + CLASSES + POLARITIES + 1 + KINDS)
        for layer in (self.shape, self.quoted, self.distance, self.is_cue):
            nn.init.normal_(layer.weight, std=0.02)

    def encode(self, pieces: Tensor, shapes: Tensor, quoted: Tensor, there: Tensor, heads: Tensor) -> Tensor:
        """States of the words (B, W, D): pieces, shapes, marks and mask (B, P), places of the first pieces (B, W)."""
        places = torch.arange(pieces.shape[1], device=pieces.device)
        states = self.piece(pieces) + self.position(places) + self.shape(shapes) + self.quoted(quoted)
        states = functional.dropout(self.norm(states), self.dropout, self.training)
        for layer in self.layers:
            states = layer(states, there)
        return torch.gather(states, 1, heads[:, :, None].expand(-1, -1, states.shape[2]))

    def read(self, words: Tensor, there: Tensor, windows: Tensor, cues: Tensor) -> tuple[Tensor, Tensor]:
        """Roles (C, W, ROLE_LABELS) and what is told of the whole (C, …) for each cue.

        `words` are states (B, W, D) with their mask (B, W), `windows` the window of each cue (C), `cues` which words
        are the cue (C, W).
        """
        weights = cues.float()
        means = torch.einsum("cw,cwd->cd", weights, words[windows]) / weights.sum(1, keepdim=True)
        states = self.word_in(words)[windows] + self.cue_in(means)[:, None, :]
        states = states + self.distance(distances(cues)) + self.is_cue(cues.long())
        states = functional.dropout(self.reader_norm(states), self.dropout, self.training)
        mask = there[windows]
        for layer in self.reader:
            states = layer(states, mask)
        middle = torch.einsum("cw,cwd->cd", weights, states) / weights.sum(1, keepdim=True)
        bonds = self.cue_bond(means).view(len(cues), ROLE_LABELS, BOND)
        direct = torch.einsum("crd,cwd->cwr", bonds, self.word_bond(words)[windows]) / BOND**0.5
        return self.role(states) + direct, self.told(middle)


def distances(cues: Tensor) -> Tensor:
    """How far each word is from the cue's nearest end, in steps that widen: an index of the table of distances."""
    count = cues.shape[1]
    places = torch.arange(count, device=cues.device)
    first = cues.float().argmax(1)
    last = count - 1 - cues.flip(1).float().argmax(1)
    away = torch.where(
        places[None, :] < first[:, None],
        places[None, :] - first[:, None],
        torch.where(places[None, :] > last[:, None], places[None, :] - last[:, None], 0),
    )
    size = away.abs().clamp(min=1).float()
    steps = torch.where(size <= 16, size, 16 + 4 * torch.log2(size / 16)).floor().long().clamp(max=DISTANCES)
    return DISTANCES + away.sign() * steps


def from_base(tagger: Tagger, tensors: dict[str, Tensor], kept: list[int]) -> None:
    """Take over what the base encoder has learned; `kept` are the numbers of the pieces that stay."""
    with torch.no_grad():
        kind = tensors["embeddings.token_type_embeddings.weight"][0]
        tagger.piece.weight.copy_(tensors["embeddings.word_embeddings.weight"][kept] + kind)
        positions = tagger.position.num_embeddings
        tagger.position.weight.copy_(tensors["embeddings.position_embeddings.weight"][:positions])
        _copy(tagger.norm, tensors, "embeddings.LayerNorm")
        for number, layer in enumerate(tagger.layers):
            begin = f"encoder.layer.{number}."
            for mine, theirs in (
                (layer.query, "attention.self.query"),
                (layer.key, "attention.self.key"),
                (layer.value, "attention.self.value"),
                (layer.out, "attention.output.dense"),
                (layer.norm, "attention.output.LayerNorm"),
                (layer.inner, "intermediate.dense"),
                (layer.outer, "output.dense"),
                (layer.last_norm, "output.LayerNorm"),
            ):
                _copy(mine, tensors, begin + theirs)


def _copy(module: nn.Module, tensors: dict[str, Tensor], name: str) -> None:
    module.weight.copy_(tensors[f"{name}.weight"])  # type: ignore[operator]
    module.bias.copy_(tensors[f"{name}.bias"])  # type: ignore[operator]
