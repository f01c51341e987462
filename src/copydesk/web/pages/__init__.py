"""The pages of the room: for each its name, its address, and the function that makes its record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from copydesk.archive.archive import Archive
from copydesk.web.asked import Asked
from copydesk.web.pages import (
    article,
    capture,
    cut,
    diff,
    digest,
    event,
    front,
    history,
    ledger,
    origins,
    patterns,
    quote,
    search,
    source,
)

View = Callable[[Archive, Asked], Any]


class Page(NamedTuple):
    """One page: `path` as Starlette reads it, `view` the function that gives its record.

    Its template is `{name}.html`, its JSON twin at the same address with `.json` behind it (`/front.json` for `/`).
    """

    name: str
    path: str
    view: View

    @property
    def twin(self) -> str:
        """The address of its JSON."""
        return f"{self.path}.json" if self.path != "/" else f"/{self.name}.json"


PAGES: Final = (
    Page("front", "/", front.view),
    Page("search", "/search", search.view),
    Page("digest", "/digest", digest.view),
    Page("event", "/event/{article}", event.view),
    Page("origins", "/article/{article}/origins", origins.view),
    Page("ledger", "/ledger", ledger.view),
    Page("source", "/source", source.view),
    Page("article", "/article/{article}", article.view),
    Page("cut", "/article/{article}/cut", cut.view),
    Page("capture", "/capture/{capture}", capture.view),
    Page("history", "/article/{article}/history", history.view),
    Page("diff", "/article/{article}/diff", diff.view),
    Page("quote", "/quote", quote.view),
    Page("patterns", "/patterns", patterns.view),
)
