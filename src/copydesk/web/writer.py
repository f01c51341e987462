"""The one who writes: a thread with the archive open for writing, which does one job after another.

What is asked of it is a job with a number. A job's files lie in a folder of its own until it is done; what became of
each is kept in memory for as long as the room is open, of the last jobs.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Final, Literal, NamedTuple

import msgspec

from copydesk.archive.archive import Archive
from copydesk.archive.difference import summary
from copydesk.archive.records import UNCHANGED, Comparison, Filed, Problem
from copydesk.archive.store import now
from copydesk.errors import CopydeskError, NotFound
from copydesk.intake.fetch import ALLOW, Manners
from copydesk.intake.warc import deliveries_in, has_archive_name, is_web_archive
from copydesk.records import Delivery, Failure
from copydesk.web.audit import Noted, note
from copydesk.web.readers import Busy
from copydesk.web.settings import RoomSettings

_log: Final = logging.getLogger(__name__)
JobKind = Literal["upload", "paste", "fetch", "check"]
JobState = Literal["waiting", "working", "reading", "done", "failed"]
MOST_WAITING: Final = 20
"""Jobs that wait; who asks then is told to come again."""
MOST_KEPT: Final = 200
"""Jobs that are remembered."""
MOST_TOLD: Final = 100
"""Outcomes and problems of a job that are told one by one; of more, the first."""
MOST_PAGES: Final = 5_000
"""Pages of one web archive that are filed by a job."""
_TIMES: Final = 20
"""How many times as many bytes as an upload may have its pages may have in all."""
_MOST_NOTED: Final = 20
_PACE: Final = 2.0
"""Seconds between the beginnings of two jobs that fetch."""
_PATIENCE: Final = 10.0
"""Seconds that a closing room waits for the page in hand."""
_SAVE: Final = "a room fetches from the public web alone; save the page in a browser and add the file"
_CLOSED: Final = "the room was closed"


class Item(NamedTuple):
    """A page to be filed, in a file, with what is known of it; or an address to be fetched."""

    name: str
    path: Path | None = None
    url: str | None = None
    captured: str | None = None


class Work(NamedTuple):
    """What is asked of the writer, and by whom."""

    kind: JobKind
    who: str
    items: tuple[Item, ...] = ()
    form: str = "auto"
    folder: TemporaryDirectory[str] | None = None
    """Where the files lie; it goes when the work is done."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one capture: as the archive says, or "unchanged" (its server says so), or "failed"."""

    kind: Literal["new", "same", "changed", "known", "wall", "unchanged", "failed"]
    source: str
    article: int | None = None
    capture: int | None = None
    title: str | None = None
    summary: str = ""
    """What changed, why it failed, what kind of wall it is."""
    next_step: str = ""
    reprint_of: tuple[int, ...] = ()


class JobRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A job as it stands: what was asked, how far it is, what became of each capture."""

    number: int
    kind: JobKind
    state: JobState
    asked: str
    began: str | None = None
    ended: str | None = None
    ahead: int = 0
    """Jobs that come before it."""
    of: tuple[str, ...] = ()
    """Names of files, or addresses; the first of them."""
    items: int = 0
    counts: dict[str, int] = {}
    """How many outcomes of each kind there are."""
    outcomes: tuple[Outcome, ...] = ()
    read: int = 0
    """Revisions that were read for their statements."""
    problems: tuple[Problem, ...] = ()
    """Of a check."""
    found: int = 0
    """Problems in all."""
    error: str = ""
    next_step: str = ""

    @property
    def is_running(self) -> bool:
        """Whether there is more to come."""
        return self.state not in ("done", "failed")


class _Job:
    """A job while it is worked on."""

    def __init__(self, number: int, work: Work) -> None:
        self.work = work
        self.counts: Counter[str] = Counter()
        self.outcomes: list[Outcome] = []
        self.revisions: list[int] = []
        self.record = JobRecord(
            number=number,
            kind=work.kind,
            state="waiting",
            asked=now(),
            of=tuple(item.name for item in work.items[:_MOST_NOTED]),
            items=len(work.items),
        )

    def become(self, **what: object) -> None:
        """Let the record say something else; a reader sees the old one or the new one whole."""
        self.record = msgspec.structs.replace(self.record, **what)

    def take(self, answer: Filed | Failure) -> None:
        """Add what became of one capture."""
        outcome = outcome_of(answer)
        self.counts[outcome.kind] += 1
        if len(self.outcomes) < MOST_TOLD:
            self.outcomes.append(outcome)
        if isinstance(answer, Filed) and answer.revision is not None and answer.kind in ("new", "changed"):
            self.revisions.append(answer.revision)
        self.become(counts=dict(self.counts), outcomes=tuple(self.outcomes))


def outcome_of(answer: Filed | Failure) -> Outcome:
    """What became of a capture, as it is told."""
    if isinstance(answer, Failure):
        kind: Literal["unchanged", "failed"] = "unchanged" if answer.error == UNCHANGED else "failed"
        step = _SAVE if answer.next_step == ALLOW else answer.next_step
        return Outcome(kind=kind, source=answer.source, summary=answer.message, next_step=step)
    said = answer.reason if answer.kind == "wall" else ""
    return Outcome(
        kind=answer.kind,
        source=answer.source,
        article=answer.article,
        capture=answer.capture,
        title=answer.title,
        summary=summary(Comparison("changed", answer.changes)) if answer.changes else said,
        reprint_of=answer.reprint_of[:10],
    )


class Writer:
    """A thread that writes, begun when it is first asked for something. `close` ends it."""

    def __init__(self, settings: RoomSettings) -> None:
        self.settings = settings
        self._jobs: dict[int, _Job] = {}
        self._waiting: deque[_Job] = deque()
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._last = 0
        self._is_closed = False
        self._free_at = 0.0
        """When a job may fetch again."""
        self.checked: JobRecord | None = None
        """The last check that was carried out."""

    def ask(self, work: Work) -> JobRecord:
        """Let something be done, when its turn comes. Raises Busy, and ArchiveError when it cannot be noted."""
        with self._wake:
            if self._is_closed or len(self._waiting) >= MOST_WAITING:
                raise Busy("the writer", "too much is waiting to be added", "come again in a moment")
            job = _Job(self._last + 1, work)
            self._note(job, "asked")
            self._last += 1
            self._jobs[self._last] = job
            self._waiting.append(job)
            self._forget()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
                self._thread.start()
            self._wake.notify()
            return job.record

    def job(self, number: int) -> JobRecord:
        """A job as it stands. Raises NotFound."""
        with self._wake:
            job = self._jobs.get(number)
            ahead = self._waiting.index(job) if job is not None and job in self._waiting else 0
        if job is None:
            said = "not known; jobs are remembered while the room is open"
            raise NotFound(f"job {number}", said, "the page Health has the last ones")
        return msgspec.structs.replace(job.record, ahead=ahead)

    def recent(self, most: int) -> tuple[JobRecord, ...]:
        """The last jobs, the newest first."""
        with self._wake:
            return tuple(job.record for job in list(self._jobs.values())[: -most - 1 : -1])

    def close(self) -> None:
        """Do nothing more; wait for the page in hand."""
        with self._wake:
            self._is_closed = True
            left = list(self._waiting)
            self._waiting.clear()
            self._wake.notify()
        for job in left:
            self._end(job, "failed", error=_CLOSED, next_step="ask again")
        if self._thread is not None:
            self._thread.join(_PATIENCE)

    def _forget(self) -> None:
        """Let the oldest jobs go that are done."""
        for number in [number for number, job in self._jobs.items() if not job.record.is_running]:
            if len(self._jobs) <= MOST_KEPT:
                return
            del self._jobs[number]

    # In the thread.

    def _work(self) -> None:
        try:
            with Archive(self.settings.archive) as archive:
                while (job := self._next()) is not None:
                    self._do(archive, job)
        except CopydeskError as error:
            self._give_up(error)

    def _next(self) -> _Job | None:
        with self._wake:
            while not self._waiting and not self._is_closed:
                self._wake.wait()
            return None if self._is_closed else self._waiting.popleft()

    def _give_up(self, error: CopydeskError) -> None:
        """The archive cannot be opened for writing: say so to all who wait, and try anew when somebody asks again."""
        with self._wake:
            left = list(self._waiting)
            self._waiting.clear()
            self._thread = None
        for job in left:
            self._end(job, "failed", error=error.message, next_step=error.next_step)

    def _do(self, archive: Archive, job: _Job) -> None:
        """Carry out a job; whatever goes wrong ends that job alone."""
        job.become(state="working", began=now())
        try:
            if job.work.kind == "check":
                problems = archive.check()
                job.become(problems=problems[:MOST_TOLD], found=len(problems))
            else:
                self._file(archive, job)
        except CopydeskError as error:
            self._end(job, "failed", error=f"{error.thing}: {error.message}", next_step=error.next_step)
        except Exception as error:  # a bug must not end the thread
            _log.exception("job %d", job.record.number)
            said = f"this is a bug in copydesk ({type(error).__name__})"
            self._end(job, "failed", error=said, next_step="please report it")
        else:
            self._end(job, "failed" if self._is_closed else "done", error=_CLOSED if self._is_closed else "")

    def _keep_pace(self) -> None:
        """Wait until a page may be fetched again: two jobs may be for one host."""
        wait = self._free_at - monotonic()
        with self._wake:
            self._wake.wait_for(lambda: self._is_closed, max(0.0, wait))
        self._free_at = monotonic() + _PACE

    def _file(self, archive: Archive, job: _Job) -> None:
        options = {"max_bytes": self.settings.max_bytes, "form": job.work.form}
        if job.work.kind == "fetch":
            self._keep_pace()
            addresses = [item.url or "" for item in job.work.items]
            answers = archive.visiting(addresses, manners=Manners(tries=2, seconds=30.0), **options)
        else:
            answers = archive.filing(_deliveries(job.work.items, self.settings.max_bytes), **options)
        with closing(answers):
            for answer in answers:
                job.take(answer)
                if self._is_closed:
                    return
        if job.revisions:
            job.become(state="reading")
            job.become(read=archive.read_statements(revisions=job.revisions))

    def _end(self, job: _Job, state: JobState, *, error: str = "", next_step: str = "") -> None:
        """Note what became of a job, and let that be seen."""
        if job.work.folder is not None:
            job.work.folder.cleanup()
        counted = ", ".join(f"{count} {kind}" for kind, count in job.counts.items())
        is_checked = job.work.kind == "check" and state == "done"
        found = f"{job.record.found} problems" if is_checked else counted or "nothing"
        try:
            self._note(job, f"failed: {error}" if error else found)
        except CopydeskError as failed:
            error = error or f"{failed.thing}: {failed.message}"
        job.become(state=state, ended=now(), error=error, next_step=next_step)
        if is_checked:
            self.checked = job.record

    def _note(self, job: _Job, outcome: str) -> None:
        articles = dict.fromkeys(each.article for each in job.outcomes if each.article is not None)
        noted = Noted(
            time=now(),
            who=job.work.who,
            what=job.work.kind,
            job=job.record.number,
            outcome=outcome,
            of=job.record.of if outcome == "asked" else (),
            articles=tuple(articles)[:_MOST_NOTED],
        )
        note(self.settings.audit, noted)


def _deliveries(items: Sequence[Item], most: int) -> Iterator[Delivery | Failure]:
    """The pages of files; a web archive stands for its pages, as many as one job may file."""
    for item in items:
        assert item.path is not None
        if has_archive_name(item.name) or is_web_archive(str(item.path)):
            with item.path.open("rb") as file:
                yield from _bounded(deliveries_in(file, item.name, most), item.name, most)
        else:
            yield Delivery(
                data=item.path.read_bytes(),
                name=item.name,
                url=item.url,
                captured=item.captured,
                captured_how="given" if item.captured else "",
            )


def _bounded(found: Iterator[Delivery | Failure], name: str, most: int) -> Iterator[Delivery | Failure]:
    """What a web archive holds, up to a bound: a small file may hold very much."""
    size = 0
    for number, each in enumerate(found):
        size += len(each.data) if isinstance(each, Delivery) else 0
        if number >= MOST_PAGES or size > _TIMES * most:
            said = f"holds more than a room takes at once; {number:,} of its pages were read"
            yield Failure(name, "TooLarge", said, "add the rest by: copydesk add")
            return
        yield each
