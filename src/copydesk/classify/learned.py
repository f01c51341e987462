"""Labels for a page or a dump: the network says what is body, the rules say what else a block is.

Markup and a few words tell a headline, a byline or a caption for certain, and which box a cut block stood in; how much
of the rest is the story is what the network has learned. A dump has no markup: its network has learned from words and
neighbours alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from copydesk.blocks import Sheet
from copydesk.classify import dump, rules
from copydesk.classify.features import Flags, Floats, features_of
from copydesk.classify.headline import document_titles
from copydesk.classify.kind import UNKNOWN, Kind
from copydesk.classify.mend import PULLED
from copydesk.classify.network import answer, weights_of
from copydesk.classify.threads import one_core
from copydesk.records import Block, Label, Verdict
from copydesk.settings import Settings
from copydesk.words import words

BOUNDS: Final = {"article": (0.55, 0.65), "other": (0.15, 0.65), "text": (0.5, 0.65)}
"""Between these lies the probability from which a block is body, on an article, on a page of another kind, in a dump.
Which it is depends on the page, see `threshold_of`.

Word F1 on domains not trained on, all pages: 0.864 with 0.37 for all of them, 0.866 with one for each from 0.15 on;
listings 0.674 and 0.693. The least on articles, token F1 of andy_news, fundus and misinfo and F1 of snippets:
at 0.5 0.929, 0.959, 0.967, 0.938; at 0.55 0.934, 0.961, 0.968, 0.938; at 0.6 0.939, 0.961, 0.969, 0.934.
"""
FOCUS: Final = {"precision": (0.5, 0.5), "balanced": (1.0, 0.0), "recall": (0.33, 0.0)}
"""How a focus moves the threshold: by a factor, then by a sum. Precision is always above balance, recall below."""
_RULED: Final = {"article": 0.3, "other": 0.1, "text": 0.25}
"""What the rules' own answer counts for.

Word F1 on domains not trained on: articles 0.946 at 0, 0.948 at 0.25, 0.947 at 0.4, where news bodies gain 0.004 and
snippets lose as much; collections 0.668 at 0, 0.675 at 0.1; listings 0.693, 0.696. Dumps:
English 0.905 with rules alone, 0.928 with the network mixed in.
"""
_FURNITURE: Final = frozenset({"promotion", "comment", "legal"})
_BY_WORDS: Final = ("it speaks of", "heading over", "short line over")
_BY_NAME: Final = "container named for"
"""Labels of furniture that the network does not overrule: on a page, when the words of the block or of the box under it
gave them; in a dump, however they came. The network does not know what words ask for. Word F1 is the same without.
"""
_LINKED: Final = 0.6
"""Share of links from which a block that the rules cut from an article stays cut: a card of another story."""
_CERTAIN: Final = 0.9
"""The network's answer from which such a block is kept all the same: a list of links that is part of the story.

Domain held out, never kept → 0.9 → 0.8: listings .683, .686, .702, documentation .931, .932, .934, whole misinfo pages
right .484, .516, .527; but snippets' precision .943, .939, .935, and fundus .953, .952, .951.
"""
_ARTICLE: Final = 0.65
"""Confidence from which a page called an article is judged as one: rows of links in it are cut as cards of other
stories, which on a listing called an article by mistake are what it has to say.

Word F1, body and kinds told on domains not trained on, 0 → 0.65: all pages .864 → .865, listings .693 → .704, articles
and news bodies as before. From 0.9 on, boxes of other stories come back into small articles.
"""
_DOUBTED: Final = 0.85
"""Probability of body under which a heading that speaks of other stories is believed; a listing's own is surer.

