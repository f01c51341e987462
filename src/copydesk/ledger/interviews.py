"""Who speaks in an interview printed as questions and answers: the turns, and which party asks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Final, Literal, NamedTuple

_TURN: Final = re.compile(r"^(?P<label>[A-ZÀ-ÖØ-Þ][^\n:.?!,;]{0,40}):[ \u00a0]+(?P<words>[^\n]*)", re.MULTILINE)
Part = Literal["asks", "answers"]


class Turn(NamedTuple):
    """What one party says until the other's turn."""

    start: int
    end: int
    label: str


class Interview:
    """The turns of an article; none where no two labels take turns."""

    def __init__(self, text: str) -> None:
        found = [Turn(each.start(), each.end(), each["label"]) for each in _TURN.finditer(text)]
        questions: dict[str, list[bool]] = defaultdict(list)
        for turn in found:
            questions[turn.label].append(text[turn.start : turn.end].rstrip('”" ').endswith("?"))
        labels = [label for label, asked in questions.items() if len(asked) > 1]
        shares = {label: sum(questions[label]) / len(questions[label]) for label in labels}
        is_one = len(labels) == 2 and (len(set(shares.values())) > 1 or _alternate(found, labels))
        self.asks: str = max(shares, key=lambda label: shares[label]) if is_one else ""  # of two alike who begins
        self.answers: str = next(label for label in labels if label != self.asks) if is_one else ""
        self.turns = [turn for turn in found if is_one and turn.label in labels]

    def part(self, label: str) -> Part | None:
        """What the party with a label does."""
        if not label or label not in (self.asks, self.answers):
            return None
        return "asks" if label == self.asks else "answers"

    def at(self, place: int) -> Part | None:
        """Whose turn it is at a place of the text."""
        turn = next((turn for turn in self.turns if turn.start <= place < turn.end), None)
        return self.part(turn.label) if turn else None


def _alternate(turns: Sequence[Turn], labels: Collection[str]) -> bool:
    """Whether two parties speak by turns, as in an interview whose questions are put without question marks."""
    spoken = [turn.label for turn in turns if turn.label in labels]
    return all(first != second for first, second in pairwise(spoken))
