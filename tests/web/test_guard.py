"""What no request gets past: hosts, methods, sizes, rates; and the headers of every answer."""

from __future__ import annotations

import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from copydesk.web import guard
from copydesk.web.rates import Rate, Rates, client_of
from copydesk.web.room import room
from copydesk.web.settings import RoomSettings
from web.asgi import HOST, ask
from web.roomful import filled


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


async def fails(_: Request) -> PlainTextResponse:
    raise RuntimeError("the secret of /etc/passwd")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return filled(tmp_path_factory.mktemp("guard") / "kestrel.db")


@pytest.fixture
def app(path, monkeypatch):
    monkeypatch.setattr(guard, "LOCAL_NAMES", frozenset({"localhost"}))
    made = room(RoomSettings(path, names=("Archive.Example",), max_bytes=1_000))
    made.router.routes[:0] = [
        Route("/echo", echo, methods=["GET", "POST"]),
        Route("/write/echo", echo, methods=["POST"]),
        Route("/fails", fails),
    ]
    yield made
    made.state.readers.close()


def sent(app, *given, **named):
    return asyncio.run(ask(app, *given, **named))


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8018", 200),
        ("127.0.0.1", 200),
        ("192.0.2.7:80", 200),
        ("[::1]:8018", 200),
        ("localhost", 200),
        ("LOCALHOST.:8018", 200),
        ("archive.example", 200),
        ("ARCHIVE.example:443", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("archive.example.evil.example", 421),
        ("testserver", 421),
        ("127.1", 421),
        ("2130706433", 421),
        ("0x7f.0.0.1", 421),
        ("[::1", 400),
        ("[evil.example]", 400),
        ("127.0.0.1@evil.example", 400),
        ("127.0.0.1/evil", 400),
        ("127.0.0.1:port", 400),
        ("127.0.0.1:", 400),
        ("a b", 400),
        ("", 400),
    ],
)
def test_hosts(app, host, status):
    """A room answers to numbers, to this machine's name and to its own; to another's name never."""
    assert status == sent(app, target=b"/echo", headers=[(b"host", host.encode())]).status


@pytest.mark.parametrize("hosts", [(), (b"localhost", b"localhost"), (b"localhost", b"evil.example")])
def test_one_host_is_named(app, hosts):
    assert 400 == sent(app, target=b"/echo", headers=[(b"host", each) for each in hosts]).status


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "get", "X"])
def test_other_methods(app, method):
    answer = sent(app, method, b"/echo")
    assert (405, "GET, HEAD, POST, OPTIONS") == (answer.status, answer.header("allow"))


def test_a_body_is_refused_by_its_length_before_it_is_read(app):
    length = str(1_000 + guard.SLACK + 1).encode()
    answer = sent(app, "POST", b"/echo", headers=[HOST, (b"content-length", length)], body=[b"x"] * 3)
    assert (413, "0", "close") == (answer.status, answer.header("x-read"), answer.header("connection"))


@pytest.mark.parametrize("length", [b"-1", b"1e9", b"9" * 400, b"", b"12 34"])
def test_lengths_that_are_none(app, length):
    assert sent(app, "POST", b"/echo", headers=[HOST, (b"content-length", length)]).status in (400, 413)


def test_two_lengths_that_differ(app):
    given = [HOST, (b"content-length", b"1"), (b"content-length", b"2")]
    assert 400 == sent(app, "POST", b"/echo", headers=given).status


def test_a_body_without_a_length_is_cut_off(app):
    """What is streamed is counted; what lies behind the bound is never read."""
    part = b"x" * 100_000
    assert b"1000000" == sent(app, "POST", b"/echo", body=[part] * 10).body
    answer = sent(app, "POST", b"/echo", body=[part] * 40)
    assert (413, "11") == (answer.status, answer.header("x-read"))


def test_the_page_of_an_error_may_fail_too(app, monkeypatch):
    monkeypatch.setattr("copydesk.web.room.trouble_of", lambda *_: 1 / 0)
    for target in (b"/fails", b"/nowhere"):
        answer = sent(app, target=target)
        assert (500, guard.POLICY) == (answer.status, answer.header("content-security-policy"))


def test_a_body_that_does_not_come(app, monkeypatch):
    """Whoever begins to send and stops keeps nobody waiting."""
    monkeypatch.setattr(guard, "PATIENCE", 0.05)
    sent_ = []

    async def receive():
        await asyncio.sleep(10)

    async def send(message):
        sent_.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/echo", "raw_path": b"/echo", "query_string": b"", "root_path": "",
        "scheme": "http", "headers": [HOST], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8018), "state": {},
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    assert 408 == sent_[0]["status"]


