"""The ledger of an archive: the statements of its revisions, read when they are asked for, and the links between them.

Reading an article for its statements takes far longer than filing it, so it is done once for each revision, when
somebody first asks. What was read is kept; a new version of the reader reads again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import msgspec

from copydesk.archive.keys import name_key
from copydesk.archive.records import Said, SaidLink
from copydesk.archive.store import Store
from copydesk.errors import UsageError
from copydesk.records import POLARITIES, Source, Statement

_BATCH: Final = 20
"""Revisions that are written in one transaction."""
_WINDOW: Final = timedelta(days=60)
"""How long after a statement another article may still answer it."""
_MOST_CANDIDATES: Final = 12
_TELLING: Final = 8
"""Words of a content by which statements of other articles are looked for."""
_ANSWERS: Final = frozenset({"denies", "corrects", "retracts"})
_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(Statement).decode
_WEEK: Final = re.compile(r"(\d{4})-W(0[1-9]|[1-4]\d|5[0-3])")
_DAY: Final = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T.*)?)?)?")
_WORD: Final = re.compile(r"\w+")

Progress = Callable[[int, int], None]


class Question(NamedTuple):
    """What is asked of the ledger; what is None is not asked."""

    article: int | None = None
    speaker: str | None = None
    about: str | None = None
    polarity: str | None = None
    after: str | None = None
    before: str | None = None
    as_of: str | None = None
    mind: bool = False
    """Whether beliefs and appearances are wanted as well."""
    limit: int = 1000


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────


def reader() -> str:
    """What reads statements: the version that stands beside what it read."""
    from copydesk.ledger import READER

    return READER


def unread(store: Store) -> list[int]:
    """The revisions that were not read yet, or by an older reader, in the order of time."""
    return [
        row[0]
        for row in store.rows(
            "SELECT r.id FROM revision r LEFT JOIN reading d ON d.revision = r.id"
            " WHERE d.reader IS NULL OR d.reader <> ? ORDER BY coalesce(r.published, r.since), r.id",
            reader(),
        )
    ]


def _unread_of(store: Store, revisions: Sequence[int]) -> list[int]:
    """Those of some revisions that are there and were not read by this reader."""
    query = (
        "SELECT 1 FROM revision r LEFT JOIN reading d ON d.revision = r.id WHERE r.id = ?"
        " AND (d.reader IS NULL OR d.reader <> ?)"
    )
    return [number for number in dict.fromkeys(revisions) if store.row(query, number, reader())]


def read_all(store: Store, progress: Progress | None = None, revisions: Sequence[int] | None = None) -> int:
    """Read every revision that was not read yet, or those of some that were not; how many."""
    waiting = unread(store) if revisions is None else _unread_of(store, revisions)
    for start in range(0, len(waiting), _BATCH):
        batch = [(number, *_statements_of(store, number)) for number in waiting[start : start + _BATCH]]
        with store.writing():
            for number, published, found in batch:
                _write(store, number, published, found)
        if progress is not None:
            progress(min(len(waiting), start + _BATCH), len(waiting))
    return len(waiting)


def statements_of(store: Store, revision: int) -> tuple[Statement, ...]:
    """The statements of a revision, read now; nothing is written."""
    return _statements_of(store, revision)[1]


def _statements_of(store: Store, revision: int) -> tuple[str | None, tuple[Statement, ...]]:
    title, site, language, published, text = store.row(
        "SELECT r.title, r.site, r.language, r.published, c.text FROM revision r JOIN copy c ON c.revision = r.id"
        " WHERE r.id = ?",
        revision,
    )
    from copydesk.ledger import read_plain

    if published is None:
        row = store.row(
            "SELECT f.value FROM fact f JOIN capture c ON c.id = f.capture WHERE c.revision = ?"
            " AND f.name = 'published' AND f.rank = 0 AND f.part = -1 ORDER BY f.confidence DESC LIMIT 1",
            revision,
        )
        published = msgspec.json.decode(row[0]) if row else None
    found = read_plain(text, title=title or "", published=published, outlet=site, language=language)
    return published, found


def forget(store: Store, revision: int) -> None:
    """Take back what was read of a revision, inside a transaction: it is read again when somebody asks."""
    old = "SELECT id FROM statement WHERE revision = ?"
    for row in store.rows(old, revision):
        store.db.execute("DELETE FROM statement_words WHERE rowid = ?", row)
    store.db.execute(f"DELETE FROM statement_link WHERE later IN ({old}) OR earlier IN ({old})", (revision, revision))
    store.db.execute("DELETE FROM statement WHERE revision = ?", (revision,))
    store.db.execute("DELETE FROM reading WHERE revision = ?", (revision,))


def _write(store: Store, revision: int, published: str | None, found: Sequence[Statement]) -> None:
    from copydesk.ledger import links

    forget(store, revision)
    (day,) = store.row("SELECT coalesce(published, since) FROM revision WHERE id = ?", revision)
    numbers: dict[str, int] = {}
    for rank, each in enumerate(found):
        name = source_name(each.source)
        numbers[each.id] = number = store.put(
            "statement",
            revision=revision,
            key=each.id,
            rank=rank,
            source=name,
            source_key=name_key(name),
            kind=each.source.kind if each.source else "unresolved",
            polarity=each.polarity,
            cue_class=each.cue_class,
            said=each.said_at.value if each.said_at else None,
            day=_first_day(each.said_at.value) if each.said_at else day,
            content_key=content_key(each),
            data=_encode(each).decode(),
        )
        words = number, name, _content(each)
        store.db.execute("INSERT INTO statement_words (rowid, source, content) VALUES (?, ?, ?)", words)
    for link in links(found):
        _put_link(store, numbers[link.from_id], numbers[link.to_id], link)
    for each in found:
        _link_across(store, revision, published, numbers[each.id], each)
    store.db.execute("INSERT INTO reading VALUES (?, ?)", (revision, reader()))


def _put_link(store: Store, later: int, earlier: int, link: Any) -> None:
    store.db.execute(
        "INSERT OR REPLACE INTO statement_link VALUES (?, ?, ?, ?, ?, ?)",
        (later, earlier, link.kind, link.scope, link.evidence, link.confidence),
    )


def _link_across(store: Store, revision: int, published: str | None, number: int, each: Statement) -> None:
    """The links of a statement to those of other articles that were published before it, and not long before."""
    from copydesk.ledger import day_of, links

    day = day_of(published)
    telling = sorted({word for word in _WORD.findall(_content(each).lower()) if len(word) > 3}, key=len)[-_TELLING:]
    is_quotation = each.manner != "indirect"
    if len(telling) < 3 or not (each.polarity in _ANSWERS or is_quotation):
        return
    asked = " OR ".join(f'"{word}"' for word in telling)
    rows = store.rows(
        "SELECT s.id, s.data FROM statement_words w JOIN statement s ON s.id = w.rowid"
        " JOIN revision r ON r.id = s.revision"
        " WHERE statement_words MATCH ? AND r.article <> (SELECT article FROM revision WHERE id = ?)"
        " AND (? IS NULL OR r.published IS NULL OR (r.published <= ? AND r.published >= ?))"
        " ORDER BY bm25(statement_words) LIMIT ?",
        f"content : ({asked})",
        revision,
        published,
        published or "",
        (day - _WINDOW).isoformat() if day else "",
        _MOST_CANDIDATES,
    )
    for earlier, data in rows:
        for link in links((_decode(data), each)):
            if link.from_id == each.id:
                _put_link(store, number, earlier, link)


# ── Asking ────────────────────────────────────────────────────────────────────────────────────────


def ask(store: Store, question: Question) -> tuple[Said, ...]:
    """The statements that answer a question, by article date and place; each article in the state of the day asked."""
    where = ["1"]
    values: list[Any] = []

    def add(condition: str, *given: Any) -> None:
        where.append(condition)
        values.extend(given)

    if question.as_of is None:
        add("r.until IS NULL")
    else:
        add("r.since <= ? AND (r.until IS NULL OR r.until > ?)", question.as_of, question.as_of)
    if question.article is not None:
        add("r.article = ?", question.article)
    if question.polarity is not None:
        if question.polarity not in POLARITIES:
            raise UsageError(question.polarity, "no polarity", f"one of {', '.join(sorted(POLARITIES))}")
        add("s.polarity = ?", question.polarity)
    if not question.mind:
        add("s.cue_class NOT IN ('belief', 'appearance')")
    if question.speaker is not None:
        key = name_key(question.speaker)
        add("(s.source_key = ? OR ' ' || s.source_key || ' ' LIKE '% ' || ? || ' %')", key, key)
    for name, sign in (("after", ">="), ("before", "<")):
        if (value := getattr(question, name)) is not None:
            add(f"coalesce(s.day, r.published, r.since) {sign} ?", checked_day(value))
    if question.about is not None:
        words = _WORD.findall(question.about)
        if not words:
            raise UsageError(question.about, "no words to look for", "give a word that the statement has")
        quoted = " ".join(f'"{word}"' for word in words)
        add("s.id IN (SELECT rowid FROM statement_words WHERE statement_words MATCH ?)", f"content : ({quoted})")
    rows = store.rows(
        f"{SELECT_SAID} WHERE {' AND '.join(where)} ORDER BY coalesce(r.published, r.since), r.article, s.rank LIMIT ?",
        *values,
        question.limit,
    )
    return tuple(said_of(store, row) for row in rows)


SELECT_SAID: Final = (
    "SELECT s.id, s.data, r.article, r.id, r.title, r.site, r.published, r.since, s.content_key FROM statement s"
    " JOIN revision r ON r.id = s.revision"
)


def said_with(store: Store, numbers: Sequence[int]) -> tuple[Said, ...]:
    """Statements by their numbers, in the order given."""
    rows = store.rows(f"{SELECT_SAID} WHERE s.id IN ({', '.join('?' * len(numbers))})", *numbers)
    known = {row[0]: row for row in rows}
    return tuple(said_of(store, known[number]) for number in numbers if number in known)


def said_of(store: Store, row: tuple[Any, ...]) -> Said:
    """A row of `SELECT_SAID` as a statement of the archive."""
    number, data, article, revision, title, site, published, since, key = row
    origins, outlets = store.row(
        "SELECT count(DISTINCT a.origin), count(DISTINCT r.article) FROM statement s"
        " JOIN revision r ON r.id = s.revision"
        " JOIN article a ON a.id = r.article WHERE s.content_key = ?",
        key,
    )
    return Said(
        id=number,
        statement=_decode(data),
        article=article,
        revision=revision,
        title=title,
        site=site,
        published=published,
        since=since,
        origins=origins,
        outlets=outlets,
    )


def links_of(store: Store, numbers: Sequence[int]) -> Iterator[SaidLink]:
    """The links that statements have, both ways."""
    for number in numbers:
        rows = store.rows(
            "SELECT kind, later, earlier, scope, evidence, confidence FROM statement_link"
            " WHERE later = ? OR earlier = ?"
            " ORDER BY later, earlier",
            number,
            number,
        )
        for kind, later, earlier, scope, evidence, confidence in rows:
            yield SaidLink(
                kind=kind, later=later, earlier=earlier, scope=scope, evidence=evidence, confidence=confidence
            )


def checked_day(value: str) -> str:
    """A day that is asked for. Raises UsageError for what is none."""
    if not _DAY.fullmatch(value):
        raise UsageError(value, "not a date", "give a year, a month or a day: 2024, 2024-03, 2024-03-09")
    return value


def _first_day(value: str) -> str:
    """The day on which a time begins, as far as it is told: a week would come behind all months of its year.

    >>> _first_day("2026-W47"), _first_day("2026-11")
    ('2026-11-16', '2026-11')
    """
    week = _WEEK.fullmatch(value)
    return date.fromisocalendar(int(week[1]), int(week[2]), 1).isoformat() if week else value


# ── Names and words ───────────────────────────────────────────────────────────────────────────────


def source_name(source: Source | None) -> str:
    """What a source goes by: its name, else the words that describe it; empty when nobody is told."""
    if source is None:
        return ""
    return source.name or " ".join(span.text for span in source.mention).strip(" ,")


def content_key(statement: Statement) -> str:
    """The same for the same words of the same source, whatever the print."""
    words = " ".join(_WORD.findall(_content(statement).casefold()))
    return f"{name_key(source_name(statement.source))}|{statement.polarity}|{words}"


def _content(statement: Statement) -> str:
    return " ".join(part.text for part in statement.content)
