"""The commands on an archive: data on standard output, statuses that tell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.stories import BODY, page, story
from archive.test_archive import DEARER, MONDAY, TUESDAY, saved
from copydesk.cli import copydesk


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A command on an archive of two articles, of which one changed."""
    (tmp_path / "a.html").write_bytes(saved(page(), MONDAY))
    (tmp_path / "b.html").write_bytes(saved(page(*DEARER), TUESDAY))
    (tmp_path / "c.html").write_bytes(story(1))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COPYDESK_ARCHIVE", str(tmp_path / "desk.db"))

    def call(*arguments: str, status: int = 0, stdin: bytes = b""):
        done = CliRunner().invoke(copydesk, arguments, input=stdin)
        assert done.exit_code == status, done.output
        return done

    call("add", "a.html", "b.html", "c.html", "-j", "1")
    return call


def lines(done) -> list[dict]:
    """The JSON lines of an answer."""
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_add(run):
    """What became of each input is a line; a wall or a failure is status 1."""
    assert [line["kind"] for line in lines(run("add", "a.html"))] == ["known"]
    assert "no such file" in run("add", "none.html", status=1).stderr
    assert lines(run("add", "-", stdin=page(*DEARER, advert="y")))[0]["kind"] == "same"


def test_damaged_web_archive(run, tmp_path: Path):
    """Every good record of a damaged web archive is filed, every bad one reported; the status says so."""
    from intake.test_warc import DAMAGED

    for name, damaged in DAMAGED.items():
        (tmp_path / "crawl.warc").write_bytes(damaged.data)
        done = run("add", "crawl.warc", "--archive", f"{name}.db", status=1 if damaged.said else 0)
        kept = [line for line in lines(done) if "kind" in line]

        assert len(kept) == len(damaged.good), name
        assert done.stderr.count("crawl.warc#") + done.stderr.count("without records") == len(damaged.said), name


def test_search_and_show(run):
    """A search gives hits and counts; an article is shown as its copy, also as it was."""
    found = lines(run("search", "pier"))[0]

    assert found["hits"][0]["article"] == 1
    assert run("search", "nothingofthekind", status=1).stdout
    assert "21 million" in run("show", "1").stdout
    assert "12 million" in run("show", "1", "--as-of", "2024-03-05").stdout
    assert lines(run("show", "1", "--format", "json"))[0]["revisions"] == 2
    assert "copydesk search" in run("show", "9", status=1).stderr
    assert "not a date" in run("show", "1", "--as-of", "soon", status=2).stderr


def test_search_of_a_phrase(run):
    """What the shell takes the quotation marks off is a phrase all the same."""
    assert lines(run("search", "north pier"))[0]["total"] == 1
    assert lines(run("search", "pier north", status=1))[0]["total"] == 0
    assert lines(run("search", "pier", "north"))[0]["total"] == 1
    assert lines(run("search", "by:Jonas Reed"))[0]["total"] == 2


def test_history_and_diff(run):
    """The history lists revisions and captures; the difference names what changed."""
    history = lines(run("history", "1"))[0]

    assert [each["number"] for each in history["revisions"]] == [1, 2]
    assert lines(run("diff", "1"))[0]["summary"] == "figure changed: 12 → 21"
    assert "[-12-]" in run("diff", "1", "--format", "terminal").stdout
    assert "<del>12</del>" in run("diff", "1", "1", "2", "--format", "html").stdout
    assert "it has 2" in run("diff", "1", "1", "7", status=1).stderr


def test_page_cannot_move_the_cursor(run, tmp_path: Path):
    """What a page says cannot reach the terminal as a command."""
    evil = page(
        "It rained for \x1b[2J 12 days.", BODY[0], title="Rain \x1b]0;x\x07", url="https://courier.example/rain"
    )
    (tmp_path / "x.html").write_bytes(evil)
    (tmp_path / "y.html").write_bytes(evil.replace(b"12 days", b"21 days"))
    shown = run("add", "x.html", "y.html").stdout + run("diff", "3", "--format", "terminal").stdout

    assert "\x1b" not in shown + run("history", "3").stdout


def test_timemap(run):
    """The captures of an address, in both forms."""
    address = "https://courier.example/2024/pier"

    assert len(lines(run("timemap", address))[0]["mementos"]["list"]) == 2
    assert 'rel="first memento"; datetime="Mon, 04 Mar 2024 12:00:00 GMT"' in run("timemap", address, "--links").stdout
    run("timemap", "https://courier.example/none", status=1)


def test_check_backup_export_import_prune(run, tmp_path: Path):
    """The commands that keep an archive safe."""
    assert lines(run("check"))[0]["problems"] == []
    run("backup", "copy.db")
    assert lines(run("check", "--archive", "copy.db"))[0]["captures"] == 3
    run("export", "all.jsonl")
    assert lines(run("import", "all.jsonl", "--archive", "again.db"))[0]["new"] == 2
    run("prune", "--article", "1", "--plan", "plan.json")
    assert lines(run("search", "pier"))[0]["total"] == 1
    run("prune", "--carry-out", "plan.json")
    assert lines(run("search", "pier", status=1))[0]["total"] == 0
    assert "no plan" in run("prune", "--carry-out", "all.jsonl", status=2).stderr
    assert "is there already" in run("export", "all.jsonl", status=1).stderr


def test_no_archive(run):
    """An archive that is not there is not made by reading."""
    assert "no such archive" in run("search", "x", "--archive", "none.db", status=1).stderr
    assert not Path("none.db").exists()
