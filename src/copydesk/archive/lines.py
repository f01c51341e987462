"""The ledger as it is read: statements by the day they were made, the newest first, each with what it bears on.

`ledger.ask` gives whole statements in the order of their articles, for those who work with them. Here is a page's worth
of lines at a time, found by an index however large the archive is, with the links both ways already followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from copydesk.archive.keys import name_key
from copydesk.archive.ledger import Question, checked_day
from copydesk.archive.store import Store
from copydesk.errors import NotFound, UsageError
from copydesk.records import POLARITIES, SURE, Statement

MOST_MATCHED: Final = 5_000
"""Statements that have the words asked for, the last read, among which is looked further."""
LATELY: Final = 6_000
"""Statements, the last read, by which is told who is heard most."""
_AHEAD: Final = "+31 days"
"""How long after it was on record something may be dated at most: what will be said, and clocks that are wrong."""
_MANY: Final = 60
"""Links that are followed from one statement: "no comment" is said by all."""
_MIND: Final = "('belief', 'appearance')"
_ANSWERS: Final = "('denies', 'corrects', 'retracts')"
_decode: Final = msgspec.json.Decoder(Statement).decode
_WORD: Final = re.compile(r"\w+")


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """Another statement that a line bears on, or that bears on it."""

    kind: str
    """denies, bears_on, repeats, same_words, corrects, retracts."""
    id: int
    article: int
    source: str
    source_kind: str
    content: str
    site: str | None
    day: str
    is_sure: bool


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A statement as a list shows it."""

    id: int
    article: int
    title: str | None
    site: str | None
    language: str | None
    published: str
    day: str
    """When it was said, as far as that is known; else when its article was published, or first captured."""
    is_dated: bool
    """Whether it is known when it was said."""
    source: str
    """Who said it; empty where that is open."""
    source_kind: str
    cue: str
    content: str
    polarity: str
    manner: str
    is_hedged: bool
    chain: tuple[str, ...]
    """Through whom the words came, nearest to the source first."""
    addressee: str
    articles: int
    """That print the same words of the same source."""
    origins: int
    key: str
    """The same for the same words of the same source."""
    bears_on: tuple[Linked, ...] = ()
    borne_by: tuple[Linked, ...] = ()


class Heard(msgspec.Struct, frozen=True):
    """Somebody, and how many statements of theirs there are."""

    name: str
    kind: str
    count: int


