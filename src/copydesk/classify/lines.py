"""What a single line says of itself: byline, date line, caption, related story, original address. For any form."""

from __future__ import annotations

import re
from typing import Final

from copydesk.dates import find_dates
from copydesk.records import Block
from copydesk.words import words

_UNSPACED: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")
_LONGEST_BYLINE: Final = 90
_LONGEST_DATELINE: Final = 60
_LONGEST_CAPTION: Final = 350
_ADDRESS: Final = re.compile(r"https?://\S+")
_DOMAIN: Final = re.compile(r"(?:^|[\s(/|])(?:[a-z0-9-]+\.)+[a-z]{2,}\)?$")
_CREDIT_END: Final = re.compile(
    r"(?:©|\(c\))\s*[^.!?]{2,60}$|\([^()]*\b(?:photo|foto|image|bild)\b[^()]*\)$", re.IGNORECASE
)
_SENTENCE_BEFORE: Final = re.compile(r"[.!?…。！？][”\"’')\]]?\s*$")
_MOST_CREDIT_WORDS: Final = 4
"""A first and a last name and an agency of two words."""
_TAIL: Final = re.compile(r"[.!?|/]\s+|[。=＝、，]")
_PARTS: Final = re.compile(r"\s[|·•/–—-]\s|\n|,\s")
_LETTERS: Final = re.compile(r"[^\W\d_]")
_SET_APART: Final = re.compile(r"\s[|·•]\s")
_LEFT_OF_INFO: Final = 40
"""Letters that may stand beside the dates of such a line: a name, a section, the name of a button."""
_LEFT_OF_DATELINE: Final = 25
"""Letters that may stand beside the date: "Last updated on", "Published:", a time zone, a weekday."""


def letters_of(text: str) -> int:
    """How much a text says, in letters: a character of a script without spaces counts for three."""
    if text.isascii():
        return len(text)
    return len(text) + 2 * len(_UNSPACED.findall(text))


def is_byline(text: str) -> bool:
    """Whether a line begins like a byline and is no sentence."""
    if len(text) > _LONGEST_BYLINE or text.endswith((".", "!", "?")):
        return False
    prefix = words().starts_with_label("byline", text)
    rest = text[len(prefix) :] if prefix else ""
    return bool(prefix) and bool(rest) and not rest[0].islower()


def is_dateline(text: str) -> bool:
    """Whether a line is a date, with or without a label and a time, and nothing else."""
    if len(text) > _LONGEST_DATELINE or not any(char.isdigit() for char in text):
        return False
    rest = text
    for moment in reversed(find_dates(text)):
        rest = rest[: moment.start] + rest[moment.end :]
    return rest != text and len(_LETTERS.findall(rest)) <= _LEFT_OF_DATELINE


def is_info(text: str) -> bool:
    """Whether a line is dates and a few words, in parts set apart: "9 May 2005 | by Ann Lee | print"."""
    if len(text) > 2 * _LONGEST_DATELINE or text.endswith((".", "!", "?")):
        return False
    dates = find_dates(text)
    if not dates:
        return False
    parts = _PARTS.split(text)
    if len(parts) > 1 and any(is_byline(part.strip()) for part in parts):
        return True
    rest = text
    for moment in reversed(dates):
        rest = rest[: moment.start] + rest[moment.end :]
    return _SET_APART.search(text) is not None and len(_LETTERS.findall(rest)) <= _LEFT_OF_INFO


def is_caption(block: Block) -> bool:
    """Whether a paragraph reads like a picture's caption: it ends in a credit."""
    text = block.text
    if block.kind == "caption":
        return True
    if block.kind not in ("paragraph", "heading") or not text or len(text) > _LONGEST_CAPTION:
        return False
    if any(mark.kind == "link" and mark.end == len(text) and mark.start > 0 for mark in block.marks):
        last = next(mark for mark in reversed(block.marks) if mark.kind == "link")
        return bool(_DOMAIN.search(text[: last.end])) or words().mentions_label("agency", text[last.start : last.end])
    if _DOMAIN.search(text) or _CREDIT_END.search(text):
        return True
    tail = _TAIL.split(text)[-1]
    return (
        tail != text
        and len(tail) < 60
        and (words().starts_with_label("credit", tail) is not None or words().mentions_label("agency", tail))
    )


def has_linked_credit(block: Block) -> bool:
    """Whether a paragraph ends, after its last sentence, in a link that reads as a name: a picture credit as a link.

    Only between a headline and the text: further down, a story may end a paragraph so.
    """
    text = block.text
    last = next((mark for mark in reversed(block.marks) if mark.kind == "link" and mark.end == len(text)), None)
    if last is None or block.kind != "paragraph" or len(text) > _LONGEST_CAPTION:
        return False
    named = text[last.start :].split()
    return (
        len(named) <= _MOST_CREDIT_WORDS
        and not any(word[0].islower() for word in named)
        and _SENTENCE_BEFORE.search(text[: last.start]) is not None
        and words().starts_with_label("related", text[last.start :]) is None
    )


def is_related(block: Block) -> bool:
    """Whether a line is a label such as "Related article" and a link."""
    if block.kind not in ("paragraph", "item") or len(block.text) > _LONGEST_CAPTION:
        return False
    prefix = words().starts_with_label("related", block.text)
    if not prefix:
        return False
    return any(mark.kind == "link" and mark.end == len(block.text) for mark in block.marks)


def is_source(text: str) -> bool:
    """Whether a line is a label of the original address, with or without the address."""
    if words().is_label("source", text):
        return True
    prefix = words().starts_with_label("source", text)
    return bool(prefix) and bool(_ADDRESS.fullmatch(text[len(prefix or "") :].strip("<> ")))


def source_value(text: str) -> str:
    """The address behind such a label; empty when it stands elsewhere."""
    found = _ADDRESS.search(text)
    return found[0] if found else ""
