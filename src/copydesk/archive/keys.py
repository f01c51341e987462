"""Addresses as the archive compares them: what the forms of one share, its site, and which can hold no story.

A key is for comparing only; what is shown is always an address as it was seen.
"""

from __future__ import annotations

import re
from functools import lru_cache
from posixpath import normpath
from typing import Final
from unicodedata import combining, normalize
from urllib.parse import parse_qsl, quote, unquote, urlsplit, urlunsplit

from copydesk.article.normal_form import normal_form

_KEPT: Final = 4_096
_NAME_WORD: Final = re.compile(r"\w+")
_BARE: Final = re.compile(r"(?://|(?=[\w-]+(?:\.[\w-]+)+/))", re.ASCII)
"""An address without its scheme."""
_ARCHIVED: Final = re.compile(
    r"https?://(?:(?:web\.)?archive\.org/(?:web|wayback)|arquivo\.pt/wayback|archive\.(?:ph|is|today|md|vn|fo|li))"
    r"/[\d.-]{4,20}(?:[a-z]{2}_)?/(?P<inner>https?:/.+)",
    re.IGNORECASE,
)
_CACHED: Final = re.compile(
    r"https?://webcache\.googleusercontent\.com/search\?q=cache:(?:[\w-]+:)?(?P<inner>[^&]+)", re.IGNORECASE
)
_FORWARDED: Final = re.compile(
    r"https?://(?:www\.google\.[a-z.]+/url|lm?\.facebook\.com/l\.php|out\.reddit\.com/\w+)\?"
    r"(?:[^#]*&)?(?:q|u|url)=(?P<inner>https?[^&]+)",
    re.IGNORECASE,
)
_TRANSLATED: Final = re.compile(r"(https?://)([^/]+)\.translate\.goog(?=/|$)", re.IGNORECASE)
_PHONE: Final = re.compile(r"^(https?://[a-z]{2,3})\.m\.(?=[^/]+\.)", re.IGNORECASE)
_SESSION: Final = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
_PRINTED: Final = re.compile(
    r"/(?:print(?:able|page|version|erfriendly)?|druck(?:version|ansicht)?)/?(?=$|[?#])"
    r"|[.,-](?:print|druck|drucken|amp)(?=\.html?(?:$|[?#]))",
    re.IGNORECASE,
)
_SHOWN: Final = re.compile(r"^(https?://[^/]+)/(?:print|index\.php)(?=/.)", re.IGNORECASE)
_LAST: Final = re.compile(r"/(?:comment-page-\d+|index\.(?:shtml|xhtml|cfm))/?(?=$|[?#])", re.IGNORECASE)
_HOW: Final = re.compile(
    r"(?<=[?&])(?:phpsessid=\w*|sid=[0-9a-f]{16,}|sessionid=\w*|(?:view|mode|output|format|layout)=(?:print|amp|mobile)"
    r"|page=1|pagewanted=\w*|replytocom=\d*|nocache=\w*|_x_tr_\w+=[^&#]*)(?:&|(?=$|#))",
    re.IGNORECASE,
)
"""Parts of a query that say how a page is shown and to whom, and not which page it is."""
_SEARCH: Final = re.compile(r"/(?:search|suche|buscar|recherche|cerca|zoeken|szukaj|arama)/?$", re.IGNORECASE)
_ASKED: Final = frozenset({"q", "s", "query", "search", "keyword", "keywords"})
"""Names of a query that ask a site's own search."""
_LIST: Final = re.compile(
    r"/(?:(?:category|categories|tags?|topics?|themen?|authors?|autor(?:en)?|users?)/[^/]+|(?:archive/|archiv/)?\d{4}"
    r"(?:/\d\d?){0,2}|(?:[^/]+/)*page/\d+|(?:[^/]+/)*(?:feed|rss|login|signin|anmelden|logout|register)|[a-z]{2})",
    re.IGNORECASE,
)
"""Paths of lists, feeds and doors: of a subject, a person, a day, a language."""
_SECOND_LEVEL: Final = frozenset("ac co com edu gob gouv gov go ne net nom or org gv in asn id ltd plc sch me".split())
"""Names under which a country's sites are registered: post.co.uk."""
_HOSTING: Final = frozenset(
    "blogspot.com wordpress.com substack.com github.io gitlab.io medium.com tumblr.com netlify.app vercel.app"
    " livejournal.com typepad.com ghost.io hatenablog.com over-blog.com".split()
)
"""Sites whose every subdomain is a site of its own."""


