"""Feeds and sitemaps: what they list, and that they can harm nobody."""

from __future__ import annotations

import gzip

import pytest

from copydesk.errors import IntakeError, NotText
from copydesk.intake.feeds import Entry, entries_of, feeds_of

HERE = "https://courier.example/lists/feed"
MOST = 10_000_000

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Courier</title>
<item><title>Pier &amp; quay</title><link>https://courier.example/1</link><pubDate>Mon, 04 Mar 2024 09:00:00 GMT</pubDate></item>
<item><title><![CDATA[Fire]]></title><link>/2</link></item>
<item><title>Again</title><link>https://courier.example/1</link></item></channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Courier</title>
<entry><title>Pier</title><link rel="alternate" href="https://courier.example/1"/><updated>2024-03-04T09:00:00Z</updated></entry></feed>"""
SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://courier.example/1</loc>
<lastmod>2024-03-05</lastmod><news:news><news:publication_date>2024-03-04</news:publication_date>
<news:title>Pier</news:title></news:news></url><url><loc>https://courier.example/2</loc></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap>
<loc>https://courier.example/map1.xml.gz</loc></sitemap></sitemapindex>"""
JSON = '{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "https://courier.example/1", "title": "Pier"}, {}]}'

FORMS = {
    "rss": (RSS, [Entry("https://courier.example/1", "Pier & quay", "Mon, 04 Mar 2024 09:00:00 GMT"), Entry("https://courier.example/2", "Fire")]),
    "atom": (ATOM, [Entry("https://courier.example/1", "Pier", "2024-03-04T09:00:00Z")]),
    "sitemap": (SITEMAP, [Entry("https://courier.example/1", "Pier", "2024-03-04"), Entry("https://courier.example/2")]),
    "index": (INDEX, [Entry("https://courier.example/map1.xml.gz", is_list=True)]),
    "json": (JSON, [Entry("https://courier.example/1", "Pier")]),
    "lines": ("https://courier.example/1\nhttps://courier.example/2\n", [Entry("https://courier.example/1"), Entry("https://courier.example/2")]),
    "an empty feed": ('<rss version="2.0"><channel></channel></rss>', []),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_form(form: str):
    """Every form gives its addresses, absolute, each once."""
    text, listed = FORMS[form]

    assert entries_of(text.encode(), HERE, MOST) == listed
    assert entries_of(gzip.compress(text.encode()), HERE, MOST) == listed


@pytest.mark.parametrize("text", ["<html><p>A page.</p></html>", "Just words.", "{}", "", "[1]", '{"items": 3}'])
def test_no_list(text: str):
    """What lists nothing says so."""
    with pytest.raises(NotText, match="neither a feed nor a sitemap"):
        entries_of(text.encode(), HERE, MOST)


def test_entities_are_not_expanded():
    """A document that grows when its entities are expanded, or names a file, does neither."""
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    text = RSS.replace("<rss", bomb + "<rss").replace("Fire", "]]>&b;&c;<![CDATA[")
    try:
        listed = entries_of(text.encode(), HERE, MOST)
    except IntakeError:
        return

    assert "root:" not in str(listed)
    assert "aaaaaaaaaaaaaaaaaaaa" not in str(listed)


def test_damaged_feed_gives_what_can_be_read():
    """A feed that is cut short still lists what it has."""
    assert (
        entries_of(RSS[: RSS.index("<item><title>Again")].encode(), HERE, MOST)[0].address
        == "https://courier.example/1"
    )


def test_scripts_are_no_addresses():
    """Only web addresses are listed."""
    assert entries_of(RSS.replace("/2</link>", "javascript:x()</link>").encode(), HERE, MOST)[1:] == []


def test_feeds_of_a_page():
    """A page names its feeds."""
    page = (
        '<link rel="alternate" type="application/rss+xml" href="/rss"><link rel="alternate" hreflang="de" href="/de">'
    )

    assert feeds_of(page, "https://courier.example/a") == ["https://courier.example/rss"]
