"""Captured pages as they came, for a frame without rights: nothing in them runs, loads or leads anywhere by itself.

A page of the web is shown under a policy of its own: as a document of no origin (`sandbox`), whose scripts, forms,
frames and automatic reloads do nothing, and which loads nothing but what is written out in it.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from copydesk.archive.archive import Archive
from copydesk.archive.records import CaptureRow
from copydesk.records import Span

POLICY: Final = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline' data:; img-src data:; font-src data:; media-src data:;"
    " form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
MARK: Final = "copydesk-span"
"""Identity of the first element that is marked, to which the address of the frame leads."""
_UNREAD: Final = (
    "script",
    "style",
    "title",
    "textarea",
    "template",
    "noscript",
    "iframe",
    "xmp",
    "noframes",
    "noembed",
)
"""Elements whose content is no text of the page, or is not read as markup."""
_PIECE: Final = re.compile(rf"<!--|<({'|'.join(_UNREAD)})\b|<[A-Za-z/!?]", re.IGNORECASE)
_ENDS: Final = {name: re.compile(f"</{name}", re.IGNORECASE) for name in _UNREAD}
_REST_OF_TAG: Final = re.compile(r"""(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+>""")
_CLOSED: Final = {
    "a": ' target="_blank"',
    "area": ' target="_blank"',
    "form": ' target="_blank"',
    "link": ' rel="nothing"',
    "iframe": ' srcdoc=""',
    "frame": ' src="about:blank"',
}
"""What is written first into a tag that may lead out."""
_STYLE: Final = ' rel="stylesheet"'
"""For a `link` that seems to hold what it leads to; where that was wrong, the policy refuses it."""
_NEAR: Final = 400
_WAY_OUT: Final = re.compile(rf"<({'|'.join(_CLOSED)})(?=[\s/>])", re.IGNORECASE)
_LARGEST: Final = 8_000_000
"""Characters of a page in which a stretch is still looked for."""


class Raw(NamedTuple):
    """A capture as it is sent."""

    data: bytes
    media_type: str


def received(archive: Archive, row: CaptureRow) -> Raw:
    """A capture to be kept: the bytes, as they came."""
    return Raw(archive.body(row.id), "application/octet-stream")


def shown(archive: Archive, row: CaptureRow, span: Span | None) -> Raw:
    """A capture for the frame: its text in UTF-8, with a stretch marked where that can be seen."""
    source = archive.source_text(row.id)
    if row.form != "html":
        return Raw(source.encode("utf-8", "replace"), "text/plain; charset=utf-8")
    if span is not None and len(source) <= _LARGEST:
        source = marked(source, span)
    return Raw(without_ways_out(source).encode("utf-8", "replace"), "text/html; charset=utf-8")


def marked(source: str, span: Span) -> str:
    """A page with the text in a stretch of it in `mark` elements; what is no text is left as it is.

    >>> marked("<title>A b</title><p>A <i>b</i></p>", Span(0, 30))
    '<title>A b</title><p><mark id="copydesk-span">A </mark><i><mark>b</mark></i></p>'
    """
    parts: list[str] = []
    at = 0
    is_first = True
    for start, end in _texts(source, span.end):
        low, high = max(start, span.start), min(end, span.end)
        if low >= high or not source[low:high].strip():
            continue
        opening = f'<mark id="{MARK}">' if is_first else "<mark>"
        parts += [source[at:low], opening, source[low:high], "</mark>"]
        at, is_first = high, False
    return "".join([*parts, source[at:]])


def _texts(source: str, limit: int) -> list[tuple[int, int]]:
    """The stretches between tags, up to a place."""
    found = []
    at = 0
    while at < limit:
        piece = _PIECE.search(source, at)
        begin = piece.start() if piece else len(source)
        if begin > at:
            found.append((at, begin))
        if piece is None:
            break
        at = _behind(source, piece)
    return found


def _behind(source: str, piece: re.Match[str]) -> int:
    """Where what begins at a tag, a comment or an element that is not read ends."""
    if piece[0] == "<!--":
        end = source.find("-->", piece.end())
        return end + 3 if end >= 0 else len(source)
    if piece[1]:
        ending = _ENDS[piece[1].lower()].search(source, piece.end())
        close = source.find(">", ending.end()) if ending else -1
        return close + 1 if close >= 0 else len(source)
    return _tag_end(source, piece.end())


def _tag_end(source: str, at: int) -> int:
    """Behind a tag, whose values may hold the sign that ends it."""
    found = _REST_OF_TAG.match(source, at)
    return found.end() if found else len(source)


def without_ways_out(source: str) -> str:
    """A page from which nothing leads, and that asks no server to make ready.

    The policy and the sandbox refuse what would come back; but a browser may already have connected to the server of a
    frame that is refused, of a link that was followed, of a `link` that announces (`preconnect`). Of two attributes of
    one name the first counts, so one is written before whatever the page has: a link opens a window, which the sandbox
    has none of; a frame is empty; a `link` is nothing, or a style, which the policy takes from the page itself alone.

    >>> without_ways_out('<a href="/b" target=_self>b</a>')
    '<a target="_blank" href="/b" target=_self>b</a>'
    """

    def closed(found: re.Match[str]) -> str:
        name = found[1].lower()
        is_style = name == "link" and "data:" in source[found.end() : found.end() + _NEAR].partition(">")[0].lower()
        return found[0] + (_STYLE if is_style else _CLOSED[name])

    return _WAY_OUT.sub(closed, source)
