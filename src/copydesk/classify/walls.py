"""Walls: what stands where the story should, told by the weight of evidence of many kinds.

Each kind of wall has a table of evidence. What the page shows adds its points (log-odds, so that a sum turns into a
confidence), what it tells beside takes some away, and the kind with the most points wins if they are above nought. No
single phrase, name or vendor decides. The points are chosen by hand on walls made for it and checked on others, see
bench/walls.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from copydesk.blocks import Sheet
from copydesk.classify.lines import letters_of
from copydesk.classify.notions import Found
from copydesk.classify.signs import (
    BEFORE_END,
    BEHIND_END,
    GATE_LENGTH,
    LITTLE_BODY,
    Signs,
)
from copydesk.classify.speech import is_prose, notions_of, speaks_to_reader
from copydesk.records import Label, Verdict, VerdictKind

_PRIOR: Final = -3.0
"""Log-odds before any evidence: few pages are walls."""
_PLENTY: Final = 600
"""Letters of body from which a page is a story, gated or not, unless its head or first lines speak like a wall."""
_TEASER_MOST: Final = 6_000
"""Letters of body that no gate leaves open."""
_SHORT: Final = 40
_GLANCE: Final = 200
_TOLD: Final = 90.0
"""Letters of running text beside a wall's own words that take away one point."""
_TOLD_MOST: Final = 9.0
_TEASER: Final = 1_500.0
"""The same for a paywall, which shows a teaser."""
_CARDS: Final = 600.0
"""The same of links and short lines outside of menus: a wall may stand among the day's headlines."""
_FEW_LEADS: Final = 2
"""Links to other stories that may stand beside a wall; each more takes away one point."""
_LEADS_MOST: Final = 5
_LITTLE: Final = 300
"""Letters under which a page shows hardly anything."""

# What makes each kind, and what only goes with it.
_KEYS: Final[dict[str, frozenset[str]]] = {
    "captcha": frozenset({"robot", "human", "captcha", "traffic", "unusual", "hold", "limited"}),
    "consent": frozenset({"cookie", "privacy", "partners", "consent"}),
    "paywall": frozenset({"subscribe", "subscriber", "limit", "unlock"}),
    "error": frozenset({"code", "missing", "fault", "denied", "unavailable", "removed", "region", "upkeep"}),
    "script_shell": frozenset({"javascript"}),
}
_PLAIN: Final = frozenset({"captcha", "limited", "upkeep"})
"""Notions that say it alone, and count for two."""
_WITH: Final[dict[str, frozenset[str]]] = {
    "captcha": frozenset({"prove", "browser", "wait", "security", "reference", "denied"}),
    "consent": frozenset({"accept", "reject", "adverts", "store"}),
    "paywall": frozenset({"read_on", "offer", "account"}),
    "error": frozenset({"page", "negation", "home", "server"}),
    "script_shell": frozenset({"enable", "loading", "browser"}),
}
_NAMING: Final = _KEYS["paywall"] | {"account"}
"""Notions of which no gate is without all: who may read on, or what is spent or locked."""
_ON_WHAT: Final = frozenset({"cookie", "privacy", "partners", "adverts", "store"})
"""What a wall asks consent for."""
_OF_ANY_STORY: Final = frozenset({"missing", "unavailable", "region"})
_BY_COUNT: Final = (0.0, 0.5, 1.9, 2.9, 3.5)
"""Points for so many notions of a kind together in one block."""


_OF_OTHERS: Final = 0.7
"""What a longer text counts for that does not speak to the reader: a story tells of others."""
_HEARD: Final = 0.6
"""Least weight of what speaks to the reader, however many other words it has."""
_SENTENCE: Final = 100
_MOSTLY: Final = 0.55
"""Share of a line's words from which it is made of them."""
_FULL: Final = 0.25
"""Share of a block's words from which all of it is a wall's speech: the other words hold a sentence together."""


