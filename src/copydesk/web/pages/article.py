"""An article: its copy with what was said in it, the facts with their evidence, and the way to everything about it."""

from __future__ import annotations

from typing import Final

import msgspec

from copydesk.archive.archive import Archive
from copydesk.archive.bearings import Bearing
from copydesk.archive.difference import summary
from copydesk.archive.evidence import place_in
from copydesk.archive.records import Comparison, Entry, Revision, Said
from copydesk.errors import NotFound
from copydesk.records import SURE, Span
from copydesk.web.asked import Asked, address
from copydesk.web.citing import FORMS, citation_line

_MOST_STATEMENTS: Final = 150
"""Statements that are marked in one text; the ledger has them all."""
_MOST_BEARINGS: Final = 3
"""Links of one statement beside the text; the ledger has all."""
_MOST_TEXT: Final = 60_000
"""Characters of a body that one page shows; the copy is whole in its JSON and as Markdown."""


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A statement of the article with what a reader asks of it."""

    said: Said
    name: str
    """Of the source, or the words that describe it."""
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
    is_cut_short: bool
    citation: str
    forms: tuple[str, ...] = FORMS

    @property
    def here(self) -> str:
        """Its address, of the state that is shown."""
        last = self.entry.revision == self.entry.revisions
        return address(f"/article/{self.entry.id}", revision=None if last else self.entry.revision)


def view(archive: Archive, asked: Asked) -> ArticleView:
    """An article as it is, as of a day, or in one of its revisions. Raises NotFound."""
    number = asked.number("article")
    history = archive.revisions(number)
    wanted = asked.whole("revision", 0)
    if wanted > len(history):
        raise NotFound(f"revision {wanted} of article {number}", "not there", f"it has {len(history)}")
    as_of = history[wanted - 1].since if wanted else asked.day("as_of")
    entry = archive.article(number, as_of)
    statements = archive.statements(number, as_of=as_of, mind=True, limit=_MOST_STATEMENTS)
    return ArticleView(
        title=entry.title or "(no title)",
        entry=entry,
        stages=tuple(map(_stage, history)),
        notes=_notes(archive, entry, statements),
        has_marks=asked.text("marks") != "off",
        was_read=bool(statements) or archive.was_read(entry.state),
        is_cut_short=len(entry.text) > _MOST_TEXT,
        citation=citation_line(entry),
    )


def _stage(revision: Revision) -> Stage:
    said = summary(Comparison("changed", revision.changes)) if revision.changes else ""
    return Stage(revision.number, revision.since, said)


def _notes(archive: Archive, entry: Entry, statements: tuple[Said, ...]) -> tuple[Note, ...]:
    bearings = archive.bearings(statements)
    places = archive.places(entry.capture.id)
    return tuple(
        Note(
            said=each,
            name=source_name(each),
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


def source_name(said: Said) -> str:
    """What the source of a statement goes by; "" where nobody is named."""
    source = said.statement.source
    if source is None:
        return ""
    return source.name or " ".join(span.text for span in source.mention).strip(" ,")
