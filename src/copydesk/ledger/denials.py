"""What a denial answers: of all that others have said, the one statement that it says is not so, or none.

A statement is compared with each other by what both speak of, who speaks of whom, and how they stand to one another;
a linear model of these measures tells how likely each of them is the one that is denied (conditional logit, McFadden
1974), "none of them" being one more choice. Weights: `denials.toml`, made by `training/ledger/denials.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from math import exp, log
from typing import Final, NamedTuple

from copydesk.ledger.cues import forms, has, is_negated, words_in
from copydesk.ledger.lexicon import numbers, words
from copydesk.records import Source, Statement, Words

_COMMON: Final = frozenset(
    """the a an and or but of to in on at by for with from as that this these those it its he she they we you i his
    her their our my your is was are were be been being has have had do does did not no never nor will would
    could should may might can must there here what which who whom when where why how if than then so such any
    all some more most other into over under about after before during between against said say says told tell
    according also just only very own same too out up down off again once because while until both each few him
    them us me deny denied report reported claim claimed allegation reports claims allegations story accusation
    rumour rumours suggestion idea notion""".split()
)
_SHORT: Final = 5
"""Words of an answer that hardly says more than no."""
_SHORT_ANSWER: Final = re.compile(
    r"[“\"‘]?\s*(?:(?:that|this|it|there|he|she|they|we|i|the\s+\w+)\s+(?:is|was|were|are|had|has|have|did|does|do|never|will|would)\b"
    r"|no\b|not\b|nobody\b|never\b|neither\b|none\b|nothing\b|there\s|totally\b|absolutely\b)",
    re.IGNORECASE,
)
_JUDGES: Final = re.compile(
    r"\b(?:call|term|describ|brand|dismiss|label|denounc|characteris|characteriz|slam|ridicul|mock|reject|wave|disput)\w*",
    re.IGNORECASE,
)
_ACCOUNT: Final = (
    r"(?:reports?|claims?|allegations?|accusations?|stor(?:y|ies)|suggestions?|rumou?rs?|accounts?|versions?|charges?|assertions?"
    r"|items?|tales?|letters?|notes?|findings?|figures?|estimates?|ideas?|notions?|articles?|dossiers?|memos?|e-?mails?|messages?"
    r"|conclusions?|theor(?:y|ies)|testimony|dispatch(?:es)?|interpretations?)"
)
_CLAIM: Final = (
    r"(?:as\s+)?[“\"‘]?(?:(?:the|this|that|these|those|his|her|their|its|such|any|all|both|[\w’'-]+[’']s?)\s+)?(?:[\w’'-]+\s+){0,2}?"
    rf"{_ACCOUNT}\b"
)
_WHOLE: Final = re.compile(
    rf"(?!that\s+(?:any|no|such|there)\b)(?:[“\"‘]?(?:that|this|it|them|both|all)(?=\s*(?:$|[“\"‘.,]|as\b))"
    rf"|{_CLAIM}(?!\s+(?:that|of|about|to)\b)(?!\s+\w+\s+(?:was|were|is|had|has)\b)(?!\s+(?:was|were|is|are|had|has|would|to)\b))",
    re.IGNORECASE,
)
"""An account as a whole, for which the one who gave it stands: "the report", "that as", "this version"."""
_OF_MATTER: Final = re.compile(rf"{_CLAIM}\s+(?:that|of|about)\b", re.IGNORECASE)
"""A claim of which the matter is told: "the claim that …"."""
_JUDGED: Final = re.compile(rf"[“\"‘]?(?:that|this|it)\b|{_CLAIM}", re.IGNORECASE)
_NO_SUCH: Final = re.compile(
    r"^(?:that\s+)?[“\"‘]?(?:no|nothing)\s+(?:such|of the (?:kind|sort))\b|\bsuch an?\b", re.IGNORECASE
)
_AHEAD: Final = re.compile(
    r"\b(?:will|shall|would|won[’']t)\s+(?:not|never)\b|\bwon[’']t\b|\bwouldn[’']t\b", re.IGNORECASE
)
_NEVER: Final = re.compile(r"\bnever\b|\bno one\b|\bnobody\b|\bnothing\b|\bnone\b", re.IGNORECASE)
_FIRST_PERSON: Final = re.compile(r"\b(?:i|we|my|our)\b", re.IGNORECASE)
_OWN: Final = re.compile(r"\b(?:i|we|my|our|me|us|he|she|it|they|his|her|its|their)\b", re.IGNORECASE)
_STARTS: Final = re.compile(
    r"(?:that\s+)?[“\"‘]?\s*(?:no\b|not\b|never\b|nobody\b|none\b|nothing\b|neither\b|false\b|rubbish\b|nonsense\b)",
    re.IGNORECASE,
)
_THERE_IS_NONE: Final = re.compile(
    r"\bthere\s+(?:was|is|were|are|has been|had been)\s+(?:no|not|never|nothing|nobody)\b"
    r"|\bno\s+\w+(?:\s+\w+)?\s+(?:was|were|had|has|exist|took|reached|came)",
    re.IGNORECASE,
)
_WAS_NOT: Final = re.compile(r"\b(?:did|had|was|were|has|have)\s?(?:not\b|n[o’']t\b|\s+never)|\bnever\b", re.IGNORECASE)
_CONTRAST: Final = re.compile(
    r",\s*(?:and\s+)?not\s|\bnot\b[^.;]{3,40}\bbut\b|\bno\s+\w+,?\s+but\b|\b(?:was|is|were|are)\s+(?:merely|only|simply)\b",
    re.IGNORECASE,
)
_HAVING: Final = re.compile(r"(?:ever\s+|any\s+)?\w+ing\b", re.IGNORECASE)
_CLAUSE: Final = re.compile(r"[.;:?!,]")
_EARLIER: Final = re.compile(r"\bhad\b", re.IGNORECASE)
_LEAST_SHARED: Final = 0.15
"""Share of an answer from which what another told may be what it speaks of."""
_LONG: Final = 45
"""Words of an answer that says much else."""
_SPEAKER: Final = re.compile(r"spokes|^(?:said|senior|former|then)$")
_ACTS: Final = (
    "speaking",
    "ordering",
    "requesting",
    "promising",
    "admitting",
    "letters",
    "threats",
    "warnings",
    "accusing",
)
"""Lists of verbs and nouns of one kind of act: "had instructed" and "no such order"."""
_QUOTED: Final = re.compile(r"[“\"‘]([^”\"’]{3,})[”\"’]")
_HOPELESS: Final = -3.5
"""Weight of an answer's own measures below which nothing that it was compared with made it a denial."""
_FARTHEST: Final = 40
"""Statements between a denial and what it denies at most."""
_MAY_DENY: Final = frozenset({"asserts", "denies"})
_BOUND: Final = re.compile(r"\W+")

