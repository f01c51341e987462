"""How statements bear on one another: denied, repeated, put right, taken back.

What a denial of the same article answers is told by `denials`. Across articles two statements are compared by what
they speak of: the rare words, names and figures of their contents. An answer names its matter as a rule in fewer words
than the report did, so it is measured by how much of the answer the report holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from msgspec import structs

from copydesk.ledger.cues import words_in
from copydesk.ledger.denials import (
    Answer,
    Context,
    answers_of,
    content_of,
    context_of,
    is_part,
    is_same_source,
    share_of,
)
from copydesk.records import SURE, LinkKind, Statement, StatementLink

_QUOTED: Final = re.compile(r"“([^”]{12,})”|\"([^\"]{12,})\"|«([^»]{12,})»")
_REPEATS: Final = 0.6
"""Share of either that both hold when one repeats the other."""
_BEARS: Final = 0.34
"""Share of an answer that a report of another article holds at least."""
_FEWEST: Final = 2
"""Words that two contents share at least."""
_CANDIDATE: Final = 0.15
"""Probability from which a denied statement is named at all; up to `SURE` it is a candidate."""
_DENIES: Final = 0.45
"""Probability that something is denied from which a statement is a denial: with topics held out 85 of 100 are."""
_SAME_WORDS: Final = 0.95
_OCCASION: Final = re.compile(
    r"\b(calls?|conversations?|meetings?|talks|interviews?|dinners?|lunch(?:es)?|sessions?|summits?|hearings?|negotiations)\b",
    re.IGNORECASE,
)
_VAGUE: Final = re.compile(
    r"^(?:that\s+)?(?:the|this|that|those|these|any|all|such|his|her|its|their)?\s*(?:\w+\s+){0,2}?"
    r"(?:reports?|claims?|allegations?|accusations?|charges?|rumou?rs?|suggestions?|story|stories|account|version|it|that"
    r"|this|wrongdoing|accusation|assertion|figures?|statement)\b[\s.]*$",
    re.IGNORECASE,
)
_DENIAL_ACROSS: Final = 0.45
"""Confidence in a denial of what another article tells: both speak of the same, no more is known."""


def links(statements: Iterable[Statement]) -> tuple[StatementLink, ...]:
    """The links between statements, each from the later or answering one to the earlier.

    `statements` are in the order in which they were made known: those of one article as it has them, articles by date.
    """
    context = context_of(tuple(statements))
    found: list[StatementLink] = []
    for _, numbers in groupby(range(len(context.every)), lambda number: _article(context.every[number])):
        places = list(numbers)
        own = context_of(context.every[places[0] : places[-1] + 1]) if len(places) < len(context.every) else context
        answers = answers_of(own)
        for at, number in enumerate(places):
            if context.every[number].polarity == "denies":
                found += _denied(own, at, answers.get(at)) or _denied_elsewhere(context, number)
            else:
                found += _put_right(context, number)
                found += _said_again(context, number)
    return tuple(found)


def with_denials(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """The statements of one article; one that says that what another claims is not so is a denial."""
    context = context_of(tuple(statements))
    answers = answers_of(context)
    return tuple(
        structs.replace(each, polarity="denies")
        if each.polarity == "asserts" and at in answers and answers[at].any >= _DENIES
        else each
        for at, each in enumerate(context.every)
    )


# ── Denials ───────────────────────────────────────────────────────────────────────────────────────


def _denied(context: Context, at: int, answer: Answer | None) -> list[StatementLink]:
    """The statement of the same article that one denies; what only speaks of another occasion bears on it."""
    if answer is None or answer.probability < _CANDIDATE:
        return []
    later, earlier, shared = context.every[at], context.every[answer.place], answer.shared
    kind: LinkKind = "bears_on" if _is_elsewhere(later, earlier) else "denies"
    if kind == "bears_on" and (other := _of_its_matter(context, at)) is not None:
        earlier, shared = context.every[other[0]], other[1]
    evidence = _shown(shared) if shared else "answers it by its place and its source"
    return [_link(kind, later, earlier, evidence, round(answer.probability, 2), _scope(later))]


def _denied_elsewhere(context: Context, at: int) -> list[StatementLink]:
    """The statement of another article that a denial speaks of most."""
    later = context.every[at]
    best: tuple[float, int, list[str]] | None = None
    for place in range(at):
        earlier = context.every[place]
        if _article(earlier) == _article(later) or is_same_source(earlier, later) or earlier.polarity != "asserts":
            continue
        share, shared = share_of(context.bags[at], context.bags[place], context.weights)
        if len(shared) > _FEWEST and share >= _BEARS and (best is None or share > best[0]):
            best = share, place, shared
    if best is None:
        return []
    earlier = context.every[best[1]]
    kind: LinkKind = "bears_on" if _is_elsewhere(later, earlier) else "denies"
    return [_link(kind, later, earlier, _shown(best[2]), max(_DENIAL_ACROSS, round(best[0], 2)), _scope(later))]


def _of_its_matter(context: Context, at: int) -> tuple[int, tuple[str, ...]] | None:
    """The earlier statement that holds most of what a denial speaks of, and the words that both have."""
    shares = [(*share_of(context.bags[at], context.bags[place], context.weights), place) for place in range(at)]
    fit = [(share, -place, words) for share, words, place in shares if len(words) >= _FEWEST]
    if not fit:
        return None
    _, place, words = max(fit)
    return -place, tuple(words)


def _is_elsewhere(later: Statement, report: Statement) -> bool:
    """Whether a denial speaks of one occasion only ("during Tuesday's call") that the report does not speak of."""
    occasion = _OCCASION.search(_scope(later))
    told = f"{content_of(report)} {' '.join(span.text for span in report.venue.mention) if report.venue else ''}"
    return occasion is not None and occasion[1].lower().rstrip("s") not in told.lower()


def _scope(statement: Statement) -> str:
    """What a denial is limited to: the occasion that it names ("during Tuesday's phone call")."""
    found = re.search(
        r"\b(?:during|in|at|on)\s+(?:(?:the|his|her|their|a|that|this)\s+)?[^,.;“”\"]{3,60}$", content_of(statement)
    )
    return found[0] if found else ""


# ── Said again, put right ─────────────────────────────────────────────────────────────────────────


def _put_right(context: Context, at: int) -> Iterator[StatementLink]:
    """What a correction or a retraction answers: of its source's own statements the one it speaks of most."""
    later = context.every[at]
    if later.polarity not in ("corrects", "retracts"):
        return
    kind: LinkKind = later.polarity
    shares = [
        (*share_of(context.bags[at], context.bags[place], context.weights), place)
        for place in range(at)
        if is_same_source(context.every[place], later)
    ]
    if not shares:
        return
    share, shared, best = max(shares, key=lambda each: (each[0], each[2]))
    if len(shared) >= _FEWEST or _VAGUE.match(context.contents[at]):
        yield _link(kind, later, context.every[best], _shown(shared), round(max(SURE, share), 2))


