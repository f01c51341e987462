"""A client that speaks ASGI itself: what no browser sends, and no HTTP library lets through, can be sent."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

HOST = (b"host", b"127.0.0.1:8018")


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    def header(self, name: str) -> str | None:
        """The value of a header; None where it is absent."""
        return next((value.decode("latin-1") for each, value in self.headers if each.lower() == name.encode()), None)


async def ask(
    app,
    method: str = "GET",
    target: bytes = b"/",
    *,
    headers: Iterable[tuple[bytes, bytes]] = (HOST,),
    body: Iterable[bytes] = (b"",),
    client: tuple[str, int] | None = ("127.0.0.1", 50_000),
) -> Answer:
    """Send one request, as the server hands it to an application: the path decoded, the raw one beside it."""
    raw, _, query = target.partition(b"?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": unquote_to_bytes(raw).decode("utf-8", "replace"),
        "raw_path": raw,
        "query_string": query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in headers],
        "server": ("127.0.0.1", 8018),
        "client": client,
        "state": {},
    }
    parts = list(body)
    sent: list[dict] = []
    received = 0

    async def receive():
        nonlocal received
        if received < len(parts):
            received += 1
            return {"type": "http.request", "body": parts[received - 1], "more_body": received < len(parts)}
        await asyncio.sleep(0)
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    await app(scope, receive, send)
    start = sent[0]
    assert start["type"] == "http.response.start", start
    whole = b"".join(each.get("body", b"") for each in sent[1:])
    answer = Answer(start["status"], list(start["headers"]), whole)
    return answer._replace(headers=[*answer.headers, (b"x-read", str(received).encode())])
