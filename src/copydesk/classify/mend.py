"""A second look at each label, in the light of its neighbours.

A mender takes the labels and the measures, and changes labels in place; the table is at the foot.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from copydesk.classify.measures import Measure, Zone
from copydesk.records import Label

_SHORT: Final = 70
"""Letters of the longest line that can be the name of a box."""
_REPEATS: Final = 20
"""Letters from which words that stand twice are a quotation pulled out of the text, not chance."""
_PULLED: Final = 400
"""Letters of the longest pull quote."""
_LETTERS: Final = re.compile(r"[\W_]+")
PULLED: Final = "repeats words of the story"
"""The reason given for a pull quote."""
# Labels of boxes that stand in the middle of a story, each with a name above it.
_BOXES: Final = frozenset({"promotion", "related", "comment"})
_NOT_STORY: Final = _BOXES | {"navigation", "legal"}


def mend(labels: list[Label], measures: Sequence[Measure]) -> list[Label]:
    """The labels after every mender has looked at them."""
    for mender in MENDERS:
        mender(labels, measures)
    return labels


def names_of_boxes(labels: list[Label], measures: Sequence[Measure]) -> None:
    """A heading, or a short line that is no sentence, goes with the box below it."""
    below = Label("navigation", 0.6, "heading at the end, with nothing under it")
    for rank in range(len(labels) - 1, -1, -1):
        measure = measures[rank]
        if not measure.text or labels[rank].name in ("hidden", "caption", "credit"):
            continue
        if labels[rank].name == "body":
            heading = measure.kind == "heading"
            if heading and below.name in _NOT_STORY and not below.reason.endswith("links"):
                labels[rank] = Label(below.name, 0.6, f"heading over {below.name}")
            elif _is_name(measure) and below.name in _BOXES:
                labels[rank] = Label(below.name, 0.6, f"short line over {below.name}")
        below = labels[rank]


def _is_name(measure: Measure) -> bool:
    text = measure.text
    return measure.kind == "paragraph" and len(text) <= _SHORT and not text.endswith((".", "。", "”", "»", '"'))


def pull_quotes(labels: list[Label], measures: Sequence[Measure]) -> None:
    """A quotation whose words stand in the story again is there to be seen, not to be read."""
    quotes = [
        rank
        for rank, label in enumerate(labels)
        if label.name == "body"
        and measures[rank].kind == "quotation"
        and _REPEATS <= len(measures[rank].text) <= _PULLED
    ]
    if not quotes:
        return
    story = [
        _plain(measures[rank].text)
        for rank, label in enumerate(labels)
        if label.name == "body" and measures[rank].kind != "quotation"
    ]
    whole = "\n".join(story)
    for rank in quotes:
        if _plain(measures[rank].text) in whole:
            labels[rank] = Label("navigation", 0.8, PULLED)


def boxes_of_stories(labels: list[Label], measures: Sequence[Measure]) -> None:
    """Outside the story, what stands under a heading such as "Related stories" is that, not mere navigation."""
    for rank, label in enumerate(labels):
        measure = measures[rank]
        if label.name != "navigation" or measure.kind != "heading" or len(measure.text) > _SHORT:
            continue
        if "related" in measure.acts:
            labels[rank] = Label("related", 0.7, "it speaks of related")
            for below in range(rank + 1, len(labels)):
                if measures[below].kind == "heading" or not _stands_in(measures[below].zone, measure.zone):
                    break
                if labels[below].name == "navigation":
                    labels[below] = Label("related", 0.7, "under a heading that speaks of related")


def _stands_in(zone: Zone | None, outer: Zone) -> bool:
    while zone is not None and zone is not outer:
        zone = zone.parent
    return zone is outer


def _plain(text: str) -> str:
    return _LETTERS.sub("", text.casefold())


MENDERS: Final[tuple[Callable[[list[Label], Sequence[Measure]], None], ...]] = (
    names_of_boxes,
    boxes_of_stories,
    pull_quotes,
)
