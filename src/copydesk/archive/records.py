"""What the archive compares and gives: states of articles, what changed between two, which articles are kin.

Pure records; how they are stored is the business of `store` alone.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from copydesk.records import Kind, Span, VerdictKind

ChangeKind = Literal[
    "headline",
    "deck",
    "byline",
    "published",
    "figure",
    "quotation",
    "name",
    "date",
    "attribution",
    "negation",
    "wording",
    "correction",
    "added",
    "removed",
    "moved",
]
"""What a change is: a fact, what stands in the words that differ, or what became of a whole passage."""


class Passage(msgspec.Struct, frozen=True, gc=False):
    """One block of a body: what it is, its text, and how sure it is that it belongs there."""

    kind: Kind
    text: str
    level: int = 0
    probability: float = 1.0


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What one capture says its article is: all that a later capture is compared with.

    `cut` holds a digest (`changes.digest`) of each block that the capture has and its copy has not. A passage found
    there was not added or removed by the outlet: it was only judged differently.
    """

    verdict: VerdictKind
    title: str | None = None
    deck: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    corrections: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    cut: frozenset[int] = frozenset()


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One change between two states, in the words a reader would name it by.

    `before` and `after` are the passages (or facts) it stands in, the spans the words in them that differ; both are
    empty where there is nothing to show. `rank_before` and `rank_after` are the places of the passages, -1 for none.
    """

    kind: ChangeKind
    before: str = ""
    after: str = ""
    spans_before: tuple[Span, ...] = ()
    spans_after: tuple[Span, ...] = ()
    rank_before: int = -1
    rank_after: int = -1


class Comparison(msgspec.Struct, frozen=True):
    """Two states of one article, compared: the same, or changed, and how."""

    kind: Literal["same", "changed"]
    changes: tuple[Change, ...] = ()