@lru_cache(maxsize=_KEPT)
def address_key(url: str) -> str:
    """What all forms of one address share: its normal form, in whatever it is wrapped, however it is shown.

    >>> address_key("https://m.post.example/a/b/?utm_source=x&id=7#top"), address_key("http://post.example/a/b/print?id=7")
    ('post.example/a/b?id=7', 'post.example/a/b?id=7')
    """
    return normal_form(_plain(_unwrapped(url.strip())))


def _unwrapped(url: str) -> str:
    """The address of the page itself, out of that of an archive, a cache, a forwarder or a translator."""
    url = url.removeprefix("view-source:")
    if bare := _BARE.match(url):
        url = f"https://{url[bare.end() :]}"
    for wrapped in (_ARCHIVED, _CACHED, _FORWARDED):
        if found := wrapped.match(url):
            inner = found["inner"]
            url = unquote(inner) if "%3a" in inner[:12].lower() else inner
            url = url if "://" in url else f"http://{url}"
    if found := _TRANSLATED.match(url):
        host = found[2].replace("--", "\0").replace("-", ".").replace("\0", "-")
        url = f"{found[1]}{host}{url[found.end() :]}"
    return url


def _plain(url: str) -> str:
    """An address without what says how its page is shown, its path without detours, its host in letters of ASCII."""
    url = _SESSION.sub("", url.replace("&amp;", "&"))
    url = _LAST.sub("", _PRINTED.sub("", _SHOWN.sub(r"\1", _PHONE.sub(r"\1.", url))))
    url = re.sub(r"[?&]+(?=$|#)", "", _HOW.sub("", url))
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if not host.isascii():
            port = f":{parts.port}" if parts.port else ""
            parts = parts._replace(netloc=host.encode("idna").decode("ascii") + port)
    except (ValueError, UnicodeError):
        return url
    path = normalize("NFC", unquote(parts.path, errors="strict")) if _is_text(parts.path) else parts.path
    path = re.sub(r"/{2,}", "/", path)
    path = normpath(path) if "/." in path else path
    return urlunsplit(parts._replace(path=quote(path, safe="/%:@!$&'()*+,;=~-._")))


def _is_text(path: str) -> bool:
    """Whether the percent-encoded part of a path is UTF-8, and no sign of a path is hidden in it."""
    try:
        plain = unquote(path, errors="strict")
    except UnicodeDecodeError:
        return False
    return "%" in path and not set(plain) & set("%?#\0") and plain.count("/") == path.count("/")


def site_key(url: str) -> str:
    """The site of an address: the last two parts of its host, three where the second is no name (post.co.uk).

    >>> site_key("https://news.post.example/a"), site_key("https://www.post.co.uk/a"), site_key("a")
    ('post.example', 'post.co.uk', '')
    """
    host = _host(_plain(_unwrapped(url)))
    labels = host.split(".")
    if len(labels) < 3 or all(label.isdigit() for label in labels):
        return host
    count = 3 if labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 2
    site = ".".join(labels[-count:])
    return ".".join(labels[-count - 1 :]) if site in _HOSTING else site


def is_hollow(url: str) -> bool:
    """Whether an address can hold no one article: a front page, or the answer to a search.

    >>> is_hollow("https://post.example/?utm_source=x"), is_hollow("https://post.example/search?q=tide")
    (True, True)
    >>> is_hollow("https://post.example/?p=12"), is_hollow("https://post.example/pier")
    (False, False)
    """
    if not _host(_unwrapped(url)):
        return True
    key = address_key(url)
    path, _, query = key.partition("?")
    if _LIST.fullmatch(path[path.find("/") :] if "/" in path else ""):
        return True
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


def name_key(name: str) -> str:
    """A name in small letters without article, marks and accents.

    >>> name_key("The Tarn Valley Post"), name_key("Zoë O’Neil")
    ('tarn valley post', 'zoe oneil')
    """
    folded = normalize("NFKD", name.casefold().replace("’", "").replace("'", ""))
    words = _NAME_WORD.findall("".join(letter for letter in folded if not combining(letter)))
    return " ".join(words[1:] if words[:1] in (["the"], ["a"], ["an"]) and len(words) > 1 else words)
