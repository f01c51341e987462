"""How statements bear on one another: denied, repeated, put right, taken back.

Two statements are compared by what they speak of: the rare words, names and figures of their contents. An answer names
its matter as a rule in fewer words than the report did, so it is measured by how much of the answer the report holds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from math import log
from typing import Final, NamedTuple

from msgspec import structs

from copydesk.ledger.cues import forms, is_negated, words_in
from copydesk.records import LinkKind, Statement, StatementLink

_COMMON: Final = frozenset(
    """the a an and or but of to in on at by for with from as that this these those it its he she they we you i his
    her their our my your is was are were be been being has have had do does did not no never nor will would
    could should may might can must there here what which who whom when where why how if than then so such any
    all some more most other into over under about after before during between against said say says told tell
    according also just only very own same too out up down off again once because while until both each few him
    them us me deny denied report reported claim claimed allegation reports claims allegations story accusation
    rumour rumours suggestion idea notion""".split()
)
_QUOTED: Final = re.compile(r"“([^”]{12,})”|\"([^\"]{12,})\"|«([^»]{12,})»")
_REPEATS: Final = 0.6
_BEARS: Final = 0.34
_WORD: Final = 0.05
"""What each word that is shared counts beside the share."""
_NEAR: Final = 0.2
"""What it counts that a statement stands right before its answer."""
_SHORT_ANSWER: Final = re.compile(
    r"[“\"‘]?\s*(?:(?:that|this|it|there|he|she|they|we|i|the\s+\w+)\s+(?:is|was|were|are|had|has|have|did|does|do|never|will|would)\b"
    r"|no\b|not\b|nobody\b|never\b|neither\b|none\b|nothing\b|there\s|totally\b|absolutely\b|nonsense\b|rubbish\b|false\b|untrue\b)",
    re.IGNORECASE,
)
_BARE: Final = 5
"""Words of an answer that only says no."""
_FEW: Final = 0.22
"""Share that is enough where three words and more are shared."""
_ALONE: Final = 0.3
"""Share that is enough in the statement right before, whatever the number of words."""
_SAME_SHARE: Final = 0.6
"""Share of the outer report's share from which the inner one is meant."""
_SOME: Final = 0.15
_JUDGES: Final = re.compile(
    r"\b(?:call|term|describ|brand|dismiss|label|denounc|characteris|characteriz|slam|ridicul|mock|reject|wave)\w*",
    re.IGNORECASE,
)
_JUDGED: Final = re.compile(
    r"^[“\"‘]?(?:(?:that|this|it)\b|(?:the|this|that|these|those|his|her|their|its|such|any|all|[\w’'-]+[’']s)?\s*(?:[\w’'-]+\s+){0,2}?"
    r"(?:reports?|claims?|allegations?|accusations?|stor(?:y|ies)|suggestions?|rumou?rs?|account|version|charges?|assertion)\b)",
    re.IGNORECASE,
)
"""What is called a name: a claim, not a thing."""
_NO_SUCH: Final = re.compile(
    r"^(?:that\s+)?[“\"‘]?(?:no|nothing)\s+(?:such|of the (?:kind|sort))\b|\bsuch an?\b", re.IGNORECASE
)
_AHEAD: Final = re.compile(
    r"\b(?:will|shall|would|won[’']t)\s+(?:not|never)\b|\bwon[’']t\b|\bwouldn[’']t\b", re.IGNORECASE
)
"""What will not be is a promise, no denial of what is."""
_OCCASION: Final = re.compile(
    r"\b(calls?|conversations?|meetings?|talks|interviews?|dinners?|lunch(?:es)?|sessions?|summits?|hearings?|negotiations)\b",
    re.IGNORECASE,
)
_FEWEST: Final = 2
"""Words that two contents share at least."""
_VAGUE: Final = re.compile(
    r"^(?:that\s+)?(?:the|this|that|those|these|any|all|such|his|her|its|their)?\s*(?:\w+\s+){0,2}?"
    r"(?:reports?|claims?|allegations?|accusations?|charges?|rumou?rs?|suggestions?|story|stories|account|version|it|that"
    r"|this|wrongdoing|accusation|assertion|figures?|statement)\b[\s.]*$",
    re.IGNORECASE,
)


def links(statements: Iterable[Statement]) -> tuple[StatementLink, ...]:
    """The links between statements, each from the later or answering one to the earlier.

    `statements` are in the order in which they were made known: those of one article as it has them, articles by date.
    """
    every = list(statements)
    bags = [_bag(each) for each in every]
    weights = _weights(bags)
    found: list[StatementLink] = []
    for at, later in enumerate(every):
        found += _of(at, later, every, bags, weights)
    return tuple(found)


