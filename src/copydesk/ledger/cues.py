"""What a cue says of its statement: the class of the act, and whether it denies, refuses, takes back, holds back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from copydesk.ledger.lexicon import words
from copydesk.records import CueClass, Manner, Polarity, Words

_WORD: Final = re.compile(r"[\w’'-]+")
_OPENING: Final = '“"«„「『‘'
_QUOTED: Final = re.compile(
    r"“[^”]*”?|\"[^\"]*\"?|«[^»]*»?|„[^“”]*[“”]?|「[^」]*」?|『[^』]*』?|‘[^’]*(?:’(?=\w)[^’]*)*’?"
)
_CLASSES_BY_CUE: Final[tuple[CueClass, ...]] = ("commitment", "belief", "appearance", "writing")
_MAIN_CLAUSE: Final = 8
"""Words of a content in which its main verb stands."""
_NOTE: Final = re.compile(r"(?:correction|clarification|erratum)\b")
_ANSWERS: Final = (
    r"(?:respond(?:ed)?|reply|replied|comment(?:ed)?|indicate|answer\w*|return\w*|say|drawn|reached|confirm\w*|discuss|elaborate|explain|speak|talk"
    r"|state|take\s+\w*\s*questions|questions|clarify|specify|name|disclose|give\s+details)"
)
_NO_COMMENT: Final = re.compile(
    r"\b(?:no comment|left open|left (?:\w+ ){0,2}unanswered|neither confirmed nor (?:denied|ruled)|would only say)\b"
)
_SAYS_NOTHING: Final = re.compile(r"[“\"‘]?(?:no comment|next question|not (?:now|today))\b", re.IGNORECASE)
_HAS_NO_COMMENT: Final = re.compile(
    r"\b(?:(?:does|do|would|will|could|can)\s*n[o’']t (?:comment|discuss|take (?:any )?questions)|cannot comment"
    r"|did\s*n[o’']t take (?:any )?questions"
    r"|(?:had|has|have|make|made) no comment|nothing to (?:say|share|add)|not (?:going )?to say)\b",
    re.IGNORECASE,
)
_WOULD_ANSWER: Final = re.compile(rf"\b{_ANSWERS}\b")
_TO_ANSWER: Final = re.compile(
    rf"\b(?:refus|declin)\w+\s+(?:to\s+|all\s+|any\s+)?(?:{_ANSWERS}|be\s+drawn)\b|\bdeclin\w+$"
)
_RULES_OUT: Final = re.compile(
    r"\b(?:ruled|rule|rules|ruling) out\b|\bturn(?:ed|s|ing)? down\b|\bbalk(?:ed|s|ing)? at\b"
)
_TAKES_BACK: Final = re.compile(
    r"\b(?:tak(?:e|es|en|ing)|took) (?:it |that |this )?(?:back|down)\b"
    r"|\bpull(?:ed|s)? (?:the|its|a|that) (?:story|report|article)\b"
)
_IN_PRINT: Final = re.compile(
    r"\b(?:stor(?:y|ies)|articles?|reports?|posts?|pages?|videos?|statements?|claims?|items?|words|it|that|this)\b"
    r"[^.;]{0,30}$",
    re.IGNORECASE,
)
_PRINT_BEHIND: Final = re.compile(
    r"\s+(?:what|(?:the|an?|his|her|its|their|that|my|our)\s+(?:\w+\s+)?"
    r"(?:stor(?:y|ies)|articles?|reports?|posts?|statements?|claims?|words|remarks?|accusations?))\b",
    re.IGNORECASE,
)
"""What can be taken down or back without being a thing: lamps are taken down, too."""
_REQUEST: Final = re.compile(
    r"(?!that\b)(?:(?:a|an|the|any|all|such|his|her|its|their|[\w’']+[’']s)\s+)?(?:[\w$£€‘’'.,“”\"-]+\s+){0,3}?(?:offers?|bids?|proposals?|requests?"
    r"|applications?|appeals?|demands?|calls?|bail|entry|access|permission|plans?|upgrades?|invitations?|petitions?|ultimatums?)\b",
    re.IGNORECASE,
)
"""What is rejected or denied without being said to be untrue: an offer, a request, bail."""
_WILL_NOT: Final = re.compile(r"\b(?:would|will|could|can) (?:not|never)\b|\b(?:won|wouldn)'t\b")
_OWN_ACCOUNT: Final = re.compile(
    r"(?:(?:the|a|an|his|her|their|its)\s+)?(?:\w+\s+)?(?:statements?|testimony|confession|affidavit|deposition|evidence)\b",
    re.IGNORECASE,
)
"""What its author disowns: what was said before is taken back."""
_WILL_NOT_ONESELF: Final = re.compile(
    r"[“\"‘]?(?:that\s+)?[“\"‘]?(?:i|we|it|he|she|they)\s+(?:(?:will|would|shall)\s+(?:not|never)|won[’']t|wouldn[’']t)\b(?!\s+be\b)",
    re.IGNORECASE,
)
_NEGATED: Final = re.compile(r"\b(?:not|never|neither|nor|no longer|cannot)\b|n[’']t\b", re.IGNORECASE)
_PRESENT: Final = re.compile(
    r"(?:is|are|does|do|will|won[’']t|(?!has\b|was\b|as\b)[a-z]+s|say|deny|agree|insist|claim|ask|reject|dispute|withdraw"
    r"|accept|confirm|regret|apologi[sz]e|instruct|urge|warn|call|call on|want|hope|fear|think|believe|expect)\b",
    re.IGNORECASE,
)


@cache
def forms(word: str) -> frozenset[str]:
    """A word with what it may be a form of: "denied" of "deny", "promising" of "promise"."""
    found = {word}
    for ending, kept in (
        ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ied", "y"), ("ing", ""), ("ing", "e"), ("d", "")
    ):  # fmt: skip
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word.removesuffix(ending) + kept
            found.add(stem)
            if len(stem) > 2 and stem[-1] == stem[-2]:
                found.add(stem[:-1])
    return frozenset(found)


@lru_cache(maxsize=4096)
def has(cue: str, name: str) -> bool:
    """Whether a cue has a word of a list, in any of its forms."""
    return any(forms(word) & words(name, "cues") for word in words_in(cue))


def words_in(text: str) -> Iterator[str]:
    """The words of a text in small letters, with straight apostrophes."""
    return (match[0].lower().replace("’", "'") for match in _WORD.finditer(text))


def cue_class(
    cue: str, guess: CueClass, *, by_document: bool = False, by_outlet: bool = False, asks: bool = False
) -> CueClass:
    """The class of a statement, from its cue and the network's guess where the cue is in no list."""
    found = [forms(word) for word in words_in(cue)]
    last = found[-1] if found else frozenset()
    low = " ".join(words_in(cue))
    if by_document:
        return "document"
    if polarity(cue, "") in ("denies", "declines") or _NOTE.match(low):
        return "writing" if _NOTE.match(low) else "speech"
    if (by_outlet and guess != "commitment") and not re.search(r"\b(?:broadcast|aired)", low):
        return "writing"
    if asks:
        return "commitment"
    if any(
        "according" in word or "say" in word or "said" in word or "tell" in word or "told" in word for word in found
    ):
        return "speech"
    for name in ("writing", *_CLASSES_BY_CUE):
        if last & words(name, "cues") and not last & words("silent", "cues"):
            return name
    for name in _CLASSES_BY_CUE:
        if any(word & words(name, "cues") for word in found):
            return name
    return guess


