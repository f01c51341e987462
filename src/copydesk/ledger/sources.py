"""Who a mention is: a name, a kind, or openly nobody.

Each rule is a small part that answers or passes on; what no rule answers stays unresolved. Pronouns agree with their
owner in number and, as far as the article shows it, in gender; of several owners the one that spoke last is meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from copydesk.ledger.lexicon import first_names, is_one_of, metonyms, words
from copydesk.ledger.names import Register
from copydesk.records import Source, SourceKind, Words

_ARTICLE: Final = re.compile(r"^(?:the|a|an|this|that|these|those|its|his|her|their|our|my)\s+", re.IGNORECASE)
_INDEFINITE: Final = re.compile(
    r"^(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|\d+|several|some|many|most|few|a few|both|another|other"
    r"|others|a number of|dozens of|hundreds of|unnamed|anonymous|more than \w+|at least \w+)\b",
    re.IGNORECASE,
)
_TAIL: Final = re.compile(
    r"(?:,|\s+(?:of|for|at|from|with|who|whose|which|in|on|familiar|close|near|to|by|inside|within|involved|present|briefed"
    r"|and|as|about|against|attending|under|speaking|who’s|representing|quoted|citing|after|before|during|that|than"
    r"|[a-z]+ed(?=\s+(?:by|to|in|on|from|at|with|as)\b)))(?:\s|$)",
)
_MALE: Final = frozenset("he him his himself mr sir lord king prince father brother son husband man spokesman".split())
_FEMALE: Final = frozenset(
    "she her hers herself mrs ms miss dame lady queen princess mother sister daughter wife woman spokeswoman".split()
)
_PRONOUNS: Final = frozenset("he she they it we i you who which that this those these him her them everyone".split())
_POSSESSIVES: Final = {"his": "he", "her": "she", "its": "it", "their": "they", "our": "we", "my": "i", "hers": "she"}
_DOUBTFUL: Final = 2.0
"""Cost from which a pronoun rather goes back to a person who is named before, though not as a source."""


class Past(NamedTuple):
    """A source that spoke before, and where."""

    start: int
    source: Source


class Resolver:
    """Names for the mentions of one article, in their order."""

    def __init__(self, text: str, register: Register | None = None, outlet: str | None = None) -> None:
        self.text = text
        self.register = register or Register(text)
        self.outlet = outlet
        self.past: list[Past] = []
        self.genders: dict[str, str] = {}
        for name, places in self.register.people.items():
            if gender := self._gender(name, places):
                self.genders[name] = gender

    def source(self, spans: Sequence[Words], *, where: str = "text") -> Source:
        """The source behind a mention; it is remembered for the pronouns that follow."""
        words_ = " ".join(span.text for span in spans).strip(" ,")
        start = spans[0].start if where == "text" else len(self.text)  # a title knows the whole article
        kind, name, how = self.resolve(words_, start)
        found = Source(kind=kind, mention=tuple(spans), name=name, how=how)
        if where == "text" and kind != "unresolved":
            self.past.append(Past(start, found))
        return found

    def resolve(self, mention: str, start: int) -> tuple[SourceKind, str | None, str]:
        """Kind, name and the rule that found them."""
        low = _POSSESSIVES.get(mention.lower(), mention.lower())
        if low in ("we", "us") and self.outlet and not self._is_quoted(start):
            return "outlet", self.outlet, "this outlet"
        if low in _PRONOUNS:
            return self._pronoun(low, start)
        for rule in (self._metonym, self._initials, self._named, self._common):
            if (answer := rule(mention, start)) is not None:
                return answer
        return "unresolved", None, "no rule"

    def going_on(self, start: int, earlier: Source) -> Source:
        """The source of a statement that names none and goes on from another ("… said no and demanded an inquiry")."""
        found = Source(kind=earlier.kind, name=earlier.name, how="goes on from the statement before")
        self.past.append(Past(start, found))
        return found

    # Rules.

    def _metonym(self, mention: str, _: int) -> tuple[SourceKind, str | None, str] | None:
        bare = _ARTICLE.sub("", mention)
        name = metonyms().get(bare.lower())
        if name is None or not bare[:1].isupper():
            return None
        return "government", name, "metonym"

    def _is_quoted(self, start: int) -> bool:
        """Whether a place stands inside quotation marks of its paragraph."""
        before = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        return before.count("“") > before.count("”") or before.count('"') % 2 == 1

    def _initials(self, mention: str, _: int) -> tuple[SourceKind, str | None, str] | None:
        """A speaker of an interview by the first letters of the name."""
        bare = mention.replace(".", "").strip(" :")
        if bare in ("Q", "QUESTION") and self.outlet:
            return "outlet", self.outlet, "asks the questions"
        if bare in ("A", "ANSWER") and self.register.people:
            return "person", next(iter(self.register.people)), "answers the questions"
        if not (bare.isupper() and bare.isalpha() and 2 <= len(bare) <= 3):
            return None
        found = [name for name in self.register.people if "".join(part[0] for part in name.split()) == bare]
        return ("person", found[0], "initials") if len(found) == 1 else None

    def _named(self, mention: str, start: int) -> tuple[SourceKind, str | None, str] | None:
        """A name inside the mention, where the mention is about that name and not about somebody near it."""
        head = self._head(mention)
        inner = self.register.__class__(mention)
        runs = [run for run in inner.runs if run.name.lower() not in words("titles")]
        at_head = [run for run in runs if run.start < len(head) and run.end >= len(head.rstrip(" ,"))]
        apposed = re.search(r",\s*(?:the\s+)?(?=[A-ZÀ-ÞŽŠČ])", mention[len(head) :])
        after = len(head) + apposed.start() if apposed else len(mention)
        beside = next((run for run in runs if run.start >= after), None)
        is_office = bool(at_head) and is_one_of(re.split(r"\s+(?:of|for)\b", at_head[-1].name)[0].split()[-1], "role")
        if is_office and " " in at_head[-1].name and not self._person(at_head[-1].name):
            person = self._person(beside.name) if beside is not None else ""
            return ("person", person, "apposition") if person else ("role", None, "office without a name")
        if at_head:
            return self._of_name(at_head[-1].name)
        noun = self._noun(head)
        titled = re.search(r",\s*[“\"‘]([^”\"’]+)[”\"’]", mention[len(head) :])
        if titled and is_one_of(noun, "document"):
            return "document", titled[1].strip(" ,"), "title in apposition"
        if beside is not None:
            answer = self._of_name(beside.name)
            if answer is not None and is_one_of(noun, "outlet"):
                return "outlet", beside.name, "apposition"
            if (
                answer is not None
                and answer[0] == "person"
                and noun in ("organisers", "organizers", "promoters", "owners")
            ):
                return "organisation", beside.name, "apposition"
            if answer is not None and not (is_one_of(noun, "document") and answer[0] == "person"):
                return answer[0], answer[1], "apposition"
        inside = [run for run in runs if run.end <= len(head)]
        if is_one_of(noun, "outlet") and inside:
            owned = re.match(r"[’']s\s+(?:web\s?site|site|app|blog|feed|page)\b", mention[inside[-1].end :])
            if owned:
                return "outlet", inside[-1].name, "an outlet's site"
            if re.search(r"(?:[’']s\b|(?:ian|ese|ish|an)$)", mention[inside[-1].start : inside[-1].end + 2].strip()):
                return "outlet", _ARTICLE.sub("", head).strip(" ,"), "an outlet's own words"
            return "outlet", inside[-1].name, "name before an outlet's word"
        return None

    def _of_name(self, name: str) -> tuple[SourceKind, str | None, str] | None:
        if person := self._person(name):
            return "person", person, "name"
        what = self.register.what(name)
        if what == "place":
            return "government", name, "a place that speaks"
        if what == "person":
            bare = self.register._person(name)
            return "person", bare or name, "name"
        if what == "document":
            return "document", name, "name"
        if what in ("organisation", "government", "outlet"):
            return what, self.register.fullest(name), "name"
        if self.outlet and name.lower() in self.outlet.lower():
            return "outlet", self.outlet, "this outlet"
        return None

    def _person(self, name: str) -> str:
        """The full name of a person that a name stands for, if the article has it."""
        bare = self.register._person(name)
        if not bare:
            return ""
        if bare in self.register.people:
            return bare
        found = self.register.surnames.get(bare, [])
        if not found:
            found = [full for full in self.register.people if full.split()[0] == bare]
        if len(found) > 1:
            gender = self._word_gender(name)
            found = [each for each in found if not gender or self.genders.get(each, gender) == gender] or found
            spoken = [past.source.name for past in reversed(self.past) if past.source.name in found]
            found = [spoken[0]] if spoken else found
        return found[0] if found else ""

    def _common(self, mention: str, start: int) -> tuple[SourceKind, str | None, str] | None:
        """A mention without a name of its own: an office, a body's word, a document, people unnamed."""
        head = self._head(mention)
        noun = self._noun(head)
        two = " ".join(re.sub(r"[’']s\b", "", head).lower().split()[-2:])
        is_indefinite = _INDEFINITE.match(mention) is not None
        if noun in ("leader", "president") and (person := self._head_of_state(head)):
            return "person", person, "head of state"
        if not is_indefinite:
            for office in (two, noun):
                if person := self._holder(office, start):
                    return "person", person, f"office: {office}"
        if is_one_of(noun, "outlet"):
            return "outlet", self._last("outlet", noun, start), f"outlet's word: {noun}"
        if is_one_of(noun, "document"):
            return "document", None, f"document: {noun}"
        if is_one_of(noun, "role") and not noun.endswith("s") and (not is_indefinite or noun in words("speaking")):
            return "role", None, f"office without a name: {noun}"
        if is_one_of(noun, "unnamed") or is_one_of(noun, "role"):
            return "unnamed", None, f"described only: {noun}"
        for kind in ("government", "organisation"):
            if is_one_of(noun, kind) or is_one_of(two, kind):
                name = self._last(kind, noun, start)
                if kind == "government":
                    name = name or self._own(head)
                return kind, name, f"body's word: {noun}"
        if is_indefinite:
            return "unnamed", None, "indefinite"
        if re.match(r"(?:the|his|her|their|its)\s|[\w’' ]+[’']s\s", mention, re.IGNORECASE) and noun.isalpha():
            return ("unnamed" if noun.endswith("s") else "role"), None, f"somebody by what he does: {noun}"
        return None

    def _own(self, head: str) -> str:
        """What a body is called where it has no name: its own words."""
        return _ARTICLE.sub("", head).strip(" ,")

    def _holder(self, office: str, start: int) -> str:
        """The one person who is said to hold an office; of several the last one before."""
        held = self.register.offices.get(office, [])
        names = dict.fromkeys(name for _, name in held)
        if len(names) == 1:
            return next(iter(names))
        before = [name for at, name in held if at < start]
        return before[-1] if before else ""

    def _head_of_state(self, head: str) -> str:
        """Who leads the state that a phrase names ("the Russian leader"): its president, if one is."""
        state = _ARTICLE.sub("", head).split()
        if len(state) != 2 or not state[0][:1].isupper():
            return ""
        open_ = ""
        for office in ("president", "prime minister", "chancellor", "premier", "king", "queen"):
            for at, name in self.register.offices.get(office, []):
                before = self.text[max(0, at - 30) : at + 25].split(name.split()[0])[0]
                if state[0] in before:
                    return name
                if not re.search(r"\b(?:[A-Z]\w*(?:ian|ish|ese|can|ch|i)|U\.?S\.?|U\.?K\.?)\s", before):
                    open_ = open_ or name
        return open_

    def _last(self, kind: str, noun: str, start: int) -> str | None:
        """The body that a word such as "the ministry" goes back to: one with that word, else the last."""
        named = sorted(
            (at, name) for name, (what, places) in self.register.bodies.items() for at in places if what == kind
        )
        having = [name for _, name in named if noun in name.lower().split()]
        if having:
            return self.register.fullest(having[0])
        told = [past.source.name for past in self.past if noun in (past.source.name or "").lower().split()]
        if told and kind != "outlet":
            return told[-1]
        if kind == "government" and noun not in ("government", "authority", "agency", "department"):
            return None
        spoken = [past.source.name for past in self.past if past.source.kind == kind and past.start < start]
        if spoken:
            return spoken[-1]
        before = [name for at, name in named if at < start]
        return before[-1] if before else None

    # Pronouns.

    def _pronoun(self, word: str, start: int) -> tuple[SourceKind, str | None, str]:
        if word in ("who", "which", "that"):
            return self._antecedent(start)
        if word in ("he", "him", "she", "her"):
            gender = "f" if word in _FEMALE else "m"
            best = min(
                (
                    (place + cost, source)
                    for place, source in enumerate(self._candidates(start))
                    if (cost := self._cost(source, gender)) is not None
                ),
                key=lambda each: each[0],
                default=None,
            )
            if best is not None and not (best[0] >= _DOUBTFUL and self._people_before(start, gender)):
                return best[1].kind, best[1].name, "pronoun"
            named = [
                (at, name)
                for name, places in self.register.people.items()
                for at in places
                if at < start and self.genders.get(name, gender) == gender
            ]
            return ("person", max(named)[1], "pronoun") if named else ("unresolved", None, "pronoun")
        kinds = (
            ("organisation", "government", "outlet", "document")
            if word == "it"
            else ("unnamed", "organisation", "government")
        )
        if word in ("it", "they", "them"):
            for source in self._candidates(start):
                if source.kind in kinds:
                    return source.kind, source.name, "pronoun"
        if word in ("we", "i", "you"):
            for source in self._candidates(start):
                return source.kind, source.name, "speaks of itself"
        return "unresolved", None, "pronoun"

    def _candidates(self, start: int) -> list[Source]:
        """Sources that spoke before a place, the last first; those too far back are not meant any more."""
        return [past.source for past in reversed(self.past) if past.start < start and start - past.start < 1500][:8]

    def _cost(self, source: Source, gender: str) -> float | None:
        """How little a source is likely to be the owner of a pronoun, in places; None when it cannot be."""
        if source.kind == "person":
            known = self.genders.get(source.name or "") or self._word_gender(
                " ".join(each.text for each in source.mention)
            )
            return None if known and known != gender else 0.0 if known else 1.5
        if source.kind in ("role", "unnamed"):
            known = self._word_gender(" ".join(each.text for each in source.mention))
            return None if known and known != gender else 0.3 if known else 2.5
        return None

    def _people_before(self, start: int, gender: str) -> bool:
        return any(
            at < start and self.genders.get(name) == gender
            for name, places in self.register.people.items()
            for at in places
        )

    def _antecedent(self, start: int) -> tuple[SourceKind, str | None, str]:
        runs = [run for run in self.register.runs if run.end <= start and start - run.end < 80]
        if runs:
            answer = self._of_name(runs[-1].name)
            if answer:
                return answer[0], answer[1], "the name before"
        return "unresolved", None, "pronoun"

    def _word_gender(self, words_: str) -> str:
        low = {word.strip(".,’'").lower() for word in words_.split()}
        return "f" if low & _FEMALE else "m" if low & _MALE else ""

    def _gender(self, name: str, places: Sequence[int]) -> str:
        """What the article shows: a title before the name, or the first pronoun of the sentence behind it."""
        surname = name.split()[-1]
        if len(self.register.surnames.get(surname, ())) > 1:
            return first_names().get(name.split()[0].lower(), "")
        if found := re.search(
            rf"\b(Mr|Mrs|Ms|Miss|Sir|Dame|Lord|Lady|King|Queen)\.?\s+(?:\w+\s+)?{re.escape(surname)}\b", self.text
        ):
            return self._word_gender(found[1])
        near = [self.text[max(0, place - 40) : place] for place in places]
        if gender := self._word_gender(" ".join(" ".join(each.split()[-3:]) for each in near)):
            return gender
        votes = ""
        for found in re.finditer(rf"\b{re.escape(surname)}\b", self.text):
            behind = re.match(r"[^.!?\n]{0,120}?\b(he|she|his|her|him|herself|himself)\b", self.text[found.end() :])
            others = behind and re.search(r"[A-Z]\w+\s+[A-Z]\w+", behind[0])
            if behind and not others:
                votes += self._word_gender(behind[1])
        if votes:
            return max(set(votes), key=votes.count)
        first = name.split()[0].lower()
        return first_names().get(first, "")

    def addressee(self, mention: str, start: int, *, is_told: bool) -> tuple[SourceKind, str | None, str]:
        """As `resolve`; a name that is told something and is neither person nor place is an outlet."""
        kind, name, how = self.resolve(mention, start)
        bare = _ARTICLE.sub("", mention)
        is_name = bare[:1].isupper() and len(bare.split()) <= 3 and not re.search(r"[’']s\b", bare)
        known = name in self.register.people or bare in self.register.surnames
        may_be = kind in ("person", "unresolved") or (kind == "organisation" and bare.isupper())
        if is_told and is_name and not known and may_be:
            return "outlet", bare, "told something, and no person"
        if kind == "unresolved" and re.match(r"(?:reporters|journalists|the press|a reporter|us)\b", mention):
            return "unnamed", None, "the press"
        return kind, name, how

    # Phrases.

    def _head(self, mention: str) -> str:
        """The mention up to what follows its noun: an apposition, "of …", "who …"."""
        tail = _TAIL.search(mention)
        while tail and self._inside_name(mention, tail):
            tail = _TAIL.search(mention, tail.end())
        return mention[: tail.start()] if tail and tail.start() else mention

    def _inside_name(self, mention: str, tail: re.Match[str]) -> bool:
        before, after = mention[: tail.start()].split(), mention[tail.end() :].split()
        word = tail[0].strip()
        if word in ("of", "for", "on") and before and after and before[-1][:1].isupper():
            return after[0][:1].isupper() or (after[0] == "the" and len(after) > 1 and after[1][:1].isupper())
        return word == "and" and bool(before and after and before[-1][:1].isupper() and after[0][:1].isupper())

    def _noun(self, head: str) -> str:
        """The noun of a phrase, in small letters."""
        parts = re.sub(r"[’']s\b", "", head).lower().split()
        return parts[-1].strip(".,’'“”\"") if parts else ""
