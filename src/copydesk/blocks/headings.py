"""What stands in a heading and is not of its words: links to itself, and the tools of a wiki."""

from __future__ import annotations

import re
from typing import Final

from copydesk.parser import Element

_SIGN: Final = re.compile(r"[^\w(“\"]{0,3}")
_TOOL: Final = re.compile(r"\b(?:mw-editsection|edit-?section|copy-?link)\b", re.IGNORECASE)
_LONGEST_TOOL: Final = 40


def is_own(link: Element) -> bool:
    """Whether a link inside a heading leads to a place on the same page."""
    target = link.attr("href")
    return target is not None and target.lstrip().startswith("#")


def is_sign(link: Element) -> bool:
    """Whether a link has a sign for its words: `#`, `¶`, `§`, a chain."""
    return _SIGN.fullmatch(link.text.strip()) is not None


def is_tool(element: Element) -> bool:
    """Whether an element is the tools of a section: "[edit]"."""
    names = element.attr("class")
    return bool(names and _TOOL.search(names)) and len(element.text) <= _LONGEST_TOOL
