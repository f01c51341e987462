"""The output of a run: a folder on this machine or in a store, in which every file appears whole or not at all.

    data/       a file of rows for each part
    failures/   what could not be read or was abandoned, a line each
    done/       a mark for each part whose files are complete: what was counted, and what it was made with
    sketches/   what near duplicates are found by
    sites/      what the pages of each site repeat

A part counts as made when its mark is there; the mark is written last.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final, cast
from uuid import uuid4

import msgspec

from copydesk.bulk.counts import Counts
from copydesk.bulk.wire import line_of, record_from
from copydesk.errors import Damaged, IntakeError, NotReadable, UsageError
from copydesk.intake import stores

_UNFINISHED: Final = ".part"


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """That a part was made: of what state of its inputs, with what, what came of it, and which files hold it."""

    part: str
    addresses: tuple[str, ...]
    state: str
    digest: str
    counts: Counts
    files: tuple[str, ...]
    begin: int = 0
    """With `end` and `keys`, which bytes of its input a part is, and how its lines are read: for `copydesk add`."""
    end: int | None = None
    keys: dict[str, str] = {}
    record_seconds: float = 0.0
    memory: int = 0
    kept: Counts | None = None
    """The counts without the duplicates that were taken out; `sifted` is the digest of their list."""
    sifted: str = ""

    @property
    def final(self) -> Counts:
        """The counts of the rows that are there now."""
        return self.kept or self.counts


class Folder:
    """The folder of a run. Names in it are relative, parted by slashes."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/") or address
        self._store: Any = None
        if stores.is_remote(address):
            self._store, self._root = stores.store_of(self.address)
        else:
            self._root = os.path.abspath(stores.local_path(self.address))  # noqa: PTH100

    def prepare(self) -> None:
        """Make the folder, so that what stands in its way is said before the work and not after it.

        Raises UsageError for what can be no output, NotReadable where it cannot be made.
        """
        if self.address.lower().startswith("memory://"):
            raise UsageError(self.address, "lies in the memory of one process", "name a folder or a store")
        if self._store is not None:
            return
        if os.path.exists(self._root) and not os.path.isdir(self._root):  # noqa: PTH110, PTH112
            raise UsageError(self.address, "a file; rows come into a folder", "name another")
        try:
            os.makedirs(self._root, exist_ok=True)  # noqa: PTH103
        except OSError as error:
            said = f"cannot be made ({error.strerror or error})"
            raise NotReadable(self._root, said, "check the disk, the path and your access") from None

    def holds(self, address: str) -> bool:
        """Whether a file lies in this folder, or below."""
        if stores.is_remote(address) or self._store is not None:
            return address.startswith(f"{self.address}/")
        return os.path.abspath(stores.local_path(address)).startswith(self._root + os.sep)  # noqa: PTH100

    def path(self, name: str) -> str:
        """Where a file of that name lies, for whoever opens it."""
        return f"{self._root}/{name}"

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        """A file to write, which takes its name when all is written; on any error the old one stays."""
        path = self.path(name)
        folder, _, last = path.rpartition("/")
        unfinished = f"{folder}/.{last}.{os.getpid()}-{uuid4().hex[:8]}{_UNFINISHED}"
        try:
            if self._store is not None:
                self._store.makedirs(folder, exist_ok=True)
                with self._store.open(unfinished, "wb") as file:
                    yield file
                self._store.mv(unfinished, path)
                return
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103
            with open(unfinished, "xb") as file:  # noqa: PTH123
                yield cast("IO[bytes]", file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(unfinished, path)  # noqa: PTH105
        except OSError as error:
            said = f"cannot be written ({error.strerror or error})"
            raise NotReadable(path, said, "check the disk, the path and your access") from None
        finally:
            self._remove(unfinished)

    def write(self, name: str, data: bytes) -> None:
        """A file with that content, in the place of any other of its name."""
        with self.writing(name) as file:
            file.write(data)

    def opened(self, name: str) -> IO[bytes]:
        """A file, open for reading. Raises IntakeError."""
        if self._store is None:
            return stores.opened(self.path(name))
        return cast("IO[bytes]", self._store.open(self.path(name), "rb"))

    def read(self, name: str) -> bytes:
        """The content of a file. Raises IntakeError."""
        with self.opened(name) as file:
            return file.read()

    def names(self, folder: str) -> list[str]:
        """The names of all files in one of its folders, sorted; unfinished ones left out."""
        place = self.path(folder)
        try:
            found = os.listdir(place) if self._store is None else self._store.ls(place, detail=False)  # noqa: PTH208
        except (FileNotFoundError, NotADirectoryError):
            return []
        return sorted(
            f"{folder}/{name}" for each in found if not (name := each.rstrip("/").rpartition("/")[2]).startswith(".")
        )

    def has(self, name: str) -> bool:
        """Whether a file of that name is there."""
        return os.path.exists(self.path(name)) if self._store is None else self._store.exists(self.path(name))  # noqa: PTH110

    def remove(self, name: str) -> None:
        """Take a file away, if it is there."""
        self._remove(self.path(name))

    def sweep(self) -> None:
        """Take away what killed processes left unfinished."""
        for folder in ("", "data", "failures", "done", "sketches", "sites"):
            place = Path(self.path(folder))
            if self._store is None and place.is_dir():
                for path in place.glob(f".*{_UNFINISHED}"):
                    path.unlink(missing_ok=True)

    def mark(self, part: str) -> Mark | None:
        """The mark of a part; None when it has none that can be read."""
        try:
            return record_from(self.read(_mark_name(part)), Mark)
        except (IntakeError, OSError, ValueError):
            return None

    def set_mark(self, mark: Mark) -> None:
        """Mark a part as made."""
        self.write(_mark_name(mark.part), line_of(mark))

    def unmark(self, part: str) -> None:
        """Have a part made anew."""
        self.remove(_mark_name(part))

    def drop(self, mark: Mark) -> None:
        """Take a part away: its mark first, so that it never stands for files that are gone."""
        self.unmark(mark.part)
        for name in mark.files:
            self.remove(name)

    def marks(self) -> Iterator[Mark]:
        """All marks, sorted by part."""
        for name in self.names("done"):
            mark = self.mark(name.removeprefix("done/").removesuffix(".json"))
            if mark is None:
                raise Damaged(self.path(name), "no mark of a finished part", "remove it; its part is made again")
            yield mark

    def _remove(self, path: str) -> None:
        if self._store is None:
            with suppress(OSError):
                os.unlink(path)  # noqa: PTH108
            return
        with suppress(Exception):  # it was not there, or was renamed
            self._store.rm_file(path)


def _mark_name(part: str) -> str:
    return f"done/{part}.json"
