"""Input that would stop a run, fill the memory or lose what stands beside it: named, and all else comes out."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zstandard

from bulked import SOURCE, address, failures, lines_in, members, page, record, rows_of_parquet, sorted_lines
from copydesk.bulk import Local, Report, bulk_settings_from, run
from copydesk.bulk.folder import Folder

MEGABYTE = 1_000_000
MOST_MEMORY = 400 * MEGABYTE


def made(inputs: Path | list[Path], out: Path, **options: object) -> Report:
    """A run in one process that writes JSON Lines."""
    settings = bulk_settings_from({"format": "jsonl", **options})
    named = [inputs] if isinstance(inputs, Path) else inputs
    return run([os.fspath(each) for each in named], str(out), settings, engine=Local(1))


# ── Much ──────────────────────────────────────────────────────────────────────────────────────────

PEAK = """
import sys
from pathlib import Path
from copydesk.bulk import bulk_settings_from, parts_of, shard
settings = bulk_settings_from({"format": "parquet"})
for part in parts_of([sys.argv[1]], settings):
    shard(part, sys.argv[2], settings)
told = Path("/proc/self/status").read_text()
print(told.split("VmHWM:")[1].split()[0])
"""


def peak(crawl: Path, out: Path) -> int:
    """The most memory that a process takes that makes the shards of a crawl."""
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(crawl), str(out)],
        env=os.environ | {"PYTHONPATH": SOURCE},
        check=True,
        capture_output=True,
        timeout=120,
    )
    return int(done.stdout) * 1024


def packed(pieces: Iterator[bytes], path: Path) -> None:
    """Append a gzip member of many pieces to a file."""
    with path.open("ab") as file, gzip.GzipFile(fileobj=file, mode="wb", compresslevel=1, mtime=0) as member:
        for piece in pieces:
            member.write(piece)


def large_record(size: int) -> Iterator[bytes]:
    """A record of so many bytes."""
    yield (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {address(99)}\r\n"
        f"WARC-Date: 2024-05-09T10:00:00Z\r\nContent-Length: {size}\r\n\r\n"
    ).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><p>"
    yield head
    left = size - len(head)
    while left:
        piece = (b"Kestrel Bay harbour news, again and again. " * 24_000)[:left]
        yield piece
        left -= len(piece)
    yield b"\r\n\r\n"


def of_body(body: bytes, fields: str) -> Callable[[], Iterator[bytes]]:
    """A record with that body and those fields in its head."""
    return lambda: iter([record(address(99), body, fields=fields)])


def zeros_by(compress: Callable[[bytes], bytes], finish: Callable[[], bytes], megabytes: int) -> bytes:
    """So many millions of letters, packed piece by piece."""
    pieces = [compress(b"a" * MEGABYTE) for _ in range(megabytes)]
    return b"".join([*pieces, finish()])


def gzip_bomb() -> bytes:
    """A gigabyte of one letter in some megabytes."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return zeros_by(packer.compress, packer.flush, 1_000)


def zstd_bomb() -> bytes:
    """The same as Zstandard."""
    packer = zstandard.ZstdCompressor(level=1).compressobj()
    return zeros_by(packer.compress, packer.flush, 1_000)


def brotli_bomb() -> bytes:
    """The same as Brotli."""
    brotli = pytest.importorskip("brotli", reason="packs with brotli")
    packer = brotli.Compressor(quality=1)
    return zeros_by(packer.process, packer.finish, 1_000)


def endless_chunks() -> bytes:
    """A body of the smallest chunks, the last of which never comes."""
    return b"2\r\nab\r\n" * 1_000_000 + b"ffffff\r\nand then"


DEEP = b"<html><body>" + b"<div>" * 100_000 + b"deep" + b"</div>" * 100_000 + b"</body></html>"
ONE_LINE = b"<html><body><p>" + b"the tide came in and the tide went out " * 385_000 + b"</p></body></html>"

