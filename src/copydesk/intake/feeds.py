"""Feeds and sitemaps: the addresses of articles that a site itself lists.

RSS 2.0 and 1.0, Atom (RFC 4287), JSON Feed 1.1, sitemaps and their indexes (sitemaps.org, with the news extension),
and plain lists of addresses. Nothing outside the document is ever loaded: the parser knows no entities but HTML's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple
from urllib.parse import urljoin

from copydesk.errors import NotText
from copydesk.intake.charset import decode_bytes
from copydesk.intake.unpack import unpack
from copydesk.parser import Element, Text, parse_html, read_feed

_FEED_TYPES: Final = ("application/rss", "application/atom", "application/feed", "application/rdf")
_ADDRESS: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_ROOT: Final = re.compile(r"(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b", re.DOTALL)
_MOST: Final = 50_000
"""Entries of one document: as many as a sitemap may have."""


class Entry(NamedTuple):
    """One article that is listed, or a further list."""

    address: str
    title: str = ""
    published: str = ""
    """As written."""
    is_list: bool = False
    """Whether the address is that of another sitemap."""


def entries_of(data: bytes, address: str, most: int) -> list[Entry]:
    """What a feed or sitemap lists, in its order, each address once. Raises NotText for what is neither."""
    content = unpack(data, address, most).data
    text = decode_bytes(content, transport=None, country=None).text.lstrip("\ufeff \t\r\n")
    found = list(_listed(text))
    if not found and not _is_list(text):
        raise NotText(address, "neither a feed nor a sitemap", "give the address of one, or of a page")
    once: dict[str, Entry] = {}
    for entry in found[:_MOST]:
        target = urljoin(address, entry.address.strip())
        if target.lower().startswith(("http://", "https://")):
            once.setdefault(target, entry._replace(address=target))
    return list(once.values())


def feeds_of(html: str, address: str) -> list[str]:
    """The addresses of the feeds that a page names."""
    found = [
        urljoin(address, link.attr("href") or "")
        for link in parse_html(html).select('link[rel~="alternate"][type][href]')
        if (link.attr("type") or "").lower().startswith(_FEED_TYPES)
    ]
    return list(dict.fromkeys(found))


def _is_list(text: str) -> bool:
    """Whether a document without entries is a list all the same."""
    return (
        re.match(r"(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b", text, re.S) is not None
    )


def _listed(text: str) -> Iterator[Entry]:
    if text.startswith("{"):
        yield from _of_json(text)
    elif re.search(r"<(?:\w+:)?(?:urlset|sitemapindex)\b", text[:5_000]):
        yield from _of_sitemap(text)
    elif text.startswith("<"):
        for item in read_feed(text) or ():
            yield Entry(item.address, item.title, item.published or item.updated)
    else:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if lines and all(_ADDRESS.fullmatch(line) for line in lines):
            yield from map(Entry, lines)


def _of_json(text: str) -> Iterator[Entry]:
    """The items of a JSON Feed."""
    try:
        document: Any = json.loads(text)
        items = document["items"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and isinstance(address := item.get("url") or item.get("external_url"), str):
            yield Entry(address, str(item.get("title") or ""), str(item.get("date_published") or ""))


def _of_sitemap(text: str) -> Iterator[Entry]:
    """The pages of a sitemap, or the sitemaps of an index."""
    for place in parse_html(text).select("loc"):
        around = place.parent
        if not isinstance(around, Element) or around.tag not in ("url", "sitemap"):
            continue
        said = {
            node.tag.rpartition(":")[2]: node.text.strip()
            for node in around.descendants
            if isinstance(node, Element) and any(isinstance(child, Text) for child in node)
        }
        published = said.get("publication_date") or said.get("lastmod") or ""
        yield Entry(place.text.strip(), said.get("title", ""), published, around.tag == "sitemap")
