"""Two states laid beside one another: every passage once, in order, every change at one row."""

from __future__ import annotations

import random

import pytest

from copydesk.archive.changes import compare
from copydesk.archive.collation import Row, rows_of
from copydesk.archive.records import Passage, State

LEAD = "The board of Kestrel Bay will rebuild the north pier before the winter, it decided on Monday."
COST = "The work is to cost 12 million crowns and to take nine months, the engineer told the board."
QUAY = "Two shipping lines had asked for a longer quay, and their request was put off until the spring."
STORM = "The pier was closed in February after a storm had broken eleven of its piles near the lighthouse."


def state(*texts: str) -> State:
    """A state of these passages."""
    return State(verdict="article", language="en", passages=tuple(Passage("paragraph", text) for text in texts))


def rows(before: State, after: State) -> list[Row]:
    """The rows of two states."""
    return list(rows_of(before.passages, after.passages, compare(before, after).changes))


def woven(row: Row) -> list[tuple[str, str]]:
    """The pieces of a row but those that both sides have."""
    return [(piece.kind, piece.text) for piece in row.pieces if piece.kind != "same"]


def test_an_edit():
    """A passage with a changed figure is one row, whose sides are woven into one text."""
    found = rows(state(LEAD, COST, QUAY), state(LEAD, COST.replace("12", "21"), QUAY))

    assert [row.kind for row in found] == ["same", "edited", "same"]
    row = found[1]
    assert (row.before or "")[row.spans_before[0].start : row.spans_before[0].end] == "12"
    assert (row.after or "")[row.spans_after[0].start : row.spans_after[0].end] == "21"
    assert woven(row) == [("gone", "12"), ("come", "21")]
    assert "".join(piece.text for piece in row.pieces if piece.kind != "gone") == row.after


def test_what_went_keeps_its_space():
    """Words that were left out stand apart from those before and behind them."""
    found = rows(state(LEAD, COST), state(LEAD, COST.replace("to cost 12 million crowns and ", "")))

    assert "".join(piece.text for piece in found[1].pieces) == COST


@pytest.mark.parametrize(
    ("after", "kinds"),
    [
        ((LEAD, COST, STORM, QUAY), ["same", "same", "added", "same"]),
        ((LEAD, QUAY), ["same", "removed", "same"]),
    ],
)
def test_whole_passages(after: tuple[str, ...], kinds: list[str]):
    """A passage that came or went has a row of one side."""
    found = rows(state(LEAD, COST, QUAY), state(*after))

    assert [row.kind for row in found] == kinds
    changed = next(row for row in found if row.changes)
    assert (changed.before is None) == (changed.kind == "added")
    assert (changed.after is None) == (changed.kind == "removed")


def test_a_move():
    """A passage that stands elsewhere has two rows, and is told of where it stands now."""
    found = rows(state(LEAD, STORM, COST, QUAY), state(LEAD, COST, QUAY, STORM))

    assert [row.kind for row in found] == ["same", "moved_away", "same", "same", "moved_here"]
    assert not found[1].changes
    assert len(found[4].changes) == 1


def test_a_split_passage_is_not_woven():
    """Where one passage became two, each side is shown for itself."""
    found = rows(state(LEAD, f"{COST} {QUAY}"), state(LEAD, COST.replace("12", "21"), QUAY.replace("Two", "Three")))

    assert [row.before for row in found if row.before] == [LEAD, f"{COST} {QUAY}"]
    assert [row.after for row in found if row.after] == [
        LEAD,
        COST.replace("12", "21"),
        QUAY.replace("Two", "Three"),
    ]
    assert not any(row.pieces for row in found)
    assert sorted(number for row in found for number in row.changes) == [0, 1]


@pytest.mark.parametrize("seed", range(40))
def test_nothing_is_lost(seed: int):
    """Whatever is edited, both sides have all their passages in order, and each change stands at exactly one row."""
    dice = random.Random(seed)
    words = [f"word{number}" for number in range(60)]
    first = [" ".join(dice.choices(words, k=dice.randrange(4, 40))) for _ in range(dice.randrange(1, 12))]
    second = list(first)
    for _ in range(dice.randrange(1, 6)):
        place = dice.randrange(len(second))
        act = dice.randrange(4)
        if act == 0:
            second[place] = second[place].replace(dice.choice(second[place].split()), "other", 1)
        elif act == 1:
            second.insert(place, " ".join(dice.choices(words, k=30)))
        elif act == 2 and len(second) > 1:
            second.pop(place)
        else:
            second.insert(dice.randrange(len(second)), second.pop(place))
    before, after = state(*first), state(*second)
    changes = compare(before, after).changes
    found = list(rows_of(before.passages, after.passages, changes))

    assert [row.before for row in found if row.before is not None] == first
    assert [row.after for row in found if row.after is not None] == second
    assert sorted(number for row in found for number in row.changes) == list(range(len(changes)))
    for row in found:
        if row.pieces:
            assert "".join(each.text for each in row.pieces if each.kind != "gone").split() == (row.after or "").split()
