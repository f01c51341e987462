"""Which captures are one article, and which articles share one text.

Every judgement names its reason, so that a reader can doubt it. Addresses and titles alone decide nothing: a site may
declare one address for all its pages, and a newspaper prints "Weather" every day.
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from copydesk.archive.shingles import Overlap, grams_of, overlap
from copydesk.archive.tokens import Token, edits, tokens_of
from copydesk.records import Span

_AKIN: Final = 0.3
"""Part of the shorter text that two captures at one address must share; a story is rewritten, not exchanged."""
_SAME: Final = 0.8
"""Part of the shorter text that two captures must share where one has no address."""
_TWIN: Final = 0.9
"""Part of both texts that two addresses of one site must share."""
_REPRINT: Final = 0.6
"""Part of the shorter text that a reprint shares."""
_LEAD_WORDS: Final = 40
_LEAD_PART: Final = 6
"""The beginning of a text is so many words, or one in so many of a short one: what makes it news stands there."""
_LEAD: Final = 0.25
"""Part of the beginning that a reprint must find in the other text: what shares only its end shares boilerplate."""
_WHOLE: Final = 0.85
"""Part of both texts from which the beginning is not asked for."""
_QUOTED_WORDS: Final = 25
"""Words of a passage that one article has from another."""
_SHORT: Final = 150
"""Words of an item that may be a form filled in: a tide table, a result, a death notice."""
_TITLE_LIKE: Final = 0.6
_FEWEST_FIGURES: Final = 3
_FIGURES_ALIKE: Final = 0.6
_NAME: Final = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][a-z]{2,}")

KinKind = Literal["reprint", "quotes", "translation", "none"]


class Known(NamedTuple):
    """What is asked of an article to tell its kin."""

    text: str
    title: str | None = None
    site: str = ""
    """Registrable site of its address, "" for none."""
    outlet: str | None = None
    """Name of its outlet."""
    keys: frozenset[str] = frozenset()
    """What the forms of its addresses share."""
    published: str | None = None
    language: str | None = None


class Sameness(NamedTuple):
    """Whether two captures are of one article, how sure, and why."""

    is_same: bool
    confidence: float
    reason: str


class Kin(NamedTuple):
    """How two articles are kin: what part of the shorter they share, which passages, and why it is judged so."""

    kind: KinKind
    share: float = 0.0
    reason: str = ""
    passages: tuple[tuple[Span, Span], ...] = ()


def same_article(this: Known, other: Known) -> Sameness:
    """Whether two captures show one article."""
    shared = overlap(this.text, other.text)
    if this.keys & other.keys:
        return _at_one_address(this, other, shared)
    if not this.keys or not other.keys:
        return _without_address(this, other, shared)
    if this.site and this.site == other.site:
        return _on_one_site(this, other, shared)
    return Sameness(False, 0.0, "at addresses of two sites")


def _at_one_address(this: Known, other: Known, shared: Overlap) -> Sameness:
    if shared.of_shorter >= _AKIN:
        return Sameness(True, 0.5 + shared.of_shorter / 2, f"one address, {shared.of_shorter:.0%} of the text")
    if _same_title(this, other) and _same_day(this, other):
        return Sameness(True, 0.6, "one address, title and day")
    return Sameness(False, 0.0, "one address, but another text")


def _without_address(this: Known, other: Known, shared: Overlap) -> Sameness:
    """A dump and a print copy of one page: the same text, as far as both have it, under one title."""
    if shared.of_shorter < _SAME or _is_filled_form(this.text, other.text):
        return Sameness(False, 0.0, "another text")
    if this.outlet and other.outlet and _folded(this.outlet) != _folded(other.outlet):
        return Sameness(False, 0.0, "the text of another outlet")
    if this.title and other.title and not _same_title(this, other):
        return Sameness(False, 0.0, "the text under another title")
    return Sameness(True, shared.of_shorter * 0.9, f"no address, {shared.of_shorter:.0%} of the text")


def _on_one_site(this: Known, other: Known, shared: Overlap) -> Sameness:
    is_twin = min(shared.share, shared.other_share) >= _TWIN and _same_title(this, other)
    if is_twin and _same_day(this, other) and not _is_filled_form(this.text, other.text):
        return Sameness(True, 0.8, "two addresses of one site, title, day and text")
    return Sameness(False, 0.0, "two addresses of one site")


def same_origin(this: Known, other: Known) -> Kin:
    """How two articles are kin by their texts."""
    if this.language and other.language and _base(this.language) != _base(other.language):
        return _translation(this, other)
    shared = overlap(this.text, other.text)
    part = shared.of_shorter
    passages = shared.passages
    longest = _words_in(this.text, passages[0][0]) if passages else 0
    if part >= _REPRINT and _shares_lead(this, other, shared) and not _is_filled_form(this.text, other.text):
        return Kin("reprint", part, f"{part:.0%} of the shorter text", passages)
    if longest >= _QUOTED_WORDS and not _is_filled_form(this.text, other.text):
        kept = tuple(each for each in passages if _words_in(this.text, each[0]) >= _QUOTED_WORDS)
        return Kin("quotes", part, f"a passage of {longest} words", kept)
    return Kin("none", part)


def _shares_lead(this: Known, other: Known, shared: Overlap) -> bool:
    """Whether the beginning of either text is in the other, or nearly all of both is."""
    if min(shared.share, shared.other_share) >= _WHOLE:
        return True
    return max(_lead_share(this.text, other.text), _lead_share(other.text, this.text)) >= _LEAD


def _lead_share(text: str, other: str) -> float:
    own, their = grams_of(text), grams_of(other)
    lead = own.numbers[: min(_LEAD_WORDS, -(-len(own.numbers) // _LEAD_PART))]
    import numpy as np

    return float(np.isin(lead, their.numbers).mean()) if len(lead) else 0.0


def _translation(this: Known, other: Known) -> Kin:
    """Whether one may be the other in another language: by its figures and names. Never more than a hint."""
    figures, others = _figures(this.text), _figures(other.text)
    both = figures & others
    names, other_names = set(_NAME.findall(this.text)), set(_NAME.findall(other.text))
    alike = len(both) / max(1, len(figures | others))
    shared_names = names & other_names
    if len(both) >= _FEWEST_FIGURES and alike >= _FIGURES_ALIKE and _same_day(this, other):
        said = f"the figures {', '.join(sorted(both)[:5])}"
        said += f" and the names {', '.join(sorted(shared_names)[:3])}" if shared_names else ""
        return Kin("translation", alike, said)
    return Kin("none")


def _figures(text: str) -> set[str]:
    found = (re.sub(r"[^\d]", "", token.word) for token in tokens_of(text) if any(map(str.isdigit, token.word)))
    return {figure for figure in found if len(figure) > 1}


def _is_filled_form(text: str, other: str) -> bool:
    """Whether two short texts are one form filled in twice: what differs are figures and names in the same places."""
    first, second = grams_of(text).tokens, grams_of(other).tokens
    if max(len(first), len(second)) > _SHORT:
        return False
    found = edits([token.word for token in first], [token.word for token in second])
    swaps = [edit for edit in found if edit.start < edit.end and edit.other_start < edit.other_end]
    slots = sum(
        _is_slot(text, first[edit.start : edit.end]) and _is_slot(other, second[edit.other_start : edit.other_end])
        for edit in swaps
    )
    return slots >= 2 and 2 * slots > len(found)


def _is_slot(text: str, tokens: list[Token]) -> bool:
    """Whether words are what a form leaves open: a figure, a name."""
    return any(any(map(str.isdigit, token.word)) or text[token.start].isupper() for token in tokens)


def _same_title(this: Known, other: Known) -> bool:
    first, second = (_folded(each.title or "") for each in (this, other))
    if not first or not second:
        return False
    both = len(set(first) & set(second))
    return both / min(len(set(first)), len(set(second))) >= _TITLE_LIKE


def _same_day(this: Known, other: Known) -> bool:
    return not this.published or not other.published or this.published[:10] == other.published[:10]


def _folded(text: str) -> tuple[str, ...]:
    return tuple(token.word for token in tokens_of(text))


def _base(language: str) -> str:
    return language.partition("-")[0].lower()


def _words_in(text: str, span: Span) -> int:
    return len(tokens_of(text[span.start : span.end]))
