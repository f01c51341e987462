"""A block's text with its marks → CommonMark, escaped only where it would be read as something else.

What is written must read back as the same text, so a sign is put down only where CommonMark is sure to take it for
one; a mark that it cannot express (strong that ends in a colon inside a word) is left out, never a character.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple
from urllib.parse import quote

from copydesk.records import FORMULA, Mark

Address = Callable[[str], str | None]
"""Gives the address to write for a link's target; None for a link that is written as its words."""

_CANDIDATE: Final = re.compile(r"\\|\*+|_+|~+|`|<|&|\$")
_SPECIAL: Final = re.compile(r"[\\*_~`<&\[\]$]")
"""What a text must hold for any of it to be escaped: a class of signs is found in a tenth of the time that the
alternatives above take, and few texts have one."""
_ESCAPABLE: Final = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\n")
_REFERENCE: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});")
_TAG: Final = re.compile(r"<(?:[A-Za-z/!?]|[^\s<>@]*+@)")
_NOTE: Final = re.compile(r"\[(?=\^[^\]\s]+\])")
_BRACKET: Final = re.compile(r"[\[\]]")
# What means something at the start of a line only. A line of nothing but one sign is a rule, or makes the line above a
# heading; one of bars, colons and dashes under another line makes a table.
_LINE_START: Final = re.compile(
    r"#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|(?P<number>[0-9]{1,9})[.)](?=\s|$)"
    r"|([-_*=])(?:[ \t]*+\2)*+[ \t]*+$|~~~|[|:-][|: \t-]*+$"
)
_STARTS: Final = frozenset("#>-+*_=~|:0123456789")
"""The first characters of what means something at the start of a line."""
_CLOSING_HASHES: Final = re.compile(r"(?:(?<=\s)|^)#(?=#*$)")
_UNWRITABLE: Final = re.compile(r"[\s<>\\\x00-\x1f\x7f]")
_BACKTICKS: Final = re.compile(r"`+")
_SIGNS: Final = {"strong": "**", "emphasis": "*", "strike": "~~"}
_VERBATIM: Final = frozenset({"code", "formula", "footnote"})
"""Marks in which every character stands for itself, and nothing else is marked."""
_OF_STARS: Final = frozenset({"strong", "emphasis"})
_TAGS: Final = {"superscript": "sup", "subscript": "sub"}
_MOST_PASSES: Final = 5
"""Times a text is written with ever fewer marks before it is written with none that takes signs: two are the rule, as
leaving out one mark seldom keeps another from being written."""
_OUTER_FIRST: Final = {
    kind: rank
    for rank, kind in enumerate(
        ("link", "strong", "emphasis", "strike", "superscript", "subscript", "code", "formula", "footnote")
    )
}
"""Of marks over the same text, which holds which: signs next to a word are read more surely than next to a bracket."""


class Manner(NamedTuple):
    """How the signs that stand for more than one thing are written."""

    whole: dict[str, str] = {}  # noqa: RUF012 - never changed
    """Signs for the marks of these kinds that cover the whole text, where the usual ones would say something else."""
    line_break: str = "\\\n"


_USUAL: Final = Manner()


def render_inline(
    text: str, marks: Sequence[Mark], address: Address, manner: Manner = _USUAL, *, links: bool = True
) -> str:
    r"""The text as one piece of CommonMark; without `links`, the same with each link as its words.

    >>> render_inline("2 * 3 *is* 6_", (), lambda target: target)
    '2 * 3 \\*is\\* 6_'
    """
    held: list[Mark] = []
    if marks:
        leading = [mark for mark in marks if mark.kind != "link" or address(mark.target or "") is not None]
        text, others = _without_notes(text, leading)
        held = _tidied(text, others)
        if not links:  # only now, or the marks around them would be other ones
            held = [mark for mark in held if mark.kind != "link"]
    if not held and not _SPECIAL.search(text):
        return text.replace("\n", manner.line_break)
    for _ in range(_MOST_PASSES):
        writer = _Writer(text, held, address, manner)
        written = writer.write()
        if not writer.unwritten:
            return written
        # What stands beside a mark that is not written is escaped as if it were: once more without it.
        held = [mark for mark in held if mark not in writer.unwritten]
    held = [mark for mark in held if mark.kind not in _SIGNS and mark.kind != "formula"]
    return _Writer(text, held, address, manner).write()


