"""Front matter: what a Markdown document declares of itself before its text, each value with its place.

The grammar is a small part of YAML (between `---` lines) and of TOML (between `+++` lines): keys at the left margin
with one value or a list of values. What else those languages can say is left out, never an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from copydesk.records import Fact, Span

_MOST_LINES: Final = 2_000
"""Lines in which the end of the front matter is looked for."""
_DECLARED: Final = 1.0
"""Confidence of a declared value: that the capture declares it is certain."""
_NOTHING: Final = frozenset({"", "null", "~", "Null", "NULL"})

_LINE: Final = re.compile(r"([^\r\n]*)(\r\n?|\n|$)")
_YAML_KEY: Final = re.compile(r"(?:\"([^\"\r\n]{1,80})\"|'([^'\r\n]{1,80})'|(\w[\w .-]{0,60}))[ \t]*:(?![^ \t\r\n])")
_TOML_KEY: Final = re.compile(r"(?:\"([^\"\r\n]{1,80})\"|'([^'\r\n]{1,80})'|([\w.-]{1,80}))[ \t]*=")
_TOML_TABLE: Final = re.compile(r"\[\[?[ \t]*([^\[\]\r\n]{1,80})\]\]?")
_ITEM: Final = re.compile(r"[ \t]*-(?:[ \t]+|$)")
_NAMED_ITEM: Final = re.compile(r"name[ \t]*:[ \t]+")
_BLOCK_SCALAR: Final = re.compile(r"[|>][-+0-9]{0,2}[ \t]*(?:#.*)?")
_QUOTED: Final = re.compile(r"\"(?P<double>(?:[^\"\\]|\\.)*+)\"|'(?P<single>(?:[^']|'')*+)'", re.DOTALL)
_AFTER_QUOTED: Final = re.compile(r"[ \t]*(?:[ \t]#[^\r\n]*)?(?=[\r\n]|\Z)")
_COMMENT: Final = re.compile(r"[ \t]#")
_LIST_GAP: Final = re.compile(r"[\s,]*+(?:#[^\r\n]*+[\s,]*+)*+")
_LIST_PLAIN: Final = re.compile(r"[^\s,\[\]\"'#][^,\]\r\n]*")
_FOLD: Final = re.compile(r"[ \t]*(?:\r\n?|\n)\s*")
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


class FrontMatter(NamedTuple):
    """What was declared, and where the body of the document begins."""

    declared: dict[str, Fact]
    body: int


class _Line(NamedTuple):
    """A line and where it starts."""

    text: str
    start: int


class _Value(NamedTuple):
    """A value and where it stands, quotation marks left out."""

    text: str
    start: int
    end: int


def read_front_matter(text: str) -> FrontMatter:
    r"""Read the front matter of a document; one without any declares nothing, and its body begins at 0.

    >>> declared, body = read_front_matter('---\ntitle: "Rain"\ntags: [a, b]\n---\nText')
    >>> declared["title"].value, declared["tags"].value, body
    ('Rain', ('a', 'b'), 35)
    """
    begin = 1 if text.startswith("\ufeff") else 0
    fence = text[begin : begin + 3]
    if fence not in ("---", "+++"):
        return FrontMatter({}, 0)
    lines: list[_Line] = []
    for number, found in enumerate(_LINE.finditer(text, begin)):
        line = found[1].rstrip(" \t")
        if number == 0:
            if line != fence:
                break
        elif line == fence or (fence == "---" and line == "..."):
            declared = _read_keys(text, lines, toml=fence == "+++")
            return FrontMatter({}, 0) if declared is None else FrontMatter(declared, found.end())
        elif number > _MOST_LINES or not found[2]:
            break
        else:
            lines.append(_Line(found[1], found.start()))
    return FrontMatter({}, 0)


def is_own_copy(declared: dict[str, Fact]) -> bool:
    """Whether what a front matter declares shows a copy that this program wrote: the digest of what it was made from.

    A copy of nothing has no text to give the second digest of.
    """
    digest = declared.get("sha256")
    return digest is not None and isinstance(digest.value, str) and _DIGEST.fullmatch(digest.value) is not None


def _read_keys(text: str, lines: list[_Line], *, toml: bool) -> dict[str, Fact] | None:
    """The keys of the front matter with their values; None when no line has one. The first of equal keys counts."""
    declared: dict[str, Fact] = {}
    key_pattern = _TOML_KEY if toml else _YAML_KEY
    table = ""
    any_key = False
    index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        if toml and (header := _TOML_TABLE.match(line.text)):
            table = header[1].strip().lower() + "."
            continue
        found = key_pattern.match(line.text)
        if not found:
            continue
        any_key = True
        following = index
        while following < len(lines) and _belongs_above(lines[following].text, key_pattern, toml=toml):
            following += 1
        key = table + str(found[1] or found[2] or found[3]).strip().lower()
        fact = _read_value(text, line, found.end(), lines[index:following], key, toml=toml)
        index = following
        if fact is not None:
            declared.setdefault(key, fact)
    return declared if any_key else None


def _belongs_above(line: str, key: re.Pattern[str], *, toml: bool) -> bool:
    """Whether a line continues the value of the key above it."""
    if not line or line[0] in " \t":
        return True
    if toml:
        return not key.match(line) and not _TOML_TABLE.fullmatch(line.strip())
    return line[0] in "]-" and line[1:2] in ("", " ", "\t", ",")


def _read_value(text: str, line: _Line, width: int, below: list[_Line], key: str, *, toml: bool) -> Fact | None:
    """The value that begins `width` characters into a line and may go on below it; None when it says nothing."""
    rest = line.text[width:]
    start = line.start + width + len(rest) - len(rest.lstrip(" \t"))
    rest = rest.strip(" \t")
    while below and not below[-1].text.strip():
        below = below[:-1]
    end = below[-1].start + len(below[-1].text) if below else line.start + len(line.text)
    how = f"front matter {key}"
    if rest.startswith("["):
        return _list_fact(text, list(_list_values(text, start + 1, end)), how)
    if not rest or rest.startswith("#"):
        return _list_fact(text, list(_item_values(text, below)), how)
    if not toml and below and _BLOCK_SCALAR.fullmatch(rest):
        value = _block_scalar(text, below, literal=rest[0] == "|")
    else:
        value = _scalar(text, start, line.start + len(line.text), end)
    return None if value is None else _fact(text, value, how)


def _fact(text: str, value: _Value, how: str) -> Fact:
    """The fact of one value."""
    raw = text[value.start : value.end]
    return Fact(value=value.text, how=how, where=Span(value.start, value.end), raw=raw, confidence=_DECLARED)


def _list_fact(text: str, values: list[_Value], how: str) -> Fact | None:
    """The fact of several values: one part for each; None when there is none."""
    if not values:
        return None
    where = Span(values[0].start, values[-1].end)
    return Fact(
        value=tuple(value.text for value in values),
        how=how,
        where=where,
        raw=text[where.start : where.end],
        confidence=_DECLARED,
        parts=tuple(_fact(text, value, how) for value in values),
    )


def _quoted(text: str, start: int, end: int) -> tuple[_Value, int] | None:
    """The quoted value that begins at `start`, and where it ends with its quotation mark."""
    found = _QUOTED.match(text, start, end)
    if not found:
        return None
    if found["double"] is not None:
        return _Value(_unescaped(found["double"]), *found.span("double")), found.end()
    return _Value(_FOLD.sub(" ", found["single"]).replace("''", "'"), *found.span("single")), found.end()


def _unescaped(raw: str) -> str:
    """The text of a double-quoted value: escapes as JSON has them, line ends folded."""
    raw = _FOLD.sub(" ", raw)
    if "\\" not in raw:
        return raw
    try:
        value = str(json.loads(f'"{raw}"', strict=False))
    except ValueError:
        value = _ESCAPE.sub(lambda found: {"n": "\n", "t": "\t", "r": "\r"}.get(found[1], found[1]), raw)
    return _SURROGATE.sub("\ufffd", value)


def _scalar(text: str, start: int, line_end: int, end: int) -> _Value | None:
    """The one value that begins at `start`, quoted or plain, on its line or going on below until `end`."""
    if text[start] in "\"'":
        quoted = _quoted(text, start, end)
        if quoted and _AFTER_QUOTED.match(text, quoted[1]):
            return quoted[0] if quoted[0].text.strip() else None
        end = line_end  # a stray quotation mark: the line is taken as it stands
    comment = _COMMENT.search(text, start, line_end)
    stop = comment.start() if comment else end
    raw = text[start:stop].rstrip()
    value = _FOLD.sub(" ", raw)
    return None if value in _NOTHING else _Value(value, start, start + len(raw))


def _list_values(text: str, start: int, end: int) -> Iterator[_Value]:
    """The values of a list in brackets, from behind the opening one."""
    position = start
    while position < end:
        gap = _LIST_GAP.match(text, position, end)
        position = gap.end() if gap else position
        quoted = _quoted(text, position, end)
        if quoted:
            value, position = quoted
        elif plain := _LIST_PLAIN.match(text, position, end):
            raw = plain[0].rstrip()
            value, position = _Value(raw, position, position + len(raw)), plain.end()
        else:
            return
        if value.text.strip() and (quoted or value.text not in _NOTHING):
            yield value


def _item_values(text: str, below: list[_Line]) -> Iterator[_Value]:
    """The values of `- item` lines; of an item with several keys, its name."""
    for line in below:
        found = _ITEM.match(line.text)
        if not found:
            continue
        named = _NAMED_ITEM.match(line.text, found.end())
        width = named.end() if named else found.end()
        end = line.start + len(line.text)
        if width < len(line.text):
            value = _scalar(text, line.start + width, end, end)
            if value is not None:
                yield value


def _block_scalar(text: str, below: list[_Line], *, literal: bool) -> _Value | None:
    """The value of the indented lines under a `|` or `>`."""
    held = [line for line in below if line.text.strip()]
    if not held:
        return None
    start = held[0].start + len(held[0].text) - len(held[0].text.lstrip())
    end = held[-1].start + len(held[-1].text.rstrip())
    value = ("\n" if literal else " ").join(line.text.strip() for line in held)
    return _Value(value, start, end)
