"""Capture → blocks. Many inputs, one kind of thing."""

from __future__ import annotations

from typing import NamedTuple

from copydesk.page import Page
from copydesk.records import Block, Capture, Fact
from copydesk.settings import Settings


class Sheet(NamedTuple):
    """A capture cut into blocks, in page order.

    `page` is the parsed page when the capture is HTML. `declared` holds what the front matter of a Markdown capture
    declares, each with its evidence (keys as in the front matter, lower case).
    """

    capture: Capture
    blocks: list[Block]
    page: Page | None = None
    declared: dict[str, Fact] = {}  # noqa: RUF012 - never changed


def read_blocks(capture: Capture, settings: Settings) -> Sheet:
    """Cut a capture into blocks, by its form."""
    if capture.form == "html":
        from copydesk.blocks.html import blocks_of_page

        page = Page(capture)
        return Sheet(capture, blocks_of_page(page, settings), page)
    if capture.form == "markdown":
        from copydesk.blocks.markdown import sheet_of_markdown

        return sheet_of_markdown(capture, settings)
    from copydesk.blocks.text import blocks_of_text

    return Sheet(capture, blocks_of_text(capture, settings))