LARGE: dict[str, tuple[Callable[[], Iterator[bytes]], str]] = {
    "a record of 200 MB": (lambda: large_record(200 * MEGABYTE), "Damaged"),
    "a gzip bomb": (lambda: of_body(gzip_bomb(), "Content-Encoding: gzip\r\n")(), "Damaged"),
    "a Zstandard bomb": (lambda: of_body(zstd_bomb(), "Content-Encoding: zstd\r\n")(), "Damaged"),
    "a Brotli bomb": (lambda: of_body(brotli_bomb(), "Content-Encoding: br\r\n")(), "Damaged"),
    "a gzip bomb with a digest": (
        lambda: iter([with_digest(record(address(99), gzip_bomb(), fields="Content-Encoding: gzip\r\n"))]),
        "Damaged",
    ),
    "chunks without end": (lambda: of_body(endless_chunks(), "Transfer-Encoding: chunked\r\n")(), "Damaged"),
    "a head without end": (lambda: of_body(b"", "X-Tide: high\r\n" + " and low\r\n" * 1_000_000)(), ""),
    "a deep page": (of_body(DEEP, ""), "?"),
    "a page of one line": (of_body(ONE_LINE, ""), "?"),
}


def with_digest(whole: bytes) -> bytes:
    """A record that names a digest of its payload, which is not that of what was sent."""
    digest = b"WARC-Payload-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n"
    return whole.replace(b"Content-Length", digest + b"Content-Length", 1)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks /proc for the memory taken")
@pytest.mark.parametrize("what", LARGE)
def test_memory_is_bounded(tmp_path: Path, what: str):
    """Between two good pages, which come out; what is not read is named."""
    record_of, error = LARGE[what]
    crawl, out = tmp_path / "crawl.warc.gz", tmp_path / "out"
    crawl.write_bytes(members([1])[0])
    packed(record_of(), crawl)
    with crawl.open("ab") as file:
        file.write(members([2])[0])

    taken = peak(crawl, out)

    assert taken < MOST_MEMORY
    (mark,) = Folder(str(out)).marks()
    assert mark.counts.add_up()
    named = [each["error"] for each in failures(out)]
    assert {"": [[]], "?": [[], ["RecursionError"]]}.get(error, [[error]]).count(named) == 1
    assert mark.counts.records - len(named) == mark.counts.written == (3 if error == "?" and not named else 2)


# ── Odd ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("format_", ["jsonl", "parquet"])
def test_halves_of_characters_and_nuls(tmp_path: Path, format_: str):
    """In declared titles, languages, hosts and text; in JSON Lines, too."""
    declared = json.dumps({"@type": "NewsArticle", "headline": "Pier \ud800 opens", "inLanguage": "\udfff\ud800"})
    head = f'<script type="application/ld+json">{declared}</script><meta property="og:title" content="P&#xd800;&#0;r">'
    crawl = tmp_path / "crawl.warc.gz"
    crawl.write_bytes(
        b"".join(
            gzip.compress(each)
            for each in (
                record(address(1), page(1, head=head)),
                record("https://qu\0ay.example/\ufffd", page(2)),
                record("https://[half/", page(3)),
                record(address(4), page(4).replace(b"harbour", b"har\0bour \xed\xa0\x80")),
            )
        )
    )
    lines = tmp_path / "lines.jsonl"
    odd = {"html": page(5).decode() + "\ud800", "url": "https://h\ud800st.example/", "captured": "2024-01-01\n\ud800\0"}
    lines.write_bytes(json.dumps(odd).encode() + b"\n" + json.dumps({"html": page(6).decode(), "url": "\0"}).encode())

    report = made([crawl, lines], tmp_path / "out", format=format_, dedupe="near", columns=["title", "url", "markdown"])

    counts = report.counts
    assert counts.add_up()
    assert 6 == counts.records
    assert counts.written == 6 - counts.failures - sum(counts.left_out.values()) >= 5
    assert {"Damaged"} >= counts.failed.keys()


ODD_NAMES = (b"a\nb.html", b"c\td 'e'.html", b"f[1]*?.html", b"\xff\xfe.html", "g\u202eh.html".encode(), b"-.html")


def test_odd_names_of_files(tmp_path: Path):
    """Lines' ends, bytes that are no UTF-8 and signs of patterns in names of pages, crawls and folders."""
    folder = tmp_path / "od\nd"
    folder.mkdir()
    for number, name in enumerate(ODD_NAMES):
        (folder / os.fsdecode(name)).write_bytes(page(number))
    (folder / os.fsdecode(b"\xfc.warc.gz")).write_bytes(b"".join(members(range(10, 14))))
    (folder / os.fsdecode(b"\xfd[0].jsonl")).write_bytes(json.dumps({"html": page(20).decode()}).encode())
    out = tmp_path / os.fsdecode(b"out\xff")

    first = made(folder, out, dedupe="near", shard_files=2, shard_bytes=900)
    again = made(folder, out, dedupe="near", shard_files=2, shard_bytes=900)

    assert 11 == first.counts.records == first.counts.written + first.counts.left_out.get("duplicate", 0)
    assert ({}, ()) == (first.counts.failed, first.unread)
    assert (0, first.counts.written) == (again.parts_made, again.counts.written)
    assert first.counts.written == len(sorted_lines(out))


