"""Shared by the intake tests."""

from __future__ import annotations

import pytest

from copydesk.settings import Settings


@pytest.fixture
def settings() -> Settings:
    """Settings as they come, but for a small size bound."""
    return Settings(max_bytes=2_000_000)
