"""The captures of an address as a Memento TimeMap (RFC 7089), as JSON and in link format (RFC 6690)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import quote

from copydesk.archive.records import CaptureRow

_OF_ADDRESSES: Final = "%:/?#[]@!$&'()*+,;=~"
"""Characters that have a meaning in an address, or are encoded already."""


def memento(base: str, number: int) -> str:
    """The address of a capture in the archive: of its bytes, as they were received."""
    return f"{base.rstrip('/')}/raw/{number}"


def gate(base: str, url: str) -> str:
    """The address that leads to the capture of an address nearest to a time."""
    return f"{base.rstrip('/')}/timegate/{in_header(url)}"


def map_of(base: str, url: str) -> str:
    """The address of the list of an address's captures, in link format."""
    return f"{base.rstrip('/')}/timemap/link/{in_header(url)}"


def http_date(time: str) -> str:
    """A time of the archive as the headers of HTTP have it.

    >>> http_date("2024-03-04T10:00:00Z")
    'Mon, 04 Mar 2024 10:00:00 GMT'
    """
    found = datetime.fromisoformat(time)
    return format_datetime(found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC), usegmt=True)


def in_header(url: str) -> str:
    """An address as it may stand in a header: what has no place there is encoded.

    >>> in_header('https://x.example/ü?a=%20b"> ')
    'https://x.example/%C3%BC?a=%20b%22%3E%20'
    """
    return quote(url, safe=_OF_ADDRESSES, errors="replace")


def timemap_json(url: str, rows: Sequence[CaptureRow], base: str = "") -> dict[str, Any]:
    """The TimeMap as plain values, in the shape that MemGator and the Internet Archive give."""
    found = [{"datetime": row.time, "uri": memento(base, row.id), "sha256": row.sha256} for row in rows]
    mementos: dict[str, Any] = {"list": found}
    if found:
        mementos |= {"first": found[0], "last": found[-1]}
    return {
        "original_uri": url,
        "timegate_uri": gate(base, url),
        "timemap_uri": {
            "link_format": map_of(base, url),
            "json_format": f"{base.rstrip('/')}/timemap/json/{in_header(url)}",
        },
        "mementos": mementos,
    }


def timemap_links(url: str, rows: Sequence[CaptureRow], base: str = "") -> str:
    """The TimeMap in link format, one link a line."""
    lines = [
        f'<{in_header(url)}>; rel="original"',
        f'<{map_of(base, url)}>; rel="self"; type="application/link-format"',
        f'<{gate(base, url)}>; rel="timegate"',
    ]
    for place, row in enumerate(rows):
        rel = " ".join([*(["first"] if place == 0 else []), *(["last"] if place == len(rows) - 1 else []), "memento"])
        lines.append(f'<{memento(base, row.id)}>; rel="{rel}"; datetime="{http_date(row.time)}"')
    return ",\n".join(lines) + "\n"
