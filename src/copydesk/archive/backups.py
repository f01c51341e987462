"""A copy of an archive in one file, made while others read and write."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Final

from copydesk.archive.store import Store
from copydesk.errors import ArchiveError

_PAGES: Final = 2_000
"""Database pages copied at a time; between two such steps others may write."""


def backup(store: Store, path: Path) -> Path:
    """Copy the archive to a file that is not there yet; it appears whole or not at all."""
    if path.exists():
        raise ArchiveError(str(path), "is there already", "give another name, or move it away")
    if not path.parent.is_dir():
        raise ArchiveError(str(path.parent), "no such folder for the backup", "make it first")
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.unlink(missing_ok=True)
    try:
        target = sqlite3.connect(unfinished)
        try:
            with store.said():
                store.db.backup(target, pages=_PAGES)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        finally:
            target.close()
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.replace(path)
    except sqlite3.Error as error:
        raise ArchiveError(str(path), f"the backup failed ({error})", "check the room on the disk") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return path
