"""Markdown captures → blocks.

The grammar is CommonMark with tables and strikethrough, read by markdown-it-py. That parser says on which lines a
block stands but not where its words do, so each inline token is laid against the source again: tokens come in source
order, and each says by its markup how many characters of the source it takes. Only links and images do not; a small
wrapper around their rules notes where they ended.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from copydesk.blocks import Sheet
from copydesk.blocks.front_matter import is_own_copy, read_front_matter
from copydesk.blocks.text import blocks_between, caption_places, sight_of
from copydesk.records import FORMULA, Block, Capture, Kind, Mark, MarkKind, Picture, Span
from copydesk.settings import Settings

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_DEEPEST: Final = 100
"""Levels of nesting the grammar is followed to: the parser calls itself for each, and Python's stack has an end."""
_LARGEST: Final = 16_000_000
"""Characters; a longer document is read as plain text, as the parser keeps a token for every word of markup."""
_MOST_LINES: Final = 300_000
"""Lines; a document of more is read as plain text, as the parser looks at every line with every rule."""
_LONGEST_INLINE: Final = 400_000
"""Characters of one paragraph whose inline markup is read: room for a whole report on one line."""
_MARKUP_BUDGET: Final = 20
"""How often, on average, a character may be looked at for the brackets and tags around it: where they pair up it is
about once for each pair around it, where they do not it grows with the length of the text."""
_MOST_OPEN_MARKS: Final = 50
"""Marks inside one another that are followed; a hostile text may open a tag in every word and close none."""
_BUDGET_FLOOR: Final = 100_000

_NEWLINE: Final = re.compile(r"\r\n?|\n")
_PREFIX: Final = re.compile(r"(?:[ \t>]|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))*+")
_PREFIX_MARK: Final = re.compile(r"[-+*>]|\d+[.)]")
_THEMATIC: Final = re.compile(r"[ \t>]*+([-_*])(?:[ \t]*+\1)*+[ \t]*+")
_UNSAFE: Final = re.compile(r"\s*(?:javascript|vbscript|data)\s*:", re.IGNORECASE)
_BREAK: Final = re.compile(r"[ \t]*\\?\n[ \t]*")
_BAR: Final = re.compile(r"(?<!\\)\|")
_ROW_EDGES: Final = re.compile(r"^[ \t>]*+\|?|(?<!\\)\|[ \t]*+$")
_ROW_LEAD: Final = re.compile(r"[ \t>]*+")
_OPENERS: Final = re.compile(r"<!--|<\?|<!\[CDATA\[|<![A-Za-z]")
_ENTITY: Final = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
_FOOTNOTE: Final = "[^"
_ALIGNED: Final = {"text-align:left": "l", "text-align:center": "c", "text-align:right": "r"}
_BOX: Final = re.compile(r"\[([ xX])\][ \t]")
_MEDIA: Final = frozenset({"video", "audio", "post", "chart", "map", "document"})
"""Titles of links by which a copy says what they show."""
_NOTE: Final = re.compile(r"\[(\^[^\]\s]+)\]")
_NOTES: Final = re.compile(r"^[> ]*\[(\^[^\]\s]+)\]:[ \t]+", re.MULTILINE)
"""The labels of notes, at the beginning of what they say."""

# Pieces of HTML: comments and their like, elements whose text no reader sees, tags.
_HTML_PIECE: Final = re.compile(
    r"<!--(?:(?!-->).)*+(?:-->|$)|<\?[^>]*+>?|<![^>]*+>?"
    r"|<(?P<skipped>script|style|template)\b[^>]*+>(?:(?!</(?P=skipped)).)*+(?:</(?P=skipped)[^>]*+>|$)"
    r"|<(?P<close>/?)(?P<tag>[A-Za-z][A-Za-z0-9-]*+)(?P<rest>(?:[^<>\"']|\"[^\"]*+\"|'[^']*+'|[\"'])*+)>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE: Final = re.compile(r"([A-Za-z][\w:-]*+)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))")
