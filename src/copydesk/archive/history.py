"""The history of an article, a part at a time: its revisions by number, with the captures that show each."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from copydesk.archive import reading
from copydesk.archive.difference import summary
from copydesk.archive.records import CaptureRow, Comparison
from copydesk.archive.store import Store
from copydesk.errors import NotFound

_comparison: Final = msgspec.msgpack.Decoder(Comparison).decode
_NUMBERED: Final = (
    "SELECT id, since, until, title, language, site, published, changes,"
    " row_number() OVER (ORDER BY since, id) AS number FROM revision WHERE article = ?"
)


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One revision in the history of its article, with what changed in it and what was captured while it stood.

    `captures` has the first of them, walls among them; `counted` says how many there are.
    """

    number: int
    id: int
    since: str
    until: str | None
    title: str | None
    published: str | None
    summary: str
    """What changed since the revision before it, in a line."""
    changes: int
    captures: tuple[CaptureRow, ...]
    counted: int
    walls: int


class History(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the history of an article, the earliest revision first."""

    article: int
    title: str | None
    """As the last revision has it."""
    language: str | None
    site: str | None
    revisions: int
    captures: int
    steps: tuple[Step, ...]


class Numbered(msgspec.Struct, frozen=True, kw_only=True):
    """A revision, known by its number: which row, when, under what title."""

    number: int
    id: int
    since: str
    until: str | None
    title: str | None


def history(store: Store, article: int, *, offset: int, limit: int, captures: int) -> History:
    """A part of a history, with at most so many captures of each revision. Raises NotFound."""
    count, last = _last(store, article)
    rows = store.rows(f"{_NUMBERED} ORDER BY since, id LIMIT ? OFFSET ?", article, limit, offset)
    (all_,) = store.row("SELECT count(*) FROM capture WHERE article = ?", article)
    return History(
        article=article,
        title=last[0],
        language=last[1],
        site=last[2],
        revisions=count,
        captures=all_,
        steps=tuple(_step(store, article, row, captures) for row in rows),
    )


def numbered(store: Store, article: int, number: int) -> Numbered:
    """A revision by its number. Raises NotFound."""
    count, _ = _last(store, article)
    row = None
    if 1 <= number <= count:
        row = store.row(f"SELECT * FROM ({_NUMBERED}) WHERE number = ?", article, number)
    if row is None:
        raise NotFound(f"revision {number} of article {article}", "not there", f"it has {count}")
    return Numbered(number=number, id=row[0], since=row[1], until=row[2], title=row[3])


def count_of(store: Store, article: int) -> int:
    """How many revisions an article has. Raises NotFound."""
    return _last(store, article)[0]


def _last(store: Store, article: int) -> tuple[int, Any]:
    row = store.row(
        "SELECT title, language, site, (SELECT count(*) FROM revision WHERE article = r.article)"
        " FROM revision r WHERE article = ? ORDER BY since DESC, id DESC LIMIT 1",
        article,
    )
    if row is None:
        raise NotFound(f"article {article}", "not in the archive", "search finds the numbers of articles")
    return row[3], row[:3]


def _step(store: Store, article: int, row: Any, most: int) -> Step:
    key, since, until, title, _, _, published, changes, number = row
    found = _comparison(changes) if number > 1 else Comparison("same")
    # A wall before the first revision is told of with that.
    times = ("" if number == 1 else since, until or "9999")
    (own,) = store.row("SELECT count(*) FROM capture WHERE revision = ?", key)
    (walls,) = store.row(
        "SELECT count(*) FROM capture WHERE article = ? AND time >= ? AND time < ? AND revision IS NULL",
        article,
        *times,
    )
    shown = reading.captures_of(store, key, most)
    if walls:
        shown += reading.walls_between(store, article, times, most)
    return Step(
        number=number,
        id=key,
        since=since,
        until=until,
        title=title,
        published=published,
        summary=summary(found),
        changes=len(found.changes),
        captures=tuple(sorted(shown, key=lambda each: (each.time, each.id))[:most]),
        counted=own + walls,
        walls=walls,
    )
