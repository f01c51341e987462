"""Article → Markdown: one small renderer for each kind of block, in the table at the foot.

Lists and quotations are composed around what the renderers give: a block says how deep it stands, the page of Markdown
keeps the indentation of the list items that are open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from copydesk.article.addresses import link_target
from copydesk.records import Block, Label
from copydesk.render.frontmatter import front_matter
from copydesk.render.inline import escape_heading, escape_line_start, render_inline

if TYPE_CHECKING:
    from copydesk.article.record import Article


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What goes into the copy, and the address that relative links start from."""

    links: bool = True
    images: bool = True
    tables: bool = True
    comments: bool = False
    related: bool = False
    front_matter: bool = True
    base: str | None = None


def body_markdown(article: Article, choices: Choices | None = None) -> str:
    """The body as Markdown: what the reader reads, in page order, with pictures and their captions."""
    chosen = choices or Choices(base=article.url or article.canonical_url)
    return _compose(list(_copy_blocks(article, chosen)), chosen)


def copy_markdown(article: Article, **options: bool) -> str:
    """The whole copy: front matter, title, deck, body and, when asked for, related stories and comments."""
    choices = Choices(base=article.url or article.canonical_url, **options)
    parts = []
    if article.title:
        parts.append(f"# {escape_heading(render_inline(_line(article.title), (), _as_written))}")
    if article.deck:
        parts.append(f"**{render_inline(_line(article.deck), (), _as_written)}**")
    parts.append(body_markdown(article, choices))
    if choices.related and article.related:
        parts.append(_related(article))
    if choices.comments and article.comments:
        parts.append(_comments(article))
    copy = "\n\n".join(part for part in parts if part) + "\n"
    return f"{front_matter(article)}\n{copy}" if choices.front_matter else copy


def _copy_blocks(article: Article, choices: Choices) -> Iterable[tuple[Block, Label]]:
    """The blocks that the copy shows."""
    for block, label in zip(article.blocks, article.labels, strict=True):
        if label.name not in ("body", "caption", "credit"):
            continue
        if block.kind == "figure" and not choices.images:
            continue
        if block.kind == "table" and not choices.tables:
            continue
        yield block, label


def _compose(blocks: Sequence[tuple[Block, Label]], choices: Choices) -> str:
    """The blocks one under the other, list items close together, everything else apart."""
    parts: list[str] = []
    indents: list[str] = []
    before: Block | None = None
    ordinal: dict[int, tuple[int, str]] = {}
    for block, label in blocks:
        content = _RENDERERS[block.kind](block, choices)
        if not content:
            continue
        if label.name in ("caption", "credit"):
            content = _set_apart(block, choices)
        level = min(block.level, len(indents) + 1) if block.kind == "item" else min(block.level, len(indents))
        if block.kind == "heading":
            level = 0
        if block.kind == "item":
            marker = _marker(block, level, ordinal)
            del indents[level - 1 :]
            content = _indented(content, marker, " " * len(marker))
            content = _indented(content, "".join(indents), "".join(indents))
            indents.append(" " * len(marker))
        else:
            del indents[level:]
            content = _indented(content, "".join(indents), "".join(indents))
        for deeper in [key for key in ordinal if key > level]:
            del ordinal[deeper]
        if block.quoted:
            content = _indented(content, "> " * block.quoted, "> " * block.quoted)
        if before is not None:
            parts.append(_between(before, block))
        parts.append(content)
        before = block
    return "".join(parts)


def _between(before: Block, block: Block) -> str:
    """What parts two blocks: list items stand close; a quotation goes on over the empty line."""
    quoted = min(before.quoted, block.quoted)
    if before.kind == "item" and block.kind == "item" and before.quoted == block.quoted:
        return "\n"
    return f"\n{('> ' * quoted).rstrip()}\n"


def _marker(block: Block, level: int, ordinal: dict[int, tuple[int, str]]) -> str:
    """The sign of a list item. A list that starts anew right behind another takes the other sign, or they would join."""
    if block.ordinal is None:
        ordinal.pop(level, None)
        return "- "
    last, dot = ordinal.get(level, (block.ordinal - 1, "."))
    if block.ordinal != last + 1:
        dot = ")" if dot == "." else "."
    ordinal[level] = (block.ordinal, dot)
    return f"{block.ordinal}{dot} "


