"""A run: what the inputs are, what is done already, the rest done by an engine, and a report of all of it.

    [survey]   what the pages of each site repeat           (with `site_pass`)
     shard     rows, failures and a mark for each part
    [sift]     duplicates out, over all parts at once       (with `dedupe`)

Each step leaves what it made in the output folder, and does only what is not there yet: a run that was stopped, however
it was, goes on from there when the same is run again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from typing import Final

import msgspec
from msgspec import structs

from copydesk.bulk.beats import Task
from copydesk.bulk.columns import names_of
from copydesk.bulk.counts import Counts, total
from copydesk.bulk.engines import Engine, Local
from copydesk.bulk.folder import Folder, Mark
from copydesk.bulk.parts import Part, parts_of
from copydesk.bulk.reading import ABANDONED
from copydesk.bulk.settings import BulkSettings
from copydesk.bulk.sifting import find_duplicates
from copydesk.bulk.sites import repeated, survey_name
from copydesk.bulk.writing import schema_of
from copydesk.intake.files import shown
from copydesk.records import Failure


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a step of a run has come."""

    step: Task
    parts: int
    parts_done: int
    bytes: int
    """Of all inputs, as they lie there."""
    bytes_done: int
    records: int
    """In all, with those of parts that are not finished."""
    records_before: int
    """Of these, how many an earlier run had done."""
    failures: int
    seconds: float
    """Since the step began."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a run, with those before it that it goes on from, came to."""

    output: str
    parts: int
    parts_made: int
    """In this run; the others were there."""
    counts: Counts
    unread: tuple[Failure, ...] = ()
    """Inputs, and parts of them, that could not be read at all."""
    others: int = 0
    """Parts of other inputs that lie in the same folder."""
    seconds: float = 0.0
    """Of this run."""
    made_with: dict[str, object] = {}


_FOR_WANT: Final = frozenset({ABANDONED, "MemoryError"})
"""Errors of records that more time or memory might have made pages."""
Told = Callable[[Progress], None]


def untold(progress: Progress) -> None:
    """Nobody wants to know."""


def run(
    inputs: Iterable[str],
    output: str,
    settings: BulkSettings,
    *,
    engine: Engine | None = None,
    site_pass: bool = False,
    told: Told = untold,
) -> Report:
    """Make the shards of all inputs in the folder `output`; those that are there already are left as they are.

    Raises IntakeError where the output cannot be written, UsageError for settings or inputs that are none.
    """
    began = time.monotonic()
    if settings.format == "parquet":
        schema_of(names_of(settings.columns), settings)  # now, not in every process, is it told what is missing
    folder = Folder(output)
    folder.prepare()
    found = parts_of(inputs, settings, folder.holds)
    steps = _Steps(folder, engine or Local(), told, [each for each in found if isinstance(each, Part)])
    steps.folder.sweep()
    steps.unread += [each for each in found if isinstance(each, Failure)]
    if site_pass:
        settings = steps.survey(settings)
    made = steps.shards(settings)
    if settings.dedupe != "none":
        made += steps.sift(settings)
    own = {part.name for part in steps.parts}
    marks = list(steps.folder.marks())
    return Report(
        output=shown(output),
        parts=len(steps.parts),
        parts_made=made,
        counts=total(mark.final for mark in marks if mark.part in own),
        unread=tuple(steps.unread),
        others=sum(mark.part not in own for mark in marks),
        seconds=round(time.monotonic() - began, 3),
        made_with=settings.made_with(),
    )


class _Steps:
    """The steps of one run, and what they share."""

    def __init__(self, folder: Folder, engine: Engine, told: Told, parts: list[Part]) -> None:
        self.folder = folder
        self.engine = engine
        self.told = told
        self.parts = parts
        self.unread: list[Failure] = []

    def survey(self, settings: BulkSettings) -> BulkSettings:
        """Count what each site repeats; the settings that lead to it."""
        named = {survey_name(part, settings): part for part in self.parts}
        known = set(self.folder.names("sites"))
        self._do("survey", [part for name, part in named.items() if name not in known], settings, Counts())
        path, digest = repeated(self.folder, sorted(named.keys() & set(self.folder.names("sites"))))
        return structs.replace(settings, sites=path, sites_sha256=digest)

    def shards(self, settings: BulkSettings) -> int:
        """Make what is not there; how many parts that were."""
        digest = settings.digest()
        done: dict[str, Mark] = {}
        for part in self.parts:
            mark = self.folder.mark(part.name)
            if mark is not None and _is_sound(mark, part, digest, settings):
                done[part.name] = mark
        self._drop_superseded()
        waiting = [part for part in self.parts if part.name not in done]
        return self._do("shard", waiting, settings, total(mark.counts for mark in done.values()))

    def sift(self, settings: BulkSettings) -> int:
        """Take duplicates out; how many parts were made anew for it."""
        marked = {mark.part for mark in self.folder.marks()}
        made = [part for part in self.parts if part.name in marked]
        lacking, waiting = find_duplicates(self.folder, made, settings)
        remade = self._do("shard", lacking, settings, Counts()) if lacking else 0
        self._do("sift", waiting, settings, Counts())
        return remade

    def _drop_superseded(self) -> None:
        """Take away parts that were cut from the same inputs in another way: their rows would be there twice."""
        own = {part.name for part in self.parts}
        addresses = {address for part in self.parts for address in part.addresses}
        for mark in list(self.folder.marks()):
            if mark.part not in own and not addresses.isdisjoint(mark.addresses):
                self.folder.drop(mark)

    def _do(self, task: Task, waiting: Sequence[Part], settings: BulkSettings, before: Counts) -> int:
        """Have the engine do a task on parts; on how many it was done."""
        began = time.monotonic()
        counts = total([before])
        missing = {part.name for part in waiting}
        done = len(self.parts) - len(missing)
        size = sum(part.size for part in self.parts)
        size_done = sum(part.size for part in self.parts if part.name not in missing)

        def progress() -> Progress:
            records, failures = self.engine.under_way()
            return Progress(
                step=task,
                parts=len(self.parts),
                parts_done=done,
                bytes=size,
                bytes_done=size_done,
                records=counts.records + records,
                records_before=before.records,
                failures=counts.failures + failures,
                seconds=time.monotonic() - began,
            )

        made = 0
        self.told(progress())
        # Closed at once when it is left, so that an engine ends its processes before whoever interrupted goes on.
        with closing(self.engine.made(task, waiting, self.folder.address, settings)) as results:
            for one in results:
                if one is not None:
                    done, size_done = done + 1, size_done + one.part.size
                    if isinstance(one.outcome, Failure):
                        self.unread.append(one.outcome)
                    else:
                        made += 1
                        counts = total([counts, one.outcome])
                self.told(progress())
        return made


def _is_sound(mark: Mark, part: Part, digest: str, settings: BulkSettings) -> bool:
    """Whether a part was made of the same input in the same way, and nothing abandoned that would now be waited for."""
    wider = settings.record_seconds > mark.record_seconds or settings.memory > mark.memory
    is_lacking = not _FOR_WANT.isdisjoint(mark.counts.failed)
    return mark.state == part.state and mark.digest == digest and not (is_lacking and wider)
