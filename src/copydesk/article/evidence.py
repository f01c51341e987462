"""From a candidate value to a Fact: where it stands in the capture, and which candidate is chosen.

Places are looked up only for candidates that end in a fact, so a candidate carries the way to its place, not the place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from html import unescape
from itertools import islice, pairwise
from typing import Final, NamedTuple

from copydesk.page import Page
from copydesk.parser import Element
from copydesk.records import Block, Fact, Span

Place = Callable[[], Span | None]

_TOKEN: Final = re.compile(r"&(?:#\d{1,8};?|#[xX][0-9a-fA-F]{1,8};?|[A-Za-z][A-Za-z0-9]{0,40};?)|\s+|[^&\s]+|&")
_LONGEST: Final = 5_000
"""Characters of raw text that are unfolded to find a value in them; no title, byline or description comes near."""
LEAST_CONFIDENCE: Final = 0.5
"""Confidence below which a candidate is not the fact but only an alternative: it is more likely wrong than right."""
_MAX_ALTERNATIVES: Final = 4
"""Alternatives kept for a fact; a page declares a value in at most a handful of ways, and each costs a search."""
_MOST_PIECES: Final = 60
"""Pieces of text read from an element: a byline has a dozen."""
_AGREEMENT: Final = 0.5
"""Share of the doubt that one agreeing source takes away: two independent declarations are rarely wrong together."""
_TAG_OR_SPACE: Final = re.compile(r"(?:\s|<[^<>]*>)*")
_COLON: Final = re.compile(r'\s*:\s*"?')
_STRING: Final = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)


class Candidate(NamedTuple):
    """A possible value of a fact, how it was found, how far to trust it, and the way to its place."""

    value: str | tuple[str, ...]
    how: str
    confidence: float
    place: Place
    kind: str = ""
    parts: tuple[Candidate, ...] = ()
    signs: tuple[str, ...] = ()
    """What speaks for it or against it, for the choice; empty where its confidence is final."""


def nowhere() -> Span | None:
    """The place of a value that stands nowhere in the capture."""
    return None


def choose(candidates: Iterable[Candidate], source: str, least: float = LEAST_CONFIDENCE) -> Fact:
    """The fact of these candidates, best first: the first one to be trusted, the others as its alternatives.

    A candidate of another origin with the same value raises the confidence, unless all were weighed. Where none
    reaches the `least` confidence the value is unknown, and all of them are alternatives.
    """
    found = list(candidates)
    if not found:
        return Fact()
    best = next((one for one in found if one.confidence >= least), None)
    seen = set() if best is None else {(best.value, best.how)}
    others: list[Fact] = []
    for other in found:
        if (other.value, other.how) not in seen and len(others) < _MAX_ALTERNATIVES:
            seen.add((other.value, other.how))
            others.append(fact_of(other, source))
    if best is None:
        return Fact(alternatives=tuple(others))
    doubt = 1.0 - best.confidence
    if not best.signs and any(_same(other, best) and other.how != best.how for other in found):
        doubt *= _AGREEMENT
    return fact_of(best, source, confidence=round(1.0 - doubt, 3), alternatives=tuple(others))


def fact_of(
    candidate: Candidate, source: str, *, confidence: float | None = None, alternatives: tuple[Fact, ...] = ()
) -> Fact:
    """The fact that one candidate makes, its place looked up."""
    where = candidate.place()
    return Fact(
        value=candidate.value,
        how=candidate.how,
        where=where,
        raw=source[where.start : where.end] if where else "",
        confidence=candidate.confidence if confidence is None else confidence,
        kind=candidate.kind,
        parts=tuple(fact_of(part, source) for part in candidate.parts),
        alternatives=alternatives,
    )


def _same(left: Candidate, right: Candidate) -> bool:
    if left.value == right.value:
        return True
    return isinstance(left.value, str) and isinstance(right.value, str) and left.value.lower() == right.value.lower()


# The ways to a place.


def fixed(where: Span | None) -> Place:
    """A place already known."""
    return lambda: where


def in_attribute(page: Page, element: Element, name: str) -> Place:
    """The value of an attribute."""
    return partial(page.attribute, element, name)


def in_element(page: Page, element: Element) -> Place:
    """The text of an element, as far as it is one piece."""

    def find() -> Span | None:
        tag = page.start_tag(element)
        if tag is None:
            return None
        source = page.capture.text
        # Markup may stand before the text: `<a rel="author"><span>Name</span></a>`.
        start = _TAG_OR_SPACE.match(source, tag.end, tag.end + _LONGEST).end()  # type: ignore[union-attr]
        end = source.find("<", start)
        end = len(source) if end < 0 else end
        raw = source[start:end]
        words, read = " ".join(unescape(raw).split()), " ".join(text_of(element).split())
        if not words or not read.startswith(words):
            return None
        return Span(start, start + len(raw.rstrip()))

    return find


def text_of(element: Element) -> str:
    """The text at the beginning of an element; a bound, so that elements inside one another stay cheap."""
    return "".join(islice(element.strings, _MOST_PIECES))


def in_block(block: Block, source: str, start: int, end: int) -> Place:
    """`[start, end)` of a block's text."""
    return lambda: span_in_block(block, source, start, end)


