"""The way from an element back to its place in the capture."""

from __future__ import annotations

import pytest

from copydesk.page import Page, tag_end
from copydesk.records import Capture


def page(text: str) -> Page:
    """A parsed page."""
    return Page(Capture(sha256="", form="html", text=text, charset="utf-8"))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_offsets_count_every_newline_as_written(newline: str):
    """The parser folds newlines; offsets do not."""
    text = newline.join(["<html>", "<body>é", "  <p id=x>one</p>", "<b>two</b>"])
    found = page(text)

    for element in found.tree.select("p, b"):
        start = found.offset(element)
        assert start is not None
        assert text[start:].startswith(f"<{element.tag}")


@pytest.mark.parametrize(
    "tag",
    ['<a title="x > y">', "<a title='>' b=\">\">", "<p>", "<p a=b c>", '<img alt="5 > 4" src=x />', "<a b='\">'>"],
)
def test_a_start_tag_ends_where_the_tokenizer_ends_it(tag: str):
    """A `>` inside a value ends nothing."""
    assert len(tag) == tag_end(f"{tag}text > more", 0)


def test_attribute_values_without_their_quotes():
    """The place of a value holds the value as written."""
    text = """<meta property="og:title" content='A &amp; B'><meta content=plain name=x>"""
    found = page(text)
    spans = [found.attribute(element, "content") for element in found.tree.select("meta")]

    assert ["A &amp; B", "plain"] == [text[span.start : span.end] for span in spans if span]


def test_what_the_parser_supplied_has_no_place():
    """A body that nobody wrote is nowhere."""
    found = page("<p>text")
    body = found.tree.select_one("body")

    assert body is not None
    assert found.offset(body) is None
    assert found.start_tag(body) is None
