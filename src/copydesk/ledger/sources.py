"""Who a mention is: a name, a kind, or openly nobody.

Each rule is a small part that answers or passes on; what no rule answers stays unresolved. Pronouns agree with their
owner in number and, as far as the article shows it, in gender; of several owners the one that spoke last is meant.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import groupby
from typing import Final, NamedTuple

from copydesk.ledger.interviews import Interview
from copydesk.ledger.lexicon import first_names, is_one_of, metonyms, words
from copydesk.ledger.names import Named, Register, head_noun, is_of_state, is_office, is_people
from copydesk.ledger.phrases import ARTICLE, Phrase, gender_of, head_of, noun_of, phrase_of
from copydesk.records import Source, SourceKind, Words

Answer = tuple[SourceKind, str | None, str]
"""Kind, name, and the rule that found them."""

_PRONOUNS: Final = frozenset("he she they it we i you who which that this those these him her them".split())
_POSSESSIVES: Final = {"his": "he", "her": "she", "its": "it", "their": "they", "our": "we", "my": "i", "hers": "she"}
_OWN: Final = re.compile(
    r"(?:this|our)\s+(?:own\s+)?(?:news)?(?:paper|page|site|website|agency|reporter|correspondent|magazine|programme)\b",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(
    r"(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bMrs)(?<!\b[A-Z])[.!?][”\"’']*\s+(?=[^a-z])|\n+"
)
_FAR: Final = 1500
"""Characters behind which nobody is meant by a pronoun any more."""
_NEAR: Final = 300
"""Characters behind which a name in passing is no longer "the paper"."""
_SECOND: Final = 0.35
"""How much less likely the second that a sentence names is meant than the first: the first is mostly its subject."""
_SPOKE: Final = 0.6
"""How much likelier one is meant who spoke there."""
_ASKED: Final = 2.0
"""How much less likely one is meant who asked a question: the next to speak is who answers."""
_QUOTED: Final = 1.5
"""How much less likely one is meant who is named only inside a quotation."""
_BODIES: Final[tuple[SourceKind, ...]] = ("government", "organisation")
_NEWS: Final = re.compile(r"\b(?:news|press|photo|picture|wire|world|broadcast\w*|radio|television)\b", re.IGNORECASE)
_OFFICE: Final = re.compile(
    r"(?:[’']s?|^(?:his|her|their|my|our)|presidential|ministerial|mayoral|private)\s+(?:[a-z]+\s+)?office$",
    re.IGNORECASE,
)
"""The office of a person; an office that is only called by its matter is a body ("the tax office")."""
_TESTIFIES: Final = re.compile(
    r"(?:,[^,.]{1,60},)?\s+(?:(?:had\s+)?testified|gave\s+evidence|took\s+the\s+(?:witness\s+)?stand|was\s+called"
    r"|told\s+the\s+(?:court|jury|tribunal|inquest|inquiry|hearing|commission|coroner|judge)|told\s+(?:Mr\s+|Ms\s+)?Justice)\b"
)
"""Behind the name of somebody who gives evidence."""
_OPENS: Final = re.compile(r"(It\b|(?:(?:The|An?)\s+(?:[a-z][\w’'-]*\s+){1,3})?)")
"""How a sentence opens: with "It", with a noun phrase, or otherwise."""
_A_PERSON: Final = re.compile(r"(?:a|an)\s", re.IGNORECASE)
_NAMELESS: Final = re.compile(
    r"\b(?:anonym\w+|unnamed|on condition|not to be|not authori[sz]ed|(?:spokes|spokesper)\w+)\b", re.IGNORECASE
)
"""Who is described so as not to be named, or speaks for somebody else."""
_OPENS_BARE: Final = re.compile(r"(?:^|[.!?][”\"’]?\s|[,.!?][”\"]\s)$")
_AGED: Final = re.compile(r",\s(?:aged\s)?\d\d,|\s\(\d\d\)")
_GOES_ON_BARE: Final = re.compile(
    rf"(?:{_AGED.pattern})?\s(?!(?:and|of|for|was|were|is|are|has|had|will|who|in|at|on|from|died)\b)[a-z]+\b"
    rf"|(?:{_AGED.pattern})\swho\b"
)
"""Behind a name that says no more of whose it is: an age, then what somebody does."""
_KINDS_OF_MINISTER: Final = frozenset("prime foreign interior deputy vice former home".split())
"""Words that tell one office from another of the same noun."""
_SAME_OFFICE: Final = {"judge": "justice", "justice": "judge", "magistrate": "judge", "mp": "deputy"}
_TITLE: Final = re.compile(
    r"\b(Mr|Mrs|Ms|Miss|Sir|Dame|Lord|Lady|King|Queen|Hajiya|Alhaji|Madame)\.?\s+(?P<first>\w+\s+)?$"
)
_ANY_PRONOUN: Final = re.compile(r"\b(?:his|her|hers|he|she|him)\b", re.IGNORECASE)
_NEXT_PRONOUN: Final = re.compile(r"[^.!?\n]{0,120}?\b(he|she|his|her|him|herself|himself)\b")
_TWO_CAPITALS: Final = re.compile(r"[A-Z]\w+\s+[A-Z]\w+")
_ASKED_BY: Final = re.compile(r"(?:[”\"]\s+asked|\b[Aa]sked\s+by)\s+(?:[\w’'-]+\s+){0,3}$")
_ASKS: Final = re.compile(r"[^.!?\n“\"]{0,3}\s+asked\b(?!\s+by)")
_KIN: Final = re.compile(r"\b(?:[Mm]y|[Hh]is|[Hh]er|[Oo]ur|[Tt]heir)\s+\w+,\s+$")
_THINGS: Final[dict[SourceKind, float]] = {"organisation": 0.0, "government": 0.0, "outlet": 0.0, "document": 0.3}
"""What "it" may be, and how little it is likely."""
_MANY: Final[dict[SourceKind, float]] = {"unnamed": 0.0, "organisation": 0.5, "government": 0.7}
"""What "they" may be."""


class Past(NamedTuple):
    """A source that spoke before, and where."""

    start: int
    source: Source


class Resolver:
    """Names for the mentions of one article, in their order."""

    def __init__(self, text: str, register: Register | None = None, outlet: str | None = None, title: str = "") -> None:
        self.text = text
        self.register = register or Register(text)
        self.outlet = outlet
        self.title = title
        self.past: list[Past] = []
        self.interview = Interview(text)
        self.genders: dict[str, str] = {}
        for name, places in self.register.people.items():
            if gender := self._gender(name, places):
                self.genders[name] = gender

    def source(self, spans: Sequence[Words], *, where: str = "text") -> Source:
        """The source behind a mention; it is remembered for the pronouns that follow."""
        words_ = " ".join(span.text for span in spans).strip(" ,\u00a0")
        start = spans[0].start if where == "text" else len(self.text)  # a title knows the whole article
        kind, name, how = self.resolve(words_, start)
        found = Source(kind=kind, mention=tuple(spans), name=name, how=how)
        if where == "text" and kind != "unresolved":
            self.past.append(Past(start, found))
        return found

    def resolve(self, mention: str, start: int) -> Answer:
        """Kind, name and the rule that found them."""
        mention = re.sub(r"(?:(?<=\w)[’']s|(?<=s)[’'])$", "", mention)
        mention = re.sub(r"\((?:retd|rtd|retired)\.?\)\s+", "", mention)
        mention = re.sub(r"\s+(?:it|him|her|them)sel(?:f|ves)$", "", mention)
        low = _POSSESSIVES.get(mention.lower(), mention.lower())
        if self.outlet and (_OWN.fullmatch(mention) or (low in ("we", "us", "i", "me") and self._is_own_voice(start))):
            return self._own_kind, self.outlet, "this outlet"
        if (answer := self._spoken_to(low, start)) is not None:
            return answer
        if low in _PRONOUNS:
            return self._pronoun(low, start)
        phrase = phrase_of(mention)
        for rule in (
            self._label,
            self._metonym,
            self._named,
            self._beside,
            self._capital_office,
            self._outlet_word,
            self._office,
            self._writing,
            self._people,
            self._body,
            self._somebody,
        ):
            if (answer := rule(phrase, start)) is not None:
                return answer
        return "unresolved", None, "no rule"

    def going_on(self, start: int, earlier: Source) -> Source:
        """The source of a statement that names none and goes on from another ("… said no and demanded an inquiry")."""
        found = Source(kind=earlier.kind, name=earlier.name, how="goes on from the statement before")
        self.past.append(Past(start, found))
        return found

    # Rules.

    def _metonym(self, phrase: Phrase, _: int) -> Answer | None:
        bare = ARTICLE.sub("", phrase.mention)
        name = metonyms().get(bare.lower())
        if name is None or not bare[:1].isupper():
            return None
        return "government", name, "metonym"

    def _is_quoted(self, start: int) -> bool:
        """Whether a place stands inside quotation marks of its paragraph."""
        before = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        return before.count("“") > before.count("”") or before.count('"') % 2 == 1

    def _is_own_voice(self, start: int) -> bool:
        return not self._is_quoted(start) and self.interview.at(start) != "answers"

    @cached_property
    def _own_kind(self) -> SourceKind:
        """What the outlet is: that of a statement is the body that makes it."""
        what = self.register.what(self.outlet or "")
        if what in ("organisation", "government") or self.text.startswith(f"{self.outlet} "):
            return "government" if what == "government" else "organisation"
        return "outlet"

    # Interviews.

    def _label(self, phrase: Phrase, _: int) -> Answer | None:
        """A speaker of an interview by what stands before the turn: a surname, initials, Q and A; a site's address."""
        mention = phrase.mention
        if re.fullmatch(r"[\w.-]+\.(?:com|org|net|info|co\.\w\w|[a-z]{2})", mention):
            return "outlet", mention, "a site by its address"
        part = self.interview.part(mention.rstrip(" :"))
        if part is None:
            return None
        return self._asking if part == "asks" else self._answering

    @cached_property
    def _asking(self) -> Answer:
        """Who asks the questions: somebody by name, or this outlet."""
        label = self.interview.asks
        if not self._is_of_outlet(label) and (person := self._labelled(label)):
            return "person", person, "asks the questions"
        return ("outlet", self.outlet, "asks the questions") if self.outlet else ("unresolved", None, "asks")

    @cached_property
    def _answering(self) -> Answer:
        """Who answers the questions: a name by its label, else the one who is named first."""
        label = self.interview.answers
        first = min(((places[0], name) for name, places in self.register.people.items()), default=(len(self.text), ""))
        named = self._labelled(label)
        if not named and first[0] < self.interview.turns[0].start:
            named = first[1]
        if not named:
            named = next(iter(self._in_title), label if len(label) > 2 else "")
        return "person", named or None, "answers the questions"

    def _is_of_outlet(self, label: str) -> bool:
        own = re.sub(r"^The ", "", self.outlet or "")
        initials = "".join(part[0] for part in own.split())
        return label in ("Q", "Question", "Interviewer", initials) or f" {label} ".lower() in f" {own} ".lower()

    @cached_property
    def _in_title(self) -> list[str]:
        """People whom the title names in full, and the text perhaps only by surname."""
        found = self.register.__class__(self.title)
        return [name for name in found.people if name.split()[0].lower() in first_names()]

    def _labelled(self, label: str) -> str:
        bare = label.replace(".", "")
        if bare.isupper() and 2 <= len(bare) <= 3:
            names = dict.fromkeys([*self.register.people, *self._in_title])
            found = [each for each in names if "".join(part[0] for part in each.split()) == bare]
            return found[0] if len(found) == 1 else ""
        return self._person(label) or next((each for each in self._in_title if each.split()[-1] == label), "")

    def _spoken_to(self, word: str, start: int) -> Answer | None:
        """Who "you" is in a question and "I" in an answer."""
        part = self.interview.at(start)
        if (part, word) in (("asks", "you"), ("answers", "i"), ("answers", "we")):
            return self._answering
        return self._asking if (part, word) in (("asks", "i"), ("answers", "you")) else None

    # Names.

    def _named(self, phrase: Phrase, start: int) -> Answer | None:
        """A name at the head of the mention."""
        at_head = [run for run in self._names(phrase, start) if _is_at_head(run, phrase)]
        if not at_head or self._is_office(at_head[-1].name):
            return None
        name = at_head[-1].name
        if is_people(name.split()[-1]) and not re.search(r"\s(?:of|for)\s", name):
            return "unnamed", None, "people of a kind"
        if phrase.is_indefinite and name.isupper() and " " not in name:
            return "organisation", None, "a kind of body"  # a super PAC
        answer = self._of_name(at_head[-1].name)
        alone = " " not in at_head[-1].name and phrase.mention[: at_head[-1].start].lower() == "the "
        if alone and answer is not None and answer[0] == "person" and at_head[-1].name not in self.register.surnames:
            return "organisation", answer[1], "a name with an article"
        return answer

    def _beside(self, phrase: Phrase, start: int) -> Answer | None:
        """A name in apposition to the head ("the mayor, Ada Holt"), or a title ("a report, “Cold Water”")."""
        if called := re.search(r"\b(?:name|named|identified|known)\s+(?:only\s+)?as\s+([A-Z]\w+)$", phrase.mention):
            return "person", self._person(called[1]) or called[1], "goes by a name"
        titled = re.search(r",\s*[“\"‘]([^”\"’]+)[”\"’]", phrase.behind)
        if titled and is_one_of(phrase.noun, "document"):
            return "document", titled[1].strip(" ,"), "title in apposition"
        if name := self._joined_name(phrase):
            return "organisation", name, "apposition"
        apposed = re.search(r"(?:,|\s[—–-])\s*(?:the\s+)?(?=[A-ZÀ-ÞŽŠČ])", phrase.behind)
        if not apposed:
            return None
        after = len(phrase.head) + apposed.start()
        beside = next((run for run in self._names(phrase, start) if run.start >= after), None)
        in_place = re.match(r"\s+(?:in|from|at|near|of)\s+[A-Z]", phrase.behind)
        if beside is None or phrase.mention[beside.end :].startswith(("’s ", "'s ")):
            return None  # "a lawyer, Holt's former partner"
        if in_place and " " not in beside.name:  # "a woman in Lodra, Norland"
            return None
        is_state = is_one_of(phrase.noun, "government") and self.register.what(beside.name) in _BODIES
        if is_one_of(phrase.noun, "outlet") and not is_state:
            return "outlet", beside.name, "apposition"
        answer = self._of_name(beside.name)
        if answer is None or (answer[0] == "person" and is_one_of(phrase.noun, "document")):
            return None
        is_new = not self._is_surely_person(beside)
        if phrase.is_indefinite and not phrase.behind.startswith(",") and (is_new or answer[0] != "person"):
            return None  # two people at the board, Lodra Cricket
        is_body = phrase.noun in words("plural_bodies") or (phrase.noun in words("firm") and is_new)
        return "organisation" if is_body and answer[0] == "person" else answer[0], answer[1], "apposition"

    def _capital_office(self, phrase: Phrase, start: int) -> Answer | None:
        """An office in capitals whose holder stands nowhere beside it ("the Registrar of Ferries")."""
        at_head = [run for run in self._names(phrase, start) if _is_at_head(run, phrase)]
        if not at_head:
            return None
        noun = head_noun(at_head[-1].name).lower()
        person = self._holder(noun, start)
        if person and not noun.endswith("s"):
            return "person", person, f"office: {noun}"
        return "unnamed" if noun.endswith("s") else "role", None, "office without a name"

    def _outlet_word(self, phrase: Phrase, start: int) -> Answer | None:
        """A name before an outlet's word: "the Gazette's website", "Norlandian state television"."""
        inside = [run for run in self._names(phrase, start) if run.end <= len(phrase.head)]
        if not inside or not is_one_of(phrase.noun, "outlet") or _is_at_head(inside[-1], phrase):
            return None
        owner, behind = inside[-1].name, phrase.mention[inside[-1].end :]
        if re.match(r"[’']s\s+(?:web\s?site|site|app|blog|feed|page)\b", behind):
            return "outlet", owner, "an outlet's site"
        if re.search(r"(?:ian|ese|ish|an)$", owner) or re.match(r"[’']s?\b", behind):
            return "outlet", phrase.bare, "an outlet's own words"
        return "outlet", owner, "name before an outlet's word"

    def _names(self, phrase: Phrase, start: int) -> list[Named]:
        return [run for run in phrase.runs if not self._is_common_noun(run, phrase.mention, start)]

    def _joined_name(self, phrase: Phrase) -> str:
        """The whole of a body's name in apposition that "and" or "for" would part ("the auditor, Holt and Lind")."""
        noun = phrase.noun
        if not (is_one_of(noun, "organisation") or noun == "auditor") or noun.endswith("s"):
            return ""
        found = re.match(r",\s+((?:[A-Z][\w’']+\s+)+(?:(?:for|and)\s+(?:[A-Z][\w’']+\s*)+)+),?$", phrase.behind)
        return found[1].strip() if found else ""

    def _is_office(self, name: str) -> bool:
        """Whether capitals name an office ("the Foreign Minister"), not who holds it nor a paper ("the Leader")."""
        if " " not in name:
            return False
        noun = re.split(r"\s+(?:of|for)\b", name)[0].split()[-1]
        if not (is_office(noun) or is_one_of(noun, "unnamed")) or name.split()[0].lower() in first_names():
            return False
        person = self.register.person(name)
        if " " in person and not is_office(person.split()[-1]):
            return False  # Leader of the Opposition Ada Holt
        return self.register.what(name) != "outlet"

    def _is_common_noun(self, run: Named, mention: str, start: int) -> bool:
        """Whether a capital only begins the sentence, or honours an office ("Engineers", "the Treasurer")."""
        word = run.name.lower()
        if run.name in self.register.surnames and not mention.lower().startswith("the "):
            return False
        if word in words("titles"):
            return True
        if " " in word:
            return False
        if is_office(word):
            return True
        if mention[: run.start].lower().strip() not in ("", "the"):
            return False
        if any(is_one_of(word, kind) for kind in ("unnamed", "document")):
            begins = self._begins_sentence(start)
            return begins or not mention[: run.start] or self.register.what(run.name) != "outlet"
        is_title = start >= len(self.text)
        if is_title and run.name not in self.register.names and re.search(rf"\b{re.escape(word)}\b", self.text):
            return True  # "Chemist", who is "the chemist" in the article
        begins = not mention[: run.start] and self._begins_sentence(start)
        if any(is_one_of(word, kind) for kind in ("outlet", "government", "organisation")):
            return begins or self.register.what(run.name) != "outlet"
        if not begins or not re.search(r"[^is]s$", word):
            return False
        return all(self._begins_sentence(each.start) for each in self.register.runs if each.name == run.name)

    def _begins_sentence(self, start: int) -> bool:
        """Whether a place is the first of a sentence, or in a title."""
        return start >= len(self.text) or not start or start in self._ends

    def _of_name(self, name: str) -> Answer | None:
        if person := (self._person(name) if name in self.register.surnames else ""):
            return "person", person, "name"
        if self.outlet and name.lower() == re.sub(r"^the ", "", self.outlet.lower()):
            return self._own_kind, self.outlet, "this outlet"
        what = self.register.what(name)
        full = self.register.fullest(name)
        if what == "outlet" and full == name and self.outlet and self.outlet.endswith(f" {name}"):
            return "outlet", self.outlet, "this outlet"
        if what in ("organisation", "government", "outlet"):
            return self._kind_of(full, what), full, "name"
        if person := self._person(name):
            return "person", person, "name"
        if what == "place":
            return "government", name, "a place that speaks"
        if what == "person":
            bare = self.register.person(name)
            return "person", bare or name, "name"
        if what == "document":
            return "document", name, "name"
        if self.outlet and name.lower() in self.outlet.lower():
            return self._own_kind, self.outlet, "this outlet"
        return None

    def _kind_of(self, name: str, otherwise: SourceKind) -> SourceKind:
        return self.register.bodies[name][0] if name in self.register.bodies else otherwise

    def _person(self, name: str) -> str:
        """The full name of a person that a name stands for, if the article has it."""
        bare = self.register.person(name)
        if not bare:
            return ""
        if bare in self.register.people:
            return bare
        found = self.register.surnames.get(bare, [])
        if not found:
            found = [full for full in self.register.people if full.split()[0] == bare]
        if len(found) > 1:
            gender = gender_of(name)
            found = [each for each in found if not gender or self.genders.get(each, gender) == gender] or found
            spoken = [past.source.name for past in reversed(self.past) if past.source.name in found]
            found = [spoken[0]] if spoken else found
        return found[0] if found else ""

    def _office(self, phrase: Phrase, start: int) -> Answer | None:
        """An office, and who holds it where the article says so; the office of a person."""
        head, noun, two = phrase.head, phrase.noun, phrase.two
        if phrase.is_indefinite and (person := self._named_later(noun, start) or self._identified(phrase, start)):
            return "person", person, f"named later: {noun}"
        if noun in ("leader", "president") and (person := self._head_of_state(head)):
            return "person", person, "head of state"
        for office in () if phrase.is_indefinite else (two, noun):
            is_other = office == noun and two.partition(" ")[0] in _KINDS_OF_MINISTER
            if not is_other and (person := self._holder(office, start)):
                return "person", person, f"office: {office}"
        if start >= len(self.text) and (person := self._in_lead(phrase)):
            return "person", person, f"named in the article: {noun}"
        is_known = phrase.mention.lower().startswith("the ") or (noun == "witness" and start >= len(self.text))
        if is_known and (person := self._described(noun, start)):
            return "person", person, f"named elsewhere: {noun}"
        if noun in ("chief", "boss", "head") and (person := self._head_of(two.partition(" ")[0])):
            return "person", person, "heads something"
        if two == "head office":
            return "organisation", None, "head office"
        if noun in words("offices") and (noun != "office" or _OFFICE.search(head) or phrase.behind.startswith(" of")):
            return "role", None, f"a body by its office: {noun}"
        return None

    def _writing(self, phrase: Phrase, start: int) -> Answer | None:
        """An outlet or a document without a name."""
        noun = phrase.noun
        if noun.endswith("s") and is_one_of(noun, "outlet") and noun not in words("outlet") | {"press", "news"}:
            return "unnamed", None, "several outlets"
        if is_one_of(noun, "government") and not _NEWS.search(phrase.head) and self._is_of_state(phrase, start):
            return None
        is_study = noun == "paper" and phrase.is_indefinite
        if is_one_of(noun, "outlet") and not is_study:
            name = None if phrase.is_indefinite else self._last("outlet", phrase, start)
            if name or not is_one_of(noun, "document") or phrase.mention.lower().startswith(("his ", "her ", "their ")):
                return "outlet", name, f"outlet's word: {noun}"
        return ("document", None, f"document: {noun}") if is_one_of(noun, "document") else None

    def _is_of_state(self, phrase: Phrase, start: int) -> bool:
        """Whether "agency" or "service" is said of an authority: with a word before it, or if one was named last."""
        found = self._salient(start, lambda source: 0.0 if source.kind in ("outlet", "government") else None)
        return " " in phrase.bare or (found is not None and found.kind == "government")

    def _people(self, phrase: Phrase, _: int) -> Answer | None:
        """An office or a profession without a name; people who are only described."""
        noun = phrase.noun
        is_role, is_described = is_office(noun), is_one_of(noun, "unnamed")
        if is_role and not noun.endswith("s") and (not phrase.is_indefinite or noun in words("speaking")):
            return "role", None, f"office without a name: {noun}"
        if phrase.is_definite and noun in words("professions"):
            return "role", None, f"a profession: {noun}"
        return ("unnamed", None, f"described only: {noun}") if is_role or is_described else None

    def _body(self, phrase: Phrase, start: int) -> Answer | None:
        """A body by a word for such bodies, and the one that was named before."""
        noun = phrase.noun
        if noun in words("leading") and (answer := self._led(phrase)):
            return answer
        for kind in _BODIES:
            if noun.endswith("s") and noun != "authorities" and noun not in words(kind) and is_one_of(noun, kind):
                return "unnamed", None, "several bodies"
        if is_of_state(noun, phrase.bare.lower().split()):
            own = self._last("government", phrase, start) or _own_words(phrase)
            return "government", own, f"a state's body: {noun}"
        for kind in _BODIES:
            if is_one_of(noun, kind) or is_one_of(phrase.two, kind):
                name = None if phrase.is_indefinite else self._last(kind, phrase, start)
                if kind == "organisation" and (name or "").lower() == phrase.noun:
                    name = None  # "the Opposition" is no name
                if kind == "government" and not phrase.is_indefinite:
                    name = name or _own_words(phrase)
                return self._kind_of(name, kind) if name else kind, name, f"body's word: {phrase.noun}"
        return None

    def _led(self, phrase: Phrase) -> Answer | None:
        """The body that speaks through those who lead it ("the board of Lodra Metals")."""
        run = next((run for run in phrase.runs if run.start >= len(phrase.head)), None)
        if run is None or not re.fullmatch(r"\s+of\s+(?:the\s+)?", phrase.mention[len(phrase.head) : run.start]):
            return None
        answer = self._of_name(run.name)
        return answer if answer and answer[0] in _BODIES else None

    def _somebody(self, phrase: Phrase, _: int) -> Answer | None:
        """Who is told by nothing but a noun that is in no list."""
        noun = phrase.noun
        if phrase.is_indefinite or noun in words("crowds"):
            return "unnamed", None, "indefinite"
        if not noun.isalpha() or re.search(r"(?:ion|ment|ness|ity|ing|ance|ence|ism|ure|tory)$", noun):
            return None  # a thing
        if noun.endswith("s"):
            return "unnamed", None, f"people: {noun}"
        return ("role", None, f"somebody by what he does: {noun}") if phrase.is_definite else None

    def _holder(self, office: str, start: int) -> str:
        """The one person who is said to hold an office; of several the last one before."""
        held = self.register.offices.get(office, []) or self.register.offices.get(_SAME_OFFICE.get(office, ""), [])
        names = dict.fromkeys(name for _, name in held)
        if len(names) == 1:
            return next(iter(names))
        before = [name for at, name in held if at < start]
        return before[-1] if before else ""

    def _named_later(self, noun: str, start: int) -> str:
        """Who is named where the article comes back to one that it only describes first ("The driver, Ada Holt, …")."""
        found = re.search(rf"\b[Tt]he\s+{re.escape(noun)},\s+(?=[A-Z])", self.text[start:])
        run = next((run for run in self.register.runs if found and run.start == start + found.end()), None)
        if run is None or self.text[run.end : run.end + 1] not in (",", ".", ";"):
            return ""
        is_person = self._is_surely_person(run) or (" " in run.name and self.register.what(run.name) == "person")
        return self.register.person(run.name) if is_person else ""

    def _described(self, noun: str, start: int) -> str:
        """Whom "the keeper" means: one known by name who was told by that noun, or who is named with it later."""
        for past in reversed(self.past):
            words_ = " ".join(each.text for each in past.source.mention)
            if past.source.kind == "person" and noun_of(head_of(words_)) == noun:
                return past.source.name or ""
        if noun == "witness" and (person := self._witness(start)):
            return person
        return self._named_later(noun, start)

    def _witness(self, start: int) -> str:
        """Who was heard last before a place of the report of a trial or an inquest."""
        heard = [
            (at, name)
            for name, places in self.register.people.items()
            for at in places
            if at < start and _TESTIFIES.match(self.text, at + len(name))
        ]
        return max(heard)[1] if heard else ""

    def _in_lead(self, phrase: Phrase) -> str:
        """Whom a bare noun of a title means: who is described by it where the article begins, and named then."""
        lead = re.search(
            rf"\A[^\n]*?\b((?:An?|an?)\s+(?:[\w’'-]+\s+){{0,3}}?{re.escape(phrase.noun)})\b", self.text, re.IGNORECASE
        )
        return self._identified(phrase_of(lead[1]), lead.start(1)) if lead else ""

    def _identified(self, phrase: Phrase, start: int) -> str:
        """Who somebody is whom an article opens with and then calls by a bare name: "A baker said … Ada Holt, 44, …".

        A name that comes without saying whose it is belongs to who was described before.
        """
        is_body = any(is_one_of(phrase.noun, kind) for kind in ("document", "outlet", *_BODIES))
        if is_body or not _A_PERSON.match(phrase.mention) or _NAMELESS.search(phrase.mention):
            return ""
        people = (run for run in self.register.runs if " " in run.name and self.register.what(run.name) == "person")
        first = next((run for run in people if _AGED.match(self.text, run.end) or self._is_surely_person(run)), None)
        if first is None or first.start < start or not _GOES_ON_BARE.match(self.text, first.end):
            return ""
        begins = _OPENS_BARE.search(self.text[: first.start].rsplit("\n", 1)[-1]) is not None
        return self.register.person(first.name) if begins else ""

    def _head_of(self, matter: str) -> str:
        """Who heads what a headline names ("fire chief" for the fire commissioner)."""
        held = self.register.offices.items()
        found = {name for office, places in held for _, name in places if office.split()[0] == matter and " " in office}
        return found.pop() if len(found) == 1 else ""

    def _head_of_state(self, head: str) -> str:
        """Who leads the state that a phrase names ("the Russian leader"): its president, if one is."""
        state = ARTICLE.sub("", head).split()
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

    def _last(self, kind: SourceKind, phrase: Phrase, start: int) -> str | None:
        """The body that a word such as "the ministry" goes back to: one with that word, else the last that fits."""
        noun, before = phrase.noun, phrase.bare.lower().split()[:-1]
        noun = "police" if noun == "force" and not before else noun
        named = [name for name, (what, _) in self.register.bodies.items() if what == kind and _may_be(noun, name)]
        introduced = [name for name in named if self.register.is_introduced(name, noun)]
        if introduced and not (kind == "government" and before):
            return self.register.fullest(introduced[0])
        having = [name for name in self.register.bodies if noun in name.lower().split()]
        having = [name for name in having if all(word.removesuffix("’s") in name.lower() for word in before)]
        if having:
            return self.register.fullest(having[0])
        told = [past.source.name or "" for past in self.past if noun in (past.source.name or "").lower().split()]
        told = [name for name in told if all(word in name.lower() for word in before)]
        if told and kind != "outlet":
            return told[-1]
        if kind == "government":
            if before or noun not in ("government", "authority", "agency", "department", "regulator", "watchdog"):
                return None if before else self._phrase(noun)
        elif kind == "organisation" and not self._is_any(noun, alone=not before or start >= len(self.text)):
            return None
        if start >= len(self.text):
            return self.register.fullest(named[0]) if named else None
        found = self._salient(
            start, lambda source: 0.0 if source.kind == kind and _may_be(noun, source.name or "") else None
        )
        return found.name if found else self._outlet_before(start) if kind == "outlet" else None

    def _outlet_before(self, start: int) -> str | None:
        """The outlet that "the paper" means where none spoke: one named in passing, or a name of nothing known."""
        for run in reversed([run for run in self.register.runs if start - _NEAR < run.start and run.end <= start]):
            what = self.register.what(run.name)
            has_article = self.text[max(0, run.start - 4) : run.start].lower() == "the "
            if what == "outlet" or (has_article and what != "place" and not self.register.is_body_by_words(run.name)):
                return self.register.fullest(run.name) if not self._is_office(run.name) else None
        return None

    def _is_any(self, noun: str, *, alone: bool) -> bool:
        """Whether a word goes back to any body that it may be said of, and not only to a name that has the word."""
        return noun in words("firm") or (alone and noun in words("any_body"))

    def _phrase(self, noun: str) -> str | None:
        """What a body without a name is called elsewhere ("the defence ministry")."""
        owned = r"(?:[Tt]he|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[’']s)"
        found = re.search(rf"\b{owned}\s+((?:[A-Z][\w-]*\s+)?(?:[a-z-]+\s+){{1,2}}?{noun})\b", self.text)
        return found[1] if found else None

    # Pronouns and what they go back to.

    def _pronoun(self, word: str, start: int) -> Answer:
        if word in ("who", "which", "that"):
            return self._antecedent(word, start)
        found: Source | None = None
        if word in ("he", "him", "she", "her"):
            gender = gender_of(word)
            found = self._salient(start, lambda source: self._cost(source, gender, start))
        elif word == "it":
            if re.match(r"it\s+(?:reads?|ran)\b", self.text[start:], re.IGNORECASE) or self._is_after_writing(start):
                return "document", None, "a writing that reads"
            found = self._salient(start, lambda source: _THINGS.get(source.kind))
        elif word in ("they", "them"):
            found = self._salient(start, lambda source: _MANY.get(source.kind))
        elif word in ("we", "i", "you"):
            spoken = [past.source for past in self.past if past.start < start and start - past.start < _FAR]
            found = spoken[-1] if spoken else None
        return (found.kind, found.name, "pronoun") if found else ("unresolved", None, "pronoun")

    def _is_after_writing(self, start: int) -> bool:
        """Whether the sentence before is about a writing without a name, which opens it: "The study followed …"."""
        number = bisect_right(self._ends, start)
        begins = [0, *self._ends][: number + 1]
        opened = (found[1] for at in reversed(begins[:-1]) if (found := _OPENS.match(self.text, at)))
        opening = next((words_ for words_ in opened if words_ != "It"), "")
        return not self._is_quoted(start) and _is_writing(opening)

    @cached_property
    def _ends(self) -> list[int]:
        """Where sentences begin."""
        return [found.end() for found in _SENTENCE.finditer(self.text)]

    def _salient(self, start: int, cost: Callable[[Source], float | None]) -> Source | None:
        """Of those who were named or spoke before a place the one who is likeliest meant.

        The nearer sentence counts more, in it the one named first (its subject), and one who spoke more than one who
        was only named.
        """
        sentence = bisect_right(self._ends, start)
        is_quoted = self._is_quoted(start)
        best: tuple[float, int, Source] | None = None
        for number, group in groupby(self._mentioned(start), key=lambda each: bisect_right(self._ends, each[0])):
            fitting = [(at, source, spoke, fits) for at, source, spoke in group if (fits := cost(source)) is not None]
            ranks = {name: rank for rank, name in enumerate(dict.fromkeys(_key(source) for _, source, _, _ in fitting))}
            for at, source, spoke, fits in fitting:
                far = sentence - number + _SECOND * ranks[_key(source)] - _SPOKE * spoke + fits
                far += _ASKED * self._asks(at, at + len(source.mention[0].text if source.mention else ""))
                far += _QUOTED * (not spoke and not is_quoted and self._is_quoted(at))
                if best is None or (far, -at) < best[:2]:
                    best = (far, -at, source)
        return best[2] if best else None

    def _asks(self, start: int, end: int) -> bool:
        """Whether a name is that of one who asks something."""
        if "asked" not in self.text[max(0, start - 50) : end + 20].lower():
            return False
        before = _ASKED_BY.search(self.text, max(0, start - 50), start)
        return before is not None or _ASKS.match(self.text, end, end + 20) is not None

    def _mentioned(self, start: int) -> list[tuple[int, Source, bool]]:
        """Who was named or spoke before a place, where, and whether he spoke there."""
        found = [
            (past.start, past.source, True) for past in self.past if past.start < start and start - past.start < _FAR
        ]
        taken = [(part.start, part.end) for past in self.past for part in past.source.mention]
        for run in self.register.runs:
            if start - _FAR < run.start and run.end <= start and not any(at <= run.start < to for at, to in taken):
                answer = self._of_name(run.name)
                is_beside = self.text[run.end : start] == ", "  # "Holt, she said, …": not herself
                if answer is None or answer[2] == "a place that speaks":
                    continue
                if not is_beside and (answer[0] != "person" or self._is_surely_person(run)):
                    words_ = Words(run.start, run.end, run.name)
                    found.append((run.start, Source(kind=answer[0], mention=(words_,), name=answer[1]), False))
        return sorted(found, key=lambda each: each[0])

    def _is_surely_person(self, run: Named) -> bool:
        """Whether a name is more than one capital that may be anything."""
        name = self.register.person(run.name)
        if not name:
            return False
        first, _, rest = name.partition(" ")
        known = first.lower() in first_names() or len(name) < len(run.name) or name in self.register.surnames
        if known or (rest and (name in self._officers or rest in self.register.names)):
            return True
        return name in self._first_words or _KIN.search(self.text, max(0, run.start - 25), run.start) is not None

    @cached_property
    def _first_words(self) -> frozenset[str]:
        """First words of the names of people."""
        return frozenset(name.split()[0] for name in self.register.people)

    @cached_property
    def _officers(self) -> frozenset[str]:
        """Who is said to be something."""
        return frozenset(name for held in self.register.offices.values() for _, name in held)

    def _cost(self, source: Source, gender: str, start: int) -> float | None:
        """How little a source is likely to be the owner of a pronoun; None when it cannot be."""
        if self.interview.at(start) == "answers" and source.name and source.name == self._answering[1]:
            return None  # who answers says "I"
        words_ = ARTICLE.sub("", " ".join(each.text for each in source.mention))
        known = self.genders.get(source.name or "") or gender_of(head_of(words_))
        if source.kind == "person":
            return None if known and known != gender else 0.0 if known else 0.35
        if source.kind in ("role", "unnamed"):
            if re.search(r"(?:s|men|people|police|children)$", noun_of(head_of(words_))):
                return None
            return None if known and known != gender else 0.3 if known else 0.9
        return None

    def _antecedent(self, word: str, start: int) -> Answer:
        """The noun phrase right before a relative pronoun; "who" is said of people only."""
        for past in reversed(self.past):
            if past.source.mention and 0 <= start - past.source.mention[-1].end <= 2:
                return past.source.kind, past.source.name, "the source before"
        before = self.text[max(0, start - 80) : start]
        phrase = re.search(
            r"\b((?:the|an?|his|her|its|their|[A-Z][\w-]*[’']s)\s+(?:[a-z-]+\s+){0,3}[\w-]+),?\s+$", before
        )
        if phrase:
            return self.resolve(phrase[1], start - len(before) + phrase.start())
        near = [run for run in self.register.runs if run.end <= start < run.end + 80]
        for run in reversed(near):
            if re.search(r"[.!?]\s", self.text[run.end : start]):
                break
            answer = self._of_name(run.name)
            if answer and (word != "who" or answer[0] == "person"):
                return answer[0], answer[1], "the name before"
        return "unresolved", None, "pronoun"

    def _gender(self, name: str, places: Sequence[int]) -> str:
        """What the article shows: a title before the name, or the first pronoun of the sentence behind it."""
        surname = name.split()[-1]
        is_shared = len(self.register.surnames.get(surname, ())) > 1
        called = self.register.uses.places(name if is_shared else surname)
        for start, _ in called:
            title = _TITLE.search(self.text, max(0, start - 60), start)
            if title and not (is_shared and title["first"]):
                return gender_of(title[1])
        near = " ".join(" ".join(self.text[max(0, place - 40) : place].split()[-3:]) for place in places)
        if gender := gender_of(_ANY_PRONOUN.sub("", near)):
            return gender
        if gender := first_names().get(name.split()[0].lower(), ""):
            return gender
        votes = ""
        for _, end in () if is_shared else called:
            behind = _NEXT_PRONOUN.match(self.text, end)
            if behind and not _TWO_CAPITALS.search(behind[0]):
                votes += gender_of(behind[1])
        return "" if votes.count("f") == votes.count("m") else max("fm", key=votes.count)

    def addressee(self, mention: str, start: int, *, is_told: bool) -> Answer:
        """As `resolve`; a name that is told something and is neither person nor place is an outlet."""
        kind, name, how = self.resolve(mention, start)
        bare = ARTICLE.sub("", mention)
        is_name = bare[:1].isupper() and len(bare.split()) <= 3 and not re.search(r"[’']s\b", bare)
        is_person = bare in self.register.surnames or self._is_surely_person(Named(start, start + len(mention), bare))
        is_by_use = bare != mention and not self.register.is_body_by_words(name or bare)
        may_be = kind in ("person", "unresolved") or (kind == "organisation" and (bare.isupper() or is_by_use))
        if is_told and is_name and not is_person and may_be:
            return "outlet", bare, "told something, and no person"
        if kind == "unresolved" and re.match(r"(?:reporters|journalists|the press|a reporter|us)\b", mention):
            return "unnamed", None, "the press"
        return kind, name, how


