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
from itertools import islice
from math import exp, log
from typing import Final, NamedTuple

from copydesk.ledger.cues import forms, has, is_negated, polarity, words_in
from copydesk.ledger.lexicon import numbers, words
from copydesk.records import Source, Statement, Words

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
_OWN: Final = re.compile(r"\b(?:i|we|my|our|me|us|he|she|it|they|his|her|its|their)\b", re.IGNORECASE)
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
AGAIN: Final = ("score", "score is told", "answered by its own side", "an answer itself", "others answer")
"""Measures of the second comparison; the first two are those of the first and the weight of any answer at all."""
_MAY_DENY: Final = frozenset({"asserts", "denies"})

Bags = Sequence[Counter[str]]


class Answer(NamedTuple):
    """The place of the statement that is denied, how likely it is that one, and what both speak of."""

    place: int
    probability: float
    any: float
    """How likely it is that any statement here is denied."""
    shared: tuple[str, ...]


class Traits(NamedTuple):
    """What is measured of one statement, whatever it is compared with."""

    cue: str
    stems: frozenset[str]
    """Words of the cue, as an answer would take them up."""
    party: frozenset[str]
    """The words that name or describe its source, without titles."""
    acts: frozenset[str]
    """Kinds of act that its content speaks of."""
    cue_acts: frozenset[str]
    quotes: frozenset[str]
    denies: bool
    """Whether its cue denies: the same before and after it is told from others which statements are denials."""
    negated: bool
    judges: bool
    whole: bool
    """Whether it rejects a whole account."""
    having: bool
    """Whether it denies having done something."""
    of_oneself: bool
    """Whether it says at once that the speaker did not."""
    asks: bool
    contested: bool


class Context(NamedTuple):
    """The statements of one article with what is measured of each once."""

    every: Sequence[Statement]
    bags: Bags
    weights: Mapping[str, float]
    contents: Sequence[str]
    traits: Sequence[Traits]
    parents: Sequence[frozenset[int]]
    """For each statement those in whose content it stands, or whose content it shares while it is cited for it."""
    outer: Sequence[frozenset[int]]
    """The same with those that passed its words on from elsewhere."""
    inner: Sequence[frozenset[int]]
    """For each statement those that it passed on, or holds."""
    accounts: Sequence[int]
    """For each statement the outermost of its account: what one outlet or witness told belongs together."""


class Choice(NamedTuple):
    """The statements that one may deny, with the weight of each against "none of them"."""

    places: Sequence[int]
    scores: Sequence[float]

    def probabilities(self) -> list[float]:
        """How likely each is the one."""
        highest = max(*self.scores, 0.0)
        raised = [exp(score - highest) for score in self.scores]
        whole = exp(-highest) + sum(raised)
        return [each / whole for each in raised]


Choices = Mapping[int, Choice]
"""By the place of the answer."""


def context_of(every: Sequence[Statement]) -> Context:
    """What is measured of each statement once."""
    contents = [content_of(each) for each in every]
    bags = [bag_of(each) for each in contents]
    together: dict[tuple[str, str], list[int]] = {}
    for at, each in enumerate(every):
        together.setdefault(_text_of(each), []).append(at)
    parents = [
        frozenset(at for at in together[_text_of(each)] if at != number and is_part(every[at], each))
        for number, each in enumerate(every)
    ]
    by_cue = {_key(each, each.cue): at for at, each in enumerate(every)}
    passed = [{by_cue.get(_key(each, link.cue), at) for link in each.chain} for at, each in enumerate(every)]
    outer = [frozenset((parents[at] | passed[at]) - {at}) for at in range(len(every))]
    inner: list[set[int]] = [set() for _ in every]
    for at, those in enumerate(outer):
        for place in those:
            inner[place].add(at)
    accounts = [min({at, *outer[at]}, key=lambda place: (len(outer[place]), place)) for at in range(len(every))]
    traits = [_traits(each, content) for each, content in zip(every, contents, strict=True)]
    held = [frozenset(each) for each in inner]
    return Context(every, bags, weights_of(bags), contents, traits, parents, outer, held, accounts)


def _text_of(statement: Statement) -> tuple[str, str]:
    return statement.id.rpartition("-")[0], statement.where


