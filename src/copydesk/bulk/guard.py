"""A process of its own that makes shards, watched: where it hangs or dies, the record it was at is passed over.

A record that takes too long is abandoned at once; one at which the process dies (the system may have ended it for its
memory, or somebody killed it) is tried again, and abandoned when the process dies at it once more. Either way the part
is made anew without it, and nothing else is lost; unless it is the reading itself that fails, with which the part ends.
"""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from copydesk.bulk.beats import HEARTBEAT_BYTES, Answer, Beat, Job, Task, beat_from, mapped, rest
from copydesk.bulk.counts import Counts
from copydesk.bulk.parts import Part
from copydesk.bulk.settings import BulkSettings
from copydesk.bulk.wire import line_of, record_from
from copydesk.errors import CopydeskError, Damaged

_GLANCE: Final = 0.25
"""Seconds between two looks at a working process."""
_DEATHS_AT_ONE: Final = 2
"""Deaths of the process at one record before that is abandoned."""
_DEATHS: Final = 200
"""Deaths over one part before the part is given up."""
_ATTEMPTS: Final = 3
"""Attempts at a part whose input or output fails as a whole."""
_PATIENCE: Final = 10.0
"""How many times longer than a page the reading of a record may take, as a store may be slow."""
_ONE_THREAD: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class PartFailed(CopydeskError):
    """A part that could not be made at all."""


class _Losses:
    """What processes were lost over in one part, and what of it is therefore given up."""

    def __init__(self, part: Part) -> None:
        self.skip: set[int] = set()
        self.until = -1
        self._part = part
        self._deaths: Counter[int] = Counter()

    def note(self, beat: Beat, *, is_overdue: bool) -> None:
        """Note that a process was lost where it was. Raises PartFailed when there is no end of it."""
        number = beat.number
        self._deaths[number] += 1
        if is_overdue or self._deaths[number] >= _DEATHS_AT_ONE:
            if beat.is_reading and self._part.form != "files":
                self.until = number
            else:
                self.skip.add(number)
        if self._deaths.total() > _DEATHS or self._deaths[number] > _DEATHS_AT_ONE:
            said = f"its process died {self._deaths.total()} times"
            raise PartFailed(self._part.name, said, "look at the system's log")


class Guard:
    """A process that makes one shard at a time; used as a context, at whose end it is gone."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._starting = threading.Lock()
        self._is_over = threading.Event()
        descriptor, path = tempfile.mkstemp(prefix="copydesk-")
        os.ftruncate(descriptor, HEARTBEAT_BYTES)
        os.close(descriptor)
        self._path = Path(path)
        self._memory = mapped(self._path)

    def __enter__(self) -> Guard:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def stop(self) -> None:
        """Have whoever waits in `make`, in another thread, wait no longer: the process is killed, and none started."""
        with self._starting:
            self._is_over.set()
            if self._process is not None:
                self._process.kill()

    def close(self) -> None:
        """End the process."""
        self.stop()
        self._end()
        self._memory.close()
        self._path.unlink(missing_ok=True)

    @property
    def beat(self) -> Beat:
        """Where the process is, or was."""
        return Beat() if self._memory.closed else beat_from(self._memory)

    def make(self, task: Task, part: Part, output: str, settings: BulkSettings) -> Counts:
        """Do a task on a part; what was counted. Raises PartFailed where that cannot be done."""
        losses = _Losses(part)
        attempts = 0
        while True:
            skip, until = tuple(sorted(losses.skip)), losses.until
            job = Job(task=task, part=part, output=output, settings=settings, skip=skip, until=until)
            answer = self._asked(job)
            if answer is None:
                beat, is_overdue = self.beat, self._overdue(settings)
                self._end()
                losses.note(beat, is_overdue=is_overdue)
            elif answer.counts is not None:
                rest(self._memory)
                return answer.counts
            else:
                attempts += 1
                if attempts >= _ATTEMPTS or answer.error == "Bug":
                    raise PartFailed(answer.thing, f"{answer.error}: {answer.message}", answer.next_step)
                self._is_over.wait(attempts)

    def _asked(self, job: Job) -> Answer | None:
        """The answer to a job; None when the process died, or took too long over a record."""
        process = self._started()
        if process.stdin is None or process.stdout is None:
            raise Damaged("the worker", "has no pipes", "please report it")
        try:
            process.stdin.write(line_of(job) + b"\n")
            process.stdin.flush()
        except OSError:
            return None
        with selectors.DefaultSelector() as ready:
            ready.register(process.stdout, selectors.EVENT_READ)
            while not ready.select(_GLANCE):
                if self._overdue(job.settings):
                    return None
        line = process.stdout.readline()
        return record_from(line, Answer) if line.endswith(b"\n") else None

    def _overdue(self, settings: BulkSettings) -> bool:
        """Whether the process has been at one record for longer than it may."""
        beat = self.beat
        bound = settings.record_seconds * (_PATIENCE if beat.is_reading else 1)
        return beat.number >= 0 and time.monotonic() - beat.since > bound

    def _started(self) -> subprocess.Popen[Any]:
        """The process, started anew where it is gone. Raises PartFailed when all is over."""
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        with self._starting:
            if self._is_over.is_set():
                raise PartFailed("the run", "was stopped", "run the same again")
            rest(self._memory)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "copydesk.bulk.worker", str(self._path), str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=os.environ | _ONE_THREAD,
                start_new_session=True,  # Ctrl-C is for the one who watches
            )
            return self._process

    def _end(self) -> None:
        """Kill the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
