"""What the saving program wrote into the page: the address and the date, in a comment before everything else."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from copydesk.records import Span

# The comment stands before the head; what may stand before it is a document type and an html tag with its attributes.
_WINDOW = 16_384
_BEFORE = re.compile(r"\s*(?:<!doctype[^>]*>\s*)?(?:<html\b[^>]*>\s*)?(?:<head\b[^>]*>\s*)?", re.IGNORECASE)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_URL = re.compile(r"^[ \t]*url:[ \t]*(https?://\S+)", re.MULTILINE | re.IGNORECASE)
_DATE = re.compile(r"^[ \t]*saved date:[ \t]*(\S[^\r\n]*)", re.MULTILINE | re.IGNORECASE)
# Tue May 07 2024 09:30:00 GMT+0200 (Central European Summer Time)
_JS_DATE = re.compile(
    r"[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) (?P<day>\d{1,2}) (?P<year>\d{4}) (?P<time>\d\d:\d\d:\d\d)"
    r"(?: GMT(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d))?"
)
# The number in brackets is the length of the address.
_SAVED_FROM = re.compile(r"\s*saved from url=\(\d{1,6}\)(https?://[^\s<>]+)", re.IGNORECASE)
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")


class Saved(NamedTuple):
    """Where and when a page was saved, as the comment at its head says; what it does not say is None."""

    url: str | None = None
    url_where: Span | None = None
    captured: str | None = None
    captured_where: Span | None = None
    how: str = ""


def saved_header(text: str) -> Saved:
    """The address and date that SingleFile or a browser wrote at the head of a saved page.

    >>> saved_header("<!-- saved from url=(0020)https://town.example/ -->").url
    'https://town.example/'
    """
    if "saved " not in text[:_WINDOW]:
        return Saved()
    before = _BEFORE.match(text, 0, _WINDOW)
    at = before.end() if before else 0
    while text.startswith("<!--", at):
        end = text.find("-->", at + 4, at + _WINDOW)
        if end < 0:
            break
        if (saved := _of_comment(text, at + 4, end)) is not None:
            return saved
        # Another comment, or the html tag between two.
        between = _BEFORE.match(text, end + 3, end + 3 + _WINDOW)
        at = between.end() if between else end + 3
        if at > _WINDOW:
            break
    return Saved()


def _of_comment(text: str, start: int, end: int) -> Saved | None:
    """What the comment text[start:end] says of the saving; None when it is about something else."""
    if found := _SAVED_FROM.match(text, start, end):
        return Saved(found[1], Span(*found.span(1)), how="browser's saved-from comment")
    mark = text.find("Page saved with SingleFile", start, end)
    if mark < 0:
        return None
    url, date = _URL.search(text, mark, end), _DATE.search(text, mark, end)
    raw_end = date.start(1) + len(date[1].rstrip()) if date else 0
    captured = iso_of(text[date.start(1) : raw_end]) if date else None
    return Saved(
        url[1] if url else None,
        Span(*url.span(1)) if url else None,
        captured,
        Span(date.start(1), raw_end) if date and captured else None,
        "SingleFile header",
    )


def iso_of(raw: str) -> str | None:
    """The ISO 8601 form of a date as JavaScript prints it (or already ISO); None when it is no date.

    >>> iso_of("Tue May 07 2024 09:30:00 GMT+0200 (Central European Summer Time)")
    '2024-05-07T09:30:00+02:00'
    """
    if found := _JS_DATE.match(raw):
        if found["month"] not in _MONTHS:
            return None
        month = _MONTHS.index(found["month"]) + 1
        zone = f"{found['sign']}{found['hours']}:{found['minutes']}" if found["sign"] else ""
        iso = f"{found['year']}-{month:02}-{int(found['day']):02}T{found['time']}{zone}"
    elif found := _ISO_DATE.match(raw):
        iso = found[0]
    else:
        return None
    try:
        return datetime.fromisoformat(iso).isoformat()
    except ValueError:
        return None
