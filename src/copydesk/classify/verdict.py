"""What the capture is: an article, or a wall that stands where one should.

A first version: walls are told by their own words while they carry hardly any running text. The words are data.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final, cast

from copydesk.blocks import Sheet
from copydesk.blocks.front_matter import is_own_copy
from copydesk.records import Block, Label, Verdict, VerdictKind

_LITTLE: Final = 1500
"""Letters of body under which a page with a wall's words is the wall. Chosen: the length of a few paragraphs."""
_WALL_LINE: Final = 400
"""Letters of the longest paragraph in which a wall says what it is."""
_TOLD: Final = 300
"""Letters of body beside the wall's own words from which a page tells something: two paragraphs."""
_TEASER: Final = 1_000
"""Letters of body that a paywall may show."""
_OPENING: Final = ("“", "„", "«", "»", '"', "「")
_MOST_OF_A_HEADING: Final = 0.5
"""Share of a heading that a wall's words must be: a story may be headed "Access denied: the council's lost keys"."""
_UNSURE: Final = 0.5
"""Probability of a body label below which nobody would call the page an article for it."""


def find_verdict(sheet: Sheet, labels: Sequence[Label]) -> Verdict:
    """The verdict on a labelled sheet."""
    if is_own_copy(sheet.declared):
        return _of_copy(sheet.blocks, labels)
    pairs = list(zip(sheet.blocks, labels, strict=True))
    seen = [block for block, label in pairs if block.text and label.name != "hidden"]
    body = [block for block, label in pairs if block.text and label.name == "body"]
    if not seen:
        return _nothing(sheet)
    size = sum(len(block.text) for block in body)
    if size < _LITTLE and (wall := _wall(sheet, seen, body)):
        return wall
    if not body:
        return Verdict("empty", 0.7, f"{len(seen)} blocks, none of them running text")
    if all(label.probability < _UNSURE for _, label in pairs if label.name == "body"):
        return Verdict("other", 0.4, f"{len(seen)} blocks, none of them running text")
    return Verdict("article", 0.6, f"{size} letters of running text")


def _of_copy(blocks: Sequence[Block], labels: Sequence[Label]) -> Verdict:
    """The verdict on a copy that this program wrote: what a wall leaves standing is a title and nothing under it."""
    kept = [block for block, label in zip(blocks, labels, strict=True) if label.name in ("body", "caption")]
    if not kept:
        return Verdict("empty", 1.0, "a copy without text")
    return Verdict("article", 0.9, f"a copy, {sum(len(block.text) for block in kept)} letters under its title")


def _nothing(sheet: Sheet) -> Verdict:
    if _is_shell(sheet):
        return Verdict("script_shell", 0.9, "scripts and no text")
    return Verdict("empty", 1.0, "no text")


def _wall(sheet: Sheet, seen: Sequence[Block], body: Sequence[Block]) -> Verdict | None:
    """The wall whose words are most of a title or heading, or a line of a page that tells hardly anything else."""
    heads = [_document_title(sheet), *(block.text for block in seen if block.kind == "heading")]
    for kind, pattern in _walls():
        for head in heads:
            found = pattern.search(head.casefold())
            if found and len(found[0]) >= _MOST_OF_A_HEADING * len(head):
                return Verdict(kind, 0.8, f"its heading says “{found[0]}”")
        for block in seen:
            if len(block.text) > _WALL_LINE or block.kind == "heading":
                continue
            said = block.text.casefold()
            found = pattern.search(said)
            # A story may quote the words of a wall; a wall does not quote itself.
            if found and not any(sign in said[: found.start()] for sign in _OPENING):
                told = sum(len(other.text) for other in body if other is not block)
                if told < (_TEASER if kind == "paywall" else _TOLD):
                    return Verdict(kind, 0.8, f"it says “{found[0]}”")
    return None


def _is_shell(sheet: Sheet) -> bool:
    return sheet.page is not None and sheet.page.tree.select_one("script") is not None


def _document_title(sheet: Sheet) -> str:
    if sheet.page is None:
        return ""
    title = sheet.page.tree.select_one("title")
    return title.text if title is not None else ""


@cache
def _walls() -> tuple[tuple[VerdictKind, re.Pattern[str]], ...]:
    text = files(__package__).joinpath("walls.toml").read_text(encoding="utf-8")
    return tuple(
        (cast("VerdictKind", kind), re.compile("|".join(re.escape(phrase) for phrase in phrases)))
        for kind, phrases in tomllib.loads(text).items()
    )
