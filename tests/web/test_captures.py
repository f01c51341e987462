"""Captures as they are sent: what of a page is changed, and what it can do in a real browser, which is nothing."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from copydesk.archive.archive import Archive
from copydesk.records import Delivery, Span
from copydesk.web import patience
from copydesk.web.captures import MARK, marked, without_ways_out
from copydesk.web.room import room
from copydesk.web.settings import RoomSettings

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"
    " --disable-sync"
).split()
LAST = "The last of the piles was drawn from the sea bed on a still morning in May."


def hostile_page(elsewhere: str) -> str:
    """A story that asks for everything a page can ask for, of another server and of the room."""
    body = "".join(
        f"<p>The harbour board of Kestrel Bay heard of pile {n} and of what became of it.</p>" for n in range(90)
    )
    return f"""<!doctype html><html><head><meta charset="utf-8"><title>Piles of the north pier</title>
<meta http-equiv="refresh" content="0; url=/ledger"><meta http-equiv="refresh" content="0; url={elsewhere}/refreshed">
<meta http-equiv="x-dns-prefetch-control" content="on"><base href="{elsewhere}/" target="_top">
<link rel="preconnect" href="{elsewhere}"><link rel="dns-prefetch" href="{elsewhere}"><link rel="prefetch" href="{elsewhere}/a">
<link title=">" rel="preload stylesheet" href="{elsewhere}/a.css"><link rel="icon" href="{elsewhere}/i.png">
<link rel="stylesheet" href="data:text/css,.said%7Bcolor%3Argb(1%2C2%2C3)%7D"><script src="{elsewhere}/a.js"></script>
<style>@import "{elsewhere}/b.css"; @font-face {{ font-family: F; src: url({elsewhere}/f.woff) }} body {{ background:
url({elsewhere}/b.png); font-family: F }}</style><script>top.location = "{elsewhere}/top"; document.title = "ran"</script></head>
<body onload="document.title = 'ran'"><main><article><h1>Piles of the north pier</h1><p class="said">By Mara Quill</p>
<img src="{elsewhere}/a.png" srcset="{elsewhere}/b.png 2x"><iframe src="{elsewhere}/f"></iframe><iframe src="/ledger"></iframe>
<object data="{elsewhere}/o"></object><embed src="{elsewhere}/e"><video src="{elsewhere}/v" poster="{elsewhere}/p"></video>
<form id="form" action="{elsewhere}/form" target="_top"><button id="send">Send</button></form>
<form action="/write/add" method="post"><button id="write">Write</button></form>
<p><a id="top" href="{elsewhere}/link" target="_top" ping="{elsewhere}/ping">top</a> <a id="self" href="{elsewhere}/self"
target="_self">self</a> <a id="blank" href="{elsewhere}/blank" target="_blank">blank</a> <a id="room" href="/ledger"
target="_self">room</a> <a id="script" href="javascript:document.title='ran'" target="_self">script</a></p>
{body}<p>{LAST}</p></article></main></body></html>"""


@contextmanager
def listening() -> Iterator[tuple[str, list[bytes]]]:
    """Another server, which only writes down that it was called: even a connection that asks nothing."""
    called: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    is_over = threading.Event()

    def listen() -> None:
        while not is_over.is_set():
            try:
                connection, _ = server.accept()
            except TimeoutError:
                continue
            connection.settimeout(0.2)
            try:
                called.append(connection.recv(200))
            except TimeoutError:
                called.append(b"(a connection)")
            connection.close()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}", called
    is_over.set()
    thread.join(5)
    server.close()


@contextmanager
def opened(path) -> Iterator[str]:
    """A room that is really open."""
    import uvicorn

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    application = room(RoomSettings(path, read_only=True))
    config = uvicorn.Config(
        application, port=port, http=patience.Patient, log_level="error", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.mark.parametrize(
    ("source", "sent"),
    [
        ("<A\nHREF=/b TARGET=_top>b</A>", '<A target="_blank"\nHREF=/b TARGET=_top>b</A>'),
        ("<link/rel=preconnect href=//x.example>", '<link rel="nothing"/rel=preconnect href=//x.example>'),
        ("<link href=//x.example>data:", '<link rel="nothing" href=//x.example>data:'),
        ("<link href='data:text/css,p{}'>", "<link rel=\"stylesheet\" href='data:text/css,p{}'>"),
        ("<iframe srcdoc='<p>' src=x>", "<iframe srcdoc=\"\" srcdoc='<p>' src=x>"),
        ("<frame src=x>", '<frame src="about:blank" src=x>'),
        ("<form action=x>", '<form target="_blank" action=x>'),
        ("<article><abbr>a</abbr></article><linked><frameset></a>", None),
    ],
)
def test_nothing_leads_out(source: str, sent: str | None):
    """The first attribute of a name is the one that counts; other tags are left as they are."""
    assert without_ways_out(source) == (sent or source)


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ('<p title = "a > b" >one</p>', "one"),
        ("<p title=\n'a > b'>one</p>", "one"),
        ('<a href=x="y>one</a>', "one"),
        ("<p a=\"'\" b='>'>one</p>", "one"),
    ],
)
def test_values_are_no_text(source: str, seen: str):
    """However they are written."""
    found = marked(source, Span(0, len(source)))

    assert found == source.replace(seen, f'<mark id="{MARK}">{seen}</mark>')


def test_a_capture_can_do_nothing(tmp_path):
    """Nothing of what it asks for is asked, nothing runs, nothing leads anywhere; and the stretch is in sight."""
    playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
    if CHROMIUM is None:
        pytest.skip("no Chromium: apt-get install chromium")
    path = tmp_path / "piles.db"
    with listening() as (elsewhere, called):
        source = hostile_page(elsewhere)
        with Archive(path) as archive:
            filed = list(
                archive.filing([Delivery(data=source.encode(), name="piles", url="https://post.example/piles")])
            )
            assert ["new"] == [each.kind for each in filed]
        start = source.index(LAST)
        with opened(path) as address, playwright.sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            page = browser.new_page()
            page.goto(f"{address}/capture/1?start={start}&end={start + len(LAST)}")
            home = page.url
            page.query_selector("iframe").scroll_into_view_if_needed()
            page.wait_for_timeout(1_500)
            frame = page.query_selector("iframe").content_frame()

            assert frame.url.startswith(f"{address}/raw/1?") and frame.url.endswith(f"#{MARK}")
            marks = frame.query_selector_all("mark")
            assert LAST == "".join(each.text_content() for each in marks)
            box, outside = marks[0].bounding_box(), page.query_selector("iframe").bounding_box()
            assert outside["y"] <= box["y"] < outside["y"] + outside["height"]
            assert "rgb(1, 2, 3)" == frame.evaluate("getComputedStyle(document.querySelector('.said')).color")
            assert "Piles of the north pier" == frame.title()

            for name in ("script", "send", "write", "blank", "top", "self", "room"):
                page.goto(home)
                page.query_selector("iframe").scroll_into_view_if_needed()
                inner = page.frame_locator("iframe.captured")
                inner.locator(f"#{name}").click(timeout=10_000, no_wait_after=True)
                page.wait_for_timeout(300)
                assert page.url == home, name
                assert [page] == browser.contexts[0].pages, name
                assert "Kestrel" not in page.title() and "ran" != page.title(), name
                content = page.query_selector("iframe").content_frame()
                assert "Who said" not in (content.text_content("body", timeout=2_000) or ""), name
            browser.close()
        assert [] == called
