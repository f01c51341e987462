"""Many deliveries into the archive: read in parallel, written by one, in the order in which they came.

Parcels are filed in batches, each a transaction: a process that is killed has filed a number of whole batches, and to
add the same again files the rest.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from itertools import chain, islice
from multiprocessing import get_context
from time import monotonic
from typing import Final

from copydesk.archive.filing import file_failure, file_parcel
from copydesk.archive.packing import pack, train
from copydesk.archive.parcels import Parcel, parcel_of
from copydesk.archive.reading import body
from copydesk.archive.records import UNCHANGED, Filed
from copydesk.archive.store import Store, now
from copydesk.records import Delivery, Failure
from copydesk.settings import Settings

_BATCH: Final = 100
"""Parcels of one transaction, at most."""
_BATCH_SECONDS: Final = 1.0
_AHEAD: Final = 16
"""Deliveries in hand for each process; the rest is not read yet."""
_FEWEST_FOR_POOL: Final = 8
"""Deliveries below which the processes would cost more than they save."""
_DICTIONARY_AFTER: Final = 500
"""Captures from which a dictionary is learned."""
_SAMPLES: Final = 400
_PAYS: Final = 0.97
"""Share of their size with a dictionary from which captures are packed without one."""

Shared = tuple[int, bytes]
"""A dictionary with its number."""


def add_all(
    store: Store, found: Iterable[Delivery | Failure], settings: Settings, *, processes: int = 1
) -> Iterator[Filed | Failure]:
    """File every delivery; what became of each, in their order, when its batch is safe on disk."""
    return file_all(store, _parcels(store, iter(found), settings, processes))


def file_all(store: Store, parcels: Iterable[Parcel | Failure]) -> Iterator[Filed | Failure]:
    """File parcels in batches, each whole or not at all."""
    for batch in _batches(iter(parcels)):
        with store.writing():
            answers = [_file(store, each) for each in batch]
        yield from answers


def _file(store: Store, one: Parcel | Failure) -> Filed | Failure:
    if isinstance(one, Failure):
        if one.error != UNCHANGED:
            file_failure(store, one)
        return one
    return file_parcel(store, one)


def _batches(parcels: Iterator[Parcel | Failure]) -> Iterator[list[Parcel | Failure]]:
    """Parcels in batches that are full, or have waited long enough."""
    batch: list[Parcel | Failure] = []
    started = monotonic()
    for parcel in parcels:
        if not batch:
            started = monotonic()
        batch.append(parcel)
        if len(batch) >= _BATCH or monotonic() - started > _BATCH_SECONDS:
            yield batch
            batch = []
    if batch:
        yield batch


def _parcels(
    store: Store, found: Iterator[Delivery | Failure], settings: Settings, processes: int
) -> Iterator[Parcel | Failure]:
    """The parcels of deliveries, in their order."""
    first = list(islice(found, _FEWEST_FOR_POOL))
    given = chain(first, found)
    if processes == 1 or len(first) < _FEWEST_FOR_POOL:
        for each, shared in _with_dictionary(store, given):
            yield each if isinstance(each, Failure) else _parcel(each, settings, shared)
        return
    with ExitStack() as stack:
        # New processes and no copies of this one, which has a database open.
        fresh = get_context("spawn")
        pool = stack.enter_context(ProcessPoolExecutor(processes, mp_context=fresh))
        waiting: deque[tuple[Delivery | Failure, Future[Parcel | Failure] | None]] = deque()
        for each, shared in _with_dictionary(store, given):
            job = None if isinstance(each, Failure) else pool.submit(_parcel, each, settings, shared)
            waiting.append((each, job))
            if len(waiting) >= processes * _AHEAD:
                yield _result(*waiting.popleft())
        while waiting:
            yield _result(*waiting.popleft())


def _with_dictionary(
    store: Store, given: Iterable[Delivery | Failure]
) -> Iterator[tuple[Delivery | Failure, Shared | None]]:
    """Each delivery with the dictionary to pack it with, which is learned on the way once there is enough to learn."""
    shared = dictionary(store)
    for number, each in enumerate(given, start=1):
        if shared is None and number % _BATCH == 0:
            shared = dictionary(store)
        yield each, shared


def _result(given: Delivery | Failure, job: Future[Parcel | Failure] | None) -> Parcel | Failure:
    if job is None or isinstance(given, Failure):
        assert isinstance(given, Failure)
        return given
    try:
        return job.result()
    except BrokenProcessPool:
        return Failure(given.name or "input", "Killed", "the process that read it was killed", "add it alone")


def _parcel(delivery: Delivery, settings: Settings, shared: Shared | None) -> Parcel | Failure:
    """The parcel of a delivery; one that defeats us must not take the others with it."""
    try:
        return parcel_of(delivery, settings, shared)
    except MemoryError:
        return Failure(delivery.name or "input", "MemoryError", "not enough memory", "add it on a larger machine")
    except Exception as error:  # the rest must still be filed
        said = f"this is a bug in copydesk ({type(error).__name__}: {error})"
        return Failure(delivery.name or "input", "Bug", said, "please report it, with the page if you can")


def dictionary(store: Store) -> Shared | None:
    """The dictionary that new captures are packed with; learned when there are enough of them, and if it pays."""
    row = store.row("SELECT id, data FROM dictionary ORDER BY id DESC LIMIT 1")
    if row is not None:
        return row[0], row[1]
    count = store.row("SELECT count(*) FROM capture")[0]
    if count < max(_DICTIONARY_AFTER, 2 * store.tried) or store.read_only:
        return None
    store.tried = count
    step = max(1, count // _SAMPLES)
    numbers = [row[0] for row in store.rows("SELECT id FROM capture WHERE id % ? = 0 LIMIT ?", step, _SAMPLES)]
    samples = [body(store, number) for number in numbers]
    made = train(samples[: -len(samples) // 8])
    if made is None or not _pays(made, samples[-len(samples) // 8 :]):
        return None
    with store.writing():
        number = store.put("dictionary", data=made, made=now())
    return number, made


def _pays(made: bytes, others: list[bytes]) -> bool:
    """Whether a dictionary saves enough on captures that it was not learned from."""
    plain = sum(len(pack(each)) for each in others)
    return sum(len(pack(each, made)) for each in others) < _PAYS * plain
