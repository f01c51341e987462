"""The fragments: small pieces of HTML and the Markdown each becomes.

A file reads as prose with cases in it: a title line, a line with a dot, the input, a dot, the expected, a dot.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import copydesk

FOLDER = Path(__file__).resolve().parent / "fragments"

# Enough of a story before and after for any fragment to stand in the middle of one.
BEFORE = (
    "<p>The council of Korvale voted on Tuesday evening to keep the harbour ferry running through the winter, ending a "
    "dispute that had split the town since August.</p><p>Eleven of the nineteen members backed the motion, which sets "
    "aside money for crew and fuel until the end of March.</p>"
)
AFTER = (
    "<p>Residents of the northern bank, who face a long drive around the fjord when the boat does not run, had "
    "collected signatures against the plan.</p><p>A working group is to report in February on whether an electric boat "
    "could take over the route from the following year.</p>"
)


class Fragment(NamedTuple):
    """One case of a fragment file."""

    file: str
    title: str
    input: str
    expected: str


def read_fragments(text: str, file: str) -> Iterator[Fragment]:
    """The cases of one file: every title is the line before an opening dot."""
    parts: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line == ".":
            parts.append([])
        else:
            parts[-1].append(line)
    # Between the dots stand, in turn: prose that ends in the title, the input, the expected.
    for prose, before, after in zip(parts[0::3], parts[1::3], parts[2::3], strict=False):
        title = next(line for line in reversed(prose) if line.strip())
        yield Fragment(file, title.strip(), "\n".join(before), "\n".join(after))


FRAGMENTS = [
    fragment for path in sorted(FOLDER.glob("*.md")) for fragment in read_fragments(path.read_text("utf-8"), path.stem)
]


def page(inner: str) -> str:
    """A small news page with something in the middle of its story."""
    return (
        '<!DOCTYPE html><html lang="en"><head><title>Korvale keeps its ferry</title></head><body><main><article>'
        f"<h1>Korvale keeps its ferry</h1><div>{BEFORE}{inner}{AFTER}</div></article></main></body></html>"
    )


def body(inner: str) -> str:
    """The Markdown of the body of such a page."""
    return copydesk.extract(page(inner), url="https://fragments.example/news/ferry", form="html").markdown


def test_fragments_were_found():
    """An empty folder would pass."""
    assert len(FRAGMENTS) >= 60
    assert len(FRAGMENTS) == len({(fragment.file, fragment.title) for fragment in FRAGMENTS})


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=lambda fragment: f"{fragment.file}: {fragment.title}")
def test_fragment(fragment: Fragment):
    """The Markdown between the paragraphs around it is the expected one."""
    frame = body("").split("\n\n")
    before, after = "\n\n".join(frame[:2]), "\n\n".join(frame[2:])
    whole = body(fragment.input).rstrip("\n")

    assert whole.startswith(before)
    assert fragment.expected == whole.removeprefix(before).removesuffix(after.rstrip("\n")).strip("\n")


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=lambda fragment: f"{fragment.file}: {fragment.title}")
def test_fragment_reads_back(fragment: Fragment):
    """The copy, read again as Markdown, is the same text and the same copy."""
    first = copydesk.extract(page(fragment.input), url="https://fragments.example/news/ferry", form="html")
    second = copydesk.extract(first.copy(), form="markdown")

    assert (first.text, first.markdown) == (second.text, second.markdown)
