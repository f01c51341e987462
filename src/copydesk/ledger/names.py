"""Who and what an article names: people with their surnames and offices, bodies, outlets, places.

Names are runs of capitalised words. What a run is, the words in it tell (`parties.toml`), then how the article uses it:
a title or an office beside it, a body's word at its end, "in" before it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final, Literal, NamedTuple

from copydesk.ledger.lexicon import first_names, is_one_of, metonyms, words
from copydesk.ledger.uses import (
    ALONE_WITH_ARTICLE,
    ARTICLE,
    CAPITAL_ARTICLE,
    INSIDE,
    INSIDE_LONG,
    OF_STATE,
    PUBLISHES,
    SHARES,
    WHICH,
    Uses,
)

Body = Literal["organisation", "government", "outlet"]
What = Literal["person", "organisation", "government", "outlet", "document", "place", ""]

_CAP: Final = (
    r"(?:(?:[A-Z]\.){1,3}|(?:Mr|Mrs|Ms|Dr|St|Prof|Rev|Sen|Rep|Gov|Gen|Col|Capt|Lt|Maj|Brig|Adm|Sgt|Cpl|Cllr|Insp|Supt|Hon"
    r"|Adv|Eng|Amb|Barr|Engr|Arch|Fr|Sr|Smt|Asst)\."
    r"|(?:(?:al|el|ad|ar|as|ash)-)?[A-ZÀ-ÖØ-ÞĀ-ŽȘȚ][\w’'&]*(?:-[\w’']+)*)"
)
_INNER: Final = (
    r"(?:de|da|do|dos|del|della|di|du|van|von|der|den|ten|ter|la|le|el|al|bin|ibn|bint|abu|ap|mac|y|e|zu"
    r"|des|los|las)"
)
_GAP: Final = r"[ \u00a0]+"
_RUN: Final = re.compile(
    rf"(?<![\w’'-])(?:{_CAP})(?:{_GAP}(?:(?:of|for|and|&|on|in|at|of{_GAP}the|for{_GAP}the|{_INNER}(?:{_GAP}{_INNER})?){_GAP})?"
    rf"(?:{_CAP})|(?<=[a-z]){_GAP}\d{{1,3}}(?![\w.,:%]*\d))*"
)
_BESIDE: Final[tuple[What, ...]] = ("outlet", "organisation")
_BODIES: Final[tuple[What, ...]] = ("government", "outlet", "organisation")
_OFTEN_NO_OUTLET: Final = frozenset("post sun independent record".split())
"""Words of outlets that other names begin with as well."""
_OUTLET_BY_FORM: Final = re.compile(
    r"^\w{2,}(?:bladet?|blatt|posten|zeitung|tidende|tidning|avisen|nytt|press|wire|news)$"
    r"|\b(?:News|Wire|Broadcasting|Press)\s+(?:Service|Corporation|Network|Desk)$"
)
"""Names of outlets by their ending ("Kvällsbladet"), or by two words of which the last alone says little."""
_OF_STATE: Final = frozenset(
    """state county review appeals fiscal consumer national federal central guarantee oversight regulatory
    prudential""".split()
)
_OF_MEMBERS: Final = frozenset(
    """democratic republican conservative labour liberal party workers workers’ workers' trades""".split()
)
"""Words of names of parties and unions, whose committee or congress is no state's."""
_OF_STATE_OR_NOT: Final = frozenset("board service centre center panel supervision institute".split())
"""Heads of names of bodies that are a state's if another word of the name says so."""
_POSSESSIVE: Final = re.compile(r"[’']s?$")
_JOINING: Final = frozenset({"of", "for", "and", "&", "on", "in", "at", "the"})
_COURT: Final = re.compile(r"(?:court|tribunal|appeal|justice|embassy)$", re.IGNORECASE)
"""Bodies that are told from others of their kind by where they sit ("the Court of Appeal in Lodra")."""
_CHANNEL: Final = frozenset("radio tv channel channels kanal canal kanaal fm news television network one".split())
"""Words that a number follows in the name of a broadcaster."""
_BELOW: Final = frozenset("deputy former vice assistant acting ex late onetime".split())
"""Words before an office that say that somebody else holds it."""
_IN_FULL: Final = {"Sen.": "senator", "Gov.": "governor", "Gen.": "general", "Rep.": "representative"}
_FORMS_OF_ADDRESS: Final = frozenset("mr mrs ms miss mx dr prof sir dame lord lady justice senator cllr rev".split())
_NOT_NAMES: Final = frozenset(
    """the a an this that these those it he she they we i you his her their its our my your who what when where why how
    which there here and but or nor so yet for if as at by in on of to from with after before during since until while
    although because though despite under over between among amid about against not no yes one two three four five six
    seven eight nine ten both all some many most several few other others another each every any such same more less
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december also then now still only even just later earlier meanwhile however instead asked according
    speaking told citing quoting today yesterday tomorrow last next read see will would could should may might is was
    are were be been has have had do does did let once twice never always perhaps maybe dear q nobody somebody everyone
    nothing something said says me us yes well anyone everyone hundreds thousands dozens people police officials sources
    residents witnesses critics prosecutors lawyers investigators scientists researchers doctors officers analysts
    experts""".split()
)
_WEEKDAYS: Final = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_DAYS_AND_MONTHS: Final = _WEEKDAYS | frozenset(
    "january february march april june july august september october november december".split()
)
_ROLE_BEFORE: Final = re.compile(r"((?:[\w’'-]+\s+){0,4}[\w’'-]+)\s+$")
_ROLE_AFTER: Final = re.compile(
    r",\s+(?:the|a|an|its|his|her|their|who\s+(?:is|was)\s+(?:the|a"
    r"|an))?\s*((?:[\w’'-]+\s*){1,8}?)(?=,|\.|;|$| who | whose | at | for | of | with | in | from )"
)

