"""The network: what its file holds, that it answers for any page, and that it answers the same every time."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.classify.features import features_of
from copydesk.classify.kind import UNKNOWN
from copydesk.classify.network import answer, read_weights, weights_of, write_weights
from copydesk.records import Block, Container, Mark, Span

NAMES = ["page", "text"]
MEGABYTE = 1_000_000


def stored(name: str) -> bytes:
    return files("copydesk.classify").joinpath(f"weights/{name}.npz").read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_the_file_is_small_and_holds_single_words_only(name):
    data = stored(name)
    assert len(data) < 2 * MEGABYTE
    weights = read_weights(data)
    for vocabulary in (weights.zone_words, weights.text_words):
        assert 1 <= len(vocabulary) <= 4_001
        for word in vocabulary:
            assert word == "" or re.fullmatch(r"[^\W_]{1,24}", word), word
            assert word == word.lower()


@pytest.mark.parametrize("name", NAMES)
def test_the_file_lists_its_words_in_alphabetical_order_so_that_no_page_can_be_read_out_of_it(name):
    weights = read_weights(stored(name))
    for vocabulary in (weights.zone_words, weights.text_words):
        words = sorted(vocabulary, key=vocabulary.__getitem__)
        assert words == sorted(words)


@pytest.mark.parametrize("name", NAMES)
def test_everything_else_in_the_file_is_finite_numbers(name):
    layers = read_weights(stored(name)).layers
    assert len(layers) > 20
    for values in layers.values():
        assert np.isfinite(values).all()


def test_weights_survive_being_written_and_read():
    layers = {"body.weight": np.array([[0.5], [-2.0]]), "body.bias": np.array([0.25])}
    data = write_weights(layers, ["", "nav"], ["", "and"])
    assert data == write_weights(layers, ["", "nav"], ["", "and"])
    read = read_weights(data)
    assert read.zone_words == {"": 0, "nav": 1}
    assert read.text_words == {"": 0, "and": 1}
    assert json.dumps(read.layers["body.weight"].tolist()) == "[[0.5], [-2.0]]"


PAGE = Container("div", "page", number=1)
STORY = Container("article", "story-body", parent=PAGE, number=2)
MENU = Container("nav", "main-menu", parent=PAGE, number=3)
TEXT = "The harbour board met on Tuesday to hear what the new cranes would cost, and who would pay for them."


def blocks():
    menu = [
        Block(kind="item", text=word, where=Span(0, 0), container=MENU, marks=(Mark("link", 0, len(word), "/"),))
        for word in ("Home", "Sport", "Weather", "Contact")
    ]
    head = Block(kind="heading", level=1, text="Cranes for the harbour", where=Span(0, 0), container=STORY)
    story = [
        Block(kind="paragraph", text=f"{number}. {TEXT}", where=Span(0, 0), container=STORY) for number in range(8)
    ]
    return [*menu, head, *story, *menu]


def test_the_story_is_likelier_body_than_the_menu():
    found = answer(features_of(blocks(), ["Cranes for the harbour"], "", UNKNOWN.shares), weights_of("page"))
    assert found[5:13].min() > 0.5 > found[:4].max()


def test_the_same_page_gets_the_same_bytes():
    answers = {answer(features_of(blocks(), [], "", UNKNOWN.shares), weights_of("page")).tobytes() for _ in range(5)}
    assert len(answers) == 1


@given(
    st.lists(
        st.builds(
            Block,
            kind=st.sampled_from(["paragraph", "heading", "item", "table", "code", "figure", "caption", "quotation"]),
            text=st.text(max_size=40),
            where=st.just(Span(0, 0)),
            level=st.integers(0, 6),
            quoted=st.integers(0, 3),
            container=st.sampled_from([None, PAGE, STORY, MENU]),
            hidden=st.sampled_from(["", "display none"]),
        ),
        min_size=1,
        max_size=12,
    ),
    st.text(max_size=30),
)
def test_any_blocks_get_a_probability_each(found, title):
    features = features_of(found, [title], title, UNKNOWN.shares)
    assert np.isfinite(features.blocks).all() and np.isfinite(features.zones).all()
    said = answer(features, weights_of("page"))
    assert said.shape == (len(found),)
    assert ((said >= 0) & (said <= 1)).all()
