"""Blocks, labels and facts → the Article."""

from __future__ import annotations

from copydesk.article.record import Article
from copydesk.blocks import Sheet
from copydesk.classify import Judgement

__all__ = ["Article", "assemble"]


def assemble(sheet: Sheet, judgement: Judgement) -> Article:
    """The article of a judged sheet."""
    from copydesk.article.assembly import article_of

    return article_of(sheet, judgement)
