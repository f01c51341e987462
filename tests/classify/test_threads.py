"""Small matrix products run on one core, and leave everybody else's threads as they were."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

import copydesk
from copydesk.classify.threads import one_core


def blas() -> list[int]:
    """How many threads each library for matrix products may take."""
    return [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"]


def test_one_inside_as_before_outside():
    """Inside there is one thread, nested as well; outside as many as before."""
    with threadpool_limits(2, user_api="blas"):
        before = blas()
        with one_core(), one_core():
            assert set(blas()) <= {1}
        assert blas() == before


def test_restored_after_an_error():
    """An error inside leaves nothing changed."""
    before = blas()
    with pytest.raises(ZeroDivisionError), one_core():
        _ = 1 / 0
    assert blas() == before


def test_many_threads_of_python():
    """Extractions side by side leave the threads as they were."""
    with threadpool_limits(2, user_api="blas"):
        before = blas()
        page = "<h1>Pier</h1>" + "<p>The harbour board will rebuild the north pier before the winter comes.</p>" * 5
        with ThreadPoolExecutor(4) as pool:
            texts = set(pool.map(lambda _: copydesk.extract(page).text, range(20)))
        assert len(texts) == 1
        assert blas() == before
