"""Deleting, the one thing an archive does only by a plan: made first, read by a person, then carried out to the letter.

A plan is plain data. It names each capture by its number and the digest of its bytes, with the reason; what the archive
no longer holds as the plan says is a reason to stop before anything is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from copydesk.archive.filing import drop_empty, rechain
from copydesk.archive.store import Store
from copydesk.errors import ArchiveError, NotFound, UsageError

_ROW: Final = "SELECT c.id, c.article, hex(b.sha256), b.size, c.time, c.url FROM capture c JOIN body b ON b.id = c.body"


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What may go. A revision keeps its first capture and its last; only whole articles take theirs with them."""

    walls: bool = False
    """Walls, errors and empty pages."""
    same: bool = False
    """Captures between the first and the last of one revision."""
    before: str | None = None
    """Of these, only what was captured before that time."""
    articles: tuple[int, ...] = ()
    """Articles with all their captures."""


class Doomed(msgspec.Struct, frozen=True):
    """One capture that is to go, and why."""

    capture: int
    article: int | None
    sha256: str
    size: int
    time: str
    url: str | None
    why: str


class Plan(msgspec.Struct, frozen=True):
    """What is to go, and by which rules."""

    rules: Rules
    captures: tuple[Doomed, ...]

    @property
    def size(self) -> int:
        """Bytes of the captures as they were received."""
        return sum(each.size for each in self.captures)


def plan_of(store: Store, rules: Rules) -> Plan:
    """What would go by the rules; nothing is changed. Raises UsageError for rules that name nothing, NotFound."""
    if not (rules.walls or rules.same or rules.articles):
        raise UsageError("prune", "nothing is to go by these rules", "name walls, same captures or articles")
    found: dict[int, Doomed] = {}
    for doomed in _doomed(store, rules):
        found.setdefault(doomed.capture, doomed)
    return Plan(rules, tuple(sorted(found.values(), key=lambda each: each.capture)))


def _doomed(store: Store, rules: Rules) -> Iterator[Doomed]:
    before = rules.before or "9999"
    for article in rules.articles:
        rows = store.rows(f"{_ROW} WHERE c.article = ?", article)
        if not rows:
            raise NotFound(f"article {article}", "not in the archive", "copydesk search finds the numbers of articles")
        yield from (_row(row, f"of article {article}") for row in rows)
    if rules.walls:
        for row in store.rows(f"{_ROW} WHERE c.revision IS NULL AND c.time < ?", before):
            yield _row(row, "a wall")
    if rules.same:
        query = (
            f"{_ROW} WHERE c.revision IS NOT NULL AND c.time < ?"
            " AND EXISTS (SELECT 1 FROM capture d WHERE d.revision = c.revision AND (d.time, d.id) < (c.time, c.id))"
            " AND EXISTS (SELECT 1 FROM capture d WHERE d.revision = c.revision AND (d.time, d.id) > (c.time, c.id))"
        )
        for row in store.rows(query, before):
            yield _row(row, "the same as captures before and after it")


def _row(row: Any, why: str) -> Doomed:
    number, article, digest, size, time, url = row
    return Doomed(number, article, digest.lower(), size, time, url, why)


def carry_out(store: Store, plan: Plan) -> int:
    """Delete what a plan names, in one transaction; how many captures. Raises ArchiveError when it does not fit."""
    with store.writing():
        for doomed in plan.captures:
            row = store.row(f"{_ROW} WHERE c.id = ?", doomed.capture)
            if row is None or row[2].lower() != doomed.sha256:
                thing = f"capture {doomed.capture}"
                raise ArchiveError(thing, "is not what the plan says, so nothing was deleted", "make the plan anew")
        articles = {doomed.article for doomed in plan.captures if doomed.article is not None}
        for doomed in plan.captures:
            store.db.execute("DELETE FROM fact WHERE capture = ?", (doomed.capture,))
            store.db.execute("DELETE FROM capture WHERE id = ?", (doomed.capture,))
        for article in sorted(articles):
            _tidy(store, article)
        _sweep(store)
    return len(plan.captures)


def _tidy(store: Store, article: int) -> None:
    """Take away the revisions that no capture shows any more; the article, when none is left."""
    drop_empty(store, article)
    if store.row("SELECT 1 FROM revision WHERE article = ? LIMIT 1", article):
        rechain(store, article)
        return
    store.db.execute("UPDATE capture SET article = NULL WHERE article = ?", (article,))
    store.db.execute("DELETE FROM kin WHERE article = ? OR other = ?", (article, article))
    for table in ("address", "shingle"):
        store.db.execute(f"DELETE FROM {table} WHERE article = ?", (article,))
    store.db.execute("DELETE FROM article WHERE id = ?", (article,))


def _sweep(store: Store) -> None:
    """Take away what nothing belongs to any more."""
    store.db.execute("DELETE FROM body WHERE id NOT IN (SELECT body FROM capture)")
    store.db.execute("DELETE FROM origin WHERE id NOT IN (SELECT origin FROM article)")
