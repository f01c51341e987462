"""Thousands of requests that no honest client sends, on an archive of pages that no honest site serves.

`COPYDESK_HOSTILE=10000` sends so many.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import threading
import time
from collections import Counter

import pytest
from starlette.routing import Route

from copydesk.web import guard, patience
from copydesk.web.pages import PAGES
from copydesk.web.room import room
from copydesk.web.settings import RoomSettings
from web import hostile
from web.asgi import HOST, Answer, ask

COUNT = int(os.environ.get("COPYDESK_HOSTILE", "2000"))
SLOWEST = 20.0
"""Seconds after which a request hangs."""


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return hostile.filled(tmp_path_factory.mktemp("hostile") / "hostile.db")


@pytest.fixture
def app(path, monkeypatch):
    monkeypatch.setattr(guard, "LOCAL_NAMES", frozenset({"localhost"}))
    return room(RoomSettings(path, max_bytes=2_000_000))


def answers(app, requests):
    """Each request with its answer."""

    async def all_of_them():
        async with app.router.lifespan_context(app):
            for sent in requests:
                given = sent.method, sent.target
                named = {"headers": sent.headers, "body": sent.body, "client": sent.client}
                yield sent, await asyncio.wait_for(ask(app, *given, **named), SLOWEST)

    async def gathered():
        return [each async for each in all_of_them()]

    return asyncio.run(gathered())


def paths_of(app):
    return [route.path for route in app.routes if isinstance(route, Route)]


def test_hostile_requests(app, caplog):
    """None fails, none reads a file, none gets an answer that could run in a browser."""
    with caplog.at_level(logging.CRITICAL):
        done = answers(app, hostile.requests(9, COUNT, paths_of(app)))
    wrong = [f"{sent}\n    {'; '.join(found)}" for sent, each in done if (found := hostile.wrong_with(each, sent))]
    statuses = Counter(answer.status for _, answer in done)
    print(f"{len(done)} hostile requests, {len(wrong)} answered wrongly; statuses {dict(sorted(statuses.items()))}")
    assert not wrong, f"{len(wrong)} of {len(done)}:\n" + "\n".join(wrong[:10])
    assert COUNT == len(done) and statuses[200] > COUNT / 10 and statuses[404] > COUNT / 50


def get(target: str) -> hostile.Sent:
    return hostile.Sent("GET", target.encode(), (HOST,), (b"",), ("127.0.0.1", 1))


def numbered(pattern: str) -> list[str]:
    """A path for each number that its parts may have."""
    if "{" not in pattern:
        return [pattern]
    head, _, rest = pattern.partition("{")
    name, _, rest = rest.partition("}")
    filled = {"form": ["csl", "bibtex", "ris", "json", "link"], "digest": ["x"], "name": ["room.css"]}
    values = filled.get(name.partition(":")[0], [str(number) for number in range(1, 14)])
    return [f"{head}{value}{tail}" for value in values for tail in numbered(rest)]


QUERIES = (
    "", "?q=script", "?q=alert&as_of=2024-03-09", "?q=harbour", "?a=1&b=2&layout=side", "?a=1&b=2&layout=line", "?article=6",
    "?name=Petra%20Lind", "?speaker=Lind", "?about=script", "?since=2024-03-01&until=2024-03-20", "?revision=1",
    "?q=Nobody+should+ever+have+to+read+script+in+a+newspaper", "?start=0&end=9", "?as_of=2024-03-08T11:00",
)  # fmt: skip


def test_hostile_pages(app):
    """Every page, twin and feed of every article, asked for honestly, shows what it shows as text."""
    targets = [
        target + query
        for target in dict.fromkeys(each for pattern in paths_of(app) for each in numbered(pattern))
        for query in QUERIES
        if not target.startswith("/static")
    ]
    done = answers(app, map(get, targets))
    wrong = {
        f"{sent.target.decode()}: {'; '.join(found)}"
        for sent, each in done
        if (found := hostile.wrong_with(each, sent))
    }
    assert not wrong, "\n".join(sorted(wrong)[:10])
    shown = [sent.target for sent, each in done if 200 == each.status and b"&lt;script&gt;alert" in each.body]
    assert shown, "no page shows what is hostile: nothing was tested"
    answered = {sent.target.partition(b"?")[0].decode() for sent, each in done if 200 == each.status}
    assert not [page.path for page in PAGES if not answered & set(numbered(page.path))], "a page was never seen"


def test_every_page_is_asked(app):
    """A page that is added is among them."""
    assert {page.path for page in PAGES} <= set(paths_of(app))


# ── The test itself ───────────────────────────────────────────────────────────────────────────────

SAFE = ((b"content-security-policy", b"default-src 'none'"), (b"x-content-type-options", b"nosniff"))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html", "<script>alert(1)</script>"),
        ("text/html", "<p onclick=alert(1)>"),
        ("text/html", '<a href="java\nscript:alert(1)">'),
        ("text/html", '<a href="//evil.example/">'),
        ("text/html", "<img src=https://evil.example/x.png>"),
        ("text/html", "<style>p{}</style>"),
        ("text/html", '<p style="x">'),
        ("text/html", "<iframe src=/raw/1></iframe>"),
        ("text/html", "<base href=x>"),
        ("text/html", '<script type="application/json">{"a": "</script><script>alert(1)</script>"}</script>'),
        ("text/html", '<meta http-equiv="refresh" content="0">'),
        ("application/atom+xml", "<feed><title>a</title>"),
        ("application/atom+xml", "<feed><content type='html'>&lt;script>x&lt;/script></content></feed>"),
        ("application/atom+xml", "<feed><link href='javascript:alert(1)'/></feed>"),
        ("application/json", "{"),
        ("text/plain", hostile.CANARY),
        ("text/plain", "root:x:0:0:root"),
        ("text/html", "TPL49"),
    ],
)
def test_what_is_wrong_is_found(kind, body):
    """What the test looks for, it sees."""
    answer = Answer(200, [*SAFE, (b"content-type", kind.encode())], body.encode())
    assert hostile.wrong_with(answer)


def test_what_is_missing_is_found():
    assert hostile.wrong_with(Answer(200, [SAFE[0]], b"")) and hostile.wrong_with(Answer(200, [SAFE[1]], b""))
    assert hostile.wrong_with(Answer(500, [*SAFE], b"")) and hostile.wrong_with(
        Answer(200, [*SAFE, (b"x", b"a\nb")], b"")
    )
    assert not hostile.wrong_with(
        Answer(200, [*SAFE, (b"content-type", b"text/html")], b'<p>&lt;script&gt; <a href="/x">')
    )


# ── On the wire ───────────────────────────────────────────────────────────────────────────────────

LINES = (
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
    b"GET /\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00",
    b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    b"GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\nb\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 9_000 + b"\r\n",
    b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
    b"POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
    b"POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
    b"POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
    b"POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\nabc",
    b"POST /mcp HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n",
    b"GET /raw/../../secret.txt HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"\r\n" * 1_000,
    b"\x00" * 5_000,
)


HONEST = b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.fixture
def port(app):
    """Where the room is really open."""
    import uvicorn

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(
        app,
        port=port,
        http=patience.Patient,
        log_level="critical",
        timeout_graceful_shutdown=1,
        timeout_keep_alive=1,
        h11_max_incomplete_event_size=65_536,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    yield port
    server.should_exit = True
    thread.join(10)


def test_on_the_wire(port):
    """What is not even HTTP is refused or dropped, and the next honest request is answered."""
    for lines in LINES:
        answer = spoken(port, lines)
        first = answer.partition(b"\r\n")[0]
        assert not answer or first.split()[1][:1] == b"4" or b"HTTP/1.1 200" == first[:12], (lines[:80], first)
        assert hostile.CANARY.encode() not in answer and b"Traceback" not in answer
        assert spoken(port, HONEST).startswith(b"HTTP/1.1 200"), lines[:80]


@pytest.mark.parametrize(
    "lines", [b"", b"GET / HTTP/1.1\r\nHost: local", b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\nGET /"]
)
def test_who_says_nothing_is_not_waited_for(port, monkeypatch, lines):
    """A request that does not begin ends the connection; one that did is answered first."""
    monkeypatch.setattr(patience, "PATIENCE", 0.2)
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(lines)
        answer = b""
        while part := connection.recv(65_536):
            answer += part
    assert time.monotonic() - begun < 3
    assert answer.startswith(b"HTTP/1.1 200") == (b"robots" in lines)


def test_who_speaks_is_answered(port, monkeypatch):
    """A connection that is kept open is not closed for the time it was open."""
    monkeypatch.setattr(patience, "PATIENCE", 0.2)
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        for _ in range(4):
            connection.sendall(HONEST.replace(b"close", b"keep-alive"))
            answer = b""
            while not answer.endswith(b"Disallow: /\n"):
                part = connection.recv(65_536)
                assert part, "it was closed"
                answer += part
            time.sleep(0.15)


def spoken(port: int, data: bytes) -> bytes:
    """What a server says to some bytes, until it closes or says no more."""
    with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
        answer = b""
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65_536):
                answer += part
        except OSError:  # it was cut off: that is an answer
            pass
    return answer
