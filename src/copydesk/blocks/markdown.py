"""Markdown captures → blocks.

`grammar` reads the document as CommonMark; `inline` lays the words of each block against the source. Here the tokens
become blocks, each knowing the lists and quotations around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import msgspec
from markdown_it.token import Token

from copydesk.blocks import Sheet
from copydesk.blocks.front_matter import is_own_copy, read_front_matter
from copydesk.blocks.grammar import FOOTNOTE, NEWLINE, markup_cost, parser, too_hard
from copydesk.blocks.inline import (
    HTML_MARKS,
    HTML_PIECE,
    Inline,
    Places,
    add_html_picture,
    add_html_tag,
    add_html_text,
    lay_tokens,
)
from copydesk.blocks.text import blocks_between, caption_places, sight_of
from copydesk.records import Block, Capture, Kind, Mark, Picture, Span
from copydesk.settings import Settings

_LONGEST_INLINE: Final = 400_000
"""Characters of one paragraph whose inline markup is read: room for a whole report on one line."""
_MARKUP_BUDGET: Final = 20
"""How often, on average, a character may be looked at for the brackets and tags around it: where they pair up it is
about once for each pair around it, where they do not it grows with the length of the text."""
_BUDGET_FLOOR: Final = 100_000

_BAR: Final = re.compile(r"(?<!\\)\|")
_ROW_EDGES: Final = re.compile(r"^[ \t>]*+\|?|(?<!\\)\|[ \t]*+$")
_ROW_LEAD: Final = re.compile(r"[ \t>]*+")
_ALIGNED: Final = {"text-align:left": "l", "text-align:center": "c", "text-align:right": "r"}
_BOX: Final = re.compile(r"\[([ xX])\][ \t]")
_NOTES: Final = re.compile(r"^[> ]*\[(\^[^\]\s]+)\]:[ \t]+", re.MULTILINE)
"""The labels of notes, at the beginning of what they say."""

_INLINE_HTML: Final = frozenset(
    [*HTML_MARKS, "u", "span", "abbr", "small", "mark", "q", "time", "font", "big", "ins", "var", "wbr", "bdi", "bdo"]
)
_HTML_KINDS: Final[dict[str, tuple[Kind, int]]] = {
    **{f"h{level}": ("heading", level) for level in range(1, 7)},
    "li": ("item", 1),
    "figcaption": ("caption", 0),
    "blockquote": ("quotation", 0),
}


def sheet_of_markdown(capture: Capture, settings: Settings) -> Sheet:
    """The blocks of a Markdown capture, and what its front matter declares."""
    declared, start = read_front_matter(capture.text)
    why = too_hard(capture.text, start)
    if not why:
        try:
            reader = _Reader(capture, start, settings)
            reader.read()
        except (RecursionError, RuntimeError) as error:
            why = f"its Markdown could not be parsed ({type(error).__name__})"
        else:
            # A copy says which of its paragraphs are captions; elsewhere they are told by the credit they end in.
            blocks = reader.blocks if is_own_copy(declared) else _with_captions(reader.blocks)
            return Sheet(_warned(capture, reader.warnings), blocks, None, declared)
    blocks = blocks_between(capture.text, start, len(capture.text), settings)
    return Sheet(_warned(capture, [f"read as plain text: {why}"]), blocks, None, declared)


def _with_captions(blocks: list[Block]) -> list[Block]:
    """The blocks, with those paragraphs turned into captions that read as one."""
    captions = frozenset(caption_places([sight_of(block) for block in blocks]))
    return [
        msgspec.structs.replace(block, kind="caption") if index in captions else block
        for index, block in enumerate(blocks)
    ]


def _warned(capture: Capture, warnings: Sequence[str]) -> Capture:
    """The capture with warnings added."""
    return msgspec.structs.replace(capture, warnings=(*capture.warnings, *warnings)) if warnings else capture


class _List(NamedTuple):
    """A list being read: the number of its next item, None in an unordered one."""

    number: int | None


class _Said(NamedTuple):
    """What the tokens say of a block beside its words; the level is that of the lists around where it says none."""

    kind: Kind
    level: int | None = None
    ordinal: int | None = None
    task: str = ""
    header: bool = False
    alignment: str = ""
    language: str = ""


class _Reader:
    """One reading of a document: the stack of lists and quotations, and the blocks so far."""

    def __init__(self, capture: Capture, start: int, settings: Settings) -> None:
        # The parser puts a replacement character for a null one; with both alike, lines can be compared.
        text = capture.text.replace("\x00", "\ufffd")
        ends = [(found.start(), found.end()) for found in NEWLINE.finditer(text, start)]
        self.starts = [start, *(end for _, end in ends)]
        stops = [*(stop for stop, _ in ends), len(text)]
        self.lines = [text[begin:stop] for begin, stop in zip(self.starts, stops, strict=True)]
        self.settings = settings
        self.blocks: list[Block] = []
        self.warnings: list[str] = []
        self.env: dict[str, Any] = {}
        self.budget = _BUDGET_FLOOR + _MARKUP_BUDGET * (len(text) - start)
        self.lists: list[_List] = []
        self.items: list[int | None] = []
        self.fresh = False
        self.quoted = 0

    def read(self) -> None:
        """Read the whole document, block token by block token."""
        if self.lines and self.lines[0].startswith("\ufeff"):
            self.lines[0] = self.lines[0][1:]
            self.starts[0] += 1
        document = "\n".join(self.lines)
        self.env["notes"] = set(_NOTES.findall(document)) if FOOTNOTE in document else set()
        tokens = parser().parse(document, self.env)
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if token.type == "table_open":
                index = self.table(tokens, index)
                continue
            handler = _HANDLERS.get(token.type)
            if handler:
                handler(self, token)
            elif token.type == "inline":
                self.inline(token, tokens[index - 1])
            index += 1

    def quote_open(self, _: Token) -> None:
        """A block quotation begins."""
        self.quoted += 1

    def quote_close(self, _: Token) -> None:
        """A block quotation ends."""
        self.quoted -= 1

    def list_open(self, token: Token) -> None:
        """A list begins."""
        start = token.attrGet("start")
        number = None if token.type.startswith("bullet") else (1 if start is None else int(start))
        self.lists.append(_List(number))

    def list_close(self, _: Token) -> None:
        """A list ends."""
        self.lists.pop()
        self.fresh = False

    def item_open(self, _: Token) -> None:
        """A list item begins: its first paragraph will be the item."""
        number = self.lists[-1].number
        self.items.append(number)
        if number is not None:
            self.lists[-1] = _List(number + 1)
        self.fresh = True

    def item_close(self, _: Token) -> None:
        """A list item ends."""
        self.items.pop()
        self.fresh = False

    def inline(self, token: Token, opener: Token) -> None:
        """A paragraph or heading: its text with marks, or the pictures it consists of."""
        line = self.lay(token)
        kind: Kind = "quotation" if self.quoted else "paragraph"
        level = len(self.items)
        ordinal = None
        task = ""
        if opener.type == "heading_open":
            kind, level = "heading", int(opener.tag[1:])
        elif self.fresh and self.items:
            kind, ordinal = "item", self.items[-1]
            box = _BOX.match(token.content)
            task = ("-" if box[1] == " " else "x") if box and line.text.startswith(box[0].rstrip()) else ""
        self.fresh = False
        if (embed := line.embed()) is not None and kind in ("paragraph", "quotation"):
            self.figure(embed, Span(line.runs[0][1], line.runs[-1][2]))
            return
        if not line.text:
            for picture, where in line.pictures:
                self.figure(picture, where)
            return
        # Pictures among the words are left out; those before and behind stand for themselves, as blocks are apart and
        # in order. An item has to begin with its words.
        first, last = line.runs[0][1], line.runs[-1][2]
        for picture, where in line.pictures:
            if where.end <= first and kind != "item":
                self.figure(picture, where)
        self.add(line, _Said(kind, level, ordinal, task))
        for picture, where in line.pictures:
            if where.start >= last:
                self.figure(picture, where)

    def figure(self, picture: Picture, where: Span) -> None:
        """A picture that stands by itself."""
        self.blocks.append(
            Block(kind="figure", text="", where=where, level=len(self.items), quoted=self.quoted, picture=picture)
        )

    def add(self, line: Inline, said: _Said) -> None:
        """Add the block of a text that was laid against its source."""
        marks = line.all_marks() if said.kind != "code" else ()
        note = _NOTES.match(line.text) if said.kind == "paragraph" and self.env["notes"] else None
        if note is not None:
            marks = (Mark("footnote", 0, note.end()), *marks)
        if said.task:
            marks = (Mark("footnote", 0, min(4, len(line.text))), *marks)
        self.blocks.append(
            Block(
                kind=said.kind,
                text=line.text,
                where=Span(line.runs[0][1], line.runs[-1][2]),
                marks=marks,
                runs=tuple(line.runs),
                level=len(self.items) if said.level is None else said.level,
                ordinal=said.ordinal,
                task=said.task,
                quoted=self.quoted,
                header=said.header,
                alignment=said.alignment if said.alignment.strip("-") else "",
                language=said.language,
                insets=tuple(each for each in line.insets if each[0] <= len(line.text)),
                note=note[1].removeprefix("^") if note is not None else "",
            )
        )

    def code(self, token: Token) -> None:
        """Code, fenced or indented: verbatim, a run for each line."""
        self.fresh = False
        if token.map is None or not token.content.strip():
            return
        first = token.map[0] + (token.type == "fence")
        line = Inline()
        content = token.content.removesuffix("\n").rstrip("\n")
        for number, piece in enumerate(content.split("\n")):
            line.verbatim("\n" if number else "")
            source, start = self.lines[first + number], self.starts[first + number]
            # An indent that stands partly in a tab was written out by the parser, and is in no run.
            kept = piece if source.endswith(piece) else piece.lstrip(" ")
            line.verbatim(piece[: len(piece) - len(kept)])
            if kept.strip():
                line.verbatim(kept, start + len(source) - len(kept))
            else:
                line.verbatim(kept)
        if line.runs:
            line.from_first_run()
            words = token.info.split(None, 1)
            self.add(line, _Said("code", language=words[0] if words else ""))

    def html(self, token: Token) -> None:
        """A block of HTML: the text of its paragraphs."""
        self.fresh = False
        if token.map is None:
            return
        content, places = self.place(token.content.rstrip("\n"), token.map[0])
        line = Inline()
        kind: Kind = "paragraph"
        level = 0

        def flush() -> None:
            nonlocal line
            line.close_all()
            if line.text:
                named: Kind = "quotation" if self.quoted and kind == "paragraph" else kind
                self.add(line, _Said(named, level or None))
            else:
                for picture, where in line.pictures:
                    self.figure(picture, where)
            line = Inline()

        position = 0
        for found in HTML_PIECE.finditer(content):
            add_html_text(line, content, position, found.start(), places)
            position = found.end()
            tag = (found["tag"] or "").lower()
            if not tag or tag in _INLINE_HTML:
                add_html_tag(line, found)
            elif tag == "br":
                line.end_line()
            elif tag == "img":
                add_html_picture(line, found, places)
            else:
                flush()
                kind, level = ("paragraph", 0) if found["close"] else _HTML_KINDS.get(tag, (kind, level))
        add_html_text(line, content, position, len(content), places)
        flush()

    def table(self, tokens: list[Token], index: int) -> int:
        """A table, or the lines of one that is too large; the index of the token after it."""
        self.fresh = False
        line = Inline()
        rows = cells = width = written = 0
        cursor = 0
        header = True
        large = False
        alignment = ""
        while tokens[index].type != "table_close":
            token = tokens[index]
            index += 1
            if token.type == "tr_open" and token.map:
                line.cell_end("\n" if line.runs else "", keep=not large)
                rows, cells = rows + 1, 0
                written = _cells_written(self.lines[token.map[0]])
                cursor = 0
                if large and line.runs:
                    self.add(line, _Said("paragraph"))
                    line = Inline()
            elif token.type == "th_open":
                alignment += _ALIGNED.get(str(token.attrs.get("style", "")), "-")
            elif token.type == "inline" and token.map and cells < written:
                if cells:
                    line.cell_end("\t" if not large else " ", keep=True)
                cells += 1
                width = max(width, cells)
                content, places, cursor = self.place_cell(token.content, token.map[0], cursor)
                if content:
                    self.lay_into(line, content, places, in_cell=True)
            elif token.type == "thead_close":
                if not line.runs:  # a table without a header is written with an empty one
                    line, header = Inline(), False
                large = width * _rows_ahead(tokens, index) > self.settings.max_cells
        if line.runs:
            line.text_end_at_run()
            if large:
                self.add(line, _Said("paragraph"))
            else:
                self.add(line, _Said("table", header=header, alignment=alignment))
        return index + 1

    # Where the inline text of a token stands.

    def lay(self, token: Token) -> Inline:
        """The inline text of a token, laid against its source."""
        line = Inline()
        if token.map is None:
            return line
        content, places = self.place(token.content, token.map[0])
        if content:
            self.lay_into(line, content, places)
        return line

    def place(self, content: str, first: int) -> tuple[str, Places]:
        """The content of a token without the indents of its lines, and where each of its lines stands.

        Every line of the content is the end of its source line, but for closing marks of a heading and white space.
        Lines of nothing but no-break spaces count for the parser as a start of the paragraph that it trims away.
        """
        pieces: list[str] = []
        offsets: list[int] = []
        places: list[int] = []
        length = 0
        for number, piece in enumerate(content.split("\n")):
            kept = piece.lstrip(" \t")
            while number == 0 and kept not in self.lines[first] and first + 1 < len(self.lines):
                first += 1
            source, start = self.lines[first + number], self.starts[first + number]
            at = len(source) - len(kept)
            if not source.endswith(kept):
                at = source.rstrip(" \t#").rfind(kept)
                if at < 0:
                    at = max(source.rfind(kept), 0)
            pieces.append(kept)
            offsets.append(length)
            places.append(start + at)
            length += len(kept) + 1
        return "\n".join(pieces), Places(offsets, places)

    def place_cell(self, content: str, number: int, cursor: int) -> tuple[str, Places, int]:
        """The content of a table cell, where it stands in its row, and from where to look for the next cell."""
        source, start = self.lines[number], self.starts[number]
        if cursor == 0:
            found = _ROW_LEAD.match(source)
            cursor = found.end() if found else 0
        raw = content.replace("|", "\\|")
        at = source.find(raw, cursor) if content else -1
        if at < 0:
            return "", Places([0], [start]), source.find("|", cursor) + 1 or len(source)
        offsets = [0]
        places = [start + at]
        for found in re.finditer(r"\|", content):
            offsets.append(found.start())
            places.append(start + at + found.start() + len(offsets) - 1)
        after = source.find("|", at + len(raw)) + 1 or len(source)
        return content, Places(offsets, places), after

    def lay_into(self, line: Inline, content: str, places: Places, *, in_cell: bool = False) -> None:
        """Parse inline text and add it to a line, with its marks and its places."""
        cost = markup_cost(content)
        self.budget -= cost
        if len(content) > _LONGEST_INLINE or (self.budget < 0 and cost > len(content)):
            if not self.warnings:
                self.warnings.append(
                    "read without its inline markup: a paragraph too long, or with too many open brackets or tags"
                )
            for found in re.finditer(r"[^\n]+", content):
                line.words(found.group(), places, found.start())
                line.space = True
            return
        tokens: list[Token] = []
        parser().inline.parse(content, parser(), self.env, tokens)
        lay_tokens(line, tokens, content, places, in_cell=in_cell)


_HANDLERS: Final[dict[str, Callable[[_Reader, Any], None]]] = {
    "blockquote_open": _Reader.quote_open,
    "blockquote_close": _Reader.quote_close,
    "bullet_list_open": _Reader.list_open,
    "ordered_list_open": _Reader.list_open,
    "bullet_list_close": _Reader.list_close,
    "ordered_list_close": _Reader.list_close,
    "list_item_open": _Reader.item_open,
    "list_item_close": _Reader.item_close,
    "fence": _Reader.code,
    "code_block": _Reader.code,
    "html_block": _Reader.html,
}


def _cells_written(row: str) -> int:
    """How many cells a row has; the parser makes up those missing to the width of the header."""
    return len(_BAR.findall(_ROW_EDGES.sub("", row))) + 1


def _rows_ahead(tokens: list[Token], index: int) -> int:
    """How many rows a table has after its header."""
    rows = 1
    while tokens[index].type != "table_close":
        rows += tokens[index].type == "tr_open"
        index += 1
    return rows
