"""How a reading room is run: which archive, where it listens, who may write."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Final, NamedTuple

PORT: Final = 8018
LOOPBACK: Final = "127.0.0.1"


class RoomSettings(NamedTuple):
    """The choices of whoever opens a room."""

    archive: Path
    host: str = LOOPBACK
    port: int = PORT
    read_only: bool = False
    token: str = ""
    """What writers must show; needed unless the room listens on this machine alone."""
    names: tuple[str, ...] = ()
    """Names by which the room is reached, beside numbers and `localhost`: other names are refused."""
    title: str = ""
    """What stands at the head of every page; by default the name of the file."""
    max_bytes: int = 32_000_000
    """Of an upload."""
    log: Path | None = None
    """Where writes are noted; by default beside the archive."""

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches it."""
        return is_loopback(self.host)

    @property
    def name(self) -> str:
        """What the room calls itself."""
        return self.title or self.archive.stem

    @property
    def audit(self) -> Path:
        """The file in which writes are noted."""
        return self.log or self.archive.with_name(f"{self.archive.name}.writes.jsonl")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine and no other.

    >>> is_loopback("localhost"), is_loopback("127.0.0.2"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
