"""A quotation, checked: whether it was printed so, where, who said it, and what was altered."""

from __future__ import annotations

import msgspec

from copydesk.archive.archive import Archive
from copydesk.archive.quotations import Checked
from copydesk.errors import UsageError
from copydesk.web.asked import Asked


class QuoteView(msgspec.Struct, frozen=True, kw_only=True):
    """A quotation and what became of it. `checked` is None where nothing was asked yet."""

    title: str
    quote: str
    article: int | None = None
    """The article that it was looked for in; None for the whole archive."""
    headline: str | None = None
    """Of that article."""
    checked: Checked | None = None


def view(archive: Archive, asked: Asked) -> QuoteView:
    """What became of a quotation. Raises NotFound for an article that is not there."""
    quote = asked.text("q")
    article = asked.whole("article", 0, most=999_999_999) or None
    headline = archive.history(article, limit=1, captures=1).title if article else None
    if not quote:
        return QuoteView(title="Check a quotation", quote="", article=article, headline=headline)
    if not any(sign.isalnum() for sign in quote):
        raise UsageError("the quotation", "has no words", "give the words between quotation marks")
    found = archive.check_quote(quote, article)
    return QuoteView(
        title=f"{found.kind.capitalize()} – check a quotation",
        quote=quote,
        article=article,
        headline=headline,
        checked=found,
    )
