"""The ledger of an archive: statements kept, counted by origin, linked across articles, as of any day."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import copydesk
from copydesk.archive.keys import name_key
from copydesk.cli import copydesk as program

BODY = """<p>The harbour board will sell the old pier before the end of the summer, the Lodra Gazette reported on Monday.</p>
<p>“The pier will be sold to the highest bidder in August,” said Mara Ilves, who leads the board of the harbour.</p>
<p>“{second}” said Tomas Brandt, who has run the ticket office on the pier for nineteen years and lives beside it.</p>
<p>The board meets again on the first Thursday of next month, in the old customs house behind the fish market.</p>"""
ANSWER = """<p>The leader of the harbour board spoke on Tuesday evening to some two hundred people in the old customs house.</p>
<p>“The pier will not be sold to the highest bidder in August,” said Joan Pike, the mayor, who had come from the city.</p>
<p>She spoke for half an hour and took questions from the floor, most of them about the ferry and the car park.</p>"""


def page(title: str, day: str, body: str, site: str) -> bytes:
    """A page of an outlet."""
    return f"""<html lang="en"><head><title>{title}</title><meta property="og:site_name" content="{site}">
<meta property="article:published_time" content="{day}"><link rel="canonical" href="https://{site}.example/{day}">
</head><body><article><h1>{title}</h1>{body}</article></body></html>""".encode()


FIRST = page("Board to sell pier", "2031-03-17", BODY.format(second="Nobody asked us about any of this,"), "lodra")
REPRINT = page("Old pier to be sold", "2031-03-18", BODY.format(second="Nobody asked us about any of this,"), "veldt")
LATER = page("Board to sell pier", "2031-03-17", BODY.format(second="Nobody told us about any of this,"), "lodra")
DENIAL = page("Mayor speaks", "2031-03-19", ANSWER, "tarn")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive with an article, its reprint elsewhere, a later state of it, and an answer."""
    path = tmp_path / "archive.db"
    with copydesk.Archive(path) as found:
        found.add(FIRST, captured="2031-03-17T10:00:00Z")
        found.add(REPRINT, captured="2031-03-18T10:00:00Z")
        found.add(LATER, captured="2031-03-20T10:00:00Z")
        found.add(DENIAL, captured="2031-03-19T10:00:00Z")
    return path


def test_by_speaker(archive: Path):
    """A name or a part of it finds what its bearer said; the same words in a reprint are two outlets and one origin."""
    with copydesk.Archive(archive) as found:
        answer = found.statements(speaker="Ilves")

    assert {each.statement.source.name for each in answer} == {"Mara Ilves"}
    assert {(each.outlets, each.origins) for each in answer} == {(2, 1)}
    assert {each.site for each in answer} == {"lodra", "veldt"}


def test_as_of(archive: Path):
    """What was on record on a day is the state of that day; nothing is lost by a later one."""
    with copydesk.Archive(archive) as found:
        before = found.statements(speaker="Brandt", as_of="2031-03-18")
        after = found.statements(speaker="Brandt", as_of="2031-03-21")

    assert {"asked" in each.statement.content[0].text for each in before} == {True}
    assert {each.site: "told" in each.statement.content[0].text for each in after} == {"lodra": True, "veldt": False}


def test_about_and_dates(archive: Path):
    """Words of what was said, and days."""
    with copydesk.Archive(archive) as found:
        about = found.statements(about="highest bidder", after="2031-03-19")

    assert [each.statement.source.name for each in about] == ["Joan Pike"]


def test_reading_is_done_once(archive: Path):
    """A second question reads nothing again, and a pruned revision takes its statements along."""
    with copydesk.Archive(archive) as found:
        assert found.unread() == 4
        assert found.read_statements() == 4
        assert found.read_statements() == 0
        assert found.check() == ()


