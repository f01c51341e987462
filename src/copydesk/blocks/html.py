"""Page → blocks, in one walk of the tree.

A block is the text between two block-level boundaries. Inline elements become marks over it; every block-level
ancestor with a class, an id or a meaning becomes a link of its container chain. What the walk finds in an element is
decided by the table at the foot of this file: one small handler for each kind of element.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from copydesk.blocks.places import Pointer
from copydesk.blocks.visibility import hidden_elements
from copydesk.page import Page
from copydesk.parser import DocumentFragment, Element, Node, Text
from copydesk.records import Block, Container, Kind, Mark, MarkKind, Picture, Span
from copydesk.settings import Settings

_ROOT: Final = Container("body")
_LANGUAGE: Final = re.compile(r"(?:^|\s)(?:language|lang|highlight-source|brush:?|source)[-:\s]([A-Za-z0-9+#.-]+)")
_NOTE: Final = re.compile(r"^[\[(]?(?:\d{1,3}|[a-z]|\*+|†|‡)[\])]?$")
_LINKED_NOTE: Final = re.compile(r"^(?:\d{1,3}|[\[(](?:\d{1,3}|[a-z])[\])]|[*†‡]+|[↩↑⤴^]\ufe0e?)$")
_LONGEST_NOTE: Final = 5
"""Letters of the longest reference to a note."""
_NOTE_KINDS: Final = frozenset({"superscript", "link"})
_LAYOUT_PARTS: Final = "table,h1,h2,h3,h4,h5,form,article,section,blockquote,figure,p + p,ul + p,p + ul,div + div"
_LONG_CELL: Final = 300
"""Characters of an average cell over which a table is taken for a page layout; data is short."""
_MAX_SPAN: Final = 64
"""Most columns a `colspan` may claim; browsers stop at 1,000, no readable table comes near."""
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SEPARATORS: Final = frozenset({"\n", "\t", " "})
_TINY: Final = frozenset({"0", "1", "2", "0px", "1px", "2px"})


def blocks_of_page(page: Page, settings: Settings) -> list[Block]:
    """The blocks of a parsed page, in page order."""
    walk = _Walk(page, settings)
    root = page.tree.root
    if root is not None:
        walk.children(root, 0)
    walk.flush()
    return walk.blocks


class _Walk:
    """The state of one walk: the block being gathered, and what the elements around it say of it."""

    __slots__ = (
        "anchor_closed",
        "blocks",
        "breaks",
        "cell",
        "container",
        "header",
        "hidden",
        "hidden_elements",
        "kind",
        "language",
        "level",
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
        "runs",
        "settings",
        "size",
        "space",
        "verbatim",
    )

    def __init__(self, page: Page, settings: Settings) -> None:
        self.page = page
        self.settings = settings
        self.pointer = Pointer(page)
        self.hidden_elements = hidden_elements(page)
        self.blocks: list[Block] = []
        # What the elements around say.
        self.container = _ROOT
        self.number = 0
        self.kind: Kind = "paragraph"
        self.level = 0
        self.quoted = 0
        self.ordinal: int | None = None
        self.language = ""
        self.header = False
        self.hidden = ""
        self.verbatim = False
        self.cell = False
        # The block being gathered.
        self.pieces: list[str] = []
        self.size = 0
        self.runs: list[tuple[int, int, int]] = []
        self.marks: list[Mark] = []
        self.open: list[tuple[MarkKind, str | None, int]] = []
        self.names: list[str] = []
        self.pictures: list[tuple[Picture, Span]] = []
        self.space = False
        self.breaks = 0
        self.anchor_closed = False

    def children(self, parent: Iterable[Node], depth: int) -> None:
        """Walk the children of a node."""
        for node in parent:
            kind = type(node)
            if kind is Text:
                data: str = node.data  # type: ignore[attr-defined]
                if data.isspace() and not self.verbatim:
                    self.space = True
                else:
                    self.text(data)
            elif kind is Element:
                # Most elements are neither hidden nor too deep: their handler is called from here, without a call
                # between, for this line runs once for each element of the page.
                if depth >= self.settings.max_depth or node in self.hidden_elements:
                    self.element(node, depth)  # type: ignore[arg-type]
                else:
                    self.pointer.element = node  # type: ignore[assignment]
                    _HANDLERS.get(node.tag, _inline)(self, node, depth + 1)  # type: ignore[attr-defined, arg-type]

    def element(self, element: Element, depth: int) -> None:
        """Walk one element, by the handler of its kind."""
        self.pointer.element = element
        if depth >= self.settings.max_depth:
            self.flat(element)
            return
        handler = _HANDLERS.get(element.tag, _inline)
        if element in self.hidden_elements and not self.hidden:
            self.flush()
            self.hidden = self.hidden_elements[element]
            handler(self, element, depth + 1)
            self.flush()
            self.hidden = ""
        else:
            handler(self, element, depth + 1)

    def flat(self, element: Element) -> None:
        """Read what lies below the deepest level kept as running text."""
        skipped = 0
        for node in element.descendants:
            if isinstance(node, Text):
                if skipped == 0:
                    self.space = True
                    self.text(node.data)
                skipped = 0
            elif isinstance(node, Element):
                self.pointer.element = node
                skipped = 1 if node.tag in _SKIPPED else 0

    def text(self, data: str) -> None:
        """Add the text of one text node to the block being gathered."""
        if self.verbatim:
            self.verbatim_text(data)
            return
        words = data.split()
        if not words:
            self.space = True
            return
        if self.breaks:
            self.end_line()
        size = self.size
        if size and (self.space or data[0].isspace()) and self.pieces[-1] not in _SEPARATORS:
            self.pieces.append(" ")
            size += 1
        text = words[0] if len(words) == 1 else " ".join(words)
        start, end = self.pointer.find(data, text)
        if "\xad" in text:
            text = text.replace("\xad", "")  # a soft hyphen says where a word may break, and is no part of it
            if not text:
                return
        if start >= 0:
            self.runs.append((size, start, end))
        self.pieces.append(text)
        self.size = size + len(text)
        self.space = data[-1].isspace()

    def verbatim_text(self, data: str) -> None:
        """Add text whose white space counts."""
        if not data:
            return
        if data.strip():
            start, end = self.pointer.find(data, data.strip())
            if start >= 0:
                self.runs.append((self.size + len(data) - len(data.lstrip()), start, end))
        self.pieces.append(data)
        self.size += len(data)

    def end_line(self) -> None:
        """Turn the `<br>`s seen into a line break, or two and more into the end of the block."""
        breaks, self.breaks = self.breaks, 0
        if not self.size:
            return
        if breaks > 1 and not self.cell:
            self.flush()
        else:
            self.pieces.append(" " if self.cell else "\n")
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
        self.anchor_closed = False

    def add_block(self) -> None:
        """Make a block of what was gathered and begin the next."""
        text = "".join(self.pieces)
        if self.kind not in ("table", "code"):
            text = text.rstrip()
        if self.open:
            self.marks.extend(Mark(kind, start, self.size, target) for kind, target, start in self.open)
            self.open = [(kind, target, 0) for kind, target, _ in self.open]
        if text.strip():
            runs = self.runs
            if len(runs) == 1:
                where = Span(runs[0][1], runs[0][2])
            elif runs:
                where = Span(min(run[1] for run in runs), max(run[2] for run in runs))
            else:
                where = Span(0, 0)
            self.blocks.append(
                Block(
                    kind=self.kind,
                    text=text,
                    where=where,
                    marks=_trimmed(self.marks, text) if self.marks else (),
                    runs=tuple(runs),
                    level=self.level,
                    ordinal=self.ordinal,
                    quoted=self.quoted,
                    header=self.header,
                    language=self.language,
                    container=self.container,
                    names=" ".join(self.names),
                    hidden=self.hidden,
                )
            )
            self.ordinal = None
            if self.kind == "item":
                self.kind = "paragraph"
        self.pieces, self.runs, self.marks, self.names = [], [], [], []
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
    if len(marks) == 1 and marks[0].start == 0 and marks[0].end == len(text) > _LONGEST_NOTE:
        return (marks[0],)  # a link that is the whole block: nearly every menu entry
    kept = []
    for mark in marks:
        start, end = mark.start, min(mark.end, len(text))
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


# The handlers. Each takes the walk, the element, and the depth of its children.


def _skip(walk: _Walk, element: Element, depth: int) -> None:
    """Nothing a reader reads as text."""


def _inline(walk: _Walk, element: Element, depth: int) -> None:
    if names := element.attr("class"):
        walk.names.append(names)
    walk.children(element, depth)


def _marked(kind: MarkKind) -> Callable[[_Walk, Element, int], None]:
    def handler(walk: _Walk, element: Element, depth: int) -> None:
        _walk_marked(walk, element, depth, kind, None)

    return handler


def _walk_marked(walk: _Walk, element: Element, depth: int, kind: MarkKind, target: str | None) -> None:
    if names := element.attr("class"):
        walk.names.append(names)
    if walk.breaks:
        walk.end_line()
    walk.open.append((kind, target, walk.size))
    place = len(walk.open) - 1
    walk.children(element, depth)
    if len(walk.open) > place:
        _, _, start = walk.open[place]
        del walk.open[place:]
        if walk.size > start:
            walk.marks.append(Mark(kind, start, walk.size, target))


def _link(walk: _Walk, element: Element, depth: int) -> None:
    if walk.anchor_closed and not walk.space:
        walk.space = True  # two links side by side are two words on every screen
    target = element.attr("href")
    if target is None:
        _inline(walk, element, depth)
    else:
        _walk_marked(walk, element, depth, "link", target.strip())
        walk.anchor_closed = True


def _quoted(walk: _Walk, element: Element, depth: int) -> None:
    """Words between quotation marks that the browser supplies."""
    _supply(walk, "“")
    walk.children(element, depth)
    walk.space = False
    _supply(walk, "”")


def _supply(walk: _Walk, sign: str) -> None:
    if walk.breaks:
        walk.end_line()
    if walk.space and walk.size:
        walk.pieces.append(" ")
        walk.size += 1
    walk.pieces.append(sign)
    walk.size += 1
    walk.space = False


def _break(walk: _Walk, element: Element, depth: int) -> None:
    if walk.verbatim:
        walk.verbatim_text("\n")
    else:
        walk.breaks += 1


def _box(walk: _Walk, element: Element, depth: int) -> None:
    """A block-level element: its edges end blocks, and it becomes the container of those inside."""
    if walk.pieces or walk.pictures:
        walk.boundary()
    outer = walk.container
    walk.container = _container(walk, element)
    walk.children(element, depth)
    if walk.pieces or walk.pictures:
        walk.boundary()
    walk.container = outer


def _plain_box(walk: _Walk, element: Element, depth: int) -> None:
    """A block-level element that is a container only when it has a name: a paragraph, a heading, a row, a cell."""
    if element.attr("class") or element.attr("id") or element.attr("itemprop") or element.attr("role"):
        _box(walk, element, depth)
        return
    walk.boundary()
    walk.children(element, depth)
    walk.boundary()


def _container(walk: _Walk, element: Element) -> Container:
    walk.number += 1
    names = element.attr("class") or ""
    identity = element.attr("id")
    if identity and element.tag not in _HEADINGS:  # a heading's id is its text again, for links to it
        names = f"{names} {identity}"
    role = element.attr("role") or ""
    if meaning := element.attr("itemprop"):
        role = f"{role} {meaning}"
    return Container(element.tag, names, role, walk.container, walk.number)


def _typed(kind: Kind, level: int = 0) -> Callable[[_Walk, Element, int], None]:
    """A handler for an element that says what its blocks are."""

    def handler(walk: _Walk, element: Element, depth: int) -> None:
        walk.boundary()
        outer, outer_level = walk.kind, walk.level
        walk.kind = kind
        walk.level = level or outer_level
        _plain_box(walk, element, depth)
        walk.kind, walk.level = outer, outer_level

    return handler


def _list(walk: _Walk, element: Element, depth: int) -> None:
    walk.boundary()
    outer, outer_kind = walk.container, walk.kind
    walk.container = _container(walk, element)
    walk.level += 1
    number = _number(element.attr("start"), 1) if element.tag == "ol" else None
    for node in element:
        if isinstance(node, Element) and node.tag == "li":
            if number is not None:
                number = _number(node.attr("value"), number)
            walk.ordinal = number
            walk.kind = "item"
            walk.element(node, depth)
            walk.kind, walk.ordinal = outer_kind, None
            if number is not None:
                number += 1
        elif isinstance(node, Element):
            walk.element(node, depth)
        elif isinstance(node, Text):
            walk.text(node.data)
    walk.boundary()
    walk.level -= 1
    walk.container, walk.kind = outer, outer_kind


def _number(text: str | None, default: int) -> int:
    """A list number, within what Markdown can write (nine digits)."""
    if text is None or not re.fullmatch(r"\s*\d{1,9}\s*", text):
        return default
    return int(text)


def _quotation(walk: _Walk, element: Element, depth: int) -> None:
    walk.boundary()
    outer = walk.kind
    walk.kind = "quotation"
    walk.quoted += 1
    _box(walk, element, depth)
    walk.quoted -= 1
    walk.kind = outer


def _code(walk: _Walk, element: Element, depth: int) -> None:
    """Preformatted text, kept character for character."""
    if walk.verbatim or walk.cell:
        walk.space = True
        walk.children(element, depth)
        return
    walk.boundary()
    outer, outer_kind = walk.container, walk.kind
    walk.container = _container(walk, element)
    walk.kind, walk.verbatim, walk.language = "code", True, _declared_language(element)
    walk.children(element, depth)
    _strip_code(walk)
    walk.flush()
    walk.kind, walk.verbatim, walk.language = outer_kind, False, ""
    walk.container = outer


def _strip_code(walk: _Walk) -> None:
    """Leave out line breaks at the end of code, and empty lines at its start."""
    text = "".join(walk.pieces).replace("\r\n", "\n")
    lead = len(text) - len(text.lstrip("\n"))
    kept = text.strip("\n")
    walk.pieces = [kept] if kept else []
    walk.size = len(kept)
    walk.marks = []
    walk.open = [(kind, target, 0) for kind, target, _ in walk.open]
    walk.runs = [(max(0, at - lead), start, end) for at, start, end in walk.runs]


def _declared_language(element: Element) -> str:
    inner = element.select_one("code[class]")
    for node in (inner, element):
        if node is not None and (found := _LANGUAGE.search(node.attr("class") or "")):
            return found[1].lower()
    return ""


def _table(walk: _Walk, element: Element, depth: int) -> None:
    if walk.cell:
        walk.children(element, depth)
        return
    rows = element.select("tr")
    if _is_layout(walk, element, rows):
        _box(walk, element, depth)
        return
    walk.boundary()
    outer, outer_kind = walk.container, walk.kind
    walk.container = _container(walk, element)
    if caption := element.select_one("caption"):
        walk.kind = "caption"
        walk.pointer.element = caption
        walk.children(caption, depth)
        walk.flush()
    walk.kind, walk.cell = "table", True
    walk.header = bool(rows and rows[0].select_one("th"))
    _table_rows(walk, rows, depth)
    walk.cell = False
    walk.flush()
    walk.kind, walk.header = outer_kind, False
    walk.container = outer


def _table_rows(walk: _Walk, rows: list[Element], depth: int) -> None:
    for row in rows:
        cells = [node for node in row if isinstance(node, Element) and node.tag in ("td", "th")]
        if not cells or not any(cell.text.strip() for cell in cells):
            continue
        if walk.pieces:
            _separate(walk, "\n")
        for place, cell in enumerate(cells):
            if place:
                _separate(walk, "\t")
            walk.pointer.element = cell
            walk.children(cell, depth + 2)
            for _ in range(min(_number(cell.attr("colspan"), 1), _MAX_SPAN) - 1):
                _separate(walk, "\t")


def _separate(walk: _Walk, sign: str) -> None:
    walk.pieces.append(sign)
    walk.size += 1
    walk.space, walk.breaks = False, 0


def _is_layout(walk: _Walk, element: Element, rows: list[Element]) -> bool:
    """Whether a table lays out a page rather than data: nested parts, a single column, or long cells."""
    if (element.attr("role") or "") in ("presentation", "none") or len(rows) < 2:
        return True
    cells = len(element.select("td,th"))
    if cells > walk.settings.max_cells:
        return True
    if element.select_one("th") is None and (cells < 2 * len(rows) - 2 or cells < 4):
        return True
    if element.select_one(_LAYOUT_PARTS) is not None:
        return True
    return len(element.text) / cells > _LONG_CELL


def _image(walk: _Walk, element: Element, depth: int) -> None:
    """A picture stands where its block ends; tiny ones are spacers and trackers."""
    if walk.cell or (element.attr("width") or "") in _TINY or (element.attr("height") or "") in _TINY:
        return
    address = _image_address(element)
    if not address:
        return
    where = walk.page.start_tag(element)
    walk.pictures.append((Picture(address, " ".join((element.attr("alt") or "").split())), where or Span(0, 0)))
    if not walk.pieces:
        walk.add_pictures()


def _image_address(element: Element) -> str:
    """The best address an image names: pages that load late keep it apart from `src`."""
    for name in ("data-src", "data-original", "data-lazy-src", "src"):
        address = (element.attr(name) or "").strip()
        if address and not address.startswith(("data:", "blob:", "about:")):
            return address
    for name in ("data-srcset", "srcset"):
        offers = (element.attr(name) or "").split(",")
        address = offers[-1].split()[0] if offers[-1].split() else ""
        if address and not address.startswith("data:"):
            return address
    return ""


def _rule(walk: _Walk, element: Element, depth: int) -> None:
    walk.boundary()


def _template(walk: _Walk, element: Element, depth: int) -> None:
    """A declared shadow root is what a reader sees of its host; any other template is not shown."""
    if element.attr("shadowrootmode") is None:
        return
    for node in element:
        if isinstance(node, DocumentFragment):
            walk.children(node, depth)
    if not any(isinstance(node, DocumentFragment) for node in element):
        walk.children(element, depth)


_SKIPPED: Final = frozenset(
    (
        "head script style svg iframe object embed canvas audio video source track select datalist option textarea "
        "input rt rp map area base link meta title noembed noframes progress meter"
    ).split()
)
_BOXES: Final = frozenset(
    (
        "html body div section article main header footer nav aside form fieldset legend label button details summary "
        "address center dialog dir menu hgroup search dl figure td li optgroup noscript frameset frame"
    ).split()
)
_PLAIN_BOXES: Final = frozenset("p tbody thead tfoot tr th dt dd".split())
_HANDLERS: Final[dict[str, Callable[[_Walk, Element, int], None]]] = {
    **dict.fromkeys(_SKIPPED, _skip),
    **dict.fromkeys(_BOXES, _box),
    **dict.fromkeys(_PLAIN_BOXES, _plain_box),
    **{f"h{rank}": _typed("heading", rank) for rank in range(1, 7)},
    **dict.fromkeys(("b", "strong"), _marked("strong")),
    **dict.fromkeys(("i", "em", "dfn", "var"), _marked("emphasis")),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), _marked("code")),
    **dict.fromkeys(("s", "del", "strike"), _marked("strike")),
    "a": _link,
    "blockquote": _quotation,
    "br": _break,
    "figcaption": _typed("caption"),
    "hr": _rule,
    "img": _image,
    "listing": _code,
    "ol": _list,
    "pre": _code,
    "q": _quoted,
    "sub": _marked("subscript"),
    "sup": _marked("superscript"),
    "table": _table,
    "template": _template,
    "ul": _list,
    "xmp": _code,
}
