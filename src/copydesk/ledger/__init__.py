"""The ledger: who said what, to whom, when, on whose authority.

A statement is found by a tagger (English) or by its quotation marks and layout (any language), then told part by part:
party, time, chain, act. What the text does not say stays open.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from copydesk.article.places import pieces as pieces_of
from copydesk.article.record import Article
from copydesk.errors import UsageError
from copydesk.ledger.answers import links
from copydesk.ledger.drafts import Draft
from copydesk.ledger.light import light
from copydesk.ledger.models import tagger_for
from copydesk.ledger.reading import OF_MIND, Reading, drafts_of, statements_of
from copydesk.ledger.times import day_of
from copydesk.records import Link, Statement

__all__ = ["LIGHT", "READER", "Statements", "day_of", "links", "read_plain", "statements"]

Cues = Literal["speech", "all"]
READER = "4"
"""Version of how statements are read: what an archive has read by another is read again."""
LIGHT = "light mode: only what stands in quotation marks or under a name was read"


class Statements(tuple[Statement, ...]):
    """The statements of one article, in its order; `warnings` says what was not read, and why."""

    warnings: tuple[str, ...] = ()


def statements(
    article: Article | str,
    *,
    cues: Cues = "speech",
    published: str | date | None = None,
    outlet: str | None = None,
    title: str | None = None,
) -> Statements:
    """Who said what in an article, or in its plain text.

    `cues="speech"` leaves out what people believe and what merely appears; "all" gives that as well. The keywords
    describe a plain text, as an article's facts do: they are refused beside an article.

    Raises:
        UsageError: Keywords beside an article, or `cues` that are neither.

    """
    if cues not in ("speech", "all"):
        raise UsageError(f"cues={cues!r}", "neither speech nor all", 'give cues="speech" or cues="all"')
    if isinstance(article, Article):
        if any(each is not None for each in (published, outlet, title)):
            raise UsageError("published, outlet, title", "an article has its own", "give them with plain text only")
        return _answered(_reading(article), article.language, cues)
    when = published.isoformat() if isinstance(published, date) else published
    return _answered(Reading(article, title or "", when, outlet), None, cues)


def read_plain(
    text: str, *, title: str, published: str | None, outlet: str | None, language: str | None
) -> tuple[Statement, ...]:
    """All statements of a text whose facts are known, beliefs and appearances among them."""
    return _answered(Reading(text, title, published, outlet), language, "all")


def _reading(article: Article) -> Reading:
    when = article.published
    return Reading(
        text=article.text,
        title=article.title or "",
        published=when.isoformat() if isinstance(when, date | datetime) else None,
        outlet=article.site,
        links=tuple(_links(article)),
    )


def _links(article: Article) -> Iterable[tuple[int, int, Link]]:
    """The links of the text with the places they stand at; addresses are absolute where the page's is known."""
    absolute = {link.text: link for link in article.references}
    for piece in pieces_of(article.blocks, article.labels):
        block = article.blocks[piece.block]
        for mark in block.marks:
            low, high = max(mark.start, piece.offset), min(mark.end, piece.offset + piece.end - piece.start)
            if mark.kind != "link" or low >= high or not mark.target:
                continue
            shift = piece.start - piece.offset
            words = block.text[mark.start : mark.end]
            yield low + shift, high + shift, absolute.get(words, Link(mark.target, words))


def _answered(reading: Reading, language: str | None, cues: Cues) -> Statements:
    found: list[Draft] = []
    tagger = tagger_for(language, reading.text)
    if tagger is None:
        found = light(reading.text)
    else:
        found += drafts_of(reading.title, "title", tagger(reading.title)) if reading.title else []
        found += drafts_of(reading.text, "text", tagger(reading.text))
        found = _with_quotations(found, light(reading.text))
    answer = Statements(
        each for each in statements_of(reading, found) if cues == "all" or each.cue_class not in OF_MIND
    )
    if tagger is None and reading.text.strip():
        answer.warnings = (LIGHT,)
    return answer


def _with_quotations(found: list[Draft], quoted: list[Draft]) -> list[Draft]:
    """The tagger's drafts, and of the quotations that it left aside those that are surely said by somebody."""
    taken = [part for draft in found if draft.where == "text" for part in (*draft.content, *draft.cue)]
    left = [
        draft
        for draft in quoted
        if draft.confidence >= 0.8
        and draft.mention
        and not any(start < stop and begin < end for start, end in draft.content for begin, stop in taken)
    ]
    return [*found, *left]
