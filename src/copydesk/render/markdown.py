"""Article → Markdown: one small renderer for each kind of block, in the table at the foot.

A renderer gives a block without what stands around it. The lists and quotations around it are kept as a stack, as a
Markdown parser keeps them: a block closes what it does not stand in, opens what it needs, and is written behind the
signs of all that is open.

What the copy shows beside the text has a form that no text takes, so that the copy read again is the same article: the
deck is in stars of two, a caption in stars of one, and text of the body that is so set off as a whole in underscores.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from copydesk.article.addresses import link_target
from copydesk.records import Block, Link, Mark, MarkKind, Picture
from copydesk.render.frontmatter import front_matter
from copydesk.render.inline import Manner, escape_heading, escape_line_start, render_inline, write_address
from copydesk.settings import changed

if TYPE_CHECKING:
    from copydesk.article.record import Article

_DEEPEST: Final = 12
"""Lists within lists, and quotations within quotations, that are written: as each puts its sign before every line of
what it holds, a page of nothing but nesting would grow without bound."""
_MOST_DIGITS: Final = 999_999_999
"""Largest number of a list item that CommonMark reads as one."""

_TITLE_RANK: Final = 1
_LAST_RANK: Final = 6
_RULES: Final = {"-": "---", "l": ":---", "c": ":---:", "r": "---:"}
_FENCE: Final = re.compile(r"`{3,}")
_ALT_SIGNS: Final = re.compile(r"[\[\]\\`*_~<&]")
_BESIDE: Final = frozenset({"caption", "credit"})
"""Labels of what is shown beside the text."""

_BODY: Final = Manner(whole={"emphasis": "_"})
_FIRST_OF_BODY: Final = Manner(whole={"emphasis": "_", "strong": "__"})
_HEADING: Final = Manner(line_break="<br>")
_USUAL: Final = Manner()


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What goes into the copy, and the address that relative links start from."""

    links: bool = True
    images: bool = True
    tables: bool = True
    comments: bool = False
    related: bool = False
    front_matter: bool = True
    base: str | None = None


_OPTIONS: Final = frozenset(Choices.__struct_fields__) - {"base"}


class Place(NamedTuple):
    """What a renderer needs beside its block: the choices, and whether the block opens the body."""

    choices: Choices
    is_first: bool = False


def body_markdown(article: Article, choices: Choices | None = None) -> str:
    """The body as Markdown: what the reader reads, in page order, with pictures and their captions."""
    chosen = choices or Choices(base=article.url or article.canonical_url)
    return blocks_markdown(_with_known_notes(list(_shown(article, chosen))), chosen)


def copy_markdown(article: Article, /, **options: bool) -> str:
    """The whole copy: front matter, title, deck, body and, when asked for, related stories and comments."""
    choices = changed(Choices(base=article.url or article.canonical_url), options, _OPTIONS)
    parts = [
        _title(article.title),
        _deck(article.deck),
        body_markdown(article, choices),
        _related(article.related) if choices.related else "",
        _comments(article) if choices.comments else "",
    ]
    copy = "\n\n".join(part for part in parts if part) + "\n"
    return f"{front_matter(article)}\n{copy}" if choices.front_matter else copy


def blocks_markdown(blocks: Sequence[Block], choices: Choices) -> str:
    """Blocks one under the other, list items close together, everything else apart."""
    parts: list[str] = []
    open_now: list[_Open] = []
    before: Block | None = None
    for block in blocks:
        content = _RENDERERS[block.kind](block, Place(choices, is_first=before is None))
        if not content:
            continue
        kept, opened = _containers(open_now, block)
        if before is not None:
            parts.append(_parting(before, block, kept, opened, is_nested=len(kept) == len(open_now)))
        parts.append(_behind(content, kept, opened))
        open_now = [*kept, *opened]
        before = block
    return "".join(parts)