def _key(statement: Statement, cue: Sequence[Words]) -> tuple[str, str, tuple[int, ...]]:
    return *_text_of(statement), tuple(part.start for part in cue)


def _traits(statement: Statement, content: str) -> Traits:
    cue = " ".join(part.text for part in statement.cue)
    clause = _CLAUSE.split(content.strip('“"‘'), maxsplit=1)[0]
    denies = polarity(cue, content) == "denies"
    judges = _JUDGES.search(cue) is not None
    return Traits(
        cue=cue,
        stems=_stems_of(cue),
        party=_party(statement.source),
        acts=_acts(content),
        cue_acts=_acts(cue),
        quotes=_quotes(content),
        denies=denies,
        negated=is_negated(content),
        judges=judges,
        whole=(judges or denies) and _WHOLE.match(content) is not None,
        having=denies and _HAVING.match(content) is not None,
        of_oneself=is_negated(clause) and _OWN.search(clause) is not None,
        asks="?" in content or re.match(r"(?:if|whether)\b", content) is not None,
        contested=has(cue, "contested"),
    )


def answers_of(context: Context) -> dict[int, Answer]:
    """What each statement denies, by its place; those that deny nothing that is a statement here are left out.

    All are compared twice: how likely the others of an article are answers tells which of them one may answer.
    """
    table = numbers("denials")
    first = {at: choice for at in range(len(context.every)) if (choice := _choice(context, at, table))}
    found = {}
    for at, choice in first.items():
        scores = [_weighed(table, row.items()) for row in again(context, first, at)]
        likely = Choice(choice.places, scores).probabilities()
        best = max(range(len(likely)), key=likely.__getitem__)
        place = choice.places[best]
        shared = share_of(context.bags[at], context.bags[place], context.weights)[1]
        found[at] = Answer(place, likely[best], sum(likely), tuple(shared))
    return found


def _choice(context: Context, at: int, table: Mapping[str, float]) -> Choice | None:
    if context.every[at].polarity not in _MAY_DENY:
        return None
    alone = _weighed(table, _of_answer(context, at))
    if alone < _HOPELESS:
        return None
    places, rows = candidates(context, at)
    return Choice(places, [alone + _weighed(table, row) for row in rows]) if places else None


def _weighed(table: Mapping[str, float], measures: Iterable[tuple[str, float]]) -> float:
    return sum(table.get(name, 0.0) * value for name, value in measures if value)


def candidates(context: Context, at: int) -> tuple[list[int], list[list[tuple[str, float]]]]:
    """The statements that one may deny, the nearest first, with the measures of each pair."""
    places = sorted(
        (place for place in range(max(0, at - _FARTHEST), min(len(context.every), at + _FARTHEST + 1)) if place != at),
        key=lambda place: (place > at, abs(place - at)),
    )
    others = [place for place in places if not _is_own(context, at, place)]
    ranks = {place: rank for rank, place in enumerate(others)}
    accounts = {account: rank for rank, account in enumerate(dict.fromkeys(context.accounts[each] for each in others))}
    guesses = dict(_guesses(context, at, others))
    goes_on = _goes_on(context, at)
    rows = []
    for step, place in enumerate(places):
        row = [*_of_pair(context, at, place), ("steps", log(1 + step)), *_of_parties(context, at, place)]
        row += _of_place(context, at, place, ranks, accounts)
        row += _of_account(context, at, place, goes_on=goes_on)
        rows.append([*row, *((name, 1.0) for name, guess in guesses.items() if guess == place)])
    return places, rows


def of_answer(context: Context, at: int) -> list[tuple[str, float]]:
    """The measures of an answer alone; none where a statement can be no denial."""
    return list(_of_answer(context, at)) if context.every[at].polarity in _MAY_DENY else []


def again(context: Context, first: Choices, at: int) -> list[dict[str, float]]:
    """The measures by which one answer's candidates are weighed a second time, from all choices of the article."""
    likely = {place: dict(zip(each.places, each.probabilities(), strict=True)) for place, each in first.items()}
    deny = {place: sum(each.values()) for place, each in likely.items()}
    kin = [place for place in first if place != at and _speaks_for(context, place, at)]
    most = max((share for place, share in deny.items() if place != at), default=0.0)
    return [
        dict(
            zip(
                AGAIN,
                (score, 1.0, min(1.0, sum(likely[each].get(place, 0.0) for each in kin)), deny.get(place, 0.0), most),
                strict=True,
            )
        )
        for place, score in zip(first[at].places, first[at].scores, strict=True)
    ]


