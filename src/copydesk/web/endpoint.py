"""`/mcp`: the Model Context Protocol over HTTP, one message a request, no session, no stream."""

from __future__ import annotations

import base64
import binascii
from typing import Final

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from copydesk.web import mcp
from copydesk.web.guard import is_same_origin
from copydesk.web.readers import Readers

_JSON: Final = "application/json"
_ONCE: Final = (b"mcp-protocol-version", b"mcp-method", b"mcp-name")


async def answer(request: Request) -> Response:
    """The answer to a message, as JSON; it only reads, so a page of another site is all that must be kept out."""
    if not is_same_origin(request.headers.get("origin"), request.headers["host"]):
        return _refused(403, mcp.Wrong(mcp.REQUEST, "a page of another site may not ask here"))
    if request.method != "POST":
        raise HTTPException(405, "there is no stream: messages are sent by POST", {"Allow": "POST"})
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _JSON:
        return _refused(415, mcp.Wrong(mcp.REQUEST, f"a message is sent as {_JSON}"))
    if not _takes_json(request.headers.get("accept")):
        return _refused(406, mcp.Wrong(mcp.REQUEST, f"the answer is {_JSON}"))
    if any(sum(name == each for name, _ in request.scope["headers"]) > 1 for each in _ONCE):
        return _refused(400, mcp.Wrong(mcp.MISMATCH, "a header that names the message stands there twice"))
    try:
        message = mcp.read(await _body(request))
    except mcp.Wrong as error:
        return _refused(413 if error.code == mcp.REQUEST else 400, error)
    headers = mcp.Headers(
        request.headers.get("mcp-protocol-version"),
        request.headers.get("mcp-method"),
        _plain(request.headers.get("mcp-name")),
    )
    base = f"{request.url.scheme}://{request.url.netloc}"
    readers: Readers = request.app.state.readers
    reply = await readers.ask(lambda archive: mcp.reply(archive, message, base, headers))
    if reply.body is None:
        return Response(status_code=reply.status)
    return Response(msgspec.json.encode(reply.body), reply.status, _KEPT, _JSON)


ROUTES: Final = (Route("/mcp", answer, methods=["GET", "POST"]),)
_KEPT: Final = {"Cache-Control": "no-store"}


async def _body(request: Request) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > mcp.LONGEST:
            raise mcp.Wrong(mcp.REQUEST, f"a message has at most {mcp.LONGEST:,} bytes")
        parts.append(part)
    return b"".join(parts)


def _takes_json(accepted: str | None) -> bool:
    return not accepted or any(each in accepted.lower() for each in (_JSON, "*/*", "application/*"))


def _plain(name: str | None) -> str | None:
    """A name in a header, which may be wrapped where it is not plain."""
    if name is None or not (name.startswith("=?base64?") and name.endswith("?=")):
        return name
    try:
        return base64.b64decode(name[9:-2], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None


def _refused(status: int, error: mcp.Wrong) -> Response:
    return Response(msgspec.json.encode(mcp.failure(error)), status, _KEPT, _JSON)
