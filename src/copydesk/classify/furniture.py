"""Which containers are furniture, by what their elements and names say, and how much story is left without them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from copydesk.classify.measures import Measure, Zone
from copydesk.records import LabelName

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


def mark_furniture(measures: Sequence[Measure], zones: Sequence[Zone]) -> None:
    """Give containers the label their names say, and add up what is left as the story.

    Names that would leave hardly any story are not believed: on some pages every paragraph is a "promo".
    """
    total = zones[0].prose
    believed = list(_FURNITURE)
    while True:
        for zone in zones:
            zone.own = _furniture(zone, zone.prose / total if total else 0.0, believed) if zone.says else None
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
        outer = zone.parent
        if outer is not None:
            outer.story += zone.story
            if outer.best is None or zone.story >= outer.best.story:
                outer.best = zone


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
    for name, label, limit in believed:
        if name in zone.says and share < limit:
            return label, name
    return None
