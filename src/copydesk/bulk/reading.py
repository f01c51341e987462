"""The records of a part, one after another, whoever watches told before and after each."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator
from time import perf_counter
from typing import Final, NamedTuple

from copydesk.bulk.counts import Counts, spend
from copydesk.bulk.parts import Part
from copydesk.bulk.settings import BulkSettings
from copydesk.errors import CopydeskError, IntakeError, NotReadable
from copydesk.intake import stores
from copydesk.intake.files import read_stream, shown
from copydesk.intake.lines import deliveries_of_lines, keys_from
from copydesk.intake.warc import deliveries_in
from copydesk.records import Delivery, Failure

Watch = Callable[[int, str, Counts], None]
"""Told before each record: its number in the part, its name ("" while it is still being read), what was counted."""

ABANDONED: Final = "Abandoned"
"""Error of what took too long, or ended its process."""


def _unwatched(number: int, name: str, counts: Counts) -> None:
    """Nobody watches."""


class Oversight(NamedTuple):
    """What whoever watches has learned of the records of a part, and how it is told where a process is."""

    skip: Collection[int] = ()
    """Numbers of records over which processes died or took too long: each is a failure."""
    until: int = -1
    """The record that cannot even be read, with which the part ends."""
    watch: Watch = _unwatched


ALONE: Final = Oversight()
"""Nobody watches, and all records are taken."""


def watched(
    part: Part, settings: BulkSettings, counts: Counts, oversight: Oversight = ALONE
) -> Iterator[Delivery | Failure]:
    """Every record of a part, the time that finding it takes counted, whoever watches told before and after.

    In the place of a record that is to be skipped stands a failure. Raises IntakeError for a file that cannot be
    opened, or a store that fails.
    """
    watch = oversight.watch
    found = _received(part, settings, oversight.skip)
    for number in itertools.count():
        watch(number, "", counts)
        begin = perf_counter()
        is_last = number == oversight.until
        one = _unread(part, ABANDONED, "took too long or ended the process") if is_last else _next(found, part)
        spend(counts, "read", perf_counter() - begin)
        if one is None:
            watch(-1, "", counts)
            return
        watch(number, name_of(one), counts)
        yield _abandoned(one, settings) if number in oversight.skip else one
        if is_last:
            return


def _abandoned(received: Delivery | Failure, settings: BulkSettings) -> Failure:
    """That a record was not waited for."""
    said = f"took over {settings.record_seconds:g} s or {settings.memory / 1e6:,.0f} MB, or ended the process"
    return Failure(name_of(received), ABANDONED, said, "give it alone to extract, or raise the bounds")


def _next(found: Iterator[Delivery | Failure], part: Part) -> Delivery | Failure | None:
    """The next record, None at the end; a failure, and the last, where the reader itself fails."""
    try:
        return next(found, None)
    except CopydeskError:
        raise
    except Exception as error:
        return _unread(part, type(error).__name__, f"failed ({error})")


def _unread(part: Part, kind: str, how: str) -> Failure:
    """That a part could not be read to its end."""
    stretch = f" of the bytes {part.begin:,} to {part.end or part.begin + part.size:,}" if part.size else ""
    said = f"the reading of the next record{stretch} {how}; the rest of these is missing"
    return Failure(shown(part.addresses[0]), kind, said, "raise the bounds, or take the file from its source again")


def name_of(received: Delivery | Failure) -> str:
    """How a record is named."""
    return received.source if isinstance(received, Failure) else received.name


def _received(part: Part, settings: BulkSettings, skip: Collection[int]) -> Iterator[Delivery | Failure]:
    """Every delivery of a part. Raises IntakeError for a file that cannot be opened, or a store that fails."""
    most = settings.reading.max_bytes
    if part.form == "files":
        for number, address in enumerate(part.addresses):
            yield Delivery(data=b"", name=shown(address)) if number in skip else _page(address, most)
        return
    address = part.addresses[0]
    with stores.opened(address) as file:
        try:
            if part.form == "warc":
                yield from deliveries_in(file, shown(address), most, part.begin, part.end)
            else:
                keys = keys_from(settings.keys)
                yield from deliveries_of_lines(file, shown(address), most, keys, part.begin, part.end)
        except OSError as error:
            if stores.is_remote(address):  # the network may be back at the next attempt
                raise NotReadable(address, f"its store failed ({error})", "try again") from None
            said = f"the disk failed near byte {file.tell():,} ({error.strerror or error}); the rest is missing"
            yield Failure(shown(address), "NotReadable", said, "copy the file from a sound device")


def _page(address: str, most: int) -> Delivery | Failure:
    """The page in a file of its own."""
    try:
        with stores.opened(address) as file:
            return Delivery(data=read_stream(file, shown(address), most), name=shown(address))
    except IntakeError as error:
        return Failure(error.thing, type(error).__name__, error.message, error.next_step)
