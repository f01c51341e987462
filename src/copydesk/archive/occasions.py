"""The event that one article belongs to, found without looking at a whole week.

`digest` groups all that was published in some days. Here the search index gives the articles of those days that have
its most telling words; with some of the same days that have none of them, by which the rarity of words is reckoned,
they are grouped as a digest does, and the group with the article is its event.
"""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, timedelta
from typing import Any, Final

import msgspec

from copydesk.archive.digest import Told, links_of, summary_of
from copydesk.archive.events import Report, around, telling
from copydesk.archive.latest import TOLD
from copydesk.archive.store import Store
from copydesk.errors import NotFound

DAYS: Final = 10
"""Before and after the article, in which others may be about the same."""
_CANDIDATES: Final = 32
"""Articles that are compared, those with most of the telling words."""
_BACKGROUND: Final = 20
"""Articles of the same days that have none of them."""
_WORDS: Final = 14
"""Words that are looked for."""
_NEAR: Final = 6
_HAVING: Final = 400
"""Articles that may have a word that tells: of more, the last filed are looked at."""


class Occasion(msgspec.Struct, frozen=True, kw_only=True):
    """An event, seen from one of its articles."""

    article: int
    title: str
    """Of its first article."""
    language: str | None
    words: tuple[str, ...]
    """What its articles share; none where the article stands alone."""
    told: tuple[Told, ...]
    """Its origins, the earliest first."""
    near: tuple[Told, ...]
    """Articles not far from it, the nearest first: what came of it, or something like it."""
    articles: int
    outlets: int
    since: str
    until: str
    """The days in which others were looked for."""


def occasion(store: Store, article: int) -> Occasion:
    """The event of an article. Raises NotFound for one that is not there."""
    own = store.row(f"{_REPORT} WHERE r.article = ? AND r.until IS NULL", article)
    if own is None:
        raise NotFound(f"article {article}", "not in the archive", "search finds the numbers of articles")
    since, until = _days_around(own[3])
    rows = sorted([own, *_others(store, own, since, until)], key=lambda row: (row[3], row[0]))
    reports = [Report(row[0], row[1] or "", row[2], row[3], links_of(store, row[0])) for row in rows]
    group, near = around(reports, article)
    known = {row[0]: row for row in rows}
    told = _told(store, [known[each] for each in group.articles])
    return Occasion(
        article=article,
        title=told[0].title,
        language=known[told[0].article][6],
        words=tuple(word for word in group.words if _tells(word)) if len(group.articles) > 1 else (),
        told=told,
        near=tuple(_origin(store, [known[each]]) for each in near[:_NEAR]),
        articles=len(group.articles),
        outlets=len({outlet for each in told for outlet in each.outlets}),
        since=since,
        until=until,
    )


_REPORT: Final = (
    "SELECT r.article, r.title, substr(c.text, 1, 1500), coalesce(r.published, r.since), a.origin,"
    " coalesce(nullif(r.site, ''), a.site), r.language"
    " FROM revision r JOIN copy c ON c.revision = r.id JOIN article a ON a.id = r.article"
)


def _tells(word: str) -> bool:
    """Whether a word says something by itself; "I" and "the" at the head of a name do not."""
    return len(word) > 3 or not word.isascii() or any(map(str.isdigit, word))


def _days_around(day: str) -> tuple[str, str]:
    """The days in which others may be about the same.

    >>> _days_around("2024-03-11T09:00:00Z")
    ('2024-03-01', '2024-03-22')
    """
    middle = date.fromisoformat(day[:10])
    return (middle - timedelta(days=DAYS)).isoformat(), (middle + timedelta(days=DAYS + 1)).isoformat()


def _others(store: Store, own: tuple[Any, ...], since: str, until: str) -> list[tuple[Any, ...]]:
    """The articles that are compared with one: those that have its words, and some that have not."""
    rows = store.rows(
        "SELECT id FROM revision WHERE until IS NULL AND coalesce(published, since) >= ?"
        " AND coalesce(published, since) < ? ORDER BY id",
        since,
        until,
    )
    near = [row[0] for row in rows]
    if len(near) > _CANDIDATES + _BACKGROUND:
        having = _having(store, own, set(near))
        chosen = [number for number, _ in having.most_common(_CANDIDATES)]
        rest = [number for number in near if number not in having] or near
        near = [*chosen, *rest[:: max(1, len(rest) // _BACKGROUND)][:_BACKGROUND]]
    near += _same_text(store, own)
    marks = ", ".join("?" * len(near))
    found = store.rows(f"{_REPORT} WHERE r.id IN ({marks}) AND {TOLD} AND r.article <> ? ORDER BY r.id", *near, own[0])
    return list(found)


def _same_text(store: Store, own: tuple[Any, ...]) -> list[int]:
    """The revisions that print the very text."""
    rows = store.rows(
        "SELECT r.id FROM article a JOIN revision r ON r.article = a.id AND r.until IS NULL"
        " WHERE a.origin = ? LIMIT 40",
        own[4],
    )
    return [row[0] for row in rows]


def _having(store: Store, own: tuple[Any, ...], near: set[int]) -> Counter[int]:
    """How much of the article's telling words each of the others has, a rare word counting more."""
    found: Counter[int] = Counter()
    first, last = min(near), max(near)
    for word in telling(own[1] or "", own[2], _WORDS):
        rows = store.rows(
            "SELECT rowid FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?",
            f'"{word}"',
            first,
            last,
            _HAVING,
        )
        having = [row[0] for row in rows if row[0] in near]
        weight = math.log(1 + len(near) / max(1, len(having)))
        for number in having:
            found[number] += weight  # type: ignore[assignment]
    return found


def _told(store: Store, rows: list[tuple[Any, ...]]) -> tuple[Told, ...]:
    origins: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        origins.setdefault(row[4], []).append(row)
    return tuple(_origin(store, each) for each in origins.values())


def _origin(store: Store, rows: list[tuple[Any, ...]]) -> Told:
    article, title, text, published, _, site, _ = rows[0]
    url = store.row("SELECT url FROM address WHERE article = ? ORDER BY seen LIMIT 1", article)
    return Told(
        article=article,
        title=title or "(no title)",
        summary=summary_of(text),
        site=site or None,
        url=url[0] if url else None,
        published=published,
        outlets=tuple(dict.fromkeys(row[5] for row in rows if row[5])),
        reprints=tuple(row[0] for row in rows[1:]),
    )
