"""oEmbed, llms.txt, robots.txt and the mark: what the room says of itself to others."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from starlette.testclient import TestClient

from copydesk.web.oembed import as_xml
from copydesk.web.pages import PAGES
from copydesk.web.room import room
from copydesk.web.settings import RoomSettings
from web.roomful import HOSTILE, filled, number_of

BASE = "http://127.0.0.1:8018"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return filled(tmp_path_factory.mktemp("oembed") / "kestrel.db")


@pytest.fixture(scope="module")
def client(path):
    with TestClient(room(RoomSettings(path, title="Kestrel\n# Bay")), base_url=BASE) as made:
        yield made


def embed(client, number, **asked):
    return client.get("/oembed", params={"url": f"{BASE}/article/{number}", **asked})


def test_an_article(client, path):
    number = number_of(path, "Ferryman denies")
    answer = embed(client, number)
    assert "application/json" == answer.headers["content-type"]
    found = answer.json()
    assert ("1.0", "rich", "Ferryman denies that pier is out of use") == (
        found["version"],
        found["type"],
        found["title"],
    )
    assert found["html"] == (
        f'<blockquote cite="{BASE}/article/{number}" lang="en" dir="ltr"><p><a href="{BASE}/article/{number}">Ferryman'
        ' denies that pier is out of use</a></p><footer>Lowmarsh Post, <time datetime="2024-03-05T15:00:00+00:00">'
        "5 March 2024</time></footer></blockquote>"
    )


def test_the_same_as_xml(client, path):
    number = number_of(path, "Ferryman denies")
    answer = embed(client, number, format="xml")
    assert "text/xml; charset=utf-8" == answer.headers["content-type"]
    found = {each.tag: each.text for each in ET.fromstring(answer.text)}
    assert found == {name: str(value) for name, value in embed(client, number).json().items()}


def test_what_a_page_wrote_is_text(client, path):
    found = embed(client, number_of(path, "A talk about")).json()
    assert HOSTILE in found["title"]
    assert "<script" not in found["html"] and "<img" not in found["html"]


def test_xml_takes_no_control_characters(client, path):
    import msgspec

    from copydesk.web.oembed import Embed

    found = msgspec.convert(embed(client, 1).json(), Embed)
    assert ET.fromstring(as_xml(msgspec.structs.replace(found, title="a\x00b\x1b\ufffec"))).findtext("title") == "abc"


@pytest.mark.parametrize(
    ("said", "width"), [("300", 300), ("9000", 600), ("0", 600), ("-1", 600), ("x", 600), ("", 600)]
)
def test_widths(client, said, width):
    assert width == embed(client, 1, maxwidth=said).json()["width"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://evil.example/article/1",
        "http://127.0.0.1:8018@evil.example/article/1",
        "http://127.0.0.1:8018/search?q=x",
        "http://127.0.0.1:8018/article/99",
        "http://127.0.0.1:8018/article/99999999999999999999",
        "javascript:alert(1)",
        "http://[",
        "//127.0.0.1:8018/article/1",
    ],
)
def test_addresses_of_others(client, url):
    assert 404 == client.get("/oembed", params={"url": url}).status_code


def test_other_forms(client):
    assert 501 == embed(client, 1, format="yaml").status_code


def test_llms(client, path):
    """It counts what is there, and names addresses that there are."""
    answer = client.get("/llms.txt")
    assert "text/plain; charset=utf-8" == answer.headers["content-type"]
    assert answer.text.startswith("# Kestrel # Bay\n\n> ")
    assert "5 articles, 6 revisions, 7 captures, 4 origins" in answer.text
    assert f"({BASE}/search?q={{words}}): as JSON {BASE}/search.json?q={{words}}" in answer.text
    assert "search" in {page.name for page in PAGES}


def test_robots(client):
    assert client.get("/robots.txt").text.endswith("User-agent: *\nDisallow: /\n")


@pytest.mark.parametrize("name", ["/favicon.svg", "/favicon.ico"])
def test_mark(client, name):
    answer = client.get(name)
    assert "image/svg+xml" == answer.headers["content-type"]
    assert "svg" in ET.fromstring(answer.text).tag and "script" not in answer.text
