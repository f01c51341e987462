"""Through whom the words of a statement reached the article.

Nearest to the source first, the one the article itself names last. A statement inside another's content was passed on
by that other; where a report says whom it cites, the cited stand between. What was told to another outlet came
through it, as did what the same source goes on to say in that paragraph.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from copydesk.ledger.citing import Relays, is_citing, size, with_asked, with_cited
from copydesk.ledger.cues import is_present, manner_of
from copydesk.ledger.drafts import Draft, holds, joined, worded
from copydesk.ledger.lexicon import is_one_of, words
from copydesk.ledger.sources import Resolver
from copydesk.records import Source, SourceKind

__all__ = ["chained", "is_citing", "with_asked", "with_cited"]

_DEFINITE: Final = re.compile(
    r"^(?:the same|the|this|that|these|those|both|its|their|(?:one|some) of (?:the|these|those))\s+", re.IGNORECASE
)
_OF_THEM: Final = re.compile(r"^(?:he|she|it|they|(?:one|two|some|several|both|another) of them)$", re.IGNORECASE)
_DESCRIBED: Final[frozenset[SourceKind]] = frozenset({"role", "unnamed"})
"""Kinds of people without a name."""
_PLURAL: Final = frozenset({"we", "us", "our"})
_FIRST_PERSON: Final = _PLURAL | {"i", "me", "my"}
_THIRD_PERSON: Final = frozenset({"he", "she", "it", "they", "his", "her", "its", "their"})
_ASKING: Final = re.compile(
    r"\b(?:ask|urg|order|instruct|beg|implor|direct|command|request|call(?:s|ed)? (?:on|upon)|demand|invit)",
    re.IGNORECASE,
)
"""Cues of what is asked or demanded of an addressee: an outlet that is asked passes nothing on."""
_TELLING: Final = re.compile(r"\b(?:t[eo]ll?(?:s|d|ing)?|said to|says to|spoke to|speaking to)\b", re.IGNORECASE)
"""Cues plain enough for an addressee that only these show to be an outlet."""
_ORDER: Final = re.compile(r"(?:not )?to [a-z]")
"""At the head of a content that the addressee is to do."""
_OUR_OWN: Final = re.compile(
    r"^(?:this\s+(?:reporter|correspondent|writer|interviewer)|this\s+(?P<noun>[\w’'-]+)"
    r"|our\s+(?:own\s+)?(?:reporter|correspondent)s?"
    r"|.*\b(?:reporter|correspondent|journalist|editor)s?\s+(?:of|for|from|at|with)\s+(?:this|our)\s+[\w’'-]+)$",
    re.IGNORECASE,
)
"""Words by which an outlet speaks of itself and of its own people."""
_CLAIM: Final = re.compile(
    r"(?:claim|allegation|accusation|suggestion|charge|report|statement|assertion|account|version|criticism|remark|offer"
    r"|warning|complaint|finding|promise|denial|call|demand|story|description)s?",
    re.IGNORECASE,
)
"""What another has said, as a thing that one rejects or takes back."""
_RELATIVE: Final = re.compile(r"\b(?:that|which|who)\s+$")
_IN_WHICH: Final = re.compile(r"\b(?:what|(?:in|by|on|from|with) which)\s+$")
"""Before a clause that describes a thing: "a paper that found …", "what the union has called …"."""


def chained(text: str, drafts: Sequence[Draft], resolver: Resolver) -> list[Draft]:
    """The drafts with their chains: numbers of drafts, `~n` for the outlet that n was told to."""
    return _Chains(text, drafts, resolver.outlet).told()


class _Chains:
    """The statements of one text, and which passed on which."""

    def __init__(self, text: str, drafts: Sequence[Draft], outlet: str | None) -> None:
        self.text = text
        self.drafts = drafts
        self.outlet = outlet
        self.askers = _askers(text, drafts)
        self.relays = Relays(text, drafts)
        self.holders = [self._holder(number) for number in range(len(drafts))]
        self.chains: dict[int, tuple[int, ...]] = {}

    def told(self) -> list[Draft]:
        """Each draft with its chain, in which neither its own source nor this outlet is."""
        found = []
        for number, draft in enumerate(self.drafts):
            links = [link for link in self._of(number) if link < 0 or not self._is_same(link, number)]
            found.append(draft.but(chain=tuple(links)))
        return found

    def _of(self, number: int, seen: frozenset[int] = frozenset()) -> tuple[int, ...]:
        if number in self.chains or number in seen:
            return self.chains.get(number, ())
        seen |= {number}
        relay, holder = self.relays.outer[number], self.holders[number]
        chain: tuple[int, ...] = ()
        if relay is not None:
            chain = self._through(relay, number, seen)
        elif holder is not None:
            cited = self.relays.nearest(holder)
            is_own = self._is_described(holder, number)
            chain = self._of(cited, seen) if is_own else self._through(cited, number, seen)
        elif not self._is_told(number) and (earlier := self._earlier(number)) is not None:
            chain = self._of(earlier, seen)
        if self._is_told(number) and not any(self._is_outlet_of(number, link) for link in chain):
            chain = (~number, *chain)
        self.chains[number] = chain
        return chain

    def _through(self, outer: int, number: int, seen: frozenset[int]) -> tuple[int, ...]:
        """The chain of what another statement passed on."""
        chain = self._of(outer, seen)
        return chain if self._is_own(self.drafts[outer].source) or self._is_same(outer, number) else (outer, *chain)

    def _holder(self, number: int) -> int | None:
        """The innermost statement whose content holds the cue of one, or the cited whose description does."""
        draft = self.drafts[number]
        around = [
            at
            for at, other in enumerate(self.drafts)
            if at != number and other.where == draft.where and other.content != draft.content
        ]
        inside = [at for at in around if holds(self.drafts[at], draft.cue[0])]
        if inside:
            return min(reversed(inside), key=lambda at: size(self.drafts[at]))
        described = (
            at
            for at in around
            if self.relays.is_cited(at)
            and any(start <= draft.cue[0][0] and draft.cue[-1][1] <= end for start, end in self.drafts[at].mention)
        )
        return next(described, None)

    def _is_described(self, holder: int, number: int) -> bool:
        """Whether a statement only describes what another rejects or takes back: "rejected the union's claim"."""
        outer, draft = self.drafts[holder], self.drafts[number]
        if outer.polarity not in ("denies", "retracts", "corrects", "refuses"):
            return False
        start = max((start for start, _ in outer.content if start <= draft.cue[0][0]), default=draft.cue[0][0])
        first = min([draft.cue[0][0], *(begin for begin, _ in draft.mention if begin >= start)])
        return (
            _CLAIM.fullmatch(joined(self.text, draft.cue)) is not None
            or _RELATIVE.search(self.text, start, draft.cue[0][0]) is not None
            or _IN_WHICH.search(self.text, start, first) is not None
        )

    # Who goes on.

    def _earlier(self, number: int) -> int | None:
        """An earlier statement of one who goes on speaking, or of the same people, who are described only."""
        draft = self.drafts[number]
        if draft.source is None or not draft.source.mention or draft.to is not None:
            return None
        before = [
            at for at in reversed(range(number)) if self.drafts[at].source is not None and self.holders[at] is None
        ]
        if draft.source.name is None and draft.source.kind in ("unnamed", "document", "role"):
            return self._earlier_people(number, before) if draft.polarity != "declines" else None
        last = next((at for at in before if self._is_same(at, number)), None)
        return last if last is not None and self._goes_on(last, number) else None

    def _earlier_people(self, number: int, before: Sequence[int]) -> int | None:
        """The last statement of people without names, by a pronoun or by the same description."""
        source = self.drafts[number].source
        kinds = {at: earlier.kind for at in before if (earlier := self.drafts[at].source) is not None}
        mention, kind = _mention(source), source.kind if source is not None else None
        if _OF_THEM.match(mention):
            last = next((at for at in before if kinds[at] != "outlet"), None)
            return last if last is not None and kinds[last] == kind and self._goes_on(last, number) else None
        if not _DEFINITE.match(mention):
            return None
        alike = _DESCRIBED if kind in _DESCRIBED else {kind}  # "a clerk" is unnamed, "the clerk" a role
        again = (
            at for at in before if kinds[at] in alike and _words(mention) <= _words(_mention(self.drafts[at].source))
        )
        last = next(again, None)
        return last if last is not None and (kind != "role" or self._goes_on(last, number)) else None

    def _goes_on(self, earlier: int, number: int) -> bool:
        """Whether one speaks in the same paragraph, and nothing shows another day, a gathering, or writing."""
        first, second = self.drafts[earlier], self.drafts[number]
        is_dated = second.said is not None and not (second.inherited and first.said is None)
        is_since = is_present(joined(self.text, second.cue)) and not is_present(joined(self.text, first.cue))
        return (
            "\n" not in self.text[first.hull[1] : second.start]
            and second.at is None
            and not is_since
            and not (is_dated and first.said != second.said)
            and (second.cue_class != "writing" or first.cue_class == "writing")
        )

    # Who is who.

    def _is_told(self, number: int) -> bool:
        """Whether a statement was told to another outlet, and not merely asked of it."""
        draft = self.drafts[number]
        cue = joined(self.text, draft.cue)
        if draft.to is None or draft.to.kind != "outlet" or self._is_own(draft.to) or _ASKING.search(cue):
            return False
        is_order = _ORDER.match(self.text, draft.hull[0]) is not None
        return not is_order and ("no person" not in draft.to.how or _TELLING.search(cue) is not None)

    def _is_outlet_of(self, number: int, link: int) -> bool:
        """Whether the outlet that a statement was told to is one of its chain already."""
        to, other = self.drafts[number].to, self.drafts[max(link, ~link)]
        passed = other.to if link < 0 else other.source
        return to is not None and passed is not None and to.kind == passed.kind and to.name == passed.name

    def _speaker(self, number: int) -> int:
        """The statement whose source "I" and "we" stand for: the one that quotes them."""
        said = _mention(self.drafts[number].source).lower()
        holder = self.holders[number] if said in _FIRST_PERSON else None
        while holder is not None and not self._is_quoted(holder):
            holder = self.holders[holder]
        if holder is None:
            return number
        speaker = self._speaker(holder)
        source = self.drafts[speaker].source
        is_one = source is not None and source.kind in ("person", "role")
        return number if is_one and said in _PLURAL else speaker

    def _is_quoted(self, number: int) -> bool:
        """Whether the words of a statement are the source's own, as in quotation marks or a speaker's turn."""
        draft = self.drafts[number]
        return _is_turn(self.text, draft) or manner_of(self.text, worded(self.text, draft.content)) == "direct"

    def _is_same(self, outer: int, inner: int) -> bool:
        """Whether two statements have one source, as far as it has a name; nobody cites themselves."""
        outer, inner = self._speaker(outer), self._speaker(inner)
        if outer == inner:
            return True
        first, second = self.drafts[outer].source, self.drafts[inner].source
        said = _mention(second).lower()
        is_inside = self.holders[inner] == outer
        if first is None or second is None or said == "you" or self.relays.outer[inner] == outer:
            return False
        if is_inside and said in _THIRD_PERSON and self._is_quoted(outer):
            return False
        if first.name and second.name:
            return first.name == second.name
        is_one_pronoun = said in _THIRD_PERSON and said == _mention(first).lower()
        return first.kind == second.kind and (first.mention == second.mention or is_one_pronoun)

    def _is_own(self, source: Source | None) -> bool:
        """Whether a party is this outlet, or who asks its questions."""
        if source is None:
            return False
        own = _OUR_OWN.match(_mention(source).strip(" ,"))
        if own is not None and (own["noun"] is None or is_one_of(own["noun"], "outlet")):
            return True
        return _mention(source) in self.askers or (source.name is not None and _is_called(source.name, self.outlet))


def _is_called(name: str, outlet: str | None) -> bool:
    """Whether an outlet goes by a name, whole, in part or by its initials."""
    if not outlet:
        return False
    if name == "".join(word[0] for word in outlet.split() if word[0].isupper()):
        return True
    bare = [re.sub(r"^the\s+", "", each.lower()) for each in (name, outlet)]
    return f" {bare[0]} " in f" {bare[1]} "


def _askers(text: str, drafts: Sequence[Draft]) -> frozenset[str]:
    """The labels of who asks the questions of an interview: of those whose turns alone we hear, who asks most.

    Not in the transcript of a hearing, where counsel ask, and are called by their titles.
    """
    turns: dict[str, list[bool]] = defaultdict(list)
    elsewhere: set[str] = set()
    for draft in drafts:
        if _is_turn(text, draft):
            turns[_mention(draft.source)].append(joined(text, draft.content).rstrip('”" ').endswith("?"))
        else:
            elsewhere.add(_mention(draft.source))
    short = {label: "".join(word[0] for word in label.split()) for label in turns}
    asked: dict[str, list[bool]] = defaultdict(list)
    for label, each in turns.items():
        asked[short[label] if short[label] in turns else label] += each
    best = max(asked, key=lambda label: (sum(asked[label]) / len(asked[label]), len(asked[label])), default="")
    labels = frozenset(label for label in turns if best in (label, short[label]))
    is_court = any(word.rstrip(".").lower() in words("titles") for label in labels for word in label.split())
    is_asker = len(asked) > 1 and any(asked[best]) and not labels & elsewhere and not is_court
    return labels if is_asker else frozenset()


def _is_turn(text: str, draft: Draft) -> bool:
    """Whether a statement is a turn of an interview: a name at the head of a paragraph, a colon, the words."""
    if not draft.mention or joined(text, draft.cue) != ":":
        return False
    start = draft.mention[0][0]
    return draft.content[0][0] > start and (start == 0 or text[start - 1] == "\n")


def _mention(source: Source | None) -> str:
    """The words that name a source."""
    return " ".join(span.text for span in source.mention) if source is not None else ""


def _words(mention: str) -> frozenset[str]:
    """What a description says, in small letters, one or many: "the officials" says no more than "an official"."""
    return frozenset(word.rstrip("s") for word in re.findall(r"[\w-]+", _DEFINITE.sub("", mention).lower()))
