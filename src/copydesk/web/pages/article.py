"""An article: its copy with what was said in it, the facts with their evidence, and the way to everything about it."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

import msgspec

from copydesk.archive.archive import Archive
from copydesk.archive.bearings import Bearing
from copydesk.archive.difference import summary
from copydesk.archive.evidence import place_in
from copydesk.archive.ledger import source_name
from copydesk.archive.records import Comparison, Entry, Revision, Said
from copydesk.errors import NotFound
from copydesk.records import SURE, Span
from copydesk.web.asked import Asked, address
from copydesk.web.citing import FORMS, citation_line

_MOST_STATEMENTS: Final = 600
"""Statements that are marked in one text; the ledger has them all."""
_MOST_NOTES: Final = 90
"""Statements of one part of a text, unless one block alone has more."""
_MOST_BEARINGS: Final = 3
"""Links of one statement beside the text; the ledger has all."""
_MOST_TEXT: Final = 28_000
"""Bytes of a text that one page shows, unless one block alone has more; a longer one is shown in parts."""
_PARAGRAPH: Final = re.compile(r".+?(?:\n\n+|\Z)", re.DOTALL)


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A statement of the article with what a reader asks of it."""

    said: Said
    name: str
    """Of the source, or the words that describe it."""
    sign: str
    """What stands before it, and before its words in the text."""
    bearings: tuple[Bearing, ...] = ()
    where: Span | None = None
    """Of its words in the capture."""


class Stage(msgspec.Struct, frozen=True):
    """A revision in a line."""

    number: int
    since: str
    summary: str


class ArticleView(msgspec.Struct, frozen=True, kw_only=True):
    """An article in one of its states."""

    title: str
    entry: Entry
    stages: tuple[Stage, ...]
    notes: tuple[Note, ...]
    has_marks: bool
    was_read: bool
    """Whether its statements were read; where not, none are shown, which does not mean that there are none."""
    shown: Span
    """The part of the text that is shown; a text of usual length has one."""
    part: int
    parts: int
    citation: str
    forms: tuple[str, ...] = FORMS

    @property
    def here(self) -> str:
        """Its address, of the state that is shown."""
        last = self.entry.revision == self.entry.revisions
        return address(f"/article/{self.entry.id}", revision=None if last else self.entry.revision)

    def at(self, part: int) -> str | None:
        """The address of another part; None for one that there is not."""
        path, _, _ = self.here.partition("?")
        last = self.entry.revision == self.entry.revisions
        revision = None if last else self.entry.revision
        marks = None if self.has_marks else "off"
        return address(path, revision=revision, part=part, marks=marks) if 0 < part <= self.parts else None


def view(archive: Archive, asked: Asked) -> ArticleView:
    """An article as it is, as of a day, or in one of its revisions. Raises NotFound."""
    number = asked.number("article")
    history = archive.revisions(number)
    wanted = asked.whole("revision", 0)
    entry = archive.article(number, asked.day("as_of"), revision=wanted or None)
    as_of = history[wanted - 1].since if wanted else asked.day("as_of")
    told = archive.statements(number, as_of=as_of, mind=True, limit=_MOST_STATEMENTS)
    statements = tuple(each for each in told if each.revision == entry.state)
    parts = parts_of(entry.text, [_begin(each) for each in statements])
    part = asked.whole("part", 1, least=1)
    if part > len(parts):
        raise NotFound(f"part {part} of article {number}", "not there", f"it has {len(parts)}")
    return ArticleView(
        title=entry.title or "(no title)",
        entry=entry,
        stages=tuple(map(_stage, history)),
        notes=_notes(archive, entry, statements, parts[part - 1]),
        has_marks=asked.text("marks") != "off",
        was_read=bool(statements) or archive.was_read(entry.state),
        shown=parts[part - 1],
        part=part,
        parts=len(parts),
        citation=citation_line(entry),
    )


def _stage(revision: Revision) -> Stage:
    said = summary(Comparison("changed", revision.changes)) if revision.changes else ""
    return Stage(revision.number, revision.since, said)


def parts_of(text: str, begins: Sequence[int]) -> tuple[Span, ...]:
    """The parts in which a text is shown, none too heavy for a page; `begins` are the places of its statements."""
    size = len(text.encode("utf-8", "replace"))
    most = size / max(1, math.ceil(size / _MOST_TEXT)) + 1_000  # so that the last is no crumb
    places = sorted(begins)
    found: list[Span] = []
    start = size = told = 0
    for paragraph in _PARAGRAPH.finditer(text):
        more = len(paragraph[0].encode("utf-8", "replace"))
        also = bisect_left(places, paragraph.end()) - bisect_left(places, paragraph.start())
        if paragraph.start() > start and (size + more > most or told + also > _MOST_NOTES):
            found.append(Span(start, paragraph.start()))
            start, size, told = paragraph.start(), 0, 0
        size, told = size + more, told + also
    return (*found, Span(start, len(text)))


def _begin(said: Said) -> int:
    """Where the words of a statement begin; those of a title at the start of the text."""
    content = said.statement.content
    return content[0].start if content and said.statement.where == "text" else 0


def _notes(archive: Archive, entry: Entry, said: Sequence[Said], shown: Span) -> tuple[Note, ...]:
    """Notes on the statements of a part of the text, numbered through the whole."""
    signs = {each.id: str(number) for number, each in enumerate((one for one in said if one.statement.content), 1)}
    end = shown.end if shown.end < len(entry.text) else len(entry.text) + 1
    statements = [each for each in said if shown.start <= _begin(each) < end]
    bearings = archive.bearings(statements)
    places = archive.places(entry.capture.id)
    return tuple(
        Note(
            said=each,
            name=source_name(each.statement.source),
            sign=signs[each.id],
            bearings=_told(bearings.get(each.id, ())),
            where=None
            if each.statement.where == "title"
            else place_in(places, each.statement.content[0].start, each.statement.content[-1].end),
        )
        for each in statements
        if each.statement.content
    )


def _told(found: tuple[Bearing, ...]) -> tuple[Bearing, ...]:
    """The links that a note has room for: of those to one article the surest, candidates only where nothing is sure."""
    by_article: dict[tuple[str, bool, int], Bearing] = {}
    for each in found:
        by_article.setdefault((each.kind, each.is_answer, each.other.article), each)
    sure = [each for each in by_article.values() if each.confidence >= SURE]
    return tuple((sure or list(by_article.values())[:1])[:_MOST_BEARINGS])