def _shown(article: Article, choices: Choices) -> Iterator[Block]:
    """The blocks that the copy shows, those beside the text as captions."""
    for block, label in zip(article.blocks, article.labels, strict=True):
        if block.picture is not None and not _is_chosen(block.picture, choices):
            continue
        if block.kind == "table" and not choices.tables:
            continue
        if label.name == "body":
            # Within the body a caption is text like any other.
            if block.note:
                yield msgspec.structs.replace(block, kind="paragraph", level=0, quoted=0, ordinal=None)
            else:
                yield msgspec.structs.replace(block, kind="paragraph") if block.kind == "caption" else block
        elif label.name in _BESIDE:
            yield _beside(block)


def _is_chosen(picture: Picture, choices: Choices) -> bool:
    """Whether a picture is shown; an embed is nothing but a link, and gone with them, too."""
    return choices.images and (choices.links or picture.medium == "picture")


def _with_known_notes(blocks: list[Block]) -> list[Block]:
    """The blocks, references to notes that the copy does not show without their labels."""
    shown = {f"^{block.note}" for block in blocks if block.note}
    return [
        msgspec.structs.replace(block, marks=tuple(_known(mark, shown) for mark in block.marks))
        if any(mark.kind == "footnote" and mark.target not in shown for mark in block.marks)
        else block
        for block in blocks
    ]


def _known(mark: Mark, shown: set[str]) -> Mark:
    return Mark(mark.kind, mark.start, mark.end) if mark.kind == "footnote" and mark.target not in shown else mark


def _beside(block: Block) -> Block:
    """A block labelled as standing beside the text, as a caption whatever its kind; a picture stays one."""
    if block.kind == "figure":
        return block
    level = 0 if block.kind == "heading" else block.level
    if block.kind in ("table", "code"):
        lines = (_line(line) for line in block.text.split("\n"))
        text = "\n".join(line for line in lines if line)
        return msgspec.structs.replace(block, kind="caption", level=level, text=text, marks=())
    return msgspec.structs.replace(block, kind="caption", level=level)


# ── What stands around a block ────────────────────────────────────────────────────────────────────


class _Open(NamedTuple):
    """A list item or a quotation that is open: what it puts before its first line and before the others.

    Of a numbered item also the number and the sign behind it.
    """

    first: str
    rest: str
    ordinal: int | None = None
    behind: str = ""

    @property
    def is_quotation(self) -> bool:
        """Whether it is a quotation, and no list item."""
        return self.first == "> "


_QUOTATION: Final = _Open("> ", "> ")


def _containers(open_now: Sequence[_Open], block: Block) -> tuple[list[_Open], list[_Open]]:
    """What stays open around the next block, and what opens with it."""
    quoted = min(max(block.quoted, int(block.kind == "quotation")), _DEEPEST)
    items = 0 if block.kind == "heading" else min(block.level, _DEEPEST) - (block.kind == "item")
    kept: list[_Open] = []
    quotations = 0
    for each in open_now:
        if (quotations == quoted) if each.is_quotation else (len(kept) - quotations >= items):
            break
        kept.append(each)
        quotations += each.is_quotation
    opened = [_QUOTATION] * (quoted - quotations)
    if block.kind == "item":
        sibling = open_now[len(kept)] if len(open_now) > len(kept) and not opened else None
        opened.append(_item(block.ordinal, sibling))
    return kept, opened


def _item(ordinal: int | None, sibling: _Open | None) -> _Open:
    """A new list item. One whose number does not follow begins a list of its own, with the other sign behind it."""
    if ordinal is None or not 0 <= ordinal <= _MOST_DIGITS:
        return _Open("- ", "  ")
    behind = "."
    if sibling is not None and sibling.ordinal is not None:
        follows = ordinal == sibling.ordinal + 1
        behind = sibling.behind if follows else {".": ")", ")": "."}[sibling.behind]
    first = f"{ordinal}{behind} "
    return _Open(first, " " * len(first), ordinal, behind)