class Evidence(NamedTuple):
    """One thing that speaks for or against a kind of wall."""

    points: float
    what: str


def find_wall(sheet: Sheet, labels: Sequence[Label]) -> Verdict | None:
    """The wall that a sheet is, with the strongest evidence as its reason; None for a page that tells something."""
    kinds = _possible(sheet, labels)
    if not kinds:
        return None
    if kinds == ("paywall",) and not _may_be_gated(sheet, labels):
        return None
    signs = Signs(sheet, labels)
    found = {kind: _GATHER[kind](signs) for kind in kinds}
    kind = max(kinds, key=lambda kind: _sum(found[kind]))
    total = _sum(found[kind])
    if total <= 0:
        return None
    reasons = sorted((e for e in found[kind] if e.points > 0), key=lambda e: -e.points)[:3]
    return Verdict(kind, _confidence(total), "; ".join(evidence.what for evidence in reasons))


def _sum(found: Sequence[Evidence]) -> float:
    return sum(evidence.points for evidence in found)


def weigh(sheet: Sheet, labels: Sequence[Label]) -> dict[VerdictKind, list[Evidence]]:
    """All the evidence for each kind of wall, for those who want to look inside."""
    signs = Signs(sheet, labels)
    return {kind: gather(signs) for kind, gather in _GATHER.items()}


def _confidence(points: float) -> float:
    return round(1.0 / (1.0 + math.exp(-points)), 3)


def _possible(sheet: Sheet, labels: Sequence[Label]) -> tuple[VerdictKind, ...]:
    """The kinds of wall worth a longer look, after a glance that lets ordinary pages go."""
    size = 0
    first = ""
    for block, label in zip(sheet.blocks, labels, strict=True):
        if label.name == "body":
            text = block.text
            if len(text) >= _SHORT:
                size += letters_of(text)
                first = first or text
                if size >= _TEASER_MOST:
                    break
    if size < _PLENTY:
        return tuple(_GATHER)
    heads = [first[:_GLANCE]]
    if sheet.page is not None and (title := sheet.page.tree.select_one("head title")) is not None:
        heads.append(title.text[:_GLANCE])
    said = [notions_of(head) for head in heads]
    kinds: list[VerdictKind] = [
        kind for kind in ("captcha", "consent", "error") if any(_speaks(f, kind) > 1 for f in said)
    ]
    if size < _TEASER_MOST:
        kinds.append("paywall")
    return tuple(kinds)


def _may_be_gated(sheet: Sheet, labels: Sequence[Label]) -> bool:
    """Whether a page that can only be a paywall may become one: it declares itself closed, or its end names a gate.

    Without either, all that speaks for a paywall (the words that are not there, a part named for a teaser, little of a
    story: 1.2, 0.5 and 0.5 points) does not make up for the prior.
    """
    shown: list[str] = []
    first = last = -1
    told = 0
    for block, label in zip(sheet.blocks, labels, strict=True):
        text = block.text
        if label.name == "hidden" or not text or text.isspace():
            continue
        if label.name == "body" and is_prose(block):
            told += letters_of(text)
            last = len(shown)
            if first < 0:
                first = last
        shown.append(text)
    if told < LITTLE_BODY or "isAccessibleForFree" in sheet.capture.text:
        return True
    for text in shown[max(first, last - BEFORE_END) : last + BEHIND_END]:
        if len(text) <= GATE_LENGTH and not _NAMING.isdisjoint(notions_of(text).notions):
            return True
    return False


def _speaks(found: Found, kind: str) -> int:
    """How many notions of a kind a text speaks of; none without one that makes the kind."""
    keys = len(found.notions & _KEYS[kind])
    if not keys:
        if kind == "captcha" and {"browser", "prove"} <= found.notions:
            return len(found.notions & _WITH[kind])
        if kind == "error" and {"page", "negation"} <= found.notions and found.share >= _MOSTLY:
            return 2
        return 0
    # Things are found and are to be had in any story: it takes a "not" beside.
    if kind == "error" and keys == 1 and found.notions & _OF_ANY_STORY and "negation" not in found.notions:
        return 0
    if kind == "consent" and not found.notions & _ON_WHAT:
        return 1  # to letters by mail, mostly
    return keys + len(found.notions & _WITH[kind]) + len(found.notions & _KEYS[kind] & _PLAIN)


