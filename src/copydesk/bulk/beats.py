"""What a process that makes shards and the one that watches it tell each other.

Jobs and answers go through its standard input and output, a line of JSON each. Where it is in its job it writes into a
small file that both have mapped into memory, which stays readable when the process hangs, or is gone.
"""

from __future__ import annotations

import mmap
import struct
from pathlib import Path
from typing import Final, Literal, NamedTuple

import msgspec

from copydesk.bulk.counts import Counts
from copydesk.bulk.parts import Part
from copydesk.bulk.settings import BulkSettings

_FIELDS: Final = struct.Struct("<qd?qqq")
_LONGEST_NAME: Final = 1000
HEARTBEAT_BYTES: Final = _FIELDS.size + 2 + 4 * _LONGEST_NAME


Task = Literal["survey", "shard", "sift"]


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a worker."""

    task: Task
    part: Part
    output: str
    settings: BulkSettings
    skip: tuple[int, ...] = ()
    """Records that are passed over."""
    until: int = -1
    """The record that cannot even be read, and ends its part."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: the counts, or why there are none."""

    counts: Counts | None = None
    error: str = ""
    thing: str = ""
    message: str = ""
    next_step: str = ""


class Beat(NamedTuple):
    """Where a worker is: the number of the record, since when, whether it is still being read, what is counted."""

    number: int = -1
    since: float = 0.0
    is_reading: bool = True
    records: int = 0
    failures: int = 0
    words: int = 0
    name: str = ""


def beat_to(memory: mmap.mmap, beat: Beat) -> None:
    """Write where the worker is."""
    name = beat.name.encode("utf-8", "replace")[:_LONGEST_NAME]
    _FIELDS.pack_into(memory, 0, *beat[:6])
    memory[_FIELDS.size : _FIELDS.size + 2 + len(name)] = len(name).to_bytes(2, "little") + name


def beat_from(memory: mmap.mmap) -> Beat:
    """Read where the worker is; while it writes, a name may be half the old and half the new."""
    length = int.from_bytes(memory[_FIELDS.size : _FIELDS.size + 2], "little")
    name = memory[_FIELDS.size + 2 : _FIELDS.size + 2 + length].decode("utf-8", "replace")
    number, since, is_reading, records, failures, words = _FIELDS.unpack_from(memory, 0)
    return Beat(number, since, is_reading, records, failures, words, name)


def mapped(path: Path) -> mmap.mmap:
    """The file of a heartbeat, mapped."""
    with path.open("r+b") as file:
        return mmap.mmap(file.fileno(), HEARTBEAT_BYTES)


def rest(memory: mmap.mmap) -> None:
    """Write that the worker is at nothing."""
    beat_to(memory, Beat())