# ── Measures ──────────────────────────────────────────────────────────────────────────────────────


def _of_answer(context: Context, at: int) -> Iterator[tuple[str, float]]:
    """What makes a statement look like a denial."""
    answer, content, its = context.every[at], context.contents[at], context.traits[at]
    yield "any", 1.0
    yield "cue denies", its.denies
    yield "cue counters", has(its.cue, "counters")
    yield "earlier", _EARLIER.search(its.cue) is not None
    yield "there is none", _THERE_IS_NONE.search(content) is not None
    yield "was not", _WAS_NOT.search(content) is not None
    yield "contrast", _CONTRAST.search(content) is not None
    yield "never", _NEVER.search(content) is not None
    yield "long", len(content.split()) > _LONG
    yield "short answer", _SHORT_ANSWER.match(content) is not None
    yield "no such", _NO_SUCH.search(content) is not None
    yield "called false", not words("falsehood", "cues").isdisjoint(words_in(content))
    yield "judged", its.judges and _JUDGED.match(content) is not None
    yield "whole", its.whole
    yield "claim of a matter", (its.judges or its.denies) and _OF_MATTER.match(content) is not None
    yield "ahead", _AHEAD.search(content) is not None
    yield "headline", answer.where == "title"
    yield "commitment", answer.cue_class == "commitment"
    yield "by outlet or paper", answer.source is None or answer.source.kind in ("outlet", "document", "unnamed")
    yield "goes on", _goes_on(context, at)


def _of_pair(context: Context, at: int, place: int) -> Iterator[tuple[str, float]]:
    """How the words of a statement and of one that it may deny stand to one another."""
    answer, report = context.every[at], context.every[place]
    its, told = context.traits[at], context.traits[place]
    share, shared = share_of(context.bags[at], context.bags[place], context.weights)
    yield "share", share
    yield "nothing shared", not shared
    yield "opening echoed", any(word in context.bags[place] for word in islice(context.bags[at], 2))
    yield "one of them negated", share * (its.negated != told.negated)
    yield "quotes it", not its.quotes.isdisjoint(told.quotes)
    yield "cue taken up", not told.stems.isdisjoint(context.bags[at])
    yield "act taken up", not its.acts.isdisjoint(told.cue_acts)
    yield "after", place > at
    yield "across headline", answer.where != report.where
    yield "denial itself", told.denies
    yield "no assertion", report.polarity not in _MAY_DENY
    yield "question itself", told.asks
    yield "is commitment", report.cue_class == "commitment"
    yield "of mind itself", report.cue_class in ("belief", "appearance")
    yield "is contested", told.contested


def _of_parties(context: Context, at: int, place: int) -> Iterator[tuple[str, float]]:
    """Who speaks of whom."""
    answer, report, its = context.every[at], context.every[place], context.traits[at]
    bag, party = context.bags[place], context.traits[place].party
    one = is_same_source(answer, report)
    through = bool(context.outer[place]) or bool(report.chain)
    negated = its.negated or its.denies
    spoken = not one and not (its.party.isdisjoint(bag) and its.party.isdisjoint(party))
    kind = report.source.kind if report.source else "unresolved"
    yield "same source", one and not through
    yield "same source as told by another", one and through
    yield "denies what another told of it", one and through and negated
    yield "denies of itself what another told", one and through and its.of_oneself
    yield "denies having done it", one and through and its.having
    yield "having done what others did", its.having and not one and not spoken
    yield "answerer is described negated", spoken and negated
    yield "reporter is described", not one and not party.isdisjoint(context.bags[at])
    yield "by unnamed", kind == "unnamed"
    yield "by outlet", kind == "outlet"
    yield "by body itself", kind in ("organisation", "government")


def _of_place(
    context: Context, at: int, place: int, ranks: Mapping[int, int], accounts: Mapping[int, int]
) -> Iterator[tuple[str, float]]:
    """Where the other stands, counted in accounts: a report, whom it cites, and whom they quote."""
    if place not in ranks:
        yield "own", 1.0
        return
    its, rank = context.traits[at], accounts[context.accounts[place]]
    yield "rank", log(1 + ranks[place])
    yield "account", log(1 + rank)
    yield "nearest account's innermost", rank == 0 and not context.inner[place] and not its.whole
    yield "nearest account countered", rank == 0 and has(its.cue, "counters")