Bags = Sequence[Counter[str]]


class Answer(NamedTuple):
    """The place of the statement that is denied, how likely it is that one, and what both speak of."""

    place: int
    probability: float
    any: float
    """How likely it is that any statement here is denied."""
    shared: tuple[str, ...]


class Context(NamedTuple):
    """The statements of one article with what is measured of each once."""

    every: Sequence[Statement]
    bags: Bags
    weights: Mapping[str, float]
    contents: Sequence[str]
    parents: Sequence[frozenset[int]]
    """For each statement those in whose content it stands, or whose content it shares while it is cited for it."""
    outer: Sequence[frozenset[int]]
    """The same with those that passed its words on from elsewhere."""
    inner: Sequence[frozenset[int]]
    """For each statement those that it passed on, or holds."""
    accounts: Sequence[int]
    """For each statement the outermost of its account: what one outlet or witness told belongs together."""
    parties: Sequence[frozenset[str]]
    """For each statement the words that name or describe its source, without titles."""


def context_of(every: Sequence[Statement]) -> Context:
    """What is measured of each statement once."""
    contents = [content_of(each) for each in every]
    bags = [bag_of(each) for each in contents]
    parents = [
        frozenset(at for at, outer in enumerate(every) if at != number and is_part(outer, each))
        for number, each in enumerate(every)
    ]
    by_cue = {_key(each, each.cue): at for at, each in enumerate(every)}
    passed = [{by_cue.get(_key(each, link.cue), at) for link in each.chain} for at, each in enumerate(every)]
    outer = [frozenset((parents[at] | passed[at]) - {at}) for at in range(len(every))]
    inner = [frozenset(at for at, those in enumerate(outer) if number in those) for number in range(len(every))]
    accounts = [min({at, *outer[at]}, key=lambda place: (len(outer[place]), place)) for at in range(len(every))]
    return Context(
        every,
        bags,
        weights_of(bags),
        contents,
        parents,
        outer,
        inner,
        accounts,
        [_party(each.source) for each in every],
    )


