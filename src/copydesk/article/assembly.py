"""Blocks, labels and facts → the Article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from copydesk.article.facts import find_facts
from copydesk.article.places import body_text
from copydesk.article.record import Article
from copydesk.blocks import Sheet
from copydesk.article.addresses import link_target
from copydesk.classify import Judgement
from copydesk.records import Block, Comment, Fact, Image, Label, Link
from copydesk.settings import Settings

_CREDIT: Final = 80
"""Letters of the longest credit at the end of a caption."""
_NOTABLE: Final = 20
"""Letters from which a hidden block is worth a warning; shorter ones are labels for screen readers."""


def article_of(sheet: Sheet, judgement: Judgement, settings: Settings) -> Article:
    """The article of a judged sheet."""
    labels, verdict = judgement
    blocks = sheet.blocks
    text = body_text(blocks, labels)
    facts = {**find_facts(sheet, labels, text), **_receipt(sheet)}
    base = _string(facts, "url") or _string(facts, "canonical_url")
    return Article(
        capture=sheet.capture,
        verdict=verdict,
        text=text,
        facts=facts,
        blocks=tuple(blocks),
        labels=tuple(labels),
        image=_image(facts, blocks, labels, base),
        related=tuple(_links(blocks, labels, ("related",), base)),
        corrections=tuple(
            Link(_address(block, base) or "", block.text)
            for block, label in zip(blocks, labels, strict=True)
            if label.name == "correction"
        ),
        references=tuple(_links(blocks, labels, ("body",), base)),
        comments=tuple(
            Comment(block.text) for block, label in zip(blocks, labels, strict=True) if label.name == "comment"
        ),
        warnings=(*sheet.capture.warnings, *_warnings(blocks, labels)),
    )


def _image(
    facts: dict[str, Fact], blocks: Sequence[Block], labels: Sequence[Label], base: str | None
) -> Image | None:
    """The declared lead picture, or the first one in the article, with the caption that stands next to it."""
    captions = _labelled(blocks, labels, "caption")
    credits_ = _labelled(blocks, labels, "credit")
    caption = captions[0] if captions else None
    credit = credits_[0] if credits_ else None
    if caption and not credit:
        credit = credit_in(caption)
    address = _string(facts, "image")
    alt = None
    for block, label in zip(blocks, labels, strict=True):
        if block.picture is not None and label.name == "body":
            alt = block.picture.alt or None
            address = address or link_target(block.picture.url, base)
            break
    if address is None and caption is None:
        return None
    return Image(address or "", alt, caption.text if caption else None, credit if isinstance(credit, str) else _text(credit))


def credit_in(caption: Block) -> str | None:
    """The credit at the end of a caption, when it is set apart: a link, or what follows the last sentence."""
    text = caption.text
    for mark in caption.marks:
        if mark.kind == "link" and mark.end == len(text) and mark.start:
            return text[mark.start : mark.end]
    found = re.search(r"(?:[.!?…]|\||©)\s+(?P<credit>[^.!?|]*(?:\.[a-z]{2,}[^.!?|]*)?)$", text)
    if found and 0 < len(found["credit"]) <= _CREDIT:
        return found["credit"]
    return None


def _text(block: Block | None) -> str | None:
    return block.text if block is not None else None


def _labelled(blocks: Sequence[Block], labels: Sequence[Label], name: str) -> list[Block]:
    return [block for block, label in zip(blocks, labels, strict=True) if label.name == name and block.text]


def _links(
    blocks: Sequence[Block], labels: Sequence[Label], names: Iterable[str], base: str | None
) -> Iterable[Link]:
    """The links inside blocks of these labels, each address and text once."""
    wanted = frozenset(names)
    seen: set[tuple[str, str]] = set()
    for block, label in zip(blocks, labels, strict=True):
        if label.name not in wanted:
            continue
        for mark in block.marks:
            if mark.kind != "link":
                continue
            text = block.text[mark.start : mark.end]
            address = link_target(mark.target or "", base) or ""
            if (address or label.name == "related") and (address, text) not in seen:
                seen.add((address, text))
                yield Link(address, text)


def _address(block: Block, base: str | None) -> str | None:
    return next((link_target(mark.target or "", base) for mark in block.marks if mark.kind == "link"), None)


def _receipt(sheet: Sheet) -> dict[str, Fact]:
    """When the page was captured and the digest of its bytes; a copy declares those of what it was made from."""
    capture, declared = sheet.capture, sheet.declared
    where = capture.captured_where
    captured = Fact(
        value=capture.captured,
        how=capture.captured_how or "not found",
        where=where,
        raw=capture.text[where.start : where.end] if where else "",
        confidence=1.0 if capture.captured else 0.0,
    )
    digest = Fact(value=capture.sha256, how="SHA-256 of the bytes received", confidence=1.0)
    return {"captured": declared.get("captured", captured), "sha256": declared.get("sha256", digest)}


def _warnings(blocks: Sequence[Block], labels: Sequence[Label]) -> Iterable[str]:
    """Text hidden from readers in the middle of the story: meant for machines, or a script's leftover."""
    ranks = [rank for rank, label in enumerate(labels) if label.name == "body" and blocks[rank].text]
    if not ranks:
        return
    inside = range(ranks[0], ranks[-1])
    hidden = sum(1 for rank in inside if labels[rank].name == "hidden" and len(blocks[rank].text) >= _NOTABLE)
    if hidden:
        yield f"{hidden} hidden {'block' if hidden == 1 else 'blocks'} inside the story left out"


def _string(facts: dict[str, Fact], name: str) -> str | None:
    value = facts[name].value if name in facts else None
    return value if isinstance(value, str) else None
