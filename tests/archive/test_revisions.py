"""What changed between two captures: sixty pairs, and the bounds of the comparison."""

from __future__ import annotations

import random

import pytest

import copydesk
from archive.revisions import PAIRS, Pair
from copydesk.archive import changes
from copydesk.archive.changes import compare, state_of
from copydesk.archive.records import Comparison, Passage, State


def compared(pair: Pair) -> Comparison:
    """What the two captures of a pair differ in."""
    before = copydesk.extract(pair.before, form=pair.form)
    after = copydesk.extract(pair.after, form=pair.after_form)
    return compare(state_of(before), state_of(after))


NOT_YET = {"a headline and a deck": "the new deck is not found on the page"}
"""Pairs that are judged wrongly, and why."""


def marked(pair: Pair) -> object:
    """A pair for the test; one that is known to fail must fail."""
    why = NOT_YET.get(pair.name)
    return pytest.param(pair, id=pair.name, marks=[pytest.mark.xfail(reason=why, strict=True)] if why else [])


@pytest.mark.parametrize("pair", [marked(pair) for pair in PAIRS])
def test_pair(pair: Pair):
    """What a careful reader would say of the two."""
    comparison = compared(pair)

    assert {change.kind for change in comparison.changes} == pair.kinds
    assert comparison.kind == ("changed" if pair.kinds else "same")


def test_there_are_sixty():
    """The set is as large as it is said to be, and a third of it was held back."""
    assert len(PAIRS) >= 60
    assert len({pair.name for pair in PAIRS}) == len(PAIRS)
    assert sum(pair.is_held for pair in PAIRS) >= 20


def test_furniture_is_never_a_revision():
    """Pages that differ in nothing but furniture and print are the same, whatever else is judged wrongly."""
    quiet = [pair for pair in PAIRS if not pair.kinds]

    assert len(quiet) >= 25
    assert [pair.name for pair in quiet if compared(pair).kind != "same"] == []


def long(passages: list[list[str]]) -> State:
    """A live blog of these entries."""
    return State(
        verdict="live_blog",
        language="en",
        title="Harbour count",
        passages=tuple(Passage("paragraph", " ".join(words), None, 0.99) for words in passages),
    )


@pytest.mark.parametrize("is_shuffled", [False, True], ids=["in place", "moved"])
def test_a_long_article_edited_throughout(is_shuffled: bool, monkeypatch: pytest.MonkeyPatch):
    """Every entry finds its later form, by comparisons whose number grows with the entries, not with their square."""
    random.seed(7)
    words = [f"w{number}" for number in range(400)]
    entries = [[random.choice(words) for _ in range(30)] for _ in range(1500)]
    edited = [[*entry[:9], f"n{number}", *entry[10:]] for number, entry in enumerate(entries)]
    if is_shuffled:
        random.shuffle(edited)
    looked = 0
    original = changes.likeness

    def counted(*bags: object) -> float:
        nonlocal looked
        looked += 1
        return original(*bags)

    monkeypatch.setattr(changes, "likeness", counted)

    kinds = [change.kind for change in compare(long(entries), long(edited)).changes]

    assert "added" not in kinds
    assert "removed" not in kinds
    assert kinds.count("moved") > 1200 if is_shuffled else "moved" not in kinds
    assert looked < 20 * len(entries)
