"""Article → HTML: one clean page for readers and e-books, with nothing in it that runs or is loaded but its pictures.

What is written is HTML and XML at once, as EPUB 3 asks for. The table at the foot has one small renderer for each kind
of block; lists and quotations around the blocks are kept as a stack.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from copydesk.article.addresses import link_target
from copydesk.records import Block, Mark, Picture
from copydesk.render.shown import Choices, choices_of, link_address, one_line, shown_blocks
from copydesk.render.stack import Open, containers

if TYPE_CHECKING:
    from copydesk.article.record import Article

_STYLE: Final = (
    "body{margin:2em auto;max-width:40em;padding:0 1em;font:1.05em/1.6 serif;color-scheme:light dark}"
    "img{max-width:100%;height:auto}figure{margin:1.5em 0}figcaption,.byline{font-size:.85em;opacity:.75}"
    ".deck{font-size:1.15em}pre{overflow-x:auto}table{border-collapse:collapse;display:block;overflow-x:auto}"
    "td,th{border:1px solid;padding:.3em .6em;vertical-align:top}blockquote{border-left:3px solid;margin-left:0;"
    "padding-left:1em}"
)
_POLICY: Final = "default-src 'none'; img-src * data:; style-src 'unsafe-inline'"
_RIGHT_TO_LEFT: Final = frozenset("ar arc ckb dv fa he iw ks ps sd ug ur yi".split())
_NOT_IN_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAGS: Final = {
    "strong": "strong",
    "emphasis": "em",
    "code": "code",
    "strike": "s",
    "superscript": "sup",
    "subscript": "sub",
    "highlight": "mark",
}
_ORDER: Final = {kind: rank for rank, kind in enumerate(("link", *_TAGS, "formula", "footnote"))}
_SIDES: Final = {"l": "left", "c": "center", "r": "right"}
_LAST_RANK: Final = 6


class Manner(NamedTuple):
    """How whoever shows a body may have some of it written in another way."""

    highlight: Callable[[Mark], str] = lambda mark: "<mark>"
    """The opening tag of a highlighted stretch."""
    picture: Callable[[Picture], str] | None = None
    """A picture or what is embedded, as an element."""
    side: str = ' style="text-align:{}"'
    """The attribute of a cell that is set to a side."""
    around: Callable[[Block, str], str] = lambda block, content: content
    """A block's element with what belongs to it, such as notes on it."""


_PLAIN: Final = Manner()


class _Place(NamedTuple):
    """What a renderer needs beside its block: choices, references to notes that were written already, the manner."""

    choices: Choices
    seen: set[str]
    manner: Manner


def html_page(article: Article, /, **options: bool) -> str:
    """The copy as a page of its own: title, deck, byline, body and, when asked for, related stories and comments.

    A wrong name raises UnknownOption, a value that is neither True nor False UsageError.
    """
    choices = choices_of(article, options, data=True)
    language = (article.language or "").strip()
    lang = f' lang="{_text(language)}" xml:lang="{_text(language)}"' if language else ""
    is_mirrored = language.lower().split("-")[0] in _RIGHT_TO_LEFT
    head = [
        '<meta charset="utf-8"/>',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}"/>',
        '<meta name="viewport" content="width=device-width"/>',
        f"<title>{_text(one_line(article.title or 'Untitled'))}</title>",
    ]
    if (canonical := article.canonical_url or article.url) is not None:
        head.append(f'<link rel="canonical" href="{_text(canonical)}"/>')
    head.append(f"<style>{_STYLE}</style>")
    parts = [
        *(_header(article, choices) if choices.front_matter else _heading(article)),
        body_html(article, choices),
        *(_related(article, choices) if choices.related else ()),
        *(_comments(article) if choices.comments else ()),
    ]
    mirrored = ' dir="rtl"' if is_mirrored else ""
    return (
        f'<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"{lang}{mirrored}>\n<head>\n'
        + "\n".join(head)
        + "\n</head>\n<body>\n<article>\n"
        + "\n".join(part for part in parts if part)
        + "\n</article>\n</body>\n</html>\n"
    )