def _parting(before: Block, block: Block, kept: Sequence[_Open], opened: Sequence[_Open], *, is_nested: bool) -> str:
    """What parts two blocks: list items stand close; a quotation goes on over the empty line."""
    is_list = before.kind == block.kind == "item" and before.quoted == block.quoted and len(opened) == 1
    # Right under the words of an item, a list can begin with no number but one.
    if is_list and (not is_nested or opened[0].ordinal in (None, 1)):
        return "\n"
    around = list(kept)
    while around and not around[-1].is_quotation:
        around.pop()
    return f"\n{''.join(each.rest for each in around).rstrip()}\n"


def _behind(content: str, kept: Sequence[_Open], opened: Sequence[_Open]) -> str:
    """Content behind the signs of what is open around it."""
    if not kept and not opened:
        return content
    around = "".join(each.rest for each in kept)
    first = around + "".join(each.first for each in opened)
    rest = around + "".join(each.rest for each in opened)
    lines = content.split("\n")
    return "\n".join([first + lines[0], *(rest + line if line else rest.rstrip() for line in lines[1:])])


# ── The renderers: a block and its place → its Markdown, without what stands around it ────────────


def paragraph(block: Block, place: Place) -> str:
    """Running text; a note behind its label."""
    written = _paragraph(_inline(block, place, _FIRST_OF_BODY if place.is_first else _BODY))
    return f"[^{block.note}]: {written}" if block.note and written else written


def item(block: Block, place: Place) -> str:
    """The words of a list item."""
    return _paragraph(_inline(block, place, _USUAL))


def caption(block: Block, place: Place) -> str:
    """The words beside a picture: in emphasis, so that they read as such and are known as such again."""
    marks = [mark for mark in block.marks if mark.kind not in ("emphasis", "strong")]
    return _paragraph(_set_apart(block.text, "emphasis", marks, place.choices))


def heading(block: Block, place: Place) -> str:
    """A heading inside the body; the first rank belongs to the title."""
    rank = min(max(block.level, _TITLE_RANK + 1), _LAST_RANK)
    text = _inline(block, place, _HEADING)
    return f"{'#' * rank} {escape_heading(text)}" if text else ""


def table(block: Block, place: Place) -> str:
    """A table in the form of GitHub's Markdown.

    Its first row is the header, which must be as wide as the table: above a row that is not, the header is empty.
    """
    marks = sorted(block.marks, key=lambda mark: mark.start)
    starts = [mark.start for mark in marks]
    rows = []
    for row in _cells(block.text):
        inside = [marks[bisect_left(starts, start) : bisect_left(starts, end)] for start, end in row]
        rows.append([_cell(block, *cell, held, place) for cell, held in zip(row, inside, strict=True)])
    width = max(map(len, rows))
    if not block.header or len(rows[0]) < width or not block.text.partition("\n")[0].strip():
        rows.insert(0, [""] * width)
    lines = [f"| {' | '.join(row)} |" for row in rows]
    alignment = block.alignment.ljust(width, "-")[:width]
    lines.insert(1, f"| {' | '.join(_RULES[letter] for letter in alignment)} |")
    return "\n".join(lines)


def code(block: Block, place: Place) -> str:
    """Preformatted text, character for character."""
    longest = max(map(len, _FENCE.findall(block.text)), default=2)
    fence = "`" * (longest + 1)
    language = "" if "`" in block.language else "".join(block.language.split()[:1])
    return f"{fence}{language}\n{block.text}\n{fence}"


def figure(block: Block, place: Place) -> str:
    """A picture; an embed as a link that says what it leads to."""
    picture = block.picture
    if picture is None:
        return ""
    if picture.medium == "picture":
        return _picture(picture, place.choices)
    address = link_address(picture.url, place.choices)
    text = _ALT_SIGNS.sub(r"\\\g<0>", _line(picture.alt) or picture.medium.capitalize())
    return f'[{text}]({write_address(address)} "{picture.medium}")' if address else ""


