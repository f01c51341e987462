"""A text → its statements as spans: the network's scores, decoded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from copydesk.ledger.decode import CHANGE, CUE_BIAS, cues_of, roles_of
from copydesk.ledger.network import Batch, Floats, Ints, Mask, Network
from copydesk.ledger.pieces import Vocabulary, Window, Word, windows
from copydesk.records import CueClass, Polarity

CLASSES: Final[tuple[CueClass, ...]] = ("speech", "writing", "document", "commitment", "belief", "appearance")
POLARITIES: Final[tuple[Polarity, ...]] = ("asserts", "denies", "declines", "refuses", "corrects", "retracts")
_PARTS: Final = np.cumsum([1, len(CLASSES), len(POLARITIES)])
"""Where one part of what the network tells of a statement ends and the next begins."""
ROLES: Final = ("source", "content", "addressee", "venue", "time")
"""What a word can be to a cue, from 1 on; 0 is nothing."""
REAL: Final = 0.4
"""Probability below which a cue is none after all."""
_SAME: Final = 0.8
"""Share of content that two neighbouring cues have in common when they are one in two parts."""
_NEAR: Final = 4
_MARK: Final = 3
"""How a quotation mark is told among the words."""
_SHORT: Final = 40
"""Words of a quotation that is taken whole."""

Spans = list[tuple[int, int]]


class Acts(NamedTuple):
    """What the network thinks of a statement as a whole: scores of classes and polarities."""

    real: float
    """Probability that it is one."""
    classes: Floats
    polarities: Floats
    hedged: float


class Tagged(NamedTuple):
    """One statement as spans of the text, by role, with what the network thinks of it."""

    cue: Spans
    source: Spans
    content: Spans
    addressee: Spans
    venue: Spans
    time: Spans
    acts: Acts


def tag(
    text: str,
    network: Network,
    vocabulary: Vocabulary,
    *,
    bias: float = CUE_BIAS,
    change: float = CHANGE,
    real: float = REAL,
) -> list[Tagged]:
    """The statements of a text, in the order of their cues.

    Windows are read one by one: together they would leave a core's cache, and be filled up to one length.
    """
    found: list[Tagged] = []
    for window in windows(text, vocabulary):
        batch = batch_of([window])
        states, scores = network.encode(batch)
        cues = cues_of(scores[0], bias)
        if len(cues):
            role_scores, told = network.read(states, batch.words_there, np.zeros(len(cues), np.int64), cues)
            found += _statements(window, cues, roles_of(role_scores, cues, change), told, real)
    return found


def acts_at(text: str, cues: Sequence[Spans], network: Network, vocabulary: Vocabulary) -> list[Acts | None]:
    """What the network thinks of statements whose cues are known; None for one that no window holds."""
    found: list[Acts | None] = [None] * len(cues)
    for window in windows(text, vocabulary):
        masks = np.array([[_touches(word, cue) for word in window.words] for cue in cues], np.bool_)
        here = np.flatnonzero(masks.any(1)) if cues else np.zeros(0, np.int64)
        if len(here):
            batch = batch_of([window])
            states, _ = network.encode(batch)
            _, told = network.read(states, batch.words_there, np.zeros(len(here), np.int64), masks[here])
            for number, row in zip(here, told, strict=True):
                found[number] = found[number] or _acts(row)
    return found


def _touches(word: Word, spans: Spans) -> bool:
    return any(word.start < end and start < word.end for start, end in spans)


def batch_of(chosen: Sequence[Window]) -> Batch:
    """Windows as arrays, filled up to one length."""
    size = len(chosen)
    length = max(len(window.pieces) for window in chosen)
    count = max(len(window.words) for window in chosen)
    pieces, shapes, quoted = (np.zeros((size, length), np.int64) for _ in range(3))
    heads = np.zeros((size, count), np.int64)
    pieces_there, words_there = np.zeros((size, length), np.bool_), np.zeros((size, count), np.bool_)
    for row, window in enumerate(chosen):
        owners = np.array(window.owners)
        known = owners >= 0
        pieces[row, : len(owners)] = window.pieces
        pieces_there[row, : len(owners)] = True
        shapes[row, : len(owners)][known] = np.array([word.shape for word in window.words])[owners[known]]
        quoted[row, : len(owners)][known] = np.array([word.quoted for word in window.words])[owners[known]]
        heads[row, : len(window.words)] = window.heads
        words_there[row, : len(window.words)] = True
    return Batch(pieces, shapes, quoted, pieces_there, heads, words_there)


def _statements(window: Window, cues: Mask, roles: Ints, told: Floats, real: float) -> Iterator[Tagged]:
    """The statements of one window; a cue that is refused, or has no content, is none."""
    kept = [
        number for number in range(len(cues)) if _probability(told[number, 0]) >= real and (roles[number] == 2).any()
    ]
    for group in _joined(kept, cues, roles):
        first = max(group, key=lambda number: told[number, 0])
        cue = np.logical_or.reduce([cues[number] for number in group])
        role = np.where(cue, 0, roles[first])
        source, content, addressee, venue, time = (
            _spans(window, role == number) for number in range(1, len(ROLES) + 1)
        )
        yield Tagged(
            cue=_spans(window, cue),
            source=source,
            content=_whole_quotations(window, content, cue | (role == 1)),
            addressee=addressee,
            venue=venue,
            time=time,
            acts=_acts(told[first]),
        )


def _acts(told: Floats) -> Acts:
    real, classes, polarities, hedged = np.split(told, _PARTS)
    return Acts(_probability(real[0]), classes, polarities, _probability(hedged[0]))


def _whole_quotations(window: Window, content: Spans, taken: Mask) -> Spans:
    """Content with every short quotation that it has a part of whole: nobody is quoted by half."""
    words = window.words
    for first, last in _quotations(words):
        start, end = words[first].start, words[last].end
        touched = [span for span in content if span[0] < end and start < span[1]]
        inside = sum(min(stop, end) - max(begin, start) for begin, stop in touched)
        if not touched or inside >= end - start or taken[first : last + 1].any() or 2 * inside < end - start - 2:
            continue
        merged = min(start, touched[0][0]), max(end, touched[-1][1])
        content = sorted([*(span for span in content if span not in touched), merged])
    return content


def _quotations(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """The first and last words of the stretches inside double quotation marks, with these, that are not long."""
    first = -1
    for number, word in enumerate(words):
        if word.quoted == 1 and first < 0:
            first = max(0, number - 1) if words[number - 1].quoted == _MARK else number
        elif word.quoted in (0, _MARK) and first >= 0 and number > first:
            last = number if word.quoted == _MARK else number - 1
            if last - first <= _SHORT:
                yield first, last
            first = -1


def _joined(kept: Iterable[int], cues: Mask, roles: Ints) -> list[list[int]]:
    """Cues in groups that are one: near one another, with nearly the same content and the same source."""
    groups: list[list[int]] = []
    for number in kept:
        last = groups[-1][-1] if groups else -1
        if last >= 0 and _are_one(cues[last], cues[number], roles[last], roles[number]):
            groups[-1].append(number)
        else:
            groups.append([number])
    return groups


def _are_one(cue: Mask, other: Mask, role: Ints, other_role: Ints) -> bool:
    if np.flatnonzero(other)[0] - np.flatnonzero(cue)[-1] > _NEAR:
        return False
    content, other_content = role == 2, other_role == 2
    shared = (content & other_content).sum() / max(1, (content | other_content).sum())
    return bool(shared >= _SAME and np.array_equal(role == 1, other_role == 1))


def _spans(window: Window, mask: Mask) -> Spans:
    spans: Spans = []
    last = -2
    for place in map(int, np.flatnonzero(mask)):
        word = window.words[place]
        spans.append((spans.pop()[0] if place == last + 1 else word.start, word.end))
        last = place
    return spans


def _probability(score: float) -> float:
    return float(1 / (1 + np.exp(-score)))
