"""Memento (RFC 7089): what was captured of an address, and when; the capture nearest to a time.

The captured bytes at `/raw/{capture}` are the mementos, `/timegate/{address}` leads to one of them, and
`/timemap/link/{address}` and `/timemap/json/{address}` list them all.
"""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import unquote

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from copydesk.archive import timemap
from copydesk.archive.archive import Archive
from copydesk.archive.records import CaptureRow
from copydesk.errors import NotFound, UsageError
from copydesk.web.readers import Readers

_LINKS: Final = "application/link-format"
_SCHEME: Final = re.compile(r"(https?):/*(?=[^/])", re.IGNORECASE)
_ENCODED: Final = re.compile(r"https?%3a", re.IGNORECASE)
_BARE: Final = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?]|$)")
"""An address without its scheme, as people type it."""
_DATE: Final = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")


def headers(row: CaptureRow, base: str) -> dict[str, str]:
    """What makes the answer that bears a capture's bytes a memento; nothing where its address is unknown."""
    if row.url is None:
        return {}
    return {"Memento-Datetime": timemap.http_date(row.time), "Link": links(row.url, base)}


def links(url: str, base: str) -> str:
    """The Link header that every answer about an address bears: itself, its gate, its map."""
    return ", ".join(
        (
            f'<{timemap.in_header(url)}>; rel="original"',
            f'<{timemap.gate(base, url)}>; rel="timegate"',
            f'<{timemap.map_of(base, url)}>; rel="timemap"; type="{_LINKS}"',
        )
    )


def address_in(raw: str, query: str) -> str:
    """The address that stands in the path of ours, encoded or not, with its own query behind it.

    Proxies make one slash of two; people leave the scheme out. Raises UsageError for what is no address.

    >>> address_in("https:/x.example/a%20b", "c=d"), address_in("http%3A%2F%2Fx.example%2Fa%3Fc%3Dd", "")
    ('https://x.example/a%20b?c=d', 'http://x.example/a?c=d')
    """
    url = unquote(raw) if _ENCODED.match(raw) else raw
    url = f"{url}?{query}" if query else url
    url = _SCHEME.sub(lambda found: f"{found[1].lower()}://", url, count=1) if _SCHEME.match(url) else url
    if not url.startswith(("http://", "https://")):
        if not _BARE.match(url):
            raise UsageError(url[:200] or "the address", "no address of the web", "give one: https://…")
        url = f"http://{url}"
    return url


async def answer_map(request: Request) -> Response:
    """Every capture of an address."""
    form = request.path_params["form"]
    url, base = _asked(request, f"/timemap/{form}/"), _base(request)

    def found(archive: Archive) -> bytes:
        listed = archive.timemap(url, base)
        if not listed["mementos"]["list"]:  # type: ignore[index]
            raise _none(url)
        return msgspec.json.encode(listed) if form == "json" else archive.timemap_links(url, base).encode()

    data = await _readers(request).ask(found)
    return Response(data, media_type="application/json" if form == "json" else _LINKS, headers=_FRESH)


async def answer_gate(request: Request) -> Response:
    """The way to the capture of an address that is nearest to the time asked for; without one, the last."""
    url, base = _asked(request, "/timegate/"), _base(request)
    said = request.headers.get("accept-datetime")
    time = _time_of(said) if said is not None else None
    found = await _readers(request).ask(lambda archive: archive.nearest(url, time))
    if not found:
        raise _none(url)
    row, first, last = found
    where = timemap.memento(base, row.id)
    named = {first.id: "first", last.id: "last"}
    place = " ".join(name for number, name in named.items() if number == row.id)
    kind = f"{'first last' if first.id == last.id else place} memento".strip()
    link = f'{links(url, base)}, <{where}>; rel="{kind}"; datetime="{timemap.http_date(row.time)}"'
    return Response(status_code=302, headers={"Location": where, "Vary": "accept-datetime", "Link": link, **_FRESH})


_FRESH: Final = {"Cache-Control": "no-cache"}

ROUTES: Final = (
    Route("/timemap/{form}/{url:path}", answer_map),
    Route("/timegate/{url:path}", answer_gate),
)


def _time_of(said: str) -> str:
    """The time of an Accept-Datetime header. Raises UsageError."""
    try:
        if _DATE.fullmatch(said.strip()):
            return parsedate_to_datetime(said.strip()).strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)
    except ValueError:
        pass
    raise UsageError(f"Accept-Datetime: {said[:80]}", "no date of HTTP", "as in Mon, 04 Mar 2024 10:00:00 GMT")


def _asked(request: Request, before: str) -> str:
    """The address in the path, as it was sent: what is encoded in it is a part of it."""
    raw = request.scope.get("raw_path") or request.scope["path"].encode()
    if request.path_params.get("form", "link") not in ("link", "json"):
        raise NotFound(request.path_params["form"][:40], "no form of a list", "link or json")
    text = raw.partition(b"?")[0].decode("ascii", "replace")
    return address_in(text[len(before) :], request.scope["query_string"].decode("ascii", "replace"))


def _none(url: str) -> NotFound:
    return NotFound(url[:200], "never captured", "search finds what was; the command add captures an address")


def _base(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


def _readers(request: Request) -> Readers:
    readers: Readers = request.app.state.readers
    return readers
