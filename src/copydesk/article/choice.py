"""The choice of a fact among its candidates: what speaks for each is weighed, and nothing is chosen over a bad choice.

Candidates of one value are one option. An option has all the signs of its candidates; each sign has a weight, learned
by training/facts.py from pages whose facts people have written down. The options and "none of them" share the
probability (a conditional logit: McFadden, "Conditional logit analysis of qualitative choice behavior", 1974), so that
a confidence is the share of such values that were right on pages of other domains.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import exp
from typing import Final, NamedTuple

from copydesk.article.evidence import Candidate

Weights = Mapping[str, float]
Key = Callable[[Candidate], str]
"""What tells two values apart: candidates with one key are one option."""

NOTHING_FAVOURED: Final[Mapping[str, float]] = {}
_MOST: Final = 40
"""Options weighed; a page has a handful, a calendar hundreds."""


class Option(NamedTuple):
    """The candidates of one value, and what speaks for it."""

    candidates: list[Candidate]
    signs: frozenset[str]


def options_of(candidates: Iterable[Candidate], key: Key) -> list[Option]:
    """The candidates by their value, in the order in which the values were first found."""
    found: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        name = key(candidate)
        if name in found or len(found) < _MOST:
            found.setdefault(name, []).append(candidate)
    return [Option(group, frozenset(sign for one in group for sign in one.signs)) for group in found.values()]


def weigh(options: Sequence[Option], page: Iterable[str], weights: Weights) -> list[float]:
    """The probability of each option; what is missing to one is that of none. `page` are the signs for none.

    >>> a, b = (Option([], frozenset({sign})) for sign in "ab")
    >>> [round(share, 2) for share in weigh([a, b], ["small"], {"a": 2.0, "b": 1.0, "none small": 1.0})]
    [0.58, 0.21]
    """
    scores = [sum(weights.get(sign, 0.0) for sign in sorted(option.signs)) for option in options]
    scores.append(sum(weights.get(f"none {sign}", 0.0) for sign in page))
    highest = max(scores)
    shares = [exp(score - highest) for score in scores]
    whole = sum(shares)
    return [share / whole for share in shares[:-1]]


def weights_of(fact: str) -> Weights:
    """The learned weights of a fact."""
    return _all_weights()[fact]


@cache
def _all_weights() -> Mapping[str, Weights]:
    return read_weights(files("copydesk.article").joinpath("choices.json").read_text("utf-8"))


def read_weights(text: str) -> Mapping[str, Weights]:
    """The weights of every fact, as training/facts.py writes them."""
    found: dict[str, dict[str, float]] = json.loads(text)
    return found


def decide(
    fact: str, options: Sequence[Option], page: Iterable[str], favoured: Mapping[str, float] = NOTHING_FAVOURED
) -> list[Candidate]:
    """All candidates of a fact, each with the probability of its option: one of each, likeliest first, then the rest.

    A sign that is `favoured` moves its option up in the order by so much, and leaves its probability as it is: where
    several wordings are as likely, one kind of them is wanted.
    """
    shares = weigh(options, page, weights_of(fact))
    worth = [
        share * exp(sum(favour for sign, favour in favoured.items() if sign in option.signs))
        for share, option in zip(shares, options, strict=True)
    ]
    ranked = sorted(range(len(options)), key=lambda number: -worth[number])
    told = [(candidate, shares[number]) for number in ranked for candidate in options[number].candidates[:1]]
    again = [(candidate, shares[number]) for number in ranked for candidate in options[number].candidates[1:]]
    return [_trusted(candidate, round(share, 3)) for candidate, share in (*told, *again)]


def _trusted(candidate: Candidate, confidence: float) -> Candidate:
    parts = tuple(part._replace(confidence=confidence) for part in candidate.parts)
    return candidate._replace(confidence=confidence, parts=parts)
