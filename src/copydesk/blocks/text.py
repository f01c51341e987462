"""Text dumps → blocks: a browser's "select all, copy", a console browser's dump, a WET record, a wrapped e-mail.

A dump has lost its markup, so its lines are all there is to go by. They are read in three passes, each linear: cut the
text into lines, group lines into drafts of blocks, and look at each draft beside its neighbours for what only position
tells (headings and captions).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from copydesk.records import Block, Capture, Kind, Mark, Span
from copydesk.settings import Settings

# White space as `str.split` knows it, and the characters without width that dumps leave at the edges of lines. The
# joiners U+200C and U+200D are not among them: they spell words in Persian and in Indic scripts.
_WIDTHLESS: Final = "\u200b\u2060\ufeff"
_SPACES: Final = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_EDGE: Final = _SPACES + _WIDTHLESS
_SOFT_HYPHEN: Final = "\u00ad"

_NARROWEST_WRAP: Final = 50
"""Columns. Mail and console browsers wrap at 65 to 80; menu entries and buttons are shorter than 50."""
_WIDEST_WRAP: Final = 160
"""Columns. The widest common setting of a console browser is 132; browsers' own dumps run to several hundred."""
_SLACK: Final = 2
"""Columns by which a wrapped line may miss the column that greedy filling would reach."""
_LONGEST_PUSHED_WORD: Final = 20
"""A longer word (an address, an unspaced script) says little about where the line before it would have ended."""
_FULL_SHARE: Final = 0.6
"""Share of line ends that greedy filling explains, from which on a dump is taken as wrapped. Chosen, not fitted: lines
filled by a program are explained nearly all, lines that an editor ended only by chance."""
_CASELESS_FULL_SHARE: Final = 0.8
"""The same for scripts without case, where no lower-case line start bears the decision out."""
_CASELESS_PAIRS: Final = 3
_RUNNING_ON_SHARE: Final = 0.5
"""Share of line ends inside a sentence: most in wrapped prose, few where each line is a paragraph."""
_LOWER_SHARE: Final = 0.3
"""Share of continuation lines that start in lower case: over half in most languages, none in a list of headlines."""

_LONGEST_HEADING: Final = 120
"""Characters of the longest headline; what is longer is a sentence."""
_PROSE: Final = 100
"""Columns from which a line is prose; a sentence with its full stop is prose from `_SHORT_PROSE` on."""
_SHORT_PROSE: Final = 60
_LONGEST_CAPTION: Final = 400
_SHORTEST_HEADLINE: Final = 20
_CAPTION_REACH: Final = 2
"""How many blocks may stand between a caption and the first paragraph."""

_MARKER: Final = re.compile(
    r"(?P<bullet>[*•‣◦▪▫■●○·+-])[\s\u200b\u2060\ufeff]+(?=\S)|(?P<number>\d{1,3})[.)][\s\u200b\u2060\ufeff]+(?=\S)"
)
_LETTER_BULLET: Final = re.compile(r"o +(?=\S)")
_LETTER_BULLET_INDENT: Final = 4
_HASHES: Final = re.compile(r"(?P<hashes>#{1,6})[ \t]+(?=\S)")
_QUOTE: Final = re.compile(r">(?:[ \t]?>)*(?:[ \t\xa0]|$)")
_RULE_CHARACTERS: Final = "-=_*~#+·•.─━═—–|"
_RULE: Final = re.compile(rf"(?:[{_RULE_CHARACTERS}][ \t]*+){{3,}}")
_UNDERLINE: Final = re.compile(r"={3,}|-{3,}")
_PIPE_RULE: Final = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*+\|?")
_TAB: Final = re.compile(r"\t")
_PIPE: Final = re.compile(r"(?<!\\)\|")
_WIDE: Final = re.compile(
    r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003fffd]"
)
# Scripts that put no space between words: Han, kana and their punctuation, Thai, Lao, Khmer, Burmese.
_UNSPACED: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u312f\u31a0-\u4dbf\u4e00-\ua4cf\uf900-\ufaff\ufe30-\ufe4f"
    r"\uff01-\uff9f\U00020000-\U0003fffd]"
)
_CLOSERS: Final = "\"'”’»›“‘)]}）」』】*_"
_SENTENCE_ENDS: Final = frozenset(".!?…。！？．؟۔।॥:：")
_NO_HEADING_END: Final = frozenset(".,;:…。、，；：،؛۔।")
# A hyphen before one of these stands for the rest of a compound ("pre- and post-war"), so the space stays.
_AFTER_OPEN_HYPHEN: Final = frozenset(
    {"and", "or", "to", "und", "oder", "bis", "sowie", "bzw.", "en", "of", "och", "og"},
)

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"“”„«»`\\^{|}]+", re.IGNORECASE)
_ADDRESS_TAIL: Final = ".,;:!?'’*_…。、，！？؛،"
_DIGITS: Final = re.compile(r"\d+")
_BY_WORDS: Final = frozenset(
    {"by", "von", "par", "por", "di", "door", "av", "af", "od", "autor", "autore", "auteur"}
    | {"автор", "текст", "от", "від"}
)
_NAME_JOINTS: Final = frozenset({"and", "und", "et", "y", "e", "и", "de", "van", "von"})

