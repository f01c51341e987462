"""What the saving program wrote at the head of the page."""

from __future__ import annotations

import pytest

from copydesk import intake
from copydesk.intake.singlefile import iso_of, saved_header

HEADER = """<!--
 Page saved with SingleFile 
 url: https://town.example/rain?id=7 
 saved date: Tue May 07 2024 09:30:00 GMT+0200 (Central European Summer Time)
-->"""  # noqa: W291 - as SingleFile writes it
BODY = "<meta charset=utf-8><title>Rain</title><p>It rained.</p>"


@pytest.mark.parametrize(
    "before",
    [
        "<!DOCTYPE html> <html lang=en>",
        "<!doctype html>\n<html lang='en' data-x=y>\n<!-- other -->",
        "",
        "<html>\n",
    ],
)
def test_singlefile(before, settings):
    """Address and date, each with its place in the text."""
    capture = intake.receive((before + HEADER + BODY).encode(), url=None, settings=settings)

    assert (capture.url, capture.url_how) == ("https://town.example/rain?id=7", "SingleFile header")
    assert (capture.captured, capture.captured_how) == ("2024-05-07T09:30:00+02:00", "SingleFile header")
    assert capture.url_where is not None
    assert capture.text[capture.url_where.start : capture.url_where.end] == capture.url
    assert capture.captured_where is not None
    raw = capture.text[capture.captured_where.start : capture.captured_where.end]
    assert raw == "Tue May 07 2024 09:30:00 GMT+0200 (Central European Summer Time)"


def test_given_address_comes_first(settings):
    """A given address has no place in the text; the date still has."""
    capture = intake.receive(HEADER + BODY, url="https://other.example/", settings=settings)

    assert (capture.url, capture.url_how, capture.url_where) == ("https://other.example/", "given", None)
    assert capture.captured == "2024-05-07T09:30:00+02:00"


def test_saved_from(settings):
    """The comment of a browser's own saving."""
    text = "<!DOCTYPE html>\n<!-- saved from url=(0026)https://town.example/rain/ -->\n<html><p>It rained.</p></html>"
    capture = intake.receive(text, url=None, settings=settings)

    assert capture.url == "https://town.example/rain/"
    assert capture.url_where is not None
    assert text[capture.url_where.start : capture.url_where.end] == capture.url
    assert capture.captured is None


@pytest.mark.parametrize(
    "text",
    [
        f"<html><body><p>He wrote:</p>{HEADER}{BODY}",
        "<!-- saved from url=(0014)about:internet --><html><p>It rained.</p>",
        "<html><!-- saved " + BODY,
        f"<html><p>Page saved with SingleFile url: https://a.example/</p>{BODY}",
    ],
)
def test_not_a_header(text, settings):
    """A header stands at the head and names an address."""
    capture = intake.receive(text, url=None, settings=settings)

    assert (capture.url, capture.url_how, capture.captured, capture.captured_how) == (None, "", None, "")


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("Mon Jan 01 2024 00:00:00 GMT+0000 (Greenwich Mean Time)", "2024-01-01T00:00:00+00:00"),
        ("Sun Dec 31 2023 23:59:59 GMT-0330 (Newfoundland)", "2023-12-31T23:59:59-03:30"),
        ("2024-05-07T09:30:00Z", "2024-05-07T09:30:00+00:00"),
        ("Tue May 07 2024 09:30:00", "2024-05-07T09:30:00"),
        ("Tue Feb 31 2024 09:30:00 GMT+0200", None),
        ("Tue Foo 07 2024 09:30:00 GMT+0200", None),
        ("yesterday", None),
    ],
)
def test_dates(raw, iso):
    """Dates as JavaScript prints them; what is no date is none."""
    assert iso_of(raw) == iso


@pytest.mark.parametrize("unit", ["<!-- saved ", "<!-- saved -->", "<html saved ", " ", "<!---->"])
def test_hostile_heads(unit):
    """Comments without end or number take no longer than the rest."""
    assert saved_header("saved " + unit * 100_000).url is None
    assert saved_header(unit * 100_000).url is None
