"""Leaving: every form of export can be read by others and comes back; deleting happens by a plan alone."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import msgspec
import pytest
import yaml

from archive.stories import page, story
from archive.test_archive import DEARER, MONDAY, TUESDAY, saved
from copydesk.archive.archive import Archive
from copydesk.archive.pruning import Plan, Rules
from copydesk.errors import ArchiveError, NotFound, UsageError
from copydesk.records import Failure

WALL = b"<html><head><title>Just a moment...</title></head><body><h1>Verify you are human</h1></body></html>"


@pytest.fixture
def archive(tmp_path: Path):
    """An archive of three articles, one with two revisions and three captures, and a wall."""
    with Archive(tmp_path / "copydesk.db") as opened:
        pages = [saved(page(), MONDAY), saved(page(advert="x"), TUESDAY), saved(page(*DEARER), "Thu Mar 07 2024")]
        opened.add([*pages, story(1), story(2), WALL])
        yield opened


def test_markdown(archive: Archive, tmp_path: Path):
    """A folder with a copy of each article, whose front matter any reader of YAML reads."""
    count = archive.export(tmp_path / "copies")
    files = sorted((tmp_path / "copies").iterdir())

    assert (count, len(files)) == (3, 3)
    assert files[0].name == "000001-2024-03-04-kestrel-bay-to-rebuild-its-north-pier.md"
    front = yaml.safe_load(files[0].read_text("utf-8").split("---\n")[1])
    assert front["source"] == "https://courier.example/2024/pier"
    assert "21 million" in files[0].read_text("utf-8")


def test_as_of_and_query(archive: Archive, tmp_path: Path):
    """An export holds what a search found, in the state of a day."""
    assert archive.export(tmp_path / "one", query="pier", as_of="2024-03-06") == 1
    (file,) = (tmp_path / "one").iterdir()
    assert "12 million" in file.read_text("utf-8")


def test_jsonl(archive: Archive, tmp_path: Path):
    """A line for each article, with its history."""
    archive.export(tmp_path / "all.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text("utf-8").splitlines()]

    assert [line["id"] for line in lines] == [1, 2, 3]
    assert [each["number"] for each in lines[0]["history"]] == [1, 2]
    assert lines[0]["facts"]["title"]["value"] == "Kestrel Bay to rebuild its north pier"


def test_parquet(archive: Archive, tmp_path: Path):
    """The same in columns."""
    parquet = pytest.importorskip("pyarrow.parquet")
    archive.export(tmp_path / "all.parquet")
    table = parquet.read_table(tmp_path / "all.parquet").to_pylist()

    assert [row["id"] for row in table] == [1, 2, 3]
    assert table[0]["authors"] == ["Jonas Reed"]


def test_warc(archive: Archive, tmp_path: Path):
    """Every capture as it was received, for any reader of WARC."""
    iterator = pytest.importorskip("warcio.archiveiterator")
    archive.export(tmp_path / "all.warc.gz")
    with (tmp_path / "all.warc.gz").open("rb") as file:
        found = iterator.ArchiveIterator(file, check_digests="raise")
        records = [(each.rec_type, each.content_stream().read()) for each in found]

    kept = [data for kind, data in records if kind == "resource"]
    assert kept == [archive.body(number) for number in (1, 2, 3, 4, 5)]
    assert [kind for kind, _ in records][:3] == ["warcinfo", "resource", "metadata"]


def test_references(archive: Archive, tmp_path: Path):
    """Records for reference managers, each with a key of its own."""
    bibtexparser = pytest.importorskip("bibtexparser")
    archive.export(tmp_path / "refs.bib")
    archive.export(tmp_path / "refs.json")
    items = json.loads((tmp_path / "refs.json").read_text("utf-8"))
    entries = bibtexparser.parse_string((tmp_path / "refs.bib").read_text("utf-8"))

    assert [item["title"] for item in items][0] == "Kestrel Bay to rebuild its north pier"
    assert len(entries.entries_dict) == 3
    assert not entries.failed_blocks


@pytest.mark.parametrize("form", ["warc", "bagit"])
def test_captures_come_back(archive: Archive, tmp_path: Path, form: str):
    """An archive made of an export has the same articles, revisions and bytes."""
    target = tmp_path / ("bag" if form == "bagit" else "all.warc.gz")
    archive.export(target, form)
    with Archive(tmp_path / "again.db") as other:
        answers = list(other.importing(target))
        assert [each.kind for each in answers] == ["new", "same", "changed", "new", "new"]
        assert other.check() == ()
        for number in (1, 2, 3):
            was, now = archive.article(number), other.article(number)
            assert (was.title, was.text, was.published, was.url) == (now.title, now.text, now.published, now.url)
        ours, theirs = archive.revisions(1), other.revisions(1)
        assert [(each.since, each.text_sha256) for each in ours] == [(each.since, each.text_sha256) for each in theirs]


@pytest.mark.parametrize("form", ["markdown", "jsonl", "parquet"])
def test_copies_come_back(archive: Archive, tmp_path: Path, form: str):
    """Copies are filed as any copy is, and say what the pages said."""
    if form == "parquet":
        pytest.importorskip("pyarrow")
    target = tmp_path / {"markdown": "copies", "jsonl": "all.jsonl", "parquet": "all.parquet"}[form]
    archive.export(target, form)
    with Archive(tmp_path / "again.db") as other:
        assert [each.kind for each in other.importing(target)] == ["new", "new", "new"]
        assert other.article(1).text == archive.article(1).text
        assert other.article(1).url == archive.article(1).url
    # Into the archive that it came from, a copy is one more capture of the same article.
    assert {each.kind for each in archive.importing(target)} <= {"same", "known"}


def test_damaged_bag(archive: Archive, tmp_path: Path):
    """A file that is not what the manifest says is reported, and not filed."""
    archive.export(tmp_path / "bag", "bagit")
    warc = tmp_path / "bag" / "data" / "captures.warc.gz"
    warc.write_bytes(gzip.compress(gzip.decompress(warc.read_bytes()).replace(b"12 million", b"13 million")))
    with Archive(tmp_path / "again.db") as other:
        (answer,) = other.importing(tmp_path / "bag")

    assert isinstance(answer, Failure)
    assert "SHA-256 differs" in answer.message


@pytest.mark.parametrize("name", ["none", "empty", "lines.jsonl"])
def test_no_export(tmp_path: Path, name: str):
    """What is no export says so."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "lines.jsonl").write_text('{"a": 1}\nno json\n')
    with Archive(tmp_path / "copydesk.db") as archive:
        answers = list(archive.importing(tmp_path / name))

    assert answers
    assert all(isinstance(each, Failure) for each in answers)


