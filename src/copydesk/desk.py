"""The whole way in one function: capture → page → blocks → labels and verdict → article."""

from __future__ import annotations

from copydesk.article import assemble
from copydesk.article.record import Article
from copydesk.blocks import read_blocks
from copydesk.classify import classify
from copydesk.records import Capture
from copydesk.settings import Settings


def edit(capture: Capture, settings: Settings) -> Article:
    """The article of a capture."""
    sheet = read_blocks(capture, settings)
    judgement = classify(sheet, settings)
    return assemble(sheet, judgement)
