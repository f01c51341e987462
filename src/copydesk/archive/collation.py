"""Two revisions laid beside one another, passage by passage: what a comparison names, in the text it stands in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, Literal

import msgspec

from copydesk.archive.changes import compare
from copydesk.archive.filing import read_state
from copydesk.archive.history import Numbered, numbered
from copydesk.archive.records import Change, Passage, State
from copydesk.archive.store import Store
from copydesk.archive.tokens import digest, tokens_of
from copydesk.records import Span

RowKind = Literal["same", "edited", "added", "removed", "moved_away", "moved_here"]
_WHOLE: Final = frozenset({"added", "removed", "moved"})
"""Changes of whole passages."""


class Piece(msgspec.Struct, frozen=True, gc=False):
    """A stretch of two passages woven into one: what both have, or what went, or what came."""

    kind: Literal["same", "gone", "come"]
    text: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One passage as it was and as it is; None on the side that has none.

    `changes` are the places, in the list of changes, of those that are told of at this row. `pieces` are both sides
    woven into one text, where they can be.
    """

    kind: RowKind
    before: str | None = None
    after: str | None = None
    spans_before: tuple[Span, ...] = ()
    spans_after: tuple[Span, ...] = ()
    changes: tuple[int, ...] = ()
    pieces: tuple[Piece, ...] = ()


class Collated(msgspec.Struct, frozen=True, kw_only=True):
    """Two revisions of an article, compared: the facts of each, what changed, and their passages row by row."""

    article: int
    first: Numbered
    second: Numbered
    before: State
    after: State
    changes: tuple[Change, ...]
    rows: tuple[Row, ...]


def collated(store: Store, article: int, first: int, second: int) -> Collated:
    """Two revisions of an article, given by their numbers. Raises NotFound."""
    revisions = numbered(store, article, first), numbered(store, article, second)
    before, after = (
        read_state(*store.row("SELECT state, text FROM copy WHERE revision = ?", each.id)) for each in revisions
    )
    changes = compare(before, after).changes
    return Collated(
        article=article,
        first=revisions[0],
        second=revisions[1],
        before=before,
        after=after,
        changes=changes,
        rows=tuple(rows_of(before.passages, after.passages, changes)),
    )


def rows_of(before: Sequence[Passage], after: Sequence[Passage], changes: Sequence[Change]) -> Iterator[Row]:
    """The passages of two states in rows, in the order of both; every change of a passage stands at one row."""
    sheet = _Sheet(before, after, changes)
    matcher = SequenceMatcher(None, *sheet.keys(), autojunk=False)
    for tag, start, end, other, other_end in matcher.get_opcodes():
        if tag == "equal":
            for place, there in zip(range(start, end), range(other, other_end), strict=True):
                yield sheet.row(place, there)
        else:
            yield from (sheet.row(place, None) for place in range(start, end))
            yield from (sheet.row(None, there) for there in range(other, other_end))


class _Sheet:
    """The passages of two states with the changes that stand in each."""

    def __init__(self, before: Sequence[Passage], after: Sequence[Passage], changes: Sequence[Change]) -> None:
        self.before = before
        self.after = after
        self.changes = changes
        self.at_before: dict[int, list[int]] = defaultdict(list)
        self.at_after: dict[int, list[int]] = defaultdict(list)
        for number, change in enumerate(changes):
            if change.rank_before >= 0:
                self.at_before[change.rank_before].append(number)
            if change.rank_after >= 0:
                self.at_after[change.rank_after].append(number)

    def keys(self) -> tuple[list[Hashable], list[Hashable]]:
        """What tells which passages became which: an edit its own pair, a move nobody, all others their words."""
        left: list[Hashable] = [digest(passage.text) for passage in self.before]
        right: list[Hashable] = [digest(passage.text) for passage in self.after]
        edited: set[tuple[str, int]] = set()
        for change in self.changes:
            first, second = change.rank_before, change.rank_after
            if first < 0 or second < 0 or change.kind in _WHOLE:
                continue
            if ("before", first) not in edited and ("after", second) not in edited:
                edited |= {("before", first), ("after", second)}
                left[first] = right[second] = ("edited", first, second)
        for change in self.changes:
            if change.kind == "moved":
                left[change.rank_before] = ("moved from", change.rank_before)
                right[change.rank_after] = ("moved to", change.rank_after)
        return left, right

    def row(self, place: int | None, there: int | None) -> Row:
        """A row of a passage of each side, or of one."""
        here = self.at_before[place] if place is not None else []
        new = self.at_after[there] if there is not None else []
        spans = (
            _spans(span for number in here for span in self.changes[number].spans_before),
            _spans(span for number in new for span in self.changes[number].spans_after),
        )
        # A change is told of where it leads to; what only went, where it was.
        told = (*new, *(number for number in here if self.changes[number].rank_after < 0))
        texts = (
            None if place is None else self.before[place].text,
            None if there is None else self.after[there].text,
        )
        both = place is not None and there is not None
        kind = self.kind(here, new, is_marked=any(spans) or bool(told))
        return Row(
            kind=kind,
            before=texts[0],
            after=texts[1],
            spans_before=spans[0],
            spans_after=spans[1],
            changes=told,
            pieces=self.woven(here, new, texts) if both and kind == "edited" else (),
        )

    def kind(self, here: Sequence[int], new: Sequence[int], *, is_marked: bool) -> RowKind:
        """What became of a passage."""
        gone = {self.changes[number].kind for number in here}
        come = {self.changes[number].kind for number in new}
        if "moved" in come:
            return "moved_here"
        if "moved" in gone:
            return "moved_away"
        if "added" in come:
            return "added"
        if "removed" in gone:
            return "removed"
        return "edited" if is_marked else "same"

    def woven(self, here: Sequence[int], new: Sequence[int], texts: tuple[str | None, str | None]) -> tuple[Piece, ...]:
        """Both passages as one text; nothing where one of them also became part of another."""
        before, after = texts
        if before is None or after is None or sorted(here) != sorted(new):
            return ()
        pieces: list[Piece] = []
        at = there = 0
        edits = sorted((self.changes[number] for number in new), key=lambda each: each.spans_after[0].start)
        for edit in edits:
            gone, come = edit.spans_before[0], edit.spans_after[0]
            if gone.start < at or come.start < there or not _alike(before[at : gone.start], after[there : come.start]):
                return ()
            pieces += [
                Piece("same", after[there : come.start]),
                Piece("gone", _with_space(before, gone, is_alone=come.start == come.end)),
                Piece("come", after[come.start : come.end]),
            ]
            at, there = gone.end, come.end
        if not _alike(before[at:], after[there:]):
            return ()
        return tuple(piece for piece in (*pieces, Piece("same", after[there:])) if piece.text)


def _alike(first: str, second: str) -> bool:
    return first == second or [each.word for each in tokens_of(first)] == [each.word for each in tokens_of(second)]


def _with_space(text: str, span: Span, *, is_alone: bool) -> str:
    """Words that went, with a space where nothing came in their place that would keep them from the next word."""
    words = text[span.start : span.end]
    return f"{words} " if words and is_alone and text[span.end : span.end + 1].isspace() else words


def _spans(found: Iterator[Span]) -> tuple[Span, ...]:
    """Spans in order, none empty, none within another."""
    kept: list[Span] = []
    for span in sorted(found, key=lambda each: (each.start, -each.end)):
        if span.start < span.end and (not kept or span.start >= kept[-1].end):
            kept.append(span)
    return tuple(kept)
