"""Who and what an article names: people with their surnames and offices, bodies, outlets, places.

Names are runs of capitalised words. What a run is, the words in it tell (`parties.toml`), then how the article uses it:
a title or an office beside it, a body's word at its end, "in" before it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Final, Literal, NamedTuple

from copydesk.ledger.lexicon import is_one_of, metonyms, words

What = Literal["person", "organisation", "government", "outlet", "document", "place", ""]

_CAP: Final = (
    r"(?:(?:[A-Z]\.){1,3}|(?:Mr|Mrs|Ms|Dr|St|Prof|Rev|Sen|Rep|Gov|Gen|Col|Capt|Lt|Sgt|Cllr|Insp|Supt|Hon)\."
    r"|[A-ZÀ-ÖØ-ÞĀ-ŽȘȚ][\w’'&]*(?:-[\w’']+)*)"
)
_INNER: Final = r"(?:de|da|do|dos|del|della|di|du|van|von|der|den|ten|ter|la|le|el|al|bin|ibn|bint|abu|ap|mac|y|e|zu)"
_GAP: Final = r"[ \u00a0]+"
_RUN: Final = re.compile(
    rf"(?:{_CAP})(?:{_GAP}(?:(?:of|for|and|&|on|of{_GAP}the|for{_GAP}the|{_INNER}(?:{_GAP}{_INNER})?){_GAP})?"
    rf"(?:{_CAP}))*"
)
_BESIDE: Final[tuple[What, ...]] = ("outlet", "organisation")
_POSSESSIVE: Final = re.compile(r"[’']s?$")
_JOINING: Final = frozenset({"of", "for", "and", "&", "on", "the"})
_NOT_NAMES: Final = frozenset(
    """the a an this that these those it he she they we i you his her their its our my your who what when where why how
    which there here and but or nor so yet for if as at by in on of to from with after before during since until while
    although because though despite under over between among amid about against not no yes one two three four five six
    seven eight nine ten both all some many most several few other others another each every any such same more less
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december also then now still only even just later earlier meanwhile however instead asked according
    speaking told citing quoting today yesterday tomorrow last next read see will would could should may might is was
    are were be been has have had do does did let once twice never always perhaps maybe dear q nobody somebody everyone
    nothing something people police officials sources residents witnesses critics prosecutors lawyers investigators
    scientists researchers doctors officers analysts experts""".split()
)
_DAYS_AND_MONTHS: Final = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december""".split()
)
_ROLE_BEFORE: Final = re.compile(r"((?:[\w’'-]+\s+){0,4}[\w’'-]+)\s+$")
_ROLE_AFTER: Final = re.compile(
    r",\s+(?:the|a|an|its|his|her|their|who\s+(?:is|was)\s+(?:the|a"
    r"|an))?\s*((?:[\w’'-]+\s*){1,8}?)(?=,|\.|;|$| who | whose | at | for | of | with | in | from )"
)

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
        self._what: dict[str, What] = {}
        self.runs = [named for run in _RUN.finditer(text) for named in self._split(run.start(), run[0])]

    # Runs of capitals.

    def _split(self, start: int, run: str) -> Iterator[Named]:
        """The names in a run: without what only begins a sentence, cut where "and" joins two people."""
        tokens = [(match.start(), match[0]) for match in re.finditer(r"\S+", run)]
        while tokens and tokens[0][1].lower().rstrip(".") in _NOT_NAMES | _JOINING:
            tokens.pop(0)
        while len(tokens) > 1 and tokens[-1][1].lower() in _JOINING:
            tokens.pop()
        if not tokens:
            return
        parts: list[list[tuple[int, str]]] = [[]]
        has_body = any(_is_body(word) for _, word in tokens)
        for at, word in tokens:
            ends = parts[-1] and _POSSESSIVE.search(parts[-1][-1][1]) and parts[-1][-1][1][-2:-1] in "’'"
            following = next((each.lower() for place, each in tokens if place > at), "")
            if word in ("on", "of", "for") and following in _DAYS_AND_MONTHS:
                parts.append([])
                continue
            joins = word in ("and", "&", "on", "for")
            two = joins and _has_body(parts[-1]) and _has_body([each for each in tokens if each[0] > at])
            of_body = word == "of" and len(parts[-1]) > 1 and not _has_body(parts[-1]) and not _is_thing(parts[-1])
            if (joins and (two or not has_body)) or ends or of_body:
                parts.append([] if word in _JOINING else [(at, word)])
            else:
                parts[-1].append((at, word))
        for part in parts:
            while part and part[0][1] in _JOINING:
                part.pop(0)
            while part and part[-1][1] in _JOINING:
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
            name = self._person(run.name)
            if name and " " in name:
                found[name].append(run.end - len(name))
        return dict(found)

    def _person(self, name: str) -> str:
        """The name of a person in a run, without titles; "" where it is that of a body, a place, a thing."""
        parts = name.split()
        if any(part in _JOINING for part in parts) or _is_body(parts[-1]) or is_one_of(parts[-1], "document"):
            return ""
        while len(parts) > 1 and self._is_title(parts[0], parts[1]):
            parts.pop(0)
        bodies = [place for place, part in enumerate(parts[:-1]) if _is_body(part)]
        if bodies and len(parts) - bodies[-1] > 2:
            parts = parts[bodies[-1] + 1 :]
        elif bodies:
            return ""
        while len(parts) > 2 and self._is_title(parts[0], parts[1]):
            parts.pop(0)
        while len(parts) > 2 and parts[-1].isupper() and len(parts[-1]) <= 3:
            parts.pop()  # SC, MP, QC
        if parts and (parts[-1].isupper() and len(parts[-1]) > 3):
            return ""
        return " ".join(parts)

    def _is_title(self, word: str, behind: str = "") -> bool:
        bare = word.rstrip(".").lower()
        if bare in ("u.s", "u.k", "us", "uk", "eu", "un"):
            return True
        if bare in words("titles") or bare in words("role") or (word.isupper() and 1 < len(bare) <= 4):
            return True
        return bool(re.search(r"(?:ian|ese|ish|can|i)$", bare)) and self._is_title(behind) if behind else False

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
            name = self._person(run.name)
            whole = name if " " in name else next(iter(self.surnames.get(name, ())), "")
            if not whole:
                continue
            head = run.name[: -len(name)].strip()
            before = _ROLE_BEFORE.search(self.text, max(0, run.start - 60), run.start)
            phrase = f"{before[1] if before else ''} {head}".strip().rstrip(",")
            if before and "," in before[1]:
                phrase = f"{before[1].rpartition(',')[2]} {head}".strip()
            for office in _offices(phrase):
                found[office].append((run.start, whole))
            introduced = re.search(
                r"((?:[\w’'-]+\s+){0,5}[\w’'-]+),\s+$", self.text[max(0, run.start - 70) : run.start]
            )
            if introduced:
                for office in _offices(introduced[1]):
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

    # Bodies.

    @cached_property
    def bodies(self) -> dict[str, tuple[What, list[int]]]:
        """Names of bodies, outlets and states, with what they are and where they are named."""
        found: dict[str, tuple[What, list[int]]] = {}
        for run in self.runs:
            what = self.what(run.name)
            if what in ("organisation", "government", "outlet"):
                found.setdefault(run.name, (what, []))[1].append(run.start)
        return found

    def what(self, name: str) -> What:
        """What a name is, by its own words, then by those beside it anywhere in the article."""
        if name not in self._what:
            places = [(run.start, run.end) for run in self.runs if run.name == name]
            self._what[name] = self._judged(name, places)
        return self._what[name]

    def _judged(self, name: str, places: list[tuple[int, int]]) -> What:
        low = name.lower()
        if low in metonyms():
            return "government"
        parts = low.split()
        head = next((part for part in parts if part not in _JOINING), "")
        if (
            len(parts) > 1
            and parts[0] in words("outlet_names")
            and parts[0] not in ("post", "sun", "independent", "record")
        ):
            return "outlet"
        behind = next((place for place, part in enumerate(parts) if part in ("of", "for") and place), len(parts))
        main = parts[behind - 1]
        if any(part in words("titles") for part in parts[:-1]) and self._person(name):
            return "person"
        for kind in ("government", "outlet", "organisation"):
            listed = "outlet_names" if kind == "outlet" else "organisation_names" if kind == "organisation" else kind
            if is_one_of(main, listed) or (kind != "outlet" and is_one_of(main, kind)):
                return kind
        if is_one_of(main, "document") and len(parts) > 1:
            return "document"
        for kind in _BESIDE:
            if (kind == "outlet" or name not in self.people) and any(_beside(self.text, *at, kind) for at in places):
                return kind
        if len(parts) == 1 and name.isupper() and len(name) > 1:
            return "organisation"
        if head in words("organisation") or head in words("government"):
            return "organisation" if head in words("organisation") else "government"
        if len(parts) == 1 and self._is_place(name):
            return "place"
        return "person" if self._person(name) else ""

    def _is_place(self, name: str) -> bool:
        """Whether the article speaks of being somewhere by that name."""
        escaped = re.escape(name)
        if name in self.surnames:
            return False
        if re.search(rf"\b{escaped[:-1] if name[-1] in 'aey' else escaped}(?:n|an|ian|ese|ish|i|ic)\b", self.text):
            return True
        bodies = (
            r"(?:[\w’'-]+\s+){0,2}(?:ministry|parliament|president|premier|ambassador|embassy|government|army|navy|capital"
            r"|king|queen|delegation)"
        )
        if re.search(rf"\b{escaped}(?:[’']s)?\s+{bodies}\b", self.text):
            return True
        return bool(re.search(rf"\b(?:in|into|near|across|from|leave|outside)\s+{escaped}\b(?!\s+[A-Z])", self.text))

    def fullest(self, name: str) -> str:
        """The longest name of a body that a shorter one stands for: its words are in it, or its initials."""
        best = name
        low = name.lower().split()
        for other in self.bodies:
            parts = other.lower().split()
            initials = "".join(part[0] for part in other.split() if part[0].isupper())
            holds = len(parts) > len(low) and (parts[: len(low)] == low or parts[-len(low) :] == low)
            if (holds or (name.isupper() and len(name) > 1 and initials == name)) and len(other) > len(best):
                best = other
        return best


