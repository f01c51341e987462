"""Feeds of searches, sources and the digest: valid, with names that last and addresses that are whole; and search itself."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import datetime
from email.utils import parsedate_to_datetime

import pytest
from starlette.testclient import TestClient

from copydesk.archive.archive import Archive
from copydesk.web.feeds import Entry, Feed, atom, moment, rss
from copydesk.web.room import room
from copydesk.web.settings import RoomSettings
from web.roomful import HOSTILE, filled, number_of, page

_ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ["/search.{}?q=pier", "/search.{}?q=talk", "/source.{}?name=Ines+Holm", "/digest.{}",
         "/digest.{}?since=2024-03-01&until=2024-03-08"]  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return filled(tmp_path_factory.mktemp("feeds") / "kestrel.db")


@pytest.fixture(scope="module")
def client(path):
    with TestClient(room(RoomSettings(path))) as made:
        yield made


@pytest.mark.parametrize("address", FEEDS)
def test_atom(client, address):
    """What RFC 4287 asks of a feed and its entries."""
    answer = client.get(address.format("atom"))
    feed = ET.fromstring(answer.content)

    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    entries = feed.findall(f"{_ATOM}entry")
    assert entries
    for each in (feed, *entries):
        assert all(len(each.findall(_ATOM + name)) == 1 for name in ("id", "title", "updated", "author"))
        assert datetime.fromisoformat(each.findtext(f"{_ATOM}updated")).tzinfo is not None
        assert each.findtext(f"{_ATOM}id").startswith("urn:copydesk:")
        assert each.find(f"{_ATOM}author/{_ATOM}name").text
    assert len({each.findtext(f"{_ATOM}id") for each in entries}) == len(entries)
    assert feed.findtext(f"{_ATOM}updated") == max(each.findtext(f"{_ATOM}updated") for each in entries)
    links = {each.get("rel"): each.get("href") for each in feed.findall(f"{_ATOM}link")}
    assert links["self"] == f"http://testserver{address.format('atom')}"
    assert all(link.get("href").startswith("http://testserver/") for link in feed.iter(f"{_ATOM}link"))


@pytest.mark.parametrize("address", FEEDS)
def test_rss(client, address):
    """What RSS 2.0 asks of a channel and its items, and its own address as the profile advises."""
    answer = client.get(address.format("rss"))
    channel = ET.fromstring(answer.content).find("channel")

    assert answer.headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert all(channel.findtext(name) for name in ("title", "link", "description", "lastBuildDate"))
    assert channel.find(f"{_ATOM}link").get("href") == f"http://testserver{address.format('rss')}"
    items = channel.findall("item")
    assert items
    for each in items:
        assert each.find("guid").get("isPermaLink") == "false"
        assert parsedate_to_datetime(each.findtext("pubDate")).tzinfo is not None
        assert each.findtext("link").startswith("http://testserver/")


def test_every_link_leads_somewhere(client):
    for address in FEEDS:
        feed = ET.fromstring(client.get(address.format("atom")).content)
        for link in feed.iter(f"{_ATOM}link"):
            assert client.get(link.get("href").partition("#")[0]).status_code == 200


def test_the_newest_come_first(client):
    days = [
        each.findtext(f"{_ATOM}updated")
        for each in ET.fromstring(client.get("/search.atom?q=pier").content).findall(f"{_ATOM}entry")
    ]

    assert days == sorted(days, reverse=True)


def test_asked_again(client):
    """Whoever has a feed is told so."""
    first = client.get("/search.atom?q=pier")
    again = client.get("/search.atom?q=pier", headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_what_cannot_be_followed(client):
    assert client.get("/search.atom").status_code == 400
    assert client.get("/source.rss?name=Nobody").status_code == 404


@pytest.mark.parametrize("form", [atom, rss])
def test_no_character_breaks_a_feed(form):
    """What pages wrote is text, even what no XML may have."""
    bad = f"a\x00\x0b\ud800{HOSTILE}]]>&amp;"
    feed = Feed(f"urn:copydesk:{bad[:2]}", bad, "/x", (Entry("urn:x", bad, "/y?a=1&b=2", moment(None), bad, bad),))

    made = ET.fromstring(form(feed, "http://x/?a=1&b=2", "http://x").encode())

    assert not [each for each in made.iter() if each.tag in ("script", "img")]


@pytest.mark.parametrize("said", ["", "soon", "2024-13", "2024-02-30", "10000-01-01", "2024-W10", "20240304T1200"])
def test_any_day_is_a_time(said):
    assert datetime.fromisoformat(moment(said)).tzinfo is not None


# ── Search ────────────────────────────────────────────────────────────────────────────────────────


def test_chosen_fields_can_be_taken_away(client):
    """Each field of a query stands there with the answer without it."""
    found = client.get("/search.json", params={"q": 'pier site:"Lowmarsh Post" after:2024'}).json()

    assert [each["value"] for each in found["chosen"]] == ['site:"Lowmarsh Post"', "after:2024"]
    assert found["chosen"][0]["url"] == "/search?q=pier+after%3A2024"
    assert [each for each in found["facets"]["site"] if each["is_chosen"]][0]["value"] == "Lowmarsh Post"


def test_whoever_spoke(client, path):
    """A name beside the query is a field of it."""
    found = client.get("/search.json", params={"q": "pier", "speaker": 'Jonas "Reed'}).json()

    assert found["query"] == 'pier speaker:"Jonas  Reed"'
    found = client.get("/search.json", params={"q": "pier", "speaker": "Reed"}).json()
    assert [each["article"] for each in found["found"]["hits"]] == [number_of(path, "Ferryman denies")]


def test_sorted_by_day(client):
    found = client.get("/search.json?q=pier&sort=newest").json()

    days = [each["published"] for each in found["found"]["hits"]]
    assert days == sorted(days, reverse=True)
    assert client.get("/search?q=pier&sort=size").status_code == 400


def test_leafing_keeps_what_was_asked(tmp_path):
    path = tmp_path / "many.db"
    with Archive(path) as archive:
        for number in range(25):
            name = f"{'bdfgk'[number % 5]}{'aeiou'[number // 5]}rn"
            archive.add(page(f"The {name} of Lowmarsh was mended by {name}ers of {name}ville, who keep the {name}.",
                             title=f"The {name} is mended", url=f"https://courier.example/{name}"))  # fmt: skip
    with TestClient(room(RoomSettings(path))) as client:
        found = client.get("/search.json?q=lowmarsh&sort=newest&as_of=2100-01-01").json()

        assert found["later"] == "/search?q=lowmarsh&as_of=2100-01-01&sort=newest&offset=20"
        assert client.get(found["later"]).status_code == 200
