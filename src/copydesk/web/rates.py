"""How often one client may ask: a bucket of tokens for each, that fills by itself."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from time import monotonic
from typing import Final, NamedTuple

MOST_CLIENTS: Final = 10_000
"""Clients that are remembered; who asked least lately is forgotten first."""
_NETWORK: Final = 64
"""Bits of an IPv6 address that one subscriber is given: the rest is his to choose."""


class Rate(NamedTuple):
    """So many a second, and so many at once."""

    a_second: float
    burst: int

    def times(self, factor: int) -> Rate:
        """A rate so many times as high."""
        return Rate(self.a_second * factor, self.burst * factor)


class Rates:
    """The buckets of all clients at one rate, in a table that does not grow beyond a bound."""

    def __init__(self, rate: Rate, *, most: int = MOST_CLIENTS, clock: Callable[[], float] = monotonic) -> None:
        self._rate = rate
        self._most = most
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}
        """For each client the tokens it had, and when; the one that asked last stands last."""

    def wait(self, client: str, factor: int = 1) -> float:
        """Take a token: 0, or the seconds until there is one."""
        rate, now = self._rate.times(factor), self._clock()
        tokens, since = self._left.pop(client, (float(rate.burst), now))
        tokens = min(float(rate.burst), tokens + (now - since) * rate.a_second)
        is_free = tokens >= 1
        self._left[client] = (tokens - 1 if is_free else tokens, now)
        if len(self._left) > self._most:
            del self._left[next(iter(self._left))]
        return 0.0 if is_free else (1 - tokens) / rate.a_second

    def __len__(self) -> int:
        return len(self._left)


def client_of(address: str | None) -> tuple[str, bool]:
    """What stands for a client in the tables, and whether it is this machine.

    An address of IPv6 counts by its network. What is no address is a test or a socket of this machine.

    >>> client_of("192.0.2.7"), client_of("2001:db8:1:2:3::4"), client_of("::1"), client_of(None)
    (('192.0.2.7', False), ('2001:db8:1:2::', False), ('::1', True), ('', True))
    """
    try:
        found = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return address or "", True
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if isinstance(found, ipaddress.IPv6Address) and not found.is_loopback:
        return str(ipaddress.ip_network((found, _NETWORK), strict=False).network_address), False
    return str(found), found.is_loopback