Chosen by eye.
"""
_DECK: Final = 0.37
"""Probability from which a line that the rules take for the deck is one: the threshold that articles had when it was
measured last. It is no part of the text either way.
"""
_GREETING: Final = 70
"""Characters of the longest line that is a greeting, or the name of a box."""
_RANK: Final = 3
"""Characters of the number before the title of a story, in a list of the most read."""
_EDGE: Final = 2
"""Blocks next to a kept one, in its container, that belong to it when the rules say so: the first line, the last."""
_SOMETHING: Final = 20
"""Characters of a page from which there is something to decide."""
_FAINT: Final = 0.1
"""Probability from which the likeliest blocks are kept on a page where nothing reaches the threshold."""
_ROLES: Final = frozenset({"title", "byline", "dateline", "caption", "credit", "correction"})
_CUT: Final = frozenset({"related", "comment", "promotion", "navigation", "legal", "hidden"})
_FOLDED: Final = re.compile(
    r"(?:^|[^a-z])(?:tab|tabs|tabpanel|accordion|collaps\w*|panel|faqs?|toggle\w*|expand\w*|fold\w*|disclosure"
    r"|(?:read|show|see)-?more)",
    re.IGNORECASE,
)
"""Names of parts that a reader opens with a click. They are hidden, and yet part of what the page says; on the pages of
services and products, leaving them out costs a hundredth of word F1. Anything else that is hidden is no part of it.
"""
_AROUND: Final = 8
"""Containers around a hidden block whose names are read."""
_GAP: Final = 8
"""Blocks in a row that the network left out between two it kept and that belong there when the rules say so: code, the
items of a list, the rows of a dialogue. Word F1 on domains not trained on: 0.862 without, 0.863 with.
"""
_SECTION: Final = 200
"""Letters of the body from which a section of it has a heading."""
_OF_SECTION: Final = 0.8
"""Share of a section that is body when its heading is."""
_BY_PLACE: Final = (_BY_NAME, "outside the story")
"""Reasons for which a heading is cut whatever follows: it stands in another box."""
_NEAR: Final = 3
"""Blocks between a picture and the nearest text of the body."""


def label_page(sheet: Sheet, settings: Settings, kind: Kind) -> list[Label]:
    """One label for each block of an HTML page, given what kind of page it is."""
    return _decide(sheet, rules.label_blocks(sheet, settings), "page", settings.focus, kind)


def label_dump(sheet: Sheet, settings: Settings) -> list[Label]:
    """One label for each block of a text dump."""
    return _decide(sheet, dump.label_blocks(sheet, settings), "text", settings.focus, UNKNOWN)


def _decide(sheet: Sheet, labels: list[Label], network: str, focus: str, kind: Kind) -> list[Label]:
    """The labels of the rules, with the network's answer to what is body."""
    if sum(len(block.text) for block in sheet.blocks) < _SOMETHING:
        return labels
    features = features_of(sheet.blocks, *page_strings(sheet), kind.shares)
    with one_core():
        told = answer(features, weights_of(network))
    learned = _by_box(told, sheet.blocks, labels)
    is_article = network == "page" and _is_article(kind.verdict)
    case = "text" if network == "text" else "article" if is_article else "other"
    share = _RULED[case]
    ruled = np.array([label.name in ("body", "deck") for label in labels], np.float32)
    body = (1 - share) * learned + share * ruled
    cards = (features.link > _LINKED) & (learned < _CERTAIN) & is_article
    factor, more = FOCUS[focus]
    threshold = factor * threshold_of(body, features.size, *BOUNDS[case]) + more
    firm = _is_firm_in_dump if network == "text" else _is_firm
    found = [
        label
        if (card and label.name in _CUT) or firm(block, label)
        else _label(block, label, float(probability), threshold)
        for block, label, probability, card in zip(sheet.blocks, labels, body, cards, strict=True)
    ]
    if network == "text":
        _cut_inside_boxes(sheet.blocks, labels, found)
    elif is_article:
        _cut_names_of_boxes(sheet.blocks, labels, found, cards)
    if network == "page":
        _cut_below_names(sheet.blocks, labels, found)
    _close_gaps(sheet.blocks, labels, found)
    _keep_edges(sheet.blocks, labels, found)
    if network == "page":
        _keep_headings(sheet.blocks, labels, found)
    _keep_notes(sheet.blocks, found)
    _place_pictures(sheet.blocks, labels, found)
    return found


def _by_box(body: Floats, blocks: Sequence[Block], ruled: Sequence[Label]) -> Floats:
    """The answers, one for all blocks in a row that the rules put into the same box by its name: the mean by letters.

    Comments with the names and times above them, the rows of a list: such a box is kept or cut whole. What is named for
    promotion may hold anything, and stays with its own answers.
    """
    found = body.copy()
    for box in _boxes(blocks, ruled):
        if len(box) > 1 and ruled[box.start].name != "promotion":
            letters = np.array([len(blocks[rank].text) + 1 for rank in box], np.float32)
            found[box.start : box.stop] = (body[box.start : box.stop] * letters).sum() / letters.sum()
    return found


def _boxes(blocks: Sequence[Block], ruled: Sequence[Label]) -> Iterator[range]:
    """The ranks of blocks in a row that the rules label alike for the name of their box; a heading begins another."""
    start = 0
    for rank in range(1, len(ruled) + 1):
        if rank == len(ruled) or ruled[rank].reason != ruled[start].reason or blocks[rank].kind == "heading":
            if ruled[start].reason.startswith(_BY_NAME):
                yield range(start, rank)
            start = rank


