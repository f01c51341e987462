"""Hostile pages in a real browser: nothing that they brought runs, and nothing is asked of another server."""

from __future__ import annotations

import shutil
import socket
import threading
import time

import pytest

from copydesk.web import patience
from copydesk.web.pages import PAGES
from copydesk.web.room import room
from copydesk.web.settings import RoomSettings
from web import hostile

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"
    " --disable-sync"
).split()
QUERIES = {"/search": "?q=alert", "/source": "?name=Petra%20Lind", "/quote": "?q=Nobody+should+ever+have+to+read+that"}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A room of hostile pages that is really open."""
    import uvicorn

    path = hostile.filled(tmp_path_factory.mktemp("hostile") / "hostile.db")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    application = room(RoomSettings(path))
    config = uvicorn.Config(
        application, port=port, http=patience.Patient, log_level="error", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def targets():
    """An address of every page, and of a capture as it came: those of a hostile article."""
    for path in (*(page.path for page in PAGES), "/raw/{capture}"):
        head, _, rest = path.partition("{")
        number = (8 if rest.startswith("capture") else 6) if rest else ""
        yield f"{head}{number}{rest.partition('}')[2]}{QUERIES.get(path, '')}"


def is_foreign(url, base):
    """Whether a request leaves the room: what is no address of a network goes nowhere."""
    return url.startswith(("http", "ws", "ftp")) and not url.startswith(f"{base}/")


def test_nothing_runs(address):
    """No dialog opens, no script of a page is run, no other server is asked."""
    playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
    if CHROMIUM is None:
        pytest.skip("no Chromium: apt-get install chromium")
    ran: list[str] = []
    seen = 0
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page()
        page.on("dialog", lambda dialog: (ran.append(f"{page.url}: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda each: ran.append(f"asked {each.url}") if is_foreign(each.url, address) else None)
        page.on("pageerror", lambda error: ran.append(f"{page.url}: {error}"))
        for target in targets():
            answer = page.goto(address + target)
            seen += answer is not None and answer.status == 200
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            for link in page.query_selector_all("a[href]")[:200]:
                href = link.get_attribute("href") or ""
                if target.startswith("/raw") and "script:" in href:  # as it was captured, and without rights
                    link.click(force=True, timeout=2_000, no_wait_after=True)
                elif not target.startswith("/raw"):
                    assert hostile.is_harmless(href, "a"), f"{target}: {href}"
        browser.close()
    assert not ran, "\n".join(ran[:10])
    assert seen > len(PAGES) / 2
