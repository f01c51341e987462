"""An archive's file: opened, brought up to date, written by one at a time.

Everything that is SQL about opening and writing stands here: the file is in WAL mode, so that readers never wait; a
writer holds the lock for one batch and others wait their turn; a process that is killed leaves a file that is as it was
after the last whole batch. What goes wrong becomes an `ArchiveError` that says what to do.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from copydesk.archive.schema import APPLICATION, MIGRATIONS
from copydesk.errors import ArchiveError, NotFound

PATIENCE: Final = 120.0
"""Seconds a writer waits for others before it says so."""
_CACHE_KIB: Final = 32_768
_OLDEST: Final = (3, 37, 0)
"""The first SQLite with STRICT tables."""


class Store:
    """An open archive. Reading needs no transaction; writing happens inside `writing()`."""

    def __init__(self, path: Path, *, create: bool = True, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self.words: set[str] = set()
        """Words that are in the index for certain, so that they need not be looked up again."""
        self.tried = 0
        """Captures there were when a dictionary was last learned in vain: it is tried again at twice as many."""
        self.db = _opened(path, create=create, read_only=read_only)
        with self.said():
            self._prepare()

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def rows(self, query: str, *values: Any) -> list[Any]:
        """All rows of a query."""
        with self.said():
            return self.db.execute(query, values).fetchall()

    def row(self, query: str, *values: Any) -> Any:
        """The first row of a query; None when there is none."""
        with self.said():
            return self.db.execute(query, values).fetchone()

    def each(self, query: str, *values: Any) -> Iterator[Any]:
        """The rows of a query, one by one."""
        with self.said():
            yield from self.db.execute(query, values)

    def put(self, table: str, **values: Any) -> int:
        """Insert a row; its number."""
        names = ", ".join(values)
        query = f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(values))})"
        return self.db.execute(query, tuple(values.values())).lastrowid or 0

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction, whole or not at all; waits for other writers."""
        if self.read_only:
            raise ArchiveError(str(self.path), "opened for reading only", "open it without read_only to write")
        with self.said():
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.words.clear()
                if self.db.in_transaction:  # SQLite itself rolls back when the disk is full
                    self.db.execute("ROLLBACK")
                raise
            self.db.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Reads that all see the file as it is at the first of them, whatever others write meanwhile."""
        with self.said():
            self.db.execute("BEGIN")
        try:
            yield
        finally:
            with self.said():
                self.db.execute("ROLLBACK")

    @contextmanager
    def said(self) -> Iterator[None]:
        """Errors of SQLite as errors of the archive."""
        try:
            yield
        except sqlite3.Error as error:
            raise _explained(error, self.path) from error

    def _prepare(self) -> None:
        self.db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        self.db.execute("PRAGMA foreign_keys = ON")
        version, application = (self.db.execute(f"PRAGMA {name}").fetchone()[0] for name in _MARKS)
        is_new = application == 0 and version == 0 and not self.db.execute("SELECT 1 FROM sqlite_master").fetchone()
        if not is_new and application != APPLICATION:
            raise ArchiveError(str(self.path), "an SQLite file, but no archive of copydesk", "give another path")
        if version > len(MIGRATIONS):
            raise ArchiveError(
                str(self.path), f"made by a later copydesk (schema {version}, this one knows {len(MIGRATIONS)})",
                "pip install --upgrade copydesk",
            )  # fmt: skip
        if self.read_only:
            if version < len(MIGRATIONS):
                raise ArchiveError(str(self.path), f"schema {version} is out of date", "open it once for writing")
            return
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = NORMAL")
        if version < len(MIGRATIONS):
            self._migrate()

    def _migrate(self) -> None:
        """Apply what is missing; another process may have done so in the meantime."""
        while True:
            with self.writing():
                (version,) = self.db.execute("PRAGMA user_version").fetchone()
                if version >= len(MIGRATIONS):
                    return
                for statement in statements(MIGRATIONS[version]):
                    self.db.execute(statement)
                self.db.execute(f"PRAGMA user_version = {version + 1}")
                self.db.execute(f"PRAGMA application_id = {APPLICATION}")


_MARKS: Final = ("user_version", "application_id")


def statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one: `executescript` would end the transaction."""
    waiting = ""
    for line in script.splitlines(keepends=True):
        waiting += line
        if sqlite3.complete_statement(waiting):
            yield waiting
            waiting = ""


def now() -> str:
    """The present time in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _opened(path: Path, *, create: bool, read_only: bool) -> sqlite3.Connection:
    if sqlite3.sqlite_version_info < _OLDEST:
        raise ArchiveError(str(path), f"SQLite {sqlite3.sqlite_version} is too old", "an archive needs 3.37 or later")
    if path.is_dir():
        raise ArchiveError(str(path), "a folder", "give the file that is to hold the archive")
    if not path.exists():
        if not create:
            raise NotFound(str(path), "no such archive", "make one with copydesk add")
        if not path.parent.is_dir():
            raise NotFound(str(path.parent), "no such folder for the archive", "make it first")
    mode = "ro" if read_only else "rwc" if create else "rw"
    try:
        db = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=PATIENCE, isolation_level=None
        )
        db.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        raise _explained(error, path) from error
    return db


def _explained(error: sqlite3.Error, path: Path) -> ArchiveError:
    """What an error of SQLite means for whoever uses the archive."""
    said = str(error)
    thing = str(path)
    if "locked" in said or "busy" in said:
        return ArchiveError(thing, f"another process has been writing for {PATIENCE:.0f} seconds", "try again later")
    if "full" in said:
        return ArchiveError(thing, "the disk is full; what was filed before is kept", "make room and add again")
    if "readonly" in said or "read-only" in said:
        return ArchiveError(thing, "cannot be written", "check the permissions of the file and its folder")
    if "unable to open" in said:
        why = "permission denied" if path.exists() and not os.access(path, os.R_OK) else said
        return ArchiveError(thing, f"cannot be opened ({why})", "check the path and its permissions")
    if "not a database" in said:
        return ArchiveError(thing, "not an archive (no SQLite file)", "give another path")
    if "malformed" in said or "corrupt" in said:
        return ArchiveError(thing, f"damaged ({said})", "run copydesk check, or go back to a backup")
    if "I/O" in said:
        return ArchiveError(thing, f"the device failed ({said})", "what was filed before is kept; check the disk")
    return ArchiveError(thing, f"SQLite says: {said}", "run copydesk check; please report it if that finds nothing")
