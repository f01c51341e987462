"""A copy as HTML for the room, with what was said in it marked, and a note on each statement beside its passage.

The stored Markdown is read as any Markdown copy is; its blocks are laid against the text that statements index. Nothing
that a page brought is loaded or run: a picture is told by its words and a link, and links are those of the web.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from hashlib import sha256
from typing import Final, NamedTuple

from markupsafe import Markup, escape
from msgspec import structs

from copydesk.archive.records import Entry
from copydesk.article.places import body_text, pieces
from copydesk.blocks import read_blocks
from copydesk.records import Block, Capture, Label, Mark, Picture, Span
from copydesk.render.html import Manner, blocks_html
from copydesk.render.shown import Choices
from copydesk.settings import Settings
from copydesk.web.asked import web_address
from copydesk.web.pages.article import Note

_BODY: Final = Label("body", 1.0, "a copy has nothing else")
_LINE: Final = re.compile(r"[^\n]+")
_FIRST_RANK: Final = 2
"""Of headings in a body: the page's own is above them."""


class Marked(NamedTuple):
    """A stretch of the text that is pointed at: by which number, and how it looks."""

    start: int
    end: int
    number: int
    look: str = ""
    sign: str = ""
    """What stands before it, and before what is told of it."""


class _Laid(NamedTuple):
    """A block with what is marked in it."""

    block: Block
    numbers: tuple[int, ...]
    """Of those whose first stretch begins in it."""


def marked_copy(entry: Entry, notes: Sequence[Note], note: Callable[[int], str], shown: Span | None = None) -> Markup:
    """The body of an article as HTML, every statement of `notes` marked, and told beside its passage.

    With `shown` only the blocks that begin in that part of the text.
    """
    marked = [
        Marked(words.start, words.end, each.said.id, each.said.statement.polarity, each.sign)
        for each in notes
        if each.said.statement.where == "text"
        for words in each.said.statement.content
    ]
    return copy_html(entry.markdown, entry.text, entry.url, marked, note, shown)


def copy_html(
    markdown: str,
    text: str,
    base: str | None,
    marked: Sequence[Marked],
    note: Callable[[int], str] | None = None,
    shown: Span | None = None,
) -> Markup:
    """The body as HTML; `note` gives what stands beside the block in which a numbered stretch begins."""
    laid = _laid(_blocks(markdown), text, marked, shown or Span(0, len(text)))
    numbers = {id(each.block): each.numbers for each in laid}
    of_number = {str(each.number): each for each in reversed(marked)}
    begun: set[str] = set()

    def highlight(mark: Mark) -> str:
        one = of_number[mark.target or ""]
        identity = "" if mark.target in begun else _identity(one)
        begun.add(mark.target or "")
        return f'<mark class="said {escape(one.look)}"{identity} data-said="{one.number}">'

    def around(block: Block, content: str) -> str:
        notes = "".join(note(number) for number in numbers.get(id(block), ())) if note else ""
        return f'<div class="passage"><div class="notes">{notes}</div>{content}</div>' if notes else content

    manner = Manner(highlight=highlight, picture=picture_html, side=' class="{}"', around=around)
    parts = list(blocks_html([each.block for each in laid], Choices(base=base), manner))
    if note:
        told = {number for each in laid for number in each.numbers}
        left = dict.fromkeys(each.number for each in marked if each.number not in told)
        parts += [f'<div class="notes unplaced" id="s{number}">{note(number)}</div>' for number in left]
    # Every piece of text in it was escaped by the renderer, every address checked by `link_target`.
    return Markup("\n".join(parts))


def _identity(one: Marked) -> str:
    """What the first stretch of a statement has: the anchor, the sign, and where more is told of it."""
    sign = f' data-sign="{escape(one.sign)}" aria-details="n{one.number}"' if one.sign else ""
    return f' id="s{one.number}"{sign}'


