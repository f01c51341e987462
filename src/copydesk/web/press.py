"""Digests of the weeks that are read, made ready beside the room, so that no reader waits for the events of thousands.

A small one is made at once, and kept until something is filed. A large one is made in another process, one at a time
and yielding to the readers; until the new one is there, the old one is shown, or none.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
import time
from collections import OrderedDict
from concurrent.futures import BrokenExecutor, CancelledError, Future, ProcessPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

from copydesk.archive.archive import Archive
from copydesk.archive.digest import Digest
from copydesk.archive.latest import Standing
from copydesk.archive.occasions import Occasion
from copydesk.errors import CopydeskError

SMALL: Final = 60
"""Articles whose events are found within the time of a request; a hundred take about 50 ms."""
_log: Final = logging.getLogger(__name__)
_MOST_BEING: Final = 4
"""Digests that are being made or wait for it; the next is asked for again."""
_KEPT: Final = 12
"""Digests that are kept."""
_SELDOM: Final = 30.0
"""Seconds for which a digest is not made anew, whatever is filed."""
_SHARE: Final = 10
"""A digest is made at most for one in so many of the seconds."""
_AT_LAST: Final = 3600.0
"""Seconds after which it is made anew in any case: what was deleted is not seen otherwise."""

_MINUTE: Final = 60.0
_EVENTS: Final = 400
"""Events of single articles that are kept for a minute: finding one takes about 25 ms."""

Span = tuple[str, str]


class _Made(NamedTuple):
    """A digest, and what it is of."""

    digest: Digest
    standing: Standing
    at: float
    cost: float


class Press:
    """The digests of one archive. Several threads may ask at once; `close` ends the process that makes them."""

    def __init__(self, path: Path, small: int = SMALL, seldom: float = _SELDOM) -> None:
        self.path = path
        self.small = small
        self.seldom = seldom
        self._lock = threading.Lock()
        self._made: OrderedDict[Span, _Made] = OrderedDict()
        self._being: dict[Span, Future[tuple[Digest, float]]] = {}
        self._events: OrderedDict[int, tuple[Occasion, float]] = OrderedDict()
        self._pool: ProcessPoolExecutor | None = None
        self._waiting = threading.Semaphore(1)
        self._not_before = 0.0

    def digest(self, archive: Archive, since: str, until: str, *, patience: float = 0.0) -> Digest | None:
        """The digest of some days, as new as it is; None while the first is being made.

        `patience` are seconds that one reader at a time may wait for the first.
        """
        span, standing = (since, until), archive.standing()
        with self._lock:
            made = self._made.get(span)
            if made is not None:
                self._made.move_to_end(span)
        if made is not None and not self._is_old(made, standing):
            return made.digest
        if archive.count_between(since, until, self.small + 1) <= self.small:
            return self._at_once(archive, span, standing)
        waited = self._begin(span, standing)
        if waited is not None and made is None and patience and self._waiting.acquire(blocking=False):
            try:
                return waited.result(patience)[0]
            except (TimeoutError, BrokenExecutor, CancelledError, CopydeskError):
                return None
            finally:
                self._waiting.release()
        return made.digest if made else None

    def event(self, archive: Archive, article: int) -> Occasion:
        """The event of an article, as it was found at most a minute ago. Raises NotFound."""
        with self._lock:
            found = self._events.get(article)
        if found is not None and time.monotonic() - found[1] < _MINUTE:
            return found[0]
        event = archive.event(article)
        with self._lock:
            self._events[article] = event, time.monotonic()
            self._events.move_to_end(article)
            while len(self._events) > _EVENTS:
                self._events.popitem(last=False)
        return event

    def _is_old(self, made: _Made, standing: Standing) -> bool:
        age = time.monotonic() - made.at
        if made.cost and age < max(self.seldom, _SHARE * made.cost):
            return False
        return standing != made.standing or age > _AT_LAST

    def _at_once(self, archive: Archive, span: Span, standing: Standing) -> Digest:
        found = archive.digest(*span)
        self._keep(span, _Made(found, standing, time.monotonic(), 0.0))
        return found

    def _begin(self, span: Span, standing: Standing) -> Future[tuple[Digest, float]] | None:
        """Have a digest made, unless it is being made already, or the last could not be."""
        with self._lock:
            if span in self._being:
                return self._being[span]
            if time.monotonic() < self._not_before or len(self._being) >= _MOST_BEING:
                return None
            if self._pool is None:
                # One process for each digest: what it needed (300 MB for 2,000 articles) is given back with it.
                self._pool = ProcessPoolExecutor(
                    1,
                    mp_context=multiprocessing.get_context("spawn"),
                    initializer=_yield_to_others,
                    max_tasks_per_child=1,
                )
            try:
                self._being[span] = task = self._pool.submit(_make, self.path, *span)
            except BrokenExecutor:
                self._pool = None
                return None
        task.add_done_callback(lambda done: self._take(span, standing, done))
        return task

    def _take(self, span: Span, standing: Standing, done: Future[tuple[Digest, float]]) -> None:
        with self._lock:
            self._being.pop(span, None)
            if done.cancelled():
                return
            error = done.exception()
            if error is not None:
                _log.error("a digest could not be made", exc_info=error)
                self._not_before = time.monotonic() + self.seldom
                if isinstance(error, BrokenExecutor):
                    self._pool = None  # a process that died is not asked again; a later question starts another
                return
        digest, cost = done.result()
        self._keep(span, _Made(digest, standing, time.monotonic(), cost))

    def _keep(self, span: Span, made: _Made) -> None:
        with self._lock:
            self._made[span] = made
            self._made.move_to_end(span)
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)

    def close(self) -> None:
        """End the process."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)


def _make(path: Path, since: str, until: str) -> tuple[Digest, float]:
    """A digest, and the seconds it took; runs in the process of the press."""
    began = time.monotonic()
    with Archive(path, create=False, read_only=True) as archive:
        found = archive.digest(since, until)
    return found, time.monotonic() - began


def _yield_to_others() -> None:
    if hasattr(os, "nice"):
        os.nice(10)


# ── One for each archive ──────────────────────────────────────────────────────────────────────────

_presses: Final[dict[Path, Press]] = {}
_opening: Final = threading.Lock()


def press_of(archive: Archive) -> Press:
    """The press of an archive: the same for all its readers."""
    path = archive.path.absolute()
    with _opening:
        if path not in _presses:
            _presses[path] = Press(path)
        return _presses[path]


def close(path: Path) -> None:
    """End the press of an archive, if there is one."""
    with _opening:
        press = _presses.pop(path.absolute(), None)
    if press is not None:
        press.close()