_APPOSED: Final = re.compile(r",\s+(?:a|an|the|its)\s+([^,.;:\n]{1,80})")
_AFTER_NAME: Final = re.compile(r"(?:\s+[a-z-]+){1,2}")
_ANY_ARTICLE: Final = re.compile(r"\b(?:the|a|an)\s+$", re.IGNORECASE)
_ROLE_BEING: Final = re.compile(
    r"\s+(?:is|was|has\s+been|had\s+been|became|served\s+as)\s+((?:[\w’'-]+\s+){1,6}?[\w’'-]+)(?=,|\.|;|$|\s+(?:who|for|at|of|with|in|from|since"
    r"|until|and|when)\b)"
)


class Named(NamedTuple):
    """A name where it stands: without article, title or possessive."""

    start: int
    end: int
    name: str


class Register:
    """The names of one article."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.uses = Uses(text)
        self._what: dict[str, What] = {}
        self._persons: dict[str, str] = {}
        self._fullest: dict[str, str] = {}
        self.runs = [named for run in _RUN.finditer(text) for named in self._split(run.start(), run[0])]

    # Runs of capitals.

    def _split(self, start: int, run: str) -> Iterator[Named]:
        """The names in a run: without what only begins a sentence, cut where "and" joins two people."""
        tokens = [(match.start(), match[0]) for match in re.finditer(r"\S+", run)]
        while tokens and _is_no_name(tokens[0][1]) and not _begins_a_name(tokens):
            tokens.pop(0)
        parts: list[list[tuple[int, str]]] = [[]]
        has_body = any(_is_body(word) for _, word in tokens)
        for number, (at, word) in enumerate(tokens):
            if _parts_a_name(parts[-1], word, tokens[number + 1 :], has_body=has_body):
                parts.append([] if word in _JOINING or word.isdigit() else [(at, word)])
            else:
                parts[-1].append((at, word))
        for part in parts:
            while part and _is_no_name(part[0][1]) and not _begins_a_name(part):
                part.pop(0)
            while part and (part[-1][1] in _JOINING or _is_day_behind(part)):
                part.pop()
            if part:
                begin, last = part[0][0], part[-1]
                length = (
                    len(_POSSESSIVE.sub("", last[1])) if last[1][-1:] != "s" or last[1][-2:-1] in "’'" else len(last[1])
                )
                whole = run[begin : last[0] + length].rstrip(".,")
                yield Named(start + begin, start + begin + len(whole), whole)

    # People.

    @cached_property
    def people(self) -> dict[str, list[int]]:
        """Full names of people (two words at least), with the places of their first words."""
        found: dict[str, list[int]] = defaultdict(list)
        for run in self.runs:
            name = self.person(run.name) if self.what(run.name) == "person" else ""
            if name and " " in name:
                found[name].append(run.end - len(name))
        return dict(found)

    def person(self, name: str) -> str:
        """The name of a person in a run, without titles; "" where it is that of a body, a place, a thing."""
        if name not in self._persons:
            self._persons[name] = self._person(name)
        return self._persons[name]

    def _person(self, name: str) -> str:
        parts = _untitled(name.split())
        if any(part in _JOINING for part in parts) or any(char.isdigit() for char in name):
            return ""
        shorter = parts[1:]
        if not _has_first_name(parts) and _has_first_name(shorter) and " ".join(shorter) in self.names:
            parts = shorter  # Billionaire Ada Holt, who is Ada Holt elsewhere
        while len(parts) > 2 and parts[-1].isupper() and len(parts[-1]) <= 3:
            parts.pop()  # SC, MP, QC
        if (parts[-1].isupper() and len(parts[-1]) > 3) or is_people(parts[-1]):
            return ""
        is_titled = is_form_of_address(name.split()[0]) and len(name.split()) > 1
        if is_titled and (len(parts) == 1 or not _is_body(parts[-1])):
            return " ".join(parts)
        if _has_first_name(parts) and not _is_name_of_body(parts[-1]):
            return " ".join(parts)
        return "" if any(_is_body(part) for part in parts) or is_one_of(parts[-1], "document") else " ".join(parts)

    @cached_property
    def surnames(self) -> dict[str, list[str]]:
        """Last words of the names of people, and the people they may be."""
        found: dict[str, list[str]] = defaultdict(list)
        for name in self.people:
            parts = name.split()
            for length in range(1, len(parts)):
                found[" ".join(parts[length:])].append(name)
        return found

    @cached_property
    def offices(self) -> dict[str, list[tuple[int, str]]]:
        """What people are said to be ("mayor", "chief executive"), with where and who."""
        found: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for run in self.runs:
            name = self.person(run.name)
            whole = name if " " in name else next(iter(self.surnames.get(name, ())), "")
            if not whole:
                continue
            for office in self._offices_before(run, run.name[: -len(name)].strip()):
                found[office].append((run.start, whole))
            being = _ROLE_BEING.match(self.text, run.end)
            if being:
                for office in _offices(being[1]):
                    found[office].append((run.start, whole))
            after = _ROLE_AFTER.match(self.text, run.end)
            if after:
                for office in _offices(after[1]):
                    found[office].append((run.start, whole))
        return found

    def _offices_before(self, run: Named, title: str) -> Iterator[str]:
        """The offices that a title names ("Detective Sergeant"), or the words before ("the mayor of Lodra, …")."""
        before = _ROLE_BEFORE.search(self.text, max(0, run.start - 60), run.start)
        if title:
            below = before is not None and before[1].split()[-1].lower() in _BELOW
            yield from () if below else _offices(" ".join(_IN_FULL.get(word, word) for word in title.split()))
            yield from (word for word in title.lower().split()[:-1] if not below and word == "detective")
        elif before and before[1][-1] != ",":
            nearest = re.split(r"\b(?:the|an?|its|his|her|their)\s+|[’']s?\s+", before[1], flags=re.IGNORECASE)[-1]
            for phrase in (nearest, re.split(r"\b(?:of|to|with|by|from|for|and|that|told)\s+", nearest)[-1]):
                if head_noun(phrase) == before[1].split()[-1]:
                    yield from _offices(phrase)
                    break
        courtesy = re.search(r"(?:\b[A-Z]\w+\s+)?\([A-Z]\w+\.?\)\s+$", self.text[max(0, run.start - 30) : run.start])
        yield from _offices(_introducing(self.text, run.start - (len(courtesy[0]) if courtesy else 0), run.end))

    # Bodies.

    @cached_property
    def bodies(self) -> dict[str, tuple[Body, list[int]]]:
        """Names of bodies, outlets and states, with what they are and where they are named."""
        found: dict[str, tuple[Body, list[int]]] = {}
        for run in self.runs:
            what = self.what(run.name)
            if what in ("organisation", "government", "outlet"):
                found.setdefault(run.name, (what, []))[1].append(run.start)
        return found

    def what(self, name: str) -> What:
        """What a name is, by its own words, then by those beside it anywhere in the article."""
        if name not in self._what:
            places = [(run.start, run.end) for run in self.names.get(name, ())]
            self._what[name] = self._judged(name, places)
        return self._what[name]

    def _judged(self, name: str, places: list[tuple[int, int]]) -> What:
        beside = [noun for place in places for noun in _nouns_beside(self.text, *place)]
        if name.lower() in metonyms():
            return "government"
        if name.lower().replace(" ", "_") in words("places"):
            return "place"
        parts = name.split()
        person = self.person(name)
        is_titled = person and len(person) < len(name)
        if person and (is_titled or (len(parts) > 1 and _has_first_name(parts))):
            return "person"
        if len(parts) > 1 and re.fullmatch(r"[A-Z]{3,4}", parts[0]) and self.person(" ".join(parts[1:])):
            return "outlet" if "TV" in parts[0] else "organisation"
        what = self._by_own_words(name)
        if what in ("", "organisation", "document", "outlet") and _any_is(beside, "publications"):
            return "outlet"
        if what == "outlet" and len(parts) == 1 and _any_is(beside, "firm"):
            return "organisation"  # the security firm Argus
        if what in ("organisation", "government") and len(parts) == 1 and self._only_begins(places):
            return ""  # Power to the people
        if what:
            return what
        for kind in _BESIDE:
            if _any_is(beside, kind):
                return kind
        has_inner_capital = re.search(r"(?<!\bMc)(?<!\bMac)(?<!\bDe)(?<!\bFitz)(?<=[a-z])[A-Z]", parts[-1])
        if "&" in parts or "for" in parts[1:] or has_inner_capital:
            return "organisation"  # Holt & Lind, Veterans for Peace, HarrowRail
        if len(parts) == 1 and re.search(r"(?:ian|ese|ish|ean|ican|crat)$", name) and name not in self._titled_surnames:
            return ""
        if len(parts) == 1 and name.isupper() and name.isalpha() and len(name) > 1:
            return "" if self._is_dateline(places) else "organisation"
        if self._is_place(name) if len(parts) == 1 else self._is_long_place(name):
            return "place"
        if name in self._titled_surnames:
            return "person"
        if longer := self._longer(name):
            return self.what(longer)
        if what := self._by_use(name):
            return what
        return "person" if person else ""

    def is_body_by_words(self, name: str) -> bool:
        """Whether the words of a name, or one beside it, say what kind of body it is."""
        places = [(run.start, run.end) for run in self.names.get(name, ())]
        beside = [noun for place in places for noun in _nouns_beside(self.text, *place)]
        said = any(_any_is(beside, kind) for kind in ("organisation", "government", "firm"))
        return said or self._by_own_words(name) in ("organisation", "government")

    def _by_own_words(self, name: str) -> What:
        """What a name is by the words in it: "ministry", "post", "ferries"."""
        parts = name.lower().split()
        if len(parts) > 1 and parts[0] in words("outlet_names") and parts[0] not in _OFTEN_NO_OUTLET:
            return "outlet"
        if _OUTLET_BY_FORM.search(name):
            return "outlet"
        behind = next(
            (place for place, part in enumerate(parts) if part in ("of", "for", "in", "at", "on") and place), len(parts)
        )
        main = parts[behind - 1]
        if main.isdigit() and behind > 1:
            main = parts[behind - 2]
        for kind in _BODIES:
            listed = "outlet_names" if kind == "outlet" else "organisation_names" if kind == "organisation" else kind
            if main in words(listed) or (kind != "outlet" and (is_one_of(main, listed) or is_one_of(main, kind))):
                if main in ("committee", "council", "congress") and _OF_MEMBERS & set(parts):
                    return "organisation"
                return "government" if is_of_state(main, parts) else kind
        if is_one_of(main, "document") and len(parts) > 1:
            return "document"
        head = next((part for part in parts if part not in _JOINING), "")
        if len(parts) > 1 and (head in words("organisation") or head in words("government")):
            return "organisation" if head in words("organisation") else "government"
        return ""

    def _by_use(self, name: str) -> What:
        """What a name is by how the article treats it: no person has "the" before it, is "which", has shares."""
        initials = "".join(word[0] for word in name.split() if word[0].isupper())
        if len(initials) > 1 and f"{name} ({initials})" in self.text:
            return "organisation"  # Harbour Light Mission (HLM)
        if self.uses.has(name, CAPITAL_ARTICLE):
            return "outlet"  # of what has its article in capitals also inside a sentence, papers are named most
        if any(self.uses.has(name, use) for use in (ALONE_WITH_ARTICLE, SHARES, WHICH)):
            return "outlet" if self.uses.has(name, PUBLISHES) else "organisation"
        begins_foreign = re.match(r"(?:L[’']|Le |Il |El |Der |Die |Das )", name)
        return "outlet" if begins_foreign and self.uses.has(name, PUBLISHES) else ""

    def _longer(self, name: str) -> str:
        """A body's name that begins with a shorter one ("Coldline" of "Coldline Logistics"), or ends ("the Drum")."""
        has_article = self.uses.has(name, ARTICLE)
        for other in self.names:
            is_longer = other.startswith(f"{name} ") or (has_article and other.endswith(f" {name}"))
            if is_longer and self.what(other) in _BODIES:
                return other
        return ""

    @cached_property
    def names(self) -> dict[str, list[Named]]:
        """What stands in capitals, as it stands, with its runs, in the order of the text."""
        found: dict[str, list[Named]] = defaultdict(list)
        for run in self.runs:
            found[run.name].append(run)
        return dict(found)

    @cached_property
    def _titled_surnames(self) -> frozenset[str]:
        """Last words of names that stand behind "Mr", "Dr" or a first name that is known."""
        found = set()
        for run in self.runs:
            parts = run.name.split()
            if len(parts) > 1 and (is_form_of_address(parts[0]) or _has_first_name(_untitled(parts))):
                found.add(parts[-1])
        return frozenset(found)

    def _only_begins(self, places: list[tuple[int, int]]) -> bool:
        """Whether a word has its capital only from the sentence or the quotation that it begins."""
        before = (self.text[max(0, start - 4) : start] for start, _ in places)
        return all(re.search(r"(?:^|[.!?:][”\"’]?\s+|[\n“\"‘])$", near) is not None for near in before)

    def _is_dateline(self, places: list[tuple[int, int]]) -> bool:
        """Whether capitals at the head of a paragraph only say where the report comes from."""
        return any(
            (not start or self.text[start - 1] == "\n") and re.match(r"\s*(?:[:—–-]|,[^.]{0,30}[—–:])", self.text[end:])
            for start, end in places
        )

    def _is_long_place(self, name: str) -> bool:
        """Whether the article is "in" several words of which the last never stands alone, as a surname would."""
        return self.uses.has(name, INSIDE_LONG) and name.split()[-1] not in self.names

    def is_introduced(self, name: str, noun: str) -> bool:
        """Whether the article calls a body by a word beside its name ("its insurer, Lodra Mutual")."""
        escaped = re.escape(name)
        after = rf"{escaped},\s+(?:the|a|an|its)\s+(?:[\w’'-]+\s+){{0,3}}{noun}\b"
        before = rf"{noun}(?:\s+{escaped}\b|(?:\s+that\s+[^,.]{{1,40}})?,\s+{escaped}[,.;”\"])"
        return re.search(rf"\b(?:{before}|{after})", self.text) is not None

    def _is_place(self, name: str) -> bool:
        """Whether the article speaks of being somewhere by that name."""
        if name in self._titled_surnames:
            return False
        stem = name[:-1] if name[-1] in "aey" else name
        if any(self.uses.places(f"{stem}{ending}") for ending in ("n", "an", "ian", "ese", "ish", "i", "ic")):
            return True
        return self.uses.has(name, OF_STATE) or self.uses.has(name, INSIDE)

    def fullest(self, name: str) -> str:
        """The longest name of a body that a shorter one stands for: its words are in it, or its initials."""
        if name not in self._fullest:
            longer = (other for other in self.bodies if len(other) > len(name) and _stands_for(name, other))
            self._fullest[name] = max(longer, key=len, default=name)
        return self._fullest[name]