def _indented(content: str, first: str, rest: str) -> str:
    if not rest.strip():
        lines = content.split("\n")
        return "\n".join([first + lines[0], *(rest + line if line else line for line in lines[1:])])
    return "\n".join((first if place == 0 else rest) + line for place, line in enumerate(content.split("\n"))).replace(
        "> \n", ">\n"
    )


# The renderers. Each takes a block and the choices, and gives its Markdown without indentation.


def paragraph(block: Block, choices: Choices) -> str:
    """Running text."""
    text = _inline(block, choices)
    return "\n".join(escape_line_start(line) for line in text.split("\n"))


def heading(block: Block, choices: Choices) -> str:
    """A heading inside the body; the first rank belongs to the title."""
    rank = min(max(block.level, 2), 6)
    text = _inline(block, choices).replace("\\\n", " ").replace("\n", " ")
    return f"{'#' * rank} {escape_heading(text)}"


def table(block: Block, choices: Choices) -> str:
    """A table in the form of GitHub's Markdown; the first row is its header."""
    rows = [[_cell(block, start, end, choices) for start, end in row] for row in _cells(block.text)]
    width = max(map(len, rows))
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
    lines.insert(1, f"|{' --- |' * width}")
    return "\n".join(lines)


def code(block: Block, choices: Choices) -> str:
    """Preformatted text, character for character."""
    longest = max((len(run) for run in re.findall(r"`{3,}", block.text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{block.language}\n{block.text}\n{fence}"


def figure(block: Block, choices: Choices) -> str:
    """A picture."""
    if block.picture is None:
        return ""
    address = link_target(block.picture.url, choices.base) or block.picture.url
    alt = re.sub(r"([\[\]\\`*_<&])", r"\\\1", _line(block.picture.alt))
    written = re.sub(r"[\s<>]", lambda found: f"%{ord(found[0]):02X}", address)
    return f"![{alt}](<{written}>)" if "(" in written or ")" in written else f"![{alt}]({written})"


def _set_apart(block: Block, choices: Choices) -> str:
    """A caption or a credit: in emphasis, so that it reads as one and is known as one again."""
    text = _inline(block, choices, without_emphasis=True).replace("\\\n", " ").replace("\n", " ")
    return f"*{text}*" if text else ""


def _inline(block: Block, choices: Choices, *, without_emphasis: bool = False) -> str:
    marks = block.marks
    if without_emphasis:
        marks = tuple(mark for mark in marks if mark.kind not in ("emphasis", "strong"))
    return render_inline(block.text, marks, lambda target: link_address(target, choices))


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


def _cell(block: Block, start: int, end: int, choices: Choices) -> str:
    marks = [
        msgspec.structs.replace(mark, start=mark.start - start, end=mark.end - start)
        for mark in block.marks
        if start <= mark.start and mark.end <= end
    ]
    text = render_inline(block.text[start:end], marks, lambda target: link_address(target, choices))
    return text.strip().replace("|", "\\|")


def _related(article: Article) -> str:
    lines = [f"- {_listed(link.text, link.url)}" for link in article.related]
    return "## Related\n\n" + "\n".join(lines)


def _listed(text: str, url: str) -> str:
    escaped = render_inline(_line(text), (), _as_written)
    return f"[{escaped}](<{url}>)" if url else escape_line_start(escaped)


def _comments(article: Article) -> str:
    parts = ["## Comments"]
    for comment in article.comments:
        lines = [escape_line_start(line) for line in render_inline(comment.text, (), _as_written).split("\n")]
        head = ", ".join(part for part in (comment.author, comment.published) if part)
        parts.append((f"**{head}**\n\n" if head else "") + "\n".join(lines))
    return "\n\n".join(parts)


def _line(text: str) -> str:
    return " ".join(text.split())


def _as_written(target: str) -> str | None:
    return target or None


_RENDERERS: Final[dict[str, Callable[[Block, Choices], str]]] = {
    "paragraph": paragraph,
    "heading": heading,
    "item": paragraph,
    "quotation": paragraph,
    "caption": paragraph,
    "table": table,
    "code": code,
    "figure": figure,
}
