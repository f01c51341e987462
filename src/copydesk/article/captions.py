"""Captions: what a picture shows, told apart from whom it is credited to.

Shapes of a credit at the end of a caption
1. after a label: `The box at Fore Street. Picture: Ann Lee`, `The box © Ann Lee`
2. in brackets: `The box at Fore Street. (AP Photo/Ann Lee)`
3. a link of its own: `The box at Fore Street. [example.org](…)`
4. after the last sentence: `The box at Fore Street. Ann Lee / Harbour Post`
5. a name and an agency: `The box at Fore Street Ann Lee/Reuters`
6. a line of its own below the caption: `Photograph: Ann Lee/Harbour Post`
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final, NamedTuple

from copydesk.records import Block, Label
from copydesk.words import words

_LONGEST_CREDIT: Final = 80
"""Characters of a credit; one with a name, an agency and a host stays below, a sentence of a caption often does not."""
_MOST_STARTS: Final = 40
"""Words at the end of a caption at which a credit's label is looked for; they are more than fit a credit."""
_LINES_BELOW: Final = 3
"""Lines behind a picture in which its credit may stand: the caption, perhaps in two lines, and the credit."""
_MOST_NAMES: Final = 8
"""Words of a credit without a label: two names and an agency."""

_WORD_START: Final = re.compile(r"(?<![\w©])[\w©]")
_MARK_BEFORE: Final = re.compile(r"(?:^|[.!?…:;,|/–—(\[（【。、，；\n»”\"')\]-])\s*$")
_BRACKETED: Final = re.compile(r"[(\[（]([^()\[\]（）]{2,80})[)\]）]\.?\s*$")
_SENTENCE_END: Final = re.compile(r"(?:[.!?…。]|[.!?…][”\"’')\]]|\||\n)\s*")
_HOST: Final = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_HOST_AT_END: Final = re.compile(r"(?<![\w.-])(?:[\w-]{1,63}\.){1,4}[a-z]{2,12}(?=[\s.)]*$)", re.IGNORECASE)
_NAME_AND_BODY: Final = re.compile(r"(?:(?:^|(?<=\s))[A-Z][\w.’'-]*\s+){1,3}?[A-Z][\w.’'-]*\s?/\s?[^/\n]{2,40}$")
_BETWEEN: Final = re.compile(r"[\s/,;&|+]+")
_SMALL: Final = frozenset({"and", "und", "et", "y", "e", "for", "via", "de", "von", "van", "der", "of", "the", "la"})
_EDGE: Final = " \t\n|/–—-([（【,;"
_END: Final = " \t\n|)]）】,;"


class Credited(NamedTuple):
    """A caption without its credit, and the credit without its label; either may be empty."""

    caption: str
    credit: str


def split_credit(block: Block) -> Credited:
    """What a caption shows and whom it credits; a caption in which no credit can be told apart keeps all its text."""
    text = block.text.strip()
    for find in (_by_bracket, _by_label):
        if found := find(text):
            return found
    return _by_link(block) or _by_sentence(text) or _by_body(text) or Credited(text, "")


def credit_line(blocks: Sequence[Block], labels: Sequence[Label], places: range) -> str:
    """The credit on a line of its own in the first lines behind a picture, without its label; "" where there is none.

    `places` run from the picture to the next one. The line may be labelled anything a story has around its pictures:
    a short line that begins as a credit says what it is itself.
    """
    lines = (place for place in places if blocks[place].text and not blocks[place].hidden)
    for place in islice(lines, _LINES_BELOW):
        text = blocks[place].text.strip()
        if labels[place].name == "title" or len(text) > _LONGEST_CREDIT:
            continue
        found = _by_label(text)
        if found and not found.caption:
            return found.credit
    return ""


def bare_credit(text: str) -> str:
    """A credit without its label and brackets.

    >>> bare_credit("(Photo: Ann Lee / Harbour Post)")
    'Ann Lee / Harbour Post'
    """
    text = text.strip(_EDGE + _END)
    label = words().starts_with_label("credit", text)
    rest = text[len(label) :].strip(_EDGE + _END) if label else text
    return rest or text


def _by_label(text: str) -> Credited | None:
    """The credit behind the first label of a credit in the last words of a caption."""
    starts = [found.start() for found in _WORD_START.finditer(text)][-_MOST_STARTS:]
    for start in starts:
        if len(text) - start > 2 * _LONGEST_CREDIT:
            continue
        label = words().starts_with_label("credit", text[start:])
        if label is None or not _may_begin(text, start, label):
            continue
        credit = text[start + len(label) :].strip(_EDGE + _END)
        if credit and len(credit) <= _LONGEST_CREDIT and not (credit[0].islower() and not _HOST.match(credit)):
            return Credited(text[:start].rstrip(_EDGE), credit)
    return None


def _may_begin(text: str, start: int, label: str) -> bool:
    """Whether a label may stand here: anywhere when a mark follows it, else only where a phrase begins."""
    marked = label.rstrip().endswith((":", "：", "©", "/"))
    return marked or bool(_MARK_BEFORE.search(text, max(0, start - 8), start)) or start == 0


def _by_bracket(text: str) -> Credited | None:
    """The credit in brackets at the end: one that names an agency."""
    found = _BRACKETED.search(text)
    if found and words().mentions_label("agency", found[1]):
        return Credited(text[: found.start()].rstrip(_EDGE), bare_credit(found[1]))
    return None


def _by_link(block: Block) -> Credited | None:
    """The credit that is a link at the end, set apart from the sentence before it."""
    text = block.text
    end = len(text.rstrip(" .)]"))
    for mark in block.marks:
        if mark.kind == "link" and 0 < mark.start < end <= mark.end and mark.end - mark.start <= _LONGEST_CREDIT:
            before = text[: mark.start]
            if _MARK_BEFORE.search(before, max(0, len(before) - 8)):
                return Credited(before.strip().rstrip(_EDGE), bare_credit(text[mark.start : mark.end]))
    return None


def _by_sentence(text: str) -> Credited | None:
    """The credit after the last sentence: names, an agency or a host, and nothing else."""
    host = _HOST_AT_END.search(text, max(0, len(text) - _LONGEST_CREDIT))
    # The dots of a host's name end no sentence.
    end = host.start() if host else len(text.rstrip(_END + "."))
    start = max((found.end() for found in _SENTENCE_END.finditer(text, 0, end)), default=0)
    rest = text[start:].strip(_EDGE + _END + ".")
    if 0 < len(rest) <= _LONGEST_CREDIT and _is_names(rest) and (start or words().mentions_label("agency", rest)):
        return Credited(text[:start].rstrip(_EDGE), rest)
    return None


def _by_body(text: str) -> Credited | None:
    """A name and the agency behind it, without anything before them."""
    found = _NAME_AND_BODY.search(text, max(0, len(text) - 2 * _LONGEST_CREDIT))
    if found and words().mentions_label("agency", found[0]):
        return Credited(text[: found.start()].rstrip(_EDGE), found[0].strip(_END))
    return None


def _is_names(text: str) -> bool:
    """Whether a phrase is nothing but names: each word with a capital, or a host."""
    pieces = [piece for piece in _BETWEEN.split(text) if piece]
    if not 0 < len(pieces) <= _MOST_NAMES:
        return False
    return all(
        piece[0].isupper() or piece.casefold() in _SMALL or _HOST.fullmatch(piece) for piece in pieces
    ) and not any(piece.isdigit() for piece in pieces)