def test_a_file_named_like_a_pattern(tmp_path: Path):
    """Is that file."""
    path = tmp_path / "a[1].html"
    path.write_bytes(page(1))

    assert 1 == made(path, tmp_path / "out").counts.written


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="makes pipes")
@pytest.mark.parametrize("name", ["pipe.html", "pipe.warc.gz", "pipe.jsonl", "pipe"])
def test_a_pipe_that_nobody_writes_to(tmp_path: Path, name: str):
    """Is not waited for."""
    (tmp_path / "in").mkdir()
    os.mkfifo(tmp_path / "in" / name)
    (tmp_path / "in" / "page.html").write_bytes(page(1))

    assert 1 == made([tmp_path / "in", tmp_path / "in" / name], tmp_path / "out").counts.verdicts["article"]


# ── Damaged ───────────────────────────────────────────────────────────────────────────────────────

BEFORE, ALL = 7, 20
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": lambda data: gzip.compress(data, mtime=0),
    "zst": zstandard.ZstdCompressor(write_checksum=True).compress,
}
DAMAGE: dict[str, Callable[[bytes, int], bytes]] = {
    "cut": lambda data, at: data[:-200],
    "flipped": lambda data, at: data[: at + 150] + b"\xff" * 10 + data[at + 160 :],
    "without magic": lambda data, at: data[:at] + bytes(4) + data[at + 4 :],
    "zeros between": lambda data, at: data[:at] + bytes(6000) + data[at:],
    "zeros behind": lambda data, at: data + bytes(6000),
    "without its beginning": lambda data, at: bytes(4) + data[4:],
}
LOST = {"zeros between": set(), "zeros behind": set(), "cut": {ALL - 1}, "without its beginning": {0}}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("packing", PACKERS)
def test_a_damaged_crawl(tmp_path: Path, packing: str, damage: str):
    """The record that is hit is named by file and byte, all others come out; and the same when it is cut into parts."""
    crawl = tmp_path / f"crawl.warc.{packing}"
    packed = members(range(ALL), PACKERS[packing])
    at = len(b"".join(packed[:BEFORE]))
    crawl.write_bytes(DAMAGE[damage](b"".join(packed), at))

    whole = made(crawl, tmp_path / "whole")
    parts = made(crawl, tmp_path / "parts", shard_bytes=1_000)

    lost = LOST.get(damage, {BEFORE})
    assert [address(n) for n in sorted(set(range(ALL)) - lost, key=address)] == sorted(urls(tmp_path / "whole"))
    assert sorted_lines(tmp_path / "whole") == sorted_lines(tmp_path / "parts")
    assert parts.parts > 3
    (named,) = failures(tmp_path / "whole")
    hit = {"cut": len(b"".join(packed[:-1])), "zeros behind": len(b"".join(packed)), "without its beginning": 0}
    assert f"{crawl}#{hit.get(damage, at)}" == named["source"]
    assert [named] == failures(tmp_path / "parts")
    assert whole.counts.failed == parts.counts.failed


def urls(out: Path) -> list[str]:
    """The addresses of all rows."""
    return [str(row["url"]) for row in lines_in(out / "data")]


@pytest.mark.parametrize("packing", PACKERS)
def test_parts_of_a_sound_crawl(tmp_path: Path, packing: str):
    """However small they are, and where a member holds several records, or begins with what is none."""
    crawl = tmp_path / f"crawl.warc.{packing}"
    pack = PACKERS[packing]
    long = os.urandom(150_000).hex().encode()
    several = [record(address(n), page(n)) for n in range(30, 33)]
    pages = [*members(range(5), pack), pack(b"no record\r\n" + b"".join(several))]
    crawl.write_bytes(b"".join([*pages, pack(record(address(40), page(40) + long)), *members(range(50, 55), pack)]))

    made(crawl, tmp_path / "whole")
    for size in (300, 1_000, 5_000):
        made(crawl, tmp_path / str(size), shard_bytes=size)
        assert sorted_lines(tmp_path / "whole") == sorted_lines(tmp_path / str(size))
    assert 14 == len(sorted_lines(tmp_path / "whole"))


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("packing", PACKERS)
def test_damaged_packed_lines(tmp_path: Path, packing: str, damage: str):
    """The line that is hit is lost, and where is told; those in other members come out."""
    lines = tmp_path / f"pages.jsonl.{packing}"
    packed = [PACKERS[packing](line(n)) for n in range(ALL)]
    at = len(b"".join(packed[:BEFORE]))
    lines.write_bytes(DAMAGE[damage](b"".join(packed), at))

    report = made(lines, tmp_path / "out")

    lost = LOST.get(damage, {BEFORE})
    assert sorted(address(n) for n in set(range(ALL)) - lost) == sorted(urls(tmp_path / "out"))
    assert {"Damaged"} == report.counts.failed.keys()  # the line, and what follows of its member
    hit = {"cut": len(b"".join(packed[:-1])), "zeros behind": len(b"".join(packed)), "without its beginning": 0}
    named = {each["source"]: each["message"] for each in failures(tmp_path / "out")}
    assert len(named) <= 2
    assert f"byte {hit.get(damage, at):,}" in named[str(lines)]


