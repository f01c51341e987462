"""Articles about one happening, found by what they share: names, figures, links, rare words, and their days.

What many articles of the time have says little, what two have says much: each sign counts by its rarity (inverse
document frequency), and two articles are as near as the signs they share weigh against all they have (the cosine of the
two). Groups grow by the nearest pair first, as long as all of one group are near all of the other on average (UPGMA,
Sokal and Michener 1958), so that no chain of halfway steps joins two fires. An article that is near none stands alone.
Nothing is ever merged by an event.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from copydesk.archive.tokens import is_sign, tokens_of

NEAR: Final = 0.3
"""Average nearness from which two groups are about one happening."""
_NOT_FAR: Final = 0.1
"""Average nearness to a group from which an article may be worth a look beside it."""
_HALF_LIFE: Final = 4.0
"""Days between two articles after which they count as half as near."""
_NAME_WEIGHT: Final = 5.0
_FIGURE_WEIGHT: Final = 2.0
_LINK_WEIGHT: Final = 6.0
_TITLE_WEIGHT: Final = 2.0
_MOST_COMMON: Final = 0.25
"""Share of the articles that have a sign, above which it says nothing."""
_FEW: Final = 6.0
"""Articles that may have a sign in any case: of five articles four may be about one thing."""
_MANY: Final = 60
"""Articles by which rarity is reckoned at least: among five, every word is rare or common by chance."""
_SHORTEST: Final = 4
"""Letters of a word that may be a sign by itself; shorter ones join sentences."""
_LEAD: Final = 1_500
"""Characters of a text that are looked at: what happened stands at the top."""
_MOST_HAVING: Final = 60
"""Articles that have a sign by which pairs are looked for."""
_STARTS: Final = re.compile(r"(?:^|[.!?:…]['\"”’»)]*\s+|\n|[“„«\"]\s*)$")


class Report(NamedTuple):
    """What is asked of an article."""

    article: int
    title: str
    text: str
    day: str
    """ISO 8601, the day it was published."""
    links: frozenset[str] = frozenset()
    """Keys of the addresses it links to, and of its own."""


class Event(NamedTuple):
    """Articles about one happening, the earliest first."""

    articles: tuple[int, ...]
    words: tuple[str, ...]
    """What they share, the most telling first."""


def events(reports: Sequence[Report], near: float = NEAR) -> list[Event]:
    """The happenings that articles are about, the largest first; articles that stand alone are events of one."""
    return _found(reports, near)[0]


def around(reports: Sequence[Report], article: int) -> tuple[Event, list[int]]:
    """The event that an article belongs to, and the others that are not far from it, the nearest first."""
    found, nearness = _found(reports, NEAR)
    own = next(each for each in found if article in each.articles)
    sums: Counter[int] = Counter()
    for (first, second), value in nearness.items():
        one, other = reports[first].article, reports[second].article
        if (one in own.articles) != (other in own.articles):
            sums[other if one in own.articles else one] += value / len(own.articles)  # type: ignore[assignment]
    return own, [number for number, value in sums.most_common() if value >= _NOT_FAR]


def _found(reports: Sequence[Report], near: float) -> tuple[list[Event], dict[tuple[int, int], float]]:
    signs = [_signs(report) for report in reports]
    weights = _weighted(signs)
    days = [date.fromisoformat(report.day[:10]).toordinal() for report in reports]
    nearness = _nearness(weights, days)
    groups = _grown(nearness, len(reports), near)
    found = [_event(reports, weights, sorted(group, key=lambda each: (days[each], each))) for group in groups]
    return sorted(found, key=lambda event: (-len(event.articles), event.articles)), nearness


def _event(reports: Sequence[Report], weights: Sequence[dict[str, float]], group: Sequence[int]) -> Event:
    total: Counter[str] = Counter()
    for each in group:
        for sign, weight in weights[each].items():
            total[sign] += weight  # type: ignore[assignment]
    words = [sign.partition(":")[2] for sign, _ in total.most_common(12) if not sign.startswith("link:")]
    return Event(tuple(reports[each].article for each in group), tuple(dict.fromkeys(words))[:5])


def _signs(report: Report) -> Counter[str]:
    """What an article has that may tell what it is about, and how often."""
    found: Counter[str] = Counter()
    for text, weight in ((report.title, _TITLE_WEIGHT), (report.text[:_LEAD], 1.0)):
        tokens = tokens_of(text)
        for place, token in enumerate(tokens):
            word = token.word
            if not word.isalpha() and any(map(str.isdigit, word)):
                if len(word) > 1:
                    found[f"figure:{word}"] += weight * _FIGURE_WEIGHT  # type: ignore[assignment]
            elif is_sign(word):
                if place + 1 < len(tokens) and tokens[place + 1].start == token.end and is_sign(tokens[place + 1].word):
                    found[f"word:{word}{tokens[place + 1].word}"] += weight  # type: ignore[assignment]
            elif text[token.start].isupper() and not _STARTS.search(text[max(0, token.start - 12) : token.start]):
                found[f"name:{word}"] += weight * _NAME_WEIGHT  # type: ignore[assignment]
            elif len(word) >= _SHORTEST:
                found[f"word:{word}"] += weight  # type: ignore[assignment]
    for link in report.links:
        found[f"link:{link}"] += _LINK_WEIGHT  # type: ignore[assignment]
    return found


def telling(title: str, text: str, count: int) -> list[str]:
    """The words by which other articles about the same may be found, the most telling first.

    Pairs of signs are written as the search index has them.
    """
    signs = _signs(Report(0, title, text, ""))
    words = [(sign.partition(":")[2], weight * len(sign) ** 0.5) for sign, weight in signs.items()]
    best = sorted(words, key=lambda each: (-each[1], each[0]))
    return ["".join(f"x{ord(each):x}" for each in word) if is_sign(word[0]) else word for word, _ in best[:count]]


def _weighted(signs: Sequence[Counter[str]]) -> list[dict[str, float]]:
    """Each article's signs with their weight by rarity, as a vector of length one."""
    having = Counter(sign for each in signs for sign in each)
    most = max(_FEW, _MOST_COMMON * len(signs))
    count_of_all = max(_MANY, len(signs))
    vectors = []
    for each in signs:
        vector = {
            sign: (1 + math.log(count)) * math.log(1 + count_of_all / having[sign]) if count >= 1 else 0.0
            for sign, count in each.items()
            if having[sign] <= most
        }
        length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        vectors.append({sign: weight / length for sign, weight in vector.items()})
    return vectors


