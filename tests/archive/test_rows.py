"""A bulk output in the archive: the captures that its rows were made of, or what the rows have of them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from copydesk.archive.archive import Archive
from copydesk.bulk import Local, bulk_settings_from, run
from copydesk.records import Failure
from crawled import page, record, warc

CODES = {"parquet": {}, "jsonl": {"format": "jsonl"}}


@pytest.fixture
def archive(tmp_path: Path):
    with Archive(tmp_path / "desk.db") as opened:
        yield opened


def made(inputs: list[Path], output: Path, **options: object) -> Path:
    """The output of a bulk run in this process's own small way: one worker, small shards."""
    settings = bulk_settings_from({"shard_bytes": 1_500, **options})
    run([str(each) for each in inputs], str(output), settings, engine=Local(1))
    return output


def crawl(folder: Path) -> list[Path]:
    """A compressed WARC of six pages, JSON Lines of two with a broken line between, and a page."""
    archive = warc(folder / "a.warc.gz", {f"https://quay.example/{n}": page(n) for n in range(6)})
    lines = [json.dumps({"html": page(n), "url": f"https://mole.example/{n}"}) for n in (20, 21)]
    (folder / "b.jsonl").write_text("\n".join([lines[0], "{", lines[1], ""]), "utf-8")
    (folder / "c.html").write_text(page(30), "utf-8")
    return [archive, folder / "b.jsonl", folder / "c.html"]


@pytest.mark.parametrize("options", CODES.values(), ids=CODES)
def test_rows_are_filed_as_their_originals(archive: Archive, tmp_path: Path, options):
    """Web archive, JSON Lines and page files: the very bytes, with address and time; a second time all are known."""
    out = made(crawl(tmp_path), tmp_path / "rows", **options)

    filed = archive.add(str(out))
    again = archive.add(out)

    assert [9, {"new"}] == [len(filed), {each.kind for each in filed}]
    assert {page(n) for n in (*range(6), 20, 21, 30)} == {archive.body(each.capture).decode() for each in filed}
    first = archive.capture(filed[0].capture)
    assert ("https://quay.example/0", "2024-05-09T10:00:00Z") == (first.url, first.captured)
    assert f"{tmp_path}/a.warc.gz#0" == first.name
    assert [9, {"known"}] == [len(again), {each.kind for each in again}]


def test_one_file_of_rows(archive: Archive, tmp_path: Path, monkeypatch):
    """A file out of data/ stands for its own rows, wherever it is named from."""
    out = made(crawl(tmp_path), tmp_path / "rows")
    (name,) = [path.name for path in (out / "data").iterdir() if path.name.startswith("c.html")]
    monkeypatch.chdir(out / "data")

    (filed,) = archive.add(name)

    assert page(30) == archive.body(filed.capture).decode()


def test_what_is_not_in_the_output_is_not_filed(archive: Archive, tmp_path: Path):
    """A filter and a duplicate leave pages out; those that stay are read from where they stand between the others."""
    short = page(2).split("<p>")[0] + "</article></body></html>"
    pages = [page(1), short, page(1), page(3)]
    path = warc(tmp_path / "x.warc.gz", {f"https://quay.example/{n}": text for n, text in enumerate(pages)})
    out = made([path], tmp_path / "rows", min_words=30, dedupe="exact", shard_bytes=64_000)

    filed = archive.add(out)

    assert [page(1), page(3)] == [archive.body(each.capture).decode() for each in filed]


