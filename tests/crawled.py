"""Crawls of invented pages, and what a bulk run made of them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

PAGE = """<html lang="en"><head><title>{title} - The Kestrel Courier</title>
<meta property="article:published_time" content="2024-05-0{day}T08:00:00Z"></head><body>
<nav><a href="/">Home</a> <a href="/harbour">Harbour</a></nav>
<article><h1>{title}</h1>{body}</article><footer>© Kestrel Courier</footer></body></html>"""
SENTENCES = (
    "The council of Kestrel Bay voted to reopen the north pier on Tuesday, after a year of repairs.",
    "Rosalind Teague, the harbour engineer, told the meeting that the last piles had been driven on Monday.",
    "Ferries to Holm Island will call there again from the sixth of May, the operator said in a letter.",
    "Fishermen asked for two more berths, and were told to wait for the budget in the autumn.",
)


def page(number: int) -> str:
    """A page of its own words."""
    body = "".join(f"<p>{sentence} This was item {number} of {place}.</p>" for place, sentence in enumerate(SENTENCES))
    return PAGE.format(title=f"Pier item {number} goes to the vote", day=number % 9 + 1, body=body)


def record(url: str, body: bytes, kind: str = "response") -> bytes:
    """A WARC record of a page."""
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-09T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{abs(hash(url)):032x}>\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def warc(path: Path, pages: dict[str, str]) -> Path:
    """A WARC with a gzip member for each page."""
    path.write_bytes(b"".join(gzip.compress(record(url, text.encode())) for url, text in pages.items()))
    return path


def lines_of(*paths: Path) -> list[dict[str, object]]:
    """The objects in files of JSON Lines."""
    return [json.loads(line) for path in sorted(paths) for line in path.read_text("utf-8").split("\n") if line]


def rows(folder: Path) -> list[dict[str, object]]:
    """All rows of a run that wrote JSON Lines, sorted."""
    return sorted(lines_of(*(folder / "data").iterdir()), key=lambda row: str(row["source"]))
