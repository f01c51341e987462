"""Addresses into the archive: pages are asked for again only if they changed, feeds are followed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from archive.stories import page, story

pytest.importorskip("httpx")

from copydesk.archive.archive import Archive
from copydesk.archive.records import UNCHANGED
from copydesk.intake.fetch import Manners

GUEST = Manners(pace=0.0, allow_private=True)


class Site:
    """A newspaper of our own, on this machine."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, bytes]] = {}
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            """Gives a page, or says that it has not changed."""

            def do_GET(self) -> None:
                site.asked.append(self.path)
                media, body = site.pages.get(self.path, ("", b""))
                tag = f'"{hash(body)}"'
                unchanged = media and self.headers["If-None-Match"] == tag
                self.send_response(404 if not media else 304 if unchanged else 200)
                self.send_header("Content-Type", media or "text/html")
                self.send_header("ETag", tag)
                self.send_header("Content-Length", str(0 if unchanged else len(body)))
                self.end_headers()
                if not unchanged:
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing is logged."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.root = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def put(self, path: str, body: bytes, media: str = "text/html; charset=utf-8") -> None:
        """Give a page an address."""
        self.pages[path] = (media, body.replace(b"https://courier.example", self.root.encode()))


@pytest.fixture
def site() -> Iterator[Site]:
    """A site."""
    made = Site()
    yield made
    made.http.shutdown()
    made.http.server_close()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """A new archive."""
    with Archive(tmp_path / "copydesk.db") as opened:
        yield opened


def test_asked_again(site: Site, archive: Archive):
    """A page that has not changed is no capture; one that has is a revision."""
    site.put("/2024/pier", page())
    address = f"{site.root}/2024/pier"
    first = list(archive.adding(address, manners=GUEST))
    second = list(archive.adding(address, manners=GUEST))
    site.put("/2024/pier", page().replace(b"12 million", b"21 million"))
    third = list(archive.adding(address, manners=GUEST))

    assert first[0].kind == "new"
    assert second[0].error == UNCHANGED
    assert third[0].kind == "changed"
    assert archive.counts()["captures"] == 2
    assert archive.counts()["failures"] == 0


def test_failed_refetch_takes_nothing_away(site: Site, archive: Archive):
    """When the page is gone the story stays, and that it was gone is kept."""
    site.put("/2024/pier", page())
    address = f"{site.root}/2024/pier"
    (first,) = archive.adding(address, manners=GUEST)
    site.pages["/2024/pier"] = ("", b"<p>Nothing here any more, and nothing to read either.</p>")
    (second,) = archive.adding(address, manners=GUEST)

    assert second.kind == "wall"
    assert second.article == first.article
    assert "404" in second.reason
    assert "12 million" in archive.article(first.article).text


def test_feed(site: Site, archive: Archive):
    """A feed gives what is new in it, and nothing twice."""
    for number in range(3):
        site.put(f"/light/{number}", story(number))
    items = "".join(f"<item><link>{site.root}/light/{number}</link></item>" for number in range(3))
    site.put("/feed", f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), "application/rss+xml")
    site.put("/", b'<link rel="alternate" type="application/rss+xml" href="/feed"><p>The Courier</p>')
    first = list(archive.following(f"{site.root}/", manners=GUEST))
    asked = len(site.asked)
    second = list(archive.following(f"{site.root}/feed", manners=GUEST))

    assert [each.kind for each in first] == ["new", "new", "new"]
    assert second == []
    assert site.asked[asked:] == ["/robots.txt", "/feed"]