def test_unchanged_and_redirected_pages_come_as_the_run_saw_them(archive: Archive, tmp_path: Path):
    """A revisit has the body of the record before it; the address that led to a page is one of its addresses."""
    moved = record("https://quay.example/old", b"").replace(b"200 OK\r\n", b"302 OK\r\nLocation: /new\r\n")
    moved = moved.replace(b"Content-Length: 59", b"Content-Length: 75")
    first = record("https://quay.example/new", page(1).encode())
    digest = b"WARC-Payload-Digest: sha1:" + _sha1(page(1).encode()) + b"\r\n"
    first = first.replace(b"Content-Length: ", digest + b"Content-Length: ", 1)
    again = record("https://quay.example/again", b"", "revisit").replace(
        b"Content-Length: ", digest + b"Content-Length: ", 1
    )
    path = tmp_path / "x.warc.gz"
    path.write_bytes(
        b"".join(map(gzip.compress, (moved, first, again, record("https://quay.example/3", page(3).encode()))))
    )
    out = made([path], tmp_path / "rows", format="jsonl", shard_bytes=64_000)

    filed = archive.add(out)

    bodies = [archive.body(each.capture).decode() for each in filed]
    assert [page(1), page(1), page(3)] == bodies
    assert "https://quay.example/old" in {each.url for each in archive.article(filed[0].article).addresses}
    assert {each.source for each in filed} == {json.loads(line)["source"] for line in _lines(out)}


def _sha1(data: bytes) -> bytes:
    from base64 import b32encode
    from hashlib import sha1

    return b32encode(sha1(data).digest())


def _lines(out: Path) -> list[str]:
    return [line for path in (out / "data").iterdir() for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("options", CODES.values(), ids=CODES)
def test_where_the_original_is_gone_the_copy_is_filed(archive: Archive, tmp_path: Path, options):
    """With title, address, times and authors from the row, and a warning; a second time it is known."""
    inputs = crawl(tmp_path)
    out = made(inputs, tmp_path / "rows", **options)
    inputs[0].unlink()

    filed = archive.add(out)

    copies = [each for each in filed if "a.warc.gz" in each.source]
    assert 9 == len(filed)
    assert 6 == len(copies)
    capture = archive.capture(copies[2].capture)
    assert "a copy that bulk made: its original is gone" in " ".join(copies[2].warnings)
    assert "no such file" in " ".join(copies[2].warnings)
    entry = archive.article(copies[2].article)
    assert ("Pier item 2 goes to the vote", "https://quay.example/2") == (entry.title, entry.url)
    assert ("2024-05-09T10:00:00Z", "2024-05-03") == (capture.captured, entry.published[:10])
    assert "north pier on Tuesday" in entry.text
    assert {"known"} == {each.kind for each in archive.add(out)}


def test_original_that_was_written_anew(archive: Archive, tmp_path: Path):
    """What now stands under the name is another page: the row's copy is filed, the page is not."""
    (tmp_path / "c.html").write_text(page(30), "utf-8")
    out = made([tmp_path / "c.html"], tmp_path / "rows")
    (tmp_path / "c.html").write_text(page(31), "utf-8")

    (filed,) = archive.add(out)

    assert "another page now" in " ".join(filed.warnings)
    assert "Pier item 30 goes to the vote" == archive.article(filed.article).title


def test_what_cannot_be_filed_is_named(archive: Archive, tmp_path: Path):
    """Rows without Markdown whose original is gone, a file that is no Parquet, rows of a part without its mark."""
    inputs = crawl(tmp_path)
    out = made(inputs, tmp_path / "rows", columns=["title"], shard_bytes=64_000)
    inputs[2].unlink()
    data = {path.name[0]: path for path in (out / "data").iterdir()}
    data["a"].write_bytes(b"no parquet")
    (out / "done" / f"{data['b'].stem}.json").unlink()

    failures = archive.add(out)

    assert all(isinstance(each, Failure) for each in failures)
    assert [str(data["a"]), str(data["b"]), str(inputs[2])] == [each.source for each in failures]
    assert ["Damaged", "Damaged", "NotFound"] == [each.error for each in failures]
    assert "was not finished" in failures[1].message
    assert "has no Markdown" in failures[2].message


def test_folder_of_pages_is_no_output(archive: Archive, tmp_path: Path):
    """A folder that has a data/ but no done/ is a folder of pages."""
    (tmp_path / "saved" / "data").mkdir(parents=True)
    (tmp_path / "saved" / "data" / "c.html").write_text(page(30), "utf-8")

    assert ["new"] == [each.kind for each in archive.add(str(tmp_path / "saved"))]
