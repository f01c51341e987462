"""The grid of a table: which cell stands in which row and column, and whether a table is data at all.

The grid is formed as browsers form it (HTML, Living Standard, 4.9.12.1 "Forming a table"): spans occupy slots, a row
span ends with its part of the table, a column span of nothing but air is none. A cell's words stand in the first slot
that it occupies; the others are empty, so that nothing is told twice.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from typing import Final, NamedTuple

from copydesk.parser import Element

_WIDEST: Final = 1_000
"""Most columns that a cell may span, and most that a table has; browsers stop there, too."""
_TALLEST: Final = 65_534
"""Most rows that a cell may span, as in browsers."""
_MOST_SLOTS: Final = 200_000
"""Slots that the spans of one part may fill; after that every cell spans but itself."""
_SPAN: Final = re.compile(r"[\t\n\f\r ]*\+?(\d+)")
_PARTS: Final = ("thead", "tbody", "tfoot")
_ALIGN: Final = re.compile(r"text-align:\s*(left|center|right)", re.IGNORECASE)
_FIGURE: Final = re.compile(r"\d")
_MIXED: Final = "h1,h2,h3,h4,h5,form *,article,section,blockquote,figure,p + p,ul + p,p + ul,div + div"
"""Parts of a page rather than values of a table."""
_PAGE: Final = "article,section,form *,h1,h2"
_LONG_CELL: Final = 300
"""Characters of an average cell over which a table is taken for a page layout; data is short."""
_LONG_VALUE: Final = 1_000
"""The same of a table that has a header."""


class Slot(NamedTuple):
    """One place of the grid: the cell that occupies it, and whether the cell begins there."""

    cell: Element
    is_first: bool


class Grid(NamedTuple):
    """The rows of a table, each as wide as the table; None where no cell stands."""

    rows: list[list[Slot | None]]
    has_header: bool
    """Whether the first row says what stands in the columns."""

    @property
    def alignment(self) -> str:
        """For each column l, c or r, or - where nothing is said, as its header or most of its cells are set.

        "" when nothing is said of any.
        """
        aligned = "".join(_aligned([row[column] for row in self.rows]) for column in range(len(self.rows[0])))
        return aligned if aligned.strip("-") else ""


def grid_of(element: Element, hidden: Container[Element]) -> Grid:
    """The grid of a table: rows and columns that hold text or a picture, those left out that nobody sees."""
    rows: list[list[Slot | None]] = []
    heads: list[bool] = []
    for part, part_rows in _parts(element, hidden):
        for line, row in zip(part_rows, _filled(part_rows), strict=True):
            if line in hidden:
                continue
            rows.append([None if slot is None or slot.cell in hidden else slot for slot in row])
            heads.append(part == "thead" or all(slot.cell.tag == "th" for slot in row if slot is not None))
    full = [any(slot is not None and slot.is_first and _has_content(slot.cell) for slot in row) for row in rows]
    rows, heads = (
        [row for row, is_full in zip(rows, full, strict=True) if is_full],
        [is_head for is_head, is_full in zip(heads, full, strict=True) if is_full],
    )
    width = max(map(len, rows), default=0)
    columns = [column for column in range(width) if any(_says(row, column) for row in rows)]
    kept = [[row[column] if column < len(row) else None for column in columns] for row in rows]
    return Grid(kept, len(kept) > 1 and (heads[0] or _reads_as_header(kept)))


def _reads_as_header(rows: Sequence[Sequence[Slot | None]]) -> bool:
    """Whether the first row names the columns of a table that has no header cell: words in all, no figures."""
    slots = [slot for row in rows for slot in row if slot is not None]
    first = [slot.cell.text.strip() if slot is not None else "" for slot in rows[0]]
    return all(slot.cell.tag == "td" for slot in slots) and all(text and not _FIGURE.search(text) for text in first)


def is_layout(element: Element, grid: Grid, most_cells: int) -> bool:
    """Whether a table lays out a page rather than data: nested parts, a single row or column, long cells."""
    role = element.attr("role") or ""
    if role in ("presentation", "none") or not grid.rows:
        return True
    cells = [slot.cell for row in grid.rows for slot in row if slot is not None and slot.is_first]
    if len(cells) > most_cells or len(grid.rows) * len(grid.rows[0]) > 8 * most_cells:
        return True
    nested = element.select("table")
    if any(len(inner.select("tr")) > 1 and len(inner.select("td,th")) > 3 for inner in nested):
        return True
    size = sum(len(cell.text.strip()) for cell in cells) / len(cells)
    declared = role in ("table", "grid") or element.select_one("thead,th") is not None
    if declared and len(grid.rows) > 1:
        return size > _LONG_VALUE or element.select_one(_PAGE) is not None
    full = sum(map(_has_content, cells))
    if len(grid.rows) < 2 or full < max(4, 2 * len(grid.rows) - 2) or len(grid.rows[0]) < 2:
        return True
    if any(not any(slot.cell.text.strip() for slot in row if slot is not None) for row in grid.rows):
        return True  # a row of pictures
    return bool(nested) or element.select_one(_MIXED) is not None or size > _LONG_CELL


def _parts(element: Element, hidden: Container[Element]) -> Iterator[tuple[str, list[Element]]]:
    """The rows of each part of a table, the head first and the foot last, wherever they stand."""
    parts = [node for node in element if isinstance(node, Element) and node.tag in _PARTS]
    for name in _PARTS:
        for part in parts:
            if part.tag == name and part not in hidden:
                yield name, [node for node in part if isinstance(node, Element) and node.tag == "tr"]


def _filled(rows: Sequence[Element]) -> list[list[Slot | None]]:
    """The slots of the rows of one part."""
    found: list[list[Slot | None]] = [[] for _ in rows]
    left = _MOST_SLOTS
    for number, row in enumerate(rows):
        slots = found[number]
        column = 0
        for cell in row:
            if not isinstance(cell, Element) or cell.tag not in ("td", "th"):
                continue
            while column < len(slots) and slots[column] is not None:
                column += 1
            wide = max(1, min(_span(cell, "colspan"), _WIDEST - column))
            tall = min(_span(cell, "rowspan", last=len(rows) - number), len(rows) - number)
            if wide * tall > 1:
                left -= wide * tall
                wide, tall = (wide, tall) if left > 0 else (1, 1)
            for below in range(number, number + tall):
                line = found[below]
                line.extend([None] * (column + wide - len(line)))
                for place in range(column, column + wide):
                    if line[place] is None:
                        line[place] = Slot(cell, is_first=below == number and place == column)
            column += wide
    return found


def _span(cell: Element, name: str, last: int = 1) -> int:
    """How many slots a cell spans; a row span of zero reaches to the last row of the part."""
    said = _SPAN.match(cell.attr(name) or "") if name in cell.attrs else None
    if said is None:
        return 1
    number = int(said[1][:6])
    if number == 0:
        return last
    return min(number, _TALLEST if name == "rowspan" else _WIDEST)


def _says(row: Sequence[Slot | None], column: int) -> bool:
    """Whether something stands in a column of a row."""
    slot = row[column] if column < len(row) else None
    return slot is not None and slot.is_first and _has_content(slot.cell)


def _has_content(cell: Element) -> bool:
    return bool(cell.text.strip()) or cell.select_one("img") is not None


def _aligned(column: Sequence[Slot | None]) -> str:
    said = [_alignment(slot.cell) for slot in column if slot is not None and slot.is_first]
    if not said:
        return "-"
    if len(said) > 1 and said[0] == "-":
        said = said[1:]
        most = max(set(said), key=said.count)
        return most if 2 * said.count(most) > len(said) else "-"
    return said[0]


def _alignment(cell: Element) -> str:
    said = cell.attrs
    word = ""
    if "style" in said and (found := _ALIGN.search(cell.attr("style") or "")):
        word = found[1]
    elif "align" in said:
        word = cell.attr("align") or ""
    return {"left": "l", "center": "c", "right": "r"}.get(word.lower(), "-")
