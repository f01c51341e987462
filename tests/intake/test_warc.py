"""Web archives: every page of a sound file, and of a damaged one every good page and a report of every bad one."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
import subprocess
import sys
import time
import zipfile
import zlib
from base64 import b32encode
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

import copydesk
from copydesk.intake.warc import deliveries_of, is_web_archive
from copydesk.records import Delivery, Failure

MOST = 10_000_000


def html(number: int) -> bytes:
    """A page."""
    said = (
        f"The ferry of quay {number} sailed at {number % 24:02}:00 with {number + 40} people, the harbour office says."
    )
    return f"<html><head><title>Quay {number}</title></head><body><h1>Quay {number}</h1><p>{said}</p></body></html>".encode()


def http(body: bytes, *fields: str, status: str = "200 OK", media: str = "text/html; charset=utf-8") -> bytes:
    """A response as a crawler keeps it."""
    head = [f"HTTP/1.1 {status}", f"Content-Type: {media}", *fields, f"Content-Length: {len(body)}"]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def record(
    number: int,
    block: bytes | None = None,
    *,
    kind: str = "response",
    length: int | None = None,
    fields: dict[str, str] | None = None,
    end: bytes = b"\r\n\r\n",
    line: str = "\r\n",
    digest: str | None = None,
) -> bytes:
    """A record of a WARC."""
    block = http(html(number)) if block is None else block
    head = {
        "WARC-Type": kind,
        "WARC-Target-URI": f"https://quay.example/{number}",
        "WARC-Date": f"2024-03-{number % 28 + 1:02}T10:00:00Z",
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{number:012}>",
        "WARC-Block-Digest": digest or f"sha1:{b32encode(hashlib.sha1(block).digest()).decode()}",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block) if length is None else length),
        **(fields or {}),
    }
    text = line.join(["WARC/1.0", *(f"{name}: {value}" for name, value in head.items() if value)])
    return text.encode() + (line * 2).encode() + block + end


def members(*records: bytes) -> bytes:
    """A file compressed record by record."""
    return b"".join(gzip.compress(each, mtime=0) for each in records)


def chunked(body: bytes, *, wrong: bool = False) -> bytes:
    """A body in chunks; with a size that is wrong, the second's."""
    parts = [body[at : at + 40] for at in range(0, len(body), 40)]
    sizes = [len(part) + 7 if wrong and place == 1 else len(part) for place, part in enumerate(parts)]
    return b"".join(b"%x\r\n%b\r\n" % (size, part) for size, part in zip(sizes, parts, strict=True)) + b"0\r\n\r\n"


def read(path: Path) -> tuple[list[int], list[Failure]]:
    """The numbers of the pages that came out, and the failures."""
    pages, failures = [], []
    for each in deliveries_of(str(path), MOST):
        if isinstance(each, Delivery):
            assert each.url is not None
            pages.append(int(each.url.rpartition("/")[2]))
            if pages[-1] < 1000:
                assert each.data == html(pages[-1])
        else:
            failures.append(each)
    return pages, failures


# ── Sound files ───────────────────────────────────────────────────────────────────────────────────

FORMS: dict[str, Callable[[list[bytes]], bytes]] = {
    "plain": b"".join,
    "gzip by record": lambda records: members(*records),
    "one gzip": lambda records: gzip.compress(b"".join(records)),
    "zstd by record": lambda records: b"".join(map(zstandard.ZstdCompressor().compress, records)),
}


@pytest.mark.parametrize("form", FORMS)
def test_sound_file(tmp_path: Path, form: str):
    """Every page comes out, in order, with its address, its date and its place."""
    path = tmp_path / "crawl.warc"
    path.write_bytes(FORMS[form]([record(number) for number in range(50)]))
    found = list(deliveries_of(str(path), MOST))

    assert [each.data for each in found] == [html(number) for number in range(50)]
    assert found[3].url == "https://quay.example/3"
    assert found[3].captured == "2024-03-04T10:00:00Z"
    assert found[3].charset == "utf-8"
    assert found[0].name == f"{path}#0"
    assert len({each.name for each in found}) == 50


def test_zstd_with_its_dictionary(tmp_path: Path):
    """A `.warc.zst` file may begin with the dictionary that its records are packed with."""
    records = [record(number) for number in range(200)]
    shared = zstandard.train_dictionary(4096, records)
    packer = zstandard.ZstdCompressor(dict_data=shared)
    raw = shared.as_bytes()
    first = b"\x5d\x2a\x4d\x18" + len(raw).to_bytes(4, "little") + raw
    path = tmp_path / "crawl.warc.zst"
    path.write_bytes(first + b"".join(map(packer.compress, records)))

    assert read(path) == (list(range(200)), [])