def _key(statement: Statement, cue: Sequence[Words]) -> tuple[str, str, tuple[int, ...]]:
    return statement.id.rpartition("-")[0], statement.where, tuple(part.start for part in cue)


def answered(context: Context, at: int) -> Answer | None:
    """What the statement at a place denies; None where it denies nothing that is a statement here."""
    table = numbers("denials")
    if context.every[at].polarity not in _MAY_DENY:
        return None
    if _weighed(table, _of_answer(context, at)) < _HOPELESS:
        return None
    places, own, rows = candidates(context, at)
    if not places:
        return None
    alone = _weighed(table, own.items())
    scores = [alone + _weighed(table, row.items()) for row in rows]
    highest = max(*scores, 0.0)
    whole = exp(-highest) + sum(exp(score - highest) for score in scores)
    best = max(range(len(scores)), key=scores.__getitem__)
    shared = share_of(context.bags[at], context.bags[places[best]], context.weights)[1]
    return Answer(places[best], exp(scores[best] - highest) / whole, 1 - exp(-highest) / whole, tuple(shared))


def _weighed(table: Mapping[str, float], measures: Iterable[tuple[str, float]]) -> float:
    return sum(table.get(name, 0.0) * value for name, value in measures if value)


def candidates(context: Context, at: int) -> tuple[list[int], dict[str, float], list[dict[str, float]]]:
    """The statements that one may deny, with the measures of the answer alone, and those of each pair."""
    if context.every[at].polarity not in _MAY_DENY:
        return [], {}, []
    places = sorted(
        (place for place in range(len(context.every)) if 0 < abs(place - at) <= _FARTHEST),
        key=lambda place: (place > at, abs(place - at)),
    )
    own = dict(_of_answer(context, at))
    others = [place for place in places if not _is_own(context, at, place)]
    guesses = dict(_guesses(context, at, others, own))
    return (
        places,
        own,
        [
            {
                **dict(_of_pair(context, at, place, step)),
                **dict(_of_parties(context, at, place, own)),
                **dict(_of_place(context, at, place, others, own)),
                **dict(_of_account(context, at, place, own)),
                **{name: 1.0 for name, guess in guesses.items() if guess == place},
            }
            for step, place in enumerate(places)
        ],
    )


# ── Measures ──────────────────────────────────────────────────────────────────────────────────────


def _of_answer(context: Context, at: int) -> Iterator[tuple[str, float]]:
    """What makes a statement look like a denial."""
    answer, content = context.every[at], context.contents[at]
    cue = " ".join(part.text for part in answer.cue)
    found = set(words_in(content))
    negated = is_negated(content)
    clause = _CLAUSE.split(content.strip('“"‘'), maxsplit=1)[0]
    judges = _JUDGES.search(cue) is not None
    denies = answer.polarity == "denies"
    yield "any", 1.0
    yield "cue denies", float(denies)
    yield "cue counters", float(has(cue, "counters"))
    yield "cue counters negated", float(has(cue, "counters") and negated)
    yield "earlier", float(_EARLIER.search(cue) is not None)
    yield "negated", float(negated)
    yield "negated at once", float(is_negated(clause))
    yield "negated of oneself", float(is_negated(clause) and _OWN.search(clause) is not None)
    yield "starts negated", float(_STARTS.match(content) is not None)
    yield "there is none", float(_THERE_IS_NONE.search(content) is not None)
    yield "was not", float(_WAS_NOT.search(content) is not None)
    yield "contrast", float(_CONTRAST.search(content) is not None)
    yield "never", float(_NEVER.search(content) is not None)
    yield "asks", float("?" in content)
    yield "long", float(len(content.split()) > _LONG)
    yield "short", float(len(found) <= _SHORT)
    yield "short answer", float(_SHORT_ANSWER.match(content) is not None)
    yield "short negated answer", float(_SHORT_ANSWER.match(content) is not None and negated)
    yield "no such", float(_NO_SUCH.search(content) is not None)
    yield "called false", float(bool(found & words("falsehood", "cues")))
    yield "judged", float(judges and _JUDGED.match(content) is not None)
    yield "claim is named", float(_JUDGED.match(content) is not None)
    yield "whole", float((judges or denies) and _WHOLE.match(content) is not None)
    yield "claim of a matter", float((judges or denies) and _OF_MATTER.match(content) is not None)
    yield "having done", float(denies and _HAVING.match(content) is not None)
    yield "ahead", float(_AHEAD.search(content) is not None)
    yield "first person negated", float(_FIRST_PERSON.search(content) is not None and negated)
    yield "headline", float(answer.where == "title")
    yield "of mind", float(answer.cue_class in ("belief", "appearance"))
    yield "commitment", float(answer.cue_class == "commitment")
    yield "by outlet or paper", float(answer.source is None or answer.source.kind in ("outlet", "document", "unnamed"))
    yield "by body", float(answer.source is not None and answer.source.kind in ("organisation", "government", "role"))
    yield "told by another", float(bool(answer.chain))
    yield "goes on", float(_goes_on(context, at))


