"""A web archive read in stretches: together they are the whole, also where it is damaged."""

from __future__ import annotations

import gzip
from io import BytesIO

import pytest
import zstandard

from copydesk.intake.warc import deliveries_in
from copydesk.records import Delivery


def record(number: int) -> bytes:
    body = f"<p>Tide table of day {number}, page {number * 7919 % 1013}.".encode() * (1 + number % 5)
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://quay.example/{number}\r\n"
    return head.encode() + b"Content-Length: %d\r\n\r\n" % len(block) + block + b"\r\n\r\n"


EACH = [gzip.compress(record(n)) for n in range(20)]
FILES = {
    "gzip": b"".join(EACH),
    "zstd": b"".join(zstandard.ZstdCompressor().compress(record(n)) for n in range(20)),
    "one gzip": gzip.compress(b"".join(map(record, range(20)))),
    "plain": b"".join(map(record, range(20))),
    "cut short": b"".join(EACH)[:-30],
    "zeros between": b"".join(EACH[:9]) + bytes(500) + b"".join(EACH[9:]),
    "flipped": b"".join(EACH[:9]) + EACH[9][:60] + b"\xff\x00\xff" + EACH[9][63:] + b"".join(EACH[10:]),
    "rubbish first": b"no web archive " * 9 + b"".join(EACH),
}


def read(data, begin=0, end=None):
    return list(deliveries_in(BytesIO(data), "x.warc", 1_000_000, begin, end))


@pytest.mark.parametrize("step", [100, 333, 1000, 1500])
@pytest.mark.parametrize("name", FILES)
def test_parts_have_each_page_once(name, step):
    """No page is lost and none read twice, wherever the file is cut."""
    data = FILES[name]
    parts = [read(data, begin, begin + step) for begin in range(0, len(data), step)]
    pages = [each for part in parts for each in part if isinstance(each, Delivery)]

    assert [each for each in read(data) if isinstance(each, Delivery)] == pages
    assert len(pages) >= 19 or name == "rubbish first"


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_parts_share_the_work(name):
    """What is compressed record by record is not all read by the first part."""
    data = FILES[name]
    pages = [len(read(data, begin, begin + 500)) for begin in range(0, len(data), 500)]

    assert 20 == sum(pages)
    assert max(pages) < 10


@pytest.mark.parametrize("name", ["cut short", "zeros between", "flipped"])
def test_damage_is_told_once(name):
    """By the part in which it lies."""
    data = FILES[name]
    told = [each for begin in range(0, len(data), 700) for each in read(data, begin, begin + 700)]

    failures = [each for each in told if not isinstance(each, Delivery)]
    assert [each for each in read(data) if not isinstance(each, Delivery)] == failures
    assert failures


def test_dictionary_reaches_all_parts():
    """The dictionary of a Zstandard file stands before all frames, and serves those of every part."""
    shared = zstandard.ZstdCompressionDict(b"WARC/1.0\r\nWARC-Type: response\r\n<p>Tide table of day , page " * 20)
    packer = zstandard.ZstdCompressor(dict_data=shared)
    kept = shared.as_bytes()
    head = b"\x5d\x2a\x4d\x18" + len(kept).to_bytes(4, "little") + kept
    data = head + b"".join(packer.compress(record(n)) for n in range(20))

    parts = [read(data, begin, begin + 400) for begin in range(0, len(data), 400)]

    assert 20 == len([each for part in parts for each in part]) == len(read(data))
