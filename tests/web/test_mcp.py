"""The Model Context Protocol: by hand, by its official client, and over standard input and output."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import threading
import time

import msgspec
import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from copydesk.archive.archive import Archive
from copydesk.cli import copydesk
from copydesk.web import mcp, tools
from copydesk.web.room import room
from copydesk.web.settings import RoomSettings
from web.roomful import LEAD, REST, filled, number_of, page

BASE = "http://127.0.0.1:8018"
SAID = "We have waited long enough for this, and the ferries cannot call at half a pier"
META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return filled(tmp_path_factory.mktemp("mcp") / "kestrel.db")


@pytest.fixture(scope="module")
def client(path):
    with TestClient(room(RoomSettings(path)), base_url=BASE) as made:
        yield made


def send(client, message, **headers):
    data = message if isinstance(message, bytes) else json.dumps(message).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/mcp", content=data, headers={"content-type": "application/json", **named})


def request(method, number=1, **params):
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def call(client, tool, **arguments):
    answer = send(client, request("tools/call", name=tool, arguments=arguments))
    assert 200 == answer.status_code
    return answer.json()["result"]


def given(client, tool, **arguments):
    """What a tool gives as a record; the text beside it says the same."""
    result = call(client, tool, **arguments)
    assert not result["isError"], result
    assert json.loads(result["content"][0]["text"]) == result["structuredContent"]
    return result["structuredContent"]


# ── The protocol ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("2025-03-26", "2025-03-26"),
        ("2025-06-18", "2025-06-18"),
        ("2025-11-25", "2025-11-25"),
        ("2024-11-05", "2025-11-25"),
        ("2099-01-01", "2025-11-25"),
    ],
)
def test_initialize(client, asked, answered):
    """The version asked for where it is known, else the last of those that begin so."""
    answer = send(client, request("initialize", protocolVersion=asked, capabilities={}, clientInfo={}))
    assert "application/json" == answer.headers["content-type"]
    result = answer.json()["result"]
    assert (answered, {"tools": {}}) == (result["protocolVersion"], result["capabilities"])
    assert "mcp-session-id" not in answer.headers


def test_notifications_and_answers_are_taken(client):
    for message in (
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 7, "result": {}},
    ):
        answer = send(client, message, mcp_protocol_version="2025-06-18")
        assert (202, b"") == (answer.status_code, answer.content)


def test_ping_keeps_the_id(client):
    for number in (1, "a", 0, "ä"):
        assert {"jsonrpc": "2.0", "id": number, "result": {}} == send(client, request("ping", number)).json()


@pytest.mark.parametrize(
    ("message", "code", "status"),
    [
        (b"", mcp.PARSE, 400),
        (b"{", mcp.PARSE, 400),
        (b"\xff\xfe", mcp.PARSE, 400),
        (b'"\\ud800"', mcp.PARSE, 400),
        (b"[" * 100_000, mcp.PARSE, 400),
        (b"1", mcp.REQUEST, 400),
        (b"[]", mcp.REQUEST, 400),
        (b"{}", mcp.REQUEST, 400),
        ({"jsonrpc": "1.0", "id": 1, "method": "ping"}, mcp.REQUEST, 400),
        ({"jsonrpc": "2.0", "id": 1, "method": 5}, mcp.REQUEST, 400),
        ({"jsonrpc": "2.0", "id": None, "method": "ping"}, mcp.REQUEST, 400),
        ({"jsonrpc": "2.0", "id": True, "method": "ping"}, mcp.REQUEST, 400),
        ({"jsonrpc": "2.0", "id": [1], "method": "ping"}, mcp.REQUEST, 400),
        ({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": [1]}, mcp.PARAMS, 200),
        (request("nothing"), mcp.METHOD, 200),
        (request("resources/list"), mcp.METHOD, 200),
        (request("initialize"), mcp.PARAMS, 200),
        (request("tools/call", name="rm"), mcp.PARAMS, 200),
        (request("tools/call"), mcp.PARAMS, 200),
        (request("tools/list", cursor="x"), mcp.PARAMS, 200),
    ],
)
def test_errors(client, message, code, status):
    answer = send(client, message)
    assert (code, status) == (answer.json()["error"]["code"], answer.status_code)


def test_a_batch_where_the_version_has_them(client):
    batch = [request("ping", 1), {"jsonrpc": "2.0", "method": "notifications/initialized"}, request("nothing", 2), 5]
    answer = send(client, batch, mcp_protocol_version="2025-03-26")
    assert [(1, None), (2, mcp.METHOD), (None, mcp.REQUEST)] == [
        (each["id"], each.get("error", {}).get("code")) for each in answer.json()
    ]
    only = [{"jsonrpc": "2.0", "method": "notifications/initialized"}]
    assert 202 == send(client, only, mcp_protocol_version="2025-03-26").status_code
    for version in ("2025-06-18", "2025-11-25", "2026-07-28"):
        assert 400 == send(client, batch, mcp_protocol_version=version).status_code
    assert 400 == send(client, [request("ping")] * (mcp.MOST_IN_BATCH + 1)).status_code


def test_a_version_that_is_none(client):
    answer = send(client, request("ping"), mcp_protocol_version="1999-01-01")
    assert (400, mcp.VERSION) == (answer.status_code, answer.json()["error"]["code"])


@pytest.mark.parametrize(
    ("origin", "status"), [(None, 200), (BASE, 200), ("http://evil.example", 403), ("null", 403), ("", 403)]
)
def test_origins(client, origin, status):
    assert status == send(client, request("ping"), **({} if origin is None else {"origin": origin})).status_code


def test_what_is_no_message(client):
    assert 405 == client.get("/mcp").status_code
    assert "POST" in client.get("/mcp").headers["allow"]
    assert 405 == client.delete("/mcp").status_code
    assert 415 == send(client, request("ping"), content_type="text/plain").status_code
    assert 406 == send(client, request("ping"), accept="text/html").status_code
    assert 413 == send(client, b" " * (mcp.LONGEST + 1)).status_code


def test_a_failure_of_ours_says_nothing(client, monkeypatch, caplog):
    def fails(*_):
        raise RuntimeError("a secret")

    monkeypatch.setattr(mcp, "TOOLS", (tools.TOOLS[0]._replace(answer=fails),))
    with caplog.at_level(logging.CRITICAL, "copydesk.room"):
        answer = send(client, request("tools/call", name="search", arguments={"query": "x"}))
    assert mcp.INTERNAL == answer.json()["error"]["code"] and "secret" not in answer.text


# ── Without a handshake ───────────────────────────────────────────────────────────────────────────


def stateless(client, method, *, meta=META, headers=None, **params):
    said = {"mcp_protocol_version": "2026-07-28", "mcp_method": method, **(headers or {})}
    message = request(method, **params, **({} if meta is None else {"_meta": meta}))
    return send(client, message, **{name: value for name, value in said.items() if value is not None})


def test_discover(client):
    result = stateless(client, "server/discover").json()["result"]
    assert "2026-07-28" in result["supportedVersions"] and "complete" == result["resultType"]
    assert "copydesk" == result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"]


def test_a_tool_without_a_handshake(client):
    for name in ("search", "=?base64?c2VhcmNo?="):
        answer = stateless(client, "tools/call", headers={"mcp_name": name}, name="search", arguments={"query": "pier"})
        assert (200, "complete") == (answer.status_code, answer.json()["result"]["resultType"])


@pytest.mark.parametrize(
    ("method", "meta", "headers", "code", "status"),
    [
        ("tools/list", None, {}, mcp.PARAMS, 400),
        ("tools/list", {}, {}, mcp.PARAMS, 400),
        ("tools/list", {**META, "io.modelcontextprotocol/protocolVersion": 5}, {}, mcp.PARAMS, 400),
        ("tools/list", META, {"mcp_method": "tools/call"}, mcp.MISMATCH, 400),
        ("tools/list", META, {"mcp_method": None}, mcp.MISMATCH, 400),
        ("tools/list", META, {"mcp_protocol_version": None}, mcp.MISMATCH, 400),
        ("tools/list", META, {"mcp_protocol_version": "2025-11-25"}, mcp.MISMATCH, 400),
        ("tools/call", META, {"mcp_name": "article"}, mcp.MISMATCH, 400),
        ("tools/call", META, {"mcp_name": "=?base64?####?="}, mcp.MISMATCH, 400),
        (
            "tools/list",
            {**META, "io.modelcontextprotocol/protocolVersion": "2099-01-01"},
            {"mcp_protocol_version": "2099-01-01"},
            mcp.VERSION,
            400,
        ),
        ("resources/list", META, {}, mcp.METHOD, 404),
    ],
)
def test_requests_that_contradict_themselves(client, method, meta, headers, code, status):
    answer = stateless(client, method, meta=meta, headers=headers, **({"name": "search"} if "call" in method else {}))
    assert (code, status) == (answer.json()["error"]["code"], answer.status_code)
    if code == mcp.VERSION:
        assert list(mcp.VERSIONS) == answer.json()["error"]["data"]["supported"]


# ── The tools ─────────────────────────────────────────────────────────────────────────────────────


def test_tools_are_described(client):
    listed = send(client, request("tools/list")).json()["result"]["tools"]
    assert ["search", "article", "statements", "check_quotation"] == [each["name"] for each in listed]
    for each in listed:
        assert "object" == each["inputSchema"]["type"] == each["outputSchema"]["type"]
        assert each["annotations"]["readOnlyHint"]


def test_search(client, path):
    found = given(client, "search", query="pier", limit=2)
    assert (3, 2, "1 more: ask again with offset=2") == (found["total"], len(found["hits"]), found["rest"])
    rest = given(client, "search", query="pier", limit=2, offset=2)
    assert (1, "") == (len(rest["hits"]), rest["rest"])
    assert f"{BASE}/article/{rest['hits'][0]['article']}" == rest["hits"][0]["page"]
    assert 1 == given(client, "search", query="pier", as_of="2024-03-04T12:00")["total"]
    assert [] == given(client, "search", query="nothinglikeit")["hits"]


def test_article(client, path):
    number = number_of(path, "Ferryman denies")
    whole = given(client, "article", article=number)
    assert ("Lowmarsh Post", ["Oda Vane"], "") == (whole["site"], whole["authors"], whole["rest"])
    first = given(client, "article", article=number, length=50)
    assert f"{len(whole['text']) - 50} characters more: ask again with start=50" == first["rest"]
    second = given(client, "article", article=number, start=50)
    assert whole["text"] == first["text"] + second["text"] and "" == second["rest"]


def test_article_as_of_a_day(client, path):
    number = next(
        each["article"] for each in given(client, "search", query="pier site:courier.example")["hits"]
    )  # fmt: skip
    assert "12 million" in given(client, "article", article=number, as_of="2024-03-04T12:00")["text"]
    now = given(client, "article", article=number)
    assert "21 million" in now["text"] and (2, 2) == (now["revision"], now["revisions"])


def test_statements(client, path):
    found = given(client, "statements", speaker="Reed")["statements"]
    assert any("denies" == each["polarity"] and "Jonas Reed" in each["source"] for each in found)
    assert all(each["page"].endswith(f"#s{each['statement']}") for each in found)
    part = given(client, "statements", article=found[0]["article"], limit=1)
    assert 1 == len(part["statements"]) and part["rest"].startswith("there are more")


@pytest.mark.parametrize(
    ("quotation", "kind", "is_found"),
    [
        (SAID, "verbatim", True),
        (SAID.replace("cannot", "can"), "altered", True),
        ("We have waited […] for this, and the ferries cannot call at half a pier", "edited", True),
        ("Nobody in the whole town ever uttered these strange words", "absent", False),
    ],
)
def test_quotations(client, quotation, kind, is_found):
    found = given(client, "check_quotation", quotation=quotation)
    assert (kind, is_found) == (found["kind"], bool(found["article"]))
    if is_found:
        assert "Ines Holm" == found["said_by"]
        assert {"Kestrel Bay Courier", "Sandhaven Mail"} <= {each["site"] for each in found["found_in"]}
    if kind == "altered":
        assert [("can", "cannot")] == [(each["quoted"], each["original"]) for each in found["differences"]]


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("search", {}, "query"),
        ("search", {"query": ""}, "length >= 1"),
        ("search", {"query": '"'}, ""),
        ("search", {"query": "pier", "limit": 1_000}, "<= 50"),
        ("search", {"query": "pier", "path": "/etc/passwd"}, "path"),
        ("search", {"query": "pier", "as_of": "never"}, "not a date"),
        ("article", {"article": "1"}, "int"),
        ("article", {"article": 2**63}, ""),
        ("article", {"article": 99}, "not in the archive"),
        ("article", {"article": 1, "start": 9_999}, "characters"),
        ("statements", {}, "give an article"),
        ("statements", {"speaker": "Holm", "polarity": "sings"}, "no polarity"),
        ("check_quotation", {"quotation": "  "}, "empty"),
        ("check_quotation", {"quotation": SAID, "article": 99}, "not in the archive"),
    ],
)
def test_wrong_questions_are_told_what_is_wrong(client, tool, arguments, says):
    """An error of the question is an answer, since whoever asked can ask better."""
    result = call(client, tool, **arguments)
    assert result["isError"] and says in result["content"][0]["text"]
    assert "structuredContent" not in result


def test_answers_have_the_shape_they_are_said_to_have(client):
    for tool, arguments in (
        ("search", {"query": "pier"}),
        ("article", {"article": 1}),
        ("statements", {"about": "pier"}),
        ("check_quotation", {"quotation": SAID}),
    ):
        record = next(each.record for each in tools.TOOLS if each.name == tool)
        msgspec.convert(given(client, tool, **arguments), record, strict=True)


# ── The official client ───────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def address(path):
    """A room that is really open, on a free port."""
    import uvicorn

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    config = uvicorn.Config(room(RoomSettings(path)), port=port, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}/mcp"
    server.should_exit = True
    thread.join(10)


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_official_client(address, mode):
    """Whoever wrote the protocol reads our answers, in the old way and in the new."""
    official = pytest.importorskip("mcp.client.client", reason="pip install mcp, for a check by the official client")

    async def talk():
        async with official.Client(address, mode=mode) as client:
            listed = await client.list_tools()
            found = await client.call_tool("search", {"query": "pier"})
            wrong = await client.call_tool("article", {"article": 99})
            return client.protocol_version, listed, found, wrong

    version, listed, found, wrong = asyncio.run(talk())
    assert ("2025-11-25" if mode == "legacy" else "2026-07-28") == version
    assert [tool.name for tool in tools.TOOLS] == [each.name for each in listed.tools]
    assert 3 == found.structured_content["total"] and not found.is_error
    assert wrong.is_error and "not in the archive" in wrong.content[0].text


# ── Standard input and output ─────────────────────────────────────────────────────────────────────


def spoken(path, *lines):
    data = b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)
    done = CliRunner().invoke(copydesk, ["mcp", "--archive", str(path)], input=data)
    assert 0 == done.exit_code, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_over_standard_input(path):
    answers = spoken(
        path,
        request("initialize", 1, protocolVersion="2025-06-18", capabilities={}, clientInfo={}),
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        b"",
        b"{",
        request("tools/call", 2, name="search", arguments={"query": "pier"}),
        b'"' + b"x" * 2_500_000 + b'"',
        request("tools/list", 3, _meta=META),
        request("nothing", 4),
    )
    assert [1, None, 2, None, 3, 4] == [each["id"] for each in answers]
    assert mcp.PARSE == answers[1]["error"]["code"] and mcp.REQUEST == answers[3]["error"]["code"]
    assert 3 == answers[2]["result"]["structuredContent"]["total"]
    assert "complete" == answers[4]["result"]["resultType"]


def test_without_an_archive(tmp_path):
    done = CliRunner().invoke(copydesk, ["mcp", "--archive", str(tmp_path / "none.db")], input=b"")
    assert 1 == done.exit_code and "none.db" in done.stderr


def test_official_client_starts_us(path):
    """A desktop program starts the command and talks to it."""
    import os
    import sys

    official = pytest.importorskip("mcp.client.client", reason="pip install mcp, for a check by the official client")
    stdio = pytest.importorskip("mcp.client.stdio")
    server = stdio.StdioServerParameters(
        command=sys.executable,
        args=["-m", "copydesk", "mcp", "--archive", str(path)],
        env=dict(os.environ),
    )

    async def talk():
        async with official.Client(stdio.stdio_client(server), mode="auto") as client:
            return await client.call_tool("check_quotation", {"quotation": SAID})

    assert "verbatim" == asyncio.run(talk()).structured_content["kind"]


def test_the_archive_is_only_read(path):
    before = path.read_bytes()
    spoken(path, request("tools/call", 1, name="statements", arguments={"speaker": "Holm"}))
    assert before == path.read_bytes()
    with Archive(path, create=False, read_only=True) as archive:
        assert 5 == archive.counts()["articles"]


def test_an_archive_that_was_not_read_says_so(tmp_path):
    """Nothing found is not nothing said."""
    from copydesk.web.tools import Statements, _statements

    with Archive(tmp_path / "unread.db") as archive:
        archive.add(page(LEAD, *REST, title="Pier to be rebuilt"))
    with Archive(tmp_path / "unread.db", read_only=True) as archive:
        answer = _statements(archive, Statements(speaker="Holm"), "")

    assert [] == answer.statements
    assert "1 texts were not read" in answer.rest