def _said(signs: Signs, kind: str) -> Evidence:
    """The block that speaks most like the kind."""
    best, text = 0.0, ""
    for block, _, found in signs.blocks:
        if block.kind == "heading" and len(block.text) <= _HEADING:
            continue  # weighed as one
        # What is a wall's speech has little else in it.
        count = _speaks(found, kind)
        if not count:
            continue
        heard = speaks_to_reader(block.text)
        points = _BY_COUNT[min(4, count + heard)] * min(
            1.0, max(found.share / _FULL, _HEARD * (heard and len(block.text) <= 2 * _HEADING))
        )
        if not heard and len(block.text) > _SENTENCE:
            points *= _OF_OTHERS
        if points > best:
            best, text = points, block.text
    return Evidence(best, f"it says “{_cut(text)}”")


def _headed(signs: Signs, kind: str) -> Evidence:
    """A heading, or the document's title, that is made of the kind's words."""
    best, text = 0.0, ""
    for head, found in signs.head_notions:
        count = _speaks(found, kind)
        if not count:
            continue
        strong = found.share >= _MOSTLY
        points = (3.2 if count > 1 else 2.0) if strong else (1.6 if count > 1 and found.share >= 0.18 else 0.4)
        if len(head) > 80:
            points *= 0.6
        if points > best:
            best, text = points, head
    return Evidence(best, f"its heading says “{_cut(text)}”")


def _cut(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}…"


def _little(signs: Signs, said: Evidence, cards: float = 1.0) -> Evidence:
    """For a wall when the page tells nothing beside what it said, against it when it does.

    `cards` weighs links and short lines.
    """
    told = max(0.0, signs.told - (_MESSAGE if said.points >= 1.0 else 0.0))
    beside = cards * (max(0.0, signs.cards - _CARDS) / _CARDS + min(_LEADS_MOST, max(0, signs.leads - _FEW_LEADS)))
    if told < _PROSE_LINE and signs.seen_letters < _HARDLY:
        return Evidence(1.6, "it shows hardly any text")
    if told < _PROSE_LINE and signs.cards < _LITTLE:
        return Evidence(1.3, "it shows hardly any text")
    if told < _PROSE_LINE and beside < 0.2:
        return Evidence(0.9, "it tells nothing beside")
    return Evidence(-min(_TOLD_MOST, told / _TOLD + beside), "it tells something beside")


_HARDLY: Final = 180
_MESSAGE: Final = 80.0
"""Letters of the message that told of the wall, where it was taken for running text."""
_PROSE_LINE: Final = 60.0
"""Letters of running text that are no story yet."""


def _bare(signs: Signs, said: Evidence, headed: Evidence) -> Evidence:
    """For a wall on a page with hardly any text, none of it set as a story under a headline."""
    bare = signs.told < 2 * _PROSE_LINE and signs.cards < _LITTLE and not signs.story and not signs.headline
    return Evidence(1.2 * (bare and (said.points >= 0.8 or headed.points > 1.0)), "no headline and no story")


def _not_a_story(signs: Signs, weight: float) -> Evidence:
    return Evidence(-weight * signs.story - 1.2 * signs.headline, "it is set as a story")


