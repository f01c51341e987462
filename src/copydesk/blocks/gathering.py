"""The block being gathered while a page is walked, and what the elements around it say of it.

The walk in `html` sets what is around, and hands over text, line breaks and edges; here they become blocks. This runs
for every text of a page and is written to be quick: few calls for each, and the usual case before the rare one.
"""

from __future__ import annotations

import re
from typing import Final

from copydesk.blocks.formulas import raw_formulas
from copydesk.blocks.places import Pointer
from copydesk.page import Page
from copydesk.parser import Element
from copydesk.records import Block, Container, Kind, Mark, MarkKind, Picture, Span
from copydesk.settings import Settings

_ROOT: Final = Container("body")
_NOTE: Final = re.compile(r"^[\[(]?(?:\d{1,3}|[a-z]|\*+|†|‡)[\])]?$")
_LINKED_NOTE: Final = re.compile(r"^(?:\d{1,3}|[\[(](?:\d{1,3}|[a-z])[\])]|[*†‡]+|[↩↑⤴^]\ufe0e?)$")
_LONGEST_NOTE: Final = 5
"""Letters of the longest reference to a note."""
_NOTE_KINDS: Final = frozenset({"superscript", "link"})
_SEPARATORS: Final = frozenset({"\n", "\t", " "})
_VERBATIM_KINDS: Final = frozenset({"table", "code"})
_NOWHERE: Final = Span(0, 0)


