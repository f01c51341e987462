"""The inline text of Markdown, laid against its source.

The parser says on which lines a block stands but not where its words do. Its tokens come in source order, and each says
by its markup how many characters of the source it takes; only links and images do not, and `grammar` notes where they
ended.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from markdown_it.token import Token

from copydesk.records import Mark, MarkKind, Picture, Span

_MOST_OPEN_MARKS: Final = 50
"""Marks inside one another that are followed; a hostile text may open a tag in every word and close none."""
_UNSAFE: Final = re.compile(r"\s*(?:javascript|vbscript|data)\s*:", re.IGNORECASE)
_BREAK: Final = re.compile(r"[ \t]*\\?\n[ \t]*")
_ENTITY: Final = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
_MEDIA: Final = frozenset({"video", "audio", "post", "chart", "map", "document"})
"""Titles of links by which a copy says what they show."""
# Pieces of HTML: comments and their like, elements whose text no reader sees, tags.
HTML_PIECE: Final = re.compile(
    r"<!--(?:(?!-->).)*+(?:-->|$)|<\?[^>]*+>?|<![^>]*+>?"
    r"|<(?P<skipped>script|style|template)\b[^>]*+>(?:(?!</(?P=skipped)).)*+(?:</(?P=skipped)[^>]*+>|$)"
    r"|<(?P<close>/?)(?P<tag>[A-Za-z][A-Za-z0-9-]*+)(?P<rest>(?:[^<>\"']|\"[^\"]*+\"|'[^']*+'|[\"'])*+)>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE: Final = re.compile(r"([A-Za-z][\w:-]*+)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))")
HTML_MARKS: Final[dict[str, MarkKind]] = {
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


class Places(NamedTuple):
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


class Inline:
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

    def words(self, content: str, places: Places, offset: int) -> None:
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


def lay_tokens(line: Inline, tokens: Sequence[Token], content: str, places: Places, *, in_cell: bool) -> None:
    """Lay inline tokens against their content in turn, adding text and marks to the line."""
    laying = _Laying(line, content, places, in_cell=in_cell)
    for token in tokens:
        handler = _TOKENS.get(token.type)
        if handler is not None:
            handler(laying, token)
        else:
            laying.mark(token)
    line.close_all()


class _Laying:
    """One text being laid: `position` is the place in its content up to which tokens have been laid."""

    __slots__ = ("content", "in_cell", "line", "places", "position", "skipping")

    def __init__(self, line: Inline, content: str, places: Places, *, in_cell: bool) -> None:
        self.line = line
        self.content = content
        self.places = places
        self.in_cell = in_cell
        self.position = 0
        self.skipping = ""
        """The element whose text is no text: a script, a style sheet."""

    def text(self, token: Token) -> None:
        """Words."""
        if self.skipping:
            self.position += len(token.content)
            return
        at = self.content.find(token.content, self.position)
        if at >= 0:
            self.line.words(token.content, self.places, at)
            self.position = at + len(token.content)

    def special(self, token: Token) -> None:
        """An escape or an entity."""
        end = self.position + len(token.markup)
        if token.info == "escape" and token.content == token.markup:
            self.line.words(token.content, self.places, self.position)
        else:
            self.line.decoded(token.content, self.places.start(self.position), self.places.end(end))
        self.position = end

    def end_line(self, token: Token) -> None:
        """The end of a line, in the source or on the page."""
        found = _BREAK.match(self.content, self.position)
        self.position = found.end() if found else self.position
        if token.type == "hardbreak" and not self.in_cell:
            self.line.end_line()
        else:
            self.line.space = True

    def code(self, token: Token) -> None:
        """A code span."""
        ticks = len(token.markup)
        start = self.position + ticks
        length = len(token.content)
        is_bare = self.content[start : start + length].replace("\n", " ") == token.content
        if not is_bare or not self.content.startswith(token.markup, start + length):
            start += 1  # one space on either side belongs to the markup
        self.line.start_mark("code_inline", "code")
        self.line.words(self.content[start : start + length], self.places, start)
        self.line.end_mark("code_inline")
        end = self.content.find(token.markup, start + length)
        self.position = (end if end >= 0 else start + length) + ticks

    def formula(self, token: Token) -> None:
        """A formula, between one dollar sign on either side or two."""
        self.line.start_mark("formula", "formula", "display" if len(token.markup) > 1 else None)
        self.line.words(token.content, self.places, self.position + len(token.markup))
        self.line.end_mark("formula")
        self.position += len(token.content) + 2 * len(token.markup)

    def note(self, token: Token) -> None:
        """A reference to a note."""
        self.line.start_mark("note", "footnote", token.markup)
        self.line.words(token.content, self.places, self.position)
        self.line.end_mark("note")
        self.position += len(token.content)

    def html(self, token: Token) -> None:
        """A tag among the words."""
        piece = HTML_PIECE.fullmatch(token.content)
        tag = (piece["tag"] or "").lower() if piece else ""
        if piece is not None and tag in ("script", "style"):
            self.skipping = "" if piece["close"] else tag
        elif tag == "br":
            if self.in_cell:
                self.line.space = True
            else:
                self.line.end_line()
        elif piece is not None and tag == "img":
            add_html_picture(self.line, piece, self.places, self.position)
        elif piece is not None and tag:
            add_html_tag(self.line, piece)
        self.position += len(token.content)

    def image(self, token: Token) -> None:
        """A picture, at its place in a cell or beside the text."""
        end = int(token.meta["end"])
        picture = Picture(str(token.attrs.get("src", "")), _alt(token), self.line.link)
        if self.in_cell:
            self.line.insets.append((self.line.length, picture))
        else:
            where = Span(self.places.start(self.position), self.places.end(end))
            self.line.pictures.append((picture, where))
        self.line.space = self.line.space or self.content[end : end + 1].isspace()
        self.position = end

    def link_open(self, token: Token) -> None:
        """A link begins."""
        self.line.start_mark("link", "link", str(token.attrs.get("href", "")))
        title = str(token.attrs.get("title", ""))
        self.line.medium = title if title in _MEDIA else ""
        self.position += 1

    def link_close(self, token: Token) -> None:
        """A link ends."""
        self.line.end_mark("link")
        self.position = int(token.meta["end"]) if "end" in token.meta else self.position + 1

    def mark(self, token: Token) -> None:
        """Emphasis and its like begin or end."""
        name = token.type.removesuffix("_open").removesuffix("_close")
        if token.type.endswith("_open"):
            self.line.start_mark(name, _MARKS.get(name, "emphasis"))
        else:
            self.line.end_mark(name)
        self.position += len(token.markup)


_TOKENS: Final[dict[str, Callable[[_Laying, Any], None]]] = {
    "text": _Laying.text,
    "text_special": _Laying.special,
    "softbreak": _Laying.end_line,
    "hardbreak": _Laying.end_line,
    "code_inline": _Laying.code,
    "formula": _Laying.formula,
    "note": _Laying.note,
    "html_inline": _Laying.html,
    "image": _Laying.image,
    "link_open": _Laying.link_open,
    "link_close": _Laying.link_close,
}


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


def add_html_text(line: Inline, content: str, start: int, end: int, places: Places) -> None:
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


def add_html_tag(line: Inline, piece: re.Match[str]) -> None:
    """Open or close the mark of an inline tag; a tag without a mark leaves nothing."""
    tag = (piece["tag"] or "").lower()
    kind = HTML_MARKS.get(tag)
    if kind is None:
        return
    if piece["close"]:
        line.end_mark("<" + tag)
    elif not (piece["rest"] or "").endswith("/"):
        line.start_mark("<" + tag, kind, _attributes(piece).get("href", "") if kind == "link" else None)


def add_html_picture(line: Inline, piece: re.Match[str], places: Places, offset: int = 0) -> None:
    """Note the picture of an `img` tag; `offset` is where the matched text begins in the content."""
    attributes = _attributes(piece)
    if attributes.get("src"):
        where = Span(places.start(offset + piece.start()), places.end(offset + piece.end()))
        line.pictures.append((Picture(attributes["src"], attributes.get("alt", "")), where))