def picture_html(picture: Picture) -> str:
    """A picture in words: what it shows, and where it is. Nothing is loaded from there."""
    shown = " ".join(picture.alt.split()) or picture.medium.capitalize()
    address = web_address(picture.url)
    if address is None:
        return f'<span class="picture">{escape(shown)}</span>'
    return f'<a class="picture" href="{escape(address)}" rel="noreferrer">{escape(shown)}</a>'


@lru_cache(maxsize=32)
def _blocks(markdown: str) -> tuple[Block, ...]:
    """The blocks of a stored body, headings from the second rank on."""
    digest = sha256(markdown.encode("utf-8", "surrogatepass")).hexdigest()
    capture = Capture(sha256=digest, form="markdown", text=markdown, charset="utf-8")
    blocks = read_blocks(capture, Settings(form="markdown")).blocks
    return tuple(
        structs.replace(each, level=max(each.level, _FIRST_RANK)) if each.kind == "heading" else each for each in blocks
    )


def _laid(blocks: Sequence[Block], text: str, marked: Sequence[Marked], shown: Span) -> list[_Laid]:
    """The blocks of a part of the text, each with the marks that fall into it."""
    spans = _spans(blocks, text)
    in_order = sorted(marked, key=lambda each: (each.start, -each.end))
    first: dict[int, int] = {}
    for each in in_order:
        first.setdefault(each.number, each.start)
    laid = []
    is_shown = shown.start == 0
    for number, block in enumerate(blocks):
        places = spans.get(number, ())
        if places:  # what has no place in the text, such as a caption, goes with what stands before it
            is_shown = shown.start <= places[0][0] < shown.end
        if is_shown:
            marks = list(_marks(places, in_order))
            begun = [each.number for each in in_order if any(_begins(each, first, place) for place in places)]
            marked_block = structs.replace(block, marks=(*block.marks, *marks)) if marks else block
            laid.append(_Laid(marked_block, tuple(dict.fromkeys(begun))))
    return laid


def _begins(each: Marked, first: Mapping[int, int], place: tuple[int, int, int]) -> bool:
    return first[each.number] == each.start and place[0] <= each.start < place[1]


def _marks(places: Sequence[tuple[int, int, int]], in_order: Sequence[Marked]) -> Iterator[Mark]:
    """What is marked of a block."""
    for start, end, offset in places:
        for each in in_order:
            if each.start >= end:
                break
            if each.end > start:
                low, high = max(each.start, start), min(each.end, end)
                yield Mark("highlight", low - start + offset, high - start + offset, str(each.number))


def _spans(blocks: Sequence[Block], text: str) -> Mapping[int, list[tuple[int, int, int]]]:
    """For each block the stretches of the text that it has: `(start, end, offset in the block)`."""
    labels = [_BODY] * len(blocks)
    own = body_text(blocks, labels)
    found: dict[int, list[tuple[int, int, int]]] = {}
    common = [(0, 0, len(own))] if own == text else _common_lines(own, text)
    for piece in pieces(blocks, labels):
        first = bisect_right(common, piece.start, key=lambda each: each[0] + each[2])
        for start, other, length in common[first:]:
            if start >= piece.end:
                break
            low, high = max(start, piece.start), min(start + length, piece.end)
            if low < high:
                place = (other + low - start, other + high - start, piece.offset + low - piece.start)
                found.setdefault(piece.block, []).append(place)
    return found


def _common_lines(own: str, text: str) -> list[tuple[int, int, int]]:
    """The lines that two texts have in common, in order: where in the one, where in the other, how long.

    The copy may have more than the text, such as captions, and what it has more may read like what stands elsewhere.
    """
    ours, theirs = _lines(own), _lines(text)
    matcher = SequenceMatcher(None, [own[slice(*each)] for each in ours], [text[slice(*each)] for each in theirs])
    return [
        (ours[match.a + step][0], theirs[match.b + step][0], ours[match.a + step][1] - ours[match.a + step][0])
        for match in matcher.get_matching_blocks()
        for step in range(match.size)
    ]


def _lines(text: str) -> list[tuple[int, int]]:
    """Where the lines with something in them begin and end."""
    return [each.span() for each in _LINE.finditer(text)]
