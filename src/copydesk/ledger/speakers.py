"""Whose words "I" and "we" are inside a quotation or a printed statement: those of whoever is quoted.

The source of a quotation may be named only behind it ("I told him so," she says), so this is told when all statements
have their sources.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from copydesk.ledger.cues import manner_of
from copydesk.ledger.drafts import Draft, holds, joined, worded
from copydesk.records import Source

_ONE: Final = frozenset({"i", "me", "my"})
_MANY: Final = frozenset({"we", "us", "our"})
_BODIES: Final = frozenset({"organisation", "government", "outlet", "unnamed"})


def with_first_person(text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts; those whose source is "I" or "we" in another's own words have that other's name."""
    found = []
    for draft in drafts:
        quoted = quoted_in(text, draft, drafts)
        source = quoted.source if quoted is not None else None
        if source is not None and source.kind in _BODIES | (
            {"person", "role"} if joined(text, draft.mention).lower() in _ONE else set()
        ):
            how = "first person in the words of another"
            draft = draft.but(
                source=Source(kind=source.kind, mention=worded(text, draft.mention), name=source.name, how=how)
            )
        found.append(draft)
    return found


def quoted_in(text: str, draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """The statement in whose own words the first person of another stands."""
    if joined(text, draft.mention).lower() not in _ONE | _MANY:
        return None
    around = [
        other
        for other in drafts
        if other is not draft and other.where == draft.where and holds(other, draft.cue[0]) and _is_direct(text, other)
    ]
    return min(around, key=lambda other: other.hull[1] - other.hull[0], default=None)


def _is_direct(text: str, draft: Draft) -> bool:
    return manner_of(text, worded(text, draft.content)) == "direct"
