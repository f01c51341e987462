"""Related stories and references: the links a reader can follow from an article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from copydesk.article.addresses import link_target
from copydesk.records import Block, Container, Link, Mark

_LEAST_WORDS: Final = 3
"""Words of a headline; links of fewer ("Read more", "Subscribe") are not stories."""
_LEAST_LETTERS: Final = 8
"""Characters of a headline in a script without spaces, which counts as one word."""
_STORY: Final = frozenset({"article", "main"})
_APART: Final = frozenset({"aside", "nav", "footer"})


def related_stories(blocks: Iterable[Block], base: str | None, *, story: Block | None) -> tuple[Link, ...]:
    """The stories that blocks labelled so point to, each once; `story` is the first paragraph of the article.

    Lists beside the article are the site's and left out.
    """
    around = _around(story.container) if story is not None else frozenset()
    seen: set[str] = set()
    found: list[Link] = []
    for block in blocks:
        headlines = [(mark, text) for mark, text in _links(block) if _is_headline(text, block)]
        if not headlines or (around and not _belongs(block.container, around)):
            continue
        for mark, text in headlines:
            address = link_target(mark.target or "", base) or ""
            if (address or text) not in seen and text not in seen:
                seen.update((address or text, text))
                found.append(Link(address, text))
    return tuple(found)


def references(blocks: Iterable[Block], base: str | None) -> tuple[Link, ...]:
    """The links inside the article's text that lead somewhere, each address and text once."""
    found = ((link_target(mark.target or "", base), text) for block in blocks for mark, text in _links(block))
    return tuple(Link(address, text) for address, text in dict.fromkeys(found) if address)


def first_link(block: Block, base: str | None) -> str:
    """Where the first link of a block leads; empty when it has none."""
    return next((link_target(mark.target or "", base) or "" for mark in block.marks if mark.kind == "link"), "")


def _links(block: Block) -> Iterator[tuple[Mark, str]]:
    """The links of a block with their words."""
    for mark in block.marks:
        if mark.kind == "link":
            yield mark, " ".join(block.text[mark.start : mark.end].split())


def _is_headline(text: str, block: Block) -> bool:
    """Whether a link's words can be a headline."""
    if len(text.split()) >= _LEAST_WORDS or (block.kind == "heading" and len(text) >= _LEAST_LETTERS):
        return True
    return len(text) >= _LEAST_LETTERS and not any(char.isspace() for char in text) and text[0] > "\u2e7f"


def _around(container: Container | None) -> frozenset[int]:
    """The containers around the article: from its first paragraph's out to the outermost article or main."""
    chain = list(_chain(container))
    outermost = max((place for place, node in enumerate(chain) if node.tag in _STORY), default=len(chain) - 1)
    return frozenset(node.number for node in chain[: outermost + 1])


def _belongs(container: Container | None, story: frozenset[int]) -> bool:
    """Whether a block stands in the article and not in a box beside it."""
    parents = list(_chain(container))
    joint = next((place for place, node in enumerate(parents) if node.number in story), None)
    if joint is None:
        return container is None
    # A box inside the article's own element is the article's; one next to that element is the site's.
    inside = parents[joint].tag not in ("body", "main") or any(node.tag == "article" for node in parents[joint:])
    return inside or not any(node.tag in _APART for node in parents[:joint])


def _chain(container: Container | None) -> Iterator[Container]:
    while container is not None:
        yield container
        container = container.parent
