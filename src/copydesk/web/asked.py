"""What a request asks of a page, as plain values: the same for a browser, a feed reader and a test."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import urlencode

from copydesk.errors import NotFound, UsageError

_WEB: Final = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_LARGEST: Final = 2**63 - 1
"""The largest number of a row in SQLite."""
_DIGITS: Final = 19
_LONGEST: Final = 2_000
"""Characters of a value that anybody types."""


class Asked(NamedTuple):
    """The parts of an address that a page reads."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    base: str = ""
    """Scheme and host of the room, without a slash: what absolute addresses begin with."""

    def number(self, name: str) -> int:
        """A number in the path. Raises NotFound for one that no row can have."""
        said = self.path[name]
        if not (said.isascii() and said.isdigit() and len(said) <= _DIGITS) or int(said) > _LARGEST:
            raise NotFound(f"{name} {said[:40]}", "not in the archive", "search finds the numbers of articles")
        return int(said)

    def text(self, name: str, default: str = "") -> str:
        """A value of the query, without white space around it. Raises UsageError for one that is too long."""
        said = self.query.get(name, default).strip()
        if len(said) > _LONGEST:
            raise UsageError(name, f"longer than {_LONGEST:,} characters", "give fewer words")
        return said

    def whole(self, name: str, default: int, *, least: int = 0, most: int = 1_000_000) -> int:
        """A whole number of the query. Raises UsageError for one that is none or out of bounds."""
        said = self.text(name)
        if not said:
            return default
        if not (said.isascii() and said.isdigit() and len(said) < 10) or not least <= int(said) <= most:
            raise UsageError(f"{name}={said[:40]}", "no such number", f"give one from {least} to {most}")
        return int(said)

    def day(self, name: str) -> str | None:
        """A day or time of the query, as `--as-of` takes it; None where there is none."""
        return self.text(name) or None


def address(path: str, **query: object) -> str:
    """An address within the room; values that are None, empty or False are left out.

    >>> address("/search", q="harbour bridge", offset=0, site=None)
    '/search?q=harbour+bridge'
    """
    kept = {name: value for name, value in query.items() if value not in (None, "", False, 0)}
    return f"{path}?{urlencode(kept)}" if kept else path


def web_address(url: str | None) -> str | None:
    """An address that may be followed: of the web, or None. What a page calls an address may be a script.

    >>> web_address("javascript:alert(1)"), web_address("https://courier.example/pier")
    (None, 'https://courier.example/pier')
    """
    return url if url and _WEB.fullmatch(url) else None
