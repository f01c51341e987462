"""Pages that scripts fill, shown in a browser that has no network of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import copydesk
from copydesk.archive.records import Filed
from copydesk.intake.fetch import Manners
from intake.test_fetch import Server

pytest.importorskip("httpx")
pytest.importorskip("playwright")
if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
    pytest.skip("no Chromium on this machine", allow_module_level=True)

HTML = {"Content-Type": "text/html; charset=utf-8"}
SHELL = b"""<html><head><title>Ferry to sail again</title><script src="/app.js"></script>
<script src="/closed/tracker.js"></script></head><body><div id="root"></div>
<noscript>You need to enable JavaScript to run this app.</noscript></body></html>"""
APP = b"""window.addEventListener('load', async () => {
  const answer = await fetch('/story.json'); const story = await answer.json();
  fetch('/sent', {method: 'POST', body: 'seen'}).catch(() => {});
  fetch('http://10.0.0.1/inside').catch(() => {});
  document.getElementById('root').innerHTML =
    '<article><h1>' + story.title + '</h1>' + story.text.map(t => '<p>' + t + '</p>').join('') + '</article>';
});"""
STORY = """{"title": "Ferry to sail again", "text": [
 "The ferry between Tarn and the islands will sail again from Monday, the harbour board decided on Thursday evening.",
 "Two engines were replaced over the winter, for four million crowns, and the hull was painted for the first time.",
 "\\u201cNobody missed her more than we did,\\u201d said Ivo Brandt, who has run the ticket office for nineteen years.",
 "The board expects sixty thousand passengers this summer, a third more than in the year before the fire."]}"""


@pytest.fixture
def server() -> Iterator[Server]:
    """A server with a page that is empty before its script has run."""
    server = Server()
    server.answers.update(
        {
            "/robots.txt": (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /closed/\n"),
            "/": (200, HTML, SHELL),
            "/app.js": (200, {"Content-Type": "text/javascript"}, APP),
            "/story.json": (200, {"Content-Type": "application/json"}, STORY.encode()),
        }
    )
    yield server
    server.http.shutdown()
    server.http.server_close()


def filed(server: Server, folder: Path, *, browser: bool) -> Filed:
    """What became of the page in an archive."""
    with copydesk.Archive(folder / "archive.db") as archive:
        answer = archive.add(f"{server.root}/", manners=Manners(pace=0, allow_private=True, browser=browser))[0]
    assert isinstance(answer, Filed), answer
    return answer


def test_a_page_that_scripts_fill(server: Server, tmp_path: Path):
    """With a browser it is the story, and its parts were fetched as a guest: none that robots.txt closes, none sent."""
    answer = filed(server, tmp_path, browser=True)

    assert answer.kind == "new"
    with copydesk.Archive(tmp_path / "archive.db") as archive:
        entry = archive.article(answer.article)
        assert "Nobody missed her more than we did" in entry.text
        body = archive.body(archive.captures(answer.article)[0].id)
    assert "Nobody missed her" in body.decode()
    assert "/story.json" in server.asked
    assert "/closed/tracker.js" not in server.asked
    assert "/sent" not in server.asked


def test_without_a_browser_it_is_a_shell(server: Server, tmp_path: Path):
    """What the server sends has no story."""
    answer = filed(server, tmp_path, browser=False)

    assert answer.kind == "wall"
    assert "/app.js" not in server.asked


def test_a_page_with_its_text_is_not_opened(server: Server, tmp_path: Path):
    """Most pages need no browser."""
    paragraphs = "".join(f"<p>{line}</p>" for line in STORY.split('"')[7::2] if len(line) > 40)
    server.answers["/"] = (200, HTML, f"<html><title>Ferry</title><article>{paragraphs}</article>".encode())

    filed(server, tmp_path, browser=True)

    assert [path for path in server.asked if path != "/robots.txt"] == ["/"]
