"""Reports that hand on what others say: whom they cite, and in what order the words went through them.

Who reports and whom the report cites are statements of one content. How far from the source each stands, the form of
its cue tells: "quoted by X" puts X outermost, "X quoted" or "X relayed" next, then whoever merely reports, and whoever
is cited stands nearest to the words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from copydesk.ledger.drafts import Draft, Range, holds, joined
from copydesk.ledger.lexicon import is_one_of

_GROUNDS: Final = r"on the (?:strength|evidence|authority|word|basis) of"
_CITING: Final = re.compile(
    r",?\s*\b(?P<cue>citing|quoting|(?:who|which) (?:cited|quoted)|and cited"
    rf"|(?P<weak>invoking|crediting|relying on|attributing (?:[\w’']+ ){{1,3}}to|{_GROUNDS}))"
    r"\s+(?P<source>(?!that\b)[“‘\"]?[^,.;:“”\"\n]+?[”’\"]?)"
    r"(?=\s+(?:as saying|that|(?:who|which) (?:said|cited|quoted)|saying|in (?:its|a)"
    r"|on (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|[,.;:“\"\n])",
    re.IGNORECASE,
)
_NAME: Final = r"(?:[A-Z][\w’'.-]*|U\.S\.|of|the)"
_ASKED: Final = re.compile(
    rf"(?:that\s+)?(?P<source>(?:[Tt]he\s+)?(?:[\w’'.-]+\s+){{0,3}}?{_NAME}(?:\s+{_NAME}){{0,4}}?)"
    r"\s+(?P<cue>(?:is|are|was|were|has\s+been|have\s+been)\s+(?:pushing|pressing|pressuring|urging|asking|begging|lobbying"
    rf"|telling|warning|promising))\s+(?P<whom>(?:[Tt]he\s+)?(?:[\w’'.-]+\s+){{0,2}}?{_NAME}(?:\s+{_NAME}){{0,4}}?\s+)?"
    r"(?P<content>(?:not\s+)?to\s+[a-z]|that\s)"
)
"""A content that opens with somebody who is asking or telling somebody something."""
_CITES: Final = re.compile(r"\s*,?\s*(?:citing|quoting)\b", re.IGNORECASE)
_IS_CITING: Final = re.compile(
    r"\b(?:citing|cites|cited|quoting|attributing|attributed|invoking|crediting|relying on|referring to|drawing on"
    rf"|relaying|reading (?:out|from)|{_GROUNDS}|according to which"
    r"|as (?:saying|telling|recalling|claiming|stating|insisting))\b",
    re.IGNORECASE,
)
_ALWAYS_CITED: Final = re.compile(
    r"\b(?:according to which|as (?:saying|telling|recalling|claiming|stating|insisting))\b", re.IGNORECASE
)
_RELAYS: Final = re.compile(
    r"\b(?:quote[sd]?|relay(?:s|ed)|read(?:s|ing)? (?:out|from)|pick(?:s|ed) up)\b", re.IGNORECASE
)
_GIVEN_AS: Final = re.compile(
    rf"\b(?:citing|quoting|relaying|invoking|repeating|{_GROUNDS})\s+(?:the\s+|an?\s+)?$", re.IGNORECASE
)
"""Before the mention of a source whose own cue is a noun: "relaying X's message", "on the strength of X's account"."""
_RELATIVE: Final = re.compile(r"[\s,]*\b(?:who|which|that|itself|himself|herself|themselves)\b", re.IGNORECASE)
_OPENS_CLAUSE: Final = re.compile(r"\bwhich$", re.IGNORECASE)
_PASSED_BY: Final = re.compile(
    r"\b(?:quoted|cited|carried|relayed|reported|republished|broadcast|aired|picked up|read out|shared) (?:by|in|on)\b",
    re.IGNORECASE,
)
_ALIKE: Final = 0.8
"""Share of the longer content that two statements of one content have in common at least."""
_PASSES_BY, _RELAYING, _REPORTING, _CITED = range(4)
"""How near to the source a statement of a shared content stands."""


def is_citing(cue: str) -> bool:
    """Whether a cue hands on what another says: "citing", "quoted", "on the strength of", "as saying"."""
    return _IS_CITING.search(cue) is not None


# ── Whom a report cites ───────────────────────────────────────────────────────────────────────────


def with_cited(text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, with one more for each source that a report cites for its content."""
    kept = [_without_citation(text, draft) for draft in drafts if not _is_turned(text, draft)]
    taken = [part for draft in kept for part in (*draft.cue, *draft.mention)]
    by_cue: dict[Range, list[tuple[int, Draft, Range]]] = defaultdict(list)
    for draft in kept:
        for match in _cited(text, draft):
            cue, source = match.span("cue"), _without_clause(text, match.span("source"))
            if not any(start < source[1] and cue[0] < end for start, end in taken):
                away = abs(cue[0] - draft.cue[-1][1]) if draft.cue[0][0] < cue[0] else len(text)
                by_cue[cue].append((away, draft, source))
    for cue, several in by_cue.items():
        _, report, source = min(several, key=lambda each: each[0])
        kept.append(
            Draft(
                where=report.where,
                cue=(cue,),
                content=report.content,
                mention=(source,),
                confidence=report.confidence,
                cue_class="speech",
            )
        )
    return sorted(kept, key=lambda draft: (draft.cue[0], draft.content))


