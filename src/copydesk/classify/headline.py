"""Where the headline stands among the blocks of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from copydesk.classify.measures import Measure
from copydesk.page import Page

_TITLES: Final = 'title,meta[property="og:title"],meta[name="twitter:title"]'
_SHORTEST: Final = 8
"""Letters and digits of the shortest line that is looked for in the document's title."""
_SHARE: Final = 0.35
"""Share of the document's title that a line must be to be the headline: the rest is the site's name."""
_LONGEST: Final = 200
"""Letters of the longest headline."""
_REACH: Final = 6
"""Blocks above the story's first text in which a line can be set as its title."""
_LETTERS: Final = re.compile(r"[\W_]+")


def document_titles(page: Page | None) -> tuple[str, ...]:
    """What the document calls itself, in its title and for sharing."""
    if page is None:
        return ()
    return tuple(
        text
        for element in page.tree.select(_TITLES)
        if (text := element.text if element.tag == "title" else element.attr("content") or "")
    )


def title_rank(measures: Sequence[Measure], start: int, titles: Iterable[str]) -> int:
    """The rank of the headline's block; -1 when there is none. `start` is the rank of the story's first prose.

    Best first: the heading before the story that the document's title holds; the last first-rank heading before it;
    any line before it that the title holds, or that is set as a title; a second-rank heading right above it; a
    first-rank heading anywhere.
    """
    known = tuple(map(_plain, titles))
    above = [measure for measure in measures[: start + 2] if not measure.hidden]
    heads = [measure for measure in above if measure.kind == "heading" and measure.block.level <= 2]
    candidates = (
        [m for m in heads if _is_held(m, known)]
        or [m for m in heads if m.block.level == 1][-1:]
        or [m for m in above if m.rank <= start and not m.prose and _is_held(m, known)]
        or [m for m in above if start - m.rank <= _REACH and _is_set_as_title(m)][:1]
        or [m for m in heads if start - m.rank <= _REACH][-1:]
        or [m for m in measures if m.kind == "heading" and m.block.level == 1 and not m.hidden]
    )
    if not candidates:
        return -1
    return max(candidates, key=lambda m: (m.block.level == 1, m.zone.furniture is None, m.rank)).rank


def _is_held(measure: Measure, titles: Sequence[str]) -> bool:
    """Whether one of the titles begins or ends with the block's text."""
    text = _plain(measure.text)
    return len(text) >= _SHORTEST and any(
        len(text) >= _SHARE * len(title) and (title.startswith(text) or title.endswith(text)) for title in titles
    )


def _is_set_as_title(measure: Measure) -> bool:
    """Whether a line that is no heading is set as one: by its name, or all of it in bold."""
    block = measure.block
    if block.kind != "paragraph" or not _SHORTEST <= measure.length <= _LONGEST or measure.ends:
        return False
    bold = any(mark.kind == "strong" and mark.start == 0 and mark.end == len(block.text) for mark in block.marks)
    return bold or "title" in measure.zone.says


def _plain(text: str) -> str:
    return _LETTERS.sub("", text.casefold())
