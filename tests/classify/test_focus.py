"""Precision and recall move one threshold, and nothing else."""

from __future__ import annotations

import pytest

import copydesk
from copydesk import Article
from golden import cases

STORY = "<p>The pond at Marl froze over on Sunday, and the ducks walked to church, the sexton said, in twos.</p>" * 3
DOUBTFUL = f"<header><h1>Ducks walk</h1><h2>A pond in winter</h2></header><article><div>{STORY}</div></article>"


def kept(article: Article) -> set[int]:
    """Ranks of the blocks of the body."""
    return {rank for rank, label in enumerate(article.labels) if label.name == "body"}


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_what_precision_keeps_recall_keeps(case):
    """Each focus keeps all that the stricter one keeps."""
    capture = case.capture.read_bytes()
    strict, middle, wide = (kept(copydesk.extract(capture, focus=name)) for name in ("precision", "balanced", "recall"))

    assert strict <= middle <= wide


def test_recall_keeps_what_is_in_doubt():
    """A heading under the headline may be a deck or the first of the body."""
    balanced = copydesk.extract(DOUBTFUL)
    wide = copydesk.extract(DOUBTFUL, focus="recall")

    assert "A pond in winter" not in balanced.text
    assert "A pond in winter" in wide.text


def test_precision_leaves_out_what_is_in_doubt():
    """A sentence above the story's container may be its lede or the page's."""
    lede = (
        "<p>Nobody in Marl had seen ducks walk to church since the winter of the long frost, when the bells broke.</p>"
    )
    page = f"<div><h1>Ducks walk</h1>{lede}</div><article><div>{STORY * 4}</div></article>"

    assert "bells broke" in copydesk.extract(page).text
    assert "bells broke" not in copydesk.extract(page, focus="precision").text
