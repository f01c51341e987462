"""The log of writes: a JSON object a line, who asked for what and when, and what became of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import msgspec

from copydesk.errors import ArchiveError

_TAIL: Final = 64_000
"""Bytes of the end of the log that are read."""


class Noted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line: that something was asked for, or what became of it."""

    time: str
    who: str
    """Address of the client."""
    what: str
    """upload, paste, fetch or check."""
    job: int
    outcome: str
    """asked, or what became of it, counted."""
    of: tuple[str, ...] = ()
    """Names of files, or addresses; the first of them."""
    articles: tuple[int, ...] = ()
    """The first articles that it bears on."""


def note(path: Path, noted: Noted) -> None:
    """Add a line. Raises ArchiveError where that cannot be done: what is not noted is not written."""
    line = msgspec.json.encode(noted) + b"\n"
    try:
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, line)
        finally:
            os.close(file)
    except OSError as error:
        raise ArchiveError("the log of writes", f"cannot be written ({error.strerror})", "check --log") from None


def last(path: Path, most: int) -> tuple[Noted, ...]:
    """The last lines, the newest first; a line that cannot be read is left out."""
    try:
        with path.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - _TAIL))
            lines = file.read().splitlines()
    except OSError:
        return ()
    found: list[Noted] = []
    for line in reversed(lines):
        if len(found) == most:
            break
        try:
            found.append(msgspec.json.decode(line, type=Noted))
        except msgspec.MsgspecError:
            continue
    return tuple(found)
