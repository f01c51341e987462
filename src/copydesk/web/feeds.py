"""Feeds of what is found, said and gathered: Atom (RFC 4287) and RSS 2.0, from one record."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from email.utils import format_datetime
from html import escape
from typing import Final, NamedTuple
from urllib.parse import quote

from copydesk.archive.archive import Archive
from copydesk.archive.digest import Happening
from copydesk.archive.lines import Line
from copydesk.archive.records import Hit
from copydesk.errors import UsageError
from copydesk.web.asked import Asked, address
from copydesk.web.pages import digest, front
from copydesk.web.readers import Gathering

ENTRIES: Final = 40
_NEVER: Final = "1970-01-01T00:00:00Z"
_ILLEGAL: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML may have, not even as a reference."""


class Entry(NamedTuple):
    """One entry of a feed."""

    id: str
    title: str
    url: str
    """Within the room."""
    updated: str
    author: str
    summary: str


class Feed(NamedTuple):
    """A feed; `page` is what it is a feed of, within the room."""

    id: str
    title: str
    page: str
    entries: tuple[Entry, ...]


def of_search(archive: Archive, asked: Asked) -> Feed:
    """The newest articles that answer a query."""
    query = asked.text("q")
    if not query:
        raise UsageError("q", "nothing to search for", "give a query: /search.atom?q=harbour")
    found = archive.search(query, limit=ENTRIES, newest=True)
    return Feed(
        f"urn:copydesk:search:{query}",
        f"{query}: articles found",
        address("/search", q=query, sort="newest"),
        tuple(_hit(hit) for hit in found.hits),
    )


def of_source(archive: Archive, asked: Asked) -> Feed:
    """What a source said last. Raises NotFound for one that says nothing in the archive."""
    person = archive.person(asked.text("name"))
    lines = archive.said_by(person.name, limit=ENTRIES)
    return Feed(
        f"urn:copydesk:source:{person.key}",
        f"{person.name}: what they said",
        address("/source", name=person.name),
        tuple(_line(line) for line in lines),
    )


def of_digest(archive: Archive, asked: Asked) -> Feed:
    """The largest events of some days. Raises Gathering while that is done."""
    found = digest.made(archive, asked)
    if found is None:
        raise Gathering("the digest", "it is being put together", "ask again in a moment")
    events = front.by_weight(found.happenings)[:ENTRIES]
    is_rolling = not (asked.text("since") or asked.text("until"))
    return Feed(
        "urn:copydesk:digest" if is_rolling else f"urn:copydesk:digest:{found.since}:{found.until}",
        f"Digest of {found.since} to {front.day_before(found.until)}",
        "/digest" if is_rolling else address("/digest", since=found.since, until=found.until),
        tuple(_happening(event) for event in events),
    )


def _hit(hit: Hit) -> Entry:
    return Entry(
        f"urn:copydesk:article:{hit.article}",
        hit.title or "(no title)",
        f"/article/{hit.article}",
        moment(hit.published),
        hit.site or "",
        hit.snippet,
    )


def _line(line: Line) -> Entry:
    return Entry(
        f"urn:copydesk:statement:{line.id}",
        f"{line.source} {line.cue}: {line.content[:120]}",
        f"/article/{line.article}#s{line.id}",
        moment(line.published),
        line.site or "",
        line.content,
    )


def _happening(event: Happening) -> Entry:
    first = event.told[0]
    others = f" Also: {'; '.join(told.title for told in event.told[1:6])}." if len(event.told) > 1 else ""
    return Entry(
        f"urn:copydesk:event:{first.article}",
        event.title,
        f"/event/{first.article}",
        max(moment(told.published) for told in event.told),
        first.site or "",
        first.summary + others,
    )


def moment(said: str | None) -> str:
    """A day or time as feeds must have it (RFC 3339).

    >>> moment("2024-03-09"), moment("2024-03"), moment("2024-03-09T10:00:00+02:00"), moment(None)
    ('2024-03-09T00:00:00Z', '2024-03-01T00:00:00Z', '2024-03-09T08:00:00Z', '1970-01-01T00:00:00Z')
    """
    if not said:
        return _NEVER
    try:
        if len(said) <= 10:
            return f"{date.fromisoformat(f'{said}-01-01'[:10] if len(said) == 4 else f'{said}-01'[:10])}T00:00:00Z"
        when = datetime.fromisoformat(said)
    except ValueError:
        return _NEVER
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# ── Forms ─────────────────────────────────────────────────────────────────────────────────────────


def atom(feed: Feed, own: str, base: str) -> str:
    """A feed as Atom; `own` is its own address."""
    entries = "".join(
        f"<entry><title>{_text(each.title)}</title><id>{_text(_urn(each.id))}</id>"
        f'<link rel="alternate" type="text/html" href="{_text(base + each.url)}"/><updated>{each.updated}</updated>'
        f"<author><name>{_text(each.author or 'not known')}</name></author>"
        f'<summary type="text">{_text(each.summary)}</summary></entry>\n'
        for each in feed.entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{_text(feed.title)}</title><id>{_text(_urn(feed.id))}</id><updated>{_updated(feed)}</updated>"
        f'<link rel="self" type="application/atom+xml" href="{_text(own)}"/>'
        f'<link rel="alternate" type="text/html" href="{_text(base + feed.page)}"/>'
        f"<author><name>copydesk</name></author>\n{entries}</feed>\n"
    )


def rss(feed: Feed, own: str, base: str) -> str:
    """A feed as RSS 2.0; `own` is its own address."""
    items = "".join(
        f"<item><title>{_text(each.title)}</title><link>{_text(base + each.url)}</link>"
        f'<guid isPermaLink="false">{_text(_urn(each.id))}</guid><pubDate>{_rfc822(each.updated)}</pubDate>'
        f"<description>{_text(escape(each.summary))}</description></item>\n"
        for each in feed.entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>{_text(feed.title)}</title><link>{_text(base + feed.page)}</link>"
        f'<atom:link rel="self" type="application/rss+xml" href="{_text(own)}"/>'
        f"<description>{_text(feed.title)}</description><lastBuildDate>{_rfc822(_updated(feed))}</lastBuildDate>\n"
        f"{items}</channel></rss>\n"
    )


def _updated(feed: Feed) -> str:
    """When the newest entry is from."""
    return max((each.updated for each in feed.entries), default=_NEVER)


def _rfc822(moment: str) -> str:
    return format_datetime(datetime.fromisoformat(moment), usegmt=True)


def _urn(name: str) -> str:
    """A name as a URN may be spelled: no space and no sign that it has no place for."""
    return quote(name, safe=":")


def _text(said: str) -> str:
    return escape(_ILLEGAL.sub("\ufffd", said))


FEEDS: Final[dict[str, Callable[[Archive, Asked], Feed]]] = {
    "/search": of_search,
    "/source": of_source,
    "/digest": of_digest,
}
FORMS: Final[dict[str, tuple[Callable[[Feed, str, str], str], str]]] = {
    "atom": (atom, "application/atom+xml; charset=utf-8"),
    "rss": (rss, "application/rss+xml; charset=utf-8"),
}