def body_html(article: Article, choices: Choices) -> str:
    """The body as HTML: the blocks in page order, with pictures and their captions."""
    return "\n".join(blocks_html(shown_blocks(article, choices), choices))


def blocks_html(blocks: Sequence[Block], choices: Choices, manner: Manner = _PLAIN) -> Iterator[str]:
    """The blocks, in the lists and quotations that they stand in."""
    place = _Place(choices, set(), manner)
    open_now: list[Open] = []
    rank = 0
    while rank < len(blocks):
        block = blocks[rank]
        rank += 1
        if block.kind == "figure":
            captions = _captions(blocks, rank)
            rank += len(captions)
            content = _figure(block, captions, place)
        else:
            content = _RENDERERS[block.kind](block, place)
        if not content:
            continue
        kept, opened = containers(open_now, block)
        yield from _turn(open_now, len(kept), opened)
        yield manner.around(block, content)
        open_now = [*kept, *opened]
    yield from _turn(open_now, 0, [])


def _turn(open_now: Sequence[Open], kept: int, opened: Sequence[Open]) -> Iterator[str]:
    """The tags between two blocks: what closes, innermost first, and what opens."""
    sibling = open_now[kept] if len(open_now) > kept else None
    goes_on = bool(opened) and sibling is not None and _is_same_list(sibling, opened[0])
    for rank in range(len(open_now) - 1, kept - 1, -1):
        each = open_now[rank]
        if each.is_quotation:
            yield "</blockquote>"
        else:
            yield "</li>" if rank == kept and goes_on else f"</li></{_list_tag(each)}>"
    for rank, each in enumerate(opened):
        if each.is_quotation:
            yield "<blockquote>"
        elif rank == 0 and goes_on:
            yield "<li>"
        else:
            start = f' start="{each.ordinal}"' if each.ordinal not in (None, 1) else ""
            yield f"<{_list_tag(each)}{start}><li>"


def _is_same_list(before: Open, after: Open) -> bool:
    if before.is_quotation or after.is_quotation:
        return False
    if before.ordinal is None or after.ordinal is None:
        return before.ordinal is after.ordinal
    return after.ordinal == before.ordinal + 1


def _list_tag(each: Open) -> str:
    return "ul" if each.ordinal is None else "ol"


def _captions(blocks: Sequence[Block], rank: int) -> list[Block]:
    """The captions right behind a picture."""
    found = []
    while rank < len(blocks) and blocks[rank].kind == "caption":
        found.append(blocks[rank])
        rank += 1
    return found


# ── The renderers: a block → its element ──────────────────────────────────────────────────────────


def _paragraph(block: Block, place: _Place) -> str:
    written = _inline(block, place)
    if not block.note or not written:
        return f"<p>{written}</p>" if written else ""
    label = _text(block.note)
    back = f' <a href="#ref-{label}" role="doc-backlink">↩</a>' if f"^{block.note}" in place.seen else ""
    return f'<p id="note-{label}" role="doc-footnote"><sup>{label}</sup> {written}{back}</p>'


def _item(block: Block, place: _Place) -> str:
    written = _inline(block, place)
    return f"{'☑' if block.task == 'x' else '☐'} {written}" if block.task and written else written


def _correction(block: Block, place: _Place) -> str:
    return f'<p role="note"><strong>{_inline(block, place)}</strong></p>'


def _heading_of(block: Block, place: _Place) -> str:
    rank = min(max(block.level, 2), _LAST_RANK)
    written = _inline(block, place)
    return f"<h{rank}>{written}</h{rank}>" if written else ""


def _caption(block: Block, place: _Place) -> str:
    written = _inline(block, place)
    return f"<p><small>{written}</small></p>" if written else ""


def _code(block: Block, place: _Place) -> str:
    language = "" if not block.language else f' class="language-{_text("-".join(block.language.split()))}"'
    return f"<pre><code{language}>{_text(block.text)}</code></pre>"