def _is_thing(tokens: list[tuple[int, str]]) -> bool:
    return any(is_one_of(word, "document") or word.lower() in ("office", "state", "house") for _, word in tokens)


def _has_body(tokens: list[tuple[int, str]]) -> bool:
    return any(_is_body(word) for _, word in tokens)


def _is_body(word: str) -> bool:
    low = word.lower().rstrip(".,")
    return any(
        is_one_of(low, kind) for kind in ("government", "organisation", "outlet_names", "organisation_names")
    ) and low not in words("titles")


def _beside(text: str, start: int, end: int, kind: str) -> bool:
    """Whether a name is said to be of a kind: "the Kurier business newspaper", "Kurier, a weekly"."""
    after = re.match(r"(,\s+(?:a|an|the)\b)?((?:\s+[a-z-]+){1,4})", text[end : end + 60])
    if after and (after[1] or re.search(r"\b(?:the|a|an)\s+$", text[max(0, start - 5) : start], re.IGNORECASE)):
        found = after[2].split()[: 4 if after[1] else 2]
        if any(is_one_of(word, kind) for word in found):
            return True
    before = re.search(r"([\w-]+)(,?)\s+$", text[max(0, start - 30) : start])
    if not before or not before[1].islower():
        return False
    return is_one_of(before[1], kind) and (kind != "government" or not before[2])


def _offices(phrase: str) -> Iterator[str]:
    """The office at the end of a phrase, as one word and as two."""
    found = [word.strip("’'") for word in phrase.lower().split()]
    if not found:
        return
    if is_one_of(found[-1], "role") or is_one_of(found[-1], "unnamed"):
        yield found[-1]
        if len(found) > 1:
            yield " ".join(found[-2:])