def _said_again(context: Context, at: int) -> Iterator[StatementLink]:
    """Earlier statements with the same quotation, or nearly the same content."""
    later = context.every[at]
    if later.where == "title":
        return
    for place in range(at):
        earlier = context.every[place]
        if is_part(earlier, later) or earlier.content == later.content:
            continue
        if words := _same_words(earlier, later):
            yield _link("same_words", later, earlier, words, _SAME_WORDS)
            continue
        share, shared = share_of(context.bags[at], context.bags[place], context.weights)
        if len(shared) <= _FEWEST or share < _REPEATS or earlier.polarity != later.polarity:
            continue
        back, _ = share_of(context.bags[place], context.bags[at], context.weights)
        if back >= _REPEATS:
            yield _link("repeats", later, earlier, _shown(shared), round(min(share, back), 2))


def _same_words(first: Statement, second: Statement) -> str:
    """A quotation of four words and more that both have."""
    theirs = {_folded(each) for each in _quotations(first)}
    for quoted in _quotations(second):
        if len(_folded(quoted).split()) >= 4 and _folded(quoted) in theirs:
            return quoted
    return ""


def _quotations(statement: Statement) -> list[str]:
    return [next(filter(None, found.groups())) for found in _QUOTED.finditer(content_of(statement))]


def _folded(text: str) -> str:
    return " ".join(words_in(text))


def _article(statement: Statement) -> str:
    return statement.id.rpartition("-")[0]


def _link(
    kind: LinkKind, later: Statement, earlier: Statement, evidence: str, confidence: float, scope: str = ""
) -> StatementLink:
    return StatementLink(
        kind=kind, from_id=later.id, to_id=earlier.id, scope=scope, evidence=evidence, confidence=confidence
    )


def _shown(words: Sequence[str]) -> str:
    return "both speak of " + ", ".join(words[:6])
