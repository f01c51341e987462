"""The bench of the reading room, on an archive of three articles."""

from __future__ import annotations

import argparse
from datetime import date

import pytest

crowd = pytest.importorskip("crowd")
readers = pytest.importorskip("readers")
room = pytest.importorskip("room")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    made = tmp_path_factory.mktemp("crowd") / "crowd.db"
    crowd.crowd(made, 3, date(2026, 12, 1))
    return made


def test_pages(path, capsys):
    """Every page is asked for and answers; the table has a row for each."""
    assert room.main(["--archive", str(path), "--samples", "2"]) == 0
    table = capsys.readouterr().out
    assert "3 articles" in table and "| `/search` |" in table
    assert " × " not in table, "a page failed"


def test_what_is_over_its_bound_is_bold():
    fine = room.Cost("/x", 1, 1.0, 49.0, 1.0, 99_000, 20_000, 59_000)
    assert "**" not in room.row_of(fine)
    assert "**51.0 ms**" in room.row_of(fine._replace(slow=51.0))
    assert "**101.0 KB**" in room.row_of(fine._replace(size=101_000))
    assert "**" not in room.row_of(fine._replace(is_page=False, size=101_000))
    assert "(2 × 500)" in room.row_of(fine._replace(failed="2 × 500"))


def test_crowd():
    options = argparse.Namespace(readers=2, seconds=4.0)
    times = [("/a/1", 200, 10.0), ("/a/2?q=x", 200, 20.0), ("/b", 500, 30.0), ("/b", 0, 40.0)]
    found = readers.crowd_of(times, [5.0], [100.0, 110.0, 120.0], options)
    assert (4, 2, 25.0, 40.0) == (found.requests, found.errors, found.median, found.slowest)
    assert {"/a/N": 2, "/b": 2} == {name: each[0] for name, each in found.by_page.items()}
    assert 120.0 == found.memory["end"] == found.memory["most"]


def test_the_mix_is_of_pages():
    found = readers.mixed({"/": ["/"], "/search": ["/search?q=a"], "/x.json": ["/x.json"], "/llms.txt": ["/llms.txt"]})
    assert {"/", "/search?q=a"} == set(found) and found.count("/search?q=a") > found.count("/")


def test_unavailable(tmp_path):
    with pytest.raises(room.common.Unavailable):
        room.main(["--archive", str(tmp_path / "none.db")])
