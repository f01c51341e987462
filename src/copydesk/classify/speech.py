"""How a single block speaks and where it stands: what walls are told by, block by block."""

from __future__ import annotations

import re
from typing import Final

from copydesk.classify.lines import letters_of
from copydesk.classify.notions import Found, family_of, find_notions
from copydesk.records import Block, Container
from copydesk.words import words

PROSE: Final = 40
"""Letters of the shortest block that can be running text."""
LONG: Final = 1_200
"""Letters of the longest block that a wall says; what is longer is a story, or terms of use."""
LINKED: Final = 0.6
"""Share of links from which a block points elsewhere rather than tells."""
_SPOKEN: Final = 0.13
"""Share of a wall's words in the speech of a wall to its reader; more where no "you" or "we" is heard."""
_SENTENCE: Final = 100
"""Letters of a line that is one sentence."""
_OUTER: Final = frozenset({"nav", "footer", "aside", "menu"})
_OUTER_ROLES: Final = re.compile(r"\b(?:navigation|contentinfo|complementary)\b")
_QUOTED: Final = re.compile(r"[“„«「『][^“”„«»」』]*[”“»」』]|\"[^\"]*\"|»[^«]*«")


def is_prose(block: Block) -> bool:
    """Whether a block can be running text."""
    return (
        block.kind not in ("heading", "code", "caption")
        and letters_of(block.text) >= PROSE
        and link_share(block) <= LINKED
    )


def is_speech(found: Found, block: Block) -> bool:
    """Whether a block speaks as a wall does: of several notions of one kind of wall."""
    if len(block.text) > LONG:
        return False
    if not found.notions or found.share < _SPOKEN:
        return False
    heard = speaks_to_reader(block.text)
    if not heard and found.share < (2 * _SPOKEN if len(block.text) <= _SENTENCE else 4 * _SPOKEN):
        return False
    family = family_of()
    counts: dict[str, int] = {}
    for notion in found.notions:
        counts[family[notion]] = counts.get(family[notion], 0) + 1
    return max(counts.values()) + heard >= 2


def notions_of(text: str) -> Found:
    """The notions that a text speaks of itself: a story may quote a wall, a wall does not quote itself."""
    text = text[:LONG]
    return find_notions(text if text.isascii() and '"' not in text else _QUOTED.sub(" ", text))


def speaks_to_reader(text: str) -> bool:
    """Whether a text says "you" or "we", as walls do and stories outside of quotations do not."""
    return words().addresses_reader(_QUOTED.sub(" ", text)) > 0


def is_outer(container: Container | None) -> bool:
    """Whether it stands in a menu or a footer."""
    while container is not None:
        if container.tag in _OUTER or (container.role and _OUTER_ROLES.search(container.role)):
            return True
        container = container.parent
    return False


def link_share(block: Block) -> float:
    """Share of the block's text that is links."""
    if not block.marks or not block.text:
        return 0.0
    return sum([mark.end - mark.start for mark in block.marks if mark.kind == "link"]) / len(block.text)
