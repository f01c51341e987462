"""What stands around a cue: to whom, where, when, in the words of its sentence that are neither source nor content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from copydesk.ledger.cues import has
from copydesk.ledger.times import Told

_END: Final = re.compile(
    r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\bSt)(?<!\bNo)[.!?…][”\"’»)\]]*(?=\s)|\n"
)
_STOP: Final = (
    r"(?=\s+(?:that|on|in|at|during|late|early|earlier|last|yesterday|today|this|how|why|what|whether|if|to|not|about|of\s+his"
    r"|of\s+her|after|before|via|by|when|as|where|with|it|he|she|they|there|the\s+(?:next|previous|same)\s+day|because)\b"
    r"|\s*[,:;.“\"«‘—–]|\s*$|\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
)
_NOUN_PHRASE: Final = rf"((?:[\w’'.&-]+\s+){{0,8}}?[\w’'.&-]+){_STOP}"
_TOLD: Final = re.compile(rf"\s*(?:to\s+)?{_NOUN_PHRASE}", re.IGNORECASE)
_TO: Final = re.compile(
    r"\b(?:(?:speaking|talking|speaks|spoke)\s+(?:to|with)|in\s+(?:an?\s+)?(?:\w+\s+){0,2}?(?:interview|conversation|letter|email"
    rf"|e-mail|memo|message|briefing|remarks|note)\s+(?:to|with)|said\s+to|wrote\s+to)\s+{_NOUN_PHRASE}",
    re.IGNORECASE,
)
_VENUE: Final = re.compile(
    r"\b(?:in|at|on|during|through|via|from|before|outside|after)\s+((?:(?:an?|the|his|her|its|their|this|that|another|one)\s+)?"
    r"(?:[\w’'-]+\s+){0,4}?(?:statements?|posts?|tweets?|interviews?|letters?|emails?|e-mails?|memos?|messages?|briefings?"
    r"|press\s+conferences?|news\s+conferences?|conferences?|meetings?|hearings?|rall(?:y|ies)|debates?|speech(?:es)?"
    r"|address(?:es)?|calls?|phone\s+calls?|sessions?|sittings?|podcasts?|programmes?|programs?|shows?|broadcasts?|columns?"
    r"|articles?|editorials?|blogs?|videos?|livestreams?|notes?|filings?|affidavits?|testimony|court|parliament|summits?"
    r"|forums?|events?|ceremon(?:y|ies)|vigils?|congress|dinners?|lectures?|sermons?|webinars?|town\s+halls?|inquests?"
    r"|inquiry|trials?|assembly|senate|twitter|x|facebook|instagram|telegram|social\s+media|television|radio|air|threads?"
    r"|bulletins?|circulars?|releases?|press\s+releases?|communiqués?|communiques?|papers?|reports?|submissions?"
    r"|comments?|remarks|funeral|protests?|marches|march|gatherings?|talks|negotiations|plenary|council|committee|chamber"
    r"|annual\s+general\s+meetings?|agm)(?:\s+(?:of|on|with|in|at|for|to|about)\s+(?:the\s+)?(?:[\w’'.&-]+\s+){0,3}?[\w’'.&-]+)??)"
    rf"{_STOP}",
    re.IGNORECASE,
)

_SINCE: Final = re.compile(r"\bsince\b", re.IGNORECASE)
"""Before a time from which on something has been so; nothing was said then."""
_PERFECT: Final = re.compile(r"(?:has|have)\b")
_OF_NOW: Final = re.compile(r"\b(?:today|tonight|this)\b", re.IGNORECASE)
"""Times that go with the perfect; no other does ("has not answered questions sent on Monday")."""
_RELATIVE: Final = r"\b(?:who|whom|which|whose|that|where)\b"
_CONTRAST: Final = re.compile(rf"{_RELATIVE}|\b(?:though|although|whereas|while|but)\b|[;:]|,\s+for\b", re.IGNORECASE)
_CLAUSE: Final = re.compile(rf"{_CONTRAST.pattern}|\b(?:after|before|because|until)\b", re.IGNORECASE)
_OPEN_RELATIVE: Final = re.compile(rf"{_RELATIVE}(?!\s+(?:ran|appeared|broke|was\s+\w+ed)\b)[^,;]*$", re.IGNORECASE)
"""A clause about the source; when its report ran or was published is when it spoke, though."""
_ASIDE: Final = re.compile(rf",\s+(?:{_RELATIVE}|after|as|when|while|before)\b[^,;]*,", re.IGNORECASE)
_IN_WHICH: Final = re.compile(r"\s*,?\s+in\s+which\b")
"""Behind the date of a writing: "a letter of 2 February in which she said"."""
_BESIDE: Final = 4
"""Characters by which a time is parted from a cue that is the noun it dates: "its claim of 3 May"."""

Range = tuple[int, int]


class Around(NamedTuple):
    """Places of the addressee, the venue and the time of a statement; None where its sentence has none."""

    addressee: Range | None = None
    venue: Range | None = None
    time: Told | None = None


def sentence_of(text: str, start: int, end: int) -> Range:
    """The sentence in which a stretch of text stands."""
    paragraph = text.rfind("\n", 0, start) + 1
    begin = paragraph
    for found in _END.finditer(text, paragraph, start):
        begin = found.end()
    after = _END.search(text, end)
    return begin, after.start() if after else len(text)


def free_parts(text: str, cue: Sequence[Range], taken: Sequence[Range]) -> Iterator[Range]:
    """The stretches of a cue's sentence that no part of its statement has taken."""
    start, end = sentence_of(text, cue[0][0], cue[-1][1])
    at = start
    for begin, stop in sorted(taken):
        if begin >= end:
            break
        if begin > at:
            yield at, begin
        at = max(at, stop)
    if at < end:
        yield at, end