def _of_account(context: Context, at: int, place: int, *, goes_on: bool) -> Iterator[tuple[str, float]]:
    """Which part of an account the other is: who gave it, whom it cites, the innermost act or words."""
    answer, report, its = context.every[at], context.every[place], context.traits[at]
    innermost, through = not context.inner[place], bool(context.outer[place])
    held = at in context.outer[place] or (answer.content == report.content and place > at)
    yield "inside the answer", at in context.parents[place]
    yield "held and denied", held and (its.denies or (its.judges and _JUDGED.match(context.contents[at]) is not None))
    yield "held and negated", held and its.negated
    yield "goes on of others", through and goes_on
    if not its.whole:
        yield "chain", min(len(report.chain), 3) / 3
        yield "innermost", innermost
        yield "innermost of others", innermost and through
        yield "outermost", not through and not innermost


def _guesses(context: Context, at: int, others: Sequence[int]) -> Iterator[tuple[str, int]]:
    """The statement that each way of reading an answer points to; who rejects a whole account takes up no words."""
    its = context.traits[at]
    if its.whole:
        return
    told = [place for place in others if context.every[place].polarity in _MAY_DENY and at not in context.outer[place]]
    shares = {place: _share_told(context, at, place) for place in told}
    most = max(shares.values(), default=0.0)
    if most > _LEAST_SHARED:
        like = [place for place in told if shares[place] == most]
        yield "most shared", min(like, key=lambda place: bool(context.inner[place]))
    if not (its.negated or its.denies):
        return
    mine = [place for place in told if context.outer[place] and _is_kin(context, at, place)]
    mine = [place for place in mine if not context.inner[place]] or mine
    if mine:
        yield "own words or act denied", mine[0]
    acts = [place for place in told if not its.acts.isdisjoint(context.traits[place].cue_acts)]
    if acts:
        yield "nearest act denied", acts[0]


def _is_own(context: Context, at: int, place: int) -> bool:
    """Whether a statement is the answerer's own, or one in whose content the answer stands."""
    is_his = is_same_source(context.every[at], context.every[place]) and not context.outer[place]
    return is_his or place in context.outer[at]


def _is_kin(context: Context, at: int, place: int) -> bool:
    """Whether two sources are one, or one is of the other: "the minister's office" and the minister."""
    return is_same_source(context.every[at], context.every[place]) or not context.traits[at].party.isdisjoint(
        context.traits[place].party
    )


def _speaks_for(context: Context, one: int, other: int) -> bool:
    """Whether two statements are of one side, and neither is told of it by others."""
    return not context.outer[one] and not context.outer[other] and _is_kin(context, one, other)


def _goes_on(context: Context, at: int) -> bool:
    """Whether the answerer has just denied something."""
    for place in range(at - 1, max(-1, at - 3), -1):
        if is_same_source(context.every[at], context.every[place]) and not context.outer[place]:
            return context.traits[place].denies or context.traits[place].judges
    return False


def _share_told(context: Context, at: int, place: int) -> float:
    """How much of an answer's weight a report holds, its cue and source with it: "no such request", "they asked"."""
    bag, told, weights = context.bags[place], context.traits[place], context.weights
    whole = sum(weights[word] for word in context.bags[at])
    held = (word for word in context.bags[at] if word in bag or word in told.stems or word in told.party)
    return sum(weights[word] for word in held) / whole if whole else 0.0


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
        stem(word)
        for word in words_in(told)
        if word not in words("small", "cues") and len(word) > 2 and not _SPEAKER.search(word)
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
    return Counter(stem(word) for word in words_in(content) if word not in words("small", "cues") and len(word) > 1)


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


@lru_cache(maxsize=4096)
def _stems_of(text: str) -> frozenset[str]:
    """The words of a text, as they would be taken up, without the small ones: "had promised" → promise."""
    return frozenset(stem(word) for word in words_in(text) if word not in words("small", "cues"))


def _quotes(content: str) -> frozenset[str]:
    """The words that stand in quotation marks, without the small ones."""
    return frozenset(word for found in _QUOTED.findall(content) for word in _stems_of(found))
