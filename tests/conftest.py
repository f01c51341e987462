"""Few fixtures, and `crawled`, `golden` and `tagged` importable from every test file."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of seeds and annotated pages beside the checkout; a test that needs it is skipped without it."""
    folder = HERE.parent.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    return folder