def test_a_statement_that_does_not_stand_where_it_should(archive: Path):
    """A damaged row is named by `check`."""
    with copydesk.Archive(archive) as found:
        found.read_statements()
        number = found.statements(about="bidder")[0].id
        change = "UPDATE statement SET data = replace(data, 'bidder', 'knight') WHERE id = ?"
        found._store.db.execute(change, (number,))
        problems = found.check()

    assert [each.thing for each in problems] == [f"statement {number}"]


def test_speaker_in_a_search(archive: Path):
    """Articles in which somebody speaks; before anything was read the search says what to do."""
    with copydesk.Archive(archive) as found:
        with pytest.raises(copydesk.errors.UsageError, match="copydesk ledger"):
            found.search("speaker:ilves")
        found.read_statements()
        assert found.search("speaker:ilves").total == 2
        assert found.search("speaker:nobody").total == 0


def test_an_unknown_option_is_named(archive: Path):
    """A wrong name is an error that lists the right ones."""
    with copydesk.Archive(archive) as found, pytest.raises(copydesk.errors.UsageError, match="speaker"):
        found.statements(speeker="Ilves")


@pytest.mark.parametrize("form", ["json", "csv", "annotations", "claims"])
def test_forms(archive: Path, form: str):
    """Each form can be read by what reads it, and no claim carries a rating."""
    given = CliRunner().invoke(program, ["ledger", "--archive", str(archive), "--speaker", "Ilves", "--format", form])

    assert given.exit_code == 0, given.output
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(given.stdout)))
        assert {row["source"] for row in rows} == {"Mara Ilves"}
    elif form == "json":
        rows = [json.loads(line) for line in given.stdout.splitlines()]
        assert {row["statement"]["source"]["name"] for row in rows} == {"Mara Ilves"}
    elif form == "annotations":
        items = json.loads(given.stdout)["items"]
        assert {each["target"]["source"] for each in items} >= {"https://lodra.example/2031-03-17"}
        assert all(each["target"]["selector"][0]["exact"] for each in items)
    else:
        claims = json.loads(given.stdout)["@graph"]
        assert {each["author"]["name"] for each in claims} == {"Mara Ilves"}
        assert "reviewRating" not in given.stdout


def test_a_quotation_in_the_archive(archive: Path):
    """Found where it stands, with who said it; a changed one is named as changed."""
    good = CliRunner().invoke(
        program, ["check-quote", "The pier will be sold to the highest bidder", "--archive", str(archive)]
    )
    bad = CliRunner().invoke(
        program,
        ["check-quote", "The pier will never be sold to the highest bidder in August", "--archive", str(archive)],
    )

    assert good.exit_code == 0
    assert json.loads(good.stdout)["kind"] == "verbatim"
    assert json.loads(good.stdout)["said_by"] == "Mara Ilves"
    assert bad.exit_code == 1
    assert json.loads(bad.stdout)["kind"] == "altered"


def test_statements_on_the_command_line(tmp_path: Path):
    """A JSON object for each statement, a failure in its place, statuses as elsewhere."""
    (tmp_path / "a.html").write_bytes(FIRST)
    (tmp_path / "empty.html").write_bytes(b"")

    one = CliRunner().invoke(program, ["statements", str(tmp_path / "a.html")])
    many = CliRunner().invoke(program, ["statements", str(tmp_path / "a.html"), str(tmp_path / "empty.html")])
    none = CliRunner().invoke(program, ["statements", str(tmp_path / "gone.html")])

    found = [json.loads(line) for line in one.stdout.splitlines()]
    assert one.exit_code == 0
    assert {each["source"]["name"] for each in found if each["source"]} >= {"Mara Ilves"}
    assert many.exit_code == 1
    assert none.exit_code == 3


def test_names_are_compared_in_one_form():
    """Letters of any kind, no article."""
    assert name_key("The Tarn Valley Post") == "tarn valley post"
    assert name_key("Zoë O’Neil") == name_key("zoe ONEIL")
