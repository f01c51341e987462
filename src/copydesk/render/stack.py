"""The lists and quotations around the blocks of a copy, kept as a stack, as a Markdown parser keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from copydesk.records import Block

_DEEPEST: Final = 12
"""Lists within lists, and quotations within quotations, that are written: as each puts its sign before every line of
what it holds, a page of nothing but nesting would grow without bound."""
_MOST_DIGITS: Final = 999_999_999
"""Largest number of a list item that CommonMark reads as one."""


class Open(NamedTuple):
    """A list item or a quotation that is open: what it puts before its first line and before the others.

    Of a numbered item also the number and the sign behind it.
    """

    first: str
    rest: str
    ordinal: int | None = None
    behind: str = ""

    @property
    def is_quotation(self) -> bool:
        """Whether it is a quotation, and no list item."""
        return self.first == "> "


_QUOTATION: Final = Open("> ", "> ")


def containers(open_now: Sequence[Open], block: Block) -> tuple[list[Open], list[Open]]:
    """What stays open around the next block, and what opens with it."""
    quoted = min(max(block.quoted, int(block.kind == "quotation")), _DEEPEST)
    items = 0 if block.kind == "heading" else min(block.level, _DEEPEST) - (block.kind == "item")
    kept: list[Open] = []
    quotations = 0
    for each in open_now:
        if (quotations == quoted) if each.is_quotation else (len(kept) - quotations >= items):
            break
        kept.append(each)
        quotations += each.is_quotation
    opened = [_QUOTATION] * (quoted - quotations)
    if block.kind == "item":
        sibling = open_now[len(kept)] if len(open_now) > len(kept) and not opened else None
        opened.append(_item(block.ordinal, sibling))
    return kept, opened


def _item(ordinal: int | None, sibling: Open | None) -> Open:
    """A new list item. One whose number does not follow begins a list of its own, with the other sign behind it."""
    if ordinal is None or not 0 <= ordinal <= _MOST_DIGITS:
        return Open("- ", "  ")
    behind = "."
    if sibling is not None and sibling.ordinal is not None:
        follows = ordinal == sibling.ordinal + 1
        behind = sibling.behind if follows else {".": ")", ")": "."}[sibling.behind]
    first = f"{ordinal}{behind} "
    return Open(first, " " * len(first), ordinal, behind)