def _stands_for(name: str, other: str) -> bool:
    """Whether a name opens or ends another of a body, or is its initials."""
    low, whole = name.lower(), other.lower()
    if whole.startswith(f"{low} ") or whole.endswith(f" {low}"):
        return True
    return name.isupper() and len(name) > 1 and "".join(part[0] for part in other.split() if part[0].isupper()) == name


def is_form_of_address(word: str) -> bool:
    """Whether a word is said only before the name of a person: "Mr", "Justice"."""
    bare = word.lower().rstrip(".")
    return bare in _FORMS_OF_ADDRESS or (word.endswith(".") and bare in words("titles"))


def is_office(word: str) -> bool:
    """Whether a word names an office, also one of two parts: "minister", "director-general", "ex-minister"."""
    first, _, last = word.partition("-")
    return is_one_of(word, "role") or (bool(last) and (is_one_of(first, "role") or is_one_of(last, "role")))


def is_of_state(noun: str, parts: Iterable[str]) -> bool:
    """Whether words say that a body of a kind that may be a state's is one: "the state weather institute"."""
    return noun in _OF_STATE_OR_NOT and not _OF_STATE.isdisjoint(parts)


def is_people(word: str) -> bool:
    """Whether a word in capitals is said of many: "Republicans", "Democrats", "Norlandians"."""
    return re.fullmatch(r"\w{3,}(?:icans|crats|ians|ists)", word) is not None