def with_asked(text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, with one more for each act that a report tells in passing: "… that the premier is urging Kastan to".

    The tagger finds what was said and asked; that somebody "is pressing" for something, inside a report of it, it
    takes for the matter of the report.
    """
    taken = [part for draft in drafts for part in draft.cue]
    found = list(drafts)
    for report in drafts:
        act = _ASKED.match(text, *report.content[0])
        if act is None or any(start < act.end("cue") and act.start("cue") < end for start, end in taken):
            continue
        taken.append(act.span("cue"))
        found.append(
            Draft(
                where=report.where,
                cue=(act.span("cue"),),
                content=((act.start("content"), report.content[0][1]),),
                mention=(act.span("source"),),
                addressee=(act.span("whom"),) if act["whom"] else (),
                confidence=report.confidence,
                cue_class="commitment",
            )
        )
    return sorted(found, key=lambda draft: (draft.cue[0], draft.content))


def _without_citation(text: str, draft: Draft) -> Draft:
    """A draft without the part of its content that only says whom the report cites."""
    parts = tuple(part for part in draft.content if not _CITES.match(text, *part))
    return draft.but(content=parts) if parts and len(parts) < len(draft.content) else draft


def _is_turned(text: str, draft: Draft) -> bool:
    """Whether a draft makes who cites the source of "citing": it is told again, with the cited as its source."""
    is_active = re.search(r"\b(?:citing|quoting|cites)\b", joined(text, draft.cue)) is not None
    return is_active and (not draft.mention or draft.mention[0][0] < draft.cue[0][0])


def _cited(text: str, draft: Draft) -> list[re.Match[str]]:
    """Where the sentence of a statement says whom it cites, outside what is said."""
    start = text.rfind("\n", 0, draft.start) + 1
    end = max(draft.content[-1][1], draft.cue[-1][1])
    stop = re.compile(r"[.!?\n]").search(text, end)
    return [
        match
        for match in _CITING.finditer(text, start, stop.end() if stop else len(text))
        if not holds(draft, match.span("cue")) and _is_near(text, draft, match.span()) and _is_a_source(match)
    ]


def _is_a_source(match: re.Match[str]) -> bool:
    """Whether what a weaker word cites can speak: one invokes sources and reports, but also rights and precedents."""
    head = re.split(r"\s+(?:of|by|from|for|in|on|at|with|close|familiar|seen)\b", match["source"].strip('“”‘’"'))[
        0
    ].split()
    kinds = ("document", "unnamed", "role", "outlet")
    return not match["weak"] or (bool(head) and any(is_one_of(head[-1], kind) for kind in kinds))


def _is_near(text: str, draft: Draft, place: Range) -> bool:
    """Whether no full stop parts a place from the statement."""
    first, last = min(draft.start, place[0]), max(draft.cue[-1][1], min(place[1], draft.content[-1][1]), place[0])
    return (
        re.search(
            r"(?<!\b[A-Z])[.!?][”\"]?\s",
            text[draft.cue[-1][1] : place[0]] if place[0] > draft.cue[-1][1] else text[first:last],
        )
        is None
    )


def _without_clause(text: str, place: Range) -> Range:
    end = re.search(r"\s+(?:and|but|while|who had|as)\s+(?:said|reported|added|that)\b", text[place[0] : place[1]])
    return (place[0], place[0] + end.start()) if end else place


# ── In what order ─────────────────────────────────────────────────────────────────────────────────


class Relays:
    """The statements of one text by how near to the source each stands among those of its content."""

    def __init__(self, text: str, drafts: Sequence[Draft]) -> None:
        self.text = text
        self.drafts = drafts
        self.levels = [_level(text, draft) for draft in drafts]
        self.alike = [self._alike(number) for number in range(len(drafts))]
        self.outer = [self._outer(number) for number in range(len(drafts))]
        """For each the statement of the same content that handed it on, None where it stands outermost."""

    def is_cited(self, number: int) -> bool:
        """Whether a statement's cue makes it one that a report cites."""
        return self.levels[number] == _CITED

    def nearest(self, number: int) -> int:
        """Of all statements that share the content of one, the cited that stands nearest to the source."""
        cited = [at for at in (number, *self.alike[number]) if self.is_cited(at)]
        return max(cited, key=lambda at: self.drafts[at].cue[0], default=number)

    def _outer(self, number: int) -> int | None:
        draft, alike = self.drafts[number], self.alike[number]
        if self.is_cited(number):
            before = [at for at in alike if self.is_cited(at) and self.drafts[at].cue[0] < draft.cue[0]]
            if before and _goes_through(self.text, self.drafts[before[-1]], draft):
                return before[-1]
        outer = [at for at in alike if self.levels[at] < self.levels[number]]
        return max(outer, key=lambda at: (self.levels[at], self.drafts[at].cue[0]), default=None)

    def _alike(self, number: int) -> list[int]:
        """The other statements of the same content."""
        draft = self.drafts[number]
        return [at for at, other in enumerate(self.drafts) if at != number and _is_alike(draft, other)]


def _goes_through(text: str, first: Draft, second: Draft) -> bool:
    """Whether the first cited cites the second: "a diplomat who quoted …", "a weekly according to which, citing …"."""
    cue = text[first.cue[0][0] : first.cue[-1][1]]
    after = max(part[1] for part in (*first.cue, *first.mention))
    return _OPENS_CLAUSE.search(cue) is not None or _RELATIVE.match(text[after : second.cue[0][0] + 6]) is not None


def _level(text: str, draft: Draft) -> int:
    """How near to the source a statement stands among those of its content."""
    cue = joined(text, draft.cue)
    behind = draft.mention[0][0] if draft.mention else 0
    if _PASSED_BY.search(cue) or _PASSED_BY.search(text[draft.cue[0][0] : behind]):
        return _PASSES_BY
    if _ALWAYS_CITED.search(cue):
        return _CITED
    if is_citing(cue) or _RELAYS.search(cue):
        return _CITED if not draft.mention or behind > draft.cue[0][0] else _RELAYING
    if draft.mention and _GIVEN_AS.search(text, max(0, behind - 40), behind):
        return _CITED
    kind = draft.source.kind if draft.source is not None else "unresolved"
    if cue.lower() == "according to" and kind in ("outlet", "unnamed", "document", "role"):
        return _RELAYING if kind == "outlet" else _CITED
    return _REPORTING


def _is_alike(first: Draft, second: Draft) -> bool:
    if first.where != second.where:
        return False
    if first.content == second.content:
        return True
    if first.hull[1] <= second.hull[0] or second.hull[1] <= first.hull[0]:
        return False
    if holds(first, second.cue[0]) or holds(second, first.cue[0]):
        return False
    shared = sum(
        max(0, min(end, stop) - max(start, begin)) for start, end in first.content for begin, stop in second.content
    )
    return shared >= _ALIKE * max(size(first), size(second))


def size(draft: Draft) -> int:
    """Characters of a statement's content."""
    return sum(end - start for start, end in draft.content)
