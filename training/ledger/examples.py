"""Annotated articles → windows of numbers with what is to be told about them."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import torch

from copydesk.ledger.pieces import Vocabulary, Window, windows
from copydesk.ledger.tagger import CLASSES, POLARITIES, ROLES
from copydesk.ledger.tagger import batch_of as filled_up

KINDS: Final = ("person", "role", "organisation", "government", "outlet", "document", "unnamed", "unresolved")
"""What a source can be: an aim beside the others, which the rules for names tell better in the end."""


class Statement(NamedTuple):
    """Spans by role; class, polarity, hedging and kind of source where they are annotated, else -1."""

    spans: dict[str, list[list[int]]]
    cue_class: int = -1
    polarity: int = -1
    hedged: int = -1
    kind: int = -1


class Document(NamedTuple):
    """A text and its statements; `is_full` says that addressee, venue and time are annotated as well."""

    name: str
    text: str
    statements: list[Statement]
    is_full: bool
    group: str


def polnear(path: Path) -> list[Document]:
    """The documents of PolNeAR's form: source, cue and content only."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Document(
            row["id"],
            row["text"],
            [Statement({name: each[name] for name in ("source", "cue", "content")}) for each in row["attributions"]],
            False,
            row["publisher"],
        )
        for row in rows
    ]


def own(path: Path) -> list[Document]:
    """The documents of our own corpus; a title with statements is a text of its own."""
    documents = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for where in ("text", "title"):
            found = [_own(each) for each in row["statements"] if each["where"] == where]
            if where == "text" or found:
                documents.append(Document(f"{row['id']}/{where}", row[where], found, True, row["topic"]))
    return documents


def _own(row: dict[str, Any]) -> Statement:
    spans = {"cue": row["cue"], "content": row["content"], "source": row["source"]["mention"], "time": row["time"]}
    for name in ("addressee", "venue"):
        spans[name] = row[name]["mention"] if row[name] else []
    return Statement(
        spans,
        CLASSES.index(row["cue_class"]),
        POLARITIES.index(row["polarity"]),
        int(row["hedged"]),
        KINDS.index(row["source"]["kind"]),
    )


class Example(NamedTuple):
    """A window with its answers: cue (W) and part (W) labels, and for each cue its words, roles and what it is."""

    window: Window
    cue: np.ndarray
    part: np.ndarray
    cues: np.ndarray
    roles: np.ndarray
    told: np.ndarray
    is_full: bool


def examples(documents: Iterable[Document], vocabulary: Vocabulary) -> list[Example]:
    """The windows of all documents."""
    found = []
    for document in documents:
        for window in windows(document.text, vocabulary):
            found.append(_example(window, document))
    return found


def _example(window: Window, document: Document) -> Example:
    count = len(window.words)
    starts = np.array([word.start for word in window.words])
    ends = np.array([word.end for word in window.words])

    def within(spans: Sequence[Sequence[int]]) -> np.ndarray:
        mask = np.zeros(count, bool)
        for start, end in spans:
            mask |= (starts < end) & (ends > start)
        return mask

    cue = np.zeros(count, np.int64)
    part = np.zeros(count, np.int64)
    masks, roles, told = [], [], []
    for statement in document.statements:
        mask = within(statement.spans["cue"])
        if not mask.any():
            continue
        role = np.zeros(count, np.int64)
        for number, name in enumerate(ROLES, 1):
            role[within(statement.spans.get(name, [])) & ~mask] = number
        begins = mask & ~np.concatenate([[False], mask[:-1]])
        cue[mask & (cue == 0)] = 2
        cue[begins] = 1
        for number, there in enumerate((mask, role == 1, role == 2)):
            begins = there & ~np.concatenate([[False], there[:-1]])
            free = part == 0
            part[there & free] = 2 * number + 2
            part[begins & free] = 2 * number + 1
        masks.append(mask)
        roles.append(role)
        told.append([1, statement.cue_class, statement.polarity, statement.hedged, statement.kind])
    return Example(
        window,
        cue,
        part,
        np.array(masks, bool).reshape(-1, count),
        np.array(roles, np.int64).reshape(-1, count),
        np.array(told, np.int64).reshape(-1, 5),
        document.is_full,
    )


class Batch(NamedTuple):
    """Windows as tensors, filled up to one length; see `Tagger` for the shapes."""

    pieces: torch.Tensor
    shapes: torch.Tensor
    quoted: torch.Tensor
    pieces_there: torch.Tensor
    heads: torch.Tensor
    words_there: torch.Tensor
    cue: torch.Tensor
    part: torch.Tensor
    of_window: torch.Tensor
    cues: torch.Tensor
    roles: torch.Tensor
    told: torch.Tensor
    is_full: torch.Tensor


def batch_of(chosen: Sequence[Example]) -> Batch:
    """Examples in one batch; labels of what was filled up are -1."""
    batch = filled_up([each.window for each in chosen])
    size, count = batch.words_there.shape
    cue, part = (np.full((size, count), -1, np.int64) for _ in range(2))
    total = sum(len(each.cues) for each in chosen)
    of_window = np.zeros(total, np.int64)
    cues, roles = np.zeros((total, count), bool), np.full((total, count), -1, np.int64)
    told = np.full((total, 5), -1, np.int64)
    at = 0
    for row, each in enumerate(chosen):
        words = each.window.words
        cue[row, : len(words)] = each.cue
        part[row, : len(words)] = each.part
        for mask, role, what in zip(each.cues, each.roles, each.told, strict=True):
            of_window[at] = row
            cues[at, : len(words)] = mask
            roles[at, : len(words)] = role
            told[at] = what
            at += 1
    arrays = (*batch, cue, part, of_window, cues, roles, told)
    return Batch(*map(torch.from_numpy, arrays), torch.tensor([each.is_full for each in chosen]))


def batches(all_examples: Sequence[Example], room: int, random: np.random.Generator | None) -> list[list[int]]:
    """Which examples go together: of nearly one length, `room` pieces in all; in random order when there is chance."""
    lengths = np.array([len(each.window.pieces) for each in all_examples], float)
    order = np.argsort(lengths + (random.uniform(0, 12, len(lengths)) if random else 0), kind="stable")
    found: list[list[int]] = []
    current: list[int] = []
    for number in order:
        if current and lengths[number] * (len(current) + 1) > room:
            found.append(current)
            current = []
        current.append(int(number))
    found.append(current)
    if random:
        random.shuffle(found)
    return found
