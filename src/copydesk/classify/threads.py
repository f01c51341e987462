"""Small matrix products on one core.

NumPy's library for matrix products starts a thread on every core, also for products that take microseconds; waking and
spinning, they cost an extraction up to twice its time, and take the cores from whatever else runs. While the network
answers they are put to rest, and afterwards set as they were.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any


class _Rest:
    """How many are inside, and what sets the threads as they were before the first came."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.inside = 0
        self.limit: Any = None


_rest = _Rest()


@contextmanager
def one_core() -> Iterator[None]:
    """Matrix products take one core inside; of several threads of Python that are, the last to leave frees them."""
    with _rest.lock:
        if not _rest.inside:
            _rest.limit = _controller().limit(limits=1, user_api="blas")
        _rest.inside += 1
    try:
        yield
    finally:
        with _rest.lock:
            _rest.inside -= 1
            if not _rest.inside:
                _rest.limit.restore_original_limits()


@cache
def _controller() -> Any:
    """What knows the libraries that are loaded; finding them takes some milliseconds."""
    from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

    return ThreadpoolController()
