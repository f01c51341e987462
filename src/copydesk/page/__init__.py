"""A parsed capture: the tree, and the way from an element back to its place in the capture."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from copydesk.parser import Document, Element, parse_html
from copydesk.records import Capture, Span

_NEWLINE: Final = re.compile(r"\r\n?|\n")
_LINE_FEED: Final = 10
_PIECE: Final = 1_000_000
"""Characters looked at in one piece, which takes five bytes for each."""
# A start tag with its attributes, as the WHATWG tokenizer reads them.
_START_TAG: Final = re.compile(
    r"""<[A-Za-z][^\s/>]*(?:[\s/]+|[^\s/>=][^\s/>=]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"'][^\s>]*)?)?)*+>"""
)


class Page:
    """A capture's tree. It is alive and never stored: what later stages keep are blocks and facts."""

    __slots__ = ("capture", "line_starts", "tree")

    def __init__(self, capture: Capture) -> None:
        self.capture = capture
        self.tree: Document = parse_html(capture.text)
        self.line_starts = _line_starts(capture.text)

    def offset(self, element: Element) -> int | None:
        """Where the element's start tag begins in the capture; None for one the parser supplied itself."""
        place = element.position
        if place is None:
            return None
        return self.line_starts[place[0] - 1] + place[1]

    def start_tag(self, element: Element) -> Span | None:
        """The element's start tag in the capture; None for one the parser supplied itself."""
        start = self.offset(element)
        if start is None:
            return None
        return Span(start, tag_end(self.capture.text, start))

    def attribute(self, element: Element, name: str) -> Span | None:
        """Where the value of an attribute stands in the capture, quotes left out; None when it has none."""
        tag = self.start_tag(element)
        if tag is None:
            return None
        found = _attribute(name).search(self.capture.text, tag.start, tag.end)
        if found is None or found.lastgroup is None:
            return None
        return Span(*found.span(found.lastgroup))


@cache
def _attribute(name: str) -> re.Pattern[str]:
    return re.compile(
        rf"""[\s/"'](?i:{re.escape(name)})\s*=\s*(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)'|(?P<c>[^\s>"'][^\s>]*))"""
    )


def tag_end(text: str, start: int) -> int:
    """The offset just past the start tag that begins at `start`, whatever its attributes hold.

    >>> tag_end('<a title="x > y">z', 0)
    17
    """
    end = text.find(">", start) + 1
    if end == 0:
        return len(text)
    # Quotation marks in pairs: the common case, and no `>` can be inside a value.
    if text.count('"', start, end) % 2 == 0 and text.count("'", start, end) % 2 == 0:
        return end
    found = _START_TAG.match(text, start)
    return found.end() if found else end


def _line_starts(text: str) -> list[int]:
    """The offset at which each line begins. A line ends as HTML ends one: at CR, LF or both."""
    if "\r" in text and text.count("\r") != text.count("\r\n"):
        return [0, *[found.end() for found in _NEWLINE.finditer(text)]]
    import numpy as np  # slow to load, and not needed for the import of copydesk

    starts = [0]
    for begin in range(0, len(text), _PIECE):
        piece = text[begin : begin + _PIECE]
        # Comparing all characters at once takes half the time of a search from one line feed to the next.
        codes = np.frombuffer(piece.encode("utf-32-le", "surrogatepass"), "<u4")
        starts += (np.flatnonzero(codes == _LINE_FEED) + (begin + 1)).tolist()
    return starts