def _is_article(verdict: Verdict | None) -> bool:
    """Whether a page is to be judged as an article; so is one of which nothing tells what it is."""
    return verdict is None or (verdict.kind == "article" and verdict.confidence >= _ARTICLE)


def page_strings(sheet: Sheet) -> tuple[tuple[str, ...], str]:
    """What the document calls itself, and how it describes itself."""
    if sheet.page is None:
        return (), ""
    element = sheet.page.tree.select_one('meta[property="og:description"],meta[name="description"]')
    return document_titles(sheet.page), (element.attr("content") or "") if element is not None else ""


def threshold_of(body: Floats, size: Floats, low: float, high: float) -> float:
    """The probability from which keeping blocks makes the best F1 that can be expected of a page, within bounds.

    Were the probabilities true, the blocks above half of that best F1 would give it: a page that is hard to tell keeps
    more that is in doubt. Lower on a page where even the likeliest block would stay below.
    """
    order = np.argsort(-body, kind="stable")
    letters = size[order] + np.float32(1)
    hits = np.cumsum(body[order] * letters)
    best = float((hits / (np.cumsum(letters) + hits[-1])).max())
    usual, most = min(max(best, low), high), float(body.max())
    return usual if most >= usual or most < _FAINT else most / 2


def _is_firm(block: Block, ruled: Label) -> bool:
    """Whether the network is not asked about a block of a page."""
    if ruled.name in _ROLES or ruled.reason == PULLED:
        return True
    if ruled.name not in _FURNITURE:
        return False
    return ruled.reason.startswith(_BY_WORDS) or (
        ruled.name == "promotion" and ruled.reason.startswith(_BY_NAME) and bool(words().acts(block.text))
    )


def _is_firm_in_dump(block: Block, ruled: Label) -> bool:
    """The same for a block of a dump; a greeting over the headline is no part of the story either."""
    if ruled.reason == dump.ABOVE and len(block.text) <= _GREETING:
        return True
    return ruled.name in _ROLES or ruled.name in _FURNITURE or ruled.name == "related"


def _label(block: Block, ruled: Label, probability: float, threshold: float) -> Label:
    """The label of one block of text, from what the rules and the network say."""
    shown = f"body by {probability:.2f}"
    if ruled.name == "deck" and probability >= min(threshold, _DECK):
        return ruled
    if probability >= threshold and (ruled.name != "hidden" or _is_folded(block)):
        return Label("body", probability, shown)
    if ruled.name in _CUT:
        return Label(ruled.name, max(ruled.probability, 1.0 - probability), f"{ruled.reason}; {shown}")
    return Label("navigation", 1.0 - probability, shown)


def _is_folded(block: Block) -> bool:
    """Whether a hidden block stands in a part that a reader opens: a tab, a folded answer."""
    container = block.container
    for _ in range(_AROUND):
        if container is None:
            return False
        if _FOLDED.search(f"{container.names} {container.role}"):
            return True
        container = container.parent
    return False


def _close_gaps(blocks: Sequence[Block], ruled: Sequence[Label], labels: list[Label]) -> None:
    """Keep a few blocks in a row that stand between kept ones, when the rules take all of them for the story."""
    gap: list[int] = []
    began = False
    for rank, block in enumerate(blocks):
        if not block.text or ruled[rank].name in _ROLES or ruled[rank].name == "hidden":
            continue
        if labels[rank].name == "body":
            if began and len(gap) <= _GAP and all(ruled[place].name == "body" for place in gap):
                for place in gap:
                    labels[place] = Label("body", ruled[place].probability, "between blocks of the story")
            gap, began = [], True
        else:
            gap.append(rank)


def _keep_edges(blocks: Sequence[Block], ruled: Sequence[Label], labels: list[Label]) -> None:
    """Keep what stands beside a kept block in its container, when the rules take it for the story."""
    seen = [rank for rank, block in enumerate(blocks) if block.text]
    for order in (seen, seen[::-1]):
        container, left = None, 0
        for rank in order:
            if labels[rank].name == "body":
                container, left = blocks[rank].container, _EDGE
            elif left and ruled[rank].name == "body" and blocks[rank].container is container:
                labels[rank] = Label("body", ruled[rank].probability, "beside a block of the story")
                left -= 1
            else:
                left = 0


