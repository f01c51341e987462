"""The process that makes shards: `python -m copydesk.bulk.worker HEARTBEAT`, started and watched by `guard`.

It reads a job a line from standard input and answers with a line on standard output. Before each record it writes into
the file HEARTBEAT, which both processes have mapped, where it is: so that whoever watches knows which record it was
when the process hangs, or is gone.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from copydesk.bulk.beats import Answer, Beat, Job, Task, beat_to, mapped
from copydesk.bulk.counts import Counts
from copydesk.bulk.reading import Watch
from copydesk.bulk.shard import shard
from copydesk.bulk.sifting import sift
from copydesk.bulk.sites import survey
from copydesk.errors import CopydeskError


def main(path: str) -> int:
    """Make shards until standard input ends, or whoever started this is gone."""
    memory = mapped(Path(path))
    parent = os.getppid()

    def watch(number: int, name: str, counts: Counts) -> None:
        if os.getppid() != parent:
            os._exit(0)
        beat_to(memory, Beat(number, time.monotonic(), not name, counts.records, counts.failures, counts.words, name))

    # What a library prints must not stand among the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limit = -1
    for line in sys.stdin.buffer:
        job = msgspec.json.decode(line, type=Job)
        if limit != job.settings.memory:
            limit = job.settings.memory
            _bound_memory(limit)
        answers.write(msgspec.json.encode(_answer(job, watch)) + b"\n")
        answers.flush()
    return 0


_TASKS: Final[dict[Task, Callable[..., Counts]]] = {"survey": survey, "shard": shard, "sift": sift}


def _answer(job: Job, watch: Watch) -> Answer:
    try:
        counts = _TASKS[job.task](job.part, job.output, job.settings, skip=frozenset(job.skip), watch=watch)
    except CopydeskError as error:
        return Answer(error=type(error).__name__, thing=error.thing, message=error.message, next_step=error.next_step)
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
    sys.exit(main(sys.argv[1]))
