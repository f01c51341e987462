"""The ledger: who said what in the archive, the newest first, with what it denies and who denied it."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from copydesk.archive.archive import Archive
from copydesk.archive.lines import Heard, Line
from copydesk.records import POLARITIES
from copydesk.web.asked import Asked, address

PER_PAGE: Final = 50
_FARTHEST: Final = 5_000
"""Statements that can be leafed through; beyond, a narrower question finds more."""
_FIELDS: Final = ("speaker", "about", "polarity", "after", "before", "as_of")


class LedgerView(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the ledger."""

    title: str
    asked: dict[str, str]
    """The filters that are set."""
    lines: tuple[Line, ...]
    heard: tuple[Heard, ...]
    """Who is heard most; only where nothing is asked."""
    is_read: bool
    """Whether any article was read for its statements."""
    polarities: tuple[str, ...]
    offset: int
    earlier: str | None
    later: str | None
    downloads: dict[str, str]


def view(archive: Archive, asked: Asked) -> LedgerView:
    """The statements that answer the filters. Raises UsageError for one that cannot be asked."""
    given = filters(asked)
    offset = asked.whole("offset", 0, most=_FARTHEST)
    found = archive.lines(**questions(given), limit=PER_PAGE + 1, offset=offset)

    def at(offset: int) -> str:
        return address("/ledger", **given, offset=offset)

    return LedgerView(
        title="Who said what",
        asked=given,
        lines=found[:PER_PAGE],
        heard=() if given else archive.most_heard(24),
        is_read=archive.standing().statements > 0,
        polarities=tuple(sorted(POLARITIES)),
        offset=offset,
        earlier=at(max(0, offset - PER_PAGE)) if offset else None,
        later=at(offset + PER_PAGE) if len(found) > PER_PAGE and offset + PER_PAGE <= _FARTHEST else None,
        downloads={
            name: address(f"/ledger.{ending}", **given)
            for name, ending in (("CSV", "csv"), ("Web Annotations", "annotations"), ("schema.org claims", "claims"))
        },
    )


def filters(asked: Asked) -> dict[str, str]:
    """The filters of a question that have a value."""
    names = (*_FIELDS, "article")
    return {name: value for name in names if (value := asked.text(name))}


def questions(given: dict[str, str]) -> dict[str, Any]:
    """Filters as the archive is asked them. Raises NotFound for an article that cannot be."""
    asked: dict[str, Any] = dict(given)
    if "article" in asked:
        asked["article"] = Asked({"article": asked["article"]}, {}).number("article")
    return asked