def _is_no_name(word: str) -> bool:
    """Whether a word only begins a sentence, also with a verb drawn into it ("It’s"), or joins two names."""
    bare = re.sub(r"[’'](?:s|ve|re|ll|m|d|t)$", "", word.lower()).rstrip(".")
    return bare in _NOT_NAMES or bare in _JOINING


def _is_day_behind(tokens: list[tuple[int, str]]) -> bool:
    """Whether a run of capitals ends in the day on which something was said ("told the Ledger Sunday")."""
    return len(tokens) > 1 and tokens[-1][1].lower() in _WEEKDAYS and _is_body(tokens[-2][1])


def _begins_a_name(tokens: list[tuple[int, str]]) -> bool:
    """Whether a word begins a name that mostly begins a sentence: "Sunday Standard", "Police Ombudsman"."""
    if len(tokens) == 1:
        return False
    first, second = tokens[0][1].lower(), tokens[1][1]
    if first == "police":
        return _is_body(second) or is_office(second)
    return first in _DAYS_AND_MONTHS and is_one_of(second, "outlet_names")


def _parts_a_name(left: list[tuple[int, str]], word: str, right: list[tuple[int, str]], *, has_body: bool) -> bool:
    """Whether one name ends before a word of a run of capitals and another begins with it or behind it."""
    following = right[0][1].lower() if right else ""
    if word.isdigit():
        return not (left and (left[-1][1].lower() in _CHANNEL or is_one_of(left[-1][1], "outlet_names")))
    if word in ("on", "of", "for", "in", "at") and following in _DAYS_AND_MONTHS:
        return True
    if word in ("in", "at"):
        return not (left and _COURT.search(left[-1][1]))
    if word in ("for", "on") and left and any(is_one_of(left[-1][1], kind) for kind in ("government", "organisation")):
        return False  # Department for Rail, Committee on Ferries
    if word == "for" and left and re.search(r"[^s]s$", left[-1][1]):
        return False  # Veterans for Peace
    if word in ("and", "on", "for"):
        if len(left) == 1 and not is_office(left[0][1]) and not is_form_of_address(left[0][1]) and _has_body(right):
            return False  # Labour and People's Union
        if word == "and" and left and (_is_title(left[0][1]) or left[0][1].lower() in first_names()):
            return True
        two = bool(left) and _is_body(left[-1][1]) and _has_body(right) and (len(left) > 1 or len(right) == 1)
        return two or not has_body
    if word == "of" and len(left) == 1 and is_one_of(left[0][1], "role") and following == "the":
        return _is_body(right[-1][1])  # Director of the National Library
    if word == "of" and len(left) > 1 and not _is_body(left[-1][1]) and any(_is_title(each) for _, each in left[:-1]):
        return True  # House Speaker Ada Holt of Norland
    if word == "of":
        return len(left) > 1 and not _has_body(left) and not _is_thing(left)
    if left and re.search(r"(?:men|people|children)[’']s$", left[-1][1], re.IGNORECASE) and _has_body([(0, word)]):
        return False  # Boatmen's Union
    return bool(left and _POSSESSIVE.search(left[-1][1]) and left[-1][1][-2:-1] in "’'")


