"""Threads that read the archive, each with a connection of its own: no request waits for a file to be opened."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

from copydesk.archive.archive import Archive
from copydesk.errors import CopydeskError

_Answer = TypeVar("_Answer")

READERS: Final = 3
"""Threads that read: one more than two cores, since SQLite works without Python's lock."""
_GLANCE: Final = 0.5
"""Seconds between two looks for what is being made elsewhere, and how many are taken."""
_TIMES: Final = 40
MOST_WAITING: Final = 400
"""Requests that wait for a reader; who comes then is told to come again."""


class Busy(CopydeskError):
    """More is asked than can be answered; it is worth asking again."""


class Gathering(Busy):
    """What is asked for is being made elsewhere; it is worth waiting for."""


class Readers:
    """A few threads with an open archive each. `close` ends them."""

    def __init__(self, path: Path, readers: int = READERS) -> None:
        self.path = path
        self._own = threading.local()
        self._count = readers
        self._waiting = 0
        self._pool = ThreadPoolExecutor(readers, thread_name_prefix="reader")

    async def ask(self, question: Callable[[Archive], _Answer]) -> _Answer:
        """The answer to a question, as the archive was at one moment. Raises Busy, and what the question raises."""
        if self._waiting >= MOST_WAITING:
            raise Busy("the reading room", "too many are asking at once", "ask again in a moment")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, self._answer, question)
        finally:
            self._waiting -= 1

    async def ask_patiently(self, question: Callable[[Archive], _Answer]) -> _Answer:
        """As `ask`, but what is being made elsewhere is waited for, while the readers answer others."""
        for _ in range(_TIMES):
            try:
                return await self.ask(question)
            except Gathering:
                await asyncio.sleep(_GLANCE)
        return await self.ask(question)

    def _answer(self, question: Callable[[Archive], _Answer]) -> _Answer:
        archive: Archive | None = getattr(self._own, "archive", None)
        if archive is None:
            archive = self._own.archive = Archive(self.path, create=False, read_only=True)
        with archive.at_one_moment():
            return question(archive)

    def close(self) -> None:
        """Let every thread close its archive, and end."""
        together = threading.Barrier(self._count)

        def leave() -> None:
            with suppress(threading.BrokenBarrierError):  # one that is busy still does not keep the others open
                together.wait(timeout=30)
            archive: Archive | None = getattr(self._own, "archive", None)
            if archive is not None:
                archive.close()

        leaving = [self._pool.submit(leave) for _ in range(self._count)]
        for each in leaving:
            each.result()
        self._pool.shutdown()