def test_what_is_no_page_is_passed_over(tmp_path: Path):
    """Requests, pictures, metadata and redirects are no pages; a conversion is."""
    path = tmp_path / "crawl.warc"
    path.write_bytes(
        record(1, b"software: x", kind="warcinfo")
        + record(2, b"GET / HTTP/1.1\r\n\r\n", kind="request")
        + record(3, http(b"\x89PNG", media="image/png"))
        + record(4, http(b"", "Location: /5", status="301 Moved"))
        + record(5)
        + record(6, html(6), kind="conversion", fields={"Content-Type": "text/plain"})
    )
    found = list(deliveries_of(str(path), MOST))

    assert [each.url for each in found] == ["https://quay.example/5", "https://quay.example/6"]
    assert found[0].aliases == ("https://quay.example/4",)


def test_codings(tmp_path: Path):
    """Chunks and content codings are taken off, also where a crawler left the field and not the coding."""
    bodies = {
        1: (chunked(html(1)), "Transfer-Encoding: chunked"),
        2: (html(2), "Transfer-Encoding: chunked"),
        3: (gzip.compress(html(3)), "Content-Encoding: gzip"),
        4: (html(4), "Content-Encoding: gzip"),
        5: (zlib.compress(html(5)), "Content-Encoding: deflate"),
        6: (zlib.compress(html(6))[2:-4], "Content-Encoding: deflate"),
        7: (zstandard.compress(html(7)), "Content-Encoding: zstd"),
        8: (chunked(gzip.compress(html(8))), "Transfer-Encoding: chunked\r\nContent-Encoding: gzip"),
    }
    path = tmp_path / "crawl.warc"
    path.write_bytes(b"".join(record(number, http(body, field)) for number, (body, field) in bodies.items()))

    assert read(path) == (list(bodies), [])


def test_revisit(tmp_path: Path):
    """A page that had not changed when it was captured again has the content of the earlier record."""
    digest = f"sha1:{b32encode(hashlib.sha1(html(1)).digest()).decode()}"
    again = {"WARC-Payload-Digest": digest, "WARC-Date": "2024-05-01T00:00:00Z"}
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(
        members(
            record(1, fields={"WARC-Payload-Digest": digest}),
            record(2),
            record(1, b"HTTP/1.1 200 OK\r\n\r\n", kind="revisit", fields=again),
        )
    )
    found = list(deliveries_of(str(path), MOST))

    assert [(each.url, each.captured, each.data) for each in found][2] == (
        "https://quay.example/1", "2024-05-01T00:00:00Z", html(1),
    )  # fmt: skip


def test_error_status(tmp_path: Path):
    """A page that was answered with an error is given with its status."""
    path = tmp_path / "crawl.warc"
    path.write_bytes(record(1, http(html(1), status="404 Not Found")))
    (found,) = deliveries_of(str(path), MOST)

    assert found.status == 404


def test_arc(tmp_path: Path):
    """ARC, which WARC came from, is read as well."""
    block = http(html(3))
    first = b"filedesc://x.arc 0.0.0.0 20240304100000 text/plain 15\n1 0 Heritrix\n\n\n\n"
    path = tmp_path / "crawl.arc.gz"
    path.write_bytes(
        members(first, b"https://quay.example/3 192.0.2.1 20240304100000 text/html %d\n%b\n" % (len(block), block))
    )
    (found,) = deliveries_of(str(path), MOST)

    assert (found.data, found.url, found.captured) == (html(3), "https://quay.example/3", "2024-03-04T10:00:00Z")


def wacz(path: Path, content: bytes, *, digest: str | None = None, pages: bool = True) -> Path:
    """A WACZ of one WARC."""
    manifest = {
        "resources": [{"path": "archive/a.warc.gz", "hash": digest or f"sha256:{hashlib.sha256(content).hexdigest()}"}]
    }
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/a.warc.gz", content)
        archive.writestr("datapackage.json", json.dumps(manifest))
        if pages:
            archive.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0"}\n')
    return path


def test_wacz(tmp_path: Path):
    """The WARC files in a WACZ are read without unpacking it."""
    path = wacz(tmp_path / "crawl.wacz", members(*map(record, range(9))))

    assert read(path) == (list(range(9)), [])


# ── Damaged files ─────────────────────────────────────────────────────────────────────────────────


class Damaged(NamedTuple):
    """A damaged file: its bytes, the pages that are sound, and what the report of each bad record says."""

    data: bytes
    good: list[int]
    said: list[str]


