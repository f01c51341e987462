"""The whole way in one function: capture → page → blocks → labels and verdict → article."""

from __future__ import annotations

from collections.abc import Callable

from copydesk.article import assemble
from copydesk.article.record import Article
from copydesk.blocks import Sheet, read_blocks
from copydesk.classify import Judgement, classify
from copydesk.records import Capture
from copydesk.settings import Settings

Review = Callable[[Sheet, Judgement], Judgement]
"""What knows more than one page says, and may judge its blocks anew."""


def edit(capture: Capture, settings: Settings, review: Review | None = None) -> Article:
    """The article of a capture."""
    sheet = read_blocks(capture, settings)
    judgement = classify(sheet, settings)
    if review is not None:
        judgement = review(sheet, judgement)
    return assemble(sheet, judgement)