def _table(block: Block, place: _Place) -> str:
    rows = []
    at = 0
    for number, line in enumerate(block.text.split("\n")):
        cells = []
        tag = "th" if block.header and number == 0 else "td"
        for column, text in enumerate(line.split("\t")):
            side = _SIDES.get(block.alignment[column : column + 1])
            style = place.manner.side.format(side) if side else ""
            cells.append(f"<{tag}{style}>{_cell(block, at, at + len(text), place)}</{tag}>")
            at += len(text) + 1
        rows.append(f"<tr>{''.join(cells)}</tr>")
    if not block.header:
        return "<table><tbody>\n" + "\n".join(rows) + "\n</tbody></table>"
    return f"<table><thead>\n{rows[0]}\n</thead><tbody>\n" + "\n".join(rows[1:]) + "\n</tbody></table>"


def _cell(block: Block, start: int, end: int, place: _Place) -> str:
    """One cell with the marks inside it and the pictures at its ends."""
    marks = [
        Mark(mark.kind, max(mark.start, start) - start, min(mark.end, end) - start, mark.target)
        for mark in block.marks
        if (
            mark.start < end and mark.end > start
            if mark.kind == "highlight"
            else start <= mark.start <= mark.end <= end
        )
    ]
    written = _spans(block.text[start:end], marks, place)
    held = [each for each in block.insets if start <= each[0] <= end] if place.choices.images else []
    shown = place.manner.picture or partial(_image, choices=place.choices)
    before = [shown(picture) for at, picture in held if at == start]
    behind = [shown(picture) for at, picture in held if at > start]
    return " ".join(part for part in (*before, written, *behind) if part)


def _figure(block: Block, captions: Sequence[Block], place: _Place) -> str:
    """A picture with its captions; an embed as a link."""
    picture = block.picture
    if picture is None:
        return ""
    if place.manner.picture is not None:
        content = place.manner.picture(picture)
    elif picture.medium != "picture":
        address = link_address(picture.url, place.choices)
        text = _text(one_line(picture.alt) or picture.medium.capitalize())
        content = f'<a href="{_text(address)}" title="{picture.medium}">{text}</a>' if address else ""
    else:
        content = _image(picture, place.choices)
    lines = [line for caption in captions if (line := _inline(caption, place))]
    caption = f"<figcaption>{'<br/>'.join(lines)}</figcaption>" if lines else ""
    return f"<figure>{content}{caption}</figure>" if content or caption else ""


def _image(picture: Picture, choices: Choices) -> str:
    if picture.url.startswith("data:"):
        address = picture.url if picture.url.startswith("data:image/") else ""
    else:
        address = link_target(picture.url, choices.base) or picture.url
    written = f'<img src="{_text(address)}" alt="{_text(one_line(picture.alt))}"/>'
    link = link_address(picture.link, choices) if picture.link else None
    return f'<a href="{_text(link)}">{written}</a>' if link else written


# ── Text and its marks ────────────────────────────────────────────────────────────────────────────


def _inline(block: Block, place: _Place) -> str:
    return _spans(block.text, block.marks, place)


def _spans(text: str, marks: Sequence[Mark], place: _Place) -> str:
    """A text with its marks as elements; marks that overlap are cut where the other ends, so that all are nested."""
    gone = [mark for mark in marks if mark.kind == "footnote" and not mark.target]
    shown = sorted(
        (mark for mark in marks if mark not in gone), key=lambda mark: (mark.start, -mark.end, _ORDER[mark.kind])
    )
    points = sorted({0, len(text), *(point for mark in marks for point in (mark.start, mark.end))})
    parts: list[str] = []
    open_now: list[Mark] = []
    coming = 0
    active: list[Mark] = []
    for start, end in pairwise(points):
        while coming < len(shown) and shown[coming].start <= start:
            active.append(shown[coming])
            coming += 1
        active = [mark for mark in active if mark.end > start]
        if any(mark.start <= start and mark.end >= end for mark in gone):
            continue
        kept = 0
        while kept < min(len(open_now), len(active)) and open_now[kept] is active[kept]:
            kept += 1
        parts.extend(_closing(mark, place) for mark in reversed(open_now[kept:]))
        parts.extend(_opening(mark, place) for mark in active[kept:])
        open_now = list(active)
        if active and active[-1].kind == "footnote":
            parts.append(_text((active[-1].target or "").removeprefix("^")))
        else:
            parts.append(_text(text[start:end]).replace("\n", "<br/>"))
    parts.extend(_closing(mark, place) for mark in reversed(open_now))
    return "".join(parts).strip()