def _untitled(parts: list[str]) -> list[str]:
    """The words of a name behind the titles and offices that stand before it."""
    if len(parts) > 3 and parts[1] == "of" and is_one_of(parts[0], "role") and parts[-2].lower() in first_names():
        return parts[-2:]  # Leader of the Opposition Ada Holt
    if len(parts) == 2 and parts[0] in ("Don", "Dean", "Earl"):
        return parts  # first names more often than titles where one name follows
    is_title = is_form_of_address if parts[0].lower() in first_names() else _is_title
    last = max((place for place, part in enumerate(parts[:-1]) if is_title(part)), default=-1)
    joined = any(part in _JOINING for part in parts[: last + 1])
    if not joined or (parts[last - 1] not in _JOINING and len(parts) - last > 2):
        parts = parts[last + 1 :]  # also: Council on Ferries Director Ada Holt
    for place in range(1, len(parts) - 1):
        is_called = parts[0].lower() not in first_names() and _is_calling(parts[place - 1])
        if is_called and parts[place].lower() in first_names():
            return parts[place:]  # Fishmonger Ada Holt, House Democrat Ada Holt
    return parts


def _is_calling(word: str) -> bool:
    """Whether a word may be what somebody does or belongs to."""
    endings = r"(?:er|or|ist|man|-based|ian|ress|aire|crat|can|monger)$"
    return re.search(endings, word) is not None or is_one_of(word, "unnamed")