def with_denials(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """The statements of one article; one whose content says that what another claims is not so is a denial."""
    every = list(statements)
    bags = [_bag(each) for each in every]
    weights = _weights(bags)
    return tuple(
        structs.replace(each, polarity="denies") if _contradicts(at, every, bags, weights) else each
        for at, each in enumerate(every)
    )


def _contradicts(at: int, every: Sequence[Statement], bags: Sequence[Counter[str]], weights: dict[str, float]) -> bool:
    """Whether a content without a cue of denial denies: it negates, and answers what another has claimed."""
    answer = every[at]
    if (
        answer.polarity != "asserts"
        or answer.cue_class not in ("speech", "writing", "document")
        or answer.where == "title"
    ):
        return False
    content = _content(answer)
    found = _reports(at, every, bags, weights)
    if not found:
        return False
    if _JUDGED.search(content) and _JUDGES.search(" ".join(part.text for part in answer.cue)):
        return True
    if not is_negated(content) or _AHEAD.search(content):
        return False
    best = found[0]
    if any(_is_about(each) for each in found):
        return True
    is_bare = len(content.split()) <= _BARE or _NO_SUCH.search(content) is not None
    return best.is_nearest and _SHORT_ANSWER.match(content) is not None and (is_bare or best.share >= _SOME)


class _Report(NamedTuple):
    """A statement that another may answer: what of the answer it holds, by which words, and how near it stands."""

    score: float
    share: float
    shared: list[str]
    is_nearest: bool
    place: int


def _reports(
    at: int, every: Sequence[Statement], bags: Sequence[Counter[str]], weights: dict[str, float]
) -> list[_Report]:
    """The statements of others before a place that it may answer, the likeliest first."""
    found = []
    nearness = 1.0
    is_nearest = True
    for before in range(at - 1, -1, -1):
        report = every[before]
        if report.where != every[at].where or report.polarity not in ("asserts", "denies"):
            continue
        if _is_part(report, every[at]) or _is_part(every[at], report):
            continue
        if _is_same_source(report, every[at]) and not report.chain:
            continue  # one's own words are denied only where another says that one said them
        share, shared = _share(bags[at], bags[before], weights)
        score = share + _WORD * len(shared) + _NEAR * nearness
        found.append(_Report(score, share, shared, is_nearest, before))
        nearness *= 0.6
        is_nearest = False
    return sorted(found, key=lambda each: -each.score)


def _is_about(report: _Report) -> bool:
    """Whether an answer speaks of the matter of a report."""
    if report.is_nearest and report.shared and report.share >= _ALONE:
        return True
    enough = _FEW if len(report.shared) > _FEWEST else _BEARS
    return len(report.shared) >= _FEWEST and report.share >= enough


def _of(
    at: int, later: Statement, every: Sequence[Statement], bags: Sequence[Counter[str]], weights: dict[str, float]
) -> list[StatementLink]:
    """The links of one statement to those before it (a headline to any: it stands above what it sums up)."""
    found: list[StatementLink] = []
    if later.polarity in ("denies", "corrects", "retracts"):
        answer = _answered(at, later, every, bags, weights)
        if answer is not None:
            found.append(answer)
        if later.polarity == "denies":
            return found
    for before in range(at):
        earlier = every[before]
        if later.where == "title" or _is_part(earlier, later):
            continue
        if (words := _same_words(earlier, later)) and not _same_source_same_place(earlier, later):
            found.append(_link("same_words", later, earlier, words, 0.95))
            continue
        share, shared = _share(bags[at], bags[before], weights)
        back, _ = _share(bags[before], bags[at], weights)
        if len(shared) >= _FEWEST + 1 and min(share, back) >= _REPEATS and earlier.polarity == later.polarity:
            found.append(_link("repeats", later, earlier, _shown(shared), round(min(share, back), 2)))
    return found


def _answered(
    at: int, later: Statement, every: Sequence[Statement], bags: Sequence[Counter[str]], weights: dict[str, float]
) -> StatementLink | None:
    """What a denial, a correction or a retraction answers: of what others have said before, what it speaks of most.

    What is nearest is preferred: an answer is told behind what it answers.
    """
    kind: LinkKind = later.polarity  # type: ignore[assignment]
    if kind in ("corrects", "retracts"):
        own = [place for place in range(at) if _is_same_source(every[place], later)]
        if own and (best := max(own, key=lambda place: (_share(bags[at], bags[place], weights)[0], place))) is not None:
            share, shared = _share(bags[at], bags[best], weights)
            if len(shared) >= _FEWEST or _VAGUE.match(_content(later)):
                return _link(kind, later, every[best], _shown(shared), round(max(0.5, share), 2))
        return None
    inner = [place for place in range(len(every)) if place != at and _is_part(later, every[place])]
    claimed = [
        place for place in inner if every[place].polarity == "asserts" and not _is_same_source(every[place], later)
    ]
    if claimed and later.polarity == "denies":
        return _link(kind, later, every[claimed[0]], "denies what it tells of another", 0.9)
    found = _reports(at, every, bags, weights)
    if not found:
        return None
    content = _content(later)
    leans = any(each.search(content) for each in (_VAGUE, _JUDGED, _NO_SUCH)) or len(content.split()) <= _BARE
    best_one = _innermost(found, every)
    if leans and not _is_about(best_one):
        best_one = next(each for each in found if each.is_nearest)
    is_answer = best_one.is_nearest and (leans or _SHORT_ANSWER.match(content) or best_one.shared)
    if best_one.share < _BEARS and not _is_about(best_one) and not is_answer:
        return None
    if _is_elsewhere(later, every[best_one.place]):
        kind = "bears_on"
    return _link(
        kind,
        later,
        every[best_one.place],
        _shown(best_one.shared) if best_one.shared else "answers what stands before it",
        round(min(0.95, max(0.6 if leans or _is_about(best_one) else 0.4, best_one.score)), 2),
        _scope(later),
    )


def _is_elsewhere(later: Statement, report: Statement) -> bool:
    """Whether a denial speaks of one occasion only ("during Tuesday's call") that the report does not speak of."""
    occasion = _OCCASION.search(_scope(later))
    told = f"{_content(report)} {' '.join(span.text for span in report.venue.mention) if report.venue else ''}"
    return occasion is not None and occasion[1].lower().rstrip("s") not in told.lower()


def _innermost(found: Sequence[_Report], every: Sequence[Statement]) -> _Report:
    """The best report, or the one inside it that says the same: who denies a report denies what it reports."""
    best = found[0]
    inside = [
        each
        for each in found
        if _is_part(every[best.place], every[each.place])
        and each.share >= _SAME_SHARE * best.share
        and each.place > best.place
    ]
    return max(inside, key=lambda each: each.place, default=best)


def _content(statement: Statement) -> str:
    return " ".join(part.text for part in statement.content)


def _link(
    kind: LinkKind, later: Statement, earlier: Statement, evidence: str, confidence: float, scope: str = ""
) -> StatementLink:
    return StatementLink(
        kind=kind, from_id=later.id, to_id=earlier.id, scope=scope, evidence=evidence, confidence=confidence
    )


def _scope(statement: Statement) -> str:
    """What a denial is limited to: the occasion that it names ("during Tuesday's phone call")."""
    content = " ".join(part.text for part in statement.content)
    found = re.search(r"\b(?:during|in|at|on)\s+(?:(?:the|his|her|their|a|that|this)\s+)?[^,.;“”\"]{3,60}$", content)
    return found[0] if found else ""


def _bag(statement: Statement) -> Counter[str]:
    """The words of a content that say what it is about, in one form each."""
    content = " ".join(part.text for part in statement.content)
    return Counter(_stem(word) for word in words_in(content) if word not in _COMMON and len(word) > 1)


def _stem(word: str) -> str:
    word = word.removesuffix("'s")
    return min(forms(word), key=lambda form: (len(form), form)).rstrip("e")[:7]


def _weights(bags: Sequence[Counter[str]]) -> dict[str, float]:
    counts: Counter[str] = Counter(word for bag in bags for word in bag)
    return {word: log(1 + len(bags) / count) for word, count in counts.items()}


def _share(answer: Counter[str], report: Counter[str], weights: dict[str, float]) -> tuple[float, list[str]]:
    """How much of an answer's weight a report holds, and by which words."""
    shared = [word for word in answer if word in report]
    whole = sum(weights[word] for word in answer)
    return (sum(weights[word] for word in shared) / whole if whole else 0.0), shared


def _shown(words: Sequence[str]) -> str:
    return "both speak of " + ", ".join(words[:6])


def _same_words(first: Statement, second: Statement) -> str:
    """A quotation of four words and more that both have."""
    theirs = {_folded(each) for each in _quotations(first)}
    for quoted in _quotations(second):
        if len(_folded(quoted).split()) >= 4 and _folded(quoted) in theirs:
            return quoted
    return ""


def _quotations(statement: Statement) -> list[str]:
    content = " ".join(part.text for part in statement.content)
    return [next(filter(None, found.groups())) for found in _QUOTED.finditer(content)]


def _folded(text: str) -> str:
    return " ".join(words_in(text))


def _is_part(outer: Statement, inner: Statement) -> bool:
    """Whether one statement stands inside the other's content: then it says a part of the same, not the same again."""
    if outer.id.rpartition("-")[0] != inner.id.rpartition("-")[0] or outer.where != inner.where:
        return False
    cue = inner.cue[0]
    return any(part.start <= cue.start and cue.end <= part.end for part in outer.content) or (
        outer.content == inner.content
    )


def _is_same_source(first: Statement, second: Statement) -> bool:
    one, other = first.source, second.source
    if one is None or other is None:
        return False
    if one.name and other.name:
        return one.name == other.name
    return one.kind == other.kind and [each.text for each in one.mention] == [each.text for each in other.mention]


def _same_source_same_place(first: Statement, second: Statement) -> bool:
    return first.content == second.content
