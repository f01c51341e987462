"""A statement while it is being read: spans that are plain ranges, and what each part of the reading has added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from copydesk.ledger.times import Told
from copydesk.records import CueClass, Polarity, Source, Words

Range = tuple[int, int]


@dataclass(frozen=True)
class Draft:
    """One statement of a text, before its parties, times and chain are told."""

    where: Literal["text", "title"]
    cue: tuple[Range, ...]
    content: tuple[Range, ...]
    mention: tuple[Range, ...] = ()
    addressee: tuple[Range, ...] = ()
    venue: tuple[Range, ...] = ()
    time: tuple[Range, ...] = ()
    confidence: float = 0.0
    cue_class: CueClass = "speech"
    polarity: Polarity = "asserts"
    hedged: bool = False
    source: Source | None = None
    to: Source | None = None
    at: Source | None = None
    said: Told | None = None
    inherited: bool = False
    """Whether the date was told for an earlier statement that this one goes on from."""
    chain: tuple[int, ...] = field(default=())
    """Numbers of the statements that passed the words on, nearest first; `~n` is the outlet that n was told to."""

    @property
    def start(self) -> int:
        """Where its first part begins."""
        return min(start for start, _ in (*self.cue, *self.content))

    @property
    def hull(self) -> Range:
        """From the first character of its content to the last."""
        return self.content[0][0], self.content[-1][1]

    def but(self, **changes: object) -> Draft:
        """The draft with some parts told anew."""
        return replace(self, **changes)  # type: ignore[arg-type]


def annotated(row: Mapping[str, Any]) -> Draft:
    """The spans of a statement as the corpus annotates them (`corpus/README.md`), as if the tagger had found them."""

    def spans(found: Iterable[Sequence[int]]) -> tuple[Range, ...]:
        return tuple((start, end) for start, end in found)

    return Draft(
        where=row["where"],
        cue=spans(row["cue"]),
        content=spans(row["content"]),
        mention=spans(row["source"]["mention"]),
        addressee=spans(row["addressee"]["mention"]) if row["addressee"] else (),
        venue=spans(row["venue"]["mention"]) if row["venue"] else (),
        time=spans(row["time"]),
        confidence=1.0,
    )


def worded(text: str, ranges: tuple[Range, ...]) -> tuple[Words, ...]:
    """Ranges with their words."""
    return tuple(Words(start, end, text[start:end]) for start, end in ranges)


def joined(text: str, ranges: tuple[Range, ...]) -> str:
    """The words of ranges, one after the other."""
    return " ".join(text[start:end] for start, end in ranges)


def holds(outer: Draft, place: Range) -> bool:
    """Whether a place lies inside one part of a statement's content."""
    return any(start <= place[0] and place[1] <= end for start, end in outer.content)