def _nearness(vectors: Sequence[dict[str, float]], days: Sequence[int]) -> dict[tuple[int, int], float]:
    """How near the pairs are that share a sign which not too many have."""
    import numpy as np

    having: dict[str, list[int]] = defaultdict(list)
    for place, vector in enumerate(vectors):
        for sign in vector:
            having[sign].append(place)
    # Where each sign is and how much it weighs there; what one article alone has brings it near to none.
    shared = {
        sign: (np.array(places), np.array([vectors[place][sign] for place in places]))
        for sign, places in having.items()
        if len(places) > 1
    }
    on = np.array(days)
    near: dict[tuple[int, int], float] = {}
    for first, vector in enumerate(vectors):
        total, is_pair = np.zeros(len(vectors)), np.zeros(len(vectors), dtype=bool)
        for sign, weight in vector.items():
            if sign in shared:
                places, weights = shared[sign]
                total[places] += weight * weights
                if len(places) <= _MOST_HAVING:
                    is_pair[places] = True
        others = np.flatnonzero(is_pair[first + 1 :]) + first + 1
        values = total[others] * 0.5 ** (np.abs(on[others] - on[first]) / _HALF_LIFE)
        near.update(((first, other), value) for other, value in zip(others.tolist(), values.tolist(), strict=True))
    return near


def _grown(near: dict[tuple[int, int], float], count: int, least: float) -> list[list[int]]:
    """Groups grown from single articles, the nearest two joined first, by the average nearness of their members."""
    groups: dict[int, list[int]] = {place: [place] for place in range(count)}
    sums: dict[int, dict[int, float]] = defaultdict(dict)
    for (first, second), value in near.items():
        sums[first][second] = sums[second][first] = value
    heap = [(-value, first, second) for (first, second), value in near.items() if value >= least]
    heapq.heapify(heap)
    fresh = count
    while heap:
        value, first, second = heapq.heappop(heap)
        if first not in groups or second not in groups:
            continue
        joined = groups.pop(first) + groups.pop(second)
        groups[fresh] = joined
        for other in {*sums[first], *sums[second]}:
            if other in groups and other != fresh:
                total = sums[first].get(other, 0.0) + sums[second].get(other, 0.0)
                sums[fresh][other] = sums[other][fresh] = total
                average = total / (len(joined) * len(groups[other]))
                if average >= least:
                    heapq.heappush(heap, (-average, min(fresh, other), max(fresh, other)))
        fresh += 1
    return list(groups.values())
