"""Captions and credits told apart, on invented captions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.article.captions import bare_credit, credit_line, split_credit
from copydesk.records import Block, Label, Mark, Span


def caption(text: str, *marks: Mark) -> Block:
    return Block(kind="caption", text=text, where=Span(0, len(text)), marks=marks)


def link(text: str, words: str) -> Mark:
    at = text.index(words)
    return Mark("link", at, at + len(words), "https://bilder.example/")


@pytest.mark.parametrize(
    ("text", "shown", "credit"),
    [
        ("The box at Fore Street. Picture: Sam Tregear", "The box at Fore Street.", "Sam Tregear"),
        ("Das Wehr am Abend Foto: Sönke Groß", "Das Wehr am Abend", "Sönke Groß"),
        ("The ferry. Photo by Ann Lee/Getty Images", "The ferry.", "Ann Lee/Getty Images"),
        ("The ferry © Ann Lee", "The ferry", "Ann Lee"),
        ("The mayor, left, with Bo Ek (AP Photo/Ann Lee)", "The mayor, left, with Bo Ek", "AP Photo/Ann Lee"),
        ("The ferry (Foto: Ann Lee / Quay Post)", "The ferry", "Ann Lee / Quay Post"),
        ("Members of the Union of Boatmen. quay.example", "Members of the Union of Boatmen.", "quay.example"),
        (
            "Workers at the gate on Monday. Juno Brandt / Lantern",
            "Workers at the gate on Monday.",
            "Juno Brandt / Lantern",
        ),
        ("The harbour at dusk Ann Lee/Reuters", "The harbour at dusk", "Ann Lee/Reuters"),
        ("Shutterstock / Ann Lee", "", "Shutterstock / Ann Lee"),
        ("Photo: Ann Lee", "", "Ann Lee"),
    ],
)
def test_credit(text: str, shown: str, credit: str):
    """What is credited leaves the caption, without its label."""
    assert (shown, credit) == split_credit(caption(text))


@pytest.mark.parametrize(
    "text",
    [
        "The older of the two boats at the northern quay last January.",
        "Ann Lee and Bo Ek",
        "The picture: a bridge that nobody crosses",
        "Two boats. They meet in the middle.",
        "The credit union opened a branch in May.",
        "From left: Ann Lee, Bo Ek and the ferry",
        "",
    ],
)
def test_caption_without_credit(text: str):
    """A caption that credits nobody keeps all its text."""
    assert (text, "") == split_credit(caption(text))


def test_linked_credit():
    """A link set apart at the end is the credit; one that is part of the sentence is not."""
    apart, inside = "The line in April. Bergbild", "See the plan of the harbour"

    assert ("The line in April.", "Bergbild") == split_credit(caption(apart, link(apart, "Bergbild")))
    assert (inside, "") == split_credit(caption(inside, link(inside, "harbour")))


@pytest.mark.parametrize(
    ("lines", "credit"),
    [
        (["The bridge.", "Photograph: Ada Quent/Fenland Herald", "It reopened."], "Ada Quent/Fenland Herald"),
        (["Photograph: Ada Quent", "It reopened."], "Ada Quent"),
        (["The bridge on Tuesday.", "It reopened.", "More work is due.", "Photograph: Ada Quent"], ""),
        (["The bridge. Photograph: Ada Quent", "It reopened."], ""),
        (["Photograph albums were found under the bridge."], ""),
        ([], ""),
    ],
)
def test_credit_line(lines: list[str], credit: str):
    """A line near the picture that is nothing but a credit, whatever its label."""
    blocks = [caption(line) for line in lines]
    labels = [Label("navigation", 0.5, "") for _ in lines]

    assert credit == credit_line(blocks, labels, range(len(lines)))


def test_bare_credit():
    """A block that is a credit loses its label and brackets."""
    assert "Ann Lee / Quay Post" == bare_credit("(Photo: Ann Lee / Quay Post)")
    assert "Ann Lee" == bare_credit("Ann Lee")


@given(st.text("AaZz .:/()©|\n1é", max_size=120))
def test_nothing_is_added(text: str):
    """Caption and credit are pieces of the text, in their order."""
    found = split_credit(caption(text))

    at = text.find(found.caption)
    assert at >= 0
    assert text.find(found.credit, at) >= 0
