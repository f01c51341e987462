"""Search: words, phrases, beginnings and parts of words, and fields; scripts without spaces as pairs of signs.

    ferry "tide table" harb* *werft* -cruise site:post.example by:"Ines Holm" lang:de after:2024-03-01 before:2024-04

The index is SQLite's FTS5. Its tokenizer knows no words where a script writes none, so what is written in such a script
is indexed, and asked for, as overlapping pairs of its signs; that finds any substring of it from two signs on (the
method of Lucene's CJKBigramFilter).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple
from unicodedata import combining, normalize

from copydesk.archive.keys import name_key
from copydesk.archive.records import Found, Hit
from copydesk.archive.store import Store
from copydesk.errors import UsageError
from copydesk.records import Span

MOST_RANKED: Final = 2_000
"""Articles that are ranked; of more, the newest. A word that half the archive has tells none from another."""
_MOST_TERMS: Final = 60
"""Words of the index that a part of a word may stand for."""
_WEIGHTS: Final = "8.0, 4.0, 4.0, 2.0, 0.0, 1.0"
"""Of title, deck, byline, site, host and body in the ranking (BM25)."""
_SNIPPET: Final = 160
"""Characters of a snippet around the first word found."""

_NO_SPACES: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u3096\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana, Bopomofo, Han, and Hangul, whose words carry their particles."""
_RUN: Final = re.compile(f"[{_NO_SPACES}]+")
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
"""Words of which parts can be asked for."""
_INDEXED: Final = re.compile(r"[^\W_]+")
_LONGEST_WORD: Final = 60
_MOST_WORDS: Final = 200_000
"""Words that a writer remembers to have indexed."""
_TOKEN: Final = re.compile(
    r'(?P<not>-)?(?:(?P<field>[a-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))', re.IGNORECASE
)
_DAY: Final = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_FIELDS: Final = ("site", "by", "title", "lang", "kind", "after", "before", "speaker")
_COLUMNS: Final = {"": "- host", "by": "byline", "title": "title", "site": "{site host}"}
"""Columns of the index that a field asks; words without a field ask all but the host, where "example" is no word."""


class _Asked(NamedTuple):
    """A query, read: what the index is asked, what the rows must meet, and the words to show."""

    match: str
    where: list[str]
    values: list[Any]
    words: list[str]


# ── The index ─────────────────────────────────────────────────────────────────────────────────────


def index(store: Store, revision: int) -> None:
    """Add the words of a revision to the index."""
    columns = _columns(store, revision)
    store.db.execute(
        "INSERT INTO words (rowid, title, deck, byline, site, host, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (revision, *columns),
    )
    words = {word for column in columns for word in _WORD.findall(_bare(column)) if len(word) <= _LONGEST_WORD}
    fresh = sorted(words - store.words)
    store.db.executemany("INSERT OR IGNORE INTO word VALUES (?)", [(word,) for word in fresh])
    if len(store.words) > _MOST_WORDS:
        store.words.clear()
    store.words.update(fresh)


def reindex(store: Store) -> int:
    """Make the index anew, from the revisions; how many there are."""
    with store.writing():
        store.db.execute("INSERT INTO words (words) VALUES ('delete-all')")
        store.db.execute("DELETE FROM word")
        store.words.clear()
        numbers = [row[0] for row in store.rows("SELECT revision FROM copy ORDER BY revision")]
        for number in numbers:
            index(store, number)
    return len(numbers)


def unindex(store: Store, revision: int) -> None:
    """Take the words of a revision out of the index."""
    store.db.execute(
        "INSERT INTO words (words, rowid, title, deck, byline, site, host, body)"
        " VALUES ('delete', ?, ?, ?, ?, ?, ?, ?)",
        (revision, *_columns(store, revision)),
    )


def _columns(store: Store, revision: int) -> tuple[str, ...]:
    row = store.row(
        "SELECT r.title, r.deck, r.authors, r.site, a.site, c.text FROM revision r JOIN copy c ON c.revision = r.id"
        " JOIN article a ON a.id = r.article WHERE r.id = ?",
        revision,
    )
    return tuple(spaced(value or "") for value in row)


