"""JSON Lines of pages: each line a page or a failure that names its byte, in parts or as a whole."""

from __future__ import annotations

import gzip
import json
from io import BytesIO

import pytest
import zstandard

from copydesk.errors import UsageError
from copydesk.intake.lines import deliveries_of_lines, is_lines, keys_from
from copydesk.records import Delivery, Failure

PAGES = [
    {"html": f"<p>Rain on day {n}.", "url": f"https://quay.example/{n}", "fetched": "2024-05-01"} for n in range(9)
]
DATA = b"".join(json.dumps(each).encode() + b"\n" for each in PAGES)


def read(data: bytes, **given: object) -> list[Delivery | Failure]:
    return list(deliveries_of_lines(BytesIO(data), "x.jsonl", given.pop("most", 1000), **given))


def test_each_line_is_a_page():
    """With its address, when it was taken, and the byte at which it stands."""
    found = read(DATA)

    assert [each["html"].encode() for each in PAGES] == [each.data for each in found]
    assert ("https://quay.example/3", "JSON Lines", "2024-05-01") == (found[3].url, found[3].url_how, found[3].captured)
    assert ["x.jsonl#0", f"x.jsonl#{len(json.dumps(PAGES[0])) + 1}"] == [each.name for each in found[:2]]


@pytest.mark.parametrize("step", [1, 7, 50, 83, 84, 85, 400, 10_000])
def test_parts_have_each_line_once(step):
    """Wherever a file is cut, the parts together are the whole."""
    parts = [read(DATA, begin=begin, end=begin + step) for begin in range(0, len(DATA), step)]

    assert read(DATA) == [each for part in parts for each in part]


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor().compress])
def test_packed_files_are_read_by_the_first_part_alone(pack):
    """A byte inside a compressed file begins no line."""
    packed = pack(DATA)

    assert read(DATA) == read(packed) == read(packed, begin=0, end=10)
    assert [] == read(packed, begin=10, end=20)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "no line of JSON"),
        (b"[1]", "a list, not an object"),
        (b'{"title": "x"}', "no page under html"),
        (b'{"html": "  "}', "no page under html"),
        (b'{"html": 3}', "no page under html"),
        (b'{"html": "' + b"a" * 2000 + b'"}', "more than 1,000 bytes"),
        (b"[" * 100_000, "more than 1,000 bytes"),
        (b"\xff\xfe{}", "no line of JSON"),
    ],
)
def test_line_that_is_no_page_is_named(line, said):
    """And the lines around it come out."""
    first, bad, last = read(b'{"html": "<p>a"}\n' + line + b'\n\n{"html": "<p>b"}')

    assert (b"<p>a", b"<p>b") == (first.data, last.data)
    assert ("x.jsonl#17", "Damaged") == (bad.source, bad.error)
    assert said in bad.message


def test_deep_nesting_is_a_failure():
    """Not a crash."""
    assert ["Damaged"] == [each.error for each in read(b"[" * 100_000, most=1_000_000)]


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor(level=1).compress])
def test_what_stands_before_damage_comes_out(pack):
    """A file that is cut short gives its lines up to there, and says so."""
    lines = b"".join(json.dumps({"html": f"<p>{n * 7919 % 10007} {n}"}).encode() + b"\n" for n in range(20_000))
    packed = pack(lines)

    *pages, bad = read(packed[: len(packed) // 2])

    assert len(pages) > 1_000
    assert ("x.jsonl", "Damaged") == (bad.source, bad.error)


def test_keys_can_be_named():
    """In the place of the usual ones; what is not read of a line is refused."""
    keys = keys_from({"content": "doc", "url": "at"})

    found = read(b'{"doc": "<p>a", "at": "https://quay.example/a", "html": "<p>b"}', keys=keys)

    assert (b"<p>a", "https://quay.example/a") == (found[0].data, found[0].url)
    with pytest.raises(UsageError, match="content, url, captured"):
        keys_from({"text": "doc"})


def test_is_known_by_its_name():
    assert [True, True, True, False] == [is_lines(name) for name in ("a.jsonl", "a.NDJSON.gz", "a.json.gz", "a.json")]