def line(number: int) -> bytes:
    """A page as a line of JSON."""
    return json.dumps({"html": page(number).decode(), "url": address(number)}).encode() + b"\n"


@pytest.mark.parametrize("packing", PACKERS)
def test_packed_lines_across_members(tmp_path: Path, packing: str):
    """Members that end inside a line lose nothing; behind damage reading goes on with the next line that is whole."""
    content = b"".join(map(line, range(ALL)))
    packed = [PACKERS[packing](content[at : at + 700]) for at in range(0, len(content), 700)]
    sound, broken = tmp_path / f"sound.jsonl.{packing}", tmp_path / f"broken.jsonl.{packing}"
    sound.write_bytes(b"".join(packed))
    packed[5] = bytes(10) + packed[5][10:]
    broken.write_bytes(b"".join(packed))

    assert (ALL, {}) == counted(made(sound, tmp_path / "sound"))
    hit = {number for number in range(ALL) if touches(number, 5 * 700, 6 * 700)}
    assert (ALL - len(hit), {"Damaged": 1}) == counted(made(broken, tmp_path / "broken"))
    assert sorted(address(n) for n in set(range(ALL)) - hit) == sorted(urls(tmp_path / "broken"))


def counted(report: Report) -> tuple[int, dict[str, int]]:
    """What was written, and what failed."""
    return report.counts.written, report.counts.failed


def touches(number: int, begin: int, end: int) -> bool:
    """Whether a line has bytes of a stretch of all lines."""
    first = sum(len(line(each)) for each in range(number))
    return first < end and first + len(line(number)) > begin


def test_a_line_longer_than_parts_and_bound(tmp_path: Path):
    """Is named once, whatever part its bytes lie in."""
    lines = tmp_path / "pages.jsonl"
    long = json.dumps({"html": "x" * 60_000}).encode() + b"\n"
    lines.write_bytes(line(1) + long + line(2))
    settings: dict[str, Any] = {"reading": bulk_settings_from({}).reading.__class__(max_bytes=20_000)}

    whole = made(lines, tmp_path / "whole", **settings)
    parts = made(lines, tmp_path / "parts", shard_bytes=5_000, **settings)

    assert (2, {"Damaged": 1}) == counted(whole) == counted(parts)
    assert sorted_lines(tmp_path / "whole") == sorted_lines(tmp_path / "parts")
    assert f"{lines}#{len(line(1))}" == failures(tmp_path / "parts")[0]["source"]


def test_one_or_two_processes_parquet_or_lines(tmp_path: Path):
    """The same rows."""
    pytest.importorskip("pyarrow", reason="reads Parquet")
    crawl = tmp_path / "crawl.warc.gz"
    crawl.write_bytes(b"".join(members(range(12))))
    for name, engine, format_ in (("a", 1, "jsonl"), ("b", 2, "jsonl"), ("c", 1, "parquet"), ("d", 2, "parquet")):
        settings = bulk_settings_from({"format": format_, "shard_bytes": 1_200})
        run([str(crawl)], str(tmp_path / name), settings, engine=Local(engine))

    assert 12 == len(rows_of_parquet(tmp_path / "c"))
    assert sorted_lines(tmp_path / "a") == sorted_lines(tmp_path / "b")
    assert rows_of_parquet(tmp_path / "c") == rows_of_parquet(tmp_path / "d")
    as_lines = sorted(lines_in(tmp_path / "a" / "data"), key=lambda row: row["source"])
    assert [row["text"] for row in rows_of_parquet(tmp_path / "c")] == [row["text"] for row in as_lines]
