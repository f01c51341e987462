"""What the capture is: a wall that stands where a story should, or a page of some kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from copydesk.blocks import Sheet
from copydesk.blocks.front_matter import is_own_copy
from copydesk.classify.lines import letters_of
from copydesk.classify.speech import is_outer, link_share
from copydesk.classify.walls import find_wall
from copydesk.records import Block, Label, Verdict

_UNSURE: Final = 0.5
"""Probability of a body label below which nobody would call the page an article for it."""
_SOMETHING: Final = 40
"""Letters outside of menus from which a page has something to say."""
_HALF: Final = 0.5
"""Share of links from which a block is a way to elsewhere."""
_MANY: Final = 40
"""Entries of a menu from which it is what the page has to offer: a list of goods, an index."""


def find_verdict(sheet: Sheet, labels: Sequence[Label], kind: Verdict | None = None) -> Verdict:
    """The verdict on a labelled sheet; `kind` is what it is if it is no wall, where that is known."""
    if is_own_copy(sheet.declared):
        return _of_copy(sheet.blocks, labels)
    if wall := find_wall(sheet, labels):
        return wall
    if empty := _nothing(sheet, labels):
        return empty
    return kind or _of_page(sheet, labels)


def _of_copy(blocks: Sequence[Block], labels: Sequence[Label]) -> Verdict:
    """The verdict on a copy that this program wrote: what a wall leaves standing is a title and nothing under it."""
    kept = [block for block, label in zip(blocks, labels, strict=True) if label.name in ("body", "caption")]
    if not kept:
        return Verdict("empty", 1.0, "a copy without text")
    return Verdict("article", 0.9, f"a copy, {sum(len(block.text) for block in kept)} letters under its title")


def _nothing(sheet: Sheet, labels: Sequence[Label]) -> Verdict | None:
    """The verdict on a page that says nothing: no text at all, or a menu and nothing else."""
    # Nearly every page is let go here, by its first block of body.
    for block, label in zip(sheet.blocks, labels, strict=True):
        if label.name == "body" and block.text and _is_said(block):
            return None
    pairs = list(zip(sheet.blocks, labels, strict=True))
    seen = [block for block, label in pairs if block.text and label.name != "hidden"]
    if not seen:
        return Verdict("empty", 1.0, "no text")
    if len(seen) >= _MANY or any(label.name == "caption" and block.text for block, label in pairs):
        return None
    if any(label.name == "title" for _, label in pairs) and any(block.picture is not None for block in sheet.blocks):
        return None  # a title and pictures
    if sum(letters_of(block.text) for block in seen if _is_said(block) and len(block.text) > 1) >= _SOMETHING:
        return None
    return Verdict("empty", 0.8, f"{len(seen)} blocks, all of them menus")


def _is_said(block: Block) -> bool:
    """Whether a block stands outside of menus and says something itself."""
    return not is_outer(block.container) and link_share(block) <= _HALF


def _of_page(sheet: Sheet, labels: Sequence[Label]) -> Verdict:
    """The verdict on a page that is no wall."""
    body = [(block, label) for block, label in zip(sheet.blocks, labels, strict=True) if label.name == "body"]
    if not any(block.text for block, _ in body) or all(label.probability < _UNSURE for _, label in body):
        return Verdict("other", 0.4, f"{len(sheet.blocks)} blocks, none of them surely running text")
    return Verdict("article", 0.6, f"{sum(len(block.text) for block, _ in body)} letters of running text")
