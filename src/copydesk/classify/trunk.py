"""The trunk: the container that holds the story.

From the whole page inwards, into the part that keeps most of the story, as long as one part does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from copydesk.classify.measures import Zone

_KEEPS: Final = 0.78
"""Share of a container's story that its part must keep to be gone into. Two halves of an article, or an article with
its lede outside, stay together below it. Word F1 on article pages: 0.937 at 0.6, 0.939 at 0.72 and 0.85, 0.937 at 0.92.
"""


def find_trunk(zones: Sequence[Zone]) -> Zone:
    """The innermost container that keeps most of the page's story; the zones inside it are marked so.

    A container of a single block is a paragraph: it is not gone into, for that would leave its neighbours behind.
    """
    trunk = zones[0]
    while True:
        best = trunk.best
        if best is None or best.blocks < 2 or best.story == 0.0 or best.story < _KEEPS * trunk.story:
            break
        trunk = best
    trunk.inside = True
    article = _article_around(trunk)
    if article is not None:
        article.beside = True
    for zone in zones:
        if zone.parent is not None:
            zone.inside = zone.inside or zone.parent.inside
            zone.beside = zone.beside or zone.parent.beside
        zone.best = None  # with the parents it makes cycles, which only the collector would free
    return trunk


def _article_around(trunk: Zone) -> Zone | None:
    """The nearest article or main element that the trunk is or stands in."""
    zone: Zone | None = trunk
    while zone is not None and zone.container.tag not in ("article",):
        zone = zone.parent
    return zone