def _bare(text: str) -> str:
    """A text in small letters without accents, as the index has it."""
    if text.isascii():
        return text.lower()
    return "".join(sign for sign in normalize("NFD", text.lower()) if not combining(sign))


def spaced(text: str) -> str:
    """A text as it is indexed: signs of scripts without spaces as overlapping pairs, each a word.

    >>> spaced("at 人民 now")
    'at  x4ebax6c11 x6c11  now'
    """
    return _RUN.sub(lambda found: f" {' '.join(_pairs(found[0]))} {_sign(found[0][-1])} ", text)


def _pairs(run: str) -> Iterator[str]:
    return (_sign(first) + _sign(second) for first, second in pairwise(run))


def _sign(character: str) -> str:
    """A sign as letters and digits, which no tokenizer takes apart."""
    return f"x{ord(character):x}"


# ── The query ─────────────────────────────────────────────────────────────────────────────────────


def asked(store: Store, query: str, as_of: str | None = None) -> _Asked:
    """A query, read. Raises UsageError for a field that is none, a date that is none, and a query that asks nothing."""
    parts: list[str] = []
    without: list[str] = []
    found = _Asked("", _state_at(as_of), [as_of, as_of] if as_of else [], [])
    either = False
    for token in _TOKEN.finditer(query):
        field = (token["field"] or "").lower()
        value = token["phrase"] if token["phrase"] is not None else token["word"]
        if field and field not in _FIELDS:
            field, value = "", f"{token['field']}:{value}"  # a time, an address: words
        if field in _COLUMNS:
            if value == "OR" and not field and token["phrase"] is None:
                either = bool(parts)
                continue
            value = value.lower().removeprefix("www.") if field == "site" else value
            written = _match(store, value, is_phrase=token["phrase"] is not None)
            if not written:
                continue
            written = f"{_COLUMNS[field]} : ({written})"
            if token["not"]:
                without.append(written)
            elif either:
                parts[-1] = f"({parts[-1]} OR {written})"
            else:
                parts.append(written)
            if not token["not"]:
                found.words.extend([] if field == "site" else [value.strip("*")])
        else:
            _filter(store, found, field, value, is_not=bool(token["not"]))
        either = False
    if without and not parts:
        raise UsageError(query, "only words that must be absent", "add a word that must be there")
    match = " AND ".join(parts)
    if without:
        match = f"({match}) NOT ({' OR '.join(without)})"
    if not match and len(found.values) == (2 if as_of else 0):
        raise UsageError(query or '""', "asks for nothing", f"give a word, or a field: {', '.join(_FIELDS)}")
    return found._replace(match=match)


def _state_at(as_of: str | None) -> list[str]:
    return ["r.since <= ? AND (r.until IS NULL OR r.until > ?)"] if as_of else ["r.until IS NULL"]


def _match(store: Store, value: str, *, is_phrase: bool) -> str:
    """A word, phrase or part of a word as FTS5 asks for it; "" for one without letters."""
    is_start = value.endswith("*") and not is_phrase
    if value.startswith("*") and not is_phrase:
        return _inside(store, value.strip("*"))
    value = value.rstrip("*") if is_start else value
    run = _RUN.fullmatch(value)
    if run and len(value) == 1:
        return f'"{_sign(value)}" *'
    # A phrase asks for its pairs alone: the last sign stands by itself only at the end of a run.
    written = _RUN.sub(lambda found: f" {' '.join(_pairs(found[0])) or _sign(found[0])} ", value).replace('"', " ")
    if not any(character.isalnum() for character in written):
        return ""
    return f'"{written.strip()}"' + (" *" if is_start else "")