def _is_title(word: str) -> bool:
    bare = word.rstrip(".").lower()
    return bare in words("titles") or bare in words("role")


def _has_first_name(parts: list[str]) -> bool:
    return len(parts) > 1 and parts[0].lower() in first_names()


def _is_name_of_body(word: str) -> bool:
    """Whether names of bodies end in a word, and names of people hardly do."""
    return any(is_one_of(word, kind) for kind in ("government", "outlet_names", "organisation_names"))


def _is_thing(tokens: list[tuple[int, str]]) -> bool:
    return any(is_one_of(word, "document") or word.lower() in ("office", "state", "house") for _, word in tokens)


def _has_body(tokens: list[tuple[int, str]]) -> bool:
    return any(_is_body(word) for _, word in tokens)


def _is_body(word: str) -> bool:
    low = word.lower().rstrip(".,")
    is_listed = any(is_one_of(low, kind) for kind in ("government", "organisation", "organisation_names"))
    return (is_listed or low in words("outlet_names")) and low not in words("titles")


def _any_is(nouns: Iterable[str], kind: str) -> bool:
    return any(is_one_of(noun, kind) for noun in nouns)


def _nouns_beside(text: str, start: int, end: int) -> tuple[str, ...]:
    """The nouns that say what a name is: "the Kurier business newspaper", "Kurier, a weekly", "the weekly Kurier"."""
    found: list[str] = []
    if apposed := _APPOSED.match(text, end, end + 90):
        found.append(head_noun(apposed[1]))
    after = _AFTER_NAME.match(text, end, end + 60)
    if after and _ANY_ARTICLE.search(text, max(0, start - 5), start):
        found += after[0].split()
    noun = head_noun(_introducing(text, start, end)) or text[max(0, start - 30) : start].rstrip().rpartition(" ")[2]
    return (*found, noun) if noun.islower() else tuple(found)


