"""The article's text, and the way from any stretch of it back to the capture."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from html import unescape
from typing import TYPE_CHECKING, Final, NamedTuple

from copydesk.records import Block, Label, Span

if TYPE_CHECKING:
    from copydesk.article.record import Article

_TAG: Final = re.compile(r"<[A-Za-z/!?][^>]*>")
_REFERENCE: Final = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]*;?)")
JSON_ESCAPE: Final = re.compile(r"\\(?:u[0-9A-Fa-f]{4}(?:\\u[Dd][C-Fc-f][0-9A-Fa-f]{2})?|.)", re.DOTALL)


class Piece(NamedTuple):
    """A stretch of the article's text that is one stretch of a block's."""

    start: int
    end: int
    block: int
    offset: int


class _Reading(NamedTuple):
    """How a block was read: white space kept or folded, soft hyphens kept or left out, markup passed over or text.

    `escapes` says that it is a JSON string, as declared values are written.
    """

    verbatim: bool
    hyphens: bool
    markup: bool
    escapes: bool = False


def body_text(blocks: Sequence[Block], labels: Sequence[Label]) -> str:
    """The blocks labelled body, joined by a blank line, list items by a line break; footnote references left out."""
    parts: list[str] = []
    before: Block | None = None
    for block, label in zip(blocks, labels, strict=True):
        if label.name != "body" or not block.text or not (kept := _kept(block)):
            continue
        if before is not None:
            parts.append(_joint(before, block))
        parts.extend([block.text[start:end] for start, end in kept])
        before = block
    return "".join(parts)


def pieces(blocks: Sequence[Block], labels: Sequence[Label]) -> list[Piece]:
    """Which stretch of `body_text` came from which block."""
    found: list[Piece] = []
    at = 0
    before: Block | None = None
    for number, (block, label) in enumerate(zip(blocks, labels, strict=True)):
        if label.name != "body" or not block.text or not (kept := _kept(block)):
            continue
        if before is not None:
            at += len(_joint(before, block))
        for start, end in kept:
            found.append(Piece(at, at + end - start, number, start))
            at += end - start
        before = block
    return found


def locate(article: Article, start: int, end: int) -> Span | None:
    """The span of the capture that `article.text[start:end]` was read from; None if nothing of it was."""
    if not 0 <= start < end <= len(article.text):
        return None
    all_pieces = pieces(article.blocks, article.labels)
    starts = [piece.start for piece in all_pieces]
    touched = all_pieces[max(0, bisect_right(starts, start) - 1) : bisect_right(starts, end - 1)]
    spans: list[Span] = []
    for piece in touched:
        low, high = max(start, piece.start), min(end, piece.end)
        if low < high:
            shift = piece.offset - piece.start
            block = article.blocks[piece.block]
            spans.extend(
                Span(first, last) for _, first, last in runs_of(block, low + shift, high + shift, article.capture.text)
            )
    if not spans:
        return None
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _joint(before: Block, block: Block) -> str:
    is_list = before.kind == block.kind == "item" and not (before.note or block.note)
    return "\n" if is_list else "\n\n"


def _kept(block: Block) -> Sequence[tuple[int, int]]:
    """The stretches of a block's text that are not footnote references, without white space at both ends."""
    notes = [mark for mark in block.marks if mark.kind == "footnote"]
    if not notes:
        return ((0, len(block.text)),)
    kept = []
    at = 0
    for note in notes:
        if at < note.start:
            kept.append((at, note.start))
        at = max(at, note.end)
        if at < len(block.text) and block.text[at].isspace() and kept and block.text[kept[-1][1] - 1].isspace():
            at += 1  # or two spaces would meet
    if at < len(block.text):
        kept.append((at, len(block.text)))
    while kept and not block.text[slice(*kept[0])].strip():
        kept.pop(0)
    while kept and not block.text[slice(*kept[-1])].strip():
        kept.pop()
    if kept:
        start, end = kept[0]
        kept[0] = (end - len(block.text[start:end].lstrip()), end)
        start, end = kept[-1]
        kept[-1] = (start, start + len(block.text[start:end].rstrip()))
    return kept


def runs_of(block: Block, start: int, end: int, source: str) -> list[tuple[int, int, int]]:
    """The runs of `[start, end)` of a block's text, as if it were a block of its own."""
    verbatim = block.kind == "code"
    # Only blocks of a page stand in containers; in its text a tag is one that the parser passed over.
    of = block.container
    declared = of is not None and of.tag == "script"
    reading = _Reading(verbatim, "\xad" in block.text, of is not None and not verbatim, declared)
    found: list[tuple[int, int, int]] = []
    for number, (at, low, high) in enumerate(block.runs):
        until = block.runs[number + 1][0] if number + 1 < len(block.runs) else len(block.text)
        first, last = max(start, at), min(end, until)
        # The joint between two runs (a space, a tab) was read from neither.
        while first < last and block.text[last - 1].isspace():
            last -= 1
        if first < last:
            begin, _ = _advance(source, low, high, first - at, reading)
            _, finish = _advance(source, low, high, last - at - 1, reading)
            found.append((first - start, begin, finish))
    return found


def _advance(source: str, low: int, high: int, count: int, reading: _Reading) -> tuple[int, int]:
    """The span in `source[low:high]` of its character number `count`, references read and white space folded."""
    done, at = 0, low
    while at < high:
        end, read = _character(source, at, high, reading)
        if done + read > count:
            return at, end
        done, at = done + read, end
    return high, high


def _character(source: str, at: int, high: int, reading: _Reading) -> tuple[int, int]:
    """The end of the next character as a reader counts them, and how many characters of text it makes."""
    end = _past_space(source, at, high)
    if end > at:
        if not reading.verbatim:
            return end, 1
        return (at + 2, 1) if source.startswith("\r\n", at) else (at + 1, 1)
    if reading.markup and (tag := _TAG.match(source, at, high)):
        return tag.end(), 0
    if reading.escapes and source[at] == "\\" and (escape := JSON_ESCAPE.match(source, at, high)):
        return escape.end(), 1
    if source[at] == "&" and (reference := _REFERENCE.match(source, at, high)):
        read = unescape(reference[0])
        return reference.end(), 0 if read == "\xad" and not reading.hyphens else len(read)
    return at + 1, 0 if source[at] == "\xad" and not reading.hyphens else 1


def _past_space(source: str, at: int, high: int) -> int:
    while at < high:
        if source[at].isspace():
            at += 1
        elif (
            source[at] == "&" and (reference := _REFERENCE.match(source, at, high)) and unescape(reference[0]).isspace()
        ):
            at = reference.end()
        else:
            break
    return at
