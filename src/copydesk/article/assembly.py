"""Blocks, labels and facts → the Article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from copydesk.article.addresses import link_target
from copydesk.article.captions import bare_credit, credit_line, split_credit
from copydesk.article.case import open_case
from copydesk.article.comments import comments_of
from copydesk.article.facts import facts_of
from copydesk.article.places import body_text
from copydesk.article.record import Article
from copydesk.article.stories import first_link, references, related_stories
from copydesk.blocks import Sheet, read_blocks
from copydesk.blocks.front_matter import is_own_copy
from copydesk.blocks.pictures import file_name
from copydesk.classify import Judgement
from copydesk.records import Block, Comment, Fact, Image, Label, Link
from copydesk.settings import Settings

_SHOWN: Final = frozenset({"title", "deck", "language", "sha256"})
"""Facts that a copy of ours shows outside its front matter, or that are read from its text."""
_NOTABLE: Final = 20
"""Letters from which a hidden block is worth a warning; shorter ones are labels for screen readers."""


class Details(NamedTuple):
    """What an article says about itself, read from its page on first use."""

    facts: dict[str, Fact]
    image: Image | None
    related: tuple[Link, ...]
    corrections: tuple[Link, ...]
    references: tuple[Link, ...]
    comments: tuple[Comment, ...]


def article_of(sheet: Sheet, judgement: Judgement) -> Article:
    """The article of a judged sheet."""
    verdict = judgement.verdict
    blocks, labels = _as_told(sheet, judgement)
    sheet = sheet._replace(blocks=blocks)
    article = Article(
        capture=sheet.capture,
        verdict=verdict,
        text=body_text(blocks, labels),
        blocks=tuple(blocks),
        labels=tuple(labels),
        warnings=(*sheet.capture.warnings, *_warnings(blocks, labels)),
    )
    article.__dict__["sheet"] = sheet  # spares reading the page again for the details
    return article


def _as_told(sheet: Sheet, judgement: Judgement) -> tuple[list[Block], list[Label]]:
    """The blocks and labels in the way pages of this kind are told."""
    if judgement.verdict.kind in ("forum", "live_blog"):
        from copydesk.article.threads import with_heads

        return with_heads(sheet, judgement.labels)
    if judgement.verdict.kind == "product":
        from copydesk.article.product import with_description

        return with_description(sheet, judgement.labels)
    return sheet.blocks, judgement.labels


def sheet_of(article: Article) -> Sheet:
    """The sheet an article was made from, read again from its capture: for one that comes out of a file."""
    read = read_blocks(article.capture, Settings())
    return Sheet(article.capture, list(article.blocks), read.page, read.declared)


def details_of(sheet: Sheet, labels: Sequence[Label], text: str, kind: str) -> Details:
    """Facts, lead picture, links and comments of a judged sheet."""
    case = open_case(sheet, labels, text, kind)
    facts = {**facts_of(case), **_receipt(sheet)}
    if is_own_copy(sheet.declared):  # what its front matter does not say was not found
        facts = {name: fact if name in _SHOWN or "front matter" in fact.how else Fact() for name, fact in facts.items()}
    body = list(case.blocks("body"))
    base = _string(facts, "url") or _string(facts, "canonical_url")
    return Details(
        facts=facts,
        image=_image(facts, sheet.blocks, labels, base),
        related=related_stories(case.blocks("related"), base, story=body[0] if body else None),
        corrections=tuple(Link(first_link(block, base), block.text) for block in case.blocks("correction")),
        references=references(body, base),
        comments=comments_of(case.blocks("comment")),
    )


def _image(facts: dict[str, Fact], blocks: Sequence[Block], labels: Sequence[Label], base: str | None) -> Image | None:
    """The declared lead picture, or the first one of the article, with the caption that belongs to it."""
    lead, near = _lead(facts, blocks, labels)
    caption, credit = (_first(blocks, labels, near, name) for name in ("caption", "credit"))
    picture = blocks[lead].picture if lead is not None else None
    shown = split_credit(caption) if caption is not None else None
    below = near if lead is not None or caption is None else range(blocks.index(caption), near.stop)
    named = bare_credit(credit.text) if credit is not None else ""
    written_out = picture is not None and picture.url.startswith("data:")
    address = _string(facts, "image") or (link_target(picture.url, base) if picture and not written_out else None)
    if address is None and shown is None:
        return None
    return Image(
        address or "",
        (picture.alt or None) if picture else None,
        (shown.caption or None) if shown else None,
        named or (shown.credit if shown else "") or credit_line(blocks, labels, below) or None,
    )


def _lead(facts: dict[str, Fact], blocks: Sequence[Block], labels: Sequence[Label]) -> tuple[int | None, range]:
    """Where the lead picture is (the declared one, else the first), and the places up to the next one."""
    pictures = [
        place
        for place, block in enumerate(blocks)
        if block.picture is not None and block.picture.medium == "picture" and labels[place].name in ("body", "caption")
    ]
    declared = file_name(_string(facts, "image") or "")
    same = (place for place in pictures if declared and file_name(blocks[place].picture.url) == declared)  # type: ignore[union-attr]
    lead = next(same, pictures[0] if pictures else None)
    start = 0 if lead is None else lead
    end = next((place for place in pictures if lead is not None and place > lead), len(blocks))
    return lead, range(start, end)


def _first(blocks: Sequence[Block], labels: Sequence[Label], places: range, name: str) -> Block | None:
    return next((blocks[place] for place in places if labels[place].name == name and blocks[place].text), None)


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