def in_json(source: str, script: Span, key: str, value: str, after: str = "") -> Place:
    """A string or number in a JSON script, found by its key; `after` names a key that stands before it."""

    def find() -> Span | None:
        begin = script.start
        if after:
            begin = max(source.find(f'"{after}"', script.start, script.end), script.start)
        return _in_json(source, Span(begin, script.end), key, value) or (
            _in_json(source, script, key, value) if begin != script.start else None
        )

    return find


def narrowed(place: Place, source: str, value: str) -> Place:
    """The part of a place that holds `value`; the whole place when it cannot be told apart."""

    def find() -> Span | None:
        where = place()
        return where and (span_of(value, source, where) or where)

    return find


def within(place: Place, source: str, value: str) -> Place:
    """The part of a place that holds `value`; nowhere when it is not there."""

    def find() -> Span | None:
        where = place()
        return where and span_of(value, source, where)

    return find


def span_of(value: str, source: str, where: Span) -> Span | None:
    """Where `value` stands inside a span, character references and white space read as a reader sees them.

    >>> span_of("A & B", "<A &amp;  B | C>", Span(1, 15))
    Span(start=1, end=11)
    """
    at = source.find(value, where.start, where.end)
    if at >= 0:
        return Span(at, at + len(value))
    if where.end - where.start > _LONGEST:
        return None
    raw = source[where.start : where.end]
    if "&" not in raw and " ".join(raw.split()) == raw.strip():
        return None  # nothing to unfold
    text, places = unfold(source, where.start, where.end)
    at = text.find(value)
    return Span(places[at][0], places[at + len(value) - 1][1]) if at >= 0 and value else None


def span_in_block(block: Block, source: str, start: int, end: int) -> Span | None:
    """Where `[start, end)` of a block's text was read from."""
    text = block.text
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start >= end:
        return None
    first, last = _piece(block, source, start), _piece(block, source, end - 1)
    return Span(first[0], last[1]) if first and last and first[0] < last[1] else None


def _piece(block: Block, source: str, at: int) -> tuple[int, int] | None:
    """Where one character of a block's text was read from."""
    run, following = None, len(block.text)
    for candidate in block.runs:
        if candidate[0] > at:
            following = candidate[0]
            break
        run = candidate
    if run is None:
        return None
    begin, start, end = run
    offset = at - begin
    read = block.text[begin:following].rstrip()
    if source.startswith(read, start):
        return (start + offset, start + offset + 1) if offset < len(read) else None
    if end - start > _LONGEST:
        return None
    _, places = unfold(source, start, end)
    return places[offset] if offset < len(places) else None


def unfold(source: str, start: int, end: int) -> tuple[str, list[tuple[int, int]]]:
    r"""A raw stretch as a reader sees it, and for each character where it was written.

    >>> unfold("a &amp;\n b", 0, 10)
    ('a & b', [(0, 1), (1, 2), (2, 7), (7, 9), (9, 10)])
    """
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(source, start, end):
        text = token[0]
        if text[0] != "&" and not text.isspace():
            pieces.append(text)
            places.extend(pairwise(range(token.start(), token.end() + 1)))
            continue
        text = unescape(text)
        if text.isspace():
            if pieces and pieces[-1] == " ":
                continue
            text = " "
        pieces.append(text)
        places.extend([token.span()] * len(text))
    return "".join(pieces), places


def _in_json(source: str, script: Span, key: str, value: str) -> Span | None:
    """Where a value stands behind its key, or failing that, as a string of its own."""
    name = f'"{key}"'
    at = source.find(name, script.start, script.end)
    written: Span | None = None
    while at >= 0:
        found = _COLON.match(source, at + len(name), script.end)
        if found and source.startswith(value, found.end()):
            start = found.end()
            quoted = source[start - 1] == '"'
            after = source[start + len(value) : start + len(value) + 1]
            if after == '"' if quoted else not after.isalnum():
                return Span(start, start + len(value))
        if written is None and found and (string := _STRING.match(source, found.end() - 1)) and reads(string[1], value):
            written = Span(*string.span(1))
        at = source.find(name, at + len(name), script.end)
    if written is not None:
        return written
    plain = source.find(f'"{value}"', script.start, script.end)
    if plain >= 0:
        return Span(plain + 1, plain + 1 + len(value))
    for string in _STRING.finditer(source, script.start, script.end):
        if reads(string[1], value):
            return Span(*string.span(1))
    return None


def reads(raw: str, value: str) -> bool:
    r"""Whether a JSON string as written reads as `value`, once its escapes and character references are resolved.

    >>> reads(r"Caf\u00e9 &amp; Bar", "Café & Bar"), reads("Bar", "Café & Bar")
    (True, False)
    """
    if "\\" not in raw and "&" not in raw and len(raw.split()) == 1:
        return raw.strip() == value
    return clean(_unescaped(raw)) == value


def _unescaped(raw: str) -> str:
    from json import JSONDecodeError, JSONDecoder

    try:
        return str(JSONDecoder(strict=False).decode(f'"{raw}"'))
    except JSONDecodeError:
        return raw


def clean(text: str) -> str:
    """A declared value as a reader sees it: character references resolved (twice where doubled), white space folded.

    >>> clean(" Fish &amp;amp; chips&nbsp; ")
    'Fish & chips'
    """
    if "&" in text:
        text = unescape(text)
        if "&" in text and ";" in text:
            text = unescape(text)
    return " ".join(text.replace("\x00", "").split())
