"""Addresses as the archive compares them: what the forms of one share, its site, and which can hold no story.

A key is for comparing only; what is shown is always an address as it was seen.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from copydesk.article.normal_form import normal_form

_KEPT: Final = 4_096
_SESSION: Final = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
_PRINTED: Final = re.compile(
    r"/(?:print(?:able|page|version|erfriendly)?|druck(?:version|ansicht)?)(?=$|\?)", re.IGNORECASE
)
_SEARCH: Final = re.compile(r"/(?:search|suche|buscar|recherche|cerca|zoeken|szukaj|arama)/?$", re.IGNORECASE)
_ASKED: Final = frozenset({"q", "s", "query", "search", "keyword", "keywords"})
"""Names of a query that ask a site's own search."""
_SECOND_LEVEL: Final = frozenset("ac co com edu gob gouv gov go ne net nom or org gv in asn id ltd plc sch me".split())
"""Names under which a country's sites are registered: post.co.uk."""


@lru_cache(maxsize=_KEPT)
def address_key(url: str) -> str:
    """What all forms of one address share: its normal form, and that of its page to print.

    >>> address_key("https://m.post.example/a/b/?utm_source=x&id=7#top"), address_key("http://post.example/a/b/print?id=7")
    ('post.example/a/b?id=7', 'post.example/a/b?id=7')
    """
    return _PRINTED.sub("", normal_form(_SESSION.sub("", url)))


def site_key(url: str) -> str:
    """The site of an address: the last two parts of its host, three where the second is no name (post.co.uk).

    >>> site_key("https://news.post.example/a"), site_key("https://www.post.co.uk/a"), site_key("a")
    ('post.example', 'post.co.uk', '')
    """
    host = _host(url)
    labels = host.split(".")
    if len(labels) < 3 or all(label.isdigit() for label in labels):
        return host
    count = 3 if labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 2
    return ".".join(labels[-count:])


def is_hollow(url: str) -> bool:
    """Whether an address can hold no one article: a front page, or the answer to a search.

    >>> is_hollow("https://post.example/?utm_source=x"), is_hollow("https://post.example/search?q=tide")
    (True, True)
    >>> is_hollow("https://post.example/?p=12"), is_hollow("https://post.example/pier")
    (False, False)
    """
    if not _host(url):
        return True
    key = address_key(url)
    path, _, query = key.partition("?")
    asked = {name.lower() for name, _ in parse_qsl(query)}
    if asked & _ASKED and (_SEARCH.search(path) or "/" not in path):
        return True
    return "/" not in path and not query and "#" not in path


def _host(url: str) -> str:
    """The host of an address, of the one inside that of an archive's copy; "" for what is no web address."""
    key = normal_form(url)
    if key == url:
        return ""
    try:
        return urlsplit(f"//{key}").hostname or ""
    except ValueError:
        return ""