def _of_pair(context: Context, at: int, place: int, step: int) -> Iterator[tuple[str, float]]:
    """How the words of a statement and of one that it may deny stand to one another."""
    answer, report = context.every[at], context.every[place]
    content, told = context.contents[at], context.contents[place]
    share, shared = share_of(context.bags[at], context.bags[place], context.weights)
    back, _ = share_of(context.bags[place], context.bags[at], context.weights)
    acts = _acts(content) & _acts(" ".join(part.text for part in report.cue))
    negated = is_negated(content)
    yield "share", share
    yield "share back", back
    yield "share told", _share_told(context, at, place)
    yield "shared words", min(len(shared), 4) / 4
    yield "nothing shared", float(not shared)
    yield "opening echoed", float(bool(set(list(context.bags[at])[:2]) & set(context.bags[place])))
    yield "one of them negated", share * (negated != is_negated(told))
    yield "quotes it", float(bool(_quotes(content) & _quotes(told)))
    yield "cue taken up", float(bool(_stems(report) & set(context.bags[at])))
    yield "act taken up", float(bool(acts))
    yield "act denied", float(bool(acts) and negated)
    yield "nearest", float(step == 0)
    yield "steps", log(1 + step)
    yield "after", float(place > at)
    yield "across headline", float(answer.where != report.where)
    yield "denial itself", float(report.polarity == "denies")
    yield "no assertion", float(report.polarity not in _MAY_DENY)
    yield "question itself", float("?" in told or re.match(r"(?:if|whether)\b", told) is not None)
    yield "is commitment", float(report.cue_class == "commitment")
    yield "of mind itself", float(report.cue_class in ("belief", "appearance"))
    yield "is contested", float(has(" ".join(part.text for part in report.cue), "contested"))


