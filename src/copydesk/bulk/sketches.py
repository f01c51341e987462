"""What duplicates are found by: of every text a digest, and the smallest of its runs of words under many orders.

Two texts share a digest when they are the same, and as large a part of their smallest runs as they share of all (Broder
1997, MinHash). Texts that share a band of four of these are compared; of two that are alike enough, the one captured
later is the duplicate (Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, chapter 3). All is decided by the texts
and the names of their records, none of it by the order in which they come.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from copydesk.archive.shingles import grams_of
from copydesk.bulk.parts import Part

if TYPE_CHECKING:
    import numpy as np

    Signature = np.ndarray[tuple[int], np.dtype[np.uint32]]

ORDERS: Final = 128
"""Orders under which the smallest run is taken; the estimate of a similarity s is off by sqrt(s(1-s)/128)."""
_BAND: Final = 4
_SEED: Final = 20_011
_PIECE: Final = 4_096
"""Runs that are put into all orders at a time."""
_LAST: Final = "~"
"""Stands for the time of a capture that gives none: after all others."""
_COMPARED: Final = 8
"""Texts of a bucket, the first ones, with which each other of it is compared."""


def sketches_name(part: Part) -> str:
    """The file of the sketches of a part."""
    return f"sketches/{part.name}.npz"


class Sketches:
    """The sketches of the texts of a part."""

    def __init__(self, *, near: bool) -> None:
        self._near = near
        self._names: list[str] = []
        self._times: list[str] = []
        self._kinds: list[str] = []
        self._digests: list[bytes] = []
        self._signatures: list[Signature] = []

    def add(self, name: str, captured: str, kind: str, text: str) -> None:
        """Note a text; `kind` is what the counts say of it, parted by tabs: verdict, language, words."""
        self._names.append(name)
        self._times.append(captured or _LAST)
        self._kinds.append(kind)
        self._digests.append(sha256(text.encode("utf-8", "surrogatepass")).digest()[:16])
        if self._near:
            self._signatures.append(signature(text))

    def as_bytes(self) -> bytes:
        """All of them, as a file."""
        import numpy as np

        held = BytesIO()
        np.savez_compressed(
            held,
            names=_held(self._names),
            times=_held(self._times),
            kinds=_held(self._kinds),
            digests=np.frombuffer(b"".join(self._digests), dtype=np.uint64).reshape(-1, 2),
            signatures=np.array(self._signatures, dtype=np.uint32).reshape(-1, ORDERS),
        )
        return held.getvalue()


def signature(text: str) -> Signature:
    """The smallest number of the text's runs of words under each order."""
    import numpy as np

    runs = grams_of(text).numbers
    factors, terms = _orders()
    smallest = np.full(ORDERS, 2**64 - 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for start in range(0, len(runs), _PIECE):
            ordered = factors * runs[None, start : start + _PIECE]
            ordered += terms
            np.minimum(smallest, ordered.min(axis=1), out=smallest)
    return (smallest >> np.uint64(32)).astype(np.uint32)


@lru_cache(maxsize=1)
def _orders() -> tuple[Any, Any]:
    """What a number is multiplied by and what is added to it, for each order, one below the other."""
    import numpy as np

    random = np.random.Generator(np.random.PCG64(_SEED))
    factors, terms = (random.integers(0, 2**64, ORDERS, dtype=np.uint64) | np.uint64(1) for _ in range(2))
    return factors[:, None], terms[:, None]


class Known(NamedTuple):
    """The texts of a whole run, in the order in which they count: the first captured first."""

    names: list[str]
    kinds: list[str]
    digests: Any
    signatures: Any


class Duplicate(NamedTuple):
    """A record whose text another has, too, or nearly."""

    source: str
    of: str
    kind: str
    similarity: float


def known(files: Sequence[bytes]) -> Known:
    """The sketches of all parts."""
    import numpy as np

    loaded = [np.load(BytesIO(data), allow_pickle=False) for data in files]
    names = [name for each in loaded for name in _texts(each["names"])]
    times = [time for each in loaded for time in _texts(each["times"])]
    kinds = [kind for each in loaded for kind in _texts(each["kinds"])]
    order = sorted(range(len(names)), key=lambda at: (times[at], names[at]))
    digests = np.concatenate([np.zeros((0, 2), np.uint64), *(each["digests"] for each in loaded)])
    wide = [each["signatures"] for each in loaded if each["signatures"].size]
    signatures = np.concatenate(wide)[order] if wide else np.zeros((0, ORDERS), np.uint32)
    return Known([names[at] for at in order], [kinds[at] for at in order], digests[order], signatures)


def _held(texts: Sequence[str]) -> Any:
    """Texts as an array of bytes: one of texts would give each as much room as the longest needs."""
    import numpy as np

    return np.frombuffer(json.dumps(texts).encode("ascii"), dtype=np.uint8)


def _texts(held: Any) -> list[str]:
    texts: list[str] = json.loads(held.tobytes())
    return texts


def duplicates(texts: Known, similarity: float) -> Iterator[Duplicate]:
    """Every text that is not the first of its kind, and the one that is."""
    first = _first_of_same(texts)
    first_of_near = _first_of_near(texts, first, similarity) if len(texts.signatures) else first
    for at, own in enumerate(first):
        if own != at:
            yield Duplicate(texts.names[at], texts.names[first_of_near[own]], "exact", 1.0)
        elif first_of_near[at] != at:
            other = first_of_near[at]
            alike = float((texts.signatures[at] == texts.signatures[other]).mean())
            yield Duplicate(texts.names[at], texts.names[other], "near", round(alike, 4))


def _first_of_same(texts: Known) -> list[int]:
    """For each text the first that has the same digest."""
    seen: dict[tuple[int, int], int] = {}
    return [seen.setdefault((int(low), int(high)), at) for at, (low, high) in enumerate(texts.digests)]


def _first_of_near(texts: Known, first: Sequence[int], similarity: float) -> list[int]:
    """For each text the first of those that are alike, or alike to one that is, and so on."""
    import numpy as np

    parents = list(range(len(first)))

    def root(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    distinct = np.array([at for at, own in enumerate(first) if own == at], dtype=np.int64)
    signatures = texts.signatures[distinct]
    for band in range(0, ORDERS, _BAND):
        for bucket in _buckets(signatures[:, band : band + _BAND]):
            for place, at in enumerate(bucket):
                for other in bucket[: min(place, _COMPARED)]:
                    low, high = sorted((root(int(distinct[at])), root(int(distinct[other]))))
                    if low != high and (signatures[at] == signatures[other]).mean() >= similarity:
                        parents[high] = low
    return [root(at) for at in range(len(first))]


def _buckets(band: Any) -> Iterator[list[int]]:
    """The texts that share a band, those of a bucket in their order."""
    import numpy as np

    if not len(band):
        return
    order = np.lexsort((np.arange(len(band)), *band.T))
    ordered = band[order]
    begins = np.flatnonzero(np.r_[True, (ordered[1:] != ordered[:-1]).any(axis=1)])
    ends = np.r_[begins[1:], len(band)]
    for begin, end in zip(begins, ends, strict=True):
        if end - begin > 1:
            yield order[begin:end].tolist()
