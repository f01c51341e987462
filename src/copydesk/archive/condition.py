"""How an archive is: how large, when it last grew, what waits to be done, what could not be filed."""

from __future__ import annotations

from typing import Final

import msgspec

from copydesk.archive.ledger import reader
from copydesk.archive.schema import MIGRATIONS
from copydesk.archive.store import Store

_SAMPLE: Final = 100
"""Copies by which the length of all is judged: to read them all takes long."""


class Mishap(msgspec.Struct, frozen=True, kw_only=True):
    """Something that could not be filed: when, from where, why, and what to do."""

    time: str
    source: str
    error: str
    message: str
    next_step: str


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """The sizes of an archive and what is to be known of its keeping."""

    articles: int
    revisions: int
    captures: int
    walls: int
    failures: int
    file_bytes: int
    """On disk, what was written last among it."""
    characters: int
    """Of all copies, judged by some of them."""
    last_added: str | None
    unread: int
    """Revisions that were not read for their statements yet."""
    schema: int
    last_failures: tuple[Mishap, ...]
    """The newest first."""


def condition(store: Store, failures: int) -> Condition:
    """The condition of an archive, with so many of its last failures."""

    def count(query: str, *values: object) -> int:
        found: int = store.row(f"SELECT count(*) FROM {query}", *values)[0]
        return found

    last = store.row("SELECT added FROM capture ORDER BY id DESC LIMIT 1")
    revisions = count("revision")
    rows = store.rows("SELECT time, source, error, message, next_step FROM failure ORDER BY id DESC LIMIT ?", failures)
    return Condition(
        articles=count("article"),
        revisions=revisions,
        captures=count("capture"),
        walls=count("capture WHERE revision IS NULL"),
        failures=count("failure"),
        file_bytes=_file_bytes(store),
        characters=_characters(store, revisions),
        last_added=last[0] if last else None,
        unread=revisions - count("reading WHERE reader = ?", reader()),
        schema=len(MIGRATIONS),
        last_failures=tuple(
            Mishap(time=row[0], source=row[1], error=row[2], message=row[3], next_step=row[4]) for row in rows
        ),
    )


def _file_bytes(store: Store) -> int:
    files = (store.path, store.path.with_name(f"{store.path.name}-wal"))
    return sum(file.stat().st_size for file in files if file.exists())


def _characters(store: Store, revisions: int) -> int:
    """The length of all copies, from that of some that lie evenly among them."""
    (last,) = store.row("SELECT coalesce(max(revision), 0) FROM copy")
    if not last:
        return 0
    numbers = sorted({1 + number * last // _SAMPLE for number in range(_SAMPLE)})
    marks = ",".join("?" * len(numbers))
    (mean,) = store.row(f"SELECT avg(length(text)) FROM copy WHERE revision IN ({marks})", *numbers)
    return round((mean or 0) * revisions)
