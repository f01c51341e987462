"""Where a text has a name, and how it uses it there: with "the", behind "in", before "reported".

Names are looked up as plain strings and only what stands beside them is matched: one pattern for each kind of use, and
none for each name, which would cost more than all the rest of the reading.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

Place = tuple[int, int]
_EDGE: Final = re.compile(r"\b")
_GOES_ON: Final = (
    r"(?:has|had|have|is|was|were|are|will|would|could|did|does|said|says|say|told|on|in|of|for|that|and|to|as|at|by|from"
    r"|with|which|last|yesterday|\w+ed)\b"
)
"""Words that follow a name which stands for itself, and not before a noun ("the Holt inquiry")."""
_PUBLISHES: Final = (
    r"(?:(?:has|had)\s+)?(?:reported|reports|wrote|writes|written|published|publishes|quoted|printed|retracted)\b"
)
_OF_STATE: Final = (
    r"(?!\w+\s+(?:and|or)\b)(?i:[\w’'-]+\s+){0,2}(?i:ministry|minister|chancellor|envoy|parliament|president|premier"
    r"|ambassador|embassy|government|army|navy|capital|king|queen|delegation)\b"
)


class Use(NamedTuple):
    """What stands before a name and behind it; where either is None nothing is asked of it."""

    before: re.Pattern[str] | None = None
    behind: re.Pattern[str] | None = None


ARTICLE: Final = Use(before=re.compile(r"\b[Tt]he\s+"))
CAPITAL_ARTICLE: Final = Use(re.compile(r"\b[a-z]+,?\s+The\s+"), re.compile(r"(?!\s+[A-Z])"))
"""What has its article in capitals also inside a sentence."""
ALONE_WITH_ARTICLE: Final = Use(ARTICLE.before, re.compile(rf"[’']s\b|[,.;:]|\s+{_GOES_ON}|$"))
SHARES: Final = Use(before=re.compile(r"\b[Ss]hares\s+in\s+"))
WHICH: Final = Use(behind=re.compile(r",?\s+which\b"))
PUBLISHES: Final = Use(behind=re.compile(rf"(?:,[^,.]*,)?\s+{_PUBLISHES}"))
OF_STATE: Final = Use(behind=re.compile(rf"(?:[’']s)?\s+{_OF_STATE}"))
"""Before a word for what only states have: "Norland's navy"."""
INSIDE: Final = Use(re.compile(r"\b(?:in|into|near|across|outside)\s+"), re.compile(r"(?!\s+[A-Z])"))
INSIDE_LONG: Final = Use(before=re.compile(r"\b(?:(?<!hares )(?<!take )in|near|across|outside)\s+"))


class Uses:
    """The uses of the names of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._behind: dict[re.Pattern[str], frozenset[int]] = {}

    def places(self, name: str) -> list[Place]:
        """Where a name stands as a word of its own, or as several."""
        found: list[Place] = []
        start = self.text.find(name)
        while start >= 0:
            end = start + len(name)
            if _EDGE.match(self.text, start) and _EDGE.match(self.text, end):
                found.append((start, end))
            start = self.text.find(name, start + 1)
        return found

    def has(self, name: str, use: Use) -> bool:
        """Whether a name is used in a way anywhere."""
        starts = self._starts(use.before) if use.before else None
        return any(
            (starts is None or start in starts) and (use.behind is None or use.behind.match(self.text, end))
            for start, end in self.places(name)
        )

    def _starts(self, before: re.Pattern[str]) -> frozenset[int]:
        """Where something begins behind certain words."""
        if before not in self._behind:
            self._behind[before] = frozenset(found.end() for found in before.finditer(self.text))
        return self._behind[before]
