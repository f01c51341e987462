"""What of a page is not in the copy, and why: every block with its label and the reason."""

from __future__ import annotations

from collections import Counter
from typing import Final

import msgspec

from copydesk.archive.archive import Archive
from copydesk.archive.evidence import CutBlock
from copydesk.web.asked import Asked, address

_MOST: Final = 100
_LONGEST: Final = 240
"""Characters of a block that are shown."""


class CutView(msgspec.Struct, frozen=True, kw_only=True):
    """The blocks that one capture has and its copy has not, in page order."""

    title: str
    article: int
    headline: str | None
    capture: int
    blocks: tuple[CutBlock, ...]
    counts: dict[str, int]
    is_whole: bool
    label: str
    """The one that was asked for, or all."""
    language: str | None


def view(archive: Archive, asked: Asked) -> CutView:
    """What was cut of the capture that an article's copy was read from. Raises NotFound."""
    entry = archive.article(asked.number("article"), asked.day("as_of"))
    found = archive.cut_blocks(entry.capture.id, limit=10 * _MOST)
    label = asked.text("label")
    shown = [each for each in found if each.label == label] if label else list(found)
    return CutView(
        title=f"What was cut from “{entry.title or 'Untitled'}”",
        article=entry.id,
        headline=entry.title,
        capture=entry.capture.id,
        blocks=tuple(msgspec.structs.replace(each, text=_short(each.text)) for each in shown[:_MOST]),
        counts=dict(Counter(each.label for each in found).most_common()),
        is_whole=len(shown) <= _MOST,
        label=label,
        language=entry.language,
    )


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} …"


def span_address(capture: int, start: int, end: int) -> str:
    """The page on which a stretch of a capture is shown."""
    return address(f"/capture/{capture}", start=start or "0", end=end)
