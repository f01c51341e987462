"""Texts as words that can be compared: what differs only in print is the same word.

Quotation marks, dashes, ellipses, white space, soft hyphens, ligatures and the way letters are composed are print. So
is punctuation, but for the signs that make a number what it is. Each word keeps its place in the text as it stands.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher
from functools import cache
from hashlib import blake2b
from typing import Final, NamedTuple

from copydesk.records import Span

_UNSEEN: Final = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Soft hyphens, joiners, marks of direction: characters without a shape."""
_UNSEEN_SIGNS: Final = dict.fromkeys(map(ord, _UNSEEN))
_NO_SPACES: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_MOST_TOKENS: Final = 4_000
"""Words on either side of a stretch that is compared word by word; a longer one differs as a whole."""


class Token(NamedTuple):
    """A word: as it is compared, and where it stands."""

    word: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """The words of a text.

    >>> [token.word for token in tokens_of("“It’s 1,5 %”—he said…")]
    ["it's", '1,5', '%', 'he', 'said']
    """
    return [Token(_folded(found[0]), found.start(), found.end()) for found in _pattern().finditer(text)]


def digest(text: str) -> int:
    """A number that two texts share that differ only in print."""
    words = "\x00".join(token.word for token in tokens_of(text))
    return int.from_bytes(blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKC", word.translate(_UNSEEN_SIGNS)).casefold()
    return plain.replace("’", "'").replace("ʼ", "'").replace("‘", "'")


@cache
def _pattern() -> re.Pattern[str]:
    """What a word is: a number with its signs, a sign of a script without spaces, letters, a sign of measure."""
    marks = _class_of_marks()
    letter = rf"[^\W_{_NO_SPACES}]|[{marks}{_UNSEEN}]"
    return re.compile(
        rf"(?<![\w)])[-−+]?\d+(?:[.,:٫٬'’\u00a0\u202f]\d+)*+"
        rf"|[{_NO_SPACES}][{marks}]*+"
        rf"|(?:{letter})++(?:['’ʼ‘](?:{letter})++)*+"
        r"|[%‰°€$£¥₹₽₴₩₪₫]"
    )


def _class_of_marks() -> str:
    """The combining marks of all scripts, as ranges of a character class."""
    ranges: list[list[int]] = []
    for code in range(0x300, min(sys.maxunicode, 0x1FFFF)):
        if unicodedata.category(chr(code)) in ("Mn", "Mc"):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


# ── What is alike ─────────────────────────────────────────────────────────────────────────────────


class Edit(NamedTuple):
    """`before[start:end]` was replaced by `after[other_start:other_end]`."""

    start: int
    end: int
    other_start: int
    other_end: int


def edits(before: Sequence[str], after: Sequence[str]) -> list[Edit]:
    """Where two sequences of words differ, shortest stretches first found from both ends."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    first, second = before[head : len(before) - tail], after[head : len(after) - tail]
    if not first and not second:
        return []
    if not first or not second or len(first) > _MOST_TOKENS or len(second) > _MOST_TOKENS:
        return [Edit(head, head + len(first), head, head + len(second))]
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    found = [
        Edit(head + start, head + end, head + other_start, head + other_end)
        for tag, start, end, other_start, other_end in matcher.get_opcodes()
        if tag != "equal"
    ]
    return _joined(found, before)


_ISLAND: Final = 1
"""Words that two changes have between them at most to be one change."""


def _joined(found: list[Edit], before: Sequence[str]) -> list[Edit]:
    """Edits with those made one that only a short word parts: between two replaced words "of" was not kept."""
    joined: list[Edit] = []
    for edit in found:
        last = joined[-1] if joined else None
        between = before[last.end : edit.start] if last else ()
        replaces = last is not None and last.end > last.start and last.other_end > last.other_start
        if last and replaces and len(between) <= _ISLAND and all(len(word) <= 3 and word.isalpha() for word in between):
            joined[-1] = Edit(last.start, edit.end, last.other_start, edit.other_end)
        else:
            joined.append(edit)
    return joined


def anchors(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Pairs of places at which two sequences are alike, in order: what occurs once in each, and what is around it.

    That is patience sorting (Bram Cohen's diff), near linear whatever the sequences hold.
    """
    counts, others = Counter(before), Counter(after)
    places = {key: place for place, key in enumerate(after) if others[key] == 1}
    unique = [(place, places[key]) for place, key in enumerate(before) if counts[key] == 1 and key in places]
    kept = _longest_rising(unique)
    found: dict[int, int] = dict(kept)
    taken = set(found.values())
    for start, other in (*kept, (-1, -1), (len(before), len(after))):
        for step in (1, -1):
            place, there = start + step, other + step
            while (
                0 <= place < len(before)
                and 0 <= there < len(after)
                and place not in found
                and there not in taken
                and before[place] == after[there]
            ):
                found[place] = there
                taken.add(there)
                place, there = place + step, there + step
    return sorted(_longest_rising(sorted(found.items())))


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence whose second numbers rise."""
    tops: list[int] = []
    ends: list[int] = []
    links: list[int] = []
    for number, (_, there) in enumerate(pairs):
        pile = bisect_left(tops, there)
        links.append(ends[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(there)
            ends.append(number)
        else:
            tops[pile] = there
            ends[pile] = number
    chain = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chain.append(pairs[at])
        at = links[at]
    return chain[::-1]


def likeness(before: Counter[str], after: Counter[str]) -> float:
    """Share of words that two passages have in common (Dice's coefficient of the multisets)."""
    both = sum((before & after).values())
    return 2 * both / max(1, before.total() + after.total())


def span_of(tokens: Sequence[Token], start: int, end: int) -> Span:
    """The stretch of the text that `tokens[start:end]` stand in; an empty one before the next word for none."""
    if start < end:
        return Span(tokens[start].start, tokens[end - 1].end)
    at = tokens[start].start if start < len(tokens) else tokens[-1].end if tokens else 0
    return Span(at, at)


def is_sign(word: str) -> bool:
    """Whether a word is one sign of a script without spaces."""
    return _sign().match(word) is not None


@cache
def _sign() -> re.Pattern[str]:
    return re.compile(f"[{_NO_SPACES}]")