def _key(source: Source) -> str:
    return source.name or " ".join(each.text for each in source.mention)


def _may_be(noun: str, name: str) -> bool:
    """Whether a word for bodies fits a name: no company is a union, no newspaper a radio."""
    found = set(name.lower().split())
    if not found:
        return False
    if noun in words("firm"):
        return not found & words("no_firm")
    if noun == "union":
        return bool(found & words("unions"))
    if noun in words("printed"):
        return not found & words("on_air")
    return True


def _is_at_head(run: Named, phrase: Phrase) -> bool:
    """Whether a name ends the head of a phrase."""
    return run.start < len(phrase.head) and run.end >= len(phrase.head.rstrip(" ,."))


def _is_writing(opening: str) -> bool:
    """Whether the first words of a sentence tell of a writing: "An open letter bearing"."""
    noun = next((word for word in opening.split() if is_one_of(word, "document")), "")
    return bool(noun) and not is_one_of(noun, "outlet")


def _own_words(phrase: Phrase) -> str:
    """What a body is called where it has no name: its own words, with the town of a court."""
    at = re.match(r"\s+(?:of|in|at)\s+[A-Z][\w-]*(?:\s+[A-Z][\w-]*)*", phrase.behind)
    bare = re.sub(r"^(?:[A-Z][\w-]*|[a-z]+)[’']s\s+", "", phrase.bare)
    return f"{bare}{at[0] if at else ''}"