def escape_line_start(line: str) -> str:
    r"""A line that begins like a heading, a list or a rule, escaped so that it does not.

    >>> escape_line_start("1. January was cold"), escape_line_start("-5 degrees"), escape_line_start("- - -")
    ('1\\. January was cold', '-5 degrees', '\\- - -')
    """
    if line[:1] not in _STARTS or not (found := _LINE_START.match(line)):
        return line
    at = found.end("number") if found["number"] else 0
    return f"{line[:at]}\\{line[at:]}"


def escape_heading(line: str) -> str:
    r"""A heading's text: hash signs at its end would be taken for its closing.

    >>> escape_heading("The key of C #"), escape_heading("The key of C#")
    ('The key of C \\#', 'The key of C#')
    """
    return _CLOSING_HASHES.sub(r"\\#", line)


def write_address(address: str) -> str:
    r"""An address as the target of a link or picture: nothing in it ends the target, nothing is read as a reference.

    >>> write_address("https://quay.example/old quay"), write_address("/a_(b)")
    ('https://quay.example/old%20quay', '</a_(b)>')
    """
    written = _REFERENCE.sub(lambda found: f"\\{found[0]}", without_spaces(address))
    return f"<{written}>" if "(" in written or ")" in written else written


def without_spaces(address: str) -> str:
    """An address with the characters that Markdown cannot write in one percent-encoded; control characters left out."""
    return _UNWRITABLE.sub(lambda found: quote(found[0]) if found[0] > "\x1f" else "", address)


# ── Marks ─────────────────────────────────────────────────────────────────────────────────────────


def _without_notes(text: str, marks: Sequence[Mark]) -> tuple[str, Sequence[Mark]]:
    """The text without its footnote references that have no label, and the other marks over what is left."""
    notes = sorted((mark.start, mark.end) for mark in marks if mark.kind == "footnote" and not mark.target)
    if not notes:
        return text, marks
    kept: list[str] = []
    starts: list[int] = []  # of the stretches that stay, in the old text and in the new
    places: list[int] = []
    at = length = 0
    for start, end in [*notes, (len(text), len(text))]:
        if at < start:
            kept.append(text[at:start])
            starts.append(at)
            places.append(length)
            length += start - at
        at = max(at, end)
        while text[at : at + 1].isspace() and (not kept or kept[-1][-1].isspace()):
            at += 1  # two spaces would meet, or one begin the text

    def moved(place: int) -> int:
        """Where a place of the old text is in the new one; a place in a reference is where the reference was."""
        rank = bisect_right(starts, place) - 1
        return places[rank] + min(place - starts[rank], len(kept[rank])) if rank >= 0 else 0

    others = [mark for mark in marks if mark.kind != "footnote" or mark.target]
    left = "".join(kept).rstrip()
    moved_marks = [Mark(mark.kind, moved(mark.start), min(moved(mark.end), len(left)), mark.target) for mark in others]
    return left, [mark for mark in moved_marks if mark.start < mark.end]


