"""The article's header: the lines and elements around the headline, in which its own date and byline stand.

A page has many dates and names; most are those of cards, comments and the day of the visit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from copydesk.article.apart import is_apart
from copydesk.article.case import Case, once
from copydesk.parser import Element
from copydesk.records import Block

POST_HEAD: Final = "author and time of the post below"
"""Reason of the label of the line that is put before each post of a thread."""
SHORT_LINE: Final = 160
"""Characters of a line that is looked at without a label; a longer one is prose."""
LONGEST_LINE: Final = 400
"""Characters of a labelled line that are read as a byline or date line; a longer one is a mistaken label."""
_BEFORE_TITLE: Final = 3_000
"""Characters of markup above the headline in which its date line may stand; more and it is the site's own header."""
_HEADER_BLOCKS: Final = 2
"""Paragraphs of the body that may begin before the header ends: some pages put the date under the first one."""
_FEW_LINES: Final = 2
"""Byline and date blocks outside the header that can still be the article's: one of each."""
_MAX_NEAR: Final = 400
"""Elements looked at; a page with many comments has far more of them."""
_NEAR: Final = (3, 12)
"""Blocks up to which a line is near the headline, or the end of the body, and up to which it is not far."""
_FIRST: Final = 2
"""Paragraphs of the body that are its opening."""
_NO_ELEMENT: Final = frozenset({"body", "html", "main", "article", "meta", "script"})


@once
def header_of(case: Case) -> tuple[int, int]:
    """From a little above the headline to the second paragraph of the body; empty when there is no headline."""
    place = _headline(case)
    if place is None:
        return 0, 0
    start, end = place
    body = [block for block in case.blocks("body") if block.where.start > end]
    if body:
        end = body[_HEADER_BLOCKS].where.start if len(body) > _HEADER_BLOCKS else body[-1].where.end
    return max(0, start - _BEFORE_TITLE), end


def _headline(case: Case) -> tuple[int, int] | None:
    """Where the headline stands: the first block labelled so, else the first heading of the page."""
    for block in case.blocks("title"):
        return block.where.start, block.where.end
    page, headings = case.sheet.page, case.declared.headings
    at = page.offset(headings[0]) if page is not None and headings else None
    return None if at is None else (at, at)


def own_lines(case: Case, name: str) -> list[Block]:
    """The blocks of a label in the header; where there are none, the one that stands alone elsewhere.

    Several elsewhere are those of comments or of a list.
    """
    start, end = header_of(case)
    blocks = list(case.blocks(name))
    near = [block for block in blocks if start <= block.where.start < end]
    found = near or (blocks if len(blocks) <= _FEW_LINES else [])
    return [block for block in found if len(block.text) <= LONGEST_LINE]


def elements_near(case: Case, selector: str) -> Iterator[Element]:
    """Elements of some class in the header of the article."""
    page = case.sheet.page
    start, end = header_of(case)
    if page is None or end <= start:
        return
    for element in page.tree.select(selector)[:_MAX_NEAR]:
        at = page.offset(element)
        if at is not None and start <= at < end and element.tag not in _NO_ELEMENT and not is_apart(element):
            yield element


def first_post(case: Case) -> Block | None:
    """The line with author and time of the post that opens a thread; None elsewhere."""
    if case.kind != "forum":
        return None
    return next(
        (block for block, label in zip(case.sheet.blocks, case.labels, strict=True) if label.reason == POST_HEAD), None
    )


class Places:
    """Where the blocks of a page stand relative to headline and body."""

    def __init__(self, case: Case) -> None:
        names = [label.name for label in case.labels]
        self.number = len(names)
        texts = [bool(block.text) for block in case.sheet.blocks]
        self.body = [number for number, name in enumerate(names) if name == "body" and texts[number]]
        self.first = self.body[0] if self.body else len(names)
        self.last = self.body[-1] if self.body else len(names)
        title = next((number for number, name in enumerate(names) if name == "title"), None)
        self.title = self.first if title is None else title
        self.opening = self.body[min(_FIRST, len(self.body)) - 1] if self.body else self.last

    def zone(self, number: int) -> str:
        """The zone of a block by its number."""
        if number < self.title:
            return f"{_distance(self.title - number)} above"
        if number < self.first:
            return "header" if number - self.title <= _NEAR[1] else "long header"
        if number <= self.opening:
            return "opening"
        if number <= self.last:
            return "inside"
        return f"{_distance(number - self.last)} below"

    def around(self) -> Iterator[int]:
        """The blocks around the text: from a little above the headline to the opening, and those not far below."""
        near, middle = _NEAR
        whole = range(self.number)
        yield from whole[max(0, self.title - near) : self.opening + 1]
        yield from whole[max(self.opening, self.last) + 1 : self.last + middle + 1]


def _distance(blocks: int) -> str:
    near, middle = _NEAR
    return "near" if blocks <= near else "middle" if blocks <= middle else "far"


@once
def places_of(case: Case) -> Places:
    """Where the blocks of this page stand."""
    return Places(case)