def _captcha(signs: Signs) -> list[Evidence]:
    near_empty = signs.told < _LITTLE
    hidden = _speaks(Found(signs.hidden_notions, 1.0), "captcha")
    said, headed = _said(signs, "captcha"), _headed(signs, "captcha")
    return [
        Evidence(_PRIOR, ""),
        said,
        headed,
        Evidence(2.5 * (signs.captcha_part and near_empty), "a part named for a challenge"),
        Evidence(0.6 * (signs.refresh and near_empty), "the page reloads itself"),
        Evidence(0.5 * signs.noindex, "kept out of indexes"),
        Evidence(0.4 * (hidden > 1), "it speaks of a check to readers without scripts"),
        _little(signs, said),
        _bare(signs, said, headed),
        _not_a_story(signs, 0.8),
    ]


def _consent(signs: Signs) -> list[Evidence]:
    yes, no = "accept" in signs.buttons, "reject" in signs.buttons
    speech = sum(1 for _, _, found in signs.blocks if _speaks(found, "consent") >= 2)
    said, headed = _said(signs, "consent"), _headed(signs, "consent")
    return [
        Evidence(_PRIOR, ""),
        said,
        headed,
        Evidence(1.2 * (signs.consent_part and signs.told < 2 * _PROSE_LINE), "a part named for consent"),
        Evidence(0.9 * yes + 0.6 * (yes and no), "buttons to accept or refuse"),
        Evidence(min(1.0, 0.3 * speech), "it asks for consent again and again"),
        _little(signs, said),
        _bare(signs, said, headed),
        _not_a_story(signs, 0.4),
    ]


def _error(signs: Signs) -> list[Evidence]:
    code = any(
        "code" in found.notions and (found.share >= 0.5 or len(head) <= 12) for head, found in signs.head_notions
    )
    ways = any("home" in found.notions for _, _, found in signs.blocks) or "home" in signs.buttons
    said, headed = _said(signs, "error"), _headed(signs, "error")
    return [
        Evidence(_PRIOR, ""),
        said,
        headed,
        Evidence(1.8 * code, "a status code for a heading"),
        Evidence(0.4 * signs.noindex, "kept out of indexes"),
        Evidence(0.4 * ways, "it points home"),
        _little(signs, said, 0.25),
        _bare(signs, said, headed),
        _not_a_story(signs, 0.9),
    ]


def _script_shell(signs: Signs) -> list[Evidence]:
    asks = "javascript" in signs.hidden_notions
    bare = signs.told < _PROSE_LINE and signs.cards < _LITTLE
    nothing = not signs.seen
    said, headed = _said(signs, "script_shell"), _headed(signs, "script_shell")
    return [
        Evidence(_PRIOR, ""),
        said,
        headed,
        Evidence(1.2 * (asks and bare), "it asks for scripts"),
        Evidence(1.8 * (signs.empty_root and bare), "an empty element for scripts to fill"),
        Evidence(0.8 * (signs.scripts > 0) + 0.4 * (signs.scripts > 3), f"{signs.scripts} scripts"),
        Evidence(0.7 * (signs.state and bare), "its state is in the scripts"),
        Evidence(0.9 * (signs.waiting and bare), "a sign of waiting"),
        Evidence(0.8 * (bare and any("loading" in found.notions for _, _, found in signs.blocks)), "it is loading"),
        Evidence(1.2 * (nothing and signs.scripts > 0), "scripts and no text"),
        Evidence(-min(6.0, signs.unseen / _TOLD), "there is hidden text"),
        Evidence(-2.5 * any(_said(signs, kind).points >= 1.5 for kind in ("captcha", "consent")), "it asks for more"),
        _little(signs, said),
        _bare(signs, said, headed),
    ]


