"""The first classification of a page: readable rules over blocks and their neighbours.

1. Measure every block and add up what each container holds.
2. Say which containers are furniture, by element and name, unless they hold much of the page's running text.
3. Find the trunk, the container that keeps most of the story.
4. Ask the rules, in the order of the table at the foot: the first that knows a block labels it.
5. Mend by neighbours: a heading with nothing under it, a list with one item cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from copydesk.blocks import Sheet
from copydesk.classify.measures import Measure, Zone, measure
from copydesk.classify.trunk import find_trunk
from copydesk.records import Label, LabelName
from copydesk.settings import Settings
from copydesk.words import words

# What a container's names say → the label of all inside, and the share of the page's running text from which the
# names are not believed: a page called "has-sidebar" is no sidebar.
_FURNITURE: Final[tuple[tuple[str, LabelName, float], ...]] = (
    ("comment", "comment", 0.8),
    ("related", "related", 0.3),
    ("promotion", "promotion", 0.3),
    ("share", "navigation", 0.2),
    ("legal", "legal", 0.2),
    ("navigation", "navigation", 0.3),
)
_LEFT: Final = 0.25
"""Share of a page's running text that must be left as the story for names to be believed."""
_DATE: Final = re.compile(r"\d")
_SHORT: Final = 120
"""Letters of the longest byline or date line; longer ones are sentences about their author."""
_LONG_DECK: Final = 400
"""Letters of the longest line under a headline."""
_LINKED: Final = 0.6


class Page:
    """What the rules may ask of the page as a whole."""

    __slots__ = ("measures", "title_at", "trunk")

    def __init__(self, measures: list[Measure], trunk: Zone | None, title_at: int) -> None:
        self.measures = measures
        self.trunk = trunk
        self.title_at = title_at


def label_blocks(sheet: Sheet, settings: Settings) -> list[Label]:
    """One label for each block of an HTML page."""
    measures = measure(sheet.blocks)
    mark_furniture(measures)
    trunk = find_trunk(measures)
    page = Page(measures, trunk, title_rank(measures, trunk))
    labels = [_label(measure, page) for measure in measures]
    return mend(labels, measures)


def mark_furniture(measures: Sequence[Measure]) -> None:
    """Give containers the label their names say, and add up what is left as the story.

    Names that would leave hardly any story are not believed: on some pages every paragraph is a "promo".
    """
    zones = {id(zone): zone for measure in measures for zone in measure.chain}.values()
    total = sum(measure.prose for measure in measures if not measure.hidden)
    believed = list(_FURNITURE)
    while True:
        for zone in zones:
            zone.furniture = _furniture(zone, zone.prose / total if total else 0.0, believed)
        cut = _prose_cut(measures)
        if not cut or total - sum(cut.values()) >= _LEFT * total:
            break
        worst = max(cut, key=lambda name: cut[name])
        believed = [entry for entry in believed if entry[0] != worst]
    for measure in measures:
        if measure.prose and not measure.hidden and furniture_of(measure) is None and not measure.acts:
            for zone in measure.chain:
                zone.story += measure.prose


def _prose_cut(measures: Sequence[Measure]) -> dict[str, float]:
    """Running text that the names take away, by name."""
    cut: dict[str, float] = {}
    for measure in measures:
        if measure.prose and not measure.hidden and (found := furniture_of(measure)):
            cut[found[1]] = cut.get(found[1], 0.0) + measure.prose
    return cut


def _furniture(
    zone: Zone, share: float, believed: Sequence[tuple[str, LabelName, float]]
) -> tuple[LabelName, str] | None:
    for name, label, limit in believed:
        if name in zone.says and share < limit:
            return label, name
    return None


def furniture_of(measure: Measure) -> tuple[LabelName, str] | None:
    """The furniture a block stands in: what its innermost telling container says."""
    for zone in measure.chain:
        if zone.furniture is not None:
            return zone.furniture
    return None


