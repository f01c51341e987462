"""What is counted of a run: every record once, by what became of it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class Counts(msgspec.Struct, kw_only=True, gc=False):
    """What became of the records of a part, or of several.

    `records` is the sum of `written`, `left_out` and `failed`, and `written` that of `verdicts`.
    """

    records: int = 0
    written: int = 0
    left_out: dict[str, int] = {}
    """Pages that a filter left out, by its reason."""
    failed: dict[str, int] = {}
    """What gave no page, by the kind of error."""
    verdicts: dict[str, int] = {}
    languages: dict[str, int] = {}
    repeated: dict[str, int] = {}
    """What was taken out because the pages of its site repeat it: blocks, letters, and pages that had some."""
    bytes_in: int = 0
    """Bytes of the pages, decompressed."""
    words: int = 0
    seconds: dict[str, float] = {}
    """Time by stage, summed over all processes."""

    @property
    def failures(self) -> int:
        """How many records gave no page."""
        return sum(self.failed.values())

    def add_up(self) -> bool:
        """Whether each record is counted once."""
        others = sum(self.left_out.values()) + self.failures
        return self.records == self.written + others and self.written == sum(self.verdicts.values())


def total(several: Iterable[Counts]) -> Counts:
    """The sum of counts.

    >>> total([Counts(records=1, failed={"Damaged": 1}), Counts(records=2, failed={"Damaged": 2})]).failed
    {'Damaged': 3}
    """
    whole = Counts()
    for each in several:
        whole.records += each.records
        whole.written += each.written
        whole.bytes_in += each.bytes_in
        whole.words += each.words
        for name in ("left_out", "failed", "verdicts", "languages", "repeated", "seconds"):
            _add(getattr(whole, name), getattr(each, name))
    return whole


def _add(whole: dict[str, float], more: dict[str, float]) -> None:
    for name, value in more.items():
        whole[name] = whole.get(name, 0) + value


def count(table: dict[str, int], name: str) -> None:
    """One more of that name."""
    table[name] = table.get(name, 0) + 1


def spend(counts: Counts, stage: str, seconds: float) -> None:
    """So much more time at a stage."""
    counts.seconds[stage] = counts.seconds.get(stage, 0.0) + seconds
