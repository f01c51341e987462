"""How the statements of an archive bear on others, with who made those: what a reader of one wants beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from copydesk.archive.ledger import SELECT_SAID, said_of
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
    found: dict[int, tuple[Bearing, ...]] = {}
    for each in statements:
        rows = store.rows(
            "SELECT l.kind, l.later, l.earlier, l.scope, l.evidence, l.confidence, r.article FROM statement_link l"
            " JOIN statement s ON s.id = CASE l.later WHEN ?1 THEN l.earlier ELSE l.later END"
            " JOIN revision r ON r.id = s.revision"
            " WHERE (l.later = ?1 OR l.earlier = ?1) AND (r.until IS NULL OR r.id = ?2)"
            " ORDER BY l.confidence DESC, l.later, l.earlier LIMIT ?3",
            each.id,
            each.revision,
            _MOST,
        )
        if rows:
            found[each.id] = tuple(_bearing(store, each.id, row) for row in rows)
    return found


def _bearing(store: Store, number: int, row: Any) -> Bearing:
    kind, later, earlier, scope, evidence, confidence, _ = row
    other = earlier if later == number else later
    return Bearing(
        kind=kind,
        is_answer=later == number,
        other=said_of(store, store.row(f"{SELECT_SAID} WHERE s.id = ?", other)),
        scope=scope,
        evidence=evidence,
        confidence=confidence,
    )
