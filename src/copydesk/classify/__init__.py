"""Blocks → one label each, and the page's verdict."""

from __future__ import annotations

from typing import Final, NamedTuple

from copydesk.blocks import Sheet
from copydesk.records import Label, Verdict
from copydesk.settings import Settings

_STORY: Final = frozenset({"title", "deck", "body", "caption", "credit"})


class Judgement(NamedTuple):
    """A label for each block of a sheet, side by side, and what the page is."""

    labels: list[Label]
    verdict: Verdict


def classify(sheet: Sheet, settings: Settings) -> Judgement:
    """Label every block of a sheet and say what the page is."""
    if sheet.capture.form == "html":
        from copydesk.classify.rules import label_blocks
    elif sheet.capture.form == "markdown":
        from copydesk.classify.markdown import label_blocks
    else:
        from copydesk.classify.dump import label_blocks
    from copydesk.classify.verdict import find_verdict

    labels = label_blocks(sheet, settings)
    verdict = find_verdict(sheet, labels)
    if verdict.is_wall and verdict.kind != "paywall":
        labels = [_off(label, verdict) for label in labels]
    return Judgement(labels, verdict)


def _off(label: Label, verdict: Verdict) -> Label:
    """A label on a wall: nothing of it is the story."""
    if label.name not in _STORY:
        return label
    return Label("navigation", verdict.confidence, f"the page is a wall: {verdict.kind}")
