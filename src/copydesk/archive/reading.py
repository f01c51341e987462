"""What the archive holds of one article, as of any date: its state, its captures, its history, its relatives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from copydesk.archive.changes import compare
from copydesk.archive.filing import read_state
from copydesk.archive.packing import unpack
from copydesk.archive.parcels import Findings
from copydesk.archive.records import Address, CaptureRow, Comparison, Entry, Relative, Revision
from copydesk.archive.store import Store
from copydesk.errors import NotFound
from copydesk.records import Fact, Span, Verdict

_findings: Final = msgspec.msgpack.Decoder(Findings).decode
_comparison: Final = msgspec.msgpack.Decoder(Comparison).decode
_read = msgspec.json.decode


def entry(store: Store, article: int, as_of: str | None = None, number: int | None = None) -> Entry:
    """An article in the state that was in effect at a time, or that has a number, by default the last.

    Raises NotFound. Two states may begin at one time: only the number tells them apart.
    """
    history = revisions(store, article)
    revision = _asked_for(article, history, as_of, number)
    row = store.row(
        "SELECT r.deck, r.authors, r.site, r.language, r.section, r.published, r.modified, r.tags,"
        " c.markdown, a.origin FROM revision r JOIN article a ON a.id = r.article JOIN copy c ON c.revision = r.id"
        " WHERE r.id = ?",
        revision.id,
    )
    deck, authors, site, language, section, published, modified, tags, markdown, origin = row
    verdict, confidence, reason, packed = store.row(
        "SELECT verdict, confidence, reason, findings FROM capture WHERE revision = ? ORDER BY time, id LIMIT 1",
        revision.id,
    )
    shows = _findings(unpack(packed))
    facts, sources = _best_facts(store, article, revision)
    addresses = tuple(
        Address(*each)
        for each in store.rows("SELECT url, how, seen FROM address WHERE article = ? ORDER BY seen, url", article)
    )
    preferred = facts.get("canonical_url") or facts.get("url")
    url = preferred.value if preferred is not None and isinstance(preferred.value, str) else None
    return Entry(
        id=article,
        revision=revision.number,
        state=revision.id,
        revisions=len(history),
        since=revision.since,
        until=revision.until,
        verdict=Verdict(verdict, confidence, reason),
        title=revision.title,
        deck=deck,
        authors=tuple(_read(authors)),
        site=site,
        language=language,
        section=section,
        published=published,
        modified=modified,
        tags=tuple(_read(tags)),
        image=shows.image,
        related=shows.related,
        references=shows.references,
        corrections=shows.corrections,
        comments=shows.comments,
        url=url or (addresses[0].url if addresses else None),
        text=revision.text,
        markdown=unpack(markdown).decode(),
        facts=facts,
        fact_captures=sources,
        addresses=addresses,
        captures=tuple(captures(store, article)),
        origin=origin,
        outlets=outlets(store, origin),
        credit=credit(store, origin),
        relatives=tuple(relatives(store, article)),
    )


def _asked_for(article: int, history: Sequence[Revision], as_of: str | None, number: int | None) -> Revision:
    """The state that has a number, or that was in effect at a time. Raises NotFound."""
    if number is not None:
        if not 1 <= number <= len(history):
            raise NotFound(f"revision {number} of article {article}", "not there", f"it has {len(history)}")
        return history[number - 1]
    shown = [each for each in history if as_of is None or each.since <= as_of]
    if not shown:
        raise NotFound(f"article {article}", f"not captured before {as_of}", f"its first capture is {history[0].since}")
    return shown[-1]


def revisions(store: Store, article: int) -> tuple[Revision, ...]:
    """The states of an article in the order of time. Raises NotFound for an article that is not there."""
    rows = store.rows(
        "SELECT id, since, until, title, text, text_sha256, changes,"
        " (SELECT group_concat(id) FROM capture c WHERE c.revision = r.id)"
        " FROM revision r JOIN copy ON copy.revision = r.id WHERE article = ? ORDER BY since, id",
        article,
    )
    if not rows:
        raise NotFound(f"article {article}", "not in the archive", "copydesk search finds the numbers of articles")
    return tuple(_revision(number, *row) for number, row in enumerate(rows, start=1))


def compared(store: Store, article: int, first: int, second: int) -> Comparison:
    """What changed between two revisions of an article. Raises NotFound for one that is not there."""
    history = revisions(store, article)
    states = []
    for number in (first, second):
        if not 1 <= number <= len(history):
            raise NotFound(f"revision {number} of article {article}", "not there", f"it has {len(history)}")
        states.append(read_state(*store.row("SELECT state, text FROM copy WHERE revision = ?", history[number - 1].id)))
    return compare(*states)


def _revision(number: int, *row: Any) -> Revision:
    key, since, until, title, text, digest, changes, captures_ = row
    return Revision(
        id=key,
        number=number,
        since=since,
        until=until,
        title=title,
        text=text,
        text_sha256=digest.hex(),
        captures=tuple(sorted(map(int, captures_.split(",")))) if captures_ else (),
        changes=_comparison(changes).changes if number > 1 else (),
    )


_CAPTURE: Final = (
    "SELECT c.id, c.revision, hex(b.sha256), b.size, c.time, c.captured, c.added, c.name, c.url, c.form, c.verdict,"
    " c.reason FROM capture c JOIN body b ON b.id = c.body"
)


def captures(store: Store, article: int) -> Iterator[CaptureRow]:
    """The captures of an article in the order of time, walls among them."""
    for row in store.rows(f"{_CAPTURE} WHERE c.article = ? ORDER BY c.time, c.id", article):
        yield _capture(row)


def captures_of(store: Store, revision: int, most: int) -> list[CaptureRow]:
    """The first captures of a revision, given by its row."""
    return [
        _capture(row)
        for row in store.rows(f"{_CAPTURE} WHERE c.revision = ? ORDER BY c.time, c.id LIMIT ?", revision, most)
    ]


def walls_between(store: Store, article: int, times: tuple[str, str], most: int) -> list[CaptureRow]:
    """The first captures between two times that show no revision of an article but were taken at its address."""
    where = "c.article = ? AND c.time >= ? AND c.time < ? AND c.revision IS NULL"
    return [
        _capture(row)
        for row in store.rows(f"{_CAPTURE} WHERE {where} ORDER BY c.time, c.id LIMIT ?", article, *times, most)
    ]


def capture(store: Store, number: int) -> CaptureRow:
    """One capture. Raises NotFound."""
    row = store.row(f"{_CAPTURE} WHERE c.id = ?", number)
    if row is None:
        raise NotFound(f"capture {number}", "not in the archive", "copydesk history lists the captures of an article")
    return _capture(row)


def article_of(store: Store, number: int) -> int | None:
    """The article of a capture; None for a wall that stands by itself. Raises NotFound."""
    row = store.row("SELECT article FROM capture WHERE id = ?", number)
    if row is None:
        raise NotFound(f"capture {number}", "not in the archive", "copydesk history lists the captures of an article")
    found: int | None = row[0]
    return found


def _capture(row: Any) -> CaptureRow:
    names = CaptureRow.__struct_fields__
    return CaptureRow(**{**dict(zip(names, row, strict=True)), "sha256": row[2].lower()})


def body(store: Store, number: int) -> bytes:
    """The bytes of a capture, as they were received. Raises NotFound."""
    row = store.row(
        "SELECT b.data, d.data FROM capture c JOIN body b ON b.id = c.body"
        " LEFT JOIN dictionary d ON d.id = b.dictionary WHERE c.id = ?",
        number,
    )
    if row is None:
        raise NotFound(f"capture {number}", "not in the archive", "copydesk history lists the captures of an article")
    return unpack(*row)


def _best_facts(store: Store, article: int, revision: Revision) -> tuple[dict[str, Fact], dict[str, int]]:
    """Each fact as that capture has it which is surest of it; of equals, the first.

    Captures of the state shown come before the others up to then: a dump may not tell what the page tells, but a
    headline of last week says nothing of today's.
    """
    best: dict[str, tuple[bool, float, int]] = {}
    for name, number, confidence, state in store.rows(
        "SELECT f.name, f.capture, f.confidence, c.revision FROM capture c JOIN fact f ON f.capture = c.id"
        " WHERE c.article = ? AND c.revision IS NOT NULL AND f.rank = 0 AND f.part = -1"
        " AND c.time < coalesce(?, '9999') ORDER BY c.time, c.id",
        article,
        revision.until,
    ):
        found = (state == revision.id, confidence, number)
        if name not in best or found[:2] > best[name][:2]:
            best[name] = found
    facts = {name: _fact(store, number, name) for name, (_, _, number) in best.items()}
    return facts, {name: number for name, (_, _, number) in best.items()}


def _fact(store: Store, number: int, name: str) -> Fact:
    rows = store.rows(
        "SELECT rank, part, value, how, start, stop, raw, confidence, kind FROM fact WHERE capture = ? AND name = ?"
        " ORDER BY rank, part",
        number,
        name,
    )
    wholes: dict[int, Fact] = {}
    parts: dict[int, list[Fact]] = {}
    for rank, part, value, how, start, stop, raw, confidence, kind in rows:
        read = _read(value)
        fact = Fact(
            value=tuple(read) if isinstance(read, list) else read,
            how=how,
            where=Span(start, stop) if start is not None else None,
            raw=raw,
            confidence=confidence,
            kind=kind,
        )
        if part < 0:
            wholes[rank] = fact
        else:
            parts.setdefault(rank, []).append(fact)
    full = [msgspec.structs.replace(fact, parts=tuple(parts.get(rank, ()))) for rank, fact in sorted(wholes.items())]
    return msgspec.structs.replace(full[0], alternatives=tuple(full[1:]))


# ── Origins ───────────────────────────────────────────────────────────────────────────────────────


def outlets(store: Store, origin: int) -> tuple[str, ...]:
    """Who prints the text of an origin, the earliest first."""
    rows = store.rows(
        "SELECT coalesce(nullif(r.site, ''), a.site), min(coalesce(r.published, r.since)) FROM article a"
        " JOIN revision r ON r.article = a.id WHERE a.origin = ? GROUP BY 1 ORDER BY 2, 1",
        origin,
    )
    return tuple(row[0] for row in rows if row[0])


def credit(store: Store, origin: int) -> str | None:
    """The agency that the prints of an origin name among their authors, the earliest that names one."""
    row = store.row(
        "SELECT f.value FROM article a JOIN capture c ON c.article = a.id JOIN fact f ON f.capture = c.id"
        " WHERE a.origin = ? AND f.name = 'authors' AND f.rank = 0 AND f.kind = 'agency' ORDER BY c.time, c.id LIMIT 1",
        origin,
    )
    return None if row is None else str(_read(row[0]))


def relatives(store: Store, article: int) -> Iterator[Relative]:
    """The articles that share text with one, the earliest first."""
    rows = store.rows(
        "SELECT k.other, k.kind, k.share, k.reason FROM kin k WHERE k.article = ?"
        " UNION SELECT k.article, k.kind, k.share, k.reason FROM kin k WHERE k.other = ?",
        article,
        article,
    )
    found = []
    for other, kind, share, reason in rows:
        title, site, published = store.row(
            "SELECT title, site, coalesce(published, since) FROM revision WHERE article = ?"
            " ORDER BY since DESC LIMIT 1",
            other,
        )
        found.append(
            Relative(article=other, kind=kind, title=title, site=site, published=published, share=share, reason=reason)
        )
    yield from sorted(found, key=lambda each: (each.published or "", each.article))


# ── Addresses ─────────────────────────────────────────────────────────────────────────────────────


def at_address(store: Store, key: str) -> tuple[int, ...]:
    """The articles that were seen at an address, given as the key that all its forms share."""
    return tuple(row[0] for row in store.rows("SELECT DISTINCT article FROM address WHERE key = ? ORDER BY 1", key))


def nearest(store: Store, key: str, time: str | None) -> tuple[CaptureRow, ...]:
    """Of the captures from an address the one nearest to a time, by default the last; then its first and its last.

    Empty where there is none. Of two that are as near, the earlier: what was there, not what was to come.
    """
    first, last, before, after = (
        store.row(f"{_CAPTURE} WHERE c.url_key = ? {rest}", key, *given)
        for rest, *given in (
            ("ORDER BY c.time, c.id LIMIT 1",),
            ("ORDER BY c.time DESC, c.id DESC LIMIT 1",),
            ("AND c.time <= ? ORDER BY c.time DESC, c.id DESC LIMIT 1", time or "9999"),
            ("AND c.time >= ? ORDER BY c.time, c.id LIMIT 1", time or "9999"),
        )
    )
    if first is None:
        return ()
    rows = [_capture(row) for row in (before, after) if row is not None]
    if time is not None:
        asked = datetime.fromisoformat(time)
        rows.sort(key=lambda row: abs(datetime.fromisoformat(row.time) - asked))
    return rows[0], _capture(first), _capture(last)


def first_addresses(store: Store, articles: Sequence[int]) -> dict[int, str]:
    """The address at which each article was seen first, of those that have one."""
    query = "SELECT url FROM address WHERE article = ? ORDER BY seen, url LIMIT 1"
    found = {article: store.row(query, article) for article in dict.fromkeys(articles)}
    return {article: row[0] for article, row in found.items() if row}


def mementos(store: Store, key: str) -> list[CaptureRow]:
    """Every capture from an address in any of its forms, walls among them, in the order of time."""
    return [_capture(row) for row in store.rows(f"{_CAPTURE} WHERE c.url_key = ? ORDER BY c.time, c.id", key)]