def polarity(cue: str, content: str) -> Polarity:
    """Whether a cue denies, declines, refuses, corrects or retracts; what only the content negates is judged later."""
    low = " ".join(words_in(cue))
    is_negated = _NEGATED.search(cue) is not None
    if _NO_COMMENT.search(low) or _SAYS_NOTHING.match(content) or _HAS_NO_COMMENT.search(content):
        return "declines"
    if (is_negated or "yet to" in low) and _WOULD_ANSWER.search(f"{low} {' '.join(content.lower().split()[:2])}"):
        return "declines"
    if re.search(r"\b(?:refus|declin)\w+", low):
        return "declines" if _TO_ANSWER.search(f"{low} {content.lower()}") else "refuses"
    if _RULES_OUT.search(low) and not is_negated:
        return "refuses"
    if "disown" in low:
        return "retracts" if _OWN_ACCOUNT.match(content) else "denies"
    if has(cue, "retracts") or _TAKES_BACK.search(low) or _takes_back(content[:60]):
        return "retracts"
    if has(cue, "corrects") and "correctly" not in low:
        return "corrects"
    if has(cue, "denies") and not is_negated:
        return "refuses" if _REQUEST.match(content) else "denies"
    if _WILL_NOT.search(low) or _WILL_NOT_ONESELF.match(content):
        return "refuses"
    return "asserts"


def _takes_back(content: str) -> bool:
    """Whether what is said is that something in print was taken back or down."""
    found = _TAKES_BACK.search(content.lower())
    if found is None:
        return False
    is_named = any(map(found[0].__contains__, (" it ", " that ", " this ", "pull")))
    return is_named or bool(_IN_PRINT.search(content[: found.start()]) or _PRINT_BEHIND.match(content[found.end() :]))


def is_present(cue: str) -> bool:
    """Whether a cue tells in the present tense, as of now: "says", "is asked", "we deny"."""
    return _PRESENT.match(cue) is not None


def is_hedged(cue: str, content: str) -> bool:
    """Whether the cue holds back, or the main clause of what is said does."""
    if has(cue, "hedging"):
        return True
    first = list(
        words_in(re.split(r"[,;:]|\b(?:if|because|when|which|who|unless|after|before)\b", content, maxsplit=1)[0])
    )
    return any(word in words("doubt", "cues") for word in first[:_MAIN_CLAUSE])


@lru_cache(maxsize=4096)
def is_negated(content: str) -> bool:
    """Whether the main clause of a content says that something is not so."""
    clause = re.split(r"[;:]|\b(?:because|although|though|which|who|unless|until|if|when)\b", content, maxsplit=1)[0]
    found = list(words_in(clause))[:22]
    return any(word in words("negation", "cues") for word in found)


def manner_of(text: str, content: tuple[Words, ...]) -> Manner:
    """Whether a content is quoted, told, or partly each, by the quotation marks in it and beside it."""
    whole = " ".join(_with_marks(text, part) for part in content)
    quoted = "".join(match[0] for match in _QUOTED.finditer(whole) if _is_quotation(match[0]))
    if not quoted:
        return "indirect"
    rest = _QUOTED.sub(lambda match: "" if _is_quotation(match[0]) else match[0], whole)
    left = [word for word in words_in(rest) if word not in ("that", "and", "but")]
    return "mixed" if left else "direct"


def _is_quotation(found: str) -> bool:
    return found[0] != "‘" or " " in found


def _with_marks(text: str, part: Words) -> str:
    """The words of a part with a quotation mark that stands right outside."""
    start, end = part.start, part.end
    if start and text[start - 1] in _OPENING and text[start] not in _OPENING:
        start -= 1
    while end < len(text) and text[end] in '”"»“’」』' and end - part.end < 2:
        end += 1
    return text[start:end]
