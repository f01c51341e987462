"""All that share text with an article, as a graph: who prints it, who quotes from it, what may be a translation."""

from __future__ import annotations

from typing import Final

import msgspec

from copydesk.archive.store import Store
from copydesk.errors import NotFound

MOST: Final = 40
"""Articles of a graph; a wire story may be in hundreds."""


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """An article of the graph."""

    article: int
    origin: int
    title: str | None
    site: str | None
    language: str | None
    published: str


class Tie(msgspec.Struct, frozen=True, kw_only=True):
    """How one article is kin to another."""

    later: int
    earlier: int
    kind: str
    """reprint, quotes, translation."""
    share: float
    """Of the shorter text, that both have."""
    reason: str


class Kindred(msgspec.Struct, frozen=True, kw_only=True):
    """An article with all that share text with it, the earliest first, and how."""

    article: int
    title: str | None
    language: str | None
    credit: str | None
    """The agency that the earliest print names."""
    members: tuple[Member, ...]
    ties: tuple[Tie, ...]
    is_whole: bool = True
    """False where there are more than are shown."""


def kindred(store: Store, article: int) -> Kindred:
    """The graph around an article: its kin, and those who print the text of one of them. Raises NotFound."""
    row = store.row(
        "SELECT r.title, r.language, a.origin FROM revision r JOIN article a ON a.id = r.article"
        " WHERE r.article = ? AND r.until IS NULL",
        article,
    )
    if row is None:
        raise NotFound(f"article {article}", "not in the archive", "search finds the numbers of articles")
    title, language, origin = row
    near = [article, *_of_origin(store, origin), *_kin_of(store, article)]
    found = tuple(dict.fromkeys(near))
    members = tuple(_member(store, each) for each in found[:MOST])
    ordered = tuple(sorted(members, key=lambda each: (each.published, each.article)))
    return Kindred(
        article=article,
        title=title,
        language=language,
        credit=_credit(store, ordered, origin),
        members=ordered,
        ties=_ties(store, ordered),
        is_whole=len(found) <= MOST,
    )


def _of_origin(store: Store, origin: int) -> list[int]:
    return [row[0] for row in store.rows("SELECT id FROM article WHERE origin = ? LIMIT ?", origin, MOST + 1)]


def _kin_of(store: Store, article: int) -> list[int]:
    rows = store.rows(
        "SELECT other, share FROM kin WHERE article = ?1 UNION ALL SELECT article, share FROM kin WHERE other = ?1"
        " ORDER BY 2 DESC LIMIT ?2",
        article,
        MOST + 1,
    )
    return [row[0] for row in rows]


def _member(store: Store, article: int) -> Member:
    row = store.row(
        "SELECT a.origin, r.title, coalesce(nullif(r.site, ''), a.site), r.language, coalesce(r.published, r.since)"
        " FROM revision r JOIN article a ON a.id = r.article WHERE r.article = ? AND r.until IS NULL",
        article,
    )
    origin, title, site, language, published = row
    return Member(
        article=article, origin=origin, title=title, site=site or None, language=language, published=published
    )


def _ties(store: Store, members: tuple[Member, ...]) -> tuple[Tie, ...]:
    """The ties among the members, each from the later one."""
    place = {each.article: rank for rank, each in enumerate(members)}
    marks = ", ".join("?" * len(place))
    rows = store.rows(
        f"SELECT article, other, kind, share, reason FROM kin WHERE article IN ({marks}) AND other IN ({marks})",
        *place,
        *place,
    )
    ties = []
    for one, other, kind, share, reason in rows:
        earlier, later = sorted((one, other), key=place.__getitem__)
        ties.append(Tie(later=later, earlier=earlier, kind=kind, share=share, reason=reason))
    return tuple(sorted(ties, key=lambda tie: (place[tie.later], place[tie.earlier])))


def _credit(store: Store, members: tuple[Member, ...], origin: int) -> str | None:
    """The agency that the first print of the text names among its authors."""
    from copydesk.archive.reading import entry

    own = [each.article for each in members if each.origin == origin]
    return entry(store, own[0]).credit if own else None