def flipped(data: bytes, place: int) -> bytes:
    """Data with one byte turned round."""
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


FIVE = [record(number) for number in range(5)]
PACKED = [gzip.compress(each, mtime=0) for each in FIVE]
BAD_DEFLATE = http(zlib.compress(html(2))[:-30], "Content-Encoding: deflate")
ELSEWHERE = {"WARC-Payload-Digest": "sha1:" + "A" * 32, "WARC-Refers-To-Date": "2020-01-01T00:00:00Z"}

DAMAGED: dict[str, Damaged] = {
    "cut in a member": Damaged(b"".join(PACKED)[: -len(PACKED[4]) // 2], [0, 1, 2, 3], ["the file ends inside it"]),
    "cut in a header": Damaged(b"".join(FIVE[:4]) + FIVE[4][:120], [0, 1, 2, 3], ["ends inside its header"]),
    "cut in a block": Damaged(b"".join(FIVE)[:-60], [0, 1, 2, 3], ["cut short"]),
    "a byte of a member": Damaged(
        b"".join([*PACKED[:2], flipped(PACKED[2], len(PACKED[2]) // 2), *PACKED[3:]]), [0, 1, 3, 4], ["damaged"]
    ),
    "one gzip, cut": Damaged(
        gzip.compress(b"".join(record(n, http(html(n) + random.Random(n).randbytes(50_000).hex().encode())) for n in range(1000, 1005)))[:-40_000],
        [1000, 1001, 1002, 1003],
        ["the file ends inside it"],
    ),
    "length too long": Damaged(
        b"".join([*FIVE[:2], record(2, length=len(http(html(2))) + 200), *FIVE[3:]]), [0, 1, 3, 4], ["Content-Length"]
    ),
    "length too short": Damaged(
        b"".join([*FIVE[:2], record(2, length=len(http(html(2))) - 30), *FIVE[3:]]), [0, 1, 3, 4], ["Content-Length"]
    ),
    "length is no number": Damaged(
        b"".join([*FIVE[:2], record(2, fields={"Content-Length": "many"}), *FIVE[3:]]), [0, 1, 3, 4], ["Content-Length"]
    ),
    "no lines between": Damaged(b"".join([*FIVE[:2], record(2, end=b""), *FIVE[3:]]), [0, 1, 2, 3, 4], []),
    "wrong chunks": Damaged(
        members(*FIVE[:2], record(2, http(chunked(html(2), wrong=True), "Transfer-Encoding: chunked")), *FIVE[3:]),
        [0, 1, 3, 4],
        ["chunk"],
    ),
    "a wrong digest": Damaged(members(*FIVE[:2], record(2, digest="sha1:" + "A" * 32), *FIVE[3:]), [0, 1, 3, 4], ["digest"]),
    "rubbish between records": Damaged(
        b"".join([*FIVE[:3], b"<<< rubbish >>>\r\n" * 9, *FIVE[3:]]), [0, 1, 2, 3, 4], ["belong to no record"]
    ),
    "rubbish between members": Damaged(
        b"".join([*PACKED[:3], b"<<< rubbish >>>" * 9, *PACKED[3:]]), [0, 1, 2, 3, 4], ["belong to no record"]
    ),
    "rubbish first": Damaged(b"rubbish\n" + b"".join(FIVE), [0, 1, 2, 3, 4], ["not with a version"]),
    "bare line ends": Damaged(b"".join(record(n, line="\n") for n in range(5)), [0, 1, 2, 3, 4], []),
    "headers that are no UTF-8": Damaged(
        b"".join([*FIVE[:2], record(2).replace(b"WARC-Date", b"X-Caf\xe9: \xff\r\nWARC-Date"), *FIVE[3:]]), [0, 1, 2, 3, 4], []
    ),
    "deflate cut short": Damaged(members(*FIVE[:2], record(2, BAD_DEFLATE), *FIVE[3:]), [0, 1, 3, 4], ["deflate"]),
    "a revisit of nothing": Damaged(
        members(*FIVE[:2], record(2, b"HTTP/1.1 200 OK\r\n\r\n", kind="revisit", fields=ELSEWHERE), *FIVE[3:]),
        [0, 1, 3, 4],
        ["not in this file"],
    ),
    "empty": Damaged(b"", [], ["without records"]),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_file(tmp_path: Path, name: str):
    """Every good page comes out, and every bad record is reported with its place and what is wrong."""
    path = tmp_path / "crawl.warc"
    path.write_bytes(DAMAGED[name].data)
    pages, failures = read(path)

    assert pages == DAMAGED[name].good
    assert len(failures) == len(DAMAGED[name].said)
    for failure, said in zip(failures, DAMAGED[name].said, strict=True):
        assert said in failure.message
        assert failure.source.startswith(str(path))
        assert failure.next_step


@pytest.mark.parametrize("harm", ["digest", "pages", "zip"])
def test_damaged_wacz(tmp_path: Path, harm: str):
    """A WACZ whose manifest says otherwise is read and reported; so is one cut short, without its directory."""
    path = wacz(
        tmp_path / "crawl.wacz", members(*FIVE), digest="sha256:00" if harm == "digest" else None, pages=harm != "pages"
    )
    if harm == "zip":
        path.write_bytes(path.read_bytes()[:-40])
    pages, failures = read(path)

    assert pages == [0, 1, 2, 3, 4]
    assert ["cannot be opened" in failure.message for failure in failures][:1] == {
        "zip": [True],
        "digest": [False],
    }.get(harm, [])


FAR = 10**12
PAYLOAD = {
    number: {"WARC-Payload-Digest": f"sha1:{b32encode(hashlib.sha1(html(number)).digest()).decode()}"}
    for number in range(5)
}


@pytest.mark.parametrize("kind", ["request", "response"])
@pytest.mark.parametrize("form", ["plain", "gzip by record", "one gzip"])
def test_a_length_beyond_the_file(tmp_path: Path, form: str, kind: str):
    """A length that is nonsense takes no other record with it, and is told of whatever the record was."""
    path = tmp_path / "crawl.warc"
    path.write_bytes(FORMS[form]([*FIVE[:2], record(2, kind=kind, length=FAR), *FIVE[3:]]))
    pages, failures = read(path)

    assert pages == [0, 1, 3, 4]
    assert len(failures) == 1


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("by", ["digest", "identifier"])
def test_revisit_in_any_form(tmp_path: Path, form: str, by: str):
    """A revisit has the body of the record it refers to, however the file is packed, and not another's."""
    identifier = {"WARC-Refers-To": "<urn:uuid:00000000-0000-4000-8000-000000000001>"}
    again = record(1, b"HTTP/1.1 200 OK\r\n\r\n", kind="revisit", fields=PAYLOAD[1] if by == "digest" else identifier)
    path = tmp_path / "crawl.warc"
    path.write_bytes(FORMS[form]([record(0), record(1, fields=PAYLOAD[1]), again]))

    assert read(path) == ([0, 1, 1], [])


def test_revisit_far_inside_a_member(tmp_path: Path):
    """A body too far into a member to be unpacked for each revisit is told of, with its place."""
    much = record(0, http(random.Random(1).randbytes(1_200_000), media="image/png"))
    again = record(1, b"HTTP/1.1 200 OK\r\n\r\n", kind="revisit", fields=PAYLOAD[1])
    path = tmp_path / "crawl.warc"
    path.write_bytes(gzip.compress(b"".join([much, record(1, fields=PAYLOAD[1]), again])))
    pages, (failure,) = read(path)

    assert pages == [1]
    assert "stands at 0+12" in failure.message


def test_what_is_good_before_damage_in_one_gzip(tmp_path: Path):
    """Where all is one gzip, every record before the damaged byte comes out, not only those of earlier pieces."""
    noise = [html(n) + random.Random(n).randbytes(1000).hex().encode() for n in range(1000, 1060)]
    data = gzip.compress(b"".join(record(1000 + n, http(body)) for n, body in enumerate(noise)))
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(flipped(data, len(data) * 9 // 10))
    found = list(deliveries_of(str(path), MOST))
    pages = [each.data for each in found if isinstance(each, Delivery)]

    assert pages[:52] == noise[:52]
    assert set(pages) <= set(noise)  # behind the byte the decoder may go on and give something else: the digests tell
    assert len(pages) < len(found)


def test_arc_with_a_wrong_length(tmp_path: Path):
    """In an ARC, too, the next record is found behind one whose length is wrong."""
    blocks = [http(html(number)) for number in range(4)]
    lengths = [len(block) - 20 * (number == 1) for number, block in enumerate(blocks)]
    lines = [
        f"https://quay.example/{number} 192.0.2.1 20240304100000 text/html {size}\n"
        for number, size in enumerate(lengths)
    ]
    path = tmp_path / "crawl.arc"
    path.write_bytes(b"".join(line.encode() + block + b"\n" for line, block in zip(lines, blocks, strict=True)))
    pages, failures = read(path)

    assert pages == [0, 2, 3]
    assert ["does not lead" in failure.message for failure in failures] == [True]


def test_nothing_but_pictures(tmp_path: Path):
    """A sound file without a page in it says so: nothing comes out in silence."""
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(members(record(1, http(b"\x89PNG", media="image/png"))))

    assert ["NotFound"] == [each.error for each in deliveries_of(str(path), MOST)]


def test_a_web_archive_under_another_name(tmp_path: Path):
    """A packed web archive is known by its content."""
    path = tmp_path / "renamed.gz"
    path.write_bytes(members(*FIVE))

    assert is_web_archive(str(path))


def test_lengths_that_claim_the_rest(tmp_path: Path):
    """Many records that each claim the rest of the file cost time in proportion to the file."""
    path = tmp_path / "crawl.warc"
    path.write_bytes(b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 9000000\r\n\r\nx\r\n\r\n" * 60_000)
    begin = time.perf_counter()

    assert 60_000 == sum(1 for _ in deliveries_of(str(path), MOST))
    assert time.perf_counter() - begin < 20  # it was more than a minute while each copied what it claimed


BOMB = """
import resource, sys
from copydesk.intake.warc import deliveries_of, is_web_archive
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found = list(deliveries_of(sys.argv[1], 10_000_000))
print(len(found), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
def test_a_bomb_is_passed_over_in_pieces(tmp_path: Path, packing: str):
    """A record of 200 MB that is packed into some kilobytes is unpacked piece by piece, whatever the packing."""
    pytest.importorskip("resource")
    packer = zlib.compressobj(9, zlib.DEFLATED, 31) if packing == "gzip" else zstandard.ZstdCompressor().compressobj()
    size = 200 << 20
    head = record(1, b"", length=size, end=b"", digest="")
    data = [packer.compress(head), *(packer.compress(bytes(1 << 20)) for _ in range(200)), packer.flush()]
    path = tmp_path / "bomb.warc"
    path.write_bytes(b"".join(data))
    done = subprocess.run(
        [sys.executable, "-c", BOMB, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    failures, megabytes = map(int, done.stdout.split())

    assert failures == 1
    assert megabytes < 60


@settings(max_examples=150, deadline=None)
@given(
    form=st.sampled_from(sorted(FORMS)),
    harms=st.lists(st.tuples(st.integers(0, 4000), st.binary(max_size=6)), max_size=4),
    cut=st.integers(0, 4000),
)
def test_any_damage(tmp_path_factory: pytest.TempPathFactory, form: str, harms: list[tuple[int, bytes]], cut: int):
    """Whatever was done to a file, reading ends, never raises, and invents no page."""
    data = bytearray(FORMS[form](FIVE))
    for place, new in harms:
        data[place % len(data) : place % len(data) + len(new)] = new
    path = tmp_path_factory.getbasetemp() / "any.warc"
    path.write_bytes(bytes(data[: len(data) - cut % len(data)]))
    for each in deliveries_of(str(path), MOST):
        assert isinstance(each, Delivery | Failure)


def test_too_large(tmp_path: Path):
    """A record over the bound is reported, and the next one read."""
    path = tmp_path / "crawl.warc"
    path.write_bytes(record(0) + record(1, http(b"x" * 5000)) + record(2))
    found = list(deliveries_of(str(path), 2000))

    assert [type(each).__name__ for each in found] == ["Delivery", "Failure", "Delivery"]


def test_extract_all(tmp_path: Path):
    """A web archive stands for its pages, in a folder too."""
    (tmp_path / "crawl.warc.gz").write_bytes(DAMAGED["a byte of a member"].data)
    found = list(copydesk.extract_all(tmp_path))

    assert [type(each).__name__ for each in found] == ["Article", "Article", "Failure", "Article", "Article"]
    assert [each.url for each in found if isinstance(each, copydesk.Article)][0] == "https://quay.example/0"


def test_one_page_is_asked_for(tmp_path: Path):
    """A web archive given where one page is asked for says how it is read."""
    path = tmp_path / "crawl.warc"
    path.write_bytes(record(1))

    with pytest.raises(copydesk.errors.NotText, match="extract_all"):
        copydesk.extract(path)


def test_warcio_agrees(tmp_path: Path):
    """The other reader of these files finds the same pages."""
    warcio = pytest.importorskip("warcio.archiveiterator")
    data = members(*(record(number) for number in range(30)))
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(data)
    theirs = [each.content_stream().read() for each in warcio.ArchiveIterator(io.BytesIO(data))]

    assert [each.data for each in deliveries_of(str(path), MOST)] == theirs