def stretches(text: str, size: int) -> list[str]:
    """A text in stretches of so many words that follow one another, each as FTS5 asks for it; the last ends with it.

    >>> stretches("one two three four five", 2)
    ['"one two"', '"three four"', '"four five"']
    """
    found = []
    at = 0
    for run in (*_RUN.finditer(text), None):
        words = _INDEXED.findall(text[at : run.start() if run else len(text)])
        found += [f'"{" ".join(each)}"' for each in _cut(words, size)]
        if run:
            # Four signs tell about as much as two words do.
            found += [f'"{" ".join(_pairs("".join(each)))}"' for each in _cut(run[0], 2 * size) if len(each) > 1]
            at = run.end()
    return found


def _cut(words: Sequence[str], size: int) -> list[Sequence[str]]:
    starts = list(range(0, len(words) - size + 1, size)) or [0]
    if starts[-1] + size < len(words):
        starts.append(len(words) - size)
    return [words[start : start + size] for start in starts] if words else []


def revisions_with(store: Store, match: str, most: int) -> list[int]:
    """The rows of the revisions whose title or text answers to an expression of FTS5, the first filed first."""
    query = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid LIMIT ?"
    return [row[0] for row in store.rows(query, f"{{title body}} : ({match})", most)]


def _inside(store: Store, part: str) -> str:
    """Every word of the index that has a part, or as many as are asked for at most."""
    if not part or _RUN.search(part):
        return _match(store, part, is_phrase=True) if part else ""
    rows = store.rows("SELECT word FROM word WHERE instr(word, ?) LIMIT ?", _bare(part), _MOST_TERMS)
    words = [f'"{row[0]}"' for row in rows]
    return f"({' OR '.join(words)})" if words else f'"{part}"'


def _filter(store: Store, found: _Asked, field: str, value: str, *, is_not: bool) -> None:
    """Add what a field asks of the rows."""
    where = {
        "lang": "(r.language = ? OR r.language LIKE ? || '-%')",
        "kind": "r.verdict = ?",
        "after": "coalesce(r.published, r.since) >= ?",
        "before": "coalesce(r.published, r.since) < ?",
        "speaker": "r.id IN (SELECT revision FROM statement WHERE ' ' || source_key || ' ' LIKE '% ' || ? || ' %')",
    }[field]
    if field == "speaker":
        if not store.row("SELECT 1 FROM reading LIMIT 1"):
            raise UsageError(f"{field}:{value}", "no article was read for its statements yet", "run: copydesk ledger")
        value = name_key(value)
    if field in ("after", "before") and not _DAY.fullmatch(value):
        raise UsageError(f"{field}:{value}", "not a date", "give a year, a month or a day: 2024, 2024-03, 2024-03-09")
    found.where.append(f"NOT {where}" if is_not else where)
    found.values.extend([value] * where.count("?"))


# ── The answer ────────────────────────────────────────────────────────────────────────────────────


def search(
    store: Store, query: str, *, limit: int = 20, offset: int = 0, as_of: str | None = None, newest: bool = False
) -> Found:
    """The articles that answer a query, the best first, or of those that were ranked the newest."""
    question = asked(store, query, as_of)
    rows = _ranked(store, question) if question.match else _newest(store, question)
    if newest:
        rows = sorted(rows, key=lambda row: (row[7] or "", row[0]), reverse=True)
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("site", "language", "kind", "month")}
    for row in rows:
        counts["site"][row[4] or row[3] or ""] += 1
        counts["language"][row[5] or ""] += 1
        counts["kind"][row[6]] += 1
        counts["month"][(row[7] or "")[:7]] += 1
    shown = rows[offset : offset + limit]
    return Found(
        query=query,
        total=len(rows),
        origins=len({row[2] for row in rows}),
        is_whole=len(rows) < MOST_RANKED,
        hits=tuple(_hits(store, shown, question.words)),
        facets={name: {key: n for key, n in counter.most_common(20) if key} for name, counter in counts.items()},
    )


_COLUMNS_OF_ROW: Final = "r.id, r.article, a.origin, a.site, r.site, r.language, r.verdict, r.published"