# A caption's credit, five shapes:
# 1  … word. Photo: Ana Bell       a word for picture, colon or slash, a name
# 2  … word. (WPA Photo/Ana Bell)  in brackets, with a slash, a picture word or a copyright sign
# 3  … word. © Ana Bell            a copyright sign that no year follows (a year makes it a notice)
# 4  … word. Ana Bell / WPA        name and agency with a spaced slash
# 5  … word. example.org           a bare domain
_PICTURE_WORD: Final = (
    r"(?:photo(?:graph|s|graphie)?|foto(?:grafie|s|ğraf)?|fot\.|image|bild(?:er)?|picture|pic|credit|crédit|kuva|zdj\.|"
    r"φωτ[οό](?:γραφία)?|фото(?:графия)?|сн[ія]мок|світлина|صورة|الصورة|تصوير|عکس|תמונה|צילום|写真|画像|图|圖|图片|사진)"
)
_STRONG_CREDIT: Final = re.compile(
    rf"(?:^|[\s.。(（\[|])(?:{_PICTURE_WORD}(?:\s+(?:by|von|par|de|di))?\s?[:：/]\s?|photo by )"
    rf"\S[^.!?。]{{1,60}}[)）\]]?\.?$",
    re.IGNORECASE,
)
_BRACKET_CREDIT: Final = re.compile(r"[(（\[]([^()（）\[\]]{2,80})[)）\]]\.?$")
_BRACKET_PICTURE: Final = re.compile(rf"(?<!\w){_PICTURE_WORD}(?!\w)|©", re.IGNORECASE)
_COPYRIGHT_CREDIT: Final = re.compile(r"©\s?(?!\D{0,20}\d{4})\S.{1,60}$")
_NAME: Final = r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3}"
_SLASH_CREDIT: Final = re.compile(rf"(?:^|[.!?。…)”\"]\s|\s\|\s|\s[—–-]\s)({_NAME}) / ({_NAME})$")
_DOMAIN_CREDIT: Final = re.compile(r"(?:^|\s)(?:[a-z0-9](?:[a-z0-9-]{0,61})\.){1,3}[a-z]{2,12}$", re.IGNORECASE)
_CREDIT_TAIL: Final = 140
"""Characters at the end of a line in which its credit is looked for; keeps the patterns off long lines."""


class _Line(NamedTuple):
    """A line with something on it: its text without edges, where that starts, and what stood before it.

    `tabs` counts those that can part cells: all of them when some stand inside the text, else those behind it;
    `lead_tabs` are the ones among them that stand before it.
    """

    text: str
    start: int
    indent: int
    quoted: int
    tabs: int
    lead_tabs: int


class _Marker(NamedTuple):
    """A list marker: where the item's own text starts in the line, and its number in an ordered list."""

    width: int
    ordinal: int | None


