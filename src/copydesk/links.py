"""Where a link of the copy leads."""

from __future__ import annotations

from urllib.parse import urljoin

_NOWHERE = ("javascript:", "data:", "about:", "blob:", "vbscript:", "file:")


def absolute(target: str, base: str | None) -> str | None:
    """The address a link is written with; None when it leads nowhere outside the page itself.

    >>> absolute("/a?b=1", "https://tide.example/x"), absolute("#top", None), absolute("javascript:void(0)", None)
    ('https://tide.example/a?b=1', None, None)
    """
    target = target.strip()
    if not target or target.startswith("#") or target.casefold().startswith(_NOWHERE):
        return None
    if not base:
        return target
    try:
        address = urljoin(base, target)
    except ValueError:  # a malformed host: the page's mistake, kept as it is written
        return target
    return None if address.partition("#")[0] == base.partition("#")[0] and "#" in target else address
