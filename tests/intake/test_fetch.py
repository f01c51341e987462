"""Fetching: polite, bounded, and never where it should not go; against a server of our own."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

pytest.importorskip("httpx")

from copydesk.errors import IntakeError, NotFetched, TooLarge
from copydesk.intake.fetch import (
    Fetcher,
    Manners,
    Surroundings,
    Validators,
    is_public,
    public_addresses,
)

PAGE = b"<html><title>Pier</title><p>The pier will be rebuilt before the winter, the board decided.</p></html>"
Answer = tuple[int, dict[str, str], bytes]
MOST = 200_000


class Server:
    """A web server whose answers a test gives."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[BaseHTTPRequestHandler], Answer] | Answer] = {}
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            """Answers what the test says."""

            def do_GET(self) -> None:
                outer.asked.append(self.path)
                found = outer.answers.get(self.path, (404, {"Content-Type": "text/html"}, b"gone"))
                status, fields, body = found(self) if callable(found) else found
                self.send_response(status)
                for name, value in fields.items():
                    self.send_header(name, value)
                if "Content-Length" not in fields:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing is logged."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.root = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()


@pytest.fixture
def server() -> Iterator[Server]:
    """A server."""
    made = Server()
    yield made
    made.http.shutdown()
    made.http.server_close()


def html(body: bytes = PAGE, **fields: str) -> Answer:
    """A page as an answer."""
    return 200, {"Content-Type": "text/html; charset=iso-8859-2", **fields}, body


def fetcher(waits: list[float] | None = None, **manners: object) -> Fetcher:
    """A fetcher that may ask our own server, and waits in no time."""
    slept = waits if waits is not None else []
    clock = [0.0]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    around = Surroundings(now=lambda: clock[0] + time.monotonic() % 1 * 1e-6, sleep=sleep)
    return Fetcher(Manners(**{"allow_private": True, **manners}), around, most=MOST)  # type: ignore[arg-type]


def test_page(server: Server):
    """A page comes with its address, its date and the character set of its header."""
    server.answers["/a"] = html(ETag='"1"')
    found = fetcher().fetch(f"{server.root}/a")

    assert found.delivery is not None
    assert found.delivery.data == PAGE
    assert (found.delivery.url, found.delivery.charset, found.delivery.status) == (
        f"{server.root}/a",
        "iso-8859-2",
        200,
    )
    assert found.validators == Validators('"1"', None)


def test_redirects_are_followed_and_kept(server: Server):
    """The addresses on the way are aliases of the page."""
    server.answers |= {"/a": (301, {"Location": "/b"}, b""), "/b": (302, {"Location": "/c?x=1"}, b""), "/c?x=1": html()}
    found = fetcher().fetch(f"{server.root}/a").delivery

    assert found is not None
    assert (found.url, found.aliases) == (f"{server.root}/c?x=1", (f"{server.root}/a", f"{server.root}/b"))


def test_circle_of_redirects(server: Server):
    """A circle ends."""
    server.answers |= {"/a": (301, {"Location": "/b"}, b""), "/b": (301, {"Location": "/a"}, b"")}

    with pytest.raises(NotFetched, match="circle"):
        fetcher().fetch(f"{server.root}/a")


def test_not_changed(server: Server):
    """A page that has not changed is asked for by its validators, and not sent again."""
    server.answers["/a"] = lambda asked: (304, {}, b"") if asked.headers["If-None-Match"] == '"1"' else html()
    found = fetcher().fetch(f"{server.root}/a", Validators('"1"'))

    assert (found.delivery, found.status) == (None, 304)


ROBOTS = {
    "disallowed": ((200, {}, b"User-agent: *\nDisallow: /a"), False),
    "allowed": ((200, {}, b"User-agent: *\nDisallow: /b"), True),
    "for others": ((200, {}, b"User-agent: other\nDisallow: /"), True),
    "for us": ((200, {}, b"User-agent: copydesk\nDisallow: /\n\nUser-agent: *\nAllow: /"), False),
    "none": ((404, {}, b""), True),
    "out of order": ((500, {}, b""), False),
}


@pytest.mark.parametrize("case", ROBOTS)
def test_robots(server: Server, case: str):
    """What robots.txt asks is done; a host that cannot give it is left alone."""
    server.answers |= {"/robots.txt": ROBOTS[case][0], "/a": html()}
    if ROBOTS[case][1]:
        assert fetcher().fetch(f"{server.root}/a").delivery is not None
    else:
        with pytest.raises(NotFetched, match=r"robots\.txt"):
            fetcher().fetch(f"{server.root}/a")
        assert "/a" not in server.asked


def test_pace(server: Server):
    """Between two requests to a host there is a pause, a longer one where it asks for that."""
    server.answers |= {"/robots.txt": (200, {}, b"User-agent: *\nCrawl-delay: 7"), "/a": html(), "/b": html()}
    waits: list[float] = []
    guest = fetcher(waits, pace=2.0)
    guest.fetch(f"{server.root}/a")
    guest.fetch(f"{server.root}/b")

    assert [round(each) for each in waits] == [2, 7]


