"""What is made of the network's answers: boxes, kinds, greetings."""

import numpy as np
import pytest

from copydesk import intake
from copydesk.blocks import read_blocks
from copydesk.classify.kind import KINDS, UNKNOWN, find_kind, weights
from copydesk.classify.learned import _by_box, _is_article
from copydesk.records import Block, Label, Span, Verdict
from copydesk.settings import Settings

COMMENTS = Label("comment", 0.8, "container named for comment")
OFFERS = Label("promotion", 0.8, "container named for promotion")
STORY = Label("body", 0.7, "running text of the story")


def rows(*texts, kind="item"):
    return [Block(kind=kind, text=text, where=Span(0, 0)) for text in texts]


def test_a_box_is_kept_or_cut_whole():
    """Three blocks of one box have one answer, weighted by letters; what stands around keeps its own."""
    blocks = rows("before", "a" * 99, "b" * 99, "after")
    found = _by_box(np.array([0.9, 0.2, 0.6, 0.8], np.float32), blocks, [STORY, COMMENTS, COMMENTS, STORY])

    assert found == pytest.approx([0.9, 0.4, 0.4, 0.8])


def test_a_heading_begins_another_box():
    blocks = [*rows("a" * 9, "b" * 9), *rows("Most read", kind="heading"), *rows("c" * 8)]
    found = _by_box(np.array([0.8, 0.6, 0.1, 0.3], np.float32), blocks, [COMMENTS] * 4)

    assert found[:2] == pytest.approx([0.7, 0.7])
    assert found[2:].max() < 0.3


def test_what_is_named_for_promotion_keeps_its_own_answers():
    answers = np.array([0.9, 0.1], np.float32)

    assert (_by_box(answers, rows("a", "b"), [OFFERS, OFFERS]) == answers).all()


def test_no_blocks_no_boxes():
    assert _by_box(np.zeros(0, np.float32), [], []).shape == (0,)


@pytest.mark.parametrize(
    ("verdict", "is_article"),
    [
        (None, True),
        (Verdict("article", 0.9, ""), True),
        (Verdict("article", 0.4, ""), False),
        (Verdict("listing", 0.9, ""), False),
    ],
)
def test_only_what_is_surely_an_article_is_judged_as_one(verdict, is_article):
    """A page of which nothing is known is taken for an article: that is what this program is made for."""
    assert _is_article(verdict) is is_article


def test_the_kinds_told_to_the_network_are_probabilities():
    page = "<main><h1>Pier closed</h1>" + "<p>The pier was closed on Monday, the harbour said.</p>" * 9
    settings = Settings(form="html")
    kind = find_kind(read_blocks(intake.receive(page, settings=settings), settings), weights())

    assert len(kind.shares) == len(KINDS) == len(UNKNOWN.shares)
    assert sum(kind.shares) == pytest.approx(1.0)
    assert sum(UNKNOWN.shares) == 0.0
