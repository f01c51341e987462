"""A block's text with its marks → CommonMark, escaped only where it would be read as something else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Final

from copydesk.records import Mark

# What means something anywhere in a line. Single signs between spaces never do.
_SPECIAL: Final = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|\n|$)"  # a backslash before punctuation
    r"|(?<![\s])\*|\*(?![\s]|$)"  # a star that touches a word
    r"|(?<![^\W_])_+(?=\S)|(?<=\S)_+(?![^\W_])"  # an underscore at the edge of a word
    r"|`"
    r"|~(?=~)|(?<=~)~"
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#?[A-Za-z0-9]+;)"
    r"|\[(?=[^\]]*\](?:\(|:))|\](?=\()"
)
# What means something at the start of a line only.
_LINE_START: Final = re.compile(
    r"(?P<sign>#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|(?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$)|-{2,}|_{3,}|={1,}(?=\s*$)|~~~)"
)
_CLOSING_HASHES: Final = re.compile(r"(?<=\s)#(?=#*$)|^#(?=#*$)")
_UNSAFE_ADDRESS: Final = re.compile(r"[\s<>\\\x00-\x1f]")
_PERCENT: Final = {" ": "%20", "<": "%3C", ">": "%3E", "\\": "%5C"}
_SIGNS: Final = {"strong": "**", "emphasis": "*", "strike": "~~"}
_TAGS: Final = {"superscript": "sup", "subscript": "sub"}


def render_inline(text: str, marks: Sequence[Mark], address: Callable[[str], str | None]) -> str:
    """The text as one piece of CommonMark; `address` gives a link's target as it is to be written, or None to unwrap.

    >>> render_inline("2 * 3 *is* 6_", (), lambda target: target)
    '2 * 3 \\\\*is\\\\* 6\\\\_'
    """
    return _render(text, 0, len(text), _joined(marks, text), address)


def escape_line_start(line: str) -> str:
    """A line that begins like a heading, a list or a rule, escaped so that it does not.

    >>> escape_line_start("1. January was cold"), escape_line_start("-5 degrees")
    ('1\\\\. January was cold', '-5 degrees')
    """
    found = _LINE_START.match(line)
    if not found:
        return line
    if found["number"]:
        return f"{found['number']}\\{line[len(found['number']) :]}"
    return f"\\{line}"


def escape_heading(line: str) -> str:
    """A heading's text: hash signs at its end would be taken for its closing."""
    return _CLOSING_HASHES.sub(r"\\#", line)


def _render(
    text: str, start: int, end: int, marks: Sequence[Mark], address: Callable[[str], str | None]
) -> str:
    """`text[start:end]` with the marks inside it; marks are sorted, the outer before the inner."""
    parts = []
    at = start
    place = 0
    while place < len(marks):
        mark = marks[place]
        inner_end = place + 1
        while inner_end < len(marks) and marks[inner_end].start < mark.end:
            inner_end += 1
        if mark.start >= at:
            before = _escaped(text, at, mark.start)
            marked = _marked(text, mark, marks[place + 1 : inner_end], address)
            if before.endswith("!") and marked.startswith("["):
                before = f"{before[:-1]}\\!"  # or the link would be read as a picture
            parts.extend((before, marked))
            at = mark.end
        place = inner_end
    parts.append(_escaped(text, at, end))
    return "".join(parts)


def _marked(text: str, mark: Mark, inside: Sequence[Mark], address: Callable[[str], str | None]) -> str:
    inside = [Mark(m.kind, m.start, min(m.end, mark.end), m.target) for m in inside]
    if mark.kind == "footnote":
        return ""
    if mark.kind == "code":
        return _code(text[mark.start : mark.end])
    content = _render(text, mark.start, mark.end, inside, address)
    if mark.kind == "link":
        return _link(text[mark.start : mark.end], content, address(mark.target or ""))
    if mark.kind in _TAGS:
        tag = _TAGS[mark.kind]
        return f"<{tag}>{content}</{tag}>"
    sign = _SIGNS[mark.kind]
    if any(m.kind == mark.kind for m in inside) or not _can_delimit(text, mark, sign):
        return content
    return f"{sign}{content}{sign}"


def _link(plain: str, content: str, target: str | None) -> str:
    if target is None or not content.strip() or "\n\n" in content:
        return content
    written = "".join(_PERCENT.get(char, "") if _UNSAFE_ADDRESS.match(char) else char for char in target)
    if plain == written and re.match(r"https?://", written):
        return f"<{written}>"
    if "(" in written or ")" in written:
        return f"[{content}](<{written}>)"
    return f"[{content}]({written})"


def _code(code: str) -> str:
    """Inline code, fenced with more backticks than it holds in a row."""
    code = code.replace("\n", " ")
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if code.startswith("`") or code.endswith("`") or (code.strip() and code[0] == code[-1] == " ") else ""
    return f"{fence}{pad}{code}{pad}{fence}"


def _can_delimit(text: str, mark: Mark, sign: str) -> bool:
    """Whether CommonMark reads signs put here as a pair: its rules of left- and right-flanking runs."""
    before = text[mark.start - 1] if mark.start else " "
    after = text[mark.end] if mark.end < len(text) else " "
    first, last = text[mark.start], text[mark.end - 1]
    if first.isspace() or last.isspace():
        return False
    opens = not _is_punctuation(first) or before.isspace() or _is_punctuation(before)
    closes = not _is_punctuation(last) or after.isspace() or _is_punctuation(after)
    # A sign of the same kind next to it would join the run.
    return opens and closes and before not in "*~" and after not in "*~" and first not in "*~" and last not in "*~"


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _escaped(text: str, start: int, end: int) -> str:
    """`text[start:end]` with the signs that would mean something escaped; a line break as CommonMark writes one."""
    if start >= end:
        return ""
    stretch = text[start:end]
    escaped = _SPECIAL.sub(_escape_found, stretch)
    return escaped.replace("\n", "\\\n")


def _escape_found(found: re.Match[str]) -> str:
    return "".join(f"\\{char}" for char in found[0])


def _joined(marks: Sequence[Mark], text: str) -> list[Mark]:
    """Marks of one kind that touch or are parted by white space, as one; a mark twice over the same text, once."""
    joined: list[Mark] = []
    open_by_kind: dict[tuple[str, str | None], int] = {}
    for mark in marks:
        key = (mark.kind, mark.target)
        place = open_by_kind.get(key)
        if place is not None and mark.kind != "code":
            last = joined[place]
            if mark.end <= last.end:
                continue
            if mark.start <= last.end or (mark.kind in _SIGNS and not text[last.end : mark.start].strip()):
                joined[place] = Mark(mark.kind, last.start, mark.end, mark.target)
                continue
        open_by_kind[key] = len(joined)
        joined.append(mark)
    joined.sort(key=lambda mark: (mark.start, -mark.end))
    return joined
