"""Texts as the short runs of words they consist of, by which shared passages are found.

A shingle is a run of five words (of ten signs in scripts without spaces), as a 64-bit number that is the same on every
machine. Of these a fixed share is remembered: those whose number is small. Whether a shingle is remembered depends on
its words alone, so that two texts remember the same of what they share, wherever it stands and however much is around
it. (A MinHash signature of fixed size, as near-duplicate libraries keep, estimates how much of their union two texts
share; of a cut reprint, or a passage inside a long text, it sees next to nothing.)

Broder 1997 (shingles); Schleimer, Wilkerson, Aiken 2003 (local fingerprints); Irber et al. 2022 (FracMinHash).
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, NamedTuple

from copydesk.archive.tokens import Token, is_sign, tokens_of
from copydesk.records import Span

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[tuple[int], np.dtype[np.uint64]]

WORDS: Final = 5
SIGNS: Final = 10
_KEPT: Final = 6
"""One shingle of so many is remembered."""
_FEWEST: Final = 24
"""Shingles that are remembered of a short text: the smallest, if it has so many."""
_FACTOR: Final = 0x9E3779B97F4A7C15
_KNOWN_TEXTS: Final = 64
_LONGEST_WORD: Final = 64


class Grams(NamedTuple):
    """A text's words and shingles; shingle `i` begins with word `i`."""

    tokens: list[Token]
    numbers: Numbers
    length: int
    """Words of a shingle."""


class Overlap(NamedTuple):
    """What two texts share: the part of each one's shingles, and the passages, longest first."""

    share: float
    other_share: float
    passages: tuple[tuple[Span, Span], ...]

    @property
    def of_shorter(self) -> float:
        """The larger of the two shares: that of the text which is more contained in the other."""
        return max(self.share, self.other_share)


def sketch(text: str) -> Numbers:
    """The shingles of a text that are remembered, each once, the smallest first."""
    import numpy as np

    numbers = np.unique(grams_of(text).numbers)
    small = numbers[numbers < np.uint64(2**64 // _KEPT)]
    return small if len(small) >= _FEWEST else numbers[:_FEWEST]


@lru_cache(maxsize=_KNOWN_TEXTS)
def grams_of(text: str) -> Grams:
    """The words and shingles of a text; of one shorter than a shingle, the whole of it is one."""
    import numpy as np

    tokens = tokens_of(text)
    signs = sum(is_sign(token.word) for token in tokens)
    length = SIGNS if 2 * signs > len(tokens) else WORDS
    words = np.array([_number(token.word[:_LONGEST_WORD]) for token in tokens], dtype=np.uint64)
    length = max(1, min(length, len(words)))
    numbers = np.zeros(max(0, len(words) - length + 1), dtype=np.uint64)
    with np.errstate(over="ignore"):
        for place in range(length):
            numbers = numbers * np.uint64(_FACTOR) + words[place : place + len(numbers)]
        # The finisher of splitmix64, so that small numbers are as likely as any (Steele, Lea, Flood 2014).
        numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        numbers ^= numbers >> np.uint64(31)
    return Grams(tokens, numbers, length)


@lru_cache(maxsize=65_536)
def _number(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def overlap(text: str, other: str) -> Overlap:
    """What two texts share, exactly."""
    import numpy as np

    own, their = grams_of(text), grams_of(other)
    if not len(own.numbers) or not len(their.numbers) or own.length != their.length:
        return Overlap(0.0, 0.0, ())
    shared = np.isin(own.numbers, their.numbers)
    share, other_share = float(shared.mean()), float(np.isin(their.numbers, own.numbers).mean())
    if not shared.any():
        return Overlap(0.0, 0.0, ())
    order = np.argsort(their.numbers, kind="stable")
    at = np.searchsorted(their.numbers[order], own.numbers)
    places = np.where(shared, order[np.minimum(at, len(order) - 1)], -1)
    return Overlap(share, other_share, tuple(_passages(own, their, places.tolist())))


def _passages(own: Grams, their: Grams, places: list[int]) -> list[tuple[Span, Span]]:
    """The stretches both have, from the place in the other text of each shingle (-1 for none), the longest first."""
    found: list[tuple[int, Span, Span]] = []
    start = 0
    for place in range(1, len(places) + 1):
        if place < len(places) and places[place] >= 0 and places[place] == places[place - 1] + 1:
            continue
        if places[start] >= 0:
            end = place - 1 + own.length
            there = places[start]
            there_end = places[place - 1] + their.length
            found.append(
                (
                    end - start,
                    Span(own.tokens[start].start, own.tokens[end - 1].end),
                    Span(their.tokens[there].start, their.tokens[there_end - 1].end),
                )
            )
        start = place
    found.sort(key=lambda each: (-each[0], each[1].start))
    return [(mine, other) for _, mine, other in found]