def around(
    text: str, cue: Sequence[Range], taken: Sequence[Range], times: Sequence[Told], within: Range | None = None
) -> Around:
    """A statement's addressee, venue and time; of one inside another's content only what stands in there.

    `times` are those of the whole text.
    """
    parts = list(free_parts(text, cue, taken))
    if within is not None:
        parts = [(max(start, within[0]), min(end, within[1])) for start, end in parts]
        parts = [(start, end) for start, end in parts if start < end]
    return Around(_addressee(text, cue, parts), _venue(text, cue, parts), _time(text, cue, parts, times))


def _addressee(text: str, cue: Sequence[Range], parts: Sequence[Range]) -> Range | None:
    if has(text[cue[-1][0] : cue[-1][1]], "telling"):
        for start, end in parts:
            if start == cue[-1][1]:
                found = _TOLD.match(text, start, end)
                if found and found[1].lower() not in ("that", "it", "there", "to", "for", "if", "about", "how", "why"):
                    return found.span(1)
    for start, end in parts:
        found = _TO.search(text, max(0, start), end)
        if found:
            return found.span(1)
    begin = sentence_of(text, cue[0][0], cue[-1][1])[0]
    found = _TO.search(text, begin, cue[0][0])
    if found and any(start <= found.start() < end for start, end in parts):
        return found.span(1)
    return None


def _venue(text: str, cue: Sequence[Range], parts: Sequence[Range]) -> Range | None:
    best: tuple[int, Range] | None = None
    for start, end in parts:
        for found in _VENUE.finditer(text, start, end):
            away = min(abs(found.start() - cue[-1][1]), abs(cue[0][0] - found.end()))
            if away < 90 and (best is None or away < best[0]):
                best = away, found.span(1)
    return best[1] if best else None


def _time(text: str, cue: Sequence[Range], parts: Sequence[Range], times: Sequence[Told]) -> Told | None:
    """The time nearest to a cue in its sentence that no other clause has; one of a noun ("its claim of 3 May") last."""
    found = [
        each
        for start, end in parts
        for each in times
        if start <= each.start and each.end <= end and _is_of(text, cue, parts, each)
    ]

    def order(each: Told) -> tuple[bool, int]:
        away = min(abs(each.start - cue[-1][1]), abs(cue[0][0] - each.end))
        return away > _BESIDE and text[: each.start].endswith(" of "), away

    return min(found, key=order, default=None)


def _is_of(text: str, cue: Sequence[Range], parts: Sequence[Range], time: Told) -> bool:
    """Whether a time stands in the clause of a cue: "fell on Friday after it said so" dates the fall alone."""
    if _SINCE.search(text, max(0, time.start - 6), time.end):
        return False
    if _PERFECT.match(text, cue[0][0]) and not _OF_NOW.search(text, time.start, time.end):
        return False
    if time.start >= cue[-1][1]:
        return _CONTRAST.search(_between(text, parts, cue[-1][1], time.start)) is None
    in_which = _IN_WHICH.match(text, time.end)
    after = _between(text, parts, in_which.end() if in_which else time.end, cue[0][0])
    before = _between(text, parts, sentence_of(text, *time[:2])[0], time.start)
    return not (_CLAUSE.search(after) or ("," in after and _OPEN_RELATIVE.search(before)))


def _between(text: str, parts: Sequence[Range], start: int, end: int) -> str:
    """The free words between two places, without asides that a comma opens and closes."""
    words = " ".join(text[max(start, begin) : min(end, stop)] for begin, stop in parts if begin < end and start < stop)
    return _ASIDE.sub(" ", words)
