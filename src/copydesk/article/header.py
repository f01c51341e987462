"""The article's header: the lines and elements around the headline, in which its own date and byline stand.

A page has many dates and names; most are those of cards, comments and the day of the visit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from copydesk.article.apart import is_apart, is_in_box
from copydesk.article.case import Case, once
from copydesk.parser import Element
from copydesk.records import Block

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
"""Lines and elements looked at; a page with many comments has far more of them that could be taken for a date's."""
_FEW_AFTER: Final = 3
"""Lines below the text in which its date may stand."""
_NO_LINE: Final = frozenset({"hidden", "comment", "legal", "promotion", "title"})
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


def own_lines(case: Case, *names: str) -> list[tuple[str, Block]]:
    """The byline and date blocks of the header; where there are none, the one that stands alone elsewhere.

    Several elsewhere are those of comments or of a list.
    """
    start, end = header_of(case)
    blocks = [(name, block) for name in names for block in case.labelled.get(name, ())]
    near = [(name, block) for name, block in blocks if start <= block.where.start < end]
    found = near or (blocks if len(blocks) <= _FEW_LINES else [])
    return [(name, block) for name, block in found if len(block.text) <= LONGEST_LINE]


@once
def lines_around(case: Case) -> list[Block]:
    """Short lines between the site's header and the text, nearest to the headline first; then those below the text."""
    start, end = header_of(case)
    body = case.labelled.get("body", [])
    if end <= start and body:
        start, end = max(0, body[0].where.start - _BEFORE_TITLE), body[min(len(body) - 1, _HEADER_BLOCKS)].where.start
    title = next((block.where.end for block in case.blocks("title")), body[0].where.start if body else start)
    last = body[-1].where.end if body else end
    above: list[Block] = []
    below: list[Block] = []
    for name, blocks in case.labelled.items():
        for block in blocks if name not in _NO_LINE else ():
            at = block.where.start
            if (start <= at < end or at >= last) and len(block.text) <= SHORT_LINE:
                (above if at < end else below).append(block)
    above.sort(key=lambda block: (block.where.start < title, abs(block.where.start - title)))
    below.sort(key=lambda block: block.where.start)
    return [block for block in (*above[:_MAX_NEAR], *below[:_FEW_AFTER]) if not is_in_box(block.container)]


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
