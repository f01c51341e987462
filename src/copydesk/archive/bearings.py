"""How the statements of an archive bear on others, with who made those: what a reader of one wants beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from copydesk.archive.ledger import said_with
from copydesk.archive.records import Said
from copydesk.archive.store import Store
from copydesk.records import LinkKind

_MOST: int = 12
"""Links of one statement that are told."""


class Bearing(msgspec.Struct, frozen=True, kw_only=True):
    """A link of a statement, seen from it: what it does to the other, or the other to it."""

    kind: LinkKind
    is_answer: bool
    """Whether the statement itself is the answering one: it denies the other; else the other denies it."""
    other: Said
    scope: str
    evidence: str
    confidence: float


def bearings(store: Store, statements: Sequence[Said]) -> dict[int, tuple[Bearing, ...]]:
    """What each statement answers and what answers it, the surest first; of others in their last state only."""
    rows: dict[int, list[Any]] = {}
    for each in statements:
        links = store.rows(
            "SELECT l.kind, l.later, l.earlier, l.scope, l.evidence, l.confidence FROM statement_link l"
            " JOIN statement s ON s.id = CASE l.later WHEN ?1 THEN l.earlier ELSE l.later END"
            " JOIN revision r ON r.id = s.revision"
            " WHERE (l.later = ?1 OR l.earlier = ?1) AND (r.until IS NULL OR r.id = ?2)"
            " ORDER BY l.confidence DESC, l.later, l.earlier LIMIT ?3",
            each.id,
            each.revision,
            _MOST,
        )
        if links:
            rows[each.id] = links
    others = {_other(number, row) for number, links in rows.items() for row in links}
    known = {said.id: said for said in said_with(store, tuple(others))}  # one may answer many
    return {number: tuple(_bearing(number, row, known) for row in links) for number, links in rows.items()}


def _other(number: int, row: Any) -> int:
    """The other end of a statement's link."""
    _, later, earlier, *_ = row
    return int(earlier if later == number else later)


def _bearing(number: int, row: Any, known: dict[int, Said]) -> Bearing:
    kind, later, _, scope, evidence, confidence = row
    return Bearing(
        kind=kind,
        is_answer=later == number,
        other=known[_other(number, row)],
        scope=scope,
        evidence=evidence,
        confidence=confidence,
    )
