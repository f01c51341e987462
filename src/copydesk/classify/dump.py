"""Labels for a text dump, from words and neighbours alone.

A dump has no containers, but its story is still one stretch: many sentences in a row, where the rest is short lines
and text that speaks to the reader. Each block is given points for or against the story, the stretch with the most
points is the story (the maximum subsequence of Pasternack & Roth, WWW 2009), and what stands inside it but does what
furniture does is cut. The headline is the line above it that shares its words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from copydesk.blocks import Sheet
from copydesk.classify.lines import is_byline, is_caption, is_dateline, is_related, is_source, letters_of
from copydesk.records import Block, Label, LabelName
from copydesk.settings import Settings
from copydesk.words import words

# What an act says a block is, the strongest first.
ACT_LABELS: Final[dict[str, LabelName]] = {
    "money": "promotion",
    "address": "promotion",
    "consent": "legal",
    "account": "promotion",
    "promotion": "promotion",
    "comment": "comment",
    "related": "related",
    "share": "navigation",
    "legal": "legal",
    "navigation": "navigation",
}
# Points. A block of prose counts for its length up to a cap, so that one long block does not outweigh a story; the
# rest are set so that three menu lines, or one furniture line, cost about as much as a short paragraph gives.
ABOVE: Final = "above the headline"
"""The reason given for what stands over the headline."""
_PROSE_CAP: Final = 600.0
_BOX_POINTS: Final = -150.0
_BUTTON_POINTS: Final = -40.0
_SHORT_POINTS: Final = -40.0
_HEADING_POINTS: Final = -5.0
_ITEM_POINTS: Final = -15.0
_COMMENT_POINTS: Final = -600.0
_CLOSING: Final = 8
"""Blocks behind the story in which a sentence may still belong to it."""
_CLOSING_LENGTH: Final = 15
"""Letters of the shortest sentence that can close a story."""
_FULL_STORY: Final = 3_000.0
"""Letters of prose in a dump from which the points above hold; with less prose they count for less."""
_APPEAL_WEIGHT: Final = 0.4
_BOXES: Final = frozenset({"money", "address", "consent", "related", "legal"})
"""Acts of boxes and tails; the others are buttons and menu entries."""

_SENTENCE_LENGTH: Final = 30
"""Letters of the shortest line that counts as a sentence of prose."""
_PROSE: Final = 60
"""Letters of a line that is surely long enough to judge its small words by."""
_APPEALS: Final = 0.5
"""Share of a page's prose that appeals can be; what speaks more is advice or a letter, not news with a box below."""
_SHORT_APPEAL: Final = 100
"""Letters of a line that can be part of a box by where it stands alone."""
_NEAR: Final = 3
"""Blocks between an appeal and what asks: the button, the headline of the box."""
_SPEAKS: Final = 0.045
"""Share of words speaking to the reader, around a block, from which it is an appeal."""
_FUNCTION: Final = 0.15
"""Share of function words under which a long line is a list of names rather than prose."""
_ABOVE: Final = 14
"""Blocks above the story in which its headline is looked for."""
_SIGNATURE: Final = "--"
"""What parts a mail from its sender's standing text (RFC 3676, section 4.3)."""
_LONGEST_TITLE: Final = 200
_QUOTED: Final = re.compile(r"[“„«\"「『].{0,600}?[”“»\"」』]", re.DOTALL)
_SENTENCE: Final = re.compile(r"[.!?…。！？؟।:][\"'”’“‘»«)\]」』]*$")
_WORD: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\d_\u3040-\u30ff\u3400-\u9fff]{3,}")


class Line:
    """What the rules look at in one block of a dump."""

    __slots__ = ("acts", "block", "ends", "function", "points", "prose", "size", "speaks", "text")

    def __init__(self, block: Block) -> None:
        self.block = block
        self.text = text = block.text
        lexicon = words()
        self.acts = lexicon.acts(text)
        self.size = letters_of(text)
        self.ends = bool(_SENTENCE.search(text[-4:]))
        self.function = lexicon.function_share(text) if self.size >= _SENTENCE_LENGTH else 0.0
        self.prose = False
        self.speaks = 0.0
        self.points = 0.0


