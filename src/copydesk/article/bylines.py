"""Names that a reader sees in the lines around the headline: bylines, lines that begin with "by", lone names.

What the page declares of its authors is read in `authors`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from copydesk.article.apart import is_in_box
from copydesk.article.case import Case
from copydesk.article.declared import Item
from copydesk.article.evidence import Candidate, in_block, in_element, nowhere, within
from copydesk.article.header import SHORT_LINE, elements_near, first_post, own_lines, places_of
from copydesk.article.languages import order_of
from copydesk.article.outlet import names_site
from copydesk.article.people import MAX_NAMES, Name, letters, names_after_by, read_names
from copydesk.dates import find_dates
from copydesk.records import Block


def joined(how: str, parts: Iterable[Candidate]) -> Iterator[Candidate]:
    """The names of one source as one candidate: persons; where there are none, the body it names."""
    found: dict[str, Candidate] = {}
    for part in parts:
        if len(found) < MAX_NAMES:
            found.setdefault(letters(str(part.value)), part)
    persons = [part for part in found.values() if part.kind == "person"]
    bodies = [part for part in found.values() if part.kind != "person"]
    named = persons or bodies
    if named:
        kind = "person" if persons else bodies[0].kind
        names = tuple(str(part.value) for part in named)
        yield Candidate(names, how, 0.0, named[0].place, kind, (*persons, *bodies))


def post_authors(case: Case) -> Iterator[Candidate]:
    """Who opened a thread."""
    head = first_post(case)
    name = next((mark for mark in head.marks if mark.kind == "strong"), None) if head is not None else None
    if head is not None and name is not None:
        text = head.text[name.start : name.end]
        place = in_block(head, case.source, name.start, name.end)
        yield from joined("first post", [Candidate(text, "first post", 0.0, place, "person")])


_PROFILE: Final = re.compile(
    r"/(?:authors?|autor(?:en|es|a|i)?|by|people|person|staff|profile|profiles|contributors?|writers?"
    r"|journalist\w*|redakt\w+|team|auteur|columnist\w*)[/?=-]|author=",
    re.IGNORECASE,
)


def bylines(case: Case) -> Iterator[Candidate]:
    """The names in the blocks labelled byline: all together."""
    lines = own_lines(case, "byline")
    yield from joined("byline block", (part for block in lines for part in _in_byline(block, case)))


def _in_byline(block: Block, case: Case) -> Iterator[Candidate]:
    """The names in a byline: first the words that link to a profile, else the text."""
    linked = [
        (mark.start, block.text[mark.start : mark.end])
        for mark in block.marks
        if mark.kind == "link" and _PROFILE.search(mark.target or "")
    ]
    for start, text in linked or [(0, _linewise(block))]:
        for name in read_names(text, declared=bool(linked)):
            at = block.text.find(name.text, start)
            place = in_block(block, case.source, at, at + len(name.text)) if at >= 0 else nowhere
            kind = "organisation" if names_site(name.text, case) else name.kind
            yield Candidate(name.text, "byline block", 0.0, place, kind)


def _linewise(block: Block) -> str:
    """The text of a block with a bar between links side by side and in the place of links into the page itself.

    A link beside the author's is a thing of its own: "<a>Ann Lee</a> <a href="#respond">Leave a comment</a>".
    """
    links = sorted((mark for mark in block.marks if mark.kind == "link"), key=lambda mark: (mark.start, mark.end))
    pieces: list[str] = []
    done = 0
    for mark in links:
        if mark.start < done:
            continue
        between = block.text[done : mark.start]
        pieces.append(between if between.strip() or not done else " | ")
        own = _INTO_PAGE.search(mark.target or "")
        pieces.append(" | " if own else block.text[mark.start : mark.end])
        done = mark.end
    return "".join((*pieces, block.text[done:]))


_INTO_PAGE: Final = re.compile(r"#(?:r$|respond|comment|disqus|reply|kommentar)", re.IGNORECASE)
_AUTHOR_WORD: Final = re.compile(
    r"(?:^|[\s_-])(?:by|byline|bylines|author|authors|autor|autoren|auteur|autore|writer|writtenby|creator|vcard|fn)"
    r"(?=[\s_-]|$)",
    re.IGNORECASE,
)
_BARE_NAME: Final = re.compile(r"[^\W\d_]+(?:[.’' -]{1,2}[^\W\d_]+)*\.?")
_NAME_WORDS: Final = (2, 4)
"""Words of a bare name: one alone is a section, five are a headline."""
_AROUND_DATE: Final = 10
"""Letters that may stand beside a date: a weekday or a time."""
_NO_LINE: Final = frozenset({"hidden", "comment", "legal", "promotion", "title", "byline"})
_MOST_LINES: Final = 12
"""Lines with names that are weighed; those after them are of a list."""


def named_lines(case: Case) -> Iterator[Candidate]:
    """Names in short lines around the text that are not labelled byline: after "by", by class, with a date, alone."""
    places, blocks = places_of(case), case.sheet.blocks
    left = _MOST_LINES
    for number in places.around():
        block, label = blocks[number], case.labels[number].name
        if not _may_tell(block, label):
            continue
        how, names = _names_told(block, label, case)
        if not names:
            continue
        signs = [f"{how} {places.zone(number)}", f"{how}, {label}"]
        if any(_is_date_alone(blocks[beside].text) for beside in _beside(number, blocks)):
            signs.append(f"{how}, beside a date")
        if find_dates(block.text, order_of(case)):
            signs.append(f"{how}, with a date")
        for found in joined(how, _in_line(block, names, how, case)):
            yield found._replace(signs=tuple(signs))
        left -= 1
        if not left:
            return


def _beside(number: int, blocks: Sequence[Block]) -> Iterator[int]:
    """The last block with text before one, and the one right after it."""
    before = number - 1
    while before >= 0 and not blocks[before].text:
        before -= 1
    if before >= 0:
        yield before
    if number + 1 < len(blocks):
        yield number + 1


def _may_tell(block: Block, label: str) -> bool:
    """Whether a block is a short line that can be a byline."""
    return 0 < len(block.text) <= SHORT_LINE and label not in _NO_LINE and not is_in_box(block.container)


def _names_told(block: Block, label: str, case: Case) -> tuple[str, list[Name]]:
    """The names that a line tells, and in which way."""
    text = _linewise(block)
    names = names_after_by(text)
    if names and (" " in names[0].text or label == "dateline" or find_dates(block.text, order_of(case))):
        # "Text Planning" is a menu's path, "7 May 2024 by Ann" a byline.
        return "line with by", names
    if _AUTHOR_WORD.search(f"{block.names} {block.container.names if block.container else ''}"):
        return "line named for the author", read_names(text)
    if label == "dateline":
        return "date line", [name for name in read_names(text) if name.kind == "person"]
    if _may_be_name(block) and not names_site(block.text, case):
        return "name alone", [name for name in read_names(block.text) if name.kind == "person"]
    return "", []


def _may_be_name(block: Block) -> bool:
    """Whether a line is a few words, letters alone."""
    least, most = _NAME_WORDS
    return least <= len(block.text.split()) <= most and bool(_BARE_NAME.fullmatch(block.text))


def _is_date_alone(text: str) -> bool:
    """Whether a line is a date and hardly a word more."""
    moments = find_dates(text) if len(text) <= SHORT_LINE else []
    return bool(moments) and len(letters(text)) - len(letters(text[moments[0].start : moments[0].end])) <= _AROUND_DATE


def _in_line(block: Block, names: Iterable[Name], how: str, case: Case) -> Iterator[Candidate]:
    """The names found in a block's text."""
    for name in names:
        at = block.text.find(name.text)
        place = in_block(block, case.source, at, at + len(name.text)) if at >= 0 else nowhere
        kind = "organisation" if names_site(name.text, case) else name.kind
        yield Candidate(name.text, how, 0.0, place, kind)


_AUTHOR_CLASSES: Final = '[class*="byline" i],[class*="author" i],[class*="autor" i],[id*="byline" i],[id*="author" i]'
_MOST_PIECES: Final = 8
"""Pieces of text of such an element that are read: a byline of more is a list."""


def names_by_class(case: Case) -> Iterator[Candidate]:
    """A short text in an element of the header whose class speaks of an author."""
    page = case.sheet.page
    for element in elements_near(case, _AUTHOR_CLASSES):
        # Two elements side by side are two things: "<b>By</b><a>Ann Lee</a><span>Editor</span>".
        text = " | ".join(" ".join(piece.split()) for piece in islice(element.stripped_strings, _MOST_PIECES))
        if page is None or not text or len(text) > SHORT_LINE:
            continue
        item = Item(text, "author by class", in_element(page, element))
        parts = [
            Candidate(name.text, item.how, 0.6, within(item.place, case.source, name.text), name.kind)
            for name in read_names(text)
        ]
        if parts:
            yield from joined(item.how, parts)
            return
