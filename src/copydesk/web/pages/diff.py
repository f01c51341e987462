"""What changed between two revisions, word by word: the facts first, then each passage, side by side or in line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import islice
from typing import Final, Literal

import msgspec

from copydesk.archive.archive import Archive
from copydesk.archive.collation import Collated, Row
from copydesk.archive.difference import named, words_of
from copydesk.archive.history import Numbered
from copydesk.archive.records import Change, State
from copydesk.errors import UsageError
from copydesk.records import Span
from copydesk.web.asked import Asked, address

Layout = Literal["side", "line"]
_FACTS: Final = (("Headline", "headline"), ("Deck", "deck"), ("Byline", "byline"), ("Published", "published"))
"""Facts that are compared, and the kind of change of each."""
_MOST_CHANGES: Final = 80
"""Changes that are named and shown; of more, the first."""
_MOST_FACTS: Final = 12
_MOST_TEXT: Final = 40_000
"""Bytes of passages that are shown, as a page writes them; of more, those that come first."""
_MARK: Final = 120
"""Bytes around a stretch that is marked."""
_LONGEST: Final = 2_400
"""Characters of a passage around its changes that are shown."""
_QUIET: Final = 240
"""Characters of a passage that did not change that are shown."""
_LONGEST_FACT: Final = 600
"""Characters of a fact around its changes that are shown."""
_MOST_QUIET: Final = 9_000
"""Bytes of all passages that did not change that are shown."""


class FactPair(msgspec.Struct, frozen=True, kw_only=True):
    """A fact as both revisions have it. `change` is the place in the list of the change that is told of here."""

    name: str
    before: str
    after: str
    spans_before: tuple[Span, ...] = ()
    spans_after: tuple[Span, ...] = ()
    change: int | None = None


class Named(msgspec.Struct, frozen=True):
    """A change as it is listed: its number on the page, its kind, what it is in words, and which words differ."""

    number: int
    kind: str
    text: str
    before: str = ""
    after: str = ""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the comparison with its changes, or passages in a row that did not change."""

    row: Row | None = None
    changes: tuple[Named, ...] = ()
    is_cut: bool = False
    """Whether a passage is shown only around its changes."""
    unchanged: int = 0
    quiet: tuple[str, ...] = ()
    """The beginnings of passages that did not change, as far as there is room."""


class DiffView(msgspec.Struct, frozen=True, kw_only=True):
    """Two revisions compared. `left_out` counts the changes that were too many or too long to be shown here."""

    title: str
    article: int
    headline: str | None
    language: str | None
    revisions: int
    first: Numbered
    second: Numbered
    layout: Layout
    facts: tuple[FactPair, ...]
    changes: tuple[Named, ...]
    total: int
    parts: tuple[Part, ...]
    left_out: int
    other_layout: str
    """Address of the other layout."""
    turned: str
    """Address of the same comparison the other way round."""


def view(archive: Archive, asked: Asked) -> DiffView:
    """What changed between two revisions. Raises NotFound."""
    number = asked.number("article")
    layout = asked.text("layout", "side")
    if layout not in ("side", "line"):
        raise UsageError(f"layout={layout[:40]}", "no such layout", "one of side, line")
    first, second = (asked.whole(name, 0, least=1) or None for name in ("a", "b"))
    found = archive.collate(number, first, second)
    changes = tuple(
        Named(at, change.kind, named(change), *words_of(change)) for at, change in enumerate(found.changes, start=1)
    )
    parts = tuple(_parts(found, changes))
    of_facts = sum(change.rank_before < 0 and change.rank_after < 0 for change in found.changes)
    shown = sum(len(part.changes) for part in parts) + of_facts
    path = f"/article/{number}/diff"
    a, b = found.first.number, found.second.number
    return DiffView(
        title=f"Revision {a} and {b} of {_clipped(found.second.title or f'article {number}', 100)}",
        article=number,
        headline=_clipped(found.second.title or "", _LONGEST_FACT) or None,
        language=found.after.language or found.before.language,
        revisions=archive.history(number, limit=1, captures=1).revisions,
        first=found.first,
        second=found.second,
        layout="side" if layout == "side" else "line",
        facts=tuple(islice(_facts(found), _MOST_FACTS)),
        changes=changes[:_MOST_CHANGES],
        total=len(changes),
        parts=parts,
        left_out=len(changes) - shown,
        other_layout=address(path, a=a, b=b, layout="line" if layout == "side" else "side"),
        turned=address(path, a=b, b=a, layout=layout),
    )


