"""Clean copy from saved news pages: the whole article and nothing else, each fact with its evidence.

>>> import copydesk
>>> article = copydesk.extract("<h1>Rain at last</h1><p>It rained on Tuesday, the weather office said.</p>")
>>> article.title
'Rain at last'
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copydesk import desk, errors, intake
from copydesk.article.record import Article
from copydesk.errors import CopydeskError
from copydesk.records import (
    Block,
    Capture,
    ChainLink,
    Comment,
    Cut,
    Fact,
    Failure,
    Image,
    Label,
    Link,
    Mark,
    Resolved,
    Span,
    Statement,
    StatementLink,
    Verdict,
    Words,
)
from copydesk.records import Source as Party
from copydesk.settings import Settings, settings_from
from copydesk.version import __version__

if TYPE_CHECKING:
    from copydesk.archive.archive import Archive
    from copydesk.ledger import links, statements

__all__ = [
    "Archive",
    "Article",
    "Block",
    "Capture",
    "ChainLink",
    "Comment",
    "CopydeskError",
    "Cut",
    "Fact",
    "Failure",
    "Image",
    "Label",
    "Link",
    "Mark",
    "Party",
    "Resolved",
    "Settings",
    "Span",
    "Statement",
    "StatementLink",
    "Verdict",
    "Words",
    "__version__",
    "errors",
    "extract",
    "extract_all",
    "links",
    "statements",
]

Source = bytes | str | PathLike[str]


def extract(source: bytes | str | Path, url: str | None = None, **options: object) -> Article:
    """The article of one saved page.

    `bytes` and `str` are content of any supported form (sniffed; `form=` forces it), a `Path` is a file. `url` is the
    address the page was saved from, if known. Options are the fields of `Settings`.

    A wall or an empty page is an article whose verdict says so. What cannot be read raises an `errors.IntakeError`
    that names the thing, the place and the next step; a one-line `str` that names a file or is an address raises
    `errors.LooksLikePath`.
    """
    settings = settings_from(options)
    return desk.edit(intake.receive(source, url=url, settings=settings), settings)


def extract_all(source: Source | Iterable[Source], **options: object) -> Iterator[Article | Failure]:
    """The article of every page found in a folder, a glob pattern, a file, or any iterable of these.

    Lazily, in the order of the inputs (names sorted within a folder); what cannot be read is a `Failure` in its place.
    """
    return _edited(source, settings_from(options))  # the options are checked now, the inputs read later


def _edited(source: Source | Iterable[Source], settings: Settings) -> Iterator[Article | Failure]:
    for received in intake.gather(source, settings=settings):
        yield received if isinstance(received, Failure) else desk.edit(received, settings)


_LATE = {"Archive": "copydesk.archive.archive", "links": "copydesk.ledger", "statements": "copydesk.ledger"}


def __getattr__(name: str) -> Any:
    """The archive and the ledger, which are imported when they are asked for: extraction needs neither."""
    if name in _LATE:
        return getattr(importlib.import_module(_LATE[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
