"""Search: words and fields, the best first, with what would narrow the answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import msgspec

from copydesk.archive.archive import Archive
from copydesk.archive.records import Found
from copydesk.errors import UsageError
from copydesk.web.asked import Asked, address

_PER_PAGE: Final = 20
_FIELDS: Final = {"site": "site", "language": "lang", "kind": "kind", "month": ""}
SORTS: Final = {"": "the best first", "newest": "the newest first"}
_TERM: Final = re.compile(r'(-)?\b([a-z]+):("[^"]*"|[^\s"]+)', re.IGNORECASE)
_NAMED: Final = frozenset({"site", "by", "title", "lang", "kind", "speaker", "after", "before"})
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
    chosen: tuple[Choice, ...] = ()
    """The fields of the query, and the answer without each."""
    sort: str = ""
    sorts: tuple[Choice, ...] = ()
    feeds: dict[str, str] = {}
    offset: int = 0
    earlier: str | None = None
    later: str | None = None
    """Addresses of the pages before and after."""


def view(archive: Archive, asked: Asked) -> SearchView:
    """The articles that answer a query. Raises UsageError for one that cannot be read."""
    query, as_of, sort = asked.text("q"), asked.day("as_of"), asked.text("sort")
    speaker = asked.text("speaker").replace('"', " ")
    if speaker:
        query = f'{query} speaker:"{speaker}"'.strip()
    if not query:
        return SearchView(title="Search", query="", as_of=as_of)
    if sort not in SORTS:
        raise UsageError(f"sort={sort[:40]}", "no such order", f"one of {', '.join(filter(None, SORTS))}, or none")
    offset = asked.whole("offset", 0, most=2_000)
    found = archive.search(query, limit=_PER_PAGE, offset=offset, as_of=as_of, newest=sort == "newest")
    behind = offset + _PER_PAGE

    def at(**other: Any) -> str:
        return address("/search", **{"q": query, "as_of": as_of, "sort": sort, **other})

    return SearchView(
        title=f"{query} – search",
        query=query,
        as_of=as_of,
        found=found,
        facets={name: tuple(_choices(found, name, at)) for name in _FIELDS},
        chosen=tuple(_chosen(query, at)),
        sort=sort,
        sorts=tuple(Choice(text, 0, at(sort=name), name == sort) for name, text in SORTS.items()),
        feeds={"Atom": address("/search.atom", q=query), "RSS": address("/search.rss", q=query)},
        offset=offset,
        earlier=at(offset=max(0, offset - _PER_PAGE)) if offset else None,
        later=at(offset=behind) if behind < found.total else None,
    )


def _chosen(query: str, at: Callable[..., str]) -> Iterator[Choice]:
    """The fields of a query, each with the answer that there is without it."""
    for term in _TERM.finditer(query):
        if term[2].lower() in _NAMED:
            rest = " ".join(f"{query[: term.start()]} {query[term.end() :]}".split())
            yield Choice(term[0], 0, at(q=rest), True)


def _choices(found: Found, name: str, at: Callable[..., str]) -> list[Choice]:
    choices = []
    for value, count in found.facets.get(name, {}).items():
        term = f'{_FIELDS[name]}:"{value}"' if _FIELDS[name] else f"after:{value} before:{_month_after(value)}"
        is_chosen = term in found.query
        query = " ".join(found.query.replace(term, " ").split()) if is_chosen else f"{found.query} {term}"
        choices.append(Choice(value, count, at(q=query), is_chosen))
    return choices


def _month_after(month: str) -> str:
    """The month after one.

    >>> _month_after("2024-12")
    '2025-01'
    """
    year, number = int(month[:4]), int(month[5:7])
    return f"{year + number // 12:04}-{number % 12 + 1:02}"
