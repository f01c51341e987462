"""History: the revisions of an article in the order of time, what changed in each, and the captures that show it."""

from __future__ import annotations

from typing import Final

import msgspec

from copydesk.archive.archive import Archive
from copydesk.archive.history import History
from copydesk.web.asked import Asked, address

_PER_PAGE: Final = 40
_CAPTURES: Final = 6
"""Captures of one revision that are shown."""


class HistoryView(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a history; `first` and `second` are the revisions that are chosen to be compared."""

    title: str
    history: History
    first: int
    second: int
    earlier: str | None = None
    later: str | None = None
    """Addresses of the pages before and after."""


def view(archive: Archive, asked: Asked) -> HistoryView:
    """The revisions of an article. Raises NotFound."""
    number = asked.number("article")
    offset = asked.whole("offset", 0, most=100_000)
    found = archive.history(number, offset=offset, limit=_PER_PAGE, captures=_CAPTURES)
    path = f"/article/{number}/history"
    behind = offset + _PER_PAGE
    last = found.steps[-1].number if found.steps else found.revisions
    return HistoryView(
        title=f"History of {found.title or f'article {number}'}",
        history=found,
        first=max(1, last - 1),
        second=last,
        earlier=address(path, offset=max(0, offset - _PER_PAGE)) if offset else None,
        later=address(path, offset=behind) if behind < found.revisions else None,
    )
