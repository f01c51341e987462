"""A run: rows, failures and marks for whatever goes in; what is done is not done again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from copydesk.bulk import Local, bulk_settings_from, run
from copydesk.bulk.folder import Folder
from crawled import lines_of, page, rows, warc


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """A folder with a WARC, JSON Lines and a page."""
    folder = tmp_path / "crawl"
    folder.mkdir()
    warc(folder / "a.warc.gz", {f"https://quay.example/{n}": page(n) for n in range(12)})
    lines = [json.dumps({"html": page(n), "url": f"https://mole.example/{n}"}) for n in range(20, 23)]
    (folder / "b.jsonl").write_text("\n".join([*lines, "{", ""]), "utf-8")
    (folder / "c.html").write_text(page(30), "utf-8")
    return folder


SETTINGS = bulk_settings_from({"format": "jsonl", "shard_bytes": 1_500})


def test_every_record_becomes_a_row_or_a_failure(crawl: Path, tmp_path: Path):
    """Pages of a WARC, of JSON Lines and of a file; the line that is none is named by its byte."""
    out = tmp_path / "out"

    report = run([str(crawl)], str(out), SETTINGS, engine=Local(2))

    assert (17, 16, {"Damaged": 1}) == (report.counts.records, report.counts.written, report.counts.failed)
    assert report.counts.add_up()
    assert 16 == len({row["source"] for row in rows(out)})
    assert {"article"} == {row["verdict"] for row in rows(out)}
    failures = lines_of(*(out / "failures").iterdir())
    assert [str(crawl / "b.jsonl") + "#"] == [str(each["source"]).rstrip("0123456789") for each in failures]


def test_rows_do_not_depend_on_order_processes_or_cutting(crawl: Path, tmp_path: Path):
    """One process and one shard, or two processes and many shards, inputs in any order: the same rows."""
    inputs = [str(crawl / name) for name in ("a.warc.gz", "b.jsonl", "c.html")]
    whole = bulk_settings_from({"format": "jsonl"})

    run(inputs, str(tmp_path / "one"), whole, engine=Local(1))
    run(inputs[::-1], str(tmp_path / "two"), SETTINGS, engine=Local(2))

    assert rows(tmp_path / "one") == rows(tmp_path / "two")
    assert len(list((tmp_path / "two" / "data").iterdir())) > len(list((tmp_path / "one" / "data").iterdir()))


def test_what_is_done_is_not_done_again(crawl: Path, tmp_path: Path):
    """A second run makes nothing; a mark that is gone has its part made, other settings have all made."""
    out = tmp_path / "out"
    first = run([str(crawl)], str(out), SETTINGS, engine=Local(1))
    again = run([str(crawl)], str(out), SETTINGS, engine=Local(1))
    before = rows(out)
    sorted((out / "done").iterdir())[0].unlink()

    third = run([str(crawl)], str(out), SETTINGS, engine=Local(1))

    assert (first.parts, 0, 1) == (first.parts_made, again.parts_made, third.parts_made)
    assert first.counts.verdicts == third.counts.verdicts
    assert before == rows(out)
    other = bulk_settings_from({"format": "jsonl", "shard_bytes": 1_500, "columns": ["title"]})
    assert first.parts == run([str(crawl)], str(out), other, engine=Local(1)).parts_made


def test_parts_that_were_cut_otherwise_leave_no_rows(crawl: Path, tmp_path: Path):
    """The same file in other stretches takes the place of the old ones."""
    out = tmp_path / "out"
    run([str(crawl / "a.warc.gz")], str(out), SETTINGS, engine=Local(1))

    run([str(crawl / "a.warc.gz")], str(out), bulk_settings_from({"format": "jsonl"}), engine=Local(1))

    assert 12 == len(rows(out))
    assert 1 == len(list(Folder(str(out)).marks()))


def test_filters_count_what_they_leave_out(crawl: Path, tmp_path: Path):
    """Language, kind and length, each counted by its reason."""
    out = tmp_path / "out"
    chosen = bulk_settings_from({"format": "jsonl", "languages": ["de"]})

    report = run([str(crawl / "c.html")], str(out), chosen, engine=Local(1))

    assert ({"language: en": 1}, 0) == (report.counts.left_out, report.counts.written)
    assert report.counts.add_up()


def test_duplicates_are_found_over_all_shards(tmp_path: Path):
    """The same text twice and nearly the same once: the first captured stays, the list says of what each is one."""
    pages = {"https://quay.example/a": page(1), "https://quay.example/b": page(1), "https://quay.example/c": page(2)}
    near = page(2).replace("a year of repairs", "twelve months of repairs")
    path = warc(tmp_path / "x.warc.gz", {**pages, "https://mole.example/d": near})
    settings = bulk_settings_from({"format": "jsonl", "shard_bytes": 400, "dedupe": "near", "similarity": 0.6})

    report = run([str(path)], str(tmp_path / "out"), settings, engine=Local(2))
    again = run([str(path)], str(tmp_path / "out"), settings, engine=Local(1))

    listed = lines_of(tmp_path / "out" / "duplicates.jsonl")
    assert {"exact", "near"} == {each["kind"] for each in listed}
    assert {"duplicate": len(listed)} == report.counts.left_out == again.counts.left_out
    assert report.counts.add_up()
    assert 4 - len(listed) == len(rows(tmp_path / "out"))


def test_site_pass_takes_out_what_a_site_repeats(tmp_path: Path):
    """A paragraph that stands on every page of a host is no part of any story."""
    plea = "<p>Readers pay for every word of this paper, and the tide tables that come with it.</p></article>"
    pages = {f"https://quay.example/{n}": page(n).replace("</article>", plea) for n in range(5)}
    path = warc(tmp_path / "x.warc.gz", pages)
    settings = bulk_settings_from({"format": "jsonl"})

    report = run([str(path)], str(tmp_path / "out"), settings, engine=Local(1), site_pass=True)

    assert not any("Readers pay" in str(row["text"]) for row in rows(tmp_path / "out"))
    assert all("north pier" in str(row["text"]) for row in rows(tmp_path / "out"))
    assert 5 == report.counts.repeated.get("pages", 5)


def test_input_that_is_not_there_is_named(tmp_path: Path):
    """The rest is read."""
    (tmp_path / "c.html").write_text(page(1), "utf-8")

    report = run(
        [str(tmp_path / "c.html"), str(tmp_path / "no.warc")], str(tmp_path / "out"), SETTINGS, engine=Local(1)
    )

    assert 1 == report.counts.written
    assert [str(tmp_path / "no.warc")] == [each.source for each in report.unread]


def test_a_duplicate_of_what_is_no_input_any_more_is_back(tmp_path: Path):
    """Rows that were taken out for the text of another input are made again when that is left out."""
    first = warc(tmp_path / "a.warc.gz", {"https://quay.example/1": page(1), "https://quay.example/2": page(2)})
    second = warc(tmp_path / "b.warc.gz", {"https://mole.example/2": page(2), "https://mole.example/3": page(3)})
    settings = bulk_settings_from({"format": "jsonl", "dedupe": "exact"})
    both = run([str(first), str(second)], str(tmp_path / "out"), settings, engine=Local(1))

    apart = [run([str(each)], str(tmp_path / "out"), settings, engine=Local(1)) for each in (first, second)]

    assert (3, {"duplicate": 1}) == (both.counts.written, both.counts.left_out)
    assert [(2, {}), (2, {})] == [(each.counts.written, each.counts.left_out) for each in apart]
    assert 4 == len(rows(tmp_path / "out"))
