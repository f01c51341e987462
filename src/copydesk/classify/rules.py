"""The first classification of a page: readable rules over blocks and their neighbours.

1. Measure every block and add up what each container holds.
2. Say which containers are furniture, by element and name, unless they hold much of the page's running text.
3. Find the trunk, the container that keeps most of the story.
4. Ask the rules, in the order of the table at the foot: the first that knows a block labels it.
5. Mend by neighbours: a heading with nothing under it, a list with one item cut.
"""

from __future__ import annotations

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
    ("comment", "comment", 1.1),
    ("related", "related", 0.3),
    ("promotion", "promotion", 0.3),
    ("share", "navigation", 0.2),
    ("legal", "legal", 0.2),
    ("navigation", "navigation", 0.3),
)
_LEFT: Final = 0.25
"""Share of a page's running text that must be left as the story for names to be believed."""
_ENOUGH: Final = 1_500.0
"""Letters of story that are enough, however little of the page they are: long threads of comments hang under notes."""
_HEAD: Final = 40
"""Blocks between the headline and the story's first text in which byline, date, deck and picture are looked for."""
_SHORT: Final = 120
"""Letters of the longest byline or date line; longer ones are sentences about their author."""
_LONG_DECK: Final = 400
"""Letters of the longest line under a headline."""
_LINKED: Final = 0.6


class Page:
    """What the rules may ask of the page as a whole."""

    __slots__ = ("head", "title_at")

    def __init__(self, trunk: Zone, title_at: int) -> None:
        self.title_at = title_at
        start = max(0, trunk.first)
        # What stands between the headline and the story, in whatever container.
        self.head = range(max(0, title_at - 4), start) if 0 <= start - title_at <= _HEAD else range(0)


def label_blocks(sheet: Sheet, settings: Settings) -> list[Label]:
    """One label for each block of an HTML page."""
    measures, zones = measure(sheet.blocks)
    mark_furniture(measures, zones)
    trunk = find_trunk(zones)
    page = Page(trunk, title_rank(measures, trunk))
    labels = [_label(measure, page) for measure in measures]
    return mend(labels, measures)


def mark_furniture(measures: Sequence[Measure], zones: Sequence[Zone]) -> None:
    """Give containers the label their names say, and add up what is left as the story.

    Names that would leave hardly any story are not believed: on some pages every paragraph is a "promo".
    """
    total = zones[0].prose
    believed = list(_FURNITURE)
    while True:
        for zone in zones:
            zone.own = _furniture(zone, zone.prose / total if total else 0.0, believed)
            zone.furniture = zone.own or (zone.parent.furniture if zone.parent is not None else None)
        cut = _prose_cut(measures)
        left = total - sum(cut.values())
        if not cut or left >= _LEFT * total or left >= _ENOUGH:
            break
        worst = max(cut, key=lambda name: cut[name])
        believed = [entry for entry in believed if entry[0] != worst]
    for measure in measures:
        if measure.prose and not measure.hidden and measure.zone.furniture is None and not measure.acts:
            measure.zone.story += measure.prose
    for zone in reversed(zones):
        if zone.parent is not None:
            zone.parent.story += zone.story


def _prose_cut(measures: Sequence[Measure]) -> dict[str, float]:
    """Running text that the names take away, by name."""
    cut: dict[str, float] = {}
    for measure in measures:
        if measure.prose and not measure.hidden and (found := measure.zone.furniture):
            cut[found[1]] = cut.get(found[1], 0.0) + measure.prose
    return cut


def _furniture(
    zone: Zone, share: float, believed: Sequence[tuple[str, LabelName, float]]
) -> tuple[LabelName, str] | None:
    if not zone.says:
        return None
    for name, label, limit in believed:
        if name in zone.says and share < limit:
            return label, name
    return None


def title_rank(measures: Sequence[Measure], trunk: Zone) -> int:
    """The rank of the headline's block: the last first-rank heading at or before the story's first text; -1 if none."""
    heads = [m.rank for m in measures if m.block.kind == "heading" and m.block.level == 1 and not m.hidden]
    if not heads:
        heads = [m.rank for m in measures if m.block.kind == "heading" and "title" in m.zone.near]
    if not heads:
        return -1
    start = max(0, trunk.first)
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
    found = measure.zone.furniture
    if found is None:
        return None
    label, name = found
    return Label(label, 0.8, f"container named for {name}")


def elsewhere(measure: Measure, page: Page) -> Label | None:
    """It stands neither in the trunk nor between the headline and the trunk."""
    if measure.zone.inside or measure.rank in page.head:
        return None
    return Label("navigation", 0.8, "outside the story's container")


def correction(measure: Measure, page: Page) -> Label | None:
    """A correction or an editor's note."""
    if "correction" in measure.zone.near:
        return Label("correction", 0.8, "container named for correction")
    if measure.length and words().starts_with_label("correction", measure.block.text):
        return Label("correction", 0.8, "begins like a correction")
    return None


def outside(measure: Measure, page: Page) -> Label | None:
    """It stands outside the trunk."""
    if measure.zone.inside:
        return None
    if measure.rank in page.head and measure.rank > page.title_at:
        if measure.block.kind == "figure":
            return Label("body", 0.6, "picture between headline and story")
        if measure.block.kind == "heading" and measure.link == 0.0:
            return Label("deck", 0.6, "heading under the headline")
    return Label("navigation", 0.8, "outside the story's container")


def caption(measure: Measure, page: Page) -> Label | None:
    """A picture's caption or credit."""
    if measure.block.kind == "caption" or "caption" in measure.zone.near:
        return Label("caption", 0.9, "caption element")
    if measure.length < _SHORT and "credit" in measure.zone.near:
        return Label("credit", 0.8, "container named for credit")
    return None


def byline(measure: Measure, page: Page) -> Label | None:
    """A short line that names the author."""
    if measure.length > _SHORT or measure.block.kind == "heading":
        return None
    if "byline" in measure.zone.near:
        return Label("byline", 0.8, "container named for byline")
    if measure.length < 80 and words().starts_with_label("byline", measure.block.text) and not measure.ends:
        return Label("byline", 0.7, "begins like a byline")
    return None


def dateline(measure: Measure, page: Page) -> Label | None:
    """A short line that gives the date."""
    if measure.length > _SHORT or measure.block.kind == "heading":
        return None
    if "dateline" in measure.zone.near:
        return Label("dateline", 0.8, "container named for date")
    return None


def deck(measure: Measure, page: Page) -> Label | None:
    """The line under the headline."""
    if measure.length < _LONG_DECK and "deck" in measure.zone.near and 0 <= measure.rank - page.title_at < 6:
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
    elsewhere,
    caption,
    byline,
    dateline,
    deck,
    correction,
    outside,
    acts,
    links,
)


def mend(labels: list[Label], measures: Sequence[Measure]) -> list[Label]:
    """Look again at each label in the light of its neighbours."""
    return labels