def _opening(mark: Mark, place: _Place) -> str:
    if mark.kind == "link":
        address = link_address(mark.target or "", place.choices)
        return f'<a href="{_text(address)}">' if address else ""
    if mark.kind == "footnote":
        label = _text((mark.target or "").removeprefix("^"))
        identity = "" if mark.target in place.seen else f' id="ref-{label}"'
        place.seen.add(mark.target or "")
        return f'<sup><a href="#note-{label}"{identity} role="doc-noteref">'
    if mark.kind == "highlight":
        return place.manner.highlight(mark)
    if mark.kind == "formula":
        return f'<code class="math {mark.target or "inline"}">'
    return f"<{_TAGS[mark.kind]}>"


def _closing(mark: Mark, place: _Place) -> str:
    if mark.kind == "link":
        return "</a>" if link_address(mark.target or "", place.choices) else ""
    if mark.kind == "footnote":
        return "</a></sup>"
    return f"</{'code' if mark.kind == 'formula' else _TAGS[mark.kind]}>"


def _text(text: str) -> str:
    """A text as HTML and XML write it."""
    return escape(_NOT_IN_XML.sub("", text))


# ── What is not a block of the page ───────────────────────────────────────────────────────────────


def _heading(article: Article) -> Iterator[str]:
    if article.title:
        yield f"<h1>{_text(one_line(article.title))}</h1>"
    if article.deck:
        yield f'<p class="deck">{_text(one_line(article.deck))}</p>'


def _header(article: Article, choices: Choices) -> Iterator[str]:
    """Title and deck, and by whom and when the article was published, and where."""
    yield "<header>"
    yield from _heading(article)
    parts = [_text(", ".join(article.authors))]
    for name, before in (("published", ""), ("modified", "updated ")):
        value = article.facts[name].value if name in article.facts else None
        if isinstance(value, str) and value:
            parts.append(f'{before}<time datetime="{_text(value)}">{_text(value[:10])}</time>')
    source = _text(article.site or article.url or "")
    parts.append(f'<a href="{_text(article.url)}">{source}</a>' if article.url and choices.links else source)
    line = " · ".join(part for part in parts if part)
    if line:
        yield f'<p class="byline">{line}</p>'
    yield "</header>"


def _related(article: Article, choices: Choices) -> Iterator[str]:
    if article.related:
        yield "<section><h2>Related</h2><ul>"
        for link in article.related:
            text = _text(one_line(link.text))
            linked = f'<a href="{_text(link.url)}">{text}</a>' if link.url and choices.links else text
            yield f"<li>{linked}</li>"
        yield "</ul></section>"


def _comments(article: Article) -> Iterator[str]:
    if article.comments:
        yield "<section><h2>Comments</h2>"
        for comment in article.comments:
            head = ", ".join(part for part in (comment.author, comment.published) if part)
            named = f"<p><strong>{_text(head)}</strong></p>" if head else ""
            lines = "".join(f"<p>{_text(line)}</p>" for line in comment.text.split("\n\n"))
            yield f"<article>{named}{lines}</article>"
        yield "</section>"


_RENDERERS: Final[dict[str, Callable[[Block, _Place], str]]] = {
    "paragraph": _paragraph,
    "heading": _heading_of,
    "item": _item,
    "quotation": _paragraph,
    "caption": _caption,
    "correction": _correction,
    "table": _table,
    "code": _code,
}