def _of_parties(context: Context, at: int, place: int, own: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Who speaks of whom."""
    answer, report = context.every[at], context.every[place]
    one = is_same_source(answer, report)
    through = bool(context.outer[place]) or bool(report.chain)
    negated = bool(own["negated"] or own["cue denies"])
    spoken = not one and bool(context.parties[at] & (set(context.bags[place]) | context.parties[place]))
    yield "same source", float(one and not through)
    yield "same source as told by another", float(one and through)
    yield "denies what another told of it", float(one and through and negated)
    yield "denies of itself what another told", float(one and through) * own["negated of oneself"]
    yield "denies having done it", float(one and through) * own["having done"]
    yield "having done what others did", float(not one and not spoken) * own["having done"]
    yield "answerer is spoken of", float(_names(answer, context.contents[place]))
    yield "answerer is described", float(spoken)
    yield "answerer is described negated", float(spoken and negated)
    yield "answerer is its addressee", float(_is_addressee(answer, report))
    yield "reporter is spoken of", float(_names(report, context.contents[at]))
    yield "reporter is described", float(not one and bool(context.parties[place] & set(context.bags[at])))
    kind = report.source.kind if report.source else "unresolved"
    yield "by unnamed", float(kind == "unnamed")
    yield "by outlet", float(kind == "outlet")
    yield "by document", float(kind == "document")
    yield "by body itself", float(kind in ("organisation", "government"))


def _of_place(
    context: Context, at: int, place: int, others: Sequence[int], own: Mapping[str, float]
) -> Iterator[tuple[str, float]]:
    """Where the other stands, counted in accounts: a report, whom it cites, and whom they quote."""
    accounts = list(dict.fromkeys(context.accounts[other] for other in others))
    if place not in others:
        yield "own", 1.0
        return
    rank = accounts.index(context.accounts[place])
    innermost = not context.inner[place]
    yield "rank", log(1 + others.index(place))
    yield "account", log(1 + rank)
    yield "nearest account", float(rank == 0)
    yield "nearest account's innermost", float(rank == 0 and innermost) * (1 - own["whole"])
    yield "nearest account negated", float(rank == 0) * own["negated"]
    yield "nearest account countered", float(rank == 0) * own["cue counters"]
    yield "nearest account briefly", float(rank == 0) * own["short"]
    yield (
        "nothing shared and far",
        log(1 + others.index(place)) * (not set(context.bags[at]) & set(context.bags[place])),
    )
    is_lead = at <= sum(each.where == "title" for each in context.every)
    yield "after, not of the lead", float(place > at and not is_lead)


def _of_account(context: Context, at: int, place: int, own: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Which part of an account the other is: who gave it, whom it cites, the innermost act or words."""
    answer, report = context.every[at], context.every[place]
    innermost, through = not context.inner[place], bool(context.outer[place])
    part = 1 - own["whole"]
    yield "inside the answer", float(at in context.parents[place])
    yield "around the answer", float(place in context.parents[at])
    held = at in context.outer[place] or (answer.content == report.content and place > at)
    yield "held and denied", float(held) * max(own["cue denies"], own["judged"])
    yield "held and negated", float(held) * own["negated"]
    yield "chain", min(len(report.chain), 3) / 3 * part
    yield "innermost", float(innermost) * part
    yield "innermost of others", float(innermost and through) * part
    yield "outermost", float(not through and not innermost) * part
    yield "innermost of a matter", float(innermost) * own["claim of a matter"]
    yield "goes on of others", float(through) * own["goes on"]


def _guesses(context: Context, at: int, others: Sequence[int], own: Mapping[str, float]) -> Iterator[tuple[str, int]]:
    """The statement that each way of reading an answer points to: a reader weighs these against one another."""
    told = [place for place in others if context.every[place].polarity in _MAY_DENY and at not in context.outer[place]]
    if own["whole"]:
        givers = [place for place in told if _gives_account(context, place)]
        if givers:
            yield "whole: giver", givers[0]
        through = [place for place in givers if context.inner[place] or context.outer[place]]
        if through:
            yield "whole: giver of what others said", through[0]
        named = [
            place for place in givers if (context.parties[place] | _stems(context.every[place])) & set(context.bags[at])
        ]
        if named:
            yield "whole: giver who is named", named[0]
        return
    innermost = [place for place in told if not context.inner[place]]
    mine = [place for place in told if context.outer[place] and _is_kin(context, at, place)]
    mine = [place for place in mine if place in innermost] or mine
    shares = {place: _share_told(context, at, place) for place in told}
    most = max(shares.values(), default=0.0)
    if mine:
        yield "own words or act", mine[0]
        if own["negated"] or own["cue denies"]:
            yield "own words or act denied", mine[0]
    if most > _LEAST_SHARED:
        place = min((place for place in told if shares[place] == most), key=lambda place: bool(context.inner[place]))
        yield "most shared", place
        if not mine:
            yield "most shared, none own", place
    if innermost:
        yield "nearest innermost", innermost[0]
        if not mine:
            yield "nearest innermost, none own", innermost[0]
        if most <= _LEAST_SHARED:
            yield "nearest innermost, nothing shared", innermost[0]
    ahead = [place for place in innermost if place > at and context.outer[place]]
    if own["headline"] and ahead:
        yield "headline: first of others", ahead[0]
    acts = [place for place in told if _takes_up_act(context, at, place)]
    if acts and (own["negated"] or own["cue denies"]):
        yield "nearest act denied", acts[0]


def _is_own(context: Context, at: int, place: int) -> bool:
    """Whether a statement is the answerer's own, or one in whose content the answer stands."""
    is_his = is_same_source(context.every[at], context.every[place]) and not context.outer[place]
    return is_his or place in context.outer[at]


def _is_kin(context: Context, at: int, place: int) -> bool:
    """Whether two sources are one, or one is of the other: "the minister's office" and the minister."""
    return is_same_source(context.every[at], context.every[place]) or bool(context.parties[at] & context.parties[place])


def _gives_account(context: Context, place: int) -> bool:
    """Whether an account is its source's: the one whom outlets cite for it, else the outlet; not who acts in it."""
    statement = context.every[place]
    if any(link.source.kind != "outlet" for link in statement.chain):
        return False
    if statement.source is not None and statement.source.kind == "outlet":
        return not any(context.every[each].content == statement.content for each in context.inner[place])
    return all(context.every[each].content == statement.content for each in context.parents[place])


def _goes_on(context: Context, at: int) -> bool:
    """Whether the answerer has just denied something."""
    for place in range(at - 1, max(-1, at - 3), -1):
        before = context.every[place]
        if is_same_source(context.every[at], before) and not context.outer[place]:
            return before.polarity == "denies" or _JUDGES.search(" ".join(part.text for part in before.cue)) is not None
    return False


def _share_told(context: Context, at: int, place: int) -> float:
    """How much of an answer's weight a report holds, its cue and source with it: "no such request", "they asked"."""
    told = set(context.bags[place]) | _stems(context.every[place]) | context.parties[place]
    whole = sum(context.weights[word] for word in context.bags[at])
    return sum(context.weights[word] for word in context.bags[at] if word in told) / whole if whole else 0.0


def _takes_up_act(context: Context, at: int, place: int) -> bool:
    cue = " ".join(part.text for part in context.every[place].cue)
    return bool(_acts(context.contents[at]) & _acts(cue))


@lru_cache(maxsize=4096)
def _acts(text: str) -> frozenset[str]:
    """The kinds of act that the words of a text speak of."""
    each = frozenset(form for word in words_in(text) for form in forms(word))
    return frozenset(name for name in _ACTS if each & words(name, "cues"))


def _party(source: Source | None) -> frozenset[str]:
    """The words that name or describe a source."""
    if source is None:
        return frozenset()
    told = f"{source.name or ''} {' '.join(span.text for span in source.mention)}"
    return frozenset(
        stem(word) for word in words_in(told) if word not in _COMMON and len(word) > 2 and not _SPEAKER.search(word)
    )


def share_of(answer: Counter[str], report: Counter[str], weights: Mapping[str, float]) -> tuple[float, list[str]]:
    """How much of an answer's weight a report holds, and by which words."""
    shared = [word for word in answer if word in report]
    whole = sum(weights[word] for word in answer)
    return (sum(weights[word] for word in shared) / whole if whole else 0.0), shared


def weights_of(bags: Bags) -> dict[str, float]:
    """The rarer a word among the statements, the more it tells."""
    counts: Counter[str] = Counter(word for bag in bags for word in bag)
    return {word: log(1 + len(bags) / count) for word, count in counts.items()}


def bag_of(content: str) -> Counter[str]:
    """The words of a content that say what it is about, in one form each."""
    return Counter(stem(word) for word in words_in(content) if word not in _COMMON and len(word) > 1)


@cache
def stem(word: str) -> str:
    """A word in a form that most of its inflections share."""
    word = word.removesuffix("'s")
    return min(forms(word), key=lambda form: (len(form), form)).rstrip("e")[:7]


def content_of(statement: Statement) -> str:
    """The words of a content."""
    return " ".join(part.text for part in statement.content)


def is_part(outer: Statement, inner: Statement) -> bool:
    """Whether one statement stands inside the other's content: then it says a part of the same, not the same again."""
    if outer.id.rpartition("-")[0] != inner.id.rpartition("-")[0] or outer.where != inner.where:
        return False
    cue = inner.cue[0]
    if outer.content == inner.content:
        return len(outer.chain) < len(inner.chain)
    return any(part.start <= cue.start and cue.end <= part.end for part in outer.content)


def is_same_source(first: Statement, second: Statement) -> bool:
    """Whether two statements have one source, by name, else by the words that name it."""
    one, other = first.source, second.source
    if one is None or other is None:
        return False
    if one.name and other.name:
        return one.name == other.name
    return one.kind == other.kind and [each.text for each in one.mention] == [each.text for each in other.mention]


def _stems(report: Statement) -> frozenset[str]:
    """The cue's words, as they would be taken up: "had promised" → promise."""
    return _stems_of(" ".join(part.text for part in report.cue))


@lru_cache(maxsize=4096)
def _stems_of(cue: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words_in(cue) if word not in _COMMON)


def _names(statement: Statement, text: str) -> bool:
    """Whether a text names a statement's source, by any word of its name or mention that is a name's."""
    if statement.source is None:
        return False
    told = f"{statement.source.name or ''} {' '.join(span.text for span in statement.source.mention)}"
    names = {word for word in _BOUND.split(told) if len(word) > 3 and word[0].isupper()}
    return bool(names & set(_BOUND.split(text)))


def _is_addressee(answer: Statement, report: Statement) -> bool:
    name = answer.source.name if answer.source else None
    return name is not None and report.addressee is not None and report.addressee.name == name


def _quotes(content: str) -> frozenset[str]:
    """The words that stand in quotation marks, without the small ones."""
    return frozenset(
        stem(word) for found in _QUOTED.findall(content) for word in words_in(found) if word not in _COMMON
    )