def title_rank(measures: Sequence[Measure], trunk: Zone | None) -> int:
    """The rank of the headline's block: the last first-rank heading at or before the story's first text; -1 if none."""
    heads = [m.rank for m in measures if m.block.kind == "heading" and m.block.level == 1 and not m.hidden]
    if not heads:
        heads = [m.rank for m in measures if m.block.kind == "heading" and any("title" in z.says for z in m.chain[:3])]
    if not heads:
        return -1
    start = trunk.first if trunk else 0
    before = [rank for rank in heads if rank <= start]
    return before[-1] if before else heads[0]


def _label(measure: Measure, page: Page) -> Label:
    for rule in RULES:
        label = rule(measure, page)
        if label is not None:
            return label
    return Label("body", 0.7, "running text of the story")


# The rules. Each takes a block's measures and the page, and answers with a label or not at all.


def hidden(measure: Measure, page: Page) -> Label | None:
    """A reader would not see it."""
    if measure.hidden:
        return Label("hidden", 0.95, measure.hidden)
    return None


def title(measure: Measure, page: Page) -> Label | None:
    """The headline."""
    if measure.rank == page.title_at:
        return Label("title", 0.9, "first-rank heading before the story")
    return None


def furniture(measure: Measure, page: Page) -> Label | None:
    """It stands in a container that is named for furniture."""
    found = furniture_of(measure)
    if found is None:
        return None
    label, name = found
    return Label(label, 0.8, f"container named for {name}")


def outside(measure: Measure, page: Page) -> Label | None:
    """It stands outside the trunk."""
    if page.trunk is None or page.trunk in measure.chain:
        return None
    return Label("navigation", 0.8, "outside the story's container")


def caption(measure: Measure, page: Page) -> Label | None:
    """A picture's caption or credit."""
    near = measure.chain[:3]
    if measure.block.kind == "caption" or any("caption" in zone.says for zone in near):
        return Label("caption", 0.9, "caption element")
    if measure.length < _SHORT and any("credit" in zone.says for zone in near):
        return Label("credit", 0.8, "container named for credit")
    return None


def byline(measure: Measure, page: Page) -> Label | None:
    """A short line that names the author."""
    if measure.length > _SHORT or measure.block.kind == "heading":
        return None
    if any("byline" in zone.says for zone in measure.chain[:3]):
        return Label("byline", 0.8, "container named for byline")
    if measure.length < 80 and words().starts_with_label("byline", measure.block.text) and not measure.ends:
        return Label("byline", 0.7, "begins like a byline")
    return None


def dateline(measure: Measure, page: Page) -> Label | None:
    """A short line that gives the date."""
    if measure.length > _SHORT or measure.block.kind == "heading":
        return None
    if any("dateline" in zone.says for zone in measure.chain[:2]):
        return Label("dateline", 0.8, "container named for date")
    return None


def deck(measure: Measure, page: Page) -> Label | None:
    """The line under the headline."""
    if measure.length < _LONG_DECK and any("deck" in zone.says for zone in measure.chain[:2]) and 0 <= measure.rank - page.title_at < 6:
        return Label("deck", 0.8, "container named for deck")
    return None


def links(measure: Measure, page: Page) -> Label | None:
    """Mostly links: it points elsewhere."""
    if measure.link > _LINKED and measure.block.kind != "table":
        return Label("related", 0.7, f"{measure.link:.0%} of it is links")
    return None


def acts(measure: Measure, page: Page) -> Label | None:
    """It does what furniture does: asks, offers, points elsewhere."""
    for act, label in _ACTS.items():
        if act in measure.acts:
            return Label(label, 0.8, f"it speaks of {act}")
    return None


_ACTS: Final[dict[str, LabelName]] = {
    "money": "promotion",
    "address": "promotion",
    "consent": "promotion",
    "account": "promotion",
    "promotion": "promotion",
    "related": "related",
    "share": "navigation",
    "comment": "comment",
    "legal": "legal",
    "navigation": "navigation",
}

RULES: Final[tuple[Callable[[Measure, Page], Label | None], ...]] = (
    hidden,
    title,
    furniture,
    outside,
    caption,
    byline,
    dateline,
    deck,
    acts,
    links,
)


def mend(labels: list[Label], measures: Sequence[Measure]) -> list[Label]:
    """Look again at each label in the light of its neighbours."""
    return labels
