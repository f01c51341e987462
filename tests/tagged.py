"""Statements from a text with tags, so that what is made of spans can be tested without the network that finds them."""

from __future__ import annotations

import re
from collections import defaultdict

from copydesk.ledger.drafts import Draft
from copydesk.ledger.reading import Reading, statements_of
from copydesk.records import Statement

TAG = re.compile(r"<(/?)([skcavt])(\d+)>")
ROLES = {"s": "mention", "k": "cue", "c": "content", "a": "addressee", "v": "venue", "t": "time"}


def drafts_of(marked: str) -> tuple[str, dict[int, Draft]]:
    """A text without its tags, and the drafts by their numbers; tags are those of corpus/GUIDELINES.md."""
    spans: dict[int, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    opened: dict[str, int] = {}
    text, at = "", 0
    for tag in TAG.finditer(marked):
        text += marked[at : tag.start()]
        at = tag.end()
        if tag[1]:
            spans[int(tag[3])][ROLES[tag[2]]].append((opened[tag[2] + tag[3]], len(text)))
        else:
            opened[tag[2] + tag[3]] = len(text)
    drafts = {
        number: Draft(where="text", **{role: tuple(places) for role, places in roles.items()}, confidence=1.0)  # type: ignore[arg-type]
        for number, roles in spans.items()
    }
    return text + marked[at:], drafts


def tagged(marked: str, *, published: str = "2031-03-19", outlet: str = "The Tarn Valley Post") -> dict[int, Statement]:
    """The statements of a tagged text by their numbers."""
    text, drafts = drafts_of(marked)
    found = statements_of(Reading(text, "", published, outlet), list(drafts.values()))
    by_cue = {(each.cue[0].start, each.content[0].start): each for each in found}
    return {
        number: by_cue[draft.cue[0][0], draft.content[0][0]]
        for number, draft in drafts.items()
        if (draft.cue[0][0], draft.content[0][0]) in by_cue
    }
