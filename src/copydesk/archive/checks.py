"""Proof that an archive is whole: every hash, every span, every key; what is damaged is named."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

import msgspec
import zstandard

from copydesk import intake
from copydesk.archive.packing import unpack
from copydesk.archive.parcels import Findings
from copydesk.archive.records import Comparison, Problem, State
from copydesk.archive.store import Store
from copydesk.errors import CopydeskError
from copydesk.records import Delivery, Statement
from copydesk.settings import Settings

_findings: Final = msgspec.msgpack.Decoder(Findings).decode
_state: Final = msgspec.msgpack.Decoder(State).decode
_comparison: Final = msgspec.msgpack.Decoder(Comparison).decode
_statement: Final = msgspec.json.Decoder(Statement).decode
_TAG: Final = re.compile(r"<[A-Za-z/!?][^>]*>")
_NO_SIGN: Final = re.compile(r"[\W_]+")
_AGAIN: Final = "go back to a backup"
_BACKUP: Final = "take it from a backup, or add the page again"


def check(store: Store) -> Iterator[Problem]:
    """Everything that is wrong with an archive; nothing when it is whole."""
    yield from _file(store)
    yield from _bodies(store)
    yield from _captures(store)
    yield from _revisions(store)
    yield from _index(store)
    yield from _statements(store)


def _file(store: Store) -> Iterator[Problem]:
    """What SQLite itself finds: damaged pages, broken indexes, keys that lead nowhere."""
    for (said,) in store.each("PRAGMA integrity_check(100)"):
        if said != "ok":
            yield Problem("file", said, "go back to a backup; copydesk export saves what can still be read")
    for table, row, parent, _ in store.each("PRAGMA foreign_key_check"):
        yield Problem(f"{table} {row}", f"belongs to a row of {parent} that is not there", _BACKUP)


def _bodies(store: Store) -> Iterator[Problem]:
    """Whether the bytes are those that were received."""
    for number, digest, size, data, shared in store.each(
        "SELECT b.id, b.sha256, b.size, b.data, d.data FROM body b LEFT JOIN dictionary d ON d.id = b.dictionary"
    ):
        try:
            found = unpack(data, shared)
        except zstandard.ZstdError as error:
            yield Problem(f"body {number}", f"cannot be unpacked ({error})", _BACKUP)
            continue
        if len(found) != size or sha256(found).digest() != digest:
            yield Problem(f"body {number}", f"is not what was received: its SHA-256 is not {digest.hex()}", _BACKUP)


def _captures(store: Store) -> Iterator[Problem]:
    """Whether every fact and every stretch of text stands where it is said to."""
    query = (
        "SELECT c.id, c.name, c.url, c.form, c.findings, coalesce(c.text, r.text, ''), b.data, d.data"
        " FROM capture c JOIN body b ON b.id = c.body LEFT JOIN dictionary d ON d.id = b.dictionary"
        " LEFT JOIN copy r ON r.revision = c.revision"
    )
    for number, *row, data, shared in store.each(query):
        try:
            raw = unpack(data, shared)
        except zstandard.ZstdError:
            continue  # which was said of the bytes
        try:
            yield from _capture(store, number, raw, *row)
        except (zstandard.ZstdError, msgspec.DecodeError, CopydeskError) as error:
            yield Problem(f"capture {number}", f"cannot be read ({error})", _BACKUP)


def _capture(store: Store, number: int, received: bytes, *row: Any) -> Iterator[Problem]:
    name, url, form, packed, text = row
    findings = _findings(unpack(packed))
    delivery = Delivery(data=received, name=name, url=url)
    source = intake.receive_delivery(delivery, Settings(form=form)).text
    for fact, start, stop, raw in store.rows(
        "SELECT name, start, stop, raw FROM fact WHERE capture = ? AND start IS NOT NULL", number
    ):
        if source[start:stop] != raw:
            yield Problem(f"capture {number}", f"its {fact} does not stand at {start}-{stop}", _BACKUP)
    for at, end, start, stop in findings.places:
        if not _reads_as(source[start:stop], text[at:end]):
            yield Problem(f"capture {number}", f"its text at {at} does not stand at {start}-{stop}", _BACKUP)
            return


def _reads_as(raw: str, text: str) -> bool:
    """Whether a stretch of a capture says what the text says: its letters are there, in their order."""
    letters = _NO_SIGN.sub("", text)
    plain = html.unescape(_TAG.sub("", raw))
    return letters in (_NO_SIGN.sub("", plain), _NO_SIGN.sub("", raw), _NO_SIGN.sub("", html.unescape(plain)))


def _revisions(store: Store) -> Iterator[Problem]:
    """Whether every text is what it was, every state can be read, and the states of an article follow one another."""
    before: tuple[int, str | None] = (0, None)
    for number, article, since, until, text, digest, state, changes, count in store.each(
        "SELECT id, article, since, until, text, text_sha256, state, changes,"
        " (SELECT count(*) FROM capture c WHERE c.revision = r.id)"
        " FROM revision r JOIN copy ON copy.revision = r.id ORDER BY article, since, id"
    ):
        thing = f"revision {number} of article {article}"
        if sha256(text.encode("utf-8", "surrogatepass")).digest() != digest:
            yield Problem(thing, "its text is not what was filed", _BACKUP)
        try:
            _state(unpack(state))
            _comparison(changes)
        except (zstandard.ZstdError, msgspec.DecodeError) as error:
            yield Problem(thing, f"its state cannot be read ({error})", _BACKUP)
        if not count:
            yield Problem(thing, "no capture shows it", _BACKUP)
        if before[0] == article and before[1] != since:
            yield Problem(thing, f"begins at {since}, the one before ends at {before[1]}", _BACKUP)
        before = (article, until)
    for (article,) in store.each("SELECT id FROM article WHERE id NOT IN (SELECT article FROM revision)"):
        yield Problem(f"article {article}", "has no revision", _BACKUP)


def _index(store: Store) -> Iterator[Problem]:
    """Whether search knows every revision."""
    for (number,) in store.each("SELECT id FROM revision WHERE id NOT IN (SELECT revision FROM copy)"):
        yield Problem(f"revision {number}", "has no copy", _BACKUP)
    for (number,) in store.each("SELECT id FROM revision WHERE id NOT IN (SELECT id FROM words_docsize)"):
        yield Problem(f"revision {number}", "is not in the search index", "copydesk check --mend makes the index anew")


def _statements(store: Store) -> Iterator[Problem]:
    """Whether every statement stands in its text where it is said to."""
    for number, revision, data, title, text in store.each(
        "SELECT s.id, s.revision, s.data, r.title, c.text FROM statement s JOIN revision r ON r.id = s.revision"
        " JOIN copy c ON c.revision = s.revision"
    ):
        try:
            found = _statement(data)
        except msgspec.DecodeError as error:
            yield Problem(f"statement {number}", f"cannot be read ({error})", _AGAIN)
            continue
        words = text if found.where == "text" else title or ""
        if any(words[part.start : part.end] != part.text for part in (*found.content, *found.cue)):
            yield Problem(f"statement {number}", f"does not stand where it should in revision {revision}", _AGAIN)
