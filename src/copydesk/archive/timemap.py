"""The captures of an address as a Memento TimeMap (RFC 7089), as JSON and in link format (RFC 6690)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from copydesk.archive.records import CaptureRow


def memento(base: str, number: int) -> str:
    """The address of a capture in the archive."""
    return f"{base.rstrip('/')}/capture/{number}"


def timemap_json(url: str, rows: Sequence[CaptureRow], base: str = "") -> dict[str, Any]:
    """The TimeMap as plain values, in the shape that MemGator and the Internet Archive give."""
    found = [{"datetime": row.time, "uri": memento(base, row.id), "sha256": row.sha256} for row in rows]
    mementos: dict[str, Any] = {"list": found}
    if found:
        mementos |= {"first": found[0], "last": found[-1]}
    return {
        "original_uri": url,
        "timegate_uri": f"{base.rstrip('/')}/timegate/{url}",
        "timemap_uri": {
            "link_format": f"{base.rstrip('/')}/timemap/link/{url}",
            "json_format": f"{base.rstrip('/')}/timemap/json/{url}",
        },
        "mementos": mementos,
    }


def timemap_links(url: str, rows: Sequence[CaptureRow], base: str = "") -> str:
    """The TimeMap in link format, one link a line."""
    root = base.rstrip("/")
    lines = [
        f'<{_safe(url)}>; rel="original"',
        f'<{root}/timemap/link/{_safe(url)}>; rel="self"; type="application/link-format"',
        f'<{root}/timegate/{_safe(url)}>; rel="timegate"',
    ]
    for place, row in enumerate(rows):
        rel = " ".join([*(["first"] if place == 0 else []), *(["last"] if place == len(rows) - 1 else []), "memento"])
        when = format_datetime(datetime.fromisoformat(row.time), usegmt=True)
        lines.append(f'<{memento(root, row.id)}>; rel="{rel}"; datetime="{when}"')
    return ",\n".join(lines) + "\n"


def _safe(url: str) -> str:
    return url.replace(">", "%3E").replace("\n", "")
