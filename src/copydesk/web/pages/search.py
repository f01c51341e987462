"""Search: words and fields, the best first, with what would narrow the answer."""

from __future__ import annotations

from typing import Final

import msgspec

from copydesk.archive.archive import Archive
from copydesk.archive.records import Found
from copydesk.web.asked import Asked, address

_PER_PAGE: Final = 20
_FIELDS: Final = {"site": "site", "language": "lang", "kind": "kind", "month": ""}
"""Facets, and the field of a query that each is asked by."""


class Choice(msgspec.Struct, frozen=True):
    """One value of a facet: how many articles have it, and where the answer narrowed to it stands."""

    value: str
    count: int
    url: str
    is_chosen: bool = False


class SearchView(msgspec.Struct, frozen=True, kw_only=True):
    """An answer, page by page. `found` is None where nothing was asked yet."""

    title: str
    query: str
    as_of: str | None = None
    found: Found | None = None
    facets: dict[str, tuple[Choice, ...]] = {}
    offset: int = 0
    earlier: str | None = None
    later: str | None = None
    """Addresses of the pages before and after."""


def view(archive: Archive, asked: Asked) -> SearchView:
    """The articles that answer a query. Raises UsageError for one that cannot be read."""
    query, as_of = asked.text("q"), asked.day("as_of")
    if not query:
        return SearchView(title="Search", query="", as_of=as_of)
    offset = asked.whole("offset", 0, most=2_000)
    found = archive.search(query, limit=_PER_PAGE, offset=offset, as_of=as_of)
    behind = offset + _PER_PAGE
    return SearchView(
        title=f"{query} – search",
        query=query,
        as_of=as_of,
        found=found,
        facets={name: tuple(_choices(found, name, as_of)) for name in _FIELDS},
        offset=offset,
        earlier=address("/search", q=query, as_of=as_of, offset=max(0, offset - _PER_PAGE)) if offset else None,
        later=address("/search", q=query, as_of=as_of, offset=behind) if behind < found.total else None,
    )


def _choices(found: Found, name: str, as_of: str | None) -> list[Choice]:
    choices = []
    for value, count in found.facets.get(name, {}).items():
        term = f'{_FIELDS[name]}:"{value}"' if _FIELDS[name] else f"after:{value} before:{_month_after(value)}"
        is_chosen = term in found.query
        query = " ".join(found.query.replace(term, " ").split()) if is_chosen else f"{found.query} {term}"
        choices.append(Choice(value, count, address("/search", q=query, as_of=as_of), is_chosen))
    return choices


def _month_after(month: str) -> str:
    """The month after one.

    >>> _month_after("2024-12")
    '2025-01'
    """
    year, number = int(month[:4]), int(month[5:7])
    return f"{year + number // 12:04}-{number % 12 + 1:02}"