def _introducing(text: str, start: int, end: int) -> str:
    """The noun phrase before a name that it explains: "the owner of the mine, Lodra Metals,"."""
    before = re.search(r"([^.;:!?“”\"\n,]+),\s+$", text[max(0, start - 100) : start])
    if not before or not re.match(r"\s*(?:[,.;:)”\"]|$)", text[end:]):
        return ""
    clause = re.split(r"\b(?:that|said|says|and|but|while|as|told|according)\s", before[1])[-1]
    parts = re.split(r"(\b(?:the|an?|its|his|her|their|our|my)\s+|[’']s?\s+)", clause, flags=re.IGNORECASE)
    phrase = whole = parts[-1]
    for left, mark in zip(parts[-3::-2], parts[-2::-2], strict=False):
        whole = f"{left}{mark}{whole}"
        if re.search(r"\b(?:of|for)\s*$", left):
            phrase = whole
        elif mark[0] not in "’'":
            break
    return phrase


def head_noun(phrase: str) -> str:
    """The noun of a phrase without its article: what stands before "of", "who", a verb."""
    found = re.split(
        r"\b(?:of|for|at|in|on|who|which|that|with|from|whose|behind|to|and|is|was|has|had)\b", f"{phrase.strip()} "
    )[0].split()
    return found[-1].strip("’',") if found else ""


def _offices(phrase: str) -> Iterator[str]:
    """The office that a phrase names, as one word and as two; a deputy does not hold the office."""
    bare = re.sub(r"^(?:the|an?|its|his|her|their|our|my)\s+", "", phrase.strip().lower())
    noun = head_noun(bare)
    found = bare[: bare.find(noun) + len(noun)].split() if noun else []
    if noun.endswith("s") and not noun.endswith("ss"):
        return
    if found and (is_office(found[-1]) or is_one_of(found[-1], "unnamed")) and found[-1] not in words("crowds"):
        if not (len(found) > 1 and found[-2] in _BELOW):
            yield found[-1]
        if len(found) > 1:
            yield " ".join(found[-2:])
