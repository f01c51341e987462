"""The Markdown grammar: CommonMark with tables, strikethrough, formulas and notes, read by markdown-it-py.

Two things are asked of a text before it is parsed, for both can be hostile: whether the parser can take the document,
and about how long it would look at the marks of a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import reference
from markdown_it.rules_inline import image, link

from copydesk.records import FORMULA

_DEEPEST: Final = 100
"""Levels of nesting the grammar is followed to: the parser calls itself for each, and Python's stack has an end."""
_LARGEST: Final = 16_000_000
"""Characters; a longer document is read as plain text, as the parser keeps a token for every word of markup."""
_MOST_LINES: Final = 300_000
"""Lines; a document of more is read as plain text, as the parser looks at every line with every rule."""
NEWLINE: Final = re.compile(r"\r\n?|\n")
_PREFIX: Final = re.compile(r"(?:[ \t>]|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))*+")
_PREFIX_MARK: Final = re.compile(r"[-+*>]|\d+[.)]")
_THEMATIC: Final = re.compile(r"[ \t>]*+([-_*])(?:[ \t]*+\1)*+[ \t]*+")
_OPENERS: Final = re.compile(r"<!--|<\?|<!\[CDATA\[|<![A-Za-z]")
FOOTNOTE: Final = "[^"
_NOTE: Final = re.compile(r"\[(\^[^\]\s]+)\]")


def too_hard(text: str, start: int) -> str:
    """Why a document is not given to the Markdown parser; empty when it is."""
    if len(text) - start > _LARGEST:
        return f"longer than {_LARGEST:,} characters"
    lines = NEWLINE.split(text[start:])
    if len(lines) > _MOST_LINES:
        return f"more than {_MOST_LINES:,} lines"
    for line in lines:
        found = _PREFIX.match(line)
        prefix = found.group() if found else ""
        if len(prefix) <= _DEEPEST // 4 or not _PREFIX_MARK.search(prefix) or _THEMATIC.fullmatch(line):
            continue
        # A quotation is one level; a list two, opened by a marker or kept open by two columns of indent at least.
        marks = _PREFIX_MARK.findall(prefix)
        levels = sum(1 if mark == ">" else 2 for mark in marks) + len(prefix.expandtabs(4)) - len("".join(marks))
        if levels > 2 * _DEEPEST or len(marks) > _DEEPEST // 2:
            return f"quotations or lists nested more than {_DEEPEST // 2} deep"
    return ""


class _Verbatim(MarkdownIt):
    """A parser that neither encodes nor refuses addresses."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - named by the parent
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - named by the parent
        return link

    def validateLink(self, url: str) -> bool:  # noqa: N802 - named by the parent
        return True


@cache
def parser() -> MarkdownIt:
    """The Markdown parser: addresses kept as written, blocks first, inline text on demand."""
    made = _Verbatim("commonmark", {"maxNesting": 2 * _DEEPEST})
    made.enable(["table", "strikethrough"]).disable(["inline", "text_join"])
    made.inline.ruler.at("link", _noting_end(link))
    made.inline.ruler.at("image", _noting_end(image))
    made.inline.ruler.before("escape", "formula", _formula)
    made.inline.ruler.before("link", "note", _note)
    made.block.ruler.at("reference", _reference_but_no_footnote)
    return made


def _noting_end(rule: Callable[[Any, bool], bool]) -> Callable[[Any, bool], bool]:
    """The rule, with the place where it ended noted on the last token it made."""

    def noted(state: Any, silent: bool) -> bool:
        found = rule(state, silent)
        if found and not silent:
            state.tokens[-1].meta = {"end": state.pos}
        return found

    return noted


def _reference_but_no_footnote(state: Any, first: int, last: int, silent: bool) -> bool:
    """Link definitions; a footnote, which CommonMark would swallow as one, stays text."""
    if state.src.startswith(FOOTNOTE, state.bMarks[first] + state.tShift[first]):
        return False
    return reference(state, first, last, silent)


def _formula(state: Any, silent: bool) -> bool:
    """A formula between dollar signs, whose characters stand for themselves."""
    found = FORMULA.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        token = state.push("formula", "", 0)
        token.content, token.markup = found["tex"], found["sign"]
    state.pos = found.end()
    return True


def _note(state: Any, silent: bool) -> bool:
    """A reference to a note that the document has."""
    found = _NOTE.match(state.src, state.pos)
    if found is None or found[1] not in state.env.get("notes", ()):
        return False
    is_first = state.pos == 0 or state.src[state.pos - 1] == "\n"
    if is_first and state.src.startswith(":", found.end()):
        return False  # the note itself
    if not silent:
        token = state.push("note", "", 0)
        token.content, token.markup = found[0], found[1]
    state.pos = found.end()
    return True


def markup_cost(content: str) -> int:
    """About how many characters the parser looks at for the brackets and comments of a text.

    From each bracket it looks for the one that closes it, and from each comment for its end; where that is missing,
    through the whole rest.
    """
    cost = 0
    if "[" in content:
        opened: list[int] = []
        for found in re.finditer(r"[\[\]]", content):
            if found.group() == "[":
                opened.append(found.start())
            elif opened:
                cost += found.start() - opened.pop()
        cost += len(opened) * len(content) - sum(opened)
    if "<" in content:
        starts = [found.start() for found in _OPENERS.finditer(content)]
        last = content.rfind(">")
        cost += sum((len(content) if start > last else content.find(">", start)) - start for start in starts[:1000])
        cost += max(0, len(starts) - 1000) * len(content)
    return cost
