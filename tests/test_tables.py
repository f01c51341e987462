"""A hundred hard tables, each compared cell by cell with the grid that it should be.

The files in `tables/` hold a title, the HTML and the grid: a row is a line, its cells stand between broken bars. The
first row is the header, empty where there is none. A line `[lcr]` gives the alignment, `+ …` the text before the
table, `= …` the words of what is no table.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

import copydesk

FOLDER = Path(__file__).resolve().parent / "tables"
BEFORE = "<p>The ferry of the northern quay has sailed every winter since the board first hired a crew for it.</p>"
AFTER = "<p>The board will meet again in spring to settle what the islands pay for the boats of the coming year.</p>"
SETS = {"": "-", "text-align:left": "l", "text-align:center": "c", "text-align:right": "r"}


class Table(NamedTuple):
    """One hard table with what it should be."""

    name: str
    html: str
    expected: str


def tables() -> list[Table]:
    """Those of the files."""
    found = []
    for path in sorted(FOLDER.glob("*.md")):
        parts = re.split(r"^\.$\n?", path.read_text("utf-8"), flags=re.MULTILINE)
        for title, html, expected in zip(parts[::3], parts[1::3], parts[2::3], strict=False):
            found.append(Table(f"{path.stem}: {title.strip()}", html, expected.rstrip("\n")))
    return found


def article(html: str) -> copydesk.Article:
    """A page with a table in the middle of its story."""
    story = f"<h1>The ferry stays</h1>{BEFORE}{BEFORE}{html}{AFTER}{AFTER}"
    return copydesk.extract(f"<html lang=en><title>The ferry stays</title><main><article>{story}</article></main>")


def between(found: copydesk.Article) -> str:
    """What the copy holds between the paragraphs around the table."""
    return found.markdown.split("hired a crew for it.")[-1].split("The board will meet again")[0].strip("\n")


class Read(NamedTuple):
    """A table as any reader of Markdown reads it, and the text before it."""

    before: str
    alignment: str
    rows: list[list[str]]


def read(markdown: str) -> Read:
    """The first table of some Markdown."""
    before, alignment, rows = [], "", []
    inside = False
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown):
        if token.type == "table_open":
            inside = True
        elif token.type == "table_close":
            break
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "th_open":
            alignment += SETS[str(token.attrs.get("style", ""))]
        elif token.type == "inline" and inside:
            rows[-1].append(words(token))
        elif token.type == "inline":
            before.append(words(token))
    return Read(" ".join(" ".join(before).split()), alignment, rows)


def words(token: Token) -> str:
    """The words of a token as a reader sees them; a picture is its text."""
    shown = (child.content for child in token.children or () if child.type not in ("html_inline", "softbreak"))
    return " ".join("".join(shown).split())


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
def test_table(table: Table):
    """The grid is the expected one, cell by cell."""
    lines = table.expected.split("\n")
    alignment = lines.pop(0)[1:-1] if lines[0].startswith("[") else ""
    before = lines.pop(0)[2:] if lines[0].startswith("+ ") else ""
    found = read(between(article(table.html)))

    if lines[0].startswith("="):
        assert (found.rows, found.before) == ([], lines[0][2:])
        return
    assert found.rows == [[cell.strip() for cell in line.split("¦")] for line in lines]
    assert found.before == before
    assert found.alignment == (alignment or "-" * len(found.rows[0]))


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
def test_copy_reads_back(table: Table):
    """The copy, read again, is the same text and the same copy."""
    first = article(table.html)
    second = copydesk.extract(first.copy(), form="markdown")

    assert (first.text, first.markdown) == (second.text, second.markdown)


def test_there_are_a_hundred():
    """With those below."""
    assert len(tables()) + 4 >= 100
    assert len({table.name for table in tables()}) == len(tables())


def test_very_wide():
    """Sixty columns stay sixty columns."""
    head = "".join(f"<th>Quay {number}</th>" for number in range(60))
    row = "".join(f"<td>{number}</td>" for number in range(60))
    found = read(between(article(f"<table><tr>{head}</tr><tr>{row}</tr></table>")))

    assert [len(cells) for cells in found.rows] == [60, 60]
    assert found.rows[1][59] == "59"


def test_very_tall():
    """Four hundred rows stay four hundred rows."""
    rows = "".join(f"<tr><td>Quay {number}</td><td>{number}</td></tr>" for number in range(400))
    found = read(between(article(f"<table><tr><th>Quay</th><th>Boats</th></tr>{rows}</table>")))

    assert len(found.rows) == 401
    assert found.rows[400] == ["Quay 399", "399"]


def test_spans_that_would_fill_millions_of_slots():
    """Two hundred rows of spans over all columns and rows are bounded by what begins in them."""
    rows = "<tr><td colspan=1000 rowspan=65534>quay</td></tr>" * 200
    found = between(article(f"<table><tr><th>A</th><th>B</th></tr>{rows}</table>"))

    assert found.count("quay") == 200
    assert len(found) < 100_000


def test_tables_within_tables():
    """Sixty tables around some words leave the words."""
    found = between(article("<table><tr><td>" * 60 + "The quay was quiet." + "</td></tr></table>" * 60))

    assert found == "The quay was quiet."
