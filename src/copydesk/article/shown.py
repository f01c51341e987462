"""Dates that a reader sees: `<time>` elements and short lines, each with the signs of where it stands.

A page has many dates; most are those of cards, comments and the day of the visit. Nothing is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from copydesk.article.apart import is_apart, is_in_box, names_of
from copydesk.article.case import Case, once
from copydesk.article.evidence import Candidate, Place, fixed, in_block, in_element, text_of
from copydesk.article.header import LONGEST_LINE, SHORT_LINE, header_of, places_of
from copydesk.article.languages import order_of
from copydesk.article.people import letters
from copydesk.dates import Moment, find_dates, read_date
from copydesk.page import Page
from copydesk.parser import Element
from copydesk.records import Block
from copydesk.words import words as word_lists

_MOST_LINES: Final = 150
"""Lines in which dates are found; a page of a thousand comments has more, and none of them is its own."""
_OPENING: Final = 60
"""Characters of a paragraph in whose beginning a date is that of the story ("Quay, 7 May 2024 – …")."""
_FEW_LETTERS: Final = (12, 40)
"""Letters beside a date up to which it stands alone, and up to which little is said with it."""
_COPYRIGHT: Final = re.compile(r"©|\(c\)\s?\d|\bcopyright\b", re.IGNORECASE)
_FIGURE: Final = re.compile("[0-9٠-٩۰-۹]")
"""What every date has; most lines are turned away by it."""
_YEAR: Final = re.compile(r"(?:19|20|13|14)\d\d|\d\s?[./]\s?\d{1,2}\s?[./]\s?\d\d|年|[٠-٩۰-۹०-९]{4}|25\d\d")
_DATE_NAME: Final = re.compile(r"date|datum|time|publi|posted|fecha|meta|byline|stamp|info", re.IGNORECASE)
_PUBLISHED_NAME: Final = re.compile(r"publi|entry-date|posted|pub-?date|created|dateline", re.IGNORECASE)
_CHANGE_NAME: Final = re.compile(r"modif|updat|edit|chang|revis|aktualis", re.IGNORECASE)
_KEPT: Final = 1_024


@once
def shown_dates(case: Case) -> tuple[tuple[Candidate, bool], ...]:
    """The dates that stand on the page, best first, and whether each tells of a change."""
    return (*_of_times(case), *_of_lines(case))


# Lines.


def _of_lines(case: Case) -> Iterator[tuple[Candidate, bool]]:
    places = places_of(case)
    order = order_of(case)
    left = _MOST_LINES
    for number, (block, label) in enumerate(zip(case.sheet.blocks, case.labels, strict=True)):
        text = block.text
        if not text or left == 0 or label.name == "comment":
            continue
        head = text if len(text) <= SHORT_LINE or label.name in ("byline", "dateline") else text[:_OPENING]
        if not _FIGURE.search(head) or len(head) > LONGEST_LINE or not _YEAR.search(head) or _COPYRIGHT.search(head):
            continue
        moments = find_dates(head, order)
        left -= bool(moments)
        zone = places.zone(number) if moments else ""
        if moments and _REGIONS.get(zone) != "around" and is_in_box(block.container):
            continue
        for rank, moment in enumerate(moments):
            if _is_prose(text, moment):
                continue
            signs = (*_line_signs(block, label.name, zone), *_moment_signs(head, moment, rank, block, zone))
            place = in_block(block, case.source, moment.start, moment.end)
            how = f"{_how(label.name, zone)}{', of a change' if moment.changed else ''}"
            yield Candidate(moment.value, how, 0.0, place, moment.kind, signs=signs), moment.changed


def _is_prose(text: str, moment: Moment) -> bool:
    """Whether a date is told of in a sentence, and does not stand before it ("(7 May 2024) Quay – …")."""
    if moment.start <= _BEFORE or _AFTER_PLACE.match(text, moment.end):
        return False
    rest = len(letters(text[: moment.start] + text[moment.end :]))
    return text.rstrip()[-1:] in _SENTENCE_END and rest > _FEW_IN_SENTENCE


_FEW_IN_SENTENCE: Final = 20
"""Letters beside a date in a line that may end as a sentence does ("Published on 7 May 2024.")."""
_BEFORE: Final = 3
"""Signs that may stand before a date at the beginning of a line."""
_AFTER_PLACE: Final = re.compile(r"\)?\s?(?:[–—:(]|-\s)")


def _how(label: str, zone: str) -> str:
    """How a date in a line was found, in words."""
    if label in ("dateline", "byline", "title", "deck"):
        return f"{label} block"
    if zone in ("header", "long header", "near above"):
        return "date near the headline"
    if zone == "opening" and label == "body":
        return "opening of the text"
    return "date below the text" if zone.endswith("below") else "date on the page"


def _line_signs(block: Block, label: str, zone: str) -> Iterator[str]:
    """What a line is and where it stands."""
    region = _REGIONS.get(zone, "elsewhere")
    yield f"line {region}"
    yield f"line {zone}"
    yield f"line {label}"
    yield f"line {zone}, {label}"
    if block.hidden:
        yield f"line {region}, hidden"
    if block.kind in ("heading", "item", "table"):
        yield f"line {region}, {block.kind}"
    container = block.container
    if is_in_box(container):
        yield f"line {region}, in a box"
    if _names_date(f"{block.names} {container.names if container else ''}"):
        yield f"line {region}, named date"


_REGIONS: Final = {
    "header": "around",
    "near above": "around",
    "long header": "around",
    "opening": "around",
    "near below": "after",
    "inside": "inside",
}
"""Zones that are alike for what a line looks like."""


@lru_cache(maxsize=_KEPT)
def _names_date(names: str) -> bool:
    return _DATE_NAME.search(names) is not None


def _moment_signs(line: str, moment: Moment, rank: int, block: Block, zone: str) -> Iterator[str]:
    """What is said with a date."""
    region = _REGIONS.get(zone, "elsewhere")
    if rank:
        yield f"line {region}, not its first date"
    if moment.changed:
        yield f"line {region}, a change"
    if moment.kind != "day":
        yield f"line {region}, with a time"
    alone, little = _FEW_LETTERS
    short = len(block.text) <= SHORT_LINE
    beside = len(letters(line[: moment.start] + line[moment.end :]))
    said = "alone" if beside <= alone else "with little" if beside <= little else "with more"
    yield f"line {region}, {said}" if short else f"text {region}"
    if short and line.rstrip()[-1:] in _SENTENCE_END:
        yield f"line {region}, a sentence"
    if not short and not moment.start:
        yield f"text {region}, at its beginning"
    if word_lists().starts_with_label("published", line[: moment.start + 1]):
        yield f"line {region}, said to be of publication"


_SENTENCE_END: Final = frozenset(".!?…。！？;:,")


# Elements.


def _of_times(case: Case) -> Iterator[tuple[Candidate, bool]]:
    """`<time>` elements, and the stamps of the hCard family (`<abbr class="published" title="…">`)."""
    page = case.sheet.page
    if page is None:
        return
    start, end = header_of(case)
    for element in case.declared.times:
        if is_apart(element) or (found := _of_time(element, page, case)) is None:
            continue
        at = page.offset(element)
        where = "header" if at is not None and start <= at < end else "elsewhere"
        candidate, changed, named = found
        signs = [f"time {where}"]
        if changed:
            signs.append(f"time {where}, a change")
        if named:
            signs.append(f"time {where}, named published")
        if candidate.kind != "day":
            signs.append(f"time {where}, with a time")
        yield candidate._replace(signs=tuple(signs)), changed


def _of_time(element: Element, page: Page, case: Case) -> tuple[Candidate, bool, bool] | None:
    """The date of a `<time>`, by its stamp or else by its text; whether of a change; whether named as published."""
    key = "datetime" if element.tag == "time" else "title"
    stamp = element.attr(key)
    moment = read_date(stamp, order_of(case)) if stamp else None
    place: Place = fixed(page.attribute(element, key)) if moment else in_element(page, element)
    moment = moment or next(iter(find_dates(text_of(element)[:SHORT_LINE], order_of(case))), None)
    if moment is None:
        return None
    names = names_of(element)
    changed = moment.changed or bool(_CHANGE_NAME.search(names)) or _says_changed(element)
    named = bool(_PUBLISHED_NAME.search(names)) or element.attr("pubdate") is not None
    how = f"time element{', of a change' if changed else ''}"
    return Candidate(moment.value, how, 0.0, place, moment.kind), changed, named


def _says_changed(element: Element) -> bool:
    """Whether the words before an element say that a change is dated."""
    parent = element.parent
    if not isinstance(parent, Element):
        return False
    text = text_of(parent)[:LONGEST_LINE]
    own = text_of(element).strip()
    at = text.find(own) if own else -1
    before = text[max(0, at - 40) : at] if at > 0 else ""
    return bool(before) and any(moment.changed for moment in find_dates(f"{before} 2000-01-01"))
