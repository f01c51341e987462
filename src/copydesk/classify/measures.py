"""What the rules look at: a few numbers of each block, and of each container the blocks stand in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from copydesk.classify.lines import letters_of
from copydesk.classify.names import said_by
from copydesk.records import Block, Container, LabelName
from copydesk.words import words

_ENDS: Final = ".!?…。！？؟।:;；："
_SENTENCE_END: Final = re.compile(rf"[{_ENDS}][\"'”’“‘»«)\]」』）]*\s*$")
_COMMA: Final = re.compile(r"[,،、，;；]")
_PROSE_LENGTH: Final = 40
"""Letters from which a block can be running text: shorter ones are labels as often as sentences."""

_LINKED: Final = 0.6
"""Share of links from which a block points elsewhere rather than tells."""
_UNENDED: Final = 0.3
"""What a long line counts for that neither ends like a sentence nor holds a comma: a card's title, a menu run on."""
_TITLED: Final = 0.2
"""What the letters of a heading or a caption count for: they go with running text, they are none."""
_PAGE: Final = Container("page", number=-1)
_REVEALED: Final = 0.5
"""Share of a page's running text that no page hides from its readers for good."""


class Zone:
    """A container with what the visible blocks inside it add up to."""

    __slots__ = (
        "_near", "beside", "best", "blocks", "container", "first", "furniture", "inside", "own", "parent",
        "prose", "says", "story",
    )  # fmt: skip

    def __init__(self, container: Container, parent: Zone | None) -> None:
        self.container = container
        self.parent = parent
        self.says = said_by(container.tag, container.names, container.role)
        """What its own element and names say."""
        self._near: frozenset[str] | None = None
        self.prose = 0.0
        """Running text inside."""
        self.story = 0.0
        """Running text inside that is not furniture."""
        self.best: Zone | None = None
        """The part that holds most of the story; the first of equals."""
        self.blocks = 0
        """Visible blocks of text inside."""
        self.first = -1
        """Rank of the first visible block inside; -1 while there is none."""
        self.own: tuple[LabelName, str] | None = None
        """The label its own names give to all inside, and the name that does."""
        self.furniture: tuple[LabelName, str] | None = None
        """The same, of the innermost container around that gives one."""
        self.beside = False
        """Whether it stands in the same article or main element as the trunk."""
        self.inside = False
        """Whether it is the trunk or stands in it."""

    @property
    def near(self) -> frozenset[str]:
        """What it and the two around it say."""
        if self._near is None:
            near = self.says
            if self.parent is not None:
                near |= self.parent.says
                if self.parent.parent is not None:
                    near |= self.parent.parent.says
            self._near = near
        return self._near


class Measure:
    """The numbers of one block."""

    __slots__ = ("_acts", "block", "ends", "hidden", "kind", "length", "link", "prose", "rank", "text", "zone")

    def __init__(self, block: Block, rank: int, zone: Zone) -> None:
        text = block.text
        self.block = block
        self.text = text
        self.kind: str = block.kind
        self.rank = rank
        self.zone = zone
        self.hidden = block.hidden
        self.length = length = letters_of(text)
        self.link = _link_share(block) if block.marks else 0.0
        self.ends = _ends(text)
        self._acts: frozenset[str] | None = None
        self.prose = self._prose() if length >= _PROSE_LENGTH else 0.0

    @property
    def acts(self) -> frozenset[str]:
        """What the block does, by its words; looked up when first asked, for most blocks are never asked."""
        if self._acts is None:
            self._acts = words().acts(self.text)
        return self._acts

    def _prose(self) -> float:
        """How much running text the block is: its length, less for links, nothing for labels and menus."""
        if self.link > _LINKED or self.kind in ("figure", "code"):
            return 0.0
        score = self.length * (1.0 - self.link)
        if not self.ends and not _COMMA.search(self.text):
            score *= _UNENDED
        if self.kind in ("heading", "caption"):
            score *= _TITLED
        return score


def _ends(text: str) -> bool:
    """Whether a text ends like a sentence; the last character tells, but for brackets, quotation marks and spaces."""
    if not text or text[-1].isalnum():
        return False
    return text[-1] in _ENDS or _SENTENCE_END.search(text[-4:]) is not None


def measure(blocks: Sequence[Block]) -> tuple[list[Measure], list[Zone]]:
    """The measure of every block, and the zones they stand in, each behind the one around it."""
    root = Zone(_PAGE, None)
    zones = {_PAGE.number: root}
    measures = []
    for rank, block in enumerate(blocks):
        container = block.container
        zone = zones.get(container.number) if container is not None else root
        measures.append(Measure(block, rank, zone or _new_zone(container, zones, root)))
    _doubt_hiding(measures)
    for found in measures:
        if not found.hidden:
            zone = found.zone
            zone.prose += found.prose
            zone.blocks += 1 if found.length else 0
            if zone.first < 0:
                zone.first = found.rank
    ordered = list(zones.values())
    for zone in reversed(ordered):
        outer = zone.parent
        if outer is not None:
            outer.prose += zone.prose
            outer.blocks += zone.blocks
            if zone.first >= 0 and (outer.first < 0 or zone.first < outer.first):
                outer.first = zone.first
    return measures, ordered


def _new_zone(container: Container | None, zones: dict[int, Zone], root: Zone) -> Zone:
    """The zone of a container met for the first time, made behind the ones around it."""
    missing = []
    while container is not None and container.number not in zones:
        missing.append(container)
        container = container.parent
    zone = root if container is None else zones[container.number]
    for inner in reversed(missing):
        outer = zone
        zone = zones[inner.number] = Zone(inner, outer)
    return zone


def _doubt_hiding(measures: list[Measure]) -> None:
    """Take as visible what is hidden in a way that hides most of the page: a script reveals it to readers."""
    hidden: dict[str, float] = {}
    total = 0.0
    for found in measures:
        total += found.prose
        if found.hidden and found.prose:
            hidden[found.hidden] = hidden.get(found.hidden, 0.0) + found.prose
    doubted = {reason for reason, prose in hidden.items() if prose > _REVEALED * total}
    if doubted:
        for found in measures:
            if found.hidden in doubted:
                found.hidden = ""


def _link_share(block: Block) -> float:
    """Share of the block's text that is links."""
    if not block.text:
        return 0.0
    linked = 0
    last = 0
    for mark in block.marks:
        if mark.kind == "link" and mark.end > last:
            linked += mark.end - max(mark.start, last)
            last = mark.end
    return linked / len(block.text)
