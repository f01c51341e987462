"""A copy as HTML for the room, with what was said in it marked, and a note on each statement beside its passage.

The stored Markdown is read as any Markdown copy is; its blocks are laid against the text that statements index. Nothing
that a page brought is loaded or run: a picture is told by its words and a link, and links are those of the web.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

from markupsafe import Markup, escape
from msgspec import structs

from copydesk.archive.records import Entry
from copydesk.article.places import body_text, pieces
from copydesk.blocks import read_blocks
from copydesk.records import Block, Capture, Label, Mark, Picture
from copydesk.render.html import Manner, blocks_html
from copydesk.render.shown import Choices
from copydesk.settings import Settings
from copydesk.web.asked import web_address
from copydesk.web.pages.article import Note

_BODY: Final = Label("body", 1.0, "a copy has nothing else")
_FIRST_RANK: Final = 2
"""Of headings in a body: the page's own is above them."""


class Marked(NamedTuple):
    """A stretch of the text that is pointed at: by which number, and how it looks."""

    start: int
    end: int
    number: int
    look: str = ""


class _Laid(NamedTuple):
    """A block with what is marked in it."""

    block: Block
    numbers: tuple[int, ...]
    """Of those whose first stretch begins in it."""


def marked_copy(entry: Entry, notes: Sequence[Note], note: Callable[[int], str]) -> Markup:
    """The body of an article as HTML, every statement of `notes` marked, and told beside its passage."""
    marked = [
        Marked(words.start, words.end, each.said.id, each.said.statement.polarity)
        for each in notes
        if each.said.statement.where == "text"
        for words in each.said.statement.content
    ]
    return copy_html(entry.markdown, entry.text, entry.url, marked, note)


def copy_html(
    markdown: str, text: str, base: str | None, marked: Sequence[Marked], note: Callable[[int], str] | None = None
) -> Markup:
    """The body as HTML; `note` gives what stands beside the block in which a numbered stretch begins."""
    blocks = _blocks(markdown)
    laid = _laid(blocks, text, marked)
    numbers = {id(each.block): each.numbers for each in laid}
    looks = {str(each.number): each.look for each in marked}
    begun: set[str] = set()

    def highlight(mark: Mark) -> str:
        number = mark.target or ""
        identity = "" if number in begun else f' id="s{number}"'
        begun.add(number)
        return f'<mark class="said {escape(looks[number])}"{identity} data-said="{number}">'

    def around(block: Block, content: str) -> str:
        notes = "".join(note(number) for number in numbers.get(id(block), ())) if note else ""
        return f'<div class="passage"><div class="notes">{notes}</div>{content}</div>' if notes else content

    choices = Choices(base=base)
    manner = Manner(highlight=highlight, picture=picture_html, side=' class="{}"', around=around)
    # Every piece of text in it was escaped by the renderer, every address checked by `link_target`.
    return Markup("\n".join(blocks_html([each.block for each in laid], choices, manner)))


def picture_html(picture: Picture) -> str:
    """A picture in words: what it shows, and where it is. Nothing is loaded from there."""
    shown = " ".join(picture.alt.split()) or picture.medium.capitalize()
    address = web_address(picture.url)
    if address is None:
        return f'<span class="picture">{escape(shown)}</span>'
    return f'<a class="picture" href="{escape(address)}" rel="noreferrer">{escape(shown)}</a>'


def _blocks(markdown: str) -> list[Block]:
    """The blocks of a stored body, headings from the second rank on."""
    digest = sha256(markdown.encode("utf-8", "surrogatepass")).hexdigest()
    capture = Capture(sha256=digest, form="markdown", text=markdown, charset="utf-8")
    blocks = read_blocks(capture, Settings(form="markdown")).blocks
    return [
        structs.replace(each, level=max(each.level, _FIRST_RANK)) if each.kind == "heading" else each for each in blocks
    ]


def _laid(blocks: Sequence[Block], text: str, marked: Sequence[Marked]) -> list[_Laid]:
    """The blocks, each with the marks that fall into it."""
    spans = _spans(blocks, text)
    in_order = sorted(marked, key=lambda each: (each.start, -each.end))
    first = {each.number: min(other.start for other in marked if other.number == each.number) for each in marked}
    laid = []
    for number, block in enumerate(blocks):
        marks: list[Mark] = []
        begun: dict[int, None] = {}
        for start, end, offset in spans.get(number, ()):
            for each in in_order:
                if each.start < end and each.end > start:
                    low, high = max(each.start, start), min(each.end, end)
                    marks.append(Mark("highlight", low - start + offset, high - start + offset, str(each.number)))
                    if first[each.number] == each.start and start <= each.start < end:
                        begun[each.number] = None
        laid.append(_Laid(structs.replace(block, marks=(*block.marks, *marks)) if marks else block, tuple(begun)))
    return laid


def _spans(blocks: Sequence[Block], text: str) -> Mapping[int, list[tuple[int, int, int]]]:
    """For each block the stretches of the text that it has: `(start, end, offset in the block)`."""
    labels = [_BODY] * len(blocks)
    found: dict[int, list[tuple[int, int, int]]] = {}
    if body_text(blocks, labels) == text:
        for piece in pieces(blocks, labels):
            found.setdefault(piece.block, []).append((piece.start, piece.end, piece.offset))
        return found
    at = 0
    for number, block in enumerate(blocks):  # the copy has more than the text, such as captions: look for each block
        start = text.find(block.text, at) if block.text else -1
        if start >= 0:
            at = start + len(block.text)
            found[number] = [(start, at, 0)]
    return found
