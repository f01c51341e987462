"""Search: every kind of query finds what it should and nothing else."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from archive.stories import page
from copydesk.archive.archive import Archive
from copydesk.errors import UsageError

STORIES = {
    "pier": page(),
    "light": page(
        "The light on Gull Rock was lit again on Friday, thirty years after its last keeper had gone ashore.",
        "Volunteers of the Werftmuseum had mended the lens. “It shines as far as the ferry,” said Oda Lind, their head.",
        "The tide table for the rock is printed on the board of the harbour office, as it was in 1950.",
        title="Light of Gull Rock shines again",
        site="Die Küstenzeitung",
        url="https://www.kueste.example/licht",
        published="2024-05-10",
    ),
    "japanese": page(
        "港町の市議会は月曜日、北桟橋を冬までに再建することを決めた。費用は十二億円になる見込みだと技師が述べた。",
        "桟橋は二月の嵐で杭が折れ、閉鎖されていた。人民新聞によると、連絡船は来年の春から再び寄港する予定である。",
        title="北桟橋を再建へ",
        site="港新聞",
        url="https://minato.example/1",
        published="2024-04-01",
    ),
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory):
    """An archive of three stories."""
    with Archive(Path(tmp_path_factory.mktemp("search")) / "copydesk.db") as opened:
        opened.add(list(STORIES.values()))
        yield opened


QUERIES = {
    "pier": "pier",
    "PIER": "pier",
    "ferry": "light",
    "ferries": "pier",
    "ferr*": "pier light",
    "*museum*": "light",
    "*werft*": "light",
    '"tide table"': "light",
    '"table tide"': "",
    "harbour -lens": "pier",
    "lens OR piles": "pier light",
    "site:courier.example harbour": "pier",
    "site:kueste.example": "light",
    "kusten*": "light",
    "by:reed harbour": "pier light",
    'by:"Jonas Reed" piles': "pier",
    "by:lind": "",
    "title:light": "light",
    "after:2024-05": "light",
    "before:2024-04": "pier",
    "after:2024-04 before:2024-05": "japanese",
    "lang:ja": "japanese",
    "lang:en after:2024-05": "light",
    "kind:forum": "",
    "桟橋": "japanese",
    "人民": "japanese",
    "港": "japanese",
    "再建すること": "japanese",
    "桟橋 嵐": "japanese",
    "嵐で杭": "japanese",
    "杭嵐": "",
    "it's": "",
    "1950": "light",
    "12:30": "",
}


@pytest.mark.parametrize("query", QUERIES)
def test_query(archive: Archive, query: str):
    """The articles that a query finds."""
    found = archive.search(query)
    names = list(STORIES)

    assert {names[hit.article - 1] for hit in found.hits} == set(QUERIES[query].split())
    assert found.total == len(found.hits)


@pytest.mark.parametrize("query", ["", "  ", "-pier", "after:soon", "speaker:holm", '""'])
def test_query_that_asks_nothing(archive: Archive, query: str):
    """A query that cannot be answered says why."""
    with pytest.raises(UsageError):
        archive.search(query)


@pytest.mark.parametrize(
    "query", ['"', "(", "a AND", "NEAR(", "^x", "col:x", "*", '"a" "', "x:", "-", "''", "a:b:c", "\x00"]
)
def test_signs_of_the_index_are_words(archive: Archive, query: str):
    """Nothing that is typed reaches the index as its own language."""
    with suppress(UsageError):
        archive.search(query)


def test_snippet_and_facets(archive: Archive):
    """A hit shows the words that were asked for; the answer counts outlets and languages."""
    found = archive.search("lens")
    (hit,) = found.hits

    assert [hit.snippet[mark.start : mark.end] for mark in hit.marks] == ["lens"]
    assert found.facets["site"] == {"Die Küstenzeitung": 1}
    assert archive.search("harbour").facets["language"] == {"en": 2}


def test_title_before_body(archive: Archive):
    """A word in the title counts for more than one in the text."""
    assert archive.search("light OR harbour").hits[0].title == "Light of Gull Rock shines again"