class Month(msgspec.Struct, frozen=True):
    """A month of somebody: how many statements, and how many of them answer others."""

    month: str
    count: int
    answers: int


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A source of the archive: a person, a body, an outlet, or some who are not named."""

    name: str
    key: str
    kinds: tuple[Heard, ...]
    """As whom they are quoted; `name` is the form of the name."""
    total: int
    months: tuple[Month, ...]
    outlets: tuple[tuple[str, int], ...]
    alike: tuple[Heard, ...]
    """Other sources whose names have this one in them, or are in it; maybe the same, maybe not."""


# ── What is asked ─────────────────────────────────────────────────────────────────────────────────


def numbers(store: Store, question: Question, *, limit: int, offset: int = 0) -> tuple[int, ...]:
    """The statements that answer a question, the newest first. Raises UsageError for what cannot be asked."""
    where, values = _conditions(question)
    rows = store.rows(
        # The order of the join is said so that the days of statements are walked, and no more of them than are asked.
        f"SELECT s.id FROM statement s CROSS JOIN revision r ON r.id = s.revision WHERE {' AND '.join(where)}"
        " ORDER BY s.day DESC, s.id DESC LIMIT ? OFFSET ?",
        *values,
        limit,
        offset,
    )
    return tuple(row[0] for row in rows)


def _conditions(question: Question) -> tuple[list[str], list[Any]]:
    where: list[str] = []
    values: list[Any] = []

    def add(condition: str, *given: Any) -> None:
        where.append(condition)
        values.extend(given)

    if question.as_of is None:
        add("r.until IS NULL")
    else:
        add("r.since <= ? AND (r.until IS NULL OR r.until > ?)", question.as_of, question.as_of)
        add("s.day < date(?, ?)", question.as_of[:10], _AHEAD)  # so that what was on record later is not walked
    if not question.mind:
        add(f"s.cue_class NOT IN {_MIND}")
    if question.article is not None:
        add("s.revision IN (SELECT id FROM revision WHERE article = ?)", question.article)
    if question.polarity is not None:
        if question.polarity not in POLARITIES:
            raise UsageError(question.polarity, "no polarity", f"one of {', '.join(sorted(POLARITIES))}")
        if question.polarity != "asserts":
            add("s.polarity <> 'asserts'")  # so that the index of answers is seen to do
        add("s.polarity = ?", question.polarity)
    if question.after is not None:
        add("s.day >= ?", checked_day(question.after))
    if question.before is not None:
        add("s.day < ?", checked_day(question.before))
    if question.speaker is not None:
        add(
            "s.id IN (SELECT id FROM statement WHERE source_key = ? UNION SELECT * FROM"
            " (SELECT rowid FROM statement_words WHERE statement_words MATCH ? ORDER BY rowid DESC LIMIT ?))",
            name_key(question.speaker),
            f"source : {_phrase(name_key(question.speaker) or question.speaker, 'a name')}",
            MOST_MATCHED,
        )
    if question.about is not None:
        add(
            "s.id IN (SELECT rowid FROM statement_words WHERE statement_words MATCH ? ORDER BY rowid DESC LIMIT ?)",
            f"content : ({_all_words(question.about)})",
            MOST_MATCHED,
        )
    return where, values


def _phrase(name: str, what: str) -> str:
    words = _WORD.findall(name)
    if not words:
        raise UsageError(name, f"no word of {what} in it", "give a word of letters or digits")
    return f'"{" ".join(words)}"'


def _all_words(said: str) -> str:
    words = _WORD.findall(said)
    if not words:
        raise UsageError(said, "no words to look for", "give a word that the statement has")
    return " ".join(f'"{word}"' for word in words)


def lately_answered(store: Store, since: str, until: str, limit: int) -> tuple[int, ...]:
    """What was denied, corrected or taken back from one day to another, the newest first; each once."""
    rows = store.rows(
        "SELECT s.id, s.content_key FROM statement s CROSS JOIN revision r ON r.id = s.revision"
        f" WHERE s.polarity IN {_ANSWERS} AND s.day >= ? AND s.day < ? AND r.until IS NULL"
        f" AND s.cue_class NOT IN {_MIND} ORDER BY s.day DESC, s.id DESC LIMIT ?",
        since,
        until,
        4 * limit,
    )
    first: dict[str, int] = {}
    for number, key in rows:
        first.setdefault(key, number)
    return tuple(first.values())[:limit]


def most_heard(store: Store, limit: int) -> tuple[Heard, ...]:
    """The sources with most of the statements last read, those with a name."""
    rows = store.rows(
        "SELECT max(source), max(kind), count(*) FROM statement"
        " WHERE id > (SELECT max(id) FROM statement) - ? AND kind NOT IN ('unresolved', 'unnamed') AND source <> ''"
        " GROUP BY source_key ORDER BY 3 DESC, 1 LIMIT ?",
        LATELY,
        limit,
    )
    return tuple(Heard(*row) for row in rows)


# ── Lines ─────────────────────────────────────────────────────────────────────────────────────────


def lines_of(store: Store, chosen: Sequence[int]) -> tuple[Line, ...]:
    """Statements by their numbers, in the order given, with their links both ways."""
    later: dict[int, list[Linked]] = {}
    earlier: dict[int, list[Linked]] = {}
    for number in chosen:
        earlier[number] = list(_bearings(store, "later", "earlier", number))
        later[number] = list(_bearings(store, "earlier", "later", number))
    rows = {row[0]: row for row in store.rows(f"{_LINE} WHERE s.id IN ({_marks(chosen)})", *chosen)}
    return tuple(
        _line(rows[number], tuple(earlier[number]), tuple(later[number])) for number in chosen if number in rows
    )


def of_article(store: Store, article: int, limit: int) -> tuple[int, ...]:
    """The statements of an article as it is now, in the order of its text."""
    rows = store.rows(
        "SELECT s.id FROM revision r JOIN statement s ON s.revision = r.id"
        f" WHERE r.article = ? AND r.until IS NULL AND s.cue_class NOT IN {_MIND} ORDER BY s.rank LIMIT ?",
        article,
        limit,
    )
    return tuple(row[0] for row in rows)


_LINE: Final = (
    "SELECT s.id, s.data, s.day, s.source, s.content_key, r.article, r.title, coalesce(nullif(r.site, ''), a.site),"
    " r.language, coalesce(r.published, r.since),"
    " (SELECT count(DISTINCT o.article) FROM statement t JOIN revision o ON o.id = t.revision"
    "   WHERE t.content_key = s.content_key),"
    " (SELECT count(DISTINCT b.origin) FROM statement t JOIN revision o ON o.id = t.revision"
    "   JOIN article b ON b.id = o.article WHERE t.content_key = s.content_key)"
    " FROM statement s JOIN revision r ON r.id = s.revision JOIN article a ON a.id = r.article"
)


def _marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)


def _line(row: tuple[Any, ...], bears_on: tuple[Linked, ...], borne_by: tuple[Linked, ...]) -> Line:
    number, data, day, source, key, article, title, site, language, published, articles, origins = row
    told: Statement = _decode(data)
    return Line(
        id=number,
        article=article,
        title=title,
        site=site or None,
        language=language,
        published=published,
        day=day,
        is_dated=told.said_at is not None,
        source=source,
        source_kind=told.source.kind if told.source else "unresolved",
        cue=_joined(told.cue),
        content=_joined(told.content),
        polarity=told.polarity,
        manner=told.manner,
        is_hedged=told.hedged,
        chain=tuple(filter(None, (_party(link.source) for link in told.chain))),
        addressee=_party(told.addressee),
        articles=articles,
        origins=origins,
        key=key,
        bears_on=bears_on,
        borne_by=borne_by,
    )


def _bearings(store: Store, own: str, other: str, number: int) -> Iterable[Linked]:
    """The statements at the other end of links, each once however many print it."""
    rows = store.rows(
        f"SELECT k.kind, k.confidence, s.id, s.data, s.day, s.source, s.content_key, r.article,"
        " coalesce(nullif(r.site, ''), a.site) FROM statement_link k"
        f" JOIN statement s ON s.id = k.{other} JOIN revision r ON r.id = s.revision JOIN article a ON a.id = r.article"
        f" WHERE k.{own} = ? AND r.until IS NULL ORDER BY k.confidence DESC, s.day LIMIT ?",
        number,
        _MANY,
    )
    seen: set[tuple[str, str]] = set()
    for kind, confidence, found, data, day, source, key, article, site in rows:
        if (kind, key) in seen:
            continue
        seen.add((kind, key))
        told: Statement = _decode(data)
        yield Linked(
            kind=kind,
            id=found,
            article=article,
            source=source,
            source_kind=told.source.kind if told.source else "unresolved",
            content=_joined(told.content),
            site=site or None,
            day=day,
            is_sure=confidence >= SURE,
        )


def _joined(spans: Sequence[Any]) -> str:
    return " … ".join(span.text for span in spans)


def _party(party: Any) -> str:
    return "" if party is None else str(party.name or _joined(party.mention) or party.kind)


# ── Sources ───────────────────────────────────────────────────────────────────────────────────────


def person(store: Store, name: str) -> Person:
    """A source by its name, in whatever spelling. Raises NotFound for one that says nothing in the archive."""
    key = name_key(name)
    own = "FROM statement s JOIN revision r ON r.id = s.revision WHERE s.source_key = ? AND r.until IS NULL AND"
    own = f"{own} s.cue_class NOT IN {_MIND}"
    forms = store.rows(f"SELECT s.source, s.kind, count(*) {own} GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 12", key)
    if not forms or not key:
        raise NotFound(name or "no name", "no such source in the ledger", "look for a part of the name in the ledger")
    months = store.rows(
        f"SELECT substr(s.day, 1, 7), count(*), sum(s.polarity IN {_ANSWERS}) {own} GROUP BY 1 ORDER BY 1", key
    )
    outlets = store.rows(
        f"SELECT coalesce(nullif(r.site, ''), '?'), count(*) {own} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 12", key
    )
    return Person(
        name=forms[0][0],
        key=key,
        kinds=tuple(Heard(*row) for row in forms),
        total=sum(row[1] for row in months),
        months=tuple(Month(*row) for row in months),
        outlets=tuple((row[0], row[1]) for row in outlets if row[0] != "?"),
        alike=_alike(store, key),
    )


def said_by(store: Store, key: str, *, limit: int, offset: int = 0) -> tuple[int, ...]:
    """What a source said, the newest first; each once, however many print it."""
    rows = store.rows(
        "SELECT min(s.id), max(s.day) FROM statement s JOIN revision r ON r.id = s.revision"
        f" WHERE s.source_key = ? AND r.until IS NULL AND s.cue_class NOT IN {_MIND}"
        " GROUP BY s.content_key ORDER BY 2 DESC, 1 DESC LIMIT ? OFFSET ?",
        key,
        limit,
        offset,
    )
    return tuple(row[0] for row in rows)


def _alike(store: Store, key: str) -> tuple[Heard, ...]:
    """Sources whose name has this one in it, and the parts of this one that are names of sources themselves."""
    words = key.split()
    parts = [" ".join(words[start:]) for start in range(1, len(words))] + [" ".join(words[:1])]
    rows = store.rows(
        "SELECT max(source), max(kind), count(*) FROM statement WHERE source_key <> ? AND id IN"
        " (SELECT rowid FROM statement_words WHERE statement_words MATCH ? ORDER BY rowid DESC LIMIT 500)"
        " GROUP BY source_key ORDER BY 3 DESC LIMIT 8",
        key,
        f'source : "{key}"',
    )
    rows += store.rows(
        f"SELECT max(source), max(kind), count(*) FROM statement WHERE source_key IN ({_marks(parts)})"
        " AND source_key <> ? GROUP BY source_key ORDER BY 3 DESC LIMIT 4",
        *parts,
        key,
    )
    return tuple(dict.fromkeys(Heard(*row) for row in rows))
