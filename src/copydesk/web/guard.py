"""What no request gets past: foreign hosts and origins, too much of anything, and answers without a policy."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import math
import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Final, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from copydesk.web.rates import Rate, Rates, client_of
from copydesk.web.settings import RoomSettings

POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-dns-prefetch-control", b"off"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
"""Of every answer that has none of its own."""

METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
WITHOUT_BODY: Final = frozenset({"GET", "HEAD", "OPTIONS"})
LOCAL_NAMES: Final = frozenset({"localhost"})
"""Names that can only be this machine's, whoever asks."""
LONGEST_PATH: Final = 8_192
LONGEST_QUERY: Final = 20_000
"""Bytes as sent: a quotation of 2,000 characters takes up to nine for each."""
SLACK: Final = 1_000_000
"""Bytes by which the form around an upload may be larger than the upload."""
PATIENCE: float = 30.0
"""Seconds between two parts of a body."""
READS: Final = Rate(40, 200)
WRITES: Final = Rate(0.5, 15)
LOCAL_FACTOR: Final = 10
"""How much more this machine may ask: a proxy, and a whole newsroom behind it."""

_HOST: Final = re.compile(r"(?:\[(?P<six>[0-9a-f:.]+)\]|(?P<name>[a-z0-9._-]+))(?::[0-9]{1,5})?", re.IGNORECASE)
_log: Final = logging.getLogger("copydesk.room")

Trouble = Callable[[Request, Exception], Awaitable[Response]]


class Refusal(NamedTuple):
    """Why a request is not heard: a status, and a line for whoever reads it."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...] = ()


class Guard:
    """Middleware before everything else.

    A request that it refuses reaches no page. Every answer leaves with the headers of a policy, one to an error that
    nobody foresaw as well: `trouble` makes that.
    """

    def __init__(self, app: ASGIApp, settings: RoomSettings, trouble: Trouble) -> None:
        self.app = app
        self.settings = settings
        self._trouble = trouble
        self._names = frozenset(name.lower().rstrip(".") for name in (*settings.names, settings.host))
        self._largest = settings.max_bytes + SLACK
        self._reads = Rates(READS)
        self._writes = Rates(WRITES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": "there are none here"})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_begun = False

        async def guarded(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                message = {**message, "headers": with_policy(message.get("headers", ()))}
            await send(message)

        try:
            if (refusal := self._refusal(scope)) is not None:
                response: Response = _plain(refusal)
                await response(scope, receive, guarded)
            else:
                await self.app(scope, self._measured(scope, receive), guarded)
        except Exception as error:
            if not isinstance(error, HTTPException):
                _log.exception("%r %.300r", scope["method"], scope["path"])
            if has_begun:  # nothing can be said any more; the server breaks the connection off
                raise
            response = await self._explained(Request(scope), error)
            await response(scope, receive, guarded)

    async def _explained(self, request: Request, error: Exception) -> Response:
        try:
            return await self._trouble(request, error)
        except Exception:
            _log.exception("the page of an error")
            return _plain(Refusal(500, "this is a bug in copydesk"))

    def _refusal(self, scope: Scope) -> Refusal | None:
        method, path = scope["method"], scope["path"]
        headers = list(scope["headers"])
        if refused := self._host_refused([value for name, value in headers if name == b"host"]):
            return refused
        if method not in METHODS:
            return Refusal(405, f"the room takes {', '.join(METHODS)}", (("Allow", ", ".join(METHODS)),))
        if len(scope.get("raw_path") or path.encode()) > LONGEST_PATH or len(scope["query_string"]) > LONGEST_QUERY:
            return Refusal(414, "the address is too long")
        if method not in WITHOUT_BODY and (refused := _length_refused(headers, self._largest)):
            return refused
        return self._rate_refused(scope, is_write=method == "POST" and path.startswith("/write"))

    def _host_refused(self, given: list[bytes]) -> Refusal | None:
        """A name that is not the room's may be another site's, made to point here by whoever owns it."""
        if len(given) != 1:
            return Refusal(400, "one Host must be named")
        found = _HOST.fullmatch(given[0].decode("latin-1"))
        if found is None:
            return Refusal(400, "the Host cannot be read")
        if found["six"]:
            return None if _is_number(found["six"]) else Refusal(400, "the Host cannot be read")
        name = found["name"].lower().rstrip(".")
        if name in LOCAL_NAMES or name in self._names or _is_number(name):
            return None
        return Refusal(421, f"{name[:80]} is no name of this room; copydesk serve --name {name[:80]} makes it one")

    def _rate_refused(self, scope: Scope, *, is_write: bool) -> Refusal | None:
        client, is_local = client_of((scope.get("client") or (None,))[0])
        rates = self._writes if is_write else self._reads
        wait = rates.wait(client, LOCAL_FACTOR if is_local else 1)
        if not wait:
            return None
        seconds = max(1, math.ceil(wait))
        return Refusal(429, f"too many requests; ask again in {seconds} s", (("Retry-After", str(seconds)),))

    def _measured(self, scope: Scope, receive: Receive) -> Receive:
        """The body of a request, cut off where it is too large or too slow; there is none where the method has none."""
        if scope["method"] in WITHOUT_BODY:
            return _without_body(receive)
        total, is_whole = 0, False

        async def measured() -> Message:
            nonlocal total, is_whole
            try:
                message = await asyncio.wait_for(receive(), None if is_whole else PATIENCE)
            except TimeoutError:
                raise HTTPException(408, f"nothing came for {PATIENCE:.0f} s", {"Connection": "close"}) from None
            is_whole = not message.get("more_body", False)
            total += len(message.get("body", b""))
            if total > self._largest:
                raise HTTPException(413, f"more than {self._largest:,} bytes", {"Connection": "close"})
            return message

        return measured


def with_policy(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of an answer with those of the room that it has not itself."""
    own = list(headers)
    known = {name.lower() for name, _ in own}
    return [*own, *(each for each in HEADERS if each[0] not in known)]


def is_same_origin(origin: str | None, host: str) -> bool:
    """Whether a request that a browser sent was sent by a page of this room; one without an origin is no browser's.

    >>> is_same_origin("http://127.0.0.1:8018", "127.0.0.1:8018"), is_same_origin("http://x.example", "127.0.0.1:8018")
    (True, False)
    """
    if origin is None:
        return True
    scheme, _, rest = origin.partition("://")
    return scheme in ("http", "https") and rest.lower() == host.lower()


def _length_refused(headers: list[tuple[bytes, bytes]], largest: int) -> Refusal | None:
    said = [value for name, value in headers if name == b"content-length"]
    if not said:
        return None
    if len(set(said)) > 1 or not said[0].isdigit():
        return Refusal(400, "the length cannot be read", (("Connection", "close"),))
    if len(said[0]) > 18 or int(said[0]) > largest:
        return Refusal(413, f"more than {largest:,} bytes", (("Connection", "close"),))
    return None


def _without_body(receive: Receive) -> Receive:
    is_told = False

    async def nothing() -> Message:
        nonlocal is_told
        if not is_told:
            is_told = True
            return {"type": "http.request", "body": b"", "more_body": False}
        while (message := await receive())["type"] != "http.disconnect":
            pass
        return message

    return nothing


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _plain(refusal: Refusal) -> Response:
    text = f"{refusal.status}: {refusal.reason}.\n"
    return PlainTextResponse(text, refusal.status, {**dict(refusal.headers), "Cache-Control": "no-store"})
