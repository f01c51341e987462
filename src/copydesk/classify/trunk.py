"""The trunk: the container that holds the story.

From the whole page inwards, into the part that keeps most of the running text, as long as one part does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from copydesk.classify.measures import Measure, Zone

_KEEPS: Final = 0.78
"""Share of a container's running text that its part must keep to be gone into. Two halves of an article, or an article
with its lede outside, stay together below it; tried 0.6–0.9 on article pages, flat from 0.65 to 0.8."""
_STORY_TAGS: Final = frozenset({"article", "main"})


def find_trunk(measures: Sequence[Measure]) -> Zone | None:
    """The innermost container that keeps most of the page's running text; None without containers."""
    children: dict[int, list[Zone]] = {}
    seen: set[int] = set()
    root: Zone | None = None
    for measure in measures:
        for zone in measure.chain:
            if id(zone) in seen:
                break
            seen.add(id(zone))
            if zone.parent is None:
                root = zone
            else:
                children.setdefault(id(zone.parent), []).append(zone)
    trunk = root
    while trunk is not None:
        best = max(children.get(id(trunk), []), key=lambda zone: zone.story, default=None)
        if best is None or best.story < _KEEPS * trunk.story or best.story == 0 or _is_leaf(best, children):
            break
        trunk = best
    return trunk


def _is_leaf(zone: Zone, children: dict[int, list[Zone]]) -> bool:
    """Whether a container is a paragraph rather than a part: going into it would leave the rest behind."""
    return id(zone) not in children and zone.container.tag not in _STORY_TAGS