def _cut_names_of_boxes(blocks: Sequence[Block], ruled: Sequence[Label], labels: list[Label], cards: Flags) -> None:
    """Cut a short line that the rules cut over a card of another story, or over such a line: the name of the box."""
    below = False
    for rank in range(len(blocks) - 1, -1, -1):
        if not blocks[rank].text:
            continue
        cut = ruled[rank].name in _CUT
        if below and cut and labels[rank].name == "body" and len(blocks[rank].text) <= _GREETING:
            labels[rank] = ruled[rank]
        below = cut and labels[rank].name != "body" and (bool(cards[rank]) or len(blocks[rank].text) <= _RANK)


def _cut_below_names(blocks: Sequence[Block], ruled: Sequence[Label], labels: list[Label]) -> None:
    """Cut what the rules cut below a heading that speaks of other stories, and a heading over a box of comments."""
    inside, below = False, -1
    for rank, block in enumerate(blocks):
        if not block.text:
            continue
        if block.kind == "heading":
            doubted = labels[rank].name != "body" or labels[rank].probability < _DOUBTED
            inside = doubted and ruled[rank].name in _CUT and "related" in words().acts(block.text)
            if inside and labels[rank].name == "body":
                labels[rank] = ruled[rank]
            below = rank if labels[rank].name == "body" else -1
            continue
        if inside and ruled[rank].name in _CUT and labels[rank].name == "body":
            labels[rank] = ruled[rank]
        if below >= 0 and labels[rank].name == ruled[rank].name == "comment":
            labels[below] = Label("comment", ruled[rank].probability, "heading over comment")
        below = -1


def _cut_inside_boxes(blocks: Sequence[Block], ruled: Sequence[Label], labels: list[Label]) -> None:
    """Cut what the rules cut of a dump between two blocks of furniture, or as a short line above one: a greeting."""
    seen = [rank for rank, block in enumerate(blocks) if block.text]
    for before, rank, after in zip(seen, seen[1:], seen[2:], strict=False):
        above, below = ruled[before].name in _FURNITURE, ruled[after].name in _FURNITURE
        inside = below and (above or len(blocks[rank].text) <= _GREETING)
        if inside and ruled[rank].name in _CUT and labels[rank].name == "body":
            labels[rank] = ruled[rank]


def _keep_headings(blocks: Sequence[Block], ruled: Sequence[Label], labels: list[Label]) -> None:
    """Keep a heading that was cut for its own words when nearly all of its section is kept."""
    for rank, block in enumerate(blocks):
        cut = block.kind == "heading" and ruled[rank].name == "navigation" and labels[rank].name in _CUT
        if not cut or ruled[rank].reason.startswith(_BY_PLACE):
            continue
        letters = kept = 0
        for place in range(rank + 1, len(blocks)):
            other = blocks[place]
            if other.kind == "heading" and other.level <= block.level:
                break
            letters += len(other.text)
            kept += len(other.text) if labels[place].name == "body" else 0
        if kept >= max(_SECTION, _OF_SECTION * letters):
            labels[rank] = Label("body", kept / letters, "heading of a part of the story")


def _keep_notes(blocks: Sequence[Block], labels: list[Label]) -> None:
    """Keep the notes that the story refers to."""
    ranks = [rank for rank, block in enumerate(blocks) if block.note]
    if not ranks:
        return
    referred = {
        mark.target
        for block, label in zip(blocks, labels, strict=True)
        if label.name in ("body", "title", "deck")
        for mark in block.marks
        if mark.kind == "footnote"
    }
    for rank in ranks:
        if f"^{blocks[rank].note}" in referred and labels[rank].name in _CUT:
            labels[rank] = Label("body", labels[rank].probability, "a note that the story refers to")


def _place_pictures(blocks: Sequence[Block], ruled: Sequence[Label], labels: list[Label]) -> None:
    """Pictures have no words to judge: one is body where the rules say so and text of the body is near."""
    story = [
        rank
        for rank, (block, label) in enumerate(zip(blocks, labels, strict=True))
        if block.text and label.name in ("body", "title")
    ]
    place = 0
    for rank, block in enumerate(blocks):
        if block.text:
            continue
        while place < len(story) and story[place] < rank:
            place += 1
        near = min((abs(story[at] - rank) for at in (place - 1, place) if 0 <= at < len(story)), default=_NEAR + 1)
        far = ruled[rank].name == "body" and near > _NEAR
        labels[rank] = Label("navigation", 0.6, "a picture away from the story") if far else ruled[rank]
