"""Labels for a Markdown copy: clean already, so everything is body but the lines that say about the article.

These stand at its edges: title, date, byline, caption above the text, address below; a related story anywhere. In a
copy that this program wrote nothing is guessed: there the form of a paragraph says what it is.
"""

from __future__ import annotations

import re
from typing import Final

from copydesk.blocks import Sheet
from copydesk.blocks.front_matter import is_own_copy
from copydesk.classify.lines import (
    has_linked_credit,
    is_byline,
    is_caption,
    is_dateline,
    is_related,
    is_source,
    source_value,
)
from copydesk.records import Block, Label, MarkKind
from copydesk.settings import Settings

_HEAD: Final = 8
"""Blocks from the title on in which a date, a byline or a caption may stand."""
_BODY: Final = Label("body", 0.9, "text of the copy")
_WRITTEN: Final = Label("body", 1.0, "text of a copy written by this program")
_ADDRESS: Final = re.compile(r"<?https?://\S+?>?")
_AROUND: Final = " \t>["
"""What a list, a quotation or a link puts before the words of a line."""


def label_blocks(sheet: Sheet, settings: Settings) -> list[Label]:
    """One label for each block of a Markdown capture."""
    return _label_own(sheet) if is_own_copy(sheet.declared) else _label_any(sheet)


# A copy of our own ------------------------------------------------------------------------------------------------


def _label_own(sheet: Sheet) -> list[Label]:
    """Everything is body but the title, the deck under it, and the captions, each known by the signs around it."""
    blocks = sheet.blocks
    labels = [_WRITTEN] * len(blocks)
    deck = 0
    if blocks and "title" in sheet.declared and blocks[0].kind == "heading" and blocks[0].level == 1:
        labels[0] = Label("title", 1.0, "heading of the first rank")
        deck = 1
    for rank, block in enumerate(blocks):
        if _is_in_stars(sheet, block, "strong", stars=3) and _is_set_apart(block, "emphasis"):
            labels[rank] = Label("correction", 1.0, "bold and in emphasis, by stars")
        elif rank == deck and _is_in_stars(sheet, block, "strong"):
            labels[rank] = Label("deck", 1.0, "in bold, under the title")
        elif _is_in_stars(sheet, block, "emphasis"):
            labels[rank] = Label("caption", 1.0, "in emphasis, by stars")
    return labels


def _is_in_stars(sheet: Sheet, block: Block, kind: MarkKind, stars: int = 0) -> bool:
    """Whether the whole paragraph is in one mark that was written with stars, two for strong and one for emphasis.

    Body text that is so set off as a whole is written with underscores.
    """
    if not _is_set_apart(block, kind):
        return False
    text = sheet.capture.text
    line = max(text.rfind("\n", 0, block.where.start), text.rfind("\r", 0, block.where.start)) + 1
    lead = text[line : block.where.start].lstrip(_AROUND)
    if stars:
        return lead.startswith("*" * stars)
    return lead.startswith("**") == (kind == "strong") and lead.startswith("*")


# Any other --------------------------------------------------------------------------------------------------------


def _label_any(sheet: Sheet) -> list[Label]:
    """Everything is body but what the words and the place of a block say it is."""
    blocks = sheet.blocks
    title = _title_rank(sheet)
    labels = [_BODY] * len(blocks)
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
            if not source_value(block.text) and rank + 1 < len(blocks) and _ADDRESS.fullmatch(blocks[rank + 1].text):
                labels[rank + 1] = Label("navigation", 0.9, "the original address")
    return labels


def _title_rank(sheet: Sheet) -> int:
    """The rank of the first heading, when nothing but what heads an article stands before it; -1 when there is none.

    Where the front matter has the title, a heading of the second rank is a heading of the body.
    """
    for rank, block in enumerate(sheet.blocks[:_HEAD]):
        if block.kind == "heading":
            return rank if block.level == 1 or (rank == 0 and "title" not in sheet.declared) else -1
        if block.kind not in ("figure", "paragraph", "caption"):
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
        elif is_caption(block) or (has_linked_credit(block) and _has_paragraph_next(blocks, rank)):
            labels[rank] = Label("caption", 0.8, "ends in a credit")
        elif block.kind == "paragraph":
            return


def _has_paragraph_next(blocks: list[Block], rank: int) -> bool:
    """Whether a paragraph follows that can be the beginning of the text."""
    return rank + 1 < len(blocks) and blocks[rank + 1].kind == "paragraph"


def _is_set_apart(block: Block, kind: MarkKind) -> bool:
    """Whether the whole paragraph is in one mark."""
    return block.kind in ("paragraph", "quotation") and any(
        mark.kind == kind and mark.start == 0 and mark.end == len(block.text) for mark in block.marks
    )
