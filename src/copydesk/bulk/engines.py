"""Who does the work: the cores of this machine, or a Ray cluster. Neither knows what is done.

An engine takes a task and parts, and gives each part back with what was counted, or why it could not be done, as they
are finished; how far it has come in between can be asked at any time.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from queue import Queue
from typing import Any, Final, NamedTuple, Protocol

from copydesk.bulk.beats import Task
from copydesk.bulk.counts import Counts
from copydesk.bulk.guard import Guard
from copydesk.bulk.parts import Part
from copydesk.bulk.settings import BulkSettings
from copydesk.errors import CopydeskError, NeedsExtra, UsageError
from copydesk.intake.files import shown
from copydesk.records import Failure
from copydesk.version import __version__

_WAIT: Final = 1.0
"""Seconds after which whoever waits for an engine is told that there is nothing new."""
_AHEAD: Final = 2
"""Parts that a cluster has in hand for each of its cores."""
_RAY_RETRIES: Final = 20
"""Nodes or processes that may die over one part before a cluster gives it up."""


class Made(NamedTuple):
    """What became of a part."""

    part: Part
    outcome: Counts | Failure


class Engine(Protocol):
    """What makes shards."""

    def made(self, task: Task, parts: Iterable[Part], output: str, settings: BulkSettings) -> Generator[Made | None]:
        """Each part when it is finished, in any order; None now and then, while there is nothing new."""

    def under_way(self) -> tuple[int, int]:
        """Records and failures of the parts that are not finished."""


class Local:
    """Processes on this machine, each watched by a thread."""

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes or cores()
        self._guards: list[Guard] = []

    def made(self, task: Task, parts: Iterable[Part], output: str, settings: BulkSettings) -> Generator[Made | None]:
        """Each part when it is finished; None now and then."""
        waiting = iter(parts)
        lock = threading.Lock()
        finished: Queue[Made | BaseException | None] = Queue()
        is_over = threading.Event()

        def work(guard: Guard) -> None:
            try:
                while not is_over.is_set():
                    with lock:
                        part = next(waiting, None)
                    if part is None:
                        break
                    finished.put(Made(part, _outcome(guard, task, part, output, settings)))
            except BaseException as error:
                finished.put(error)
            finally:
                guard.close()
                finished.put(None)

        self._guards = [Guard() for _ in range(self.processes)]
        threads = [threading.Thread(target=work, args=(guard,), daemon=True) for guard in self._guards]
        for thread in threads:
            thread.start()
        try:
            yield from _given(finished, len(threads))
        finally:
            is_over.set()
            for guard in self._guards:
                guard.stop()  # each is closed by its own thread
            for thread in threads:
                thread.join()

    def under_way(self) -> tuple[int, int]:
        """Records and failures of the parts that are not finished."""
        beats = [guard.beat for guard in self._guards]
        return sum(beat.records for beat in beats), sum(beat.failures for beat in beats)


def cores() -> int:
    """The cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def _given(finished: Queue[Made | BaseException | None], threads: int) -> Iterator[Made | None]:
    from queue import Empty

    while threads:
        try:
            one = finished.get(timeout=_WAIT)
        except Empty:
            yield None
            continue
        if one is None:
            threads -= 1
        elif isinstance(one, BaseException):
            raise one
        else:
            yield one


def _outcome(guard: Guard, task: Task, part: Part, output: str, settings: BulkSettings) -> Counts | Failure:
    try:
        return guard.make(task, part, output, settings)
    except CopydeskError as error:
        return Failure(shown(part.addresses[0]), type(error).__name__, _said(error, part), error.next_step)


def _said(error: CopydeskError, part: Part) -> str:
    """What is wrong, and with what, unless that is the input itself, which is named anyway."""
    return error.message if error.thing in part.addresses else f"{error.thing}: {error.message}"


class Cluster:
    """A Ray cluster: each part is a task, tried again elsewhere when a process or a node dies.

    Every node needs copydesk in this version, and reaches the inputs and the output by the same addresses.
    """

    def __init__(self, address: str | None = None) -> None:
        try:
            import ray  # type: ignore[import-not-found,import-untyped,unused-ignore]
        except ImportError:
            raise NeedsExtra("the engine ray", "not installed", "pip install 'copydesk[ray]'") from None
        self._ray = ray
        if not ray.is_initialized():
            try:
                ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, include_dashboard=False)
            except (ConnectionError, ValueError) as error:
                raise UsageError(f"--address {address}", f"no cluster ({error})", "ray start --head") from None

    def made(self, task: Task, parts: Iterable[Part], output: str, settings: BulkSettings) -> Generator[Made | None]:
        """Each part when it is finished; None now and then."""
        ray = self._ray
        remote = ray.remote(num_cpus=1, max_retries=_RAY_RETRIES)(made_on_node)
        waiting = iter(parts)
        in_hand: dict[Any, Part] = {}
        try:
            while True:
                room = max(1, int(ray.cluster_resources().get("CPU", 1))) * _AHEAD - len(in_hand)
                for part in islice(waiting, max(0, room)):
                    in_hand[remote.remote(task, part, output, settings, __version__)] = part
                if not in_hand:
                    return
                ready, _ = ray.wait(list(in_hand), timeout=_WAIT)
                for one in ready:
                    part = in_hand.pop(one)
                    yield Made(part, self._outcome(one, part))
                if not ready:
                    yield None
        finally:
            for one in in_hand:  # of a run that was stopped; why it was is not to be hidden by what a cluster then says
                with suppress(Exception):
                    ray.cancel(one, force=True)

    def _outcome(self, reference: Any, part: Part) -> Counts | Failure:
        try:
            outcome: Counts | Failure = self._ray.get(reference)
        except self._ray.exceptions.RayError as error:
            said = f"its task failed ({type(error).__name__}: {str(error).splitlines()[0]})"
            return Failure(shown(part.addresses[0]), "NodeFailed", said, "see the cluster's log; run the same again")
        return outcome

    def under_way(self) -> tuple[int, int]:
        """Nothing is told of a cluster's unfinished parts."""
        return 0, 0


_guard: list[Guard] = []
"""The process that makes shards for this process of a cluster; it outlives a task."""


def made_on_node(task: Task, part: Part, output: str, settings: BulkSettings, version: str) -> Counts | Failure:
    """Do a task on a node of a cluster."""
    if version != __version__:
        said = f"a node has copydesk {__version__}, the driver {version}"
        return Failure(shown(part.addresses[0]), "WrongVersion", said, "install the same on all nodes")
    if not _guard:
        _guard.append(Guard())
    return _outcome(_guard[0], task, part, output, settings)
