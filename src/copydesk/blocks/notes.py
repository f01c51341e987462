"""References to notes and the notes they lead to: each pair gets a label.

A reference is a short sign that links within the page (`gathering` marks it); the note is the block at the place where
the link leads. What leads back, from a note to the text, is a reference without a note, and says nothing in the copy.
Where nothing links, a raised number is a reference to a later block that begins with the same raised number, or to the
item of that number in a list that is named as one of notes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from copydesk.page import Page
from copydesk.parser import Element
from copydesk.records import Block, Mark

_LABEL: Final = re.compile(r"[A-Za-z0-9]{1,3}")
_SIGN_ALONE: Final = re.compile(r"[\[(]?(?:\d{1,3}|[a-z*†‡^↩])[\])]?[.:]?")
_LONGEST_WAY: Final = 1_500
"""Characters of the capture between an anchor and the text of its note; farther on stands something else."""
_NO_NOTE: Final = frozenset({"heading", "figure", "code", "table", "caption"})
_MOST_NOTES: Final = 2_000
_NO_HOLDER: Final = frozenset(
    "h1 h2 h3 h4 h5 h6 body main article section header footer nav form table figure img".split()
)
_NUMBER: Final = re.compile(r"[\[(]?([1-9]\d?)[\])]?")
_NAMED_NOTES: Final = re.compile(r"(?:foot|end|side)-?notes?\b|footnotes?|fu(?:ss|ß)noten?", re.IGNORECASE)
_NOTES_HEADING: Final = re.compile(
    r"(?:foot|end)?notes|notes and references|references|sources|anmerkungen|fußnoten|quellen|notas(?: al pie)?"
    r"|notes de bas de page|références|referencias|referências|note|riferimenti|przypisy|voetnoten|noter|fotnoter"
    r"|примечания|сноски|注釈?|脚注|脚注釈|註|注释",
    re.IGNORECASE,
)


class _Pairs(NamedTuple):
    """What was found: the label of each reference (rank of its block, its mark) and of each block that is a note."""

    references: dict[tuple[int, Mark], str]
    notes: dict[int, str]


def with_notes(blocks: Sequence[Block], page: Page) -> list[Block]:
    """The blocks with a label on every reference whose note is among them, and on that note."""
    pairs = _Pairs({}, {})
    _pair_links(blocks, page, pairs)
    _pair_raised(blocks, pairs)
    if not pairs.notes:
        return list(blocks)
    return [
        _labelled(rank, block, pairs) if block.marks or rank in pairs.notes else block
        for rank, block in enumerate(blocks)
    ]


def _pair_links(blocks: Sequence[Block], page: Page, pairs: _Pairs) -> None:
    """Pair the references that link to their notes."""
    references = [
        (rank, mark)
        for rank, block in enumerate(blocks)
        if block.marks
        for mark in block.marks
        if mark.kind == "footnote" and mark.target and "#" in mark.target
    ][:_MOST_NOTES]
    if not references:
        return
    places = _places(page, {_identity(mark) for _, mark in references})
    starts = [max(block.where.start, 0) for block in blocks]
    # What a word processor wrote has the links and not their anchors: the note then begins with the same sign.
    signs = {blocks[rank].text[: mark.end]: rank for rank, mark in reversed(references) if not mark.start}
    labels: dict[str, str] = {}
    for rank, mark in references:
        identity = _identity(mark)
        if identity not in labels:
            if identity in places:
                found = _block_at(blocks, starts, places[identity])
            else:
                found = signs.get(blocks[rank].text[mark.start : mark.end]) if mark.start else None
            if found is not None and found > rank and found not in pairs.notes:
                text = blocks[rank].text[mark.start : mark.end]
                labels[identity] = pairs.notes[found] = _new_label(text, set(labels.values()))
        if identity in labels:
            pairs.references[rank, mark] = labels[identity]


def _identity(mark: Mark) -> str:
    return (mark.target or "").rpartition("#")[2]


def _places(page: Page, wanted: set[str]) -> dict[str, int]:
    """Where in the capture the elements stand that references lead to."""
    places: dict[str, int] = {}
    for element in page.tree.select("[id],a[name]"):
        for name in ("id", "name"):
            identity = element.attr(name)
            if identity and identity in wanted and identity not in places and _can_hold(element):
                at = page.offset(element)
                if at is not None:
                    places[identity] = at
    return places


def _can_hold(element: Element) -> bool:
    return element.tag not in _NO_HOLDER


def _block_at(blocks: Sequence[Block], starts: Sequence[int], at: int) -> int | None:
    """The block that an anchor stands in or before."""
    rank = bisect_left(starts, at)
    if rank and blocks[rank - 1].where.end > at:
        rank -= 1
    # The sign may stand in a block of its own, before the words.
    while rank < len(blocks) and (not blocks[rank].text or _SIGN_ALONE.fullmatch(blocks[rank].text)):
        rank += 1
    if rank == len(blocks) or blocks[rank].kind in _NO_NOTE or starts[rank] - at > _LONGEST_WAY:
        return None
    return rank


def _new_label(text: str, taken: set[str]) -> str:
    """The label of a note: what its reference says, or the first number that is free."""
    found = _LABEL.search(text)
    if found and found[0] not in taken:
        return found[0]
    return next(str(number) for number in range(1, _MOST_NOTES + 2) if str(number) not in taken)


def _pair_raised(blocks: Sequence[Block], pairs: _Pairs) -> None:
    """Pair the raised numbers that link nowhere with the notes of these numbers."""
    raised = [
        (rank, mark, found[1])
        for rank, block in enumerate(blocks)
        if block.marks
        for mark in block.marks
        if mark.kind == "superscript" and (found := _NUMBER.fullmatch(block.text, mark.start, mark.end))
    ][:_MOST_NOTES]
    references: dict[str, list[tuple[int, Mark]]] = {}
    for rank, mark, number in raised:
        if mark.start and not blocks[rank].text[mark.start - 1].isdigit():
            references.setdefault(number, []).append((rank, mark))
    if "1" not in references:
        return
    notes = {number: rank for rank, mark, number in reversed(raised) if not mark.start and rank not in pairs.notes}
    if not notes:
        notes = {number: rank for rank, number in _listed_notes(blocks) if rank not in pairs.notes}
    if not notes:
        last = max(rank for each in references.values() for rank, _ in each)
        notes = {number: rank for rank, number in _numbered_after(blocks, last) if rank not in pairs.notes}
    if "1" not in notes:
        return
    taken = set(pairs.notes.values())
    for number, noted in notes.items():
        before = [each for each in references.get(number, ()) if each[0] < noted]
        if before and number not in taken:
            pairs.notes[noted] = number
            pairs.references.update(dict.fromkeys(before, number))


def _listed_notes(blocks: Sequence[Block]) -> Iterator[tuple[int, str]]:
    """The items of numbered lists that are named as notes, by their class or by the heading above them."""
    is_below = False
    for rank, block in enumerate(blocks):
        if block.kind == "heading":
            is_below = _NOTES_HEADING.fullmatch(block.text.strip(" :")) is not None
        elif block.kind == "item" and block.ordinal and (is_below or _is_named_notes(block)):
            yield rank, str(block.ordinal)


def _numbered_after(blocks: Sequence[Block], last: int) -> Iterator[tuple[int, str]]:
    """The blocks behind the last reference that begin with the next number, set apart from their words."""
    number = 1
    for rank in range(last + 1, len(blocks)):
        block = blocks[rank]
        if (
            block.kind == "paragraph"
            and block.marks
            and block.marks[0].kind in ("strong", "emphasis")
            and block.marks[0].start == 0
            and block.text[: block.marks[0].end].strip("[]().: ") == str(number)
        ):
            yield rank, str(number)
            number += 1


def _is_named_notes(block: Block) -> bool:
    of = block.container
    while of is not None:
        if of.tag == "aside" or _NAMED_NOTES.search(of.names):
            return True
        of = of.parent
    return False


def _labelled(rank: int, block: Block, pairs: _Pairs) -> Block:
    """A block whose references have the labels of their notes for targets, and which has the label of its own."""
    note = pairs.notes.get(rank, "")
    marks: list[Mark] = []
    for mark in block.marks:
        label = pairs.references.get((rank, mark))
        if label:
            marks.append(Mark("footnote", mark.start, mark.end, f"^{label}"))
        else:
            marks.append(Mark("footnote", mark.start, mark.end) if mark.kind == "footnote" else mark)
    known = [mark for mark in marks if mark.kind == "footnote" and mark.target]
    marks = [mark for mark in marks if mark in known or not any(_overlap(mark, other) for other in known)]
    if note and (own := re.match(rf"[\[(]?{re.escape(note)}[\])]?[.:]?\s+", block.text)):
        marks.insert(0, Mark("footnote", 0, own.end()))
    return msgspec.structs.replace(block, marks=tuple(marks), note=note)


def _overlap(mark: Mark, other: Mark) -> bool:
    """Whether a mark without a label covers the same reference: the raised sign around a link."""
    return mark.kind == "footnote" and mark.start < other.end and other.start < mark.end
