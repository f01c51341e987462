"""A parsed capture: the tree, and the way from an element back to its place in the capture."""

from __future__ import annotations

import re
from functools import cache

from copydesk.parser import Document, Element, parse_html
from copydesk.records import Capture, Span

_NEWLINE = re.compile(r"\r\n?|\n")
_LINE_FEED = re.compile("\n")
# A start tag with its attributes, as the WHATWG tokenizer reads them.
_START_TAG = re.compile(
    r"""<[A-Za-z][^\s/>]*(?:[\s/]+|[^\s/>=][^\s/>=]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"'][^\s>]*)?)?)*+>"""
)


class Page:
    """A capture's tree. It is alive and never stored: what later stages keep are blocks and facts."""

    __slots__ = ("_lines", "capture", "tree")

    def __init__(self, capture: Capture) -> None:
        self.capture = capture
        self.tree: Document = parse_html(capture.text)
        self._lines = _line_starts(capture.text)

    def offset(self, element: Element) -> int | None:
        """Where the element's start tag begins in the capture; None for one the parser supplied itself."""
        place = element.position
        return None if place is None else self._lines[place[0] - 1] + place[1]

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
    alone = "\r" in text and text.count("\r") != text.count("\r\n")
    pattern = _NEWLINE if alone else _LINE_FEED
    return [0, *[found.end() for found in pattern.finditer(text)]]
