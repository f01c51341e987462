"""Blocks → one label each, and the page's verdict."""

from __future__ import annotations

from typing import Final, NamedTuple

from copydesk.blocks import Sheet
from copydesk.records import Label, Verdict
from copydesk.settings import Settings

_SURE: Final = 0.65
"""Probability under which a label is in doubt; the rules give 0.7 and more to what they are made for."""
_DOUBTABLE: Final = frozenset({"deck", "navigation", "related"})
_STORY: Final = frozenset({"title", "deck", "body", "caption", "credit"})


class Judgement(NamedTuple):
    """A label for each block of a sheet, side by side, and what the page is."""

    labels: list[Label]
    verdict: Verdict


def classify(sheet: Sheet, settings: Settings) -> Judgement:
    """Label every block of a sheet and say what the page is."""
    from copydesk.classify.verdict import find_verdict

    known = None
    if sheet.capture.form == "html":
        from copydesk.classify.kind import find_kind, weights
        from copydesk.classify.learned import label_page

        kind = find_kind(sheet, weights())
        known = kind.verdict
        labels = label_page(sheet, settings, kind)
    elif sheet.capture.form == "markdown":
        from copydesk.classify.markdown import label_blocks

        labels = label_blocks(sheet, settings)
    else:
        from copydesk.classify.learned import label_dump

        labels = label_dump(sheet, settings)
    verdict = find_verdict(sheet, labels, known)
    if verdict.is_wall and verdict.kind != "paywall":
        labels = [_off(label, verdict) for label in labels]
    if sheet.capture.form == "markdown":  # elsewhere the network's threshold has moved already
        labels = [_in_doubt(label, settings.focus) for label in labels]
    return Judgement(labels, verdict)


def _in_doubt(label: Label, focus: str) -> Label:
    """A label under the chosen focus: one threshold moves, so that what precision keeps, balance keeps, and so on."""
    if focus == "precision" and label.name == "body" and label.probability < _SURE:
        return Label("navigation", label.probability, f"{label.reason}; in doubt, left out")
    if focus == "recall" and label.name in _DOUBTABLE and label.probability < _SURE:
        return Label("body", label.probability, f"{label.reason}; in doubt, kept")
    return label


def _off(label: Label, verdict: Verdict) -> Label:
    """A label on a wall: nothing of it is the story."""
    if label.name not in _STORY:
        return label
    return Label("navigation", verdict.confidence, f"the page is a wall: {verdict.kind}")
