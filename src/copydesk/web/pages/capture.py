"""One capture: where, when and how it came, the characters that were asked for, and the page itself in a frame."""

from __future__ import annotations

from typing import Final

import msgspec

from copydesk.archive.archive import Archive
from copydesk.archive.records import CaptureRow
from copydesk.errors import CopydeskError
from copydesk.records import WALLS
from copydesk.web.asked import Asked, address

_AROUND: Final = 400
"""Characters of the source that are shown on either side."""
_LONGEST: Final = 4_000


class Excerpt(msgspec.Struct, frozen=True):
    """Part of the source: what was asked for, and what stands around it."""

    before: str
    inside: str
    after: str


class CaptureView(msgspec.Struct, frozen=True, kw_only=True):
    """A capture, and a stretch of it."""

    title: str
    row: CaptureRow
    article: int | None
    headline: str | None
    is_wall: bool
    start: int | None = None
    end: int | None = None
    excerpt: Excerpt | None = None
    trouble: str = ""
    """Why its text cannot be shown."""

    @property
    def frame(self) -> str:
        """The address of the page itself."""
        return address(f"/raw/{self.row.id}", start=None if self.start is None else str(self.start), end=self.end)


def view(archive: Archive, asked: Asked) -> CaptureView:
    """A capture. Raises NotFound."""
    row = archive.capture(asked.number("capture"))
    article = archive.article_of(row.id)
    headline = archive.article(article).title if article is not None else None
    end = asked.whole("end", 0, most=1_000_000_000)
    start = min(asked.whole("start", 0, most=1_000_000_000), end)
    excerpt, trouble = None, ""
    if end:
        try:
            excerpt = excerpt_of(archive.source_text(row.id), start, end)
        except CopydeskError as error:
            trouble = f"{error.message} ({error.next_step})"
    return CaptureView(
        title=f"Capture {row.id}",
        row=row,
        article=article,
        headline=headline,
        is_wall=row.verdict in WALLS,
        start=start if end else None,
        end=end or None,
        excerpt=excerpt,
        trouble=trouble,
    )


def excerpt_of(source: str, start: int, end: int) -> Excerpt:
    """A stretch of a text with what stands around it."""
    start, end = min(start, len(source)), min(end, len(source), start + _LONGEST)
    return Excerpt(source[max(0, start - _AROUND) : start], source[start:end], source[end : end + _AROUND])
