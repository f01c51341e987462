"""What is newest in an archive: its last day, its last articles, what was changed last. Each is found by an index."""

from __future__ import annotations

from typing import Final

import msgspec

from copydesk.archive.store import Store

TOLD: Final = "r.verdict NOT IN ('product', 'listing', 'collection', 'service')"
"""Verdicts of what is no news."""


class Newest(msgspec.Struct, frozen=True, kw_only=True):
    """An article as a list shows it."""

    article: int
    title: str | None
    site: str | None
    language: str | None
    published: str
    beginning: str


class Standing(msgspec.Struct, frozen=True):
    """How far an archive has come: another one when something was filed or read since."""

    captures: int
    revisions: int
    statements: int


def standing(store: Store) -> Standing:
    """How far the archive has come; costs next to nothing."""
    return Standing(
        *store.row(
            "SELECT coalesce((SELECT max(id) FROM capture), 0), coalesce((SELECT max(id) FROM revision), 0),"
            " coalesce((SELECT max(id) FROM statement), 0)"
        )
    )


def last_day(store: Store, before: str) -> str | None:
    """The last day before one on which something was published; None where there is none."""
    row = store.row(
        "SELECT max(coalesce(published, since)) FROM revision WHERE until IS NULL AND coalesce(published, since) < ?",
        before,
    )
    return row[0][:10] if row[0] else None


def count_between(store: Store, since: str, until: str, most: int) -> int:
    """How many articles were published from one day to another, that not included; no more than `most` are counted."""
    (count,) = store.row(
        "SELECT count(*) FROM (SELECT 1 FROM revision WHERE until IS NULL AND coalesce(published, since) >= ?"
        " AND coalesce(published, since) < ? LIMIT ?)",
        since,
        until,
        most,
    )
    return int(count)


def newest(store: Store, since: str, until: str, limit: int) -> tuple[Newest, ...]:
    """The last articles from one day to another, that not included, the newest first."""
    rows = store.rows(
        "SELECT r.article, r.title, coalesce(nullif(r.site, ''), a.site), r.language, coalesce(r.published, r.since),"
        " substr(c.text, 1, 300) FROM revision r CROSS JOIN article a ON a.id = r.article"
        " JOIN copy c ON c.revision = r.id"
        f" WHERE r.until IS NULL AND {TOLD} AND coalesce(r.published, r.since) >= ?"
        " AND coalesce(r.published, r.since) < ? ORDER BY coalesce(r.published, r.since) DESC, r.id DESC LIMIT ?",
        since,
        until,
        limit,
    )
    return tuple(
        Newest(
            article=article,
            title=title,
            site=site or None,
            language=language,
            published=published,
            beginning=" ".join(text.split()),
        )
        for article, title, site, language, published, text in rows
    )
