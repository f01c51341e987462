"""Related stories and references: the links a reader can follow from an article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from copydesk.article.addresses import link_target
from copydesk.records import Block, Container, Label, Link

_LEAST_WORDS: Final = 3
"""Words of a headline; links of fewer ("Read more", "Subscribe") are not stories."""
_LEAST_LETTERS: Final = 8
"""Characters of a headline in a script without spaces, which counts as one word."""
_STORY: Final = frozenset({"article", "main"})
_APART: Final = frozenset({"aside", "nav", "footer"})


def related_stories(blocks: Sequence[Block], labels: Sequence[Label], base: str | None) -> tuple[Link, ...]:
    """The stories that the article points to, each once; lists beside the article are the site's and left out."""
    story = _story(blocks, labels)
    seen: set[str] = set()
    found: list[Link] = []
    for block, label in zip(blocks, labels, strict=True):
        if label.name != "related" or (story and not _belongs(block.container, story)):
            continue
        for link in _links(block, base, dead=True):
            key = link.url or link.text
            if _is_headline(link.text, block) and key not in seen and link.text not in seen:
                seen.update((key, link.text))
                found.append(link)
    return tuple(found)


def references(blocks: Sequence[Block], labels: Sequence[Label], base: str | None) -> tuple[Link, ...]:
    """The links inside the article's text, each address and text once."""
    seen = dict.fromkeys(
        (link.url, link.text)
        for block, label in zip(blocks, labels, strict=True)
        if label.name == "body"
        for link in _links(block, base)
    )
    return tuple(Link(url, text) for url, text in seen)


def first_link(block: Block, base: str | None) -> str:
    """Where the first link of a block leads; empty when it has none."""
    return next((link_target(mark.target or "", base) or "" for mark in block.marks if mark.kind == "link"), "")


def _links(block: Block, base: str | None, *, dead: bool = False) -> Iterator[Link]:
    """The links of a block with their words; those that lead nowhere only when asked for."""
    for mark in block.marks:
        if mark.kind == "link":
            address = link_target(mark.target or "", base) or ""
            if address or dead:
                yield Link(address, " ".join(block.text[mark.start : mark.end].split()))


def _is_headline(text: str, block: Block) -> bool:
    """Whether a link's words can be a headline."""
    if len(text.split()) >= _LEAST_WORDS or (block.kind == "heading" and len(text) >= _LEAST_LETTERS):
        return True
    return len(text) >= _LEAST_LETTERS and not any(char.isspace() for char in text) and text[0] > "\u2e7f"


def _story(blocks: Sequence[Block], labels: Sequence[Label]) -> frozenset[int]:
    """The containers around the article: from the first paragraph of its body out to the outermost article or main."""
    first = next((b for b, label in zip(blocks, labels, strict=True) if label.name == "body" and b.text), None)
    chain = list(_chain(first.container)) if first is not None else []
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