def _picture(picture: Picture, choices: Choices) -> str:
    """A picture, inside the link that it carries."""
    address = link_target(picture.url, choices.base) or picture.url
    alt = _ALT_SIGNS.sub(r"\\\g<0>", _line(picture.alt))
    written = f"![{alt}]({write_address(address)})"
    link = link_address(picture.link, choices) if picture.link else None
    return f"[{written}]({write_address(link)})" if link else written


def _inline(block: Block, place: Place, manner: Manner) -> str:
    return render_inline(block.text, block.marks, lambda target: link_address(target, place.choices), manner)


def _set_apart(text: str, kind: MarkKind, marks: Sequence[Mark], choices: Choices) -> str:
    """Text that is one mark from end to end."""
    if not text.strip():
        return ""
    whole = [Mark(kind, 0, len(text)), *marks]
    return render_inline(text, whole, lambda target: link_address(target, choices))


def _paragraph(written: str) -> str:
    return "\n".join(map(escape_line_start, written.split("\n")))


def link_address(target: str, choices: Choices) -> str | None:
    """Where a link in the copy leads; None when it leads nowhere and is written as its text."""
    return link_target(target, choices.base) if choices.links else None


def _cells(text: str) -> Iterable[list[tuple[int, int]]]:
    """The span of each cell of each row of a table's text."""
    at = 0
    for row in text.split("\n"):
        spans = []
        for cell in row.split("\t"):
            spans.append((at, at + len(cell)))
            at += len(cell) + 1
        yield spans


def _cell(block: Block, start: int, end: int, marks: Sequence[Mark], place: Place) -> str:
    """One cell with the marks that begin in it and the pictures at its ends; the bars in it escaped, in code, too."""
    moved = [Mark(mark.kind, mark.start - start, mark.end - start, mark.target) for mark in marks if mark.end <= end]
    written = render_inline(block.text[start:end], moved, lambda target: link_address(target, place.choices)).strip()
    if block.insets and place.choices.images:
        held = [each for each in block.insets if start <= each[0] <= end]
        before = [_picture(picture, place.choices) for at, picture in held if at == start]
        behind = [_picture(picture, place.choices) for at, picture in held if at > start]
        written = " ".join(part for part in (*before, written, *behind) if part)
    return written.replace("|", "\\|")


# ── What is not a block of the page ───────────────────────────────────────────────────────────────


def _title(title: str | None) -> str:
    text = render_inline(_line(title or ""), (), _as_written)
    return f"# {escape_heading(text)}" if text else ""


def _deck(deck: str | None) -> str:
    return _set_apart(_line(deck or ""), "strong", (), Choices())


def _related(links: Sequence[Link]) -> str:
    lines = [f"- {_listed(link)}" for link in links]
    return "\n".join(["## Related", "", *lines]) if lines else ""


def _listed(link: Link) -> str:
    text = _line(link.text)
    marks = [Mark("link", 0, len(text), link.url)] if link.url and text else []
    return escape_line_start(render_inline(text, marks, _as_written))


def _comments(article: Article) -> str:
    if not article.comments:
        return ""
    parts = ["## Comments"]
    for comment in article.comments:
        head = ", ".join(part for part in (comment.author, comment.published) if part)
        parts.append(_set_apart(_line(head), "strong", (), Choices()))
        parts.extend(_paragraph(render_inline(lines, (), _as_written)) for lines in comment.text.split("\n\n"))
    return "\n\n".join(part for part in parts if part)


def _line(text: str) -> str:
    return " ".join(text.split())


def _as_written(target: str) -> str | None:
    return target or None


_RENDERERS: Final[dict[str, Callable[[Block, Place], str]]] = {
    "paragraph": paragraph,
    "heading": heading,
    "item": item,
    "quotation": paragraph,
    "caption": caption,
    "table": table,
    "code": code,
    "figure": figure,
}