def test_the_body_of_a_get_is_nobodys(app):
    answer = sent(app, "GET", b"/echo", body=[b"x" * 100])
    assert (200, b"0") == (answer.status, answer.body)


def test_addresses_have_an_end(app):
    assert 414 == sent(app, target=b"/" + b"a" * guard.LONGEST_PATH).status
    assert 414 == sent(app, target=b"/search?q=" + b"a" * guard.LONGEST_QUERY).status


@pytest.mark.parametrize(
    ("target", "status"), [(b"/echo", 200), (b"/nowhere", 404), (b"/search?q=%22", 400), (b"/fails", 500)]
)
def test_every_answer_has_the_policy(app, target, status):
    """A page's, an error's, and that of a failure nobody foresaw, which says nothing of what failed."""
    answer = sent(app, target=target)
    assert status == answer.status
    for name, value in guard.HEADERS:
        assert [value] == [found for each, found in answer.headers if each == name]
    assert b"secret" not in answer.body and b"Traceback" not in answer.body


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_refusals_have_the_policy(app, method):
    answer = sent(app, method, b"/echo", headers=[(b"host", b"evil.example")])
    assert guard.POLICY == answer.header("content-security-policy")
    assert "text/plain; charset=utf-8" == answer.header("content-type")


def test_an_answer_may_have_a_policy_of_its_own():
    headers = guard.with_policy([(b"Content-Security-Policy", b"sandbox")])
    assert [b"sandbox"] == [value for name, value in headers if name.lower() == b"content-security-policy"]
    assert len(headers) == len(guard.HEADERS)


def test_no_sockets(app):
    async def told():
        messages = []
        scope = {"type": "websocket", "path": "/", "headers": []}
        await app(scope, None, lambda message: messages.append(message) or asyncio.sleep(0))
        return messages

    assert ["websocket.close"] == [each["type"] for each in asyncio.run(told())]


def test_a_client_that_asks_too_much_waits(app):
    """Others do not; this machine may ask ten times as much."""

    async def statuses(address, count):
        return [(await ask(app, target=b"/echo", client=(address, 1))).status for _ in range(count)]

    many = asyncio.run(statuses("192.0.2.7", guard.READS.burst + 20))
    assert {200} == set(many[: guard.READS.burst]) and 429 in many[guard.READS.burst :]
    assert [200] == asyncio.run(statuses("192.0.2.8", 1))
    assert {200} == set(asyncio.run(statuses("127.0.0.1", guard.READS.burst + 20)))


def test_writes_are_rarer(app):
    async def statuses(target, count):
        return [(await ask(app, "POST", target, client=("192.0.2.7", 1))) for _ in range(count)]

    answers = asyncio.run(statuses(b"/write/echo", guard.WRITES.burst + 2))
    assert [200] * guard.WRITES.burst + [429] * 2 == [each.status for each in answers]
    assert 1 <= int(answers[-1].header("retry-after")) <= 2
    assert [200] * 30 == [each.status for each in asyncio.run(statuses(b"/echo", 30))]


def test_a_bucket_fills():
    now = 0.0
    rates = Rates(Rate(2, 4), clock=lambda: now)
    assert [0, 0, 0, 0, 0.5] == [rates.wait("a") for _ in range(5)]
    now = 0.5
    assert [0, 0.5] == [rates.wait("a"), rates.wait("a")]
    now = 100.0
    assert [0, 0, 0, 0, 0.5] == [rates.wait("a") for _ in range(5)]


def test_the_table_is_bounded():
    rates = Rates(Rate(1, 1), most=100)
    for number in range(1_000):
        rates.wait(str(number))
    assert 100 == len(rates)
    assert rates.wait("999") and not rates.wait("0")


def test_clients_by_network():
    """A subscriber chooses the last 64 bits of an address of IPv6 himself."""
    assert client_of("2001:db8::1") == client_of("2001:db8::ffff:1") != client_of("2001:db8:0:1::1")
    assert ("192.0.2.7", False) == client_of("::ffff:192.0.2.7")
    assert client_of("fe80::1%eth0") == client_of("fe80::2%eth1")
    assert client_of("127.8.8.8")[1] and client_of("testclient")[1]


@pytest.mark.parametrize(
    ("origin", "is_ours"),
    [
        (None, True),
        ("http://127.0.0.1:8018", True),
        ("https://127.0.0.1:8018", True),
        ("http://127.0.0.1", False),
        ("http://127.0.0.1:8018.evil.example", False),
        ("null", False),
        ("", False),
        ("file://127.0.0.1:8018", False),
    ],
)
def test_origins(origin, is_ours):
    assert is_ours == guard.is_same_origin(origin, "127.0.0.1:8018")