def label_blocks(sheet: Sheet, settings: Settings) -> list[Label]:
    """One label for each block of a dump."""
    lines = [Line(block) for block in sheet.blocks]
    find_prose(lines)
    appeals = find_appeals(lines)
    # What stands between the halves of a short story must not cost more than a half gives.
    scale = min(1.0, sum(line.size for line in lines if line.prose) / _FULL_STORY)
    for rank, line in enumerate(lines):
        points = _points(line, appeal=rank in appeals)
        line.points = points if points > 0.0 else points * scale
    start, end = best_stretch([line.points for line in lines])
    end = with_closing_lines(lines, appeals, end)
    repeated = _repeated(lines)
    labels = [
        _label(line, appeal=rank in appeals, inside=start <= rank < end, repeated=line.text in repeated)
        for rank, line in enumerate(lines)
    ]
    title = title_rank(lines, start, end)
    if title >= 0:
        labels[title] = Label("title", 0.8, "shares its words with the story below")
    _label_edges(lines, labels, (title, start, end))
    return labels


def find_prose(lines: Sequence[Line]) -> None:
    """Say which lines are running text: sentences, or long lines, that hold the small words of their language."""
    long = sorted(line.function for line in lines if line.size >= _PROSE and line.ends)
    # A language whose small words are not in the data is not held against its text.
    needed = _FUNCTION if not long or long[len(long) // 2] >= _FUNCTION else 0.0
    for line in lines:
        if line.block.kind in _NEVER_PROSE or line.function < needed:
            continue
        line.prose = (line.ends and line.size >= _SENTENCE_LENGTH) or line.size >= 2 * _PROSE
        if line.prose and not line.text.startswith(_DIALOGUE):
            # What somebody is quoted as saying to "you" is news, not an appeal.
            line.speaks = words().addresses_reader(_QUOTED.sub(" ", line.text))


def find_appeals(lines: Sequence[Line]) -> frozenset[int]:
    """The ranks of prose that speaks to the reader next to something that asks.

    None where that would be most of the page: then the page itself is advice, or a letter.
    """
    prose = [rank for rank, line in enumerate(lines) if line.prose]
    asking = [rank for rank, line in enumerate(lines) if line.acts & _ASKING]
    found = set()
    for place, rank in enumerate(prose):
        near = [lines[other] for other in prose[max(0, place - 1) : place + 2] if abs(other - rank) <= 2]
        around = sum(line.speaks for line in near) / len(near)
        own = lines[rank].speaks
        if own and max(own, around) >= _SPEAKS and _is_near(rank, asking):
            found.add(rank)
    # A paragraph of a letter need not say "you" itself when the ones before and after it do.
    for before, rank, after in zip(prose, prose[1:], prose[2:], strict=False):
        if before in found and after in found and after - before <= _NEAR:
            found.add(rank)
    # Nor need a short line that stands between two that ask.
    for before, after in pairwise(asking):
        if after - before <= _NEAR:
            found.update(rank for rank in range(before + 1, after) if lines[rank].size <= _SHORT_APPEAL)
    appeals = sum(lines[rank].size for rank in found)
    return frozenset(found) if appeals <= _APPEALS * sum(lines[rank].size for rank in prose) else frozenset()


def _is_near(rank: int, others: Sequence[int]) -> bool:
    """Whether one of the others, which are sorted, is at most `_NEAR` blocks away."""
    place = bisect_left(others, rank - _NEAR)
    return place < len(others) and others[place] <= rank + _NEAR


_ASKING: Final = frozenset({"money", "address", "consent"})
_NEVER_PROSE: Final = frozenset({"heading", "caption", "table", "code"})
_DIALOGUE: Final = ("–", "—", "-", "„", "“", "«", "»", '"', "「")


def _points(line: Line, *, appeal: bool) -> float:
    if line.acts:
        return _act_points(line.acts)
    if appeal:
        return -_APPEAL_WEIGHT * min(_PROSE_CAP, float(line.size))
    if line.prose:
        return min(_PROSE_CAP, float(line.size))
    if line.block.kind == "heading":
        return _HEADING_POINTS
    if line.block.kind in ("item", "table", "code", "caption", "quotation"):
        return _ITEM_POINTS
    return _SHORT_POINTS


def _act_points(acts: frozenset[str]) -> float:
    if "comment" in acts:
        return _COMMENT_POINTS
    return _BOX_POINTS if acts & _BOXES else _BUTTON_POINTS


def best_stretch(points: Sequence[float]) -> tuple[int, int]:
    """The half-open stretch with the greatest sum; empty at 0 when no point is above zero.

    >>> best_stretch([-1, 5, -2, 4, -9, 6])
    (1, 4)
    """
    best = total = 0.0
    best_start = best_end = start = 0
    for rank, value in enumerate(points):
        total += value
        if total <= 0.0:
            total, start = 0.0, rank + 1
        elif total > best:
            best, best_start, best_end = total, start, rank + 1
    return best_start, best_end


def with_closing_lines(lines: Sequence[Line], appeals: frozenset[int], end: int) -> int:
    """The end of the story with the short sentences that close it: behind a button, a heading, a list."""
    misses, listed = 0, False
    for rank in range(end, min(len(lines), end + _CLOSING) if end else 0):
        line = lines[rank]
        if line.acts & _BOXES or "comment" in line.acts or rank in appeals or misses > 1:
            break
        if line.block.kind in _HUNG:
            # A list that a sentence announces, a quotation right below the text.
            if rank == end and (line.block.kind == "quotation" or lines[rank - 1].text.endswith(":") or listed):
                end, listed = rank + 1, True
            continue
        if not line.acts and line.ends and line.size >= _CLOSING_LENGTH and not line.text.endswith(":"):
            end = rank + 1
        elif line.block.kind != "heading":
            misses += 1
    return end


_HUNG: Final = frozenset({"item", "table", "quotation", "caption"})


def _repeated(lines: Sequence[Line]) -> frozenset[str]:
    """Lines that stand in the dump more than once, and are no prose: buttons, names of boxes."""
    seen: set[str] = set()
    found: set[str] = set()
    for line in lines:
        if not line.prose and line.size <= _LONGEST_TITLE:
            (found if line.text in seen else seen).add(line.text)
    return frozenset(found)


def _label(line: Line, *, appeal: bool, inside: bool, repeated: bool) -> Label:
    for act, name in ACT_LABELS.items():
        if act in line.acts:
            return Label(name, 0.8, f"it speaks of {act}")
    if appeal:
        return Label("promotion", 0.8, f"it speaks to the reader ({line.speaks:.0%} of its words)")
    if not inside:
        return Label("navigation", 0.7, "outside the story's stretch")
    if repeated:
        return Label("navigation", 0.7, "stands in the dump more than once")
    if is_related(line.block):
        return Label("related", 0.8, "a label and a link")
    if line.block.kind == "caption":
        return Label("caption", 0.8, "reads like a caption")
    return Label("body", 0.7, "inside the story's stretch")


def title_rank(lines: Sequence[Line], start: int, end: int) -> int:
    """The rank of the headline: the line above the story, or its first, that shares most words with it; -1 if none."""
    if start == end:
        return -1
    story = {word for line in lines[start:end][:12] if line.prose for word in _words(line.text)}
    best, found = 0.0, -1
    for rank in range(max(0, start - _ABOVE), min(end, start + 2)):
        line = lines[rank]
        if line.prose or line.acts or not 8 <= line.size <= _LONGEST_TITLE or not _can_be_title(line.block):
            continue
        own = _words(line.text)
        shared = len(own & story)
        score = shared + 2.0 * shared / (len(own) or 1) + (1.0 if line.block.kind == "heading" else 0.0)
        if shared and score > best:
            best, found = score, rank
    return found


def _can_be_title(block: Block) -> bool:
    return block.kind in ("heading", "paragraph") and not (
        is_byline(block.text) or is_dateline(block.text) or is_caption(block) or block.text.endswith(("…", "..."))
    )


def _label_edges(lines: Sequence[Line], labels: list[Label], places: tuple[int, int, int]) -> None:
    """Label what stands between the headline and the story, and what says where the article is from."""
    title, start, end = places
    for rank in range(start, title):
        if labels[rank].name == "body":
            labels[rank] = Label("navigation", 0.7, ABOVE)
    signature = next((rank for rank in range(start, end) if lines[rank].text == _SIGNATURE), end)
    for rank in range(signature, end):
        labels[rank] = Label("promotion", 0.8, "below the signature mark")
    first = title + 1 if title >= 0 else max(0, start - 4)
    for rank in range(first, min(end, start + 3)):
        line = lines[rank]
        if line.acts:
            continue
        if is_dateline(line.text):
            labels[rank] = Label("dateline", 0.8, "a date and nothing else")
        elif is_byline(line.text):
            labels[rank] = Label("byline", 0.8, "begins like a byline")
        elif title >= 0 and is_caption(line.block):
            labels[rank] = Label("caption", 0.7, "ends in a credit, above the text")
        elif line.prose and rank < start:
            labels[rank] = Label("body", 0.6, "between headline and story")
    for rank, line in enumerate(lines):
        if is_source(line.text):
            labels[rank] = Label("navigation", 0.8, "label of the original address")


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