def _tidied(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """The marks as Markdown can hold them: one inside the other or apart, in order, the outer before the inner."""
    return sorted(_nested(text, _joined(text, _trimmed(text, marks))), key=_place)


def _place(mark: Mark) -> tuple[int, int, int]:
    return mark.start, -mark.end, _OUTER_FIRST[mark.kind]


def _joined(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """Marks of one kind that touch, or that only white space parts, as one."""
    joined: list[Mark] = []
    last_of: dict[tuple[str, str | None], int] = {}
    for mark in sorted(marks, key=_place):
        key = (mark.kind, mark.target)
        rank = last_of.get(key)
        if rank is not None:
            last = joined[rank]
            if mark.end <= last.end:
                continue
            if mark.start <= last.end or (mark.kind in _SIGNS and text[last.end : mark.start].isspace()):
                joined[rank] = Mark(mark.kind, last.start, mark.end, mark.target)
                continue
        last_of[key] = len(joined)
        joined.append(mark)
    return joined


def _nested(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """The marks with those cut that reach over the end of another; none inside code, and no link inside a link.

    Where two marks of stars begin as one, the three stars would pair with one that begins inside a word further on:
    such a mark is left out.
    """
    nested: list[Mark] = []
    around: list[Mark] = []
    last_triple = -1  # end of the last mark that begins in three stars
    for mark in sorted(marks, key=_place):
        while around and around[-1].end <= mark.start:
            around.pop()
        if around and around[-1].kind in _VERBATIM:
            continue
        if mark.kind == "link" and any(outer.kind == "link" for outer in around):
            continue
        if mark.kind in _OF_STARS:
            if mark.start < last_triple and not text[mark.start - 1].isspace():
                continue
            outer_star = next((outer for outer in reversed(around) if outer.kind in _OF_STARS), None)
            if outer_star is not None and outer_star.start == mark.start:
                last_triple = max(last_triple, outer_star.end)
        if around and mark.end > around[-1].end:
            mark = Mark(mark.kind, mark.start, around[-1].end, mark.target)
        around.append(mark)
        nested.append(mark)
    return nested


def _trimmed(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """The marks without white space at their edges; code ends where its line does."""
    trimmed: list[Mark] = []
    for mark in marks:
        target = (mark.target or "") if mark.kind == "link" else mark.target if mark.kind in _VERBATIM else None
        for start, end in _lines(text, mark) if mark.kind == "code" else [(mark.start, mark.end)]:
            first, last = start, end
            while first < last and text[first].isspace():
                first += 1
            while first < last and text[last - 1].isspace():
                last -= 1
            if first < last:
                trimmed.append(Mark(mark.kind, first, last, target))
    return trimmed


def _lines(text: str, mark: Mark) -> Iterator[tuple[int, int]]:
    """The stretches of a mark between line ends."""
    start = mark.start
    for line in text[mark.start : mark.end].split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


# ── Writing ───────────────────────────────────────────────────────────────────────────────────────


class _Writer:
    """One text being written: where it needs a backslash is known before the first piece."""

    def __init__(self, text: str, marks: list[Mark], address: Address, manner: Manner) -> None:
        self.text = text
        self.marks = marks
        self.manner = manner
        self.address = address
        self.edges = {place for mark in marks for place in (mark.start, mark.end)}
        if "\n" in text:
            for found in re.finditer("\n", text):
                self.edges.update(found.span())
        self.unwritten: set[Mark] = set()
        self.has_formulas = any(mark.kind == "formula" for mark in marks)
        self.first_tilde = text.find("~")
        is_special = _SPECIAL.search(text) is not None
        self.brackets = self.bracket_places() if is_special else []
        self.escapes = self.escape_places(is_special=is_special)

    def write(self) -> str:
        """The whole text."""
        return self.stretch(0, len(self.text), self.marks, after_sign=False)

    def stretch(self, start: int, end: int, marks: Sequence[Mark], *, after_sign: bool) -> str:
        """`text[start:end]` with the marks inside it; `after_sign` when a closing star stands before it."""
        parts: list[str] = []
        at = start
        place = 0
        while place < len(marks):
            mark = marks[place]
            following = place + 1
            while following < len(marks) and marks[following].start < mark.end:
                following += 1
            inside = marks[place + 1 : following]
            if at < mark.start:
                parts.append(self.plain(at, mark.start))
                after_sign = False
            written = self.marked(mark, inside, after_sign=after_sign)
            parts.append(written)
            after_sign = _ends_in_sign(written)
            at = mark.end
            place = following
        parts.append(self.plain(at, end))
        return "".join(parts)

    def marked(self, mark: Mark, inside: Sequence[Mark], *, after_sign: bool) -> str:
        """The text of a mark with what stands for the mark around it, where that can be written."""
        if mark.kind == "code":
            return _code(self.text[mark.start : mark.end])
        if mark.kind == "formula":
            return self.formula(mark)
        if mark.kind == "footnote":
            return f"[{mark.target}]"
        if mark.kind == "link":
            return self.link(mark, inside)
        if mark.kind in _TAGS:
            content = self.stretch(mark.start, mark.end, inside, after_sign=False)
            return f"<{_TAGS[mark.kind]}>{content}</{_TAGS[mark.kind]}>"
        content = self.stretch(mark.start, mark.end, inside, after_sign=after_sign)
        is_whole = mark.start == 0 and mark.end == len(self.text)
        sign = self.manner.whole.get(mark.kind, _SIGNS[mark.kind]) if is_whole else _SIGNS[mark.kind]
        if (after_sign and sign[0] == "*") or not self.can_delimit(mark, content, sign):
            self.unwritten.add(mark)
            return content
        return f"{sign}{content}{sign}"

    def formula(self, mark: Mark) -> str:
        """A formula between the signs that programs of mathematics read; as text where they would not."""
        sign = "$$" if mark.target else "$"
        written = f"{sign}{self.text[mark.start : mark.end]}{sign}"
        before, after = self.text[max(0, mark.start - 1) : mark.start], self.text[mark.end : mark.end + 1]
        found = FORMULA.match(f"{before}{written}{after}", len(before))
        if found is None or found[0] != written:
            self.unwritten.add(mark)
            return self.plain(mark.start, mark.end)
        return written

    def link(self, mark: Mark, inside: Sequence[Mark]) -> str:
        """A link: an address that stands for itself in pointed brackets, any other behind its words."""
        target = self.address(mark.target or "") or ""
        plain, written = self.text[mark.start : mark.end], without_spaces(target)
        if plain == written and written.startswith(("https://", "http://")) and not inside:
            return f"<{written}>"
        content = self.stretch(mark.start, mark.end, inside, after_sign=False)
        return f"[{content}]({write_address(target)})"

    def can_delimit(self, mark: Mark, content: str, sign: str) -> bool:
        """Whether CommonMark reads signs put here as a pair: its rules of left- and right-flanking runs."""
        before = self.text[mark.start - 1] if mark.start else " "
        after = self.text[mark.end] if mark.end < len(self.text) else " "
        inner = content.strip(sign[0]) or sign
        if sign == "~~" and "~" in (before, after):
            return False  # one run of three is no sign at all
        return (not _may_be_punctuation(inner[0]) or _is_apart(before)) and (
            not _may_be_punctuation(inner[-1]) or _is_apart(after)
        )

    def plain(self, start: int, end: int) -> str:
        """`text[start:end]` with its escapes; a line break as it is to be written."""
        pieces: list[str] = []
        for place in self.escapes[bisect_left(self.escapes, start) : bisect_left(self.escapes, end)]:
            pieces.append(self.text[start:place])
            start = place
        pieces.append(self.text[start:end])
        return "\\".join(pieces).replace("\n", self.manner.line_break)

    # Where a backslash is needed.

    def escape_places(self, *, is_special: bool) -> list[int]:
        """Every place of the text that needs a backslash before it, in order; `is_special` when it has such signs."""
        if not is_special:  # but for a mark of exclamation, which a link makes special
            return [mark.start - 1 for mark in self.marks if self.makes_picture(mark)]
        places = set(self.meaning_brackets())
        pairing: dict[str, list[range]] = {"*": [], "_": []}
        for found in _CANDIDATE.finditer(self.text):
            sign = found[0][0]
            if _NEEDS_ESCAPE[sign](self, found.start(), found.end()):
                run = range(found.start(), found.end())
                if sign in pairing:
                    pairing[sign].append(run)
                else:
                    places.update(run)
        is_marked = any(mark.kind in _OF_STARS for mark in self.marks)
        for runs in pairing.values():
            is_alone = len(runs) == 1 and not any(place in self.edges for place in runs[0][1:])
            if is_marked or not is_alone:  # one alone pairs with nothing
                places.update(place for run in runs for place in run)
        for mark in self.marks:
            if mark.kind != "link":
                continue
            if self.makes_picture(mark):
                places.add(mark.start - 1)
            places.update(self.lone_brackets(mark.start, mark.end, places))
        return sorted(places)

    def makes_picture(self, mark: Mark) -> bool:
        """Whether a mark is a link that would be read as a picture, for the exclamation mark before it."""
        return mark.kind == "link" and mark.start > 0 and self.text[mark.start - 1] == "!"

    def bracket_places(self) -> list[int]:
        """Every bracket that is not in code, which holds what it holds before brackets are looked at."""
        codes = [mark for mark in self.marks if mark.kind in _VERBATIM]
        starts = [mark.start for mark in codes]
        places = (found.start() for found in _BRACKET.finditer(self.text))
        return [place for place in places if (rank := bisect_right(starts, place)) == 0 or codes[rank - 1].end <= place]

    def meaning_brackets(self) -> list[int]:
        """Brackets with a parenthesis behind them, and the one that begins a text like a link definition."""
        places: list[int] = []
        if self.text.startswith("[") and "]:" in self.text:
            places.append(0)
        places.extend(found.start() for found in _NOTE.finditer(self.text) if found.start() not in self.edges)
        if "](" not in self.text:
            return places
        opened: list[int] = []
        for place in self.brackets:
            if self.text[place] == "[":
                opened.append(place)
                continue
            if not opened:
                continue
            pair = opened.pop()
            if self.text.startswith("(", place + 1):
                places.extend((pair, place))
        return places

    def lone_brackets(self, start: int, end: int, escaped: set[int]) -> list[int]:
        """The brackets of a stretch that have no partner in it."""
        opened: list[int] = []
        lone: list[int] = []
        for place in self.brackets[bisect_left(self.brackets, start) : bisect_left(self.brackets, end)]:
            if place in escaped:
                continue
            if self.text[place] == "[":
                opened.append(place)
            elif opened:
                opened.pop()
            else:
                lone.append(place)
        return lone + opened

    def neighbours(self, start: int, end: int) -> tuple[str, str]:
        """The characters beside a run; a space at either end of the text, a sign where a mark begins or ends in it."""
        if any(place in self.edges for place in range(start, end + 1)):
            return "*", "*"
        return self.text[start - 1] if start else " ", self.text[end] if end < len(self.text) else " "

    def backslash(self, start: int, end: int) -> bool:
        """A backslash means something before punctuation, at the end of a line, and before a mark."""
        return end == len(self.text) or end in self.edges or self.text[end] in _ESCAPABLE

    def stars(self, start: int, end: int) -> bool:
        """Stars mean something unless they stand between spaces."""
        return self.neighbours(start, end) != (" ", " ")

    def underscores(self, start: int, end: int) -> bool:
        """Underscores mean something unless they stand between spaces or inside a word."""
        before, after = self.neighbours(start, end)
        return (before, after) != (" ", " ") and not (before.isalnum() and after.isalnum())

    def tildes(self, start: int, end: int) -> bool:
        """One tilde at the start of a word means something only when another may close it, and those are escaped."""
        before, _ = self.neighbours(start, end)
        return end - start > 1 or before == "*" or (before != " " and self.first_tilde < start)

    def backtick(self, start: int, end: int) -> bool:
        """A backtick always means something."""
        return True

    def less_than(self, start: int, end: int) -> bool:
        """A less-than sign means something before what may be a tag or an address."""
        return _TAG.match(self.text, start) is not None

    def dollar(self, start: int, end: int) -> bool:
        """A dollar sign means something when it begins or ends a formula."""
        return self.has_formulas or FORMULA.match(self.text, start) is not None

    def ampersand(self, start: int, end: int) -> bool:
        """An ampersand means something when it begins a reference."""
        return _REFERENCE.match(self.text, start) is not None


_NEEDS_ESCAPE: Final[dict[str, Callable[[_Writer, int, int], bool]]] = {
    "\\": _Writer.backslash,
    "*": _Writer.stars,
    "_": _Writer.underscores,
    "~": _Writer.tildes,
    "`": _Writer.backtick,
    "<": _Writer.less_than,
    "&": _Writer.ampersand,
    "$": _Writer.dollar,
}


def _code(code: str) -> str:
    """Inline code, fenced with one backtick more than it holds in a row."""
    longest = max((len(run) for run in _BACKTICKS.findall(code)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{fence}{pad}{code}{pad}{fence}"


def _ends_in_sign(written: str) -> bool:
    """Whether the last character is a star that closes a mark, and no escaped one."""
    if not written.endswith("*"):
        return False
    before = written[:-1]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 0


def _may_be_punctuation(char: str) -> bool:
    """Whether some edition of CommonMark counts a character as punctuation; symbols are since 0.31."""
    return unicodedata.category(char)[0] in "PS"


def _is_apart(char: str) -> bool:
    """Whether every edition of CommonMark counts a character as white space or punctuation."""
    return char in _ESCAPABLE or char in "\t\f\r" or unicodedata.category(char)[0] in "PZ"
