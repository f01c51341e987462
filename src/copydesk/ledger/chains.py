"""Through whom the words of a statement reached the article.

Nearest to the source first, the one the article itself names last. A statement inside another's content was passed on
by that other; where a report says whom it cites, the cited stand between. What was told to another outlet came
through it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from copydesk.ledger.drafts import Draft, Range, holds, joined
from copydesk.ledger.sources import Resolver

_CITING: Final = re.compile(
    r",?\s*\b(?P<cue>citing|quoting|who cited|which cited|and cited)\s+(?P<source>(?!that\b)[^,.;:“\"\n]+?)"
    r"(?=\s+(?:as saying|that|who said|saying|in (?:its|a)|on (?:mon|tues|wednes|thurs|fri|satur"
    r"|sun)day)\b|[,.;:“\"\n])",
    re.IGNORECASE,
)
_CITES: Final = re.compile(r"\s*,?\s*(?:citing|quoting)\b", re.IGNORECASE)
_IS_CITING: Final = re.compile(
    r"\b(?:citing|cites|cited|quoting|on the (?:strength|evidence|authority|word) of|according to which"
    r"|as (?:saying|telling|recalling|claiming|stating|insisting))\b",
    re.IGNORECASE,
)
_DEFINITE: Final = re.compile(r"^(?:the|these|those|both|its|their|one of the|some of the)\s+", re.IGNORECASE)


_PASSED_BY: Final = re.compile(
    r"\b(?:quoted|cited|carried|relayed|reported|republished|broadcast|aired) (?:by|in|on)\b", re.IGNORECASE
)


def is_citing(cue: str) -> bool:
    """Whether a cue hands on what another says: "citing", "quoted", "on the strength of", "as saying"."""
    return _IS_CITING.search(cue) is not None


def with_cited(text: str, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, with one more for each source that a report cites for its content."""
    kept = [_without_citation(text, draft) for draft in drafts if not _is_turned(text, draft)]
    taken = {part for draft in kept for part in draft.cue}
    by_cue: dict[Range, list[tuple[int, Draft, Range]]] = defaultdict(list)
    for draft in kept:
        for match in _cited(text, draft):
            cue = match.span("cue")
            if cue not in taken:
                away = abs(cue[0] - draft.cue[-1][1]) if draft.cue[0][0] < cue[0] else len(text)
                by_cue[cue].append((away, draft, _without_clause(text, match.span("source"))))
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
        if not holds(draft, match.span("cue")) and _is_near(text, draft, match.span())
    ]


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


def chained(text: str, drafts: Sequence[Draft], resolver: Resolver) -> list[Draft]:
    """The drafts with their chains: numbers of drafts, `~n` for the outlet that n was told to."""
    own = resolver.outlet
    parents = [_parent(text, number, drafts) for number in range(len(drafts))]
    chains: dict[int, tuple[int, ...]] = {}

    def of(number: int, seen: frozenset[int] = frozenset()) -> tuple[int, ...]:
        if number in chains or number in seen:
            return chains.get(number, ())
        draft, parent = drafts[number], parents[number]
        chain: tuple[int, ...] = ()
        if parent is not None:
            chain = of(parent, seen | {number})
            passed = drafts[parent].source
            if passed is not None and not _is_same(drafts[parent], draft) and not _is_own(passed.name, own):
                chain = (parent, *chain)
        elif (earlier := _inherited(number, drafts)) is not None:
            chain = of(earlier, seen | {number})
        if draft.to is not None and draft.to.kind == "outlet" and not _is_own(draft.to.name, own):
            chain = (~number, *chain)
        chains[number] = chain
        return chain

    return [draft.but(chain=of(number)) for number, draft in enumerate(drafts)]


def _parent(text: str, number: int, drafts: Sequence[Draft]) -> int | None:
    """The statement that passed this one on: the innermost one whose content holds its cue, or that it is cited for."""
    draft = drafts[number]
    best: int | None = None
    is_passed = _PASSED_BY.search(joined(text, draft.cue)) is not None
    by = [
        at
        for at, other in enumerate(drafts)
        if at != number and other.content == draft.content and _PASSED_BY.search(joined(text, other.cue))
    ]
    if by and not is_passed:
        return by[0]
    if is_passed:
        return None
    if is_citing(joined(text, draft.cue)):
        same = [at for at, other in enumerate(drafts) if at != number and other.content == draft.content]
        return same[0] if same else None
    for at, other in enumerate(drafts):
        if at == number or other.where != draft.where or not holds(other, draft.cue[0]):
            continue
        if other.content == draft.content and not is_citing(joined(text, other.cue)):
            continue
        if best is None or _size(other) <= _size(drafts[best]):
            best = at
    if best is not None:
        cited = [
            at
            for at, other in enumerate(drafts)
            if other.content == drafts[best].content and is_citing(joined(text, other.cue)) and at != number
        ]
        return cited[-1] if cited else best
    return None


def _inherited(number: int, drafts: Sequence[Draft]) -> int | None:
    """An earlier statement of the same unnamed people, or of one who goes on speaking in the same paragraph."""
    draft = drafts[number]
    if draft.source is None or not draft.source.mention:
        return None
    mention = draft.source.mention[0].text
    for at in range(number - 1, -1, -1):
        other = drafts[at]
        if other.source is None or other.where != draft.where:
            continue
        if draft.source.kind == "unnamed" and other.source.kind == "unnamed" and _DEFINITE.match(mention):
            if _noun(mention) in " ".join(span.text.lower() for span in other.source.mention):
                return at
        elif draft.source.how == "pronoun" and _is_same(other, draft) and draft.start - other.hull[1] < 200:
            return at
    return None


def _noun(mention: str) -> str:
    found = re.split(r"\s+(?:of|for|at|who|with|close|familiar|said)\b|,", _DEFINITE.sub("", mention))[0].split()
    return found[-1].lower().rstrip("s") if found else mention.lower()


def _size(draft: Draft) -> int:
    return sum(end - start for start, end in draft.content)


def _is_same(first: Draft, second: Draft) -> bool:
    """Whether two statements have one source, as far as it has a name."""
    if first.source is None or second.source is None:
        return False
    if first.source.name and second.source.name:
        return first.source.name == second.source.name
    return first.source.kind == second.source.kind and first.source.mention == second.source.mention


def _is_own(name: str | None, outlet: str | None) -> bool:
    if name is None:
        return False
    if outlet and name == "".join(word[0] for word in outlet.split() if word[0].isupper()):
        return True
    bare = [re.sub(r"^the\s+", "", each.lower()) for each in (name, outlet or "")]
    return bool(bare[1]) and (bare[0] == bare[1] or bare[0] in bare[1])
