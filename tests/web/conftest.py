"""What the tests of the reading room share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from copydesk.web import guard


@pytest.fixture(scope="session", autouse=True)
def named_testserver() -> Iterator[None]:
    """Starlette's test client calls every application `testserver`: a name the room takes in tests alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guard, "LOCAL_NAMES", frozenset({"localhost", "testserver"}))
        yield
