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
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from copydesk.article.addresses import link_target
from copydesk.records import Block, Link, Mark, MarkKind, Picture
from copydesk.render.frontmatter import front_matter
from copydesk.render.inline import Manner, escape_heading, escape_line_start, render_inline, write_address
from copydesk.render.shown import Choices, choices_of, link_address, one_line, shown_blocks, target_of
from copydesk.render.stack import Open, containers

if TYPE_CHECKING:
    from copydesk.article.record import Article

_TITLE_RANK: Final = 1
_LAST_RANK: Final = 6
_BOX: Final = re.compile(r"\[[ xX]\][ \t]")
_RULES: Final = {"-": "---", "l": ":---", "c": ":---:", "r": "---:"}
_FENCE: Final = re.compile(r"`{3,}")
_ALT_SIGNS: Final = re.compile(r"[\[\]\\`*_~<&]")
_BODY: Final = Manner(whole={"emphasis": "_"})
_FIRST_OF_BODY: Final = Manner(whole={"emphasis": "_", "strong": "__"})
_HEADING: Final = Manner(line_break="<br>")
_USUAL: Final = Manner()


class Place(NamedTuple):
    """What a renderer needs beside its block: the choices, and whether the block opens the body."""

    choices: Choices
    is_first: bool = False


def body_markdown(article: Article, choices: Choices | None = None) -> str:
    """The body as Markdown: what the reader reads, in page order, with pictures and their captions."""
    chosen = choices or Choices(base=article.url or article.canonical_url)
    return blocks_markdown(shown_blocks(article, chosen), chosen)


def copy_markdown(article: Article, /, **options: bool) -> str:
    """The whole copy: front matter, title, deck, body and, when asked for, related stories and comments."""
    choices = choices_of(article, options)
    parts = [
        headline(article.title, article.deck),
        body_markdown(article, choices),
        _related(article.related) if choices.related else "",
        _comments(article) if choices.comments else "",
    ]
    copy = "\n\n".join(part for part in parts if part) + "\n"
    return f"{front_matter(article)}\n{copy}" if choices.front_matter else copy


def blocks_markdown(blocks: Sequence[Block], choices: Choices) -> str:
    """Blocks one under the other, list items close together, everything else apart."""
    parts: list[str] = []
    open_now: list[Open] = []
    before: Block | None = None
    for block in blocks:
        content = _RENDERERS[block.kind](block, Place(choices, is_first=before is None))
        if not content:
            continue
        kept, opened = containers(open_now, block)
        if before is not None:
            parts.append(_parting(before, block, kept, opened, is_nested=len(kept) == len(open_now)))
        parts.append(_behind(content, kept, opened))
        open_now = [*kept, *opened]
        before = block
    return "".join(parts)


# ── What stands around a block ────────────────────────────────────────────────────────────────────


def _parting(before: Block, block: Block, kept: Sequence[Open], opened: Sequence[Open], *, is_nested: bool) -> str:
    """What parts two blocks: list items stand close; a quotation goes on over the empty line."""
    is_list = before.kind == block.kind == "item" and before.quoted == block.quoted and len(opened) == 1
    # Right under the words of an item, a list can begin with no number but one.
    if is_list and (not is_nested or opened[0].ordinal in (None, 1)):
        return "\n"
    around = list(kept)
    while around and not around[-1].is_quotation:
        around.pop()
    return f"\n{''.join(each.rest for each in around).rstrip()}\n"


def _behind(content: str, kept: Sequence[Open], opened: Sequence[Open]) -> str:
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
    """The words of a list item; of a task, behind its box."""
    written = _paragraph(_inline(block, place, _USUAL))
    if block.task and written:
        return f"[{'x' if block.task == 'x' else ' '}] {written}"
    return f"\\{written}" if _BOX.match(written) else written


def caption(block: Block, place: Place) -> str:
    """The words beside a picture: in emphasis, so that they read as such and are known as such again."""
    marks = [mark for mark in block.marks if mark.kind not in ("emphasis", "strong")]
    return _paragraph(_set_apart(block.text, "emphasis", marks, place.choices))