def _ranked(store: Store, question: _Asked) -> list[Any]:
    """The rows of a question with words, ranked.

    When too many fit, the newest of them: those with the words in their title first. BM25 would have to count every
    article that has each word.
    """
    numbers = store.rows(
        "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?", question.match, MOST_RANKED + 1
    )
    if len(numbers) <= MOST_RANKED:
        return _rows_of(store, question, question.match, f"-bm25(words, {_WEIGHTS})", "score DESC, r.id DESC")
    # Where the rows must meet nothing else the newest are those that were found; else they have to be looked for.
    first = 0 if question.values else numbers[-1][0]
    found = _rows_of(store, question, question.match, "0.0", "words.rowid DESC", first)
    first = found[-1][0] if found else 0
    titles = {row[0] for row in _rows_of(store, question, f"title : ({question.match})", "1.0", "1", first)}
    return sorted(found, key=lambda row: row[0] not in titles)


def _rows_of(store: Store, question: _Asked, match: str, score: str, order: str, first: int = 0) -> list[Any]:
    """The rows from a number on that match and meet what else is asked."""
    where = " AND ".join(["words MATCH ?", "words.rowid >= ?", *question.where])
    return store.rows(
        f"SELECT {_COLUMNS_OF_ROW}, {score} AS score FROM words JOIN revision r ON r.id = words.rowid"
        f" JOIN article a ON a.id = r.article WHERE {where} ORDER BY {order} LIMIT {MOST_RANKED}",
        match,
        first,
        *question.values,
    )


def _newest(store: Store, question: _Asked) -> list[Any]:
    """The rows of a question without words, the newest first."""
    return store.rows(
        f"SELECT {_COLUMNS_OF_ROW}, 0.0 FROM revision r JOIN article a ON a.id = r.article"
        f" WHERE {' AND '.join(question.where)} ORDER BY coalesce(r.published, r.since) DESC, r.id DESC"
        f" LIMIT {MOST_RANKED}",
        *question.values,
    )


def _hits(store: Store, rows: Sequence[Any], words: Sequence[str]) -> Iterator[Hit]:
    wanted = pattern_of(words)
    for row in rows:
        title, published, text, url = store.row(
            "SELECT title, published, text, (SELECT url FROM address WHERE article = r.article ORDER BY seen LIMIT 1)"
            " FROM revision r JOIN copy ON revision = id WHERE id = ?",
            row[0],
        )
        snippet, marks = snippet_of(text, wanted)
        yield Hit(
            article=row[1],
            revision=row[0],
            origin=row[2],
            title=title,
            site=row[4] or row[3] or None,
            language=row[5],
            published=published,
            url=url,
            verdict=row[6],
            score=round(row[8], 3),
            snippet=snippet,
            marks=marks,
        )


def pattern_of(words: Sequence[str]) -> re.Pattern[str] | None:
    """What a snippet looks for: any of the words."""
    parts = [r"\W+".join(map(re.escape, re.findall(r"\w+", word))) for word in words]
    parts = [part for part in parts if part]
    return re.compile("|".join(sorted(parts, key=len, reverse=True)), re.IGNORECASE) if parts else None


def snippet_of(text: str, wanted: re.Pattern[str] | None) -> tuple[str, tuple[Span, ...]]:
    """The text around the first word that was asked for, on one line, and where such words are in it."""
    first = wanted.search(text) if wanted else None
    middle = first.start() if first else 0
    start = max(0, middle - _SNIPPET // 3)
    if start and (space := text.find(" ", start, middle)) >= 0:
        start = space + 1
    end = min(len(text), start + _SNIPPET)
    if end < len(text) and (space := text.rfind(" ", middle, end)) > middle:
        end = space
    shown = " ".join(text[start:end].split())
    shown = f"{'… ' if start else ''}{shown}{' …' if end < len(text) else ''}"
    marks = tuple(Span(*found.span()) for found in wanted.finditer(shown)) if wanted else ()
    return shown, marks