class _Draft:
    """A block in the making."""

    __slots__ = ("alone", "cells", "chunk", "header", "kind", "level", "lines", "ordinal", "quoted")

    def __init__(
        self,
        lines: list[_Line],
        kind: Kind = "paragraph",
        *,
        level: int = 0,
        ordinal: int | None = None,
        alone: bool = False,
        chunk: int = 0,
        cells: list[list[tuple[str, int]]] | None = None,
        header: bool = False,
    ) -> None:
        self.lines = lines
        self.kind: Kind = kind
        self.level = level
        self.ordinal = ordinal
        self.quoted = lines[0].quoted
        self.alone = alone
        self.chunk = chunk
        self.cells = cells
        self.header = header


def blocks_of_text(capture: Capture, settings: Settings) -> list[Block]:
    """The blocks of a plain-text dump, in order."""
    return blocks_between(capture.text, 0, len(capture.text), settings)


def blocks_between(text: str, start: int, end: int, settings: Settings) -> list[Block]:
    """The blocks of the plain text that stands in `[start, end)` of a capture's text."""
    # A null character is no text; Markdown, and the copy read again, have a replacement character in its place.
    lines = list(_lines(text[start:end].replace("\x00", "\ufffd"), start))
    drafts = _drafts(lines, settings)
    _find_captions(drafts)
    _find_headings(drafts)
    return [block for block in map(_block, drafts) if block is not None]


def find_addresses(text: str) -> list[Mark]:
    """A link mark for each bare http(s) address in a text.

    >>> [text_mark.target for text_mark in find_addresses("See https://a.example/b_(c) (or http://d.example).")]
    ['https://a.example/b_(c)', 'http://d.example']
    """
    if "://" not in text:
        return []
    marks = []
    for found in _ADDRESS.finditer(text):
        address = _without_tail(found.group())
        if len(address) > address.find("://") + 3:
            marks.append(Mark("link", found.start(), found.start() + len(address), address))
    return marks