def correction(block: Block, place: Place) -> str:
    """A notice of correction: strong and in emphasis, so that it reads as such and is known as such again."""
    marks = [mark for mark in block.marks if mark.kind not in ("emphasis", "strong")]
    text = block.text.strip()
    return _paragraph(_set_apart(text, "emphasis", [Mark("strong", 0, len(text)), *marks], place.choices))


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
    text = _ALT_SIGNS.sub(r"\\\g<0>", one_line(picture.alt) or picture.medium.capitalize())
    return f'[{text}]({write_address(address)} "{picture.medium}")' if address else ""


def _picture(picture: Picture, choices: Choices) -> str:
    """A picture, inside the link that it carries."""
    address = link_target(picture.url, choices.base) or picture.url
    alt = _ALT_SIGNS.sub(r"\\\g<0>", one_line(picture.alt))
    written = f"![{alt}]({write_address(address)})"
    link = link_address(picture.link, choices) if picture.link else None
    return f"[{written}]({write_address(link)})" if link else written


def _inline(block: Block, place: Place, manner: Manner) -> str:
    return _with_links(block.text, block.marks, place.choices, manner)


def _with_links(text: str, marks: Sequence[Mark], choices: Choices, manner: Manner = _USUAL) -> str:
    return render_inline(text, marks, lambda target: target_of(target, choices), manner, links=choices.links)


def _set_apart(text: str, kind: MarkKind, marks: Sequence[Mark], choices: Choices) -> str:
    """Text that is one mark from end to end."""
    if not text.strip():
        return ""
    whole = [Mark(kind, 0, len(text)), *marks]
    return _with_links(text, whole, choices)


def _paragraph(written: str) -> str:
    return "\n".join(map(escape_line_start, written.split("\n")))


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
    written = _with_links(block.text[start:end], moved, place.choices).strip()
    if block.insets and place.choices.images:
        held = [each for each in block.insets if start <= each[0] <= end]
        before = [_picture(picture, place.choices) for at, picture in held if at == start]
        behind = [_picture(picture, place.choices) for at, picture in held if at > start]
        written = " ".join(part for part in (*before, written, *behind) if part)
    return written.replace("|", "\\|")


# ── What is not a block of the page ───────────────────────────────────────────────────────────────


def headline(title: str | None, deck: str | None) -> str:
    """What stands above the body of a copy: the title as a heading, the deck in strong print under it."""
    text = render_inline(one_line(title or ""), (), _as_written)
    parts = [
        f"# {escape_heading(text)}" if text else "",
        _set_apart(one_line(deck or ""), "strong", (), Choices()),
    ]
    return "\n\n".join(part for part in parts if part)


def _related(links: Sequence[Link]) -> str:
    lines = [f"- {_listed(link)}" for link in links]
    return "\n".join(["## Related", "", *lines]) if lines else ""


def _listed(link: Link) -> str:
    text = one_line(link.text)
    marks = [Mark("link", 0, len(text), link.url)] if link.url and text else []
    return escape_line_start(render_inline(text, marks, _as_written))


def _comments(article: Article) -> str:
    if not article.comments:
        return ""
    parts = ["## Comments"]
    for comment in article.comments:
        head = ", ".join(part for part in (comment.author, comment.published) if part)
        parts.append(_set_apart(one_line(head), "strong", (), Choices()))
        parts.extend(_paragraph(render_inline(lines, (), _as_written)) for lines in comment.text.split("\n\n"))
    return "\n\n".join(part for part in parts if part)


def _as_written(target: str) -> str | None:
    return target or None


_RENDERERS: Final[dict[str, Callable[[Block, Place], str]]] = {
    "paragraph": paragraph,
    "heading": heading,
    "item": item,
    "quotation": paragraph,
    "caption": caption,
    "correction": correction,
    "table": table,
    "code": code,
    "figure": figure,
}
