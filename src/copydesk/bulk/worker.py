"""The process that makes shards: `python -m copydesk.bulk.worker HEARTBEAT PARENT`, started and watched by `guard`.

It reads a job a line from standard input and answers with a line on standard output. Before each record it writes into
the file HEARTBEAT, which both processes have mapped, where it is: so that whoever watches knows which record it was
when the process hangs, or is gone. When whoever watches is gone, it goes, too, whatever it is at.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from copydesk.bulk.beats import Answer, Beat, Job, Task, beat_to, mapped
from copydesk.bulk.counts import Counts
from copydesk.bulk.reading import Oversight, Watch
from copydesk.bulk.shard import shard
from copydesk.bulk.sifting import sift
from copydesk.bulk.sites import survey
from copydesk.bulk.wire import line_of, record_from
from copydesk.errors import CopydeskError

_LOOK: Final = 0.5
"""Seconds between two looks whether the parent is there."""
_PATIENCE: Final = 20.0
"""How many times longer than a page anything may take before the system ends the process, whoever watches or not."""


def main(path: str, parent: int) -> int:
    """Make shards until standard input ends, or the process `parent`, which started this, is gone."""
    memory = mapped(Path(path))
    threading.Thread(target=_leave_after, args=(parent, path), daemon=True).start()
    bound = 0.0

    def watch(number: int, name: str, counts: Counts) -> None:
        _bound_time(bound)
        beat_to(memory, Beat(number, time.monotonic(), not name, counts.records, counts.failures, counts.words, name))

    # What a library prints must not stand among the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limit = -1
    for line in sys.stdin.buffer:
        job = record_from(line, Job)
        bound = job.settings.record_seconds * _PATIENCE
        if limit != job.settings.memory:
            limit = job.settings.memory
            _bound_memory(limit)
        answer = _answer(job, watch)
        _bound_time(0)
        answers.write(line_of(answer) + b"\n")
        answers.flush()
    _remove(path)
    return 0


def _leave_after(parent: int, heartbeat: str) -> None:
    """End the process, and take its heartbeat away, when its parent is gone: nobody waits for what it makes."""
    while os.getppid() == parent:
        time.sleep(_LOOK)
    _remove(heartbeat)
    os._exit(0)


def _remove(heartbeat: str) -> None:
    """Take the heartbeat away, which nobody will read any more."""
    with suppress(OSError):
        os.unlink(heartbeat)  # noqa: PTH108


def _bound_time(seconds: float) -> None:
    """Have the system end the process after so many seconds, also where no Python runs in it; 0: never."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


_TASKS: Final[dict[Task, Callable[..., Counts]]] = {"survey": survey, "shard": shard, "sift": sift}


def _answer(job: Job, watch: Watch) -> Answer:
    try:
        oversight = Oversight(frozenset(job.skip), job.until, watch)
        counts = _TASKS[job.task](job.part, job.output, job.settings, oversight)
    except CopydeskError as error:
        return Answer(error=type(error).__name__, thing=error.thing, message=error.message, next_step=error.next_step)
    except MemoryError:  # of which nothing sound can come; whoever watches knows at which record it was
        os._exit(1)
    except Exception as error:  # said to whoever watches, who goes on with other parts
        said = f"a bug in copydesk ({type(error).__name__}: {error})"
        return Answer(error="Bug", thing=job.part.name, message=said, next_step="please report it")
    return Answer(counts=counts)


def _bound_memory(bound: int) -> None:
    """Let the process take so many bytes more than it has now, where the system can bound it."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    if not bound:
        return
    try:
        taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        taken = 0
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = taken + bound
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
