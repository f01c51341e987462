"""A reading room of the demo, open in a process of its own, and a real browser in front of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"
    " --disable-sync --force-color-profile=srgb"
).split()
VIOLATION = "document.addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective))"


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Path:
    """The archive of the demo, filled once."""
    from copydesk.cli.demo import fill

    pytest.importorskip("onnxruntime", reason="statements are read with onnxruntime")
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    assert fill(path, datetime.now(UTC).date())
    return path


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser that is installed; without one the tests are skipped."""
    pytest.importorskip("playwright.sync_api", reason="pip install playwright")
    found = os.environ.get("COPYDESK_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium: apt-get install chromium, or name one in COPYDESK_CHROMIUM")
    return found


@pytest.fixture(scope="session")
def base(chromium, demo) -> Iterator[str]:
    """The address of the room, served as `copydesk serve` does."""
    command = [
        sys.executable,
        "-m",
        "copydesk",
        "serve",
        "--archive",
        str(demo),
        "--port",
        "0",
        "--title",
        "Kestrel Bay",
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            said = server.stderr.readline()
            assert "http://127.0.0.1:" in said, said + server.stderr.read()
            yield said.partition(" open at ")[2].partition("/ ")[0]
        finally:
            server.terminate()
            server.communicate(timeout=20)


@pytest.fixture(scope="session")
def numbers(demo) -> SimpleNamespace:
    """The numbers of the articles that tests go to."""
    from copydesk.archive.archive import Archive

    words = {
        "main": "closed meeting is told",
        "denial": "Treasurer denies",
        "wire": "council votes",
        "report": "Engineers put",
        "german": "Meer liest keine",
        "arabic": "مجلس خليج",
        "japanese": "ケストレル湾",
    }
    with Archive(demo, create=False, read_only=True) as archive:
        found = {name: archive.search(f'title:"{each}"').hits[0].article for name, each in words.items()}
        walls = [each.id for each in archive.captures(found["main"]) if each.revision is None]
        first = archive.captures(found["main"])[0].id
    return SimpleNamespace(**found, wall=walls[0], capture=first)


@pytest.fixture(scope="module")
def browser(chromium):
    """One browser for a file of tests; several of Playwright's would not stand each other."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium, args=QUIET)
        yield started
        started.close()


class Reader:
    """A reader's window: what it asks for and complains of is kept, and looked at when it is closed."""

    def __init__(self, browser, base: str, **options) -> None:
        self.base = base
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.context = browser.new_context(base_url=base, viewport={"width": 1024, "height": 800}, **options)
        self.context.set_default_timeout(10_000)
        # Every request that is made comes by here; what a policy forbids never comes so far.
        self.context.route("**/*", self._pass)
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        if options.get("java_script_enabled", True):
            self.context.add_init_script(VIOLATION)
        self.page = self.context.new_page()

    def _hear(self, said) -> None:
        """Keep an error; what a captured page was kept from doing in its frame is none."""
        if said.type == "error" and "/raw/" not in said.location["url"]:
            self.complaints.append(f"{said.text} ({said.location['url']})")

    def _pass(self, route) -> None:
        self.asked.append(route.request.url)
        if route.request.url.startswith(f"{self.base}/"):
            route.continue_()
        else:
            route.abort()

    def close(self) -> None:
        """End, and test what was asked for and complained of."""
        self.context.close()
        assert [url for url in self.asked if not url.startswith(f"{self.base}/")] == []
        assert self.complaints == []


@pytest.fixture
def reader(browser, base) -> Iterator[Reader]:
    """A window of its own for each test; that it asked nobody else and complained of nothing is tested at its end."""
    window = Reader(browser, base)
    yield window
    window.close()


@pytest.fixture
def page(reader):
    """The page in a reader's window."""
    return reader.page