class Gathering:
    """The state of one walk."""

    __slots__ = (
        "alignment",
        "anchor_end",
        "blocks",
        "breaks",
        "cell",
        "container",
        "entered",
        "formulas",
        "header",
        "hidden",
        "hidden_elements",
        "initial",
        "insets",
        "kind",
        "language",
        "level",
        "lines",
        "marks",
        "names",
        "number",
        "open",
        "ordinal",
        "page",
        "pictures",
        "pieces",
        "pointer",
        "quoted",
        "raw_formulas",
        "runs",
        "settings",
        "size",
        "space",
        "task",
        "verbatim",
    )

    def __init__(self, page: Page, settings: Settings, hidden_elements: dict[Element, str]) -> None:
        self.page = page
        self.settings = settings
        self.pointer = Pointer(page)
        self.hidden_elements = hidden_elements
        self.blocks: list[Block] = []
        self.entered: Element | None = None
        """The element that the walk has come to last; None when the next text follows the one before it."""
        # What the elements around say.
        self.container: Container = _ROOT
        self.number: int = 0
        self.kind: Kind = "paragraph"
        self.level: int = 0
        self.quoted: int = 0
        self.ordinal: int | None = None
        self.task: str = ""
        self.language: str = ""
        self.header: bool = False
        self.alignment: str = ""
        self.hidden: str = ""
        self.verbatim: bool = False
        self.lines: bool = False
        """Whether a line break of the capture is one of the text."""
        self.cell: bool = False
        self.formulas: bool = False
        """Whether the page may hold formulas inside ordinary elements."""
        self.raw_formulas: bool = False
        """Whether what stands between the delimiters of TeX is a formula."""
        # The block being gathered.
        self.pieces: list[str] = []
        self.size: int = 0
        self.runs: list[tuple[int, int, int]] = []
        self.marks: list[Mark] = []
        self.open: list[tuple[MarkKind, str | None, int]] = []
        self.names: list[str] = []
        self.pictures: list[tuple[Picture, Span]] = []
        self.insets: list[tuple[int, Picture]] = []
        self.space: bool = False
        self.initial: bool = False
        """Whether a letter set apart by its size is the last thing met, and the first of a word."""
        self.breaks: int = 0
        self.anchor_end: int = -1
        """Where the last link in it ended."""

    def text(self, data: str) -> None:
        """Add the text of one text node to the block being gathered."""
        if self.verbatim:
            self.verbatim_text(data)
            return
        if self.lines and "\n" in data:
            self.text_in_lines(data)
            return
        if self.raw_formulas and ("$" in data or "\\" in data):
            self.text_with_formulas(data)
            return
        self.plain_text(data)

    def text_in_lines(self, data: str) -> None:
        """Add a text whose line breaks count; an empty line ends a block."""
        for number, line in enumerate(data.split("\n")):
            if number:
                self.breaks += 1
            if line.strip():
                self.plain_text(line)

    def text_with_formulas(self, data: str) -> None:
        """Add a text in which formulas may stand between their delimiters."""
        for piece, formula in raw_formulas(data):
            if formula is None:
                if piece:
                    self.plain_text(piece)
                continue
            start = self.pointer.find(self.entered, piece, " ".join(piece.split()))
            self.entered = None
            where = Span(start, self.pointer.at) if start >= 0 else None
            self.formula(formula.tex, where, is_display=formula.is_display)

    def plain_text(self, data: str) -> None:
        """Add text without formulas."""
        text = data.strip()
        if not text:
            self.space = True
            return
        if self.breaks:
            self.end_line()
        size = self.size
        if self.initial:
            self.initial = False
            if text[0].islower():
                self.space, data = False, data.lstrip()
        padded = len(text) != len(data)
        if size and (self.space or (padded and data[0].isspace())) and self.pieces[-1] not in _SEPARATORS:
            self.pieces.append(" ")
            size += 1
        # White space other than a single space, and soft hyphens, are not printable.
        plain = text.isprintable() and "  " not in text
        if not plain:
            text = " ".join(text.split())
        pointer = self.pointer
        start = pointer.find(self.entered, data, text)
        self.entered = None
        if not plain and "\xad" in text:
            text = text.replace("\xad", "")  # it says where a word may break, and is no part of it
            if not text:
                return
        if start >= 0:
            self.runs.append((size, start, pointer.at))
        self.pieces.append(text)
        self.size = size + len(text)
        self.space = padded and data[-1].isspace()

    def verbatim_text(self, data: str) -> None:
        """Add text whose white space counts."""
        if not data:
            return
        core = data.strip()
        if core:
            start = self.pointer.find(self.entered, data, core)
            self.entered = None
            if start >= 0:
                self.runs.append((self.size + len(data) - len(data.lstrip()), start, self.pointer.at))
        self.pieces.append(data)
        self.size += len(data)

    def formula(self, tex: str, where: Span | None, *, is_display: bool) -> None:
        """Add a formula as its TeX; `where` is the start tag of what holds it."""
        if self.breaks:
            self.end_line()
        if self.size and self.space and self.pieces[-1] not in _SEPARATORS:
            self.pieces.append(" ")
            self.size += 1
        if where is not None:
            self.runs.append((self.size, where.start, where.end))
        self.marks.append(Mark("formula", self.size, self.size + len(tex), "display" if is_display else None))
        self.pieces.append(tex)
        self.size += len(tex)
        self.space = False

    def end_line(self) -> None:
        """Turn the `<br>`s seen into a line break, or two and more into the end of the block."""
        breaks, self.breaks = self.breaks, 0
        if not self.size:
            return
        if self.cell:
            self.space = self.pieces[-1][-1] not in "\t\n"  # none at the start of a cell
            return
        if self.kind == "heading":
            self.space = True  # where its lines end is a matter of type
            return
        # Nothing may stand between two breaks but marks around nothing.
        if breaks > 1 or self.pieces[-1] == "\n":
            self.flush()
        else:
            self.pieces.append("\n")
            self.size += 1
        self.space = False

    def boundary(self) -> None:
        """A block-level edge: the end of the block being gathered, or of a line inside a cell."""
        if self.cell:
            self.space = True
        elif self.pieces or self.pictures:
            self.flush()

    def flush(self) -> None:
        """End the block being gathered."""
        if self.pieces:
            self.add_block()
        if self.pictures:
            self.add_pictures()
        self.space = False
        self.breaks = 0
        self.anchor_end = -1

    def add_block(self) -> None:
        """Make a block of what was gathered and begin the next."""
        pieces = self.pieces
        kind = self.kind
        text = pieces[0] if len(pieces) == 1 else "".join(pieces)
        if kind not in _VERBATIM_KINDS:
            text = text.rstrip()
        if self.open:
            self.marks.extend([Mark(mark, start, self.size, target) for mark, target, start in self.open])
            self.open = [(mark, target, 0) for mark, target, _ in self.open]
        if text and not text.isspace():
            runs = self.runs
            if len(runs) == 1:
                _, start, end = runs[0]
                where = Span(start, end)
            elif runs:
                where = Span(min([run[1] for run in runs]), max([run[2] for run in runs]))
            else:
                where = _NOWHERE
            names = self.names
            self.blocks.append(
                Block(
                    kind=kind,
                    text=text,
                    where=where,
                    marks=_trimmed(self.marks, text) if self.marks else (),
                    runs=tuple(runs),
                    level=self.level,
                    ordinal=self.ordinal,
                    task=self.task if kind == "item" else "",
                    quoted=self.quoted,
                    header=self.header,
                    alignment=self.alignment,
                    language=self.language,
                    insets=tuple(self.insets) if self.insets else (),
                    container=self.container,
                    names=" ".join(names) if names else "",
                    hidden=self.hidden,
                )
            )
            self.ordinal = None
            self.task = ""
            if kind == "item":
                self.kind = "paragraph"
        self.pieces = []
        self.runs = []
        if self.marks:
            self.marks = []
        if self.names:
            self.names = []
        if self.insets:
            self.insets = []
        self.size = 0

    def add_pictures(self) -> None:
        """Add the pictures met since the last block, each as a figure."""
        for picture, where in self.pictures:
            self.blocks.append(
                Block(
                    kind="figure",
                    text="",
                    where=where,
                    level=self.level,
                    quoted=self.quoted,
                    picture=picture,
                    container=self.container,
                    hidden=self.hidden,
                )
            )
        self.pictures = []


def _trimmed(marks: list[Mark], text: str) -> tuple[Mark, ...]:
    """The marks without white space at their ends; empty ones left out, the outer before the inner."""
    size = len(text)
    if len(marks) == 1:
        only = marks[0]
        if only.start == 0 and only.end == size and size > _LONGEST_NOTE:
            return (only,)  # a link that is the whole block: nearly every menu entry
    kept: list[Mark] = []
    for mark in marks:
        start, end = mark.start, min(mark.end, size)
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if start < end:
            kind: MarkKind = mark.kind
            if kind in _NOTE_KINDS and _is_note(mark, text[start:end], marks):
                kind = "footnote"
            kept.append(Mark(kind, start, end, mark.target))
    kept.sort(key=lambda mark: (mark.start, -mark.end))
    return tuple(kept)


def _is_note(mark: Mark, text: str, marks: list[Mark]) -> bool:
    """Whether a mark is a reference to a note: a short sign that links within the page, raised or in brackets."""
    if mark.kind == "link":
        return mark.target is not None and "#" in mark.target and bool(_LINKED_NOTE.match(text))
    return bool(_NOTE.match(text)) and any(
        other.kind == "link"
        and other.target is not None
        and "#" in other.target
        and other.start < mark.end
        and other.end > mark.start
        for other in marks
    )
