"""The words of a mention, apart: its head, its noun, whether it is definite."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from copydesk.ledger.names import Named, Register

ARTICLE: Final = re.compile(r"^(?:the|a|an|this|that|these|those|its|his|her|their|our|my)\s+", re.IGNORECASE)
_DEFINITE: Final = re.compile(r"(?:the|his|her|their|its|my|your|our)\s|[\w’' ]+[’']s\s", re.IGNORECASE)
_INDEFINITE: Final = re.compile(
    r"^(?:(?:only|just|about|nearly|almost|roughly|some|over)\s+)?"
    r"(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|\d+|several|neither|either|each|every|some|many|most"
    r"|few|a few|both|another|others?"
    r"|(?:the\s+)?(?:(?:vast |great )?majority|half|quarter|three-quarters|two-thirds|bulk|rest)(?:\s+of)?|not"
    r"|a number of|dozens of|hundreds of|unnamed|anonymous|more than \w+|at least \w+)\b",
    re.IGNORECASE,
)
_BY: Final = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|public|among|over|from|for|last|since|by|to|in|on|at|with|as)\b"
)
_TAIL: Final = re.compile(
    r"\s+\(|(?<=[a-z]{3}s)\s+[a-z]+ing\b|(?:,|\s+[—–-]+|\s+(?:of|for|at|from|with|who|whose|which|in|on|familiar|close"
    r"|near|to|by|inside|within|involved|present|briefed|and|as|about|against|attending|under|outside|there|speaking|who’s"
    r"|representing|quoted|citing|after|before|during|that|than"
    rf"|(?:[a-z]+ed|seen|shown|sent|written|given|made|drawn|held|taken|known|read|put|left)(?=\s+{_BY})))(?:\s|$)",
)
_DOING: Final = re.compile(r"\s+[a-z]+ing\s+(?:in|at|on|for|to|with|from|the|an?|about|against|as)\b")
_MALE: Final = frozenset(
    "he him his himself mr sir lord alhaji king prince father brother son husband man spokesman".split()
)
_FEMALE: Final = frozenset(
    """she her hers herself mrs ms miss dame lady hajiya madame queen princess mother sister daughter wife woman
    spokeswoman""".split()
)


class Phrase(NamedTuple):
    """A mention with what the rules ask of it."""

    mention: str
    head: str
    """The mention up to what follows its noun."""
    noun: str
    two: str
    """The last two words of the head."""
    is_indefinite: bool
    runs: tuple[Named, ...]
    """What stands in capitals."""

    @property
    def behind(self) -> str:
        """What follows the head."""
        return self.mention[len(self.head) :]

    @property
    def is_definite(self) -> bool:
        """Whether the mention points at one that is known: "the …", "his …", "the team's …"."""
        return not self.is_indefinite and _DEFINITE.match(self.mention) is not None

    @property
    def bare(self) -> str:
        """The head without its article."""
        return ARTICLE.sub("", self.head).strip(' ,‘“"')


def phrase_of(mention: str) -> Phrase:
    """A mention taken apart."""
    runs = tuple(Register(mention).runs)
    head = head_of(mention, runs)
    two = " ".join(re.sub(r"[’']s\b", "", head).lower().split()[-2:])
    is_indefinite = _INDEFINITE.match(mention.lstrip('‘“"')) is not None
    return Phrase(mention, head, noun_of(head), two.strip('‘“" '), is_indefinite, runs)


def head_of(mention: str, runs: Sequence[Named] = ()) -> str:
    """A mention up to what follows its noun: an apposition, "of …", "who …"; a name is not cut."""
    tail = _TAIL.search(mention)
    while tail and any(run.start < tail.start() < run.end for run in runs):
        tail = _TAIL.search(mention, tail.end())
    doing = next((run.end for run in runs if _DOING.match(mention, run.end)), len(mention))
    return mention[: min(doing, tail.start() if tail and tail.start() else doing)]


def noun_of(head: str) -> str:
    """The noun of a phrase, in small letters."""
    parts = re.sub(r"[’']s\b", "", head).lower().split()
    return parts[-1].strip(".,’'“”‘\"") if parts else ""


def gender_of(words_: str) -> str:
    """What the words of a phrase say of the gender of whom they name: "f", "m" or nothing."""
    low = {word.strip(".,’'").lower() for word in words_.split()}
    return "f" if low & _FEMALE else "m" if low & _MALE else ""
