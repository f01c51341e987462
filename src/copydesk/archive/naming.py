"""What the words that differ between two states of a passage are about: a figure, a quotation, who said it.

The most telling name is taken: words inside quotation marks are a quotation even if a figure is among them. Words that
tell stand in `telling.toml`, by language; where a language has none there, its changes are of figures, dates,
quotations, or of wording.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

from copydesk.archive.records import ChangeKind
from copydesk.archive.tokens import Token
from copydesk.dates.months import month_numbers
from copydesk.records import Span

Place = tuple[str, Sequence[Token], int, int]
"""A passage, its words, and which of them (`[start:end)`) differ."""

_UNSPACED: Final = frozenset({"zh", "ja", "th", "lo", "km", "my"})
_EVERY_NOUN: Final = frozenset({"de", "lb"})
"""Languages that write all nouns with a capital letter."""
_QUOTED: Final = re.compile(
    r"“[^“”]*”|„[^“”„]*[“”]|«[^«»]*»|»[^«»]*«|「[^「」]*」|『[^『』]*』|‹[^‹›]*›|\"[^\"]*\"|(?<!\w)‘[^‘]*?’(?!\w)"
)
_YEAR: Final = re.compile(r"(?:1[6-9]|20)\d\d")
_CLOCK: Final = re.compile(r"\d{1,2}[:٫]\d\d")
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?…:]['\"”’»)]*\s+|[“„«\"‘]\s*)$")
_BESIDE: Final = 2
"""Words on either side of those that differ that tell what they are: "6 de mayo", "said the mayor"."""


class Telling(NamedTuple):
    """The telling words of a language."""

    negation: frozenset[str] = frozenset()
    cue: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()


def kind_of(before: Place, after: Place, language: str) -> ChangeKind:
    """What the words that differ are about."""
    telling = telling_of(language)
    unspaced = language in _UNSPACED or language == "ko"
    sides = _Side(*before, telling, unspaced), _Side(*after, telling, unspaced)
    if all(side.is_quoted for side in sides):
        return "quotation"
    if _differs(side.count(telling.negation) for side in sides):
        return "negation"
    if any(side.count(telling.cue) for side in sides):
        return "attribution"
    if any(side.is_date for side in sides) and all(side.is_date or side.is_empty for side in sides):
        return "date"
    if any(side.has_digits for side in sides) or all(side.count(telling.numbers) for side in sides):
        return "figure"
    if all(side.has_name(language) for side in sides):
        return "attribution" if any(side.is_beside_cue and side.is_whole_name for side in sides) else "name"
    return "wording"


def _differs(values: Iterable[int]) -> bool:
    return len(set(values)) > 1


class _Side:
    """The words that differ, on one side, with what stands around them."""

    def __init__(
        self, text: str, tokens: Sequence[Token], start: int, end: int, telling: Telling, unspaced: bool
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.start = start
        self.end = end
        self.telling = telling
        self.unspaced = unspaced
        self.words = [token.word for token in tokens[start:end]]
        at = tokens[start].start if start < len(tokens) else len(text)
        self.span = Span(tokens[start].start, tokens[end - 1].end) if start < end else Span(at, at)

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands on this side."""
        return self.start == self.end

    @property
    def is_quoted(self) -> bool:
        """Whether the words, or the place where others have them, lie inside quotation marks."""
        return any(
            found.start() < self.span.start <= found.end() and self.span.end <= found.end()
            for found in _QUOTED.finditer(self.text)
        )

    def count(self, wanted: frozenset[str]) -> int:
        """How many of the wanted words are among those that differ."""
        if self.unspaced:
            stretch = self.text[max(0, self.span.start - 1) : self.span.end + 1] if not self.is_empty else ""
            return sum(stretch.count(word) for word in wanted)
        return sum(word in wanted or (word.endswith("n't") and "not" in wanted) for word in self.words)

    @property
    def is_beside_cue(self) -> bool:
        """Whether a word of saying stands beside the words."""
        beside = [*self.tokens[max(0, self.start - _BESIDE) : self.start], *self.tokens[self.end : self.end + _BESIDE]]
        return any(token.word in self.telling.cue for token in beside)

    @property
    def is_whole_name(self) -> bool:
        """Whether no word beside them has a capital letter, too, as the rest of a name would."""
        beside = [*self.tokens[max(0, self.start - 1) : self.start], *self.tokens[self.end : self.end + 1]]
        return not any(self.text[token.start].isupper() for token in beside)

    @property
    def has_digits(self) -> bool:
        """Whether a number in figures, or a sign of measure, is among the words."""
        return any(any(map(str.isdigit, word)) or word in "%‰°€$£¥₹₽" for word in self.words)

    @property
    def is_date(self) -> bool:
        """Whether the words are a day, a month, a year or an hour, or the number of a day beside its month."""
        if not self.words:
            return False
        months = month_numbers()
        if any(word in self.telling.days or (word in months and len(word) > 2) for word in self.words):
            return True
        if self.unspaced:
            behind = self.text[self.span.end : self.span.end + 1]
            return self.has_digits and behind in ("年", "月", "日", "時", "时", "년", "월", "일")
        if all(_YEAR.fullmatch(word) or _CLOCK.fullmatch(word) for word in self.words):
            return True
        beside = [
            *self.tokens[max(0, self.start - _BESIDE) : self.start],
            *self.tokens[self.end : self.end + _BESIDE],
        ]
        is_day = all(word.isdigit() and len(word) <= 2 for word in self.words)
        return is_day and any(token.word in months for token in beside)

    def has_name(self, language: str) -> bool:
        """Whether a word with a capital letter that no rule of spelling asks for is among those that differ."""
        capitals = [token for token in self.tokens[self.start : self.end] if self.text[token.start].isupper()]
        if language in _EVERY_NOUN:
            return len(capitals) > 1 or (bool(capitals) and self.is_beside_cue)
        return any(not _SENTENCE_START.search(self.text[: token.start]) for token in capitals) or len(capitals) > 1


@cache
def telling_of(language: str) -> Telling:
    """The telling words of a language; none for one without."""
    found = _read().get(language)
    if found is None:
        return Telling()
    return Telling(**{name: frozenset(found.get(name, "").split()) for name in Telling._fields})


@cache
def _read() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files(__package__).joinpath("telling.toml").read_text("utf-8"))


def quoted(text: str) -> Iterator[Span]:
    """The stretches of a text that stand in quotation marks."""
    return (Span(*found.span()) for found in _QUOTED.finditer(text))