def test_export_never_overwrites(archive: Archive, tmp_path: Path):
    """A file that is there stays, and an export that fails leaves nothing behind."""
    (tmp_path / "refs.bib").write_text("mine")
    with pytest.raises(ArchiveError, match="is there already"):
        archive.export(tmp_path / "refs.bib")
    with pytest.raises(UsageError, match="not known"):
        archive.export(tmp_path / "x", "docx")
    with pytest.raises(ArchiveError, match="no such folder"):
        archive.export(tmp_path / "none" / "y")
    assert archive.export(tmp_path / "y", as_of="2024-03-01") == 0
    assert (tmp_path / "refs.bib").read_text() == "mine"
    assert [each.name for each in tmp_path.glob(".*part")] == []


def test_prune_walls_and_same(archive: Archive):
    """A plan names what would go; carried out, the rest is whole."""
    plan = archive.plan(Rules(walls=True, same=True))
    before = archive.counts()

    assert [(each.capture, each.why) for each in plan.captures] == [(6, "a wall")]
    assert archive.counts() == before
    assert archive.prune(plan) == 1
    assert archive.counts()["captures"] == before["captures"] - 1
    assert archive.check() == ()


def test_prune_keeps_first_and_last(archive: Archive):
    """Of the captures of one revision the first and the last stay."""
    archive.add([saved(page(advert=str(number)), f"Mon Mar 0{number} 2024") for number in (5, 6)])
    plan = archive.plan(Rules(same=True))
    archive.prune(plan)

    assert len(plan.captures) == 2
    assert [len(each.captures) for each in archive.revisions(1)] == [2, 1]
    assert archive.check() == ()


def test_prune_article(archive: Archive):
    """An article goes with all that belongs to it, and is found no more."""
    plan = msgspec.json.decode(msgspec.json.encode(archive.plan(Rules(articles=(1,)))), type=Plan)
    archive.prune(plan)

    assert archive.search("pier").total == 0
    assert archive.at("https://courier.example/2024/pier") == ()
    assert archive.check() == ()
    with pytest.raises(NotFound):
        archive.article(1)
    assert archive.add(page())[0].kind == "new"


def test_plan_that_does_not_fit(archive: Archive):
    """A plan of another archive, or of another day, deletes nothing."""
    plan = archive.plan(Rules(articles=(1,)))
    archive.prune(plan)
    before = archive.counts()

    with pytest.raises(ArchiveError, match="nothing was deleted"):
        archive.prune(plan)
    assert archive.counts() == before


def test_rules_that_name_nothing(archive: Archive):
    """No rule, no plan."""
    with pytest.raises(UsageError):
        archive.plan(Rules())
    with pytest.raises(NotFound):
        archive.plan(Rules(articles=(99,)))