def test_tries_again(server: Server):
    """A host that is busy is asked again when it says, and no more often than is decent."""
    calls = iter([(503, {"Retry-After": "9"}, b""), (429, {}, b""), html()])
    server.answers["/a"] = lambda _: next(calls)
    waits: list[float] = []
    found = fetcher(waits, pace=0.0, obey_robots=False).fetch(f"{server.root}/a")

    assert found.status == 200
    assert waits[0] == 9
    assert 2 <= waits[1] <= 3


def test_asked_to_wait_too_long(server: Server):
    """A host that asks for an hour is told to the caller, not waited for."""
    server.answers["/a"] = (503, {"Retry-After": "3600"}, b"")

    with pytest.raises(NotFetched, match="asks to wait"):
        fetcher(obey_robots=False).fetch(f"{server.root}/a")


def test_nobody_there():
    """A host that does not answer is said after some tries."""
    with pytest.raises(NotFetched, match="no answer after 3 tries"):
        fetcher(obey_robots=False, timeout=0.5).fetch("http://127.0.0.1:9/a")


def test_too_large(server: Server):
    """An answer over the bound is broken off, also when it only unpacks to that."""
    server.answers |= {
        "/a": html(b"x" * (MOST + 1)),
        "/b": html(gzip.compress(b"x" * 50_000_000), **{"Content-Encoding": "gzip"}),
    }
    for path in ("/a", "/b"):
        with pytest.raises(TooLarge):
            fetcher(obey_robots=False).fetch(server.root + path)


def test_slow_answer(server: Server):
    """An answer that drips is broken off."""

    def drip(asked: BaseHTTPRequestHandler) -> Answer:
        asked.send_response(200)
        asked.send_header("Content-Type", "text/html")
        asked.end_headers()
        for _ in range(40):
            asked.wfile.write(b"x" * 100)
            asked.wfile.flush()
            time.sleep(0.05)
        return 200, {}, b""

    server.answers["/a"] = drip
    guest = Fetcher(Manners(allow_private=True, obey_robots=False, seconds=0.3), most=MOST)

    with pytest.raises(NotFetched, match="took longer"):
        guest.fetch(f"{server.root}/a")


@pytest.mark.parametrize("media", ["image/png", "application/pdf", "video/mp4", "application/octet-stream"])
def test_no_page(server: Server, media: str):
    """What is no page is said to be what it is."""
    server.answers["/a"] = (200, {"Content-Type": media}, b"\x00\x01")

    with pytest.raises(NotFetched, match=media):
        fetcher(obey_robots=False).fetch(f"{server.root}/a")


def test_error_page_has_its_status(server: Server):
    """An error's page is given with its status: what it is, its reader decides."""
    found = fetcher(obey_robots=False).fetch(f"{server.root}/none")

    assert found.delivery is not None
    assert found.delivery.status == 404


PRIVATE = [
    "http://127.0.0.1/", "http://localhost/", "http://10.1.2.3/", "http://192.168.0.1/", "http://172.16.9.9/",
    "http://169.254.169.254/latest/meta-data", "http://100.64.0.1/", "http://0.0.0.0/", "http://[::1]/", "http://[fe80::1]/",
    "http://[::ffff:127.0.0.1]/", "http://2130706433/", "http://0177.0.0.1/", "http://127.1/", "http://[fd00::1]/",
    "http://224.0.0.1/", "http://[64:ff9b::7f00:1]/",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address: str):
    """No machine of the own network is asked, however its address is written."""
    with pytest.raises(NotFetched, match=r"not public|no such host"):
        fetcher(allow_private=False, obey_robots=False).fetch(address)


def test_redirect_to_a_private_address(server: Server, monkeypatch: pytest.MonkeyPatch):
    """A public page cannot send us inside."""
    port = server.http.server_address[1]
    monkeypatch.setattr("copydesk.intake.fetch._PORTS", frozenset({port}))
    server.answers["/a"] = (302, {"Location": f"http://127.0.0.1:{port}/secret"}, b"")
    # Our own server stands for a public one, for the first request alone.
    checks = iter([True])
    monkeypatch.setattr("copydesk.intake.fetch.is_public", lambda number: next(checks, False))
    around = Surroundings(resolve=lambda *_: ["127.0.0.1"])
    guest = Fetcher(Manners(obey_robots=False, pace=0.0), around, most=MOST)

    with pytest.raises(NotFetched, match="not public"):
        guest.fetch(f"http://courier.example:{port}/a")
    assert server.asked == ["/a"]


def test_name_with_a_private_address_among_others():
    """A name that stands for a public and a private machine is refused."""
    with pytest.raises(NotFetched, match="not public"):
        public_addresses("x.example", 80, lambda *_: ["93.184.216.34", "10.0.0.1"], allow_private=False)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://x.example/",
        "file:///etc/passwd",
        "http://",
        "http://a:b@x.example/",
        "x",
        "http://x.example:22/",
        "http://[bad/",
    ],
)
def test_no_web_address(address: str):
    """What is no plain web address is refused before anything is asked."""
    with pytest.raises(IntakeError):
        fetcher(allow_private=False).fetch(address)


def test_public():
    """The addresses that may be asked."""
    assert is_public("1.1.1.1")
    assert is_public("2606:4700::1111")
    assert not is_public("::ffff:10.0.0.1")