def _facts(found: Collated) -> Iterator[FactPair]:
    """The facts that either revision has, each with its change; corrections only where they came or went."""
    of_kind: dict[str, tuple[int, Change]] = {
        change.kind: (at, change) for at, change in enumerate(found.changes, start=1)
    }
    for name, kind in _FACTS:
        before, after = _value(found.before, kind), _value(found.after, kind)
        if not before and not after:
            continue
        at, change = of_kind.get(kind) or (None, None)
        yield _pair(name, before, after, at, change)
    for at, change in enumerate(found.changes, start=1):
        if change.kind == "correction":
            yield _pair("Correction", change.before, change.after, at, change)


def _pair(name: str, before: str, after: str, at: int | None, change: Change | None) -> FactPair:
    if change is None:
        return FactPair(name=name, before=_clipped(before, _LONGEST_FACT), after=_clipped(after, _LONGEST_FACT))
    whole = change.kind in ("published", "correction")
    was, gone, _ = _around(change.before, _all_of(change.before) if whole else change.spans_before, _LONGEST_FACT)
    now, come, _ = _around(change.after, _all_of(change.after) if whole else change.spans_after, _LONGEST_FACT)
    return FactPair(name=name, before=was or "", after=now or "", spans_before=gone, spans_after=come, change=at)


def _all_of(text: str) -> tuple[Span, ...]:
    return (Span(0, len(text)),) if text else ()


def _value(state: State, kind: str) -> str:
    if kind == "headline":
        return state.title or ""
    if kind == "byline":
        return ", ".join(state.authors)
    return (state.deck if kind == "deck" else state.published) or ""


# ── Passages ──────────────────────────────────────────────────────────────────────────────────────


def _parts(found: Collated, changes: Sequence[Named]) -> Iterator[Part]:
    """The rows, those that did not change gathered, as far as a page has room."""
    room, quiet_room = _MOST_TEXT, _MOST_QUIET
    waiting: list[str] = []
    count = 0

    def gathered() -> Iterator[Part]:
        nonlocal waiting, count
        if count:
            yield Part(unchanged=count, quiet=tuple(waiting))
        waiting, count = [], 0

    for row in found.rows:
        if row.kind == "same":
            count += 1
            text = _clipped((row.after if row.after is not None else row.before) or "", _QUIET)
            if (weight := _weight(text)) <= quiet_room:
                quiet_room -= weight
                waiting.append(text)
            continue
        yield from gathered()
        shown, is_cut = _cut(row)
        marks = len(shown.spans_before) + len(shown.spans_after)
        room -= _weight(shown.before) + _weight(shown.after) + _MARK * marks
        told = tuple(changes[number] for number in row.changes)
        if room < 0 or (told and told[0].number > _MOST_CHANGES):
            return
        yield Part(row=shown, changes=told, is_cut=is_cut)
    yield from gathered()


def _weight(text: str | None) -> int:
    """Bytes of a text in a page."""
    return len(escape(text).encode("utf-8", "surrogatepass")) if text else 0


def _clipped(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most].rstrip()} …"


def _cut(row: Row) -> tuple[Row, bool]:
    """A row whose passages are short enough to be shown: long ones only around what changed in them."""
    before, spans_before, first_cut = _around(row.before, row.spans_before, _LONGEST)
    after, spans_after, second_cut = _around(row.after, row.spans_after, _LONGEST)
    if not first_cut and not second_cut:
        return row, False
    changed = msgspec.structs.replace(
        row, before=before, after=after, spans_before=spans_before, spans_after=spans_after, pieces=()
    )
    return changed, True


def _around(text: str | None, spans: tuple[Span, ...], most: int) -> tuple[str | None, tuple[Span, ...], bool]:
    """The part of a text around what is marked first, with the marks in it, and whether it is only a part."""
    if text is None or len(text) <= most:
        return text, spans, False
    start = max(0, (spans[0].start if spans else 0) - most // 4)
    end = min(len(text), start + most)
    kept = tuple(
        Span(max(0, each.start - start), min(end, each.end) - start)
        for each in spans
        if each.start < end and each.end > start
    )
    return text[start:end], kept, True