def _without_tail(address: str) -> str:
    """An address without the punctuation of the sentence it stands in, and without brackets it did not open."""
    surplus = {
        ")": address.count(")") - address.count("("),
        "]": address.count("]") - address.count("["),
    }
    end = len(address)
    while end:
        last = address[end - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last not in _ADDRESS_TAIL:
            break
        end -= 1
    return address[:end]


# ── Lines ─────────────────────────────────────────────────────────────────────────────────────────


def _lines(text: str, base: int) -> Iterator[_Line | None]:
    """Every line of a text; None for one without anything to read on it."""
    offset = base
    for raw in text.splitlines(keepends=True):
        content = raw.strip(_EDGE)
        if not content:
            yield None
        else:
            lead = len(raw) - len(raw.lstrip(_EDGE))
            indent = len(raw[:lead].expandtabs(4)) if lead else 0
            tabs = lead_tabs = 0
            if "\t" in raw:
                inside = "\t" in content
                lead_tabs = raw.count("\t", 0, lead) if inside else 0
                tabs = raw.count("\t", 0 if inside else lead)
            yield _quoted_line(_Line(content, offset + lead, indent, 0, tabs, lead_tabs))
        offset += len(raw)


def _quoted_line(line: _Line) -> _Line | None:
    """The line without the `>` marks of a quoting e-mail; None when nothing else stands on it."""
    if line.text[0] != ">" or not (found := _QUOTE.match(line.text)):
        return line
    depth = found.group().count(">")
    content = line.text[found.end() :]
    kept = content.lstrip(_EDGE)
    if not kept:
        return None
    lead = len(content) - len(kept)
    return line._replace(text=kept, start=line.start + found.end() + lead, indent=line.indent + lead, quoted=depth)


def _is_rule(line: _Line) -> bool:
    """Whether a line is nothing but a drawn rule."""
    return line.text[0] in _RULE_CHARACTERS and _RULE.fullmatch(line.text) is not None


def _columns(text: str) -> int:
    """How wide a text stands on a terminal, roughly: East Asian characters take two columns."""
    return len(text) if text.isascii() or len(text) > _WIDEST_WRAP else len(text) + len(_WIDE.findall(text))


def _first_word_columns(text: str) -> int:
    """Columns the first word of a text takes; in a script without spaces, its first character."""
    if _UNSPACED.match(text):
        return 2
    word = text[: _LONGEST_PUSHED_WORD + 1].split(None, 1)
    return min(_columns(word[0]), _LONGEST_PUSHED_WORD) if word else 0


def _ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does, closing quotation marks and brackets aside."""
    return text[-40:].rstrip(_CLOSERS)[-1:] in _SENTENCE_ENDS


def _first_letter(text: str) -> str:
    """The first letter among the first characters of a text."""
    return next((character for character in text[:8] if character.isalpha()), "")


# ── Wrapping ──────────────────────────────────────────────────────────────────────────────────────


def _wrap_column(lines: Sequence[_Line | None], markers: dict[int, _Marker]) -> int:
    """The column a dump was hard-wrapped at; 0 when it was not.

    Each line that another follows directly is asked whether greedy filling explains its end, whether it ends inside a
    sentence, and whether the next one starts in lower case.
    """
    followed: list[tuple[int, int, bool, str]] = []
    longer = 0
    for index, (line, following) in enumerate(pairwise(lines)):
        if line is None or following is None or len(line.text) < _NARROWEST_WRAP // 2:
            continue
        if line.quoted != following.quoted or index + 1 in markers or line.tabs:
            continue
        columns = line.indent + _columns(line.text)
        if columns > _WIDEST_WRAP:
            longer += 1
        elif columns >= _NARROWEST_WRAP:
            need = columns + 1 + _first_word_columns(following.text)
            followed.append((columns, need, _ends_sentence(line.text), _first_letter(following.text)))
    if not followed or longer > len(followed):
        return 0
    number = len(followed)
    column = sorted(columns for columns, _, _, _ in followed)[(number - 1) * 9 // 10]
    full = sum(need > column - _SLACK for _, need, _, _ in followed) / number
    running_on = sum(not ends for _, _, ends, _ in followed) / number
    lower = sum(letter.islower() for _, _, _, letter in followed)
    cased = lower + sum(letter.isupper() for _, _, _, letter in followed)
    if running_on < _RUNNING_ON_SHARE:
        return 0
    if cased * 2 >= number:
        return column if full >= _FULL_SHARE and lower >= _LOWER_SHARE * cased else 0
    return column if full >= _CASELESS_FULL_SHARE and number >= _CASELESS_PAIRS else 0


def _runs_on(line: _Line, following: _Line, wrap: int) -> bool:
    """Whether a line was broken by wrapping, so that the following one continues it."""
    if following.indent >= line.indent + 2 or len(line.text) > _WIDEST_WRAP:
        return False
    columns = line.indent + _columns(line.text)
    if not wrap:
        runs_on = _NARROWEST_WRAP <= columns <= _WIDEST_WRAP and not _ends_sentence(line.text)
        return runs_on and _first_letter(following.text).islower()
    slack = 2 * _SLACK if _UNSPACED.match(line.text[-1]) else _SLACK
    if not wrap * 0.6 <= columns <= wrap + _LONGEST_PUSHED_WORD:
        return False
    return columns + 1 + _first_word_columns(following.text) > wrap - slack


def _joint(before: str, after: str) -> str:
    """What stands between two lines of one paragraph.

    >>> _joint("a well-", "known"), _joint("in pre-", "and post-war"), _joint("日本", "銀行")
    ('', ' ', '')
    """
    last, first = before[-1], after[0]
    if last == _SOFT_HYPHEN:
        return ""
    if last in "-‐" and before[-2:-1].isalnum() and first.isalpha():
        return " " if after[:10].split(None, 1)[0].lower() in _AFTER_OPEN_HYPHEN else ""
    return "" if _UNSPACED.match(last) and _UNSPACED.match(first) else " "


# ── Drafts ────────────────────────────────────────────────────────────────────────────────────────


def _drafts(lines: list[_Line | None], settings: Settings) -> list[_Draft]:
    """Drafts of the blocks: each run of lines between blank ones is cut by what its lines are."""
    lines = _without_lone_quotes(lines)
    markers = _markers(lines)
    wrap = _wrap_column(lines, markers)
    blank_starts = [index for index, line in enumerate(lines) if line is None]
    drafts: list[_Draft] = []
    nesting: list[int] = []
    for number, (first, last) in enumerate(_chunks(blank_starts, len(lines))):
        chunk = [line for line in lines[first:last] if line is not None]
        _read_chunk(chunk, first, number, markers, wrap, nesting, settings, drafts)
    return drafts


def _chunks(blanks: list[int], end: int) -> Iterator[tuple[int, int]]:
    """The stretches between blank lines that hold any line."""
    for before, after in pairwise([-1, *blanks, end]):
        if after > before + 1:
            yield before + 1, after


def _without_lone_quotes(lines: list[_Line | None]) -> list[_Line | None]:
    """The lines with `>` given back to short lines alone: an arrow before a link, no quotation."""
    kept = list(lines)
    for index, line in enumerate(lines):
        if line is None or not line.quoted or len(line.text) >= _NARROWEST_WRAP:
            continue
        before = lines[index - 1] if index else None
        after = lines[index + 1] if index + 1 < len(lines) else None
        if not (before and before.quoted) and not (after and after.quoted):
            kept[index] = line._replace(quoted=0)
    return kept


def _markers(lines: Sequence[_Line | None]) -> dict[int, _Marker]:
    """The list marker of each line that has one.

    A number needs company, one less before it or one more after it: "3. Oktober" alone is a date.
    """
    markers: dict[int, _Marker] = {}
    numbered: list[tuple[int, int]] = []
    for index, line in enumerate(lines):
        if line is None:
            continue
        found = _MARKER.match(line.text)
        if found and found["number"] is None:
            if not _is_rule(line):
                markers[index] = _Marker(found.end(), None)
        elif found:
            numbered.append((index, int(found["number"])))
            markers[index] = _Marker(found.end(), int(found["number"]))
        elif line.indent >= _LETTER_BULLET_INDENT and (letter := _LETTER_BULLET.match(line.text)):
            markers[index] = _Marker(letter.end(), None)
    company = set()
    for (here, number), (there, following) in pairwise(numbered):
        if following == number + 1:
            company |= {here, there}
    for index, _ in numbered:
        if index not in company:
            del markers[index]
    return markers


def _read_chunk(
    chunk: list[_Line],
    first: int,
    number: int,
    markers: dict[int, _Marker],
    wrap: int,
    nesting: list[int],
    settings: Settings,
    drafts: list[_Draft],
) -> None:
    """Add the drafts of one run of lines; `first` is the index of its first line, `nesting` the open lists' indents."""
    index = 0
    runs_on = _joins(chunk, wrap)
    while index < len(chunk):
        line = chunk[index]
        if taken := _table_rows(chunk, index, settings):
            drafts.append(_table_draft(chunk[index : index + taken], number))
            index += taken
            continue
        marker = markers.get(first + index)
        in_prose = index > 0 and runs_on[index - 1] and drafts and drafts[-1].chunk == number
        if marker is not None and not in_prose:
            end = _item_end(chunk, index, first, markers, runs_on)
            drafts.append(_item_draft(chunk[index:end], marker, nesting, number))
            index = end
            continue
        if _is_rule(line):
            index += 1
            continue
        if heading := _marked_heading(chunk, index, number):
            drafts.append(heading[0])
            index += heading[1]
            nesting.clear()
            continue
        end = index + 1
        while end < len(chunk) and runs_on[end - 1] and not _table_rows(chunk, end, settings):
            end += 1
        drafts.append(_Draft(chunk[index:end], alone=end - index == len(chunk), chunk=number))
        if line.indent <= (nesting[0] if nesting else 0):
            nesting.clear()
        index = end


def _joins(chunk: list[_Line], wrap: int) -> list[bool]:
    """For each line but the last of a run of lines, whether the next one continues it."""
    joins = [
        line.quoted == following.quoted
        and not (line.tabs and line.tabs == following.tabs)
        and not _is_rule(following)
        and _runs_on(line, following, wrap)
        for line, following in pairwise(chunk)
    ]
    # Of a list of headlines some end by chance where filling would end them; of a paragraph, most do.
    if len(joins) >= _CASELESS_PAIRS and sum(joins) * 2 < len(joins):
        return [False] * len(joins)
    return joins


def _marked_heading(chunk: list[_Line], index: int, number: int) -> tuple[_Draft, int] | None:
    """A heading that says so, underlined or with number signs, and how many lines it takes."""
    line = chunk[index]
    if found := _HASHES.match(line.text):
        if len(line.text) > 2 * _LONGEST_HEADING:
            return None
        content = _cut(line, found.end())
        return _Draft([content], "heading", level=len(found["hashes"]), chunk=number), 1
    if index + 1 >= len(chunk) or len(line.text) > _LONGEST_HEADING:
        return None
    below = chunk[index + 1]
    if index and not _is_rule(chunk[index - 1]):
        return None
    if below.quoted != line.quoted or not _UNDERLINE.fullmatch(below.text):
        return None
    if below.text[0] == "-" and len(below.text) * 2 < len(line.text):
        return None
    return _Draft([line], "heading", level=1 if below.text[0] == "=" else 2, chunk=number), 2


def _cut(line: _Line, width: int) -> _Line:
    """The line from `width` characters on."""
    return line._replace(text=line.text[width:], start=line.start + width)


def _item_end(chunk: list[_Line], index: int, first: int, markers: dict[int, _Marker], runs_on: list[bool]) -> int:
    """Past the last line of the item that starts at `index`: lines hung under it, or wrapped."""
    item = chunk[index]
    end = index + 1
    while end < len(chunk) and first + end not in markers:
        line = chunk[end]
        if line.quoted != item.quoted or not (line.indent >= item.indent + 2 or runs_on[end - 1]):
            break
        end += 1
    return end


def _item_draft(lines: list[_Line], marker: _Marker, nesting: list[int], number: int) -> _Draft:
    """A list item; its level is the number of lists open at its indent."""
    indent = lines[0].indent
    while nesting and nesting[-1] > indent + 1:
        nesting.pop()
    if not nesting or indent > nesting[-1] + 1:
        nesting.append(indent)
    lines = [_cut(lines[0], marker.width), *lines[1:]]
    return _Draft(lines, "item", level=len(nesting), ordinal=marker.ordinal, chunk=number)


# ── Tables ────────────────────────────────────────────────────────────────────────────────────────


def _table_rows(chunk: list[_Line], index: int, settings: Settings) -> int:
    """How many lines from `index` on are rows of one table; 0 when there is none."""
    line = chunk[index]
    if "\t" in line.text:
        if index and chunk[index - 1].tabs == line.tabs:
            return 0  # the first row looked, and found the table too large
        end = index + 1
        while end < len(chunk) and chunk[end].tabs == line.tabs and chunk[end].quoted == line.quoted:
            end += 1
        cells = (end - index) * (line.tabs + 1)
        return end - index if end - index > 1 and cells <= settings.max_cells else 0
    if "|" not in line.text or (index and _is_pipe_row(chunk[index - 1])):
        return 0
    if not _is_pipe_row(line) and not (index + 1 < len(chunk) and _is_pipe_rule(chunk[index + 1])):
        return 0
    columns = len(_pipe_cells(line))
    end = index + 1
    while end < len(chunk) and "|" in chunk[end].text and len(_pipe_cells(chunk[end])) == columns:
        end += 1
    rows = end - index
    return rows if rows > 1 and columns > 1 and rows * columns <= settings.max_cells else 0


def _is_pipe_row(line: _Line) -> bool:
    """Whether a line opens and closes with a pipe."""
    return len(line.text) > 2 and line.text[0] == "|" == line.text[-1]


def _is_pipe_rule(line: _Line) -> bool:
    """Whether a line is the rule under the header of a pipe table."""
    return "-" in line.text and "|" in line.text and _PIPE_RULE.fullmatch(line.text) is not None


def _pipe_cells(line: _Line) -> list[tuple[str, int]]:
    """The cells of a row in pipes, each with its place."""
    start = 1 if line.text[0] == "|" else 0
    end = len(line.text) - 1 if len(line.text) > 1 and line.text[-1] == "|" else len(line.text)
    return _cells(line, [found.span() for found in _PIPE.finditer(line.text, start, end)], start, end)


def _tab_cells(line: _Line) -> list[tuple[str, int]]:
    """The cells of a row in tabs, empty ones at its ends included, each with its place."""
    partings = [found.span() for found in _TAB.finditer(line.text)]
    cells = _cells(line, partings, 0, len(line.text))
    after = line.tabs - line.lead_tabs - len(partings)
    return [("", line.start)] * line.lead_tabs + cells + [("", line.start)] * after


def _cells(line: _Line, partings: Iterable[tuple[int, int]], start: int, end: int) -> list[tuple[str, int]]:
    """The cells between the partings of a row, edges stripped, each with its place in the capture."""
    cells = []
    for (_, left), (right, _) in pairwise([(0, start), *partings, (end, end)]):
        raw = line.text[left:right]
        content = raw.lstrip(_EDGE)
        cells.append((content.rstrip(_EDGE), line.start + left + len(raw) - len(content)))
    return cells


def _table_draft(rows: list[_Line], number: int) -> _Draft:
    """A table of rows in tabs or in pipes."""
    if rows[0].tabs:
        return _Draft(rows, "table", cells=[_tab_cells(row) for row in rows], chunk=number)
    header = _is_pipe_rule(rows[1])
    cells = [_pipe_cells(row) for row in rows if not _is_pipe_rule(row)]
    return _Draft(rows, "table", cells=cells, header=header, chunk=number)


# ── Captions and headings ─────────────────────────────────────────────────────────────────────────


class Sight(NamedTuple):
    """What position is judged by: a block's kind, the columns it takes on one line, and its last line."""

    kind: Kind
    columns: int
    last: str

    @property
    def is_prose(self) -> bool:
        """Whether it reads as a paragraph of prose: long, or a sentence of some length."""
        if self.kind not in ("paragraph", "quotation"):
            return False
        return self.columns >= _PROSE or (self.columns >= _SHORT_PROSE and _ends_sentence(self.last))


def _sight(draft: _Draft) -> Sight:
    """How a draft looks beside its neighbours."""
    return Sight(draft.kind, sum(_columns(line.text) for line in draft.lines), draft.lines[-1].text)


def sight_of(block: Block) -> Sight:
    """How a block looks beside its neighbours."""
    return Sight(block.kind, _columns(block.text), block.text)


def _credit(text: str) -> str:
    """Whether a line ends in a picture credit: "strong" where nothing else looks like it, "weak", or ""."""
    if len(text) > _LONGEST_CAPTION:
        return ""
    tail = text[-_CREDIT_TAIL:]
    if _STRONG_CREDIT.search(tail):
        return "strong"
    bracket = _BRACKET_CREDIT.search(tail)
    if bracket and _BRACKET_PICTURE.search(bracket[1]):
        return "strong"
    if bracket and re.fullmatch(rf"{_NAME} ?/ ?{_NAME}", bracket[1]):
        return "weak"
    if _COPYRIGHT_CREDIT.search(tail) or _SLASH_CREDIT.search(tail) or _DOMAIN_CREDIT.search(tail):
        return "weak"
    return ""


def caption_places(sights: Sequence[Sight]) -> list[int]:
    """Which blocks are picture captions: paragraphs that end in a credit.

    The plainer credits (a bare domain, "name / agency", a copyright sign) count only between a headline and the first
    paragraph, where nothing else ends so.
    """
    credits = [_credit(sight.last) if sight.kind == "paragraph" else "" for sight in sights]
    prose = (index for index, sight in enumerate(sights) if not credits[index] and sight.is_prose)
    first_prose = next(prose, -1)
    headline = False
    places = []
    for index, (sight, credit) in enumerate(zip(sights, credits, strict=True)):
        in_place = headline and index < first_prose <= index + 1 + _CAPTION_REACH
        if credit == "strong" or (credit == "weak" and in_place):
            places.append(index)
        elif sight.kind == "heading" or (sight.kind == "paragraph" and sight.columns >= _SHORTEST_HEADLINE):
            headline = True
    return places


def _find_captions(drafts: list[_Draft]) -> None:
    """Turn the paragraphs that end in a picture credit into captions, with the line directly above a lone credit."""
    for index in caption_places([_sight(draft) for draft in drafts]):
        draft = drafts[index]
        draft.kind = "caption"
        if index < 2 or _sight(draft).columns > _SHORT_PROSE:
            continue
        above = drafts[index - 1]
        if above.chunk == draft.chunk and above.kind == "paragraph" and len(above.lines[0].text) <= _LONGEST_CAPTION:
            above.kind = "caption"


def _find_headings(drafts: list[_Draft]) -> None:
    """Turn short lines that stand alone before prose into headings of level 2.

    Where a dump parts its paragraphs by line ends only, a line stands alone when prose is before and after it.
    """
    sights = [_sight(draft) for draft in drafts]
    prose = [sight.is_prose for sight in sights]
    places = [index for index, draft in enumerate(drafts) if draft.kind != "caption"]
    for place, following in pairwise(places):
        draft = drafts[place]
        if draft.kind != "paragraph" or drafts[following].quoted != draft.quoted:
            continue
        if not prose[following] or sights[following].columns <= sights[place].columns:
            continue
        between = place > 0 and prose[place - 1] and following == place + 1
        if (draft.alone or between) and _reads_as_heading(draft):
            draft.kind = "heading"
            draft.level = 2


def _reads_as_heading(draft: _Draft) -> bool:
    """Whether a line has the shape of a heading: short, no sentence's end, no date, no byline, capitalised."""
    if len(draft.lines) > 1:
        return False
    text = draft.lines[0].text
    if not 2 <= len(text) <= _LONGEST_HEADING or text.rstrip(_CLOSERS)[-1:] in _NO_HEADING_END:
        return False
    letter = _first_letter(text)
    if not letter or letter.islower() or len(_DIGITS.findall(text)) > 1 or "://" in text:
        return False
    return not _is_byline(text)


def _is_byline(text: str) -> bool:
    """Whether a line is a word such as "by" and names.

    >>> _is_byline("Por Ana Bell"), _is_byline("Por qué llueve")
    (True, False)
    """
    first, *names = text.split()
    if first.lower().rstrip(":") not in _BY_WORDS or not 1 <= len(names) <= 8:
        return False
    return all(not name[0].islower() or name in _NAME_JOINTS for name in names)


# ── Blocks ────────────────────────────────────────────────────────────────────────────────────────


def _block(draft: _Draft) -> Block | None:
    """The block of a draft; None when nothing is left to read."""
    text, runs = _table_text(draft.cells) if draft.cells is not None else _joined(draft.lines)
    if not runs:
        return None
    kind: Kind = "quotation" if draft.quoted and draft.kind == "paragraph" else draft.kind
    return Block(
        kind=kind,
        text=text,
        where=Span(runs[0][1], runs[-1][2]),
        marks=tuple(find_addresses(text)),
        runs=tuple(runs),
        level=draft.level,
        ordinal=draft.ordinal,
        quoted=draft.quoted,
        header=draft.header,
    )


def _joined(lines: list[_Line]) -> tuple[str, list[tuple[int, int, int]]]:
    """The text of a paragraph's lines, and a run for each of them."""
    parts: list[str] = []
    runs: list[tuple[int, int, int]] = []
    length = 0
    for index, line in enumerate(lines):
        raw = line.text
        if index:
            joint = _joint(lines[index - 1].text, raw)
            parts.append(joint)
            length += len(joint)
        if index + 1 < len(lines) and raw[-1] == _SOFT_HYPHEN:
            raw = raw.rstrip(_SOFT_HYPHEN).rstrip(_EDGE)
        if not raw:
            continue
        folded = " ".join(raw.split())
        parts.append(folded)
        runs.append((length, line.start, line.start + len(raw)))
        length += len(folded)
    return "".join(parts), runs


def _table_text(rows: list[list[tuple[str, int]]]) -> tuple[str, list[tuple[int, int, int]]]:
    """The text of a table, tabs between cells and newlines between rows, and a run for each cell that holds any."""
    parts: list[str] = []
    runs: list[tuple[int, int, int]] = []
    length = 0
    for row_number, row in enumerate(rows):
        for cell_number, (raw, start) in enumerate(row):
            if row_number or cell_number:
                parts.append("\t" if cell_number else "\n")
                length += 1
            if folded := " ".join(raw.split()):
                parts.append(folded)
                runs.append((length, start, start + len(raw)))
                length += len(folded)
    return "".join(parts), runs
