"""Labels for a Markdown copy: clean already, so everything is body but the lines that say about the article.

These stand at its edges: title, date, byline, caption above the text, address below; a related story anywhere.
"""

from __future__ import annotations

import re
from typing import Final

from copydesk.blocks import Sheet
from copydesk.classify.lines import is_byline, is_caption, is_dateline, is_related, is_source, source_value
from copydesk.records import Block, Label
from copydesk.settings import Settings

_HEAD: Final = 8
"""Blocks from the title on in which a date, a byline or a caption may stand."""


def label_blocks(sheet: Sheet, settings: Settings) -> list[Label]:
    """One label for each block of a Markdown capture."""
    blocks = sheet.blocks
    title = _title_rank(sheet)
    labels = [Label("body", 0.9, "text of the copy")] * len(blocks)
    if title >= 0:
        labels[title] = Label("title", 0.95, "first heading")
    _label_head(blocks, labels, title)
    for rank, block in enumerate(blocks):
        if labels[rank].name != "body":
            continue
        if rank and blocks[rank - 1].kind == "figure" and _is_set_apart(block, "emphasis"):
            labels[rank] = Label("caption", 0.9, "in emphasis, under a picture")
        elif is_related(block):
            labels[rank] = Label("related", 0.9, "a label and a link")
        elif is_source(block.text):
            labels[rank] = Label("navigation", 0.9, "label of the original address")
            if not source_value(block.text) and rank + 1 < len(blocks) and _is_address(blocks[rank + 1]):
                labels[rank + 1] = Label("navigation", 0.9, "the original address")
    return labels


def _title_rank(sheet: Sheet) -> int:
    """The rank of the first heading, when nothing but what heads an article stands before it."""
    for rank, block in enumerate(sheet.blocks[:_HEAD]):
        if block.kind == "heading":
            return rank if block.level == 1 or rank == 0 else -1
        if block.kind not in ("figure", "paragraph"):
            return -1
    return -1


def _label_head(blocks: list[Block], labels: list[Label], title: int) -> None:
    """Label what stands between the title and the text."""
    for rank in range(title + 1, min(len(blocks), title + 1 + _HEAD)):
        block = blocks[rank]
        if block.kind == "figure":
            continue
        if rank == title + 1 and title >= 0 and _is_set_apart(block, "strong") and not block.text.endswith(":"):
            labels[rank] = Label("deck", 0.8, "in bold, under the title")
        elif is_dateline(block.text):
            labels[rank] = Label("dateline", 0.9, "a date and nothing else")
        elif is_byline(block.text):
            labels[rank] = Label("byline", 0.8, "begins like a byline")
        elif _is_set_apart(block, "emphasis"):
            labels[rank] = Label("caption", 0.8, "in emphasis, before the text")
        elif is_caption(block):
            labels[rank] = Label("caption", 0.8, "ends in a credit")
        elif block.kind == "paragraph":
            return


def _is_set_apart(block: Block, kind: str) -> bool:
    """Whether the whole paragraph is in one mark."""
    return block.kind == "paragraph" and any(
        mark.kind == kind and mark.start == 0 and mark.end == len(block.text) for mark in block.marks
    )


def _is_address(block: Block) -> bool:
    return bool(re.fullmatch(r"<?https?://\S+?>?", block.text))