_HTML_MARKS: Final[dict[str, MarkKind]] = {
    "a": "link",
    "b": "strong",
    "strong": "strong",
    "i": "emphasis",
    "em": "emphasis",
    "cite": "emphasis",
    "code": "code",
    "kbd": "code",
    "s": "strike",
    "del": "strike",
    "strike": "strike",
    "sup": "superscript",
    "sub": "subscript",
}
_MARKS: Final[dict[str, MarkKind]] = {"strong": "strong", "em": "emphasis", "s": "strike", "link": "link"}
_INLINE_HTML: Final = frozenset(
    [*_HTML_MARKS, "u", "span", "abbr", "small", "mark", "q", "time", "font", "big", "ins", "var", "wbr", "bdi", "bdo"]
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
    why = _too_hard(capture.text, start)
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


def _too_hard(text: str, start: int) -> str:
    """Why a document is not given to the Markdown parser; empty when it is."""
    if len(text) - start > _LARGEST:
        return f"longer than {_LARGEST:,} characters"
    lines = _NEWLINE.split(text[start:])
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


@cache
def _parser() -> MarkdownIt:
    """The Markdown parser: addresses kept as written, blocks first, inline text on demand."""
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import reference
    from markdown_it.rules_inline import image, link

    class Verbatim(MarkdownIt):
        """A parser that neither encodes nor refuses addresses."""

        def normalizeLink(self, url: str) -> str:  # noqa: N802 - named by the parent
            return url

        def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - named by the parent
            return link

        def validateLink(self, url: str) -> bool:  # noqa: N802 - named by the parent
            return True

    def noting_end(rule: Callable[[Any, bool], bool]) -> Callable[[Any, bool], bool]:
        """The rule, with the place where it ended noted on the last token it made."""

        def noted(state: Any, silent: bool) -> bool:
            found = rule(state, silent)
            if found and not silent:
                state.tokens[-1].meta = {"end": state.pos}
            return found

        return noted

    def reference_but_no_footnote(state: Any, first: int, last: int, silent: bool) -> bool:
        """Link definitions; a footnote, which CommonMark would swallow as one, stays text."""
        if state.src.startswith(_FOOTNOTE, state.bMarks[first] + state.tShift[first]):
            return False
        return reference(state, first, last, silent)

    def formula(state: Any, silent: bool) -> bool:
        """A formula between dollar signs, whose characters stand for themselves."""
        found = FORMULA.match(state.src, state.pos)
        if found is None:
            return False
        if not silent:
            token = state.push("formula", "", 0)
            token.content, token.markup = found["tex"], found["sign"]
        state.pos = found.end()
        return True

    def note(state: Any, silent: bool) -> bool:
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

    parser = Verbatim("commonmark", {"maxNesting": 2 * _DEEPEST})
    parser.enable(["table", "strikethrough"]).disable(["inline", "text_join"])
    parser.inline.ruler.at("link", noting_end(link))
    parser.inline.ruler.at("image", noting_end(image))
    parser.inline.ruler.before("escape", "formula", formula)
    parser.inline.ruler.before("link", "note", note)
    parser.block.ruler.at("reference", reference_but_no_footnote)
    return parser


# ── Blocks ────────────────────────────────────────────────────────────────────────────────────────


class _List(NamedTuple):
    """A list being read: the number of its next item, None in an unordered one."""

    number: int | None


class _Reader:
    """One reading of a document: the stack of lists and quotations, and the blocks so far."""

    def __init__(self, capture: Capture, start: int, settings: Settings) -> None:
        # The parser puts a replacement character for a null one; with both alike, lines can be compared.
        text = capture.text.replace("\x00", "\ufffd")
        ends = [(found.start(), found.end()) for found in _NEWLINE.finditer(text, start)]
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
        self.env["notes"] = set(_NOTES.findall(document)) if _FOOTNOTE in document else set()
        tokens = _parser().parse(document, self.env)
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
        self.add(kind, line, level=level, ordinal=ordinal, task=task)
        for picture, where in line.pictures:
            if where.start >= last:
                self.figure(picture, where)

    def figure(self, picture: Picture, where: Span) -> None:
        """A picture that stands by itself."""
        self.blocks.append(
            Block(kind="figure", text="", where=where, level=len(self.items), quoted=self.quoted, picture=picture)
        )

    def add(
        self,
        kind: Kind,
        line: _Inline,
        *,
        level: int = 0,
        ordinal: int | None = None,
        task: str = "",
        header: bool = False,
        alignment: str = "",
        language: str = "",
    ) -> None:
        """Add the block of a text that was laid against its source."""
        marks = line.all_marks() if kind != "code" else ()
        note = _NOTES.match(line.text) if kind == "paragraph" and self.env["notes"] else None
        if note is not None:
            marks = (Mark("footnote", 0, note.end()), *marks)
        if task:
            marks = (Mark("footnote", 0, min(4, len(line.text))), *marks)
        self.blocks.append(
            Block(
                kind=kind,
                text=line.text,
                where=Span(line.runs[0][1], line.runs[-1][2]),
                marks=marks,
                runs=tuple(line.runs),
                level=level,
                ordinal=ordinal,
                task=task,
                quoted=self.quoted,
                header=header,
                alignment=alignment if alignment.strip("-") else "",
                language=language,
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
        line = _Inline()
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
            self.add("code", line, level=len(self.items), language=words[0] if words else "")

    def html(self, token: Token) -> None:
        """A block of HTML: the text of its paragraphs."""
        self.fresh = False
        if token.map is None:
            return
        content, places = self.place(token.content.rstrip("\n"), token.map[0])
        line = _Inline()
        kind: Kind = "paragraph"
        level = 0

        def flush() -> None:
            nonlocal line
            line.close_all()
            if line.text:
                named: Kind = "quotation" if self.quoted and kind == "paragraph" else kind
                self.add(named, line, level=level or len(self.items), ordinal=None)
            else:
                for picture, where in line.pictures:
                    self.figure(picture, where)
            line = _Inline()

        position = 0
        for found in _HTML_PIECE.finditer(content):
            _add_html_text(line, content, position, found.start(), places)
            position = found.end()
            tag = (found["tag"] or "").lower()
            if not tag or tag in _INLINE_HTML:
                _add_html_tag(line, found, places)
            elif tag == "br":
                line.end_line()
            elif tag == "img":
                _add_html_picture(line, found, places)
            else:
                flush()
                kind, level = ("paragraph", 0) if found["close"] else _HTML_KINDS.get(tag, (kind, level))
        _add_html_text(line, content, position, len(content), places)
        flush()

    def table(self, tokens: list[Token], index: int) -> int:
        """A table, or the lines of one that is too large; the index of the token after it."""
        self.fresh = False
        line = _Inline()
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
                    self.add("paragraph", line, level=len(self.items))
                    line = _Inline()
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
                    line, header = _Inline(), False
                large = width * _rows_ahead(tokens, index) > self.settings.max_cells
        if line.runs:
            line.text_end_at_run()
            if large:
                self.add("paragraph", line, level=len(self.items))
            else:
                self.add("table", line, level=len(self.items), header=header, alignment=alignment)
        return index + 1

    # Where the inline text of a token stands.

    def lay(self, token: Token) -> _Inline:
        """The inline text of a token, laid against its source."""
        line = _Inline()
        if token.map is None:
            return line
        content, places = self.place(token.content, token.map[0])
        if content:
            self.lay_into(line, content, places)
        return line

    def place(self, content: str, first: int) -> tuple[str, _Places]:
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
        return "\n".join(pieces), _Places(offsets, places)

    def place_cell(self, content: str, number: int, cursor: int) -> tuple[str, _Places, int]:
        """The content of a table cell, where it stands in its row, and from where to look for the next cell."""
        source, start = self.lines[number], self.starts[number]
        if cursor == 0:
            found = _ROW_LEAD.match(source)
            cursor = found.end() if found else 0
        raw = content.replace("|", "\\|")
        at = source.find(raw, cursor) if content else -1
        if at < 0:
            return "", _Places([0], [start]), source.find("|", cursor) + 1 or len(source)
        offsets = [0]
        places = [start + at]
        for found in re.finditer(r"\|", content):
            offsets.append(found.start())
            places.append(start + at + found.start() + len(offsets) - 1)
        after = source.find("|", at + len(raw)) + 1 or len(source)
        return content, _Places(offsets, places), after

    def lay_into(self, line: _Inline, content: str, places: _Places, *, in_cell: bool = False) -> None:
        """Parse inline text and add it to a line, with its marks and its places."""
        cost = _markup_cost(content)
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
        _parser().inline.parse(content, _parser(), self.env, tokens)
        _lay_tokens(line, tokens, content, places, in_cell=in_cell)


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


def _markup_cost(content: str) -> int:
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


# ── Inline text ───────────────────────────────────────────────────────────────────────────────────


class _Places(NamedTuple):
    """Where content stands in the capture: from each of `offsets` on, at the place beside it."""

    offsets: list[int]
    starts: list[int]

    def start(self, offset: int) -> int:
        """The place of a character of the content."""
        index = bisect_right(self.offsets, offset) - 1
        return self.starts[index] + offset - self.offsets[index]

    def end(self, offset: int) -> int:
        """The place just past the character before `offset`."""
        return self.start(offset - 1) + 1

    def cuts(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The stretches of `[start, end)` that stand in one piece."""
        index = bisect_right(self.offsets, start)
        while index < len(self.offsets) and self.offsets[index] < end:
            yield start, self.offsets[index]
            start = self.offsets[index]
            index += 1
        yield start, end


class _Inline:
    """The text of a block being put together: pieces, runs and marks."""

    __slots__ = ("end", "insets", "length", "marks", "medium", "open", "pictures", "pieces", "runs", "space")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.end = 0
        self.runs: list[tuple[int, int, int]] = []
        self.marks: list[Mark] = []
        self.open: list[tuple[str, MarkKind, str | None, int]] = []
        self.pictures: list[tuple[Picture, Span]] = []
        self.insets: list[tuple[int, Picture]] = []
        self.medium = ""
        self.space = False

    def embed(self) -> Picture | None:
        """What the text links to when it is one link of a copy to an embed, and nothing else."""
        if not self.medium or len(self.marks) != 1 or self.pictures:
            return None
        mark = self.marks[0]
        if (mark.start, mark.end) != (0, len(self.text)) or mark.kind != "link":
            return None
        return Picture(mark.target or "", self.text, medium=self.medium)

    @property
    def link(self) -> str:
        """Where the link leads that is open; "" when none is."""
        return next((target or "" for _, kind, target, _ in reversed(self.open) if kind == "link"), "")

    @property
    def text(self) -> str:
        """The text so far."""
        if len(self.pieces) > 1:
            self.pieces = ["".join(self.pieces)]
        return self.pieces[0].rstrip("\n") if self.pieces and self.runs else ""

    def verbatim(self, text: str, start: int | None = None) -> None:
        """Add text as it is; `start` is its place in the capture when it stands there."""
        if not text:
            return
        if start is not None:
            self.runs.append((self.length, start, start + len(text)))
        self.pieces.append(text)
        self.length += len(text)

    def put(self, text: str, start: int, end: int) -> None:
        """Add text without white space at its edges, read from `[start, end)` of the capture."""
        if self.space and self.length and self.pieces[-1][-1] not in "\n\t":
            self.verbatim(" ")
        self.space = False
        self.runs.append((self.length, start, end))
        self.pieces.append(text)
        self.length = self.end = self.length + len(text)

    def words(self, content: str, places: _Places, offset: int) -> None:
        """Add text that stands in the capture as it is, white space folded."""
        for left, right in places.cuts(offset, offset + len(content)):
            piece = content[left - offset : right - offset]
            kept = piece.strip()
            if not kept:
                self.space = self.space or bool(piece)
                continue
            lead = len(piece) - len(piece.lstrip())
            self.space = self.space or lead > 0
            start = places.start(left + lead)
            self.put(" ".join(kept.split()), start, start + len(kept))
            self.space = lead + len(kept) < len(piece)

    def decoded(self, text: str, start: int, end: int) -> None:
        """Add what an escape or an entity at `[start, end)` of the capture stands for."""
        if text.strip():
            self.put(text.strip(), start, end)
        else:
            self.space = self.space or bool(text)

    def end_line(self) -> None:
        """End a line where the author set it to end."""
        self.space = False
        if self.length and self.pieces[-1][-1] not in "\n\t":
            self.verbatim("\n")

    def cell_end(self, parting: str, *, keep: bool) -> None:
        """End a cell or a row."""
        self.close_all()
        self.space = parting == " "
        if keep and parting in ("\t", "\n"):
            self.verbatim(parting)

    def start_mark(self, name: str, kind: MarkKind, target: str | None = None) -> None:
        """Open a mark; it begins with the next run."""
        if len(self.open) < _MOST_OPEN_MARKS:
            self.open.append((name, kind, target, len(self.runs)))

    def end_mark(self, name: str) -> None:
        """Close the innermost open mark of a name, and those left open inside it."""
        names = [opened[0] for opened in self.open]
        if name not in names:
            return
        while True:
            opened, kind, target, first = self.open.pop()
            if opened == name:
                break
        if first < len(self.runs) and not (target is not None and _UNSAFE.match(target)):
            self.marks.append(Mark(kind, self.runs[first][0], self.end, target))

    def close_all(self) -> None:
        """Forget the marks that were never closed."""
        self.open.clear()

    def all_marks(self) -> tuple[Mark, ...]:
        """The marks in order. An address in the open is text: in CommonMark only brackets make it a link."""
        return tuple(sorted(self.marks, key=lambda mark: (mark.start, -mark.end)))

    def from_first_run(self) -> None:
        """Leave out what stands before the first run but is not in the capture: blank lines before code."""
        text = "".join(self.pieces)
        lead = len(text) - len(text.lstrip("\n"))
        self.pieces = [text[lead:]]
        self.length -= lead
        self.runs = [(at - lead, start, end) for at, start, end in self.runs]

    def text_end_at_run(self) -> None:
        """Leave out empty rows at the end of a table."""
        self.pieces = [self.text]
        self.length = len(self.pieces[0])


def _lay_tokens(line: _Inline, tokens: list[Token], content: str, places: _Places, *, in_cell: bool) -> None:
    """Lay inline tokens against their content in turn, adding text and marks to the line.

    `position` is the place in the content up to which tokens have been laid.
    """
    position = 0
    skipping = ""
    for token in tokens:
        kind = token.type
        if kind == "text":
            if skipping:
                position += len(token.content)
                continue
            found = content.startswith(token.content, position)
            at = position if found else content.find(token.content, position)
            if at >= 0:
                line.words(token.content, places, at)
                position = at + len(token.content)
        elif kind == "text_special":
            end = position + len(token.markup)
            if token.info == "escape" and token.content == token.markup:
                line.words(token.content, places, position)
            else:
                line.decoded(token.content, places.start(position), places.end(end))
            position = end
        elif kind in ("softbreak", "hardbreak"):
            found_break = _BREAK.match(content, position)
            position = found_break.end() if found_break else position
            if kind == "hardbreak" and not in_cell:
                line.end_line()
            else:
                line.space = True
        elif kind == "code_inline":
            position = _lay_code(line, token, content, position, places)
        elif kind == "formula":
            line.start_mark("formula", "formula", "display" if len(token.markup) > 1 else None)
            line.words(token.content, places, position + len(token.markup))
            line.end_mark("formula")
            position += len(token.content) + 2 * len(token.markup)
        elif kind == "note":
            line.start_mark("note", "footnote", token.markup)
            line.words(token.content, places, position)
            line.end_mark("note")
            position += len(token.content)
        elif kind == "html_inline":
            piece = _HTML_PIECE.fullmatch(token.content)
            skipping = _lay_html(line, piece, places, position, skipping, in_cell=in_cell)
            position += len(token.content)
        elif kind == "image":
            end = int(token.meta["end"])
            picture = Picture(str(token.attrs.get("src", "")), _alt(token), line.link)
            if in_cell:
                line.insets.append((line.length, picture))
            else:
                line.pictures.append((picture, Span(places.start(position), places.end(end))))
            line.space = line.space or content[end : end + 1].isspace()
            position = end
        elif kind == "link_open":
            line.start_mark("link", "link", str(token.attrs.get("href", "")))
            line.medium = str(token.attrs.get("title", "")) if token.attrs.get("title") in _MEDIA else ""
            position += 1
        elif kind == "link_close":
            line.end_mark("link")
            position = int(token.meta["end"]) if "end" in token.meta else position + 1
        else:
            name = kind.removesuffix("_open").removesuffix("_close")
            if kind.endswith("_open"):
                line.start_mark(name, _MARKS.get(name, "emphasis"))
            else:
                line.end_mark(name)
            position += len(token.markup)
    line.close_all()


def _lay_code(line: _Inline, token: Token, content: str, position: int, places: _Places) -> int:
    """Lay a code span; the position after it."""
    ticks = len(token.markup)
    start = position + ticks
    length = len(token.content)
    if content[start : start + length].replace("\n", " ") != token.content or not content.startswith(
        token.markup, start + length
    ):
        start += 1  # one space on either side belongs to the markup
    line.start_mark("code_inline", "code")
    line.words(content[start : start + length], places, start)
    line.end_mark("code_inline")
    end = content.find(token.markup, start + length)
    return (end if end >= 0 else start + length) + ticks


def _lay_html(
    line: _Inline, piece: re.Match[str] | None, places: _Places, position: int, skipping: str, *, in_cell: bool
) -> str:
    """Take in an HTML tag inside a text; the name of the element whose text is to be skipped, if any."""
    tag = (piece["tag"] or "").lower() if piece else ""
    if piece is None or not tag:
        return skipping
    if tag in ("script", "style"):
        return "" if piece["close"] else tag
    if tag == "br":
        if in_cell:
            line.space = True
        else:
            line.end_line()
    elif tag == "img":
        _add_html_picture(line, piece, places, position)
    else:
        _add_html_tag(line, piece, places)
    return skipping


def _alt(token: Token) -> str:
    """The text of an image for those who cannot see it."""
    return " ".join("".join(_plain(token.children or [])).split())


def _plain(tokens: Sequence[Token]) -> Iterator[str]:
    """The text of inline tokens."""
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type == "image":
            yield from _plain(token.children or [])
        elif token.type != "html_inline":
            yield token.content


# ── HTML inside Markdown ──────────────────────────────────────────────────────────────────────────


def _attributes(piece: re.Match[str]) -> dict[str, str]:
    """The attributes of a tag, names in lower case."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(piece["rest"] or ""):
        found.setdefault(match[1].lower(), html.unescape(match[2] or match[3] or match[4] or ""))
    return found


def _add_html_text(line: _Inline, content: str, start: int, end: int, places: _Places) -> None:
    """Add the text between two tags, entities decoded."""
    position = start
    for found in _ENTITY.finditer(content, start, end):
        line.words(content[position : found.start()], places, position)
        position = found.end()
        decoded = html.unescape(found.group())
        if decoded == found.group():
            line.words(decoded, places, found.start())
        else:
            line.decoded(decoded, places.start(found.start()), places.end(position))
    line.words(content[position:end], places, position)


def _add_html_tag(line: _Inline, piece: re.Match[str], places: _Places) -> None:
    """Open or close the mark of an inline tag; a tag without a mark leaves nothing."""
    tag = (piece["tag"] or "").lower()
    kind = _HTML_MARKS.get(tag)
    if kind is None:
        return
    if piece["close"]:
        line.end_mark("<" + tag)
    elif not (piece["rest"] or "").endswith("/"):
        line.start_mark("<" + tag, kind, _attributes(piece).get("href", "") if kind == "link" else None)


def _add_html_picture(line: _Inline, piece: re.Match[str], places: _Places, offset: int = 0) -> None:
    """Note the picture of an `img` tag; `offset` is where the matched text begins in the content."""
    attributes = _attributes(piece)
    if attributes.get("src"):
        where = Span(places.start(offset + piece.start()), places.end(offset + piece.end()))
        line.pictures.append((Picture(attributes["src"], attributes.get("alt", "")), where))