def _paywall(signs: Signs) -> list[Evidence]:
    gate, text, named = _gate(signs)
    size = signs.body_letters
    declared = signs.declared_words
    whole = declared > 60 and size > 4.0 * declared
    missing = declared > 120 and size < 3.0 * declared
    closed = signs.declared_closed
    found = [
        Evidence(_PRIOR, ""),
        Evidence(gate, f"it says “{_cut(text)}”"),
        Evidence(0.8 * named, "in a part named for a gate"),
        Evidence(1.2 * closed, "it declares itself closed to those who do not pay"),
        Evidence({None: 0.0, True: -1.5, False: 1.6}[signs.rest], "the part declared closed is not there"),
        Evidence(1.8 * signs.broken_off * (gate > 0 or closed), "its last sentence breaks off"),
        Evidence(0.5 * signs.teaser_named, "a part named for a teaser"),
        Evidence(1.2 * missing - 2.0 * whole, "the declared number of words is not there"),
        Evidence(0.8 * (gate > 1.0 and size < _PLENTY and signs.told < _PROSE_LINE), "nothing of a story is there"),
        Evidence(0.5 * (size < _SHORT_TEASER) - min(6.0, size / _TEASER), "little of a story is there"),
        Evidence(-0.8 * (gate > 0) * _goes_on(signs), "the story goes on behind"),
    ]
    if _sum(found) > 0:  # asked last, for it looks at the whole page
        found.append(
            Evidence(-min(4.0, max(0.0, signs.cards - 4 * size - 4 * _CARDS) / _CARDS), "it is a page of links")
        )
    return found


_SHORT_TEASER: Final = 900
_HEADING: Final = 80
_NAME: Final = 20
"""Letters of the longest entry of a menu: two of them side by side make no gate."""
_IS_GATE: Final = 1.5
_FAR: Final = 8
"""Blocks between the end of the text and a gate that still belongs to it."""


def _gate(signs: Signs) -> tuple[float, str, bool]:
    """The points of the block most like a gate, its text, and whether it stands in a part named for one."""
    best, text, named = 0.0, "", False
    told = signs.body_letters >= _PLENTY or signs.told >= _PROSE_LINE
    since = _FAR if told else 0
    above: frozenset[str] = frozenset()
    for block, label, found in signs.end:
        # A gate says half of it in its heading.
        points = _gate_points(found, above if len(block.text) > _NAME else frozenset())
        above = found.notions if len(block.text) <= _HEADING else frozenset()
        if label.name == "body" and is_prose(block) and points < _IS_GATE:
            since = 0
            continue
        since += 1
        if not points or signs.is_outer(block):
            continue
        if told and len(block.text) > _HEADING and not speaks_to_reader(block.text):
            points *= 0.75  # a report on gates, more likely than one
        if told and since > _FAR:
            points *= 0.4
        if points > best:
            best, text, named = points, block.text, signs.is_gate(block)
    return best, text, named


def _gate_points(found: Found, above: frozenset[str] = frozenset()) -> float:
    """How much a block speaks like a gate, with the heading above it: who pays, or has an account, may read on."""
    said = found.notions | above if found.notions else found.notions
    # "Free" is said of offers too: of a gate it is said of articles, or of reading.
    spent = said & {"limit"} if said & {"page", "read_on"} else frozenset()
    who = said & {"subscribe", "subscriber", "account"} | spent
    if not who and {"unlock", "offer"} <= said:
        who = frozenset({"offer"})
    if not who:
        return 0.0
    further = said & {"read_on", "unlock"} | spent
    if not further and not ("page" in said and "subscriber" in said):
        return 0.3
    points = 0.9 * min(2, len(who)) + 1.0 * min(2, len(further)) + 0.5 * ("page" in said) + 0.3 * ("offer" in said)
    points += 0.6 * ("read_on" in said)
    return points * min(1.0, found.share / _FULL)


def _goes_on(signs: Signs) -> int:
    """How much of the story stands behind the last gate, in steps of 200 letters; at most five."""
    behind, gated = 0, False
    for block, label, found in signs.end:
        if _gate_points(found) >= _IS_GATE:
            behind, gated = 0, True
        elif gated and label.name == "body" and is_prose(block):
            behind += letters_of(block.text)
    return min(5, behind // 200)


_GATHER: Final[dict[VerdictKind, Callable[[Signs], list[Evidence]]]] = {
    "captcha": _captcha,
    "consent": _consent,
    "paywall": _paywall,
    "error": _error,
    "script_shell": _script_shell,
}
