"""The only place that imports the HTML parser.

Everything copydesk asks of turbohtml goes through here: the WHATWG tree, the character set and the natural language of
a text. A change of parser is a change of this file and of `page`.
"""

from __future__ import annotations

from typing import NamedTuple

from turbohtml import Comment, Document, DocumentFragment, Element, Node, Text, parse
from turbohtml.detect import Detection, detect, detect_language
from turbohtml.extract import feed

__all__ = [
    "Comment",
    "Document",
    "DocumentFragment",
    "Element",
    "FeedItem",
    "Node",
    "Text",
    "charset_name",
    "decode",
    "guess_charset",
    "guess_language",
    "parse_html",
    "read_feed",
]


def parse_html(text: str) -> Document:
    """The WHATWG tree of a decoded page, each element with the line and column its start tag stands at."""
    # A declared shadow root stays an ordinary template: SingleFile saves the visible text of components in these.
    return parse(text, allow_declarative_shadow_roots=False)


def charset_name(label: str) -> str | None:
    """The name, in lower case, that the WHATWG Encoding Standard gives to a label; None for a label it does not know.

    >>> charset_name("latin1"), charset_name("no-such-set")
    ('windows-1252', None)
    """
    try:
        return (parse(b"", encoding=label).encoding or "").lower() or None
    except (LookupError, ValueError):
        return None


def decode(data: bytes, name: str) -> str:
    """Bytes as text, as a browser decodes them; `name` is from `charset_name`, a bad sequence becomes U+FFFD."""
    return data.decode(f"whatwg-{name}", "replace")


def guess_charset(data: bytes, *, country: str | None = None) -> tuple[str, bool]:
    """The most likely character set of undeclared bytes, and whether that is certain.

    The name is from the WHATWG Encoding Standard; the method scores character-pair frequencies. `country` is the
    last label of the page's domain, a weak hint.
    """
    found = detect(data, Detection(tld=country) if country else None)
    return (found.encoding or "windows-1252"), found.confidence >= 1.0


class FeedItem(NamedTuple):
    """One item of a feed, as written."""

    address: str
    title: str
    published: str
    updated: str


def read_feed(text: str) -> list[FeedItem] | None:
    """The items of an RSS 2.0, RSS 1.0 or Atom document, in order; None when it is none."""
    found = feed(text)
    if found is None:
        return None
    return [
        FeedItem(each.link or "", each.title or "", each.published or "", each.updated or "") for each in found.entries
    ]


def guess_language(text: str) -> tuple[str, float]:
    """ISO 639-3 code of a text's language and the confidence (0–1); an empty code when nothing can be said."""
    found = detect_language(text)
    return (found.language or ""), found.confidence
