"""What the rules look at: a few numbers of each block, and of each container the blocks stand in."""

from __future__ import annotations

import re
from typing import Final

from copydesk.classify.names import says
from copydesk.records import Block, Container, LabelName
from copydesk.words import words

_UNSPACED: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")
_SENTENCE_END: Final = re.compile(r"[.!?…。！？؟।:;；：][\"'”’»«)\]」』）]*\s*$")
_COMMA: Final = re.compile(r"[,،、，;；]")
_PROSE_LENGTH: Final = 40
"""Letters from which a block can be running text: shorter ones are as often labels (a fifth of a line of print)."""

_REVEALED: Final = 0.5
"""Share of a page's running text that no page hides from its readers for good."""


class Measure:
    """The numbers of one block."""

    __slots__ = (
        "_acts", "block", "chain", "commas", "ends", "hidden", "length", "link", "prose", "rank"
    )  # fmt: skip

    def __init__(self, block: Block, rank: int, chain: tuple[Zone, ...]) -> None:
        text = block.text
        self.block = block
        self.hidden = block.hidden
        self.rank = rank
        self.chain = chain
        length = len(text)
        if length and not text.isascii():
            # A character of a script without spaces says as much as three letters.
            length += 2 * len(_UNSPACED.findall(text))
        self.length = length
        self.link = _link_share(block)
        self.ends = bool(_SENTENCE_END.search(text[-4:]))
        self.commas = len(_COMMA.findall(text))
        self._acts: frozenset[str] | None = None
        self.prose = self._prose()

    @property
    def acts(self) -> frozenset[str]:
        """What the block does, by its words; looked up when first asked, for most blocks are never asked."""
        if self._acts is None:
            self._acts = words().acts(self.block.text)
        return self._acts

    def _prose(self) -> float:
        """How much running text the block is: its length, less for links, nothing for labels and menus."""
        if self.length < _PROSE_LENGTH or self.block.kind in ("figure", "code"):
            return 0.0
        if self.link > 0.6:
            return 0.0
        score = self.length * (1.0 - self.link)
        if not self.ends and not self.commas:
            score *= 0.3
        if self.block.kind in ("heading", "caption"):
            score *= 0.2
        return score


class Zone:
    """A container with what its blocks add up to."""

    __slots__ = ("container", "depth", "first", "furniture", "last", "length", "parent", "prose", "says", "story")

    def __init__(self, container: Container, parent: Zone | None) -> None:
        self.container = container
        self.parent = parent
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.says = says(container)
        self.prose = 0.0
        """Running text inside."""
        self.story = 0.0
        """Running text inside that is not furniture."""
        self.furniture: tuple[LabelName, str] | None = None
        """The label its names give to all inside, and the name that does; None when they give none."""
        self.length = 0
        self.first = -1
        self.last = -1


def measure(blocks: list[Block]) -> list[Measure]:
    """Measure every block; zones are shared, and add up the visible blocks inside them."""
    zones: dict[int, Zone] = {}
    chains: dict[int, tuple[Zone, ...]] = {}
    measures = [Measure(block, rank, _chain(block.container, zones, chains)) for rank, block in enumerate(blocks)]
    _doubt_hiding(measures)
    for found in measures:
        if not found.hidden:
            for zone in found.chain:
                zone.prose += found.prose
                zone.length += found.length
                if zone.first < 0:
                    zone.first = found.rank
                zone.last = found.rank
    return measures


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


def _chain(
    container: Container | None, zones: dict[int, Zone], chains: dict[int, tuple[Zone, ...]]
) -> tuple[Zone, ...]:
    """The zones around a block, innermost first."""
    if container is None:
        return ()
    known = chains.get(container.number)
    if known is not None:
        return known
    outer = _chain_of_parent(container, zones, chains)
    zone = zones[container.number] = Zone(container, outer[0] if outer else None)
    chain = chains[container.number] = (zone, *outer)
    return chain


def _chain_of_parent(
    container: Container, zones: dict[int, Zone], chains: dict[int, tuple[Zone, ...]]
) -> tuple[Zone, ...]:
    return _chain(container.parent, zones, chains)


def _link_share(block: Block) -> float:
    """Share of the block's text that is links."""
    if not block.marks or not block.text:
        return 0.0
    linked = 0
    last = 0
    for mark in block.marks:
        if mark.kind == "link" and mark.end > last:
            linked += mark.end - max(mark.start, last)
            last = mark.end
    return linked / len(block.text)
