"""Page → blocks, in one walk of the tree.

A block is the text between two block-level boundaries. Inline elements become marks over it; every block-level
ancestor with a class, an id or a meaning becomes a link of its container chain. What the walk finds in an element is
decided by the table at the foot of this file: one small handler for each kind of element.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from copydesk.blocks.code import declared_language, is_block, is_column, is_verse, read_code
from copydesk.blocks.embeds import embed_of
from copydesk.blocks.formulas import (
    HOLDERS,
    PROGRAMS,
    Formula,
    formula_of,
    formula_of_picture,
    formula_of_script,
    is_drawn,
    is_wrapper,
)
from copydesk.blocks.gathering import Gathering
from copydesk.blocks.headings import is_own, is_sign, is_tool
from copydesk.blocks.notes import with_notes
from copydesk.blocks.pictures import is_icon, is_rendition, is_sign_of_text, picture_of
from copydesk.blocks.tables import Grid, grid_of, is_layout
from copydesk.blocks.visibility import hidden_elements
from copydesk.page import Page
from copydesk.parser import DocumentFragment, Element, Node, Text
from copydesk.records import Block, Container, Kind, Mark, MarkKind, Picture, Span
from copydesk.settings import Settings

_INITIAL: Final = re.compile(r"drop-?cap|lettrine|\binitial\b|first-letter", re.IGNORECASE)
_NO_WORDS: Final = [[letter] for letter in "BCDFGHJLMNPQRTX"]
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NAMING: Final = ("class", "id", "itemprop", "role")


def blocks_of_page(page: Page, settings: Settings) -> list[Block]:
    """The blocks of a parsed page, in page order."""
    walk = Gathering(page, settings, hidden_elements(page))
    source = page.capture.text
    walk.raw_formulas = any(name in source for name in PROGRAMS)
    walk.formulas = walk.raw_formulas or page.tree.select_one(HOLDERS) is not None
    root = page.tree.root
    if root is not None:
        _children(walk, root, 0)
    walk.flush()
    return with_notes(walk.blocks, page)


def _children(walk: Gathering, parent: Iterable[Node], depth: int) -> None:
    """Walk the children of a node."""
    # Names of the module cost a search each time; these are asked for at every node.
    text_type, element_type, default = Text, Element, _inline
    hidden = walk.hidden_elements
    deepest = depth >= walk.settings.max_depth
    for node in parent:
        kind = type(node)
        if kind is text_type:
            data: str = node.data  # type: ignore[attr-defined]
            if data.isspace() and not walk.verbatim:
                walk.space = True
                if walk.lines:
                    walk.text(data)
            else:
                walk.text(data)
        elif kind is element_type:
            # Most elements are neither hidden nor too deep: their handler is called from here, without a call
            # between, for this line runs once for each element of the page.
            if deepest or node in hidden:
                _element(walk, node, depth)  # type: ignore[arg-type]
            else:
                walk.entered = node  # type: ignore[assignment]
                handler = _HANDLERS.get(node.tag, default)  # type: ignore[attr-defined]
                handler(walk, node, depth + 1)  # type: ignore[arg-type]


def _element(walk: Gathering, element: Element, depth: int) -> None:
    """Walk one element, by the handler of its kind."""
    walk.entered = element
    if depth >= walk.settings.max_depth:
        _flat(walk, element)
        return
    handler = _HANDLERS.get(element.tag, _inline)
    if element.tag == "noscript" and _shown_late(walk, element):
        return
    reason = "" if walk.hidden else walk.hidden_elements.get(element, "")
    if reason and walk.cell:
        return  # it would end the table
    if reason:
        walk.flush()
        walk.hidden = reason
    handler(walk, element, depth + 1)
    if reason:
        walk.flush()
        walk.hidden = ""


def _flat(walk: Gathering, element: Element) -> None:
    """Read what lies below the deepest level kept as running text."""
    skipped = False
    for node in element.descendants:
        if isinstance(node, Text):
            if not skipped:
                walk.space = True
                walk.text(node.data)
            skipped = False
        elif isinstance(node, Element):
            walk.entered = node
            skipped = node.tag in _SKIPPED


# The handlers. Each takes the walk, the element, and the depth of its children.


def _skip(walk: Gathering, element: Element, depth: int) -> None:
    """Nothing a reader reads as text."""


def _inline(walk: Gathering, element: Element, depth: int) -> None:
    if walk.kind == "heading" and is_tool(element):
        return
    if "class" in element.attrs and (names := element.attr("class")):
        if walk.formulas and (
            is_drawn(names) or (is_wrapper(names) and _add_formula(walk, element, formula_of(element)))
        ):
            return
        walk.names.append(names)
        if _INITIAL.search(names):
            _children(walk, element, depth)
            # A letter that is no word of its own, in any language that has one, is the first of the word behind it.
            walk.initial = walk.pieces[-1:] in _NO_WORDS
            return
    _children(walk, element, depth)


def _marked(walk: Gathering, element: Element, depth: int) -> None:
    _walk_marked(walk, element, depth, _MARKS[element.tag], None)


def _walk_marked(walk: Gathering, element: Element, depth: int, kind: MarkKind, target: str | None) -> None:
    if "class" in element.attrs and (names := element.attr("class")):
        walk.names.append(names)
    if walk.breaks:
        walk.end_line()
    place = len(walk.open)
    walk.open.append((kind, target, walk.size))
    _children(walk, element, depth)
    # A block that ended in between has left the mark open, from the start of the next.
    if len(walk.open) > place:
        _, _, start = walk.open[place]
        del walk.open[place:]
        size = walk.size
        if size > start:
            walk.marks.append(Mark(kind, start, size, target))


def _link(walk: Gathering, element: Element, depth: int) -> None:
    if walk.kind == "heading" and is_own(element):
        if not is_sign(element):
            _inline(walk, element, depth)  # the heading as a link to itself
        return
    if walk.anchor_end == walk.size and not walk.space:
        walk.space = True  # two links side by side are two words on every screen
    target = element.attr("href")
    if target is None:
        _inline(walk, element, depth)
    else:
        _walk_marked(walk, element, depth, "link", target.strip())
        walk.anchor_end = walk.size


def _formula(walk: Gathering, element: Element, depth: int) -> None:
    """A formula in MathML, or drawn by MathJax."""
    if not _add_formula(walk, element, formula_of(element)):
        _children(walk, element, depth)


def _script(walk: Gathering, element: Element, depth: int) -> None:
    """A script is nothing to read, unless it holds a formula."""
    if walk.formulas or "type" in element.attrs:
        _add_formula(walk, element, formula_of_script(element))


def _add_formula(walk: Gathering, element: Element, formula: Formula | None) -> bool:
    """Add a formula to the block being gathered; whether there was one."""
    if formula is None:
        return False
    if walk.verbatim:
        walk.verbatim_text(formula.tex)
    else:
        walk.formula(formula.tex, walk.page.start_tag(element), is_display=formula.is_display)
    return True


def _quoted(walk: Gathering, element: Element, depth: int) -> None:
    """Words between quotation marks that the browser supplies."""
    _supply(walk, "“")
    _children(walk, element, depth)
    walk.space = False
    _supply(walk, "”")


def _supply(walk: Gathering, sign: str) -> None:
    if walk.breaks:
        walk.end_line()
    if walk.space and walk.size:
        walk.pieces.append(" ")
        walk.size += 1
    walk.pieces.append(sign)
    walk.size += 1
    walk.space = False


def _break(walk: Gathering, element: Element, depth: int) -> None:
    if walk.verbatim:
        walk.verbatim_text("\n")
    else:
        walk.breaks += 1


def _box(walk: Gathering, element: Element, depth: int) -> None:
    """A block-level element: its edges end blocks, and it becomes the container of those inside."""
    if walk.pieces or walk.pictures:
        walk.boundary()
    outer = walk.container
    walk.container = _container(walk, element)
    _children(walk, element, depth)
    if walk.pieces or walk.pictures:
        walk.boundary()
    walk.container = outer


def _plain_box(walk: Gathering, element: Element, depth: int) -> None:
    """A block-level element that is a container only when it has a name: a paragraph, a heading, a row, a cell."""
    said = element.attrs
    if ("class" in said or "id" in said or "itemprop" in said or "role" in said) and any(map(element.attr, _NAMING)):
        _box(walk, element, depth)
        return
    walk.boundary()
    _children(walk, element, depth)
    walk.boundary()


def _container(walk: Gathering, element: Element) -> Container:
    walk.number += 1
    # To ask whether an attribute is there costs a quarter of reading one, and most are not.
    said = element.attrs
    names = (element.attr("class") or "") if "class" in said else ""
    tag = element.tag
    if "id" in said and tag not in _HEADINGS:  # a heading's id is its text again, for links to it
        identity = element.attr("id")
        if identity:
            names = f"{names} {identity}"
    role = (element.attr("role") or "") if "role" in said else ""
    if "itemprop" in said:
        meaning = element.attr("itemprop")
        if meaning:
            role = f"{role} {meaning}"
    return Container(tag, names, role, walk.container, walk.number)


def _typed(walk: Gathering, element: Element, depth: int) -> None:
    """An element that says what its blocks are."""
    walk.boundary()
    outer, outer_level = walk.kind, walk.level
    walk.kind, level = _KINDS[element.tag]
    walk.level = level or outer_level
    _plain_box(walk, element, depth)
    walk.kind, walk.level = outer, outer_level


def _list(walk: Gathering, element: Element, depth: int) -> None:
    walk.boundary()
    outer, outer_kind = walk.container, walk.kind
    walk.container = _container(walk, element)
    walk.level += 1
    number = _number(element.attr("start"), 1) if element.tag == "ol" else None
    hidden = walk.hidden_elements
    deepest = depth >= walk.settings.max_depth
    for node in element:
        kind = type(node)
        if kind is Text:
            walk.text(node.data)  # type: ignore[attr-defined]
        elif kind is Element:
            item: Element = node  # type: ignore[assignment]
            if item.tag != "li":
                _element(walk, item, depth)
                continue
            if number is not None:
                number = _number(item.attr("value"), number)
            walk.ordinal = number
            walk.kind = "item"
            if deepest or item in hidden:
                _element(walk, item, depth)
            else:
                walk.entered = item
                _box(walk, item, depth + 1)
            walk.kind, walk.ordinal = outer_kind, None
            if number is not None:
                number += 1
    walk.boundary()
    walk.level -= 1
    walk.container, walk.kind = outer, outer_kind


def _definition(walk: Gathering, element: Element, depth: int) -> None:
    """What a term means: an item under it."""
    walk.boundary()
    outer, outer_kind, outer_ordinal = walk.level, walk.kind, walk.ordinal
    walk.kind, walk.level, walk.ordinal = "item", walk.level + 1, None
    _plain_box(walk, element, depth)
    walk.kind, walk.level, walk.ordinal = outer_kind, outer, outer_ordinal


def _number(text: str | None, default: int) -> int:
    """A list number, within what Markdown can write (nine digits)."""
    if text is None or not re.fullmatch(r"\s*\d{1,9}\s*", text):
        return default
    return int(text)


def _quotation(walk: Gathering, element: Element, depth: int) -> None:
    walk.boundary()
    outer = walk.kind
    walk.kind = "quotation"
    walk.quoted += 1
    _box(walk, element, depth)
    walk.quoted -= 1
    walk.kind = outer


def _code(walk: Gathering, element: Element, depth: int) -> None:
    """Preformatted text, kept character for character."""
    if walk.verbatim or walk.cell:
        walk.space = True
        _children(walk, element, depth)
        return
    if is_verse(element):
        _verse(walk, element, depth)
        return
    walk.boundary()
    if is_column(element):
        return
    outer, outer_kind = walk.container, walk.kind
    walk.container = _container(walk, element)
    walk.kind, walk.verbatim, walk.language = "code", True, declared_language(element)
    read_code(walk, element, depth)
    _strip_code(walk, is_exact=element.tag != "code")
    walk.flush()
    walk.kind, walk.verbatim, walk.language = outer_kind, False, ""
    walk.container = outer


def _code_or_words(walk: Gathering, element: Element, depth: int) -> None:
    """Code among words, unless it stands by itself."""
    if walk.verbatim or walk.cell or not is_block(element):
        _marked(walk, element, depth)
    else:
        _code(walk, element, depth)


def _verse(walk: Gathering, element: Element, depth: int) -> None:
    """A poem: text whose line breaks count."""
    outer, walk.lines = walk.lines, True
    _box(walk, element, depth)
    walk.lines = outer


def _strip_code(walk: Gathering, *, is_exact: bool) -> None:
    """Leave out line breaks at the end of code, and empty lines at its start."""
    text = "".join(walk.pieces).replace("\r\n", "\n").replace("\r", "\n")
    # One line that no `pre` holds is indented as the page is; of several, the indents may mean something.
    sides = "\n" if is_exact or "\n" in text.strip() else " \t\n"
    lead = len(text) - len(text.lstrip(sides))
    kept = text.strip(sides) if is_exact else text.strip(sides).rstrip()
    walk.pieces = [kept] if kept else []
    walk.size = len(kept)
    walk.marks = []
    walk.open = [(kind, target, 0) for kind, target, _ in walk.open]
    walk.runs = [(max(0, at - lead), start, end) for at, start, end in walk.runs]


def _table(walk: Gathering, element: Element, depth: int) -> None:
    if walk.cell:
        _children(walk, element, depth)
        return
    grid = grid_of(element, walk.hidden_elements)
    if is_layout(element, grid, walk.settings.max_cells):
        _box(walk, element, depth)
        return
    walk.boundary()
    outer, outer_kind = walk.container, walk.kind
    walk.container = _container(walk, element)
    for node in element:
        if isinstance(node, Element) and node.tag == "caption":
            walk.kind, walk.entered = "caption", node
            _children(walk, node, depth)
            walk.flush()
    walk.kind, walk.cell, walk.header, walk.alignment = "table", True, grid.has_header, grid.alignment
    pictures = _table_rows(walk, grid, depth)
    walk.cell = False
    walk.flush()
    walk.kind, walk.header, walk.alignment = outer_kind, False, ""
    for image in pictures:
        _image(walk, image, depth)
    walk.container = outer


def _table_rows(walk: Gathering, grid: Grid, depth: int) -> list[Element]:
    """Add the rows that have text; the pictures of the others."""
    pictures: list[Element] = []
    for row in grid.rows:
        cells = [slot.cell if slot is not None and slot.is_first else None for slot in row]
        if not any(cell is not None and cell.text.strip() for cell in cells):
            pictures.extend(image for cell in cells if cell is not None for image in cell.select("img"))
            continue
        if walk.pieces:
            _separate(walk, "\n")
        for place, cell in enumerate(cells):
            if place:
                _separate(walk, "\t")
            if cell is not None:
                walk.entered = cell
                _children(walk, cell, depth + 2)
    return pictures


def _separate(walk: Gathering, sign: str) -> None:
    walk.pieces.append(sign)
    walk.size += 1
    walk.space, walk.breaks = False, 0


def _input(walk: Gathering, element: Element, depth: int) -> None:
    """The box of a task, before the words of its item."""
    if walk.kind == "item" and not walk.pieces and (element.attr("type") or "").lower() == "checkbox":
        walk.task = "x" if "checked" in element.attrs else "-"


def _image(walk: Gathering, element: Element, depth: int) -> None:
    """A picture stands where its block ends, or at its place in a cell."""
    if _add_formula(walk, element, formula_of_picture(element)):
        return
    link = next((target for kind, target, _ in reversed(walk.open) if kind == "link"), None)
    picture = picture_of(element, link or "")
    if picture is None:
        return
    if is_sign_of_text(picture.alt):
        _supply(walk, picture.alt)
        return
    if walk.cell:
        walk.insets.append((walk.size, picture))
        return
    if is_icon(element) or _is_shown(walk, picture):
        return
    where = walk.page.start_tag(element)
    walk.pictures.append((picture, where or Span(0, 0)))
    if not walk.pieces:
        walk.add_pictures()


def _embedded(walk: Gathering, element: Element, depth: int) -> None:
    """A frame or player stands where a picture would; of what it holds for old browsers nothing is read."""
    embed = embed_of(element) if not walk.cell else None
    if embed is None:
        if element.tag not in _SKIPPED:
            _inline(walk, element, depth)
        return
    walk.pictures.append((embed, walk.page.start_tag(element) or Span(0, 0)))
    if not walk.pieces:
        walk.add_pictures()


def _is_shown(walk: Gathering, picture: Picture) -> bool:
    """Whether the picture right before is another rendition of this one."""
    if walk.pictures:
        return is_rendition(picture, walk.pictures[-1][0])
    last = walk.blocks[-1] if walk.blocks and not walk.pieces else None
    if last is None or last.picture is None:
        return False
    if picture.alt and picture.alt == last.picture.alt and (of := _figure_around(walk.container)) is not None:
        return of is _figure_around(last.container)
    return is_rendition(picture, last.picture)


def _figure_around(container: Container | None) -> Container | None:
    while container is not None and container.tag != "figure":
        container = container.parent
    return container


def _shown_late(walk: Gathering, element: Element) -> bool:
    """Take the picture of a `noscript` that holds nothing else, for the one that a script puts in its place."""
    around = element.parent
    images = element.select("img")
    if not images or not isinstance(around, Element) or walk.hidden or element.text.strip():
        return False
    waiting = [picture.url for image in around.select("img") if image not in images and (picture := picture_of(image))]
    shown = [image for image in images if image not in walk.hidden_elements]
    if shown and waiting:
        if walk.pictures and walk.pictures[-1][0].url == waiting[-1]:
            walk.pictures.pop()
        elif not walk.pieces and walk.blocks and (last := walk.blocks[-1].picture) and last.url == waiting[-1]:
            walk.blocks.pop()
    for image in shown:
        _image(walk, image, 0)
    return True


def _rule(walk: Gathering, element: Element, depth: int) -> None:
    walk.boundary()


def _template(walk: Gathering, element: Element, depth: int) -> None:
    """A declared shadow root is what a reader sees of its host; any other template is not shown."""
    if element.attr("shadowrootmode") is None:
        return
    for node in element:
        if isinstance(node, DocumentFragment):
            _children(walk, node, depth)
    if not any(isinstance(node, DocumentFragment) for node in element):
        _children(walk, element, depth)


_SKIPPED: Final = frozenset(
    (
        "head script style svg iframe object embed canvas audio video source track select datalist option textarea "
        "rt rp map area base link meta title noembed noframes progress meter"
    ).split()
)
_BOXES: Final = frozenset(
    (
        "html body div section article main header footer nav aside form fieldset legend label button details summary "
        "address center dialog dir menu hgroup search dl figure td li optgroup noscript frameset frame"
    ).split()
)
_MARKS: Final[dict[str, MarkKind]] = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em", "dfn", "var"), "emphasis"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    **dict.fromkeys(("s", "del", "strike"), "strike"),
    "sub": "subscript",
    "sup": "superscript",
}
_KINDS: Final[dict[str, tuple[Kind, int]]] = {
    **{f"h{rank}": ("heading", rank) for rank in range(1, 7)},
    "figcaption": ("caption", 0),
}
"""What the blocks of an element are, and the rank of a heading."""
_PLAIN_BOXES: Final = frozenset("p tbody thead tfoot tr th dt dd".split())
_HANDLERS: Final[dict[str, Callable[[Gathering, Element, int], None]]] = {
    **dict.fromkeys(_SKIPPED, _skip),
    **dict.fromkeys(_BOXES, _box),
    **dict.fromkeys(_PLAIN_BOXES, _plain_box),
    **dict.fromkeys(_MARKS, _marked),
    **dict.fromkeys(_KINDS, _typed),
    "a": _link,
    "blockquote": _quotation,
    "br": _break,
    "hr": _rule,
    **dict.fromkeys(
        "iframe object embed audio video lite-youtube amp-youtube youtube-video lite-vimeo".split(), _embedded
    ),
    "code": _code_or_words,
    "dd": _definition,
    "img": _image,
    "input": _input,
    "listing": _code,
    "math": _formula,
    "mjx-container": _formula,
    "ol": _list,
    "pre": _code,
    "q": _quoted,
    "script": _script,
    "table": _table,
    "template": _template,
    "ul": _list,
    "xmp": _code,
}
