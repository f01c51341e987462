"""Preformatted text as its author wrote it: without line numbers, copy buttons and names of tools around it.

Highlighters number lines in three ways: in a column of their own beside the code, in an element at the start of each
line, which they name so or keep from being selected, or in one that only its numbers give away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, TypeGuard

from copydesk.blocks.gathering import Gathering
from copydesk.parser import Element, Node, Text

_LANGUAGE: Final = re.compile(r"(?:^|\s)(?:language|lang|highlight-source|brush:?|source)[-:\s]([A-Za-z0-9+#.-]+)")
_OF_HIGHLIGHT: Final = re.compile(r"highlight\s+([a-z][a-z0-9+#-]{0,14})")
_NO_LANGUAGE: Final = frozenset("text txt plaintext plain none nohighlight highlighter-rouge wp-block-code".split())
_AROUND: Final = re.compile(r"highlight|code|snippet", re.IGNORECASE)
_MOST_LEVELS: Final = 6
"""Elements between code and one that names its language."""
_VERSE: Final = re.compile(r"\b(?:verse|poem|poetry|stanza|lyrics)\b", re.IGNORECASE)
_NUMBERS: Final = re.compile(
    r"(?:^|[\s_])(?:line-?nos?|lineno[s\d]*|line-?numbers?(?:-rows)?|lnt|ln|lnum|gutter|rouge-gutter|hljs-ln-n(?:umbers)?"
    r"|blob-num|code-line-number|react-syntax-highlighter-line-number)(?:$|[\s_])",
    re.IGNORECASE,
)
_TOOLS: Final = re.compile(
    r"(?:^|[\s_-])(?:copy(?:-?(?:btn|button|code))?|clipboard|code-?toolbar-item|toolbar|select-none|noselect|unselectable)(?:$|[\s_-])",
    re.IGNORECASE,
)
_UNSELECTABLE: Final = re.compile(r"user-select:\s*none", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\s*(\d{1,6})[.:]?\s*")
_COLUMN: Final = re.compile(r"\s*\d{1,6}[.:]?(?:\s+\d{1,6}[.:]?)*\s*")
_FEWEST: Final = 3
"""Numbers in a row that only their order tells to be those of lines."""
_SHARE: Final = 0.7
"""Of the lines that have such a number, at least."""
_PREFORMATTED: Final = re.compile(r"white-space:\s*(?:pre|break-spaces)")
_BOXES: Final = frozenset("article body div figure main section".split())
_SKIPPED: Final = frozenset("button script style svg template input textarea select img noscript iframe".split())
_LINES: Final = frozenset("div p li ul ol tr table tbody section pre blockquote header figure dd dt dl".split())


def read_code(walk: Gathering, element: Element, depth: int) -> None:
    """Add the text of preformatted code to the block being gathered, character for character."""
    skipped = line_numbers(element)
    first = _first_inside(element)
    if first is not None and first.tag == "code":
        first = _first_inside(first) or first
    if first is not None and walk.language and _says(first) == walk.language != _says(element):
        skipped.add(first)  # the name of the language, over the code
    _read(walk, element, skipped, depth)


def _first_inside(element: Element) -> Element | None:
    return next((node for node in element if isinstance(node, Element)), None)


def _says(element: Element) -> str:
    """The text of an element in lower case, without that of buttons directly inside."""
    parts = (node.text if isinstance(node, Element) else node.data for node in element if _is_text(node))
    return "".join(parts).strip().lower()


def _is_text(node: Node) -> TypeGuard[Element | Text]:
    return isinstance(node, Text) or (isinstance(node, Element) and node.tag not in _SKIPPED)


def is_column(element: Element) -> bool:
    """Whether preformatted text is the column of line numbers beside some code."""
    around = element.parent
    if not isinstance(around, Element) or not _COLUMN.fullmatch(element.text.replace("\u200b", "")):
        return False
    if _NUMBERS.search(around.attr("class") or "") or _NUMBERS.search(element.attr("class") or ""):
        return True
    row = around.parent
    return (
        around.tag == "td"
        and isinstance(row, Element)
        and len(row.select("pre")) > 1
        and element == row.select("pre")[0]
    )


def is_block(element: Element) -> bool:
    """Whether a `code` element that no `pre` holds is a block: by its style, its class, or its lines alone in a box."""
    said = element.attrs
    if "style" in said and _PREFORMATTED.search(element.attr("style") or ""):
        return True
    if "class" in said and "block" in (element.attr("class") or "").split():
        return True
    box = element.parent
    return (
        isinstance(box, Element)
        and box.tag in _BOXES
        and "\n" in element.text.strip()
        and not any(_is_inline(node) for node in box if node != element)
    )


def _is_inline(node: Node) -> bool:
    """Whether a node is text or stands among text."""
    if isinstance(node, Text):
        return not node.data.isspace()
    return isinstance(node, Element) and node.tag not in _LINES and node.tag not in _SKIPPED


def is_verse(element: Element) -> bool:
    """Whether preformatted text is a poem, by its class."""
    return "class" in element.attrs and _VERSE.search(element.attr("class") or "") is not None


def declared_language(element: Element) -> str:
    """The programming language that code is declared to be in, by its own class or one around; "" when none is."""
    inner = element.select_one("code[class],code[data-lang],code[data-language]")
    found = (_named_language(inner) if inner is not None else "") or _named_language(element)
    around = element.parent
    for _ in range(_MOST_LEVELS):
        if found or not isinstance(around, Element):
            break
        if _AROUND.search(around.attr("class") or ""):
            found = _named_language(around)
        around = around.parent
    return "" if found in _NO_LANGUAGE else found


def _named_language(element: Element) -> str:
    names = element.attr("class") or ""
    said = element.attr("data-lang") or element.attr("data-language") or ""
    if said and " " not in said:
        return said.lower()
    found = _LANGUAGE.search(names) or _OF_HIGHLIGHT.fullmatch(names.strip())
    return found[1].lower() if found else ""


def line_numbers(element: Element) -> set[Element]:
    """The elements inside preformatted text that number its lines."""
    found: set[Element] = set()
    alike: dict[tuple[str, str, str], list[tuple[Element, int]]] = {}
    for inner, is_first in _numbers(element):
        names = inner.attr("class") or ""
        if _NUMBERS.search(names) or "data-line-number" in inner.attrs:
            found.add(inner)
        elif is_first and (number := _NUMBER.fullmatch(inner.text)):
            alike.setdefault((inner.tag, names, inner.attr("style") or ""), []).append((inner, int(number[1])))
    lines = sum(1 for line in element.text.split("\n") if line.strip())
    for numbers in alike.values():
        first = numbers[0][1]
        if len(numbers) >= max(_FEWEST, _SHARE * lines) and [number for _, number in numbers] == list(
            range(first, first + len(numbers))
        ):
            found.update(inner for inner, _ in numbers)
    return found


def _numbers(element: Element) -> Iterator[tuple[Element, bool]]:
    """The innermost elements that are empty or hold a number, and whether each stands at the start of a line."""
    is_start = True
    for node in element.descendants:
        if isinstance(node, Text):
            is_start = node.data.rstrip(" \t").endswith("\n") or (is_start and not node.data.strip())
        elif isinstance(node, Element):
            if node.tag in _LINES or node.tag == "br":
                is_start = True
            if not any(isinstance(child, Element) for child in node) and (
                not node.text or _NUMBER.fullmatch(node.text)
            ):
                yield node, is_start


def _read(walk: Gathering, parent: Iterable[Node], numbers: set[Element], depth: int) -> None:
    for node in parent:
        if isinstance(node, Text):
            walk.verbatim_text(node.data)
        elif isinstance(node, Element) and not _is_skipped(walk, node, numbers):
            walk.entered = node
            is_line = node.tag in _LINES
            if node.tag == "br" or (is_line and not _at_line_start(walk)):
                walk.verbatim_text("\n")
            if depth >= walk.settings.max_depth:
                walk.verbatim_text(node.text)
            else:
                _read(walk, node, numbers, depth + 1)
            if is_line and not _at_line_start(walk) and node.next_sibling is not None:
                walk.verbatim_text("\n")


def _at_line_start(walk: Gathering) -> bool:
    return not walk.pieces or walk.pieces[-1].endswith("\n")


def _is_skipped(walk: Gathering, element: Element, numbers: set[Element]) -> bool:
    """Whether an element inside code is none of it: what is hidden, a line's number, a button."""
    if element.tag in _SKIPPED or element in numbers or element in walk.hidden_elements:
        return True
    names = element.attr("class") or ""
    if names and (_TOOLS.search(names) or (_NUMBERS.search(names) and _COLUMN.fullmatch(element.text))):
        return True
    return "style" in element.attrs and _UNSELECTABLE.search(element.attr("style") or "") is not None
